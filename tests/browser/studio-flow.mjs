// The studio on the server's own routes: what nothing answers becomes a topic, is published and answered without a restart, and one
// click takes it back; two editors at once, an ended log-in, a dead line; and markup in every field, which runs nowhere.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... AFTERCARE_EDITOR_EMAIL=... AFTERCARE_EDITOR_PASSWORD=... \
//     node tests/browser/studio-flow.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { accessible as axe, check, end, expect, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const { AFTERCARE_ADMIN_EMAIL, AFTERCARE_ADMIN_PASSWORD, AFTERCARE_EDITOR_EMAIL, AFTERCARE_EDITOR_PASSWORD } = process.env;
/** An admin named Dana and an editor named Aliya. */
const DANA = { email: AFTERCARE_ADMIN_EMAIL, password: AFTERCARE_ADMIN_PASSWORD };
const ALIYA = { email: AFTERCARE_EDITOR_EMAIL, password: AFTERCARE_EDITOR_PASSWORD };
if (![DANA, ALIYA].every(({ email, password }) => email && password)) {
  console.error('e-mail and password of an admin and of an editor are needed');
  process.exit(2);
}

/** A name of its own in each run: the same server may be asked twice. */
const ID = `lost-plate-${Date.now()}`;
/** What no topic of the sample answers. */
const ASKED = {
  bn: { question: 'আমার জুতার ফিতার রং ৮৮৭১ কোথায় লেখা আছে?', title: 'জুতার ফিতা', answer: 'ফিতার রং **বাক্সে** লেখা আছে।', found: /বাক্সে/ },
  kk: { question: 'Аяқ киімімнің 8871 бауының түсі қайда жазылған?', title: 'Аяқ киім бауы', answer: 'Баудың түсі **қорапта** жазылған.', found: /қорапта/ },
  en: { question: 'Where is the colour of my shoelace 8871 written?', title: 'Shoelaces', answer: 'The colour is written **on the box**.', found: /on the box/ },
};
const MARKUP = '<img src=x onerror="console.error(`CSP: it ran`)"><script>console.error(`CSP: it ran`)</script>[x](javascript:console.error(`CSP:`))';

/** The smallest picture that is taken: two pixels a side. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGM4IScHRAwQCgAfJgQRoo8irwAAAABJRU5ErkJggg==', 'base64');

const notice = (page, words) => page.locator('#notice:not([hidden])', { hasText: words });
const column = (page, language) => page.locator(`.column[data-language=${language}]`);
const saved = (page) => page.locator('#save-state.saved', { hasText: 'Saved' }).waitFor();

/** From the top: what has scrolled halfway under the bar is no target of its own. */
async function accessible(page, name) {
  await page.evaluate(() => document.getElementById('scroll')?.scrollTo(0, 0));
  await axe(page, name);
}

async function logIn(page, { email, password }) {
  await page.locator('#login-form').waitFor();
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
}

async function enter(name, account) {
  const editor = await person(name);
  await editor.page.goto(`${URL_}/studio?language=en`);
  await logIn(editor.page, account);
  await editor.page.locator('.entry').first().waitFor();
  return editor;
}

/** What a new owner gets for a question: the answer's text, or that somebody is fetched. */
async function ask(language, question) {
  const owner = await person(`owner ${language}`);
  const { page } = owner;
  await page.goto(`${URL_}/chat?language=${language}`);
  await page.locator('.examples .choice').first().waitFor();
  await page.fill('#input', question);
  await page.press('#input', 'Enter');
  await page.locator('.message.bot .card, .waiting, .choices .choice.none').first().waitFor();
  const card = page.locator('.message.bot .card');
  const text = (await card.count()) > 0 ? await card.last().innerText() : '';
  const foreign = await page.locator('.message img:not([src^="/files/"]), .message script, .message a[href^="javascript"]').count();
  await owner.context.close();
  assert.equal(foreign, 0, 'no markup of an editor in the chat');
  return text;
}

