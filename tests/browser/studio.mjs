// The studio in a real browser: every state that an editor can meet, three languages, light and dark, keyboard, axe-core. A second
// editor, a dead line, an ended log-in and a gate that holds something back are played by a stand-in for the editors' routes; the
// log-in is the server's own. What the server itself makes of it is in studio-flow.mjs.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/studio.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { accessible as axe, check, end, expect, LANGUAGES, person, shot, URL_ } from './browser.mjs';
import { refuse, StudioStandIn, WARRANTY } from './studio-stand-in.mjs';

const EMAIL = process.env.AFTERCARE_ADMIN_EMAIL;
const PASSWORD = process.env.AFTERCARE_ADMIN_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_ADMIN_EMAIL and AFTERCARE_ADMIN_PASSWORD are needed');
  process.exit(2);
}

/** A picture of two by two pixels. */
const PIXELS = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==', 'base64');
/** What would run if a page took it for markup. */
const MARKUP = '<img src=x onerror="console.error(`CSP: it ran`)"><script>console.error(`CSP: it ran`)</script>';

const notice = (page, words) => page.locator('#notice:not([hidden])', { hasText: words });
const saved = (page) => page.locator('#save-state.saved').waitFor();
const state = (page, words) => page.locator('#save-state', { hasText: words }).waitFor();
const title = (page, language) => page.locator(`#title-${language}`);
const column = (page, language) => page.locator(`.column[data-language=${language}]`);
const open = (page, address) => page.goto(`${URL_}/studio?language=en#/${address}`);

/** From the top: what has scrolled halfway under the bar is no target of its own. */
async function accessible(page, name) {
  await page.evaluate(() => document.getElementById('scroll')?.scrollTo(0, 0));
  await axe(page, name);
}

async function logIn(page) {
  await page.locator('#login-form').waitFor();
  await page.fill('#email', EMAIL);
  await page.fill('#password', PASSWORD);
  await page.press('#password', 'Enter');
}

async function speak(page, language, place) {
  await page.selectOption(`${place} [data-language]`, language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function everyLanguage(page, name, ready) {
  for (const language of LANGUAGES) {
    await speak(page, language, '.top');
    await page.locator(ready).first().waitFor();
    await shot(page, `${name}-${language}`);
    await accessible(page, `${name} in ${language}`);
  }
}

const paste = (page, selector, text) =>
  page.locator(selector).evaluate((field, words) => {
    const data = new DataTransfer();
    data.setData('text/plain', words);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

try {
  const { page, context } = await person('editor');
  const studio = new StudioStandIn();
  await studio.on(page);
  const known = () => studio.entry(studio.entries.get('warranty-cover'));

  await check('the list in three languages, light and dark; search and filters; nothing found says so', async () => {
    await open(page, 'entries');
    await logIn(page);
    await page.locator('.entry').first().waitFor();
    await everyLanguage(page, 'studio-list', '.entry');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'studio-list-dark');
    await accessible(page, 'the list in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('Alt+f');
    await page.keyboard.type('кепілдік');
    await page.waitForFunction(() => document.querySelectorAll('.entry').length === 1);
    assert.match(page.url(), /q=/);
    await page.fill('#search', 'nothing like this');
    await page.locator('.empty .button').waitFor();
    await shot(page, 'studio-none');
    await page.locator('.empty .button').click();
    await page.waitForFunction(() => document.querySelectorAll('.entry').length === 2);
    await page.selectOption('#filter-language', 'bn');
    await page.selectOption('#filter-state', 'missing');
    await page.waitForFunction(() => document.querySelectorAll('.entry').length === 1);
  });

  await check('a slow list says that it is coming, a failed one offers to try again', async () => {
    expect(['ERR_FAILED', '/api/v1/faq']);
    let release = () => {};
    const slow = new Promise((done) => (release = done));
    studio.next.push(['GET', '/api/v1/faq', async () => { await slow; return 'abort'; }]);
    await open(page, 'entries');
    await page.locator('#entries[aria-busy=true]').waitFor();
    release();
    await page.locator('.empty .button').click();
    await page.locator('.entry').first().waitFor();
  });

  await check('many are changed at once', async () => {
    await page.locator('.entry .tick input').first().check();
    await page.locator('[data-key=all]').click();
    await page.locator('[data-key=bulk]').click();
    await page.fill('#bulk-category', 'law');
    await shot(page, 'studio-bulk');
    await accessible(page, 'changing many');
    await page.press('#bulk-category', 'Enter');
    await notice(page, '2 topics were changed').waitFor();
    assert.equal(known().category, 'law');
  });

  await check('one topic in three languages; the preview is the answer as owners see it', async () => {
    await open(page, 'entry/warranty-cover');
    await page.locator('.column[data-language=en] .bubble strong', { hasText: 'eight years' }).waitFor();
    await everyLanguage(page, 'studio-topic', '.column .bubble');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'studio-topic-dark');
    await accessible(page, 'a topic in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 640 });
    await page.locator('#tab-kk').click();
    assert.ok(await title(page, 'kk').isVisible() && !(await title(page, 'en').isVisible()));
    await page.keyboard.press('ArrowLeft');
    assert.ok(await title(page, 'bn').isVisible());
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await check('what is typed is saved as a draft by itself; the editor says what kind of change it is', async () => {
    await page.fill('#answer-en', 'The battery is covered for **nine years**.');
    await state(page, 'Not saved yet');
    await page.locator('.column[data-language=en] .bubble strong', { hasText: 'nine years' }).waitFor();
    await saved(page);
    assert.equal(known().languages.en.answer, 'The battery is covered for **nine years**.');
    await page.keyboard.press('Control+s');
    await page.locator('dialog input[value=meaning]').check();
    await shot(page, 'studio-save');
    await accessible(page, 'the kind of change');
    await page.locator('dialog .primary').click();
    await column(page, 'bn').locator('.badge.stale').waitFor();
    await shot(page, 'studio-stale');
    await accessible(page, 'old translations');
    await column(page, 'bn').locator('.column-head .button').click();
    await column(page, 'bn').locator('.badge.current').waitFor();
    assert.deepEqual([known().languages.bn.state, known().languages.kk.state], ['current', 'stale']);
  });

  await check('the gate holds back what would change too much; a reason lets it through; one click undoes it', async () => {
    expect(['409', '/publish']);
    studio.next.push(['POST', '/publish', () => refuse(409, 'gate', { changes: [{ kind: 'takes', question: 'Can I charge at home?', from: { id: 'charge-home', title: 'Charging at home' }, to: { id: 'warranty-cover', title: 'What the warranty covers' } }, { kind: 'answers', question: 'How long is the battery covered?' }, { kind: 'dangers', question: 'Smoke from the battery' }] })]);
    await page.keyboard.press('Control+Enter');
    await page.locator('dialog .primary').click();
    await page.locator('.gate .dangers').waitFor();
    await shot(page, 'studio-gate');
    await accessible(page, 'the gate');
    await page.locator('dialog .primary').click();
    await page.locator('dialog .field-error', { hasText: 'reason' }).waitFor();
    await page.fill('#override', 'The new contract is signed.');
    await page.locator('dialog .primary').click();
    await notice(page, 'Published').waitFor();
    assert.equal(known().draft, false);
    await page.locator('#notice .button', { hasText: 'Undo' }).click();
    await notice(page, 'Undone').waitFor();
    assert.equal(known().published_revision, 1);
  });

  await check('a publication at a time names the zone, and can be taken back', async () => {
    await page.keyboard.press('Control+Enter');
    await page.locator('dialog input[value=later]').check();
    await page.locator('dialog .help', { hasText: 'Asia/Almaty (UTC+05:00)' }).waitFor();
    await page.fill('#publish-at', '2020-01-01T10:00');
    await page.locator('dialog .primary').click();
    await page.locator('dialog .field-error:not(:empty)').waitFor();
    await page.fill('#publish-at', '2099-05-03T10:00');
    await shot(page, 'studio-schedule');
    await accessible(page, 'a time');
    await page.locator('dialog .primary').click();
    await notice(page, '2099').waitFor();
    assert.equal(studio.entries.get('warranty-cover').scheduled, '2099-05-03T05:00:00.000Z');
    await page.locator('[data-key=unschedule]').click();
    await page.locator('[data-key=unschedule]').waitFor({ state: 'detached' });
  });

  await check('another editor is seen; what both changed is decided by a person, and nothing is lost', async () => {
    expect(['412', '/warranty-cover']);
    studio.others = [{ name: 'Aigul', language: 'kk', since: '2026-11-28T09:00:00.000Z' }];
    const theirs = known();
    theirs.languages.en.answer = 'The battery is covered for **ten years**.';
    theirs.languages.kk.title = 'Олардың атауы';
    studio.put('warranty-cover', theirs, 'Aigul');
    await page.fill('#answer-en', 'The battery is covered for **eleven years**.');
    await page.fill('#title-en', 'My title');
    await page.locator('dialog .merge-part').waitFor();
    assert.equal(await page.locator('.merge-part').count(), 1);
    await shot(page, 'studio-merge');
    await accessible(page, 'the merge');
    await page.locator('.merge-side', { hasText: 'Theirs' }).locator('.button').click();
    await page.locator('dialog .primary').click();
    await saved(page);
    assert.deepEqual([await title(page, 'kk').inputValue(), await title(page, 'en').inputValue(), await page.inputValue('#answer-en')], ['Олардың атауы', 'My title', 'The battery is covered for **ten years**.']);
    assert.deepEqual([known().languages.en.title, known().languages.kk.title], ['My title', 'Олардың атауы']);
    await page.locator('.others', { hasText: 'Aigul' }).waitFor();
    studio.others = [];
  });

  await check('a dead line keeps what is typed, also over a new load of the page', async () => {
    expect(['ERR_FAILED', '/api/v1/'], ['ERR_INTERNET_DISCONNECTED', '']);
    studio.next.push(['PUT', '/warranty-cover', () => 'abort'], ['PUT', '/warranty-cover', () => 'abort']);
    await page.fill('#title-bn', 'নতুন শিরোনাম');
    await state(page, 'cannot be reached');
    await shot(page, 'studio-offline');
    await accessible(page, 'a dead line');
    await page.reload();
    await page.locator('.note-line', { hasText: 'here again' }).waitFor();
    await saved(page);
    assert.equal(known().languages.bn.title, 'নতুন শিরোনাম');
  });

  await check('an ended log-in is asked for in place, and nothing typed is lost', async () => {
    expect(['401', '/api/v1/faq/warranty-cover']);
    studio.next.push(['PUT', '/warranty-cover', () => refuse(401, 'unauthenticated')]);
    await page.fill('#title-bn', 'লগ ইনের পরে');
    await page.locator('.login-again').waitFor();
    await accessible(page, 'the log-in above the page');
    await logIn(page);
    await saved(page);
    assert.deepEqual([known().languages.bn.title, await title(page, 'bn').inputValue()], ['লগ ইনের পরে', 'লগ ইনের পরে']);
  });

  await check('a new topic with the keyboard alone: a pasted list, layout, what is missing, and no markup runs', async () => {
    await page.keyboard.press('Alt+n');
    await title(page, 'en').waitFor();
    await page.locator('#title-en:focus').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('#category-error:not(:empty)').waitFor();
    await title(page, 'en').focus();
    await page.keyboard.type(`Rust ${MARKUP}`);
    assert.equal(await column(page, 'en').locator('.phrasings input').count(), 1, 'there is a place for the first way to ask');
    await paste(page, '.column[data-language=en] .phrasings input', '1. Is rust covered?\n2. The door rusts\n\n- Paint blisters');
    assert.equal(await column(page, 'en').locator('.phrasings li').count(), 3);
    await page.keyboard.press('Enter');
    await page.keyboard.type(MARKUP);
    await page.locator('#answer-en').focus();
    await page.keyboard.type('Twelve years ');
    await page.keyboard.press('Control+b');
    await page.keyboard.type(MARKUP);
    await page.fill('#category', 'warranty');
    assert.match(await page.inputValue('#entry-id'), /^rust-/);
    await page.fill('#entry-id', 'warranty-cover');
    expect(['412', '/warranty-cover']);
    await page.locator('#entry-id-error:not(:empty)').waitFor();
    await shot(page, 'studio-new');
    await accessible(page, 'a new topic');
    await page.fill('#entry-id', 'rust');
    await saved(page);
    assert.match(page.url(), /#\/entry\/rust$/);
    assert.deepEqual(studio.entry(studio.entries.get('rust')).languages.en.phrasings, ['Is rust covered?', 'The door rusts', 'Paint blisters', MARKUP]);
    await column(page, 'en').locator('.bubble strong', { hasText: 'onerror' }).waitFor();
    assert.equal(await page.locator('.page img, .page script').count(), 0);
  });

  await check('a megabyte pasted is refused in words, and kept', async () => {
    await page.locator('#answer-en').evaluate((field) => {
      field.value = 'x'.repeat(1 << 20);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await column(page, 'en').locator('[data-field=answer] .field-error', { hasText: 'too many' }).waitFor();
    await state(page, 'Kept on this device');
    await page.fill('#answer-en', 'Twelve years.');
    await saved(page);
  });

  await check('versions show what changed by language, and an older one comes back as a draft', async () => {
    await open(page, 'entry/warranty-cover/revisions');
    await page.locator('.revision-detail h3').waitFor();
    await page.locator('.revision', { hasText: /^Version 3/ }).click();
    await page.locator('.revision-detail ins', { hasText: 'nine years' }).waitFor();
    await everyLanguage(page, 'studio-versions', '.revision-detail h3');
    await page.locator('.revision', { hasText: /^Version 1/ }).click();
    await page.locator('.revision-detail .button').click();
    await notice(page, 'older text').waitFor();
    await page.locator('.column .bubble').first().waitFor();
    assert.equal(known().languages.en.title, WARRANTY.languages.en.title);
  });

  await check('renaming, duplicating, dropping the draft, withdrawing', async () => {
    expect(['422', '/rename']);
    await page.locator('[data-key=rename]').click();
    await page.fill('#rename-id', 'charge-home');
    await page.press('#rename-id', 'Enter');
    await page.locator('#rename-error:not(:empty)').waitFor();
    await page.fill('#rename-id', 'battery-cover');
    await accessible(page, 'renaming');
    await page.press('#rename-id', 'Enter');
    await notice(page, 'battery-cover').waitFor();
    assert.match(page.url(), /battery-cover$/);
    await open(page, 'entry/rust');
    await page.locator('[data-key=remove]').click();
    await accessible(page, 'removing a draft');
    await page.locator('dialog .danger').click();
    await notice(page, 'removed').waitFor();
    await page.locator('.entry').first().waitFor();
    await open(page, 'entry/battery-cover');
    await page.locator('.more-actions a', { hasText: 'Duplicate' }).click();
    await page.waitForFunction((words) => document.getElementById('title-en')?.value === words, WARRANTY.languages.en.title);
    assert.match(await page.inputValue('#entry-id'), /^what-the-warranty/);
    await open(page, 'entry/battery-cover');
    await page.locator('[data-key=withdraw]').click();
    await accessible(page, 'withdrawing');
    await page.locator('dialog .danger').click();
    await notice(page, 'Withdrawn').waitFor();
  });

  await check('a question is tried, with its answer and its reasons, against drafts and against the past', async () => {
    await page.keyboard.press('Alt+t');
    await page.fill('#question', 'How do I charge at home?');
    await page.press('#question', 'Enter');
    await page.locator('.decision.answer .bubble strong', { hasText: 'wall box' }).waitFor();
    await everyLanguage(page, 'studio-try', '.page form');
    await page.fill('#question', 'How do I charge at home?');
    await page.locator('input[value=draft]').check();
    await page.press('#question', 'Enter');
    await page.locator('.decision').waitFor();
    assert.equal(studio.asked.at(-1)[2].draft, true);
    await page.locator('input[value=past]').check();
    await page.press('#question', 'Enter');
    await page.locator('.field-error', { hasText: 'day and a time' }).waitFor();
    await page.fill('#try-at', '2026-05-03T10:00');
    await page.press('#question', 'Enter');
    await page.locator('.decision').waitFor();
    assert.equal(studio.asked.at(-1)[2].at, '2026-05-03T05:00:00.000Z');
    await shot(page, 'studio-try-past');
    await accessible(page, 'the past');
  });

  await check('how the languages stand leads to what needs somebody', async () => {
    await open(page, 'translations');
    await page.locator('.counts').waitFor();
    await everyLanguage(page, 'studio-translations', '.counts');
    await page.locator('.counts a').first().click();
    await page.locator('#entries').waitFor();
  });

  await check('what nothing answered becomes a topic, with the words of the technician, and the gap knows it', async () => {
    await open(page, 'gaps');
    await page.locator('.gap').first().waitFor();
    await everyLanguage(page, 'studio-gaps', '.gap');
    await page.locator('.gap').first().locator('.primary').click();
    await title(page, 'en').waitFor();
    assert.deepEqual([await title(page, 'en').inputValue(), await page.inputValue('#answer-en'), await title(page, 'kk').inputValue()], ['Can I tow a trailer?', 'Yes, up to 750 kg.', 'Тіркеме сүйретуге бола ма?']);
    await page.fill('#category', 'service');
    await notice(page, 'once they find this topic').waitFor();
    assert.deepEqual([studio.gaps[0].state, studio.gaps[0].entry], ['answered', 'can-i-tow-a-trailer']);
  });

  await check('a gap is another way to ask for a topic that exists, or is left to people', async () => {
    await open(page, 'gaps');
    await page.locator('.gap .button', { hasText: 'Belongs' }).click();
    await page.fill('#gap-search', 'charge');
    await page.press('#gap-search', 'Enter');
    await page.locator('.found .button').first().waitFor();
    await shot(page, 'studio-gap-topic');
    await accessible(page, 'the topic of a gap');
    await page.locator('.found .button').first().click();
    await notice(page, 'once they find this topic').waitFor();
    assert.ok(studio.entry(studio.entries.get('charge-home')).languages.en.phrasings.includes('বাসায় চার্জ হয় না কেন?'));
    await open(page, 'gaps?state=answered');
    await page.locator('.gap').first().locator('.button', { hasText: 'A person' }).click();
    await notice(page, 'Taken off').waitFor();
    await page.selectOption('#gap-state', 'closed');
    await page.locator('.empty').waitFor();
  });

  await check('other content is a text with what is wrong in it, line by line; nobody is overwritten', async () => {
    expect(['422', '/content/'], ['412', '/content/']);
    await open(page, 'content');
    await page.locator('.files a').first().waitFor();
    await everyLanguage(page, 'studio-content', '.files a');
    await page.locator('.files a', { hasText: 'synonyms/en.txt' }).click();
    await page.fill('#source', 'boot, trunk\nalone\n');
    await page.locator('.actions .primary').click();
    await page.locator('.said .button', { hasText: 'Line 2' }).click();
    assert.equal(await page.locator('#source').evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd)), 'alone');
    await shot(page, 'studio-content-file');
    await accessible(page, 'a file');
    studio.files.set('synonyms/en.txt', { text: 'theirs, others\n', revision: 4 });
    await page.fill('#source', 'boot, trunk\n');
    await page.keyboard.press('Control+s');
    await page.locator('textarea[readonly]').waitFor();
    await accessible(page, 'two editors of a file');
    await page.locator('.button', { hasText: 'Go on with mine' }).click();
    await page.keyboard.press('Control+s');
    await notice(page, 'Saved').waitFor();
    assert.equal(studio.files.get('synonyms/en.txt').text, 'boot, trunk\n');
  });

  await check('manuals and pictures: which topics need them, found, replaced, deleted when none does, and put into an answer', async () => {
    const picture = { name: 'new fob.png', mimeType: 'image/png', buffer: Buffer.from('any') };
    const pictures = (url) => url.pathname.startsWith('/files/');
    await page.route(pictures, (route) => route.fulfill({ contentType: 'image/png', body: PIXELS }));
    await open(page, 'files');
    const row = (name) => page.locator(`.file-row[data-name="${name}"]`);
    await row('fob-1a2b3c4d.png').getByText('What the warranty covers').waitFor();
    await everyLanguage(page, 'studio-files', '.file-row');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'studio-files-dark');
    await accessible(page, 'the files in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await row('fob-1a2b3c4d.png').locator('button.sight').click();
    await page.locator('dialog .whole-picture').waitFor();
    await accessible(page, 'a picture');
    await page.keyboard.press('Escape');
    await page.fill('#search', 'charging');
    await row('manual-5e6f7a8b.pdf').waitFor({ state: 'detached' });
    await page.fill('#search', '');
    await row('manual-5e6f7a8b.pdf').waitFor();
    await page.setInputFiles('#files-bring', picture);
    await page.locator('.save-state', { hasText: 'is here' }).waitFor();
    await page.setInputFiles('#files-bring', { ...picture, buffer: Buffer.alloc((4 << 20) + 1) });
    await page.locator('.field-error', { hasText: 'at most 4 MB' }).waitFor();
    // What topics need is not deleted: they are named.
    await row('fob-1a2b3c4d.png').locator('.danger-text').click();
    await page.locator('dialog', { hasText: 'Charging at home' }).waitFor();
    await accessible(page, 'a file that is needed');
    assert.equal(await page.locator('dialog .danger').count(), 0);
    await page.keyboard.press('Escape');
    await row('manual-5e6f7a8b.pdf').locator('.danger-text').click();
    await page.locator('dialog .danger').click();
    await row('manual-5e6f7a8b.pdf').waitFor({ state: 'detached' });
    await row('fob-1a2b3c4d.png').locator('[data-key^=replace]').click();
    await shot(page, 'studio-file-replaced');
    await accessible(page, 'a replacement');
    assert.equal(await page.locator('dialog .primary').isDisabled(), true);
    await page.setInputFiles('#replace-file', picture);
    await page.locator('dialog .primary').click();
    await page.locator('.save-state', { hasText: 'was replaced' }).waitFor();
    await row('fob-1a2b3c4d.png').getByText('2 × 2').waitFor();
    assert.equal(studio.attached.find(({ name }) => name.startsWith('fob')).revision, 'aaa');
    // Into an answer, by the keyboard.
    await open(page, 'entry/charge-home');
    await title(page, 'en').waitFor();
    await page.fill('#answer-en', 'See ');
    await column(page, 'en').locator('.tool[aria-label^="Add a manual"]').press('Enter');
    await page.locator('dialog .file-row').first().waitFor();
    await shot(page, 'studio-file-chosen');
    await accessible(page, 'the choice of a file');
    await page.locator('dialog .file-row .button').first().press('Enter');
    assert.equal(await page.inputValue('#answer-en'), 'See ![what the picture shows](file:fob-1a2b3c4d.png)');
    assert.equal(await page.locator('#answer-en').evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd)), 'what the picture shows');
    await saved(page);
    await page.unroute(pictures);
  });

  await check('a spreadsheet is shown before it is taken; mistakes are named with sheet, row and column', async () => {
    await open(page, 'exchange');
    const broken = { ...studio.imported, problems: [{ file: 'faq.xlsx', sheet: 'FAQ', line: 7, column: 'C', severity: 'error', message: 'There is no such language.' }] };
    studio.next.push(['POST', '/import', () => ({ status: 200, body: broken })]);
    const file = { name: 'faq.csv', mimeType: 'text/csv', buffer: Buffer.from('Question,Answer,Remark\n') };
    await page.setInputFiles('#import-file', file);
    await page.locator('.said', { hasText: 'FAQ, row 7, C' }).waitFor();
    assert.equal(await page.locator('#import-go').count(), 0);
    await everyLanguage(page, 'studio-exchange', '#import-file');
    await page.setInputFiles('#import-file', file);
    await page.locator('#import-go').waitFor();
    await page.locator('#column--C').selectOption('phrasings.en');
    await page.waitForFunction(() => document.getElementById('import-go'));
    assert.match(studio.asked.at(-1)[1], /mapping=title\.en%3DA%2Canswer\.en%3DB%2Cphrasings\.en%3DC/);
    await shot(page, 'studio-import');
    await accessible(page, 'an import');
    await page.click('#import-go');
    await page.locator('.good', { hasText: '1 topic' }).waitFor();
    await page.locator('.field-error', { hasText: 'warranty-cover' }).waitFor();
    const loaded = page.waitForEvent('download');
    await page.locator('[data-format=csv]').click();
    assert.equal((await loaded).suggestedFilename(), 'faq.csv');
  });

  await check('the overview counts what was asked and what helped', async () => {
    await open(page, 'overview');
    await page.locator('.bars').first().waitFor();
    await everyLanguage(page, 'studio-overview', '.counts');
    // On a phone the sections are one line, with the one that is open in sight.
    await page.setViewportSize({ width: 360, height: 640 });
    await open(page, 'entries');
    await page.locator('.entry').first().waitFor();
    await open(page, 'overview');
    await page.locator('.counts').first().waitFor();
    const [high, from, to] = await page.locator('#sections').evaluate((sections) => {
      const { left, right } = sections.querySelector('[aria-current]').getBoundingClientRect();
      return [sections.clientHeight, left, right];
    });
    assert.ok(high < 60 && from >= 0 && to <= 360, `${high} ${from} ${to}`);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await check('the keyboard is explained', async () => {
    await open(page, 'entries');
    await page.locator('.entry').first().waitFor();
    await page.keyboard.press('?');
    await page.locator('.keys').waitFor();
    await shot(page, 'studio-keys');
    await accessible(page, 'the keyboard');
    await page.keyboard.press('Escape');
  });

  await context.close();
  await end();
} catch (error) {
  await end(error);
}