async function write(page, language, { title, question, answer }) {
  await page.fill(`#title-${language}`, title);
  const phrasings = column(page, language).locator('.phrasings input');
  if ((await phrasings.count()) === 0) await column(page, language).locator('[data-field=phrasings] > .button').click();
  await phrasings.last().fill(question);
  await page.fill(`#answer-${language}`, answer);
}

async function publish(page, change) {
  await page.keyboard.press('Control+Enter');
  await page.locator('dialog form').waitFor();
  if (change) await page.locator(`dialog input[value=${change}]`).check();
  await page.locator('dialog .primary').click();
  // The gate asks many questions first, and a debug build is slow.
  await notice(page, 'Published').waitFor({ timeout: 120_000 });
  // What it changes for owners, where it changes something.
  if ((await page.locator('dialog').count()) > 0) await page.locator('dialog .primary').click();
}

try {
  const first = await enter('first editor', DANA);
  const second = await enter('second editor', ALIYA);
  const { page } = first;

  await check('what nothing answers is a gap; an editor makes a topic of it in three languages, and it is saved while typing', async () => {
    assert.equal(await ask('en', ASKED.en.question), '');
    await page.goto(`${URL_}/studio?language=en#/gaps`);
    const gap = page.locator('.gap', { hasText: ASKED.en.question });
    await gap.waitFor();
    await shot(page, 'studio-real-gaps');
    await accessible(page, 'gaps of the server');
    await gap.locator('.primary').click();
    await page.locator('#title-en').waitFor();
    assert.deepEqual([await page.inputValue('#title-en'), await column(page, 'en').locator('.phrasings input').first().inputValue()], [ASKED.en.question, ASKED.en.question]);
    await page.fill('#entry-id', ID);
    for (const language of LANGUAGES) await write(page, language, ASKED[language]);
    await page.fill('#category', 'service');
    await saved(page);
    assert.match(page.url(), new RegExp(`#/entry/${ID}$`));
    await column(page, 'kk').locator('.bubble strong', { hasText: 'қорапта' }).waitFor();
    await shot(page, 'studio-real-topic');
    await accessible(page, 'a topic of the server');
    assert.equal(await ask('en', ASKED.en.question), '', 'a draft answers nobody');
  });

  await check('published, it is answered in every language without a restart', async () => {
    await publish(page);
    for (const language of LANGUAGES) assert.match(await ask(language, ASKED[language].question), ASKED[language].found);
    // The stored questions are asked again, and find it.
    const closed = page.locator('.gap', { hasText: ASKED.en.question });
    for (let tries = 0; tries < 20 && (await closed.count()) === 0; tries += 1) {
      await page.goto(`${URL_}/studio?language=en#/gaps?state=closed`);
      await page.reload();
      await page.locator('.gap, .empty .icon-check').first().waitFor();
    }
    await closed.waitFor();
    await page.goto(`${URL_}/studio?language=en#/entry/${ID}`);
    await page.locator('#title-en').waitFor();
  });

  await check('a new answer is published, the other languages are marked; undo, and the old answer is back', async () => {
    await page.fill('#answer-en', 'The colour is written **inside the shoe**.');
    await saved(page);
    await publish(page, 'meaning');
    assert.match(await ask('en', ASKED.en.question), /inside the shoe/);
    await column(page, 'kk').locator('.badge.stale').waitFor();
    await page.locator('[data-key=undo]').click();
    await page.locator('dialog .danger').click();
    await notice(page, 'Undone').waitFor({ timeout: 120_000 });
    assert.match(await ask('en', ASKED.en.question), ASKED.en.found);
  });

  await check('the list finds the topic by a question in any script', async () => {
    await second.page.fill('#search', ASKED.kk.question);
    await second.page.locator(`.entry[data-id=${ID}]`).waitFor();
  });

  await check('two editors at once: what each of them changed stays', async () => {
    expect(['412', `/${ID}`]);
    await page.goto(`${URL_}/studio?language=en#/entry/${ID}`);
    await page.reload();
    await page.locator('#title-en').waitFor();
    await second.page.goto(`${URL_}/studio?language=en#/entry/${ID}`);
    await second.page.locator('#title-en').waitFor();
    await second.page.locator('.others', { hasText: 'Dana' }).waitFor();
    await page.fill('#title-en', 'Shoelaces of the first editor');
    await saved(page);
    await second.page.fill('#title-kk', 'Екінші редактордың бауы');
    await second.page.locator('.note-line').waitFor();
    await saved(second.page);
    assert.equal(await second.page.inputValue('#title-en'), 'Shoelaces of the first editor');
    await page.reload();
    await page.locator('#title-en').waitFor();
    assert.equal(await page.inputValue('#title-kk'), 'Екінші редактордың бауы');
  });

  await check('two editors of one text: a person decides', async () => {
    expect(['412', `/${ID}`]);
    await page.fill('#answer-en', 'From the **first** editor.');
    await saved(page);
    await second.page.fill('#answer-en', 'From the **second** editor.');
    await second.page.locator('dialog .merge-part').waitFor();
    await second.page.locator('.merge-part textarea').fill('From **both** editors.');
    await second.page.locator('dialog .primary').click();
    await saved(second.page);
    await page.reload();
    await page.locator('#title-en').waitFor();
    assert.equal(await page.inputValue('#answer-en'), 'From **both** editors.');
  });

  await check('an ended log-in is renewed in place, and nothing typed is lost', async () => {
    expect(['401', '/api/v1/faq']);
    await first.context.clearCookies();
    await page.fill('#title-en', 'Typed without a log-in');
    await page.locator('.login-again').waitFor();
    await logIn(page, DANA);
    await saved(page);
    await page.reload();
    await page.locator('#title-en').waitFor();
    assert.equal(await page.inputValue('#title-en'), 'Typed without a log-in');
  });

  await check('a dead line keeps what is typed, and it is saved when the line is back', async () => {
    await first.context.setOffline(true);
    await page.fill('#title-en', 'Typed without a line');
    await page.locator('#save-state.offline').waitFor();
    await first.context.setOffline(false);
    await saved(page);
  });

  await check('versions tell what was changed, and bring it back', async () => {
    await page.goto(`${URL_}/studio?language=en#/entry/${ID}/revisions`);
    await page.locator('.revision').nth(1).waitFor();
    await page.locator('.revision-detail :is(ins, del)').first().waitFor();
    await shot(page, 'studio-real-versions');
    await accessible(page, 'versions of the server');
    await page.locator('.revision').last().click();
    await page.locator('.revision-detail .button').click();
    await notice(page, 'older text').waitFor();
  });

  await check('markup in every field runs nowhere: not in the studio, not in the chat', async () => {
    await page.goto(`${URL_}/studio?language=en#/new`);
    // First: what is typed is saved by itself, and a saved topic has its name.
    await page.fill('#entry-id', `${ID}-markup`);
    await page.fill('#category', 'service');
    await write(page, 'en', { title: `Laces ${MARKUP}`, question: `What of ${MARKUP} 9917?`, answer: `**Bold** ${MARKUP}` });
    await saved(page);
    await column(page, 'en').locator('.bubble strong').waitFor();
    await publish(page);
    assert.match(await ask('en', `What of ${MARKUP} 9917?`), /Bold/);
    await page.goto(`${URL_}/studio?language=en#/entries?q=9917`);
    await page.locator(`.entry[data-id=${ID}-markup]`).waitFor();
    await page.goto(`${URL_}/studio?language=en#/entry/${ID}-markup/revisions`);
    await page.locator('.revision-detail h3').waitFor();
    assert.equal(await page.locator('.page img, .page script, .page a[href^="javascript"]').count(), 0);
  });

  await check('a picture stands in the preview as in the chat, whatever its file was called; what is none is refused in words', async () => {
    expect(['422', '/api/v1/faq/files']);
    await page.goto(`${URL_}/studio?language=en#/entry/${ID}`);
    await page.locator('#title-en').waitFor();
    await page.setInputFiles('#file-en', { name: 'shoe.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') });
    await column(page, 'en').getByText('neither a PDF nor').waitFor();
    await page.fill('#answer-en', 'The colour is written inside the shoe. ');
    await page.setInputFiles('#file-en', { name: `Shoe ${MARKUP}`.slice(0, 40), mimeType: 'text/html', buffer: PICTURE });
    const shown = (place) => place.evaluate(async (image) => {
      image.loading = 'eager';
      await image.decode();
      return [image.naturalWidth, image.getAttribute('src'), image.alt];
    });
    const preview = column(page, 'en').locator('.preview img');
    await preview.waitFor();
    const [width, src, alt] = await shown(preview);
    assert.deepEqual([width, alt], [2, 'what the picture shows']);
    assert.match(src, /^\/files\/[a-z0-9-]+\.png$/);
    await saved(page);
    await accessible(page, 'a topic with a picture');
    await publish(page, 'wording');
    const owner = await person('owner of a picture');
    await owner.page.goto(`${URL_}/chat?language=en`);
    await owner.page.locator('.examples .choice').first().waitFor();
    await owner.page.fill('#input', ASKED.en.question);
    await owner.page.press('#input', 'Enter');
    const sent = owner.page.locator('.message.bot .card img');
    await sent.waitFor();
    assert.deepEqual(await shown(sent), [2, src, alt]);
    await owner.context.close();
  });

  await check('settings that are not saved outlive the page, and are joined with what another editor saves', async () => {
    expect(['412', '/api/v1/settings']);
    const open = async (who) => {
      await who.page.goto(`${URL_}/studio?language=en#/settings`);
      await who.page.locator('#set-company-name').waitFor();
    };
    // The button waits for the reply: an earlier save's words may still stand in the notice.
    const save = async (where) => {
      await where.click('#settings-save');
      await where.locator('#settings-save:enabled').waitFor();
    };
    await open(first);
    const before = await page.inputValue('#set-company-partner_bank');
    await page.fill('#set-company-partner_bank', 'Bank of Dana');
    await page.goto(`${URL_}/studio?language=en#/entries`);
    await notice(page, 'kept on this device').waitFor();
    await open(first);
    await page.reload();
    await page.locator('.save-state', { hasText: 'here again' }).waitFor();
    assert.equal(await page.inputValue('#set-company-partner_bank'), 'Bank of Dana');
    await open(second);
    await second.page.fill('#set-company-support_email', 'aliya@aftercare.example');
    await save(second.page);
    await notice(second.page, 'in effect').waitFor();
    await save(page);
    await page.locator('.save-state', { hasText: 'together with yours' }).waitFor();
    assert.deepEqual([await page.inputValue('#set-company-support_email'), await page.inputValue('#set-company-partner_bank')], ['aliya@aftercare.example', 'Bank of Dana']);
    await save(page);
    await notice(page, 'in effect').waitFor();
    await page.fill('#set-company-partner_bank', before);
    await save(page);
    await notice(page, 'in effect').waitFor();
  });

  await check('withdrawn topics are answered no more', async () => {
    for (const id of [`${ID}-markup`, ID]) {
      await page.goto(`${URL_}/studio?language=en#/entry/${id}`);
      await page.locator('[data-key=withdraw]').click();
      await page.locator('dialog .danger').click();
      await notice(page, 'Withdrawn').waitFor({ timeout: 120_000 });
    }
    assert.equal(await ask('en', ASKED.en.question), '');
  });

  await end();
} catch (error) {
  await end(error);
}
