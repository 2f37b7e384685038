// The whole flow in a real browser: owners and a technician, three languages, a cut line, a reload, and pictures.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... node tests/browser/flow.mjs
//
// The technician speaks bn, kk and en (`user add --language`): conversations are handed over by language.
// AFTERCARE_SCREENSHOTS names a folder for pictures of every page in three languages at 360 and 1280 px (none: no pictures).
// AFTERCARE_CHROMIUM names the browser (/usr/bin/chromium). Waits on what happens, never on time. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { check, end, LANGUAGES, person, shot, URL_, watch } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_DESK_EMAIL;
const PASSWORD = process.env.AFTERCARE_DESK_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_DESK_EMAIL and AFTERCARE_DESK_PASSWORD are needed');
  process.exit(2);
}

/** A question of the sample corpus, word for word, and one that no corpus answers. */
const ASKED = {
  bn: { question: 'গাড়ি ফুল চার্জ হতে কত সময় লাগে?', script: /[\u0980-\u09ff]/, unknown: 'গতকাল ৮৮৭১ নম্বর কাগজটা হারিয়ে ফেলেছি, কী করব বুঝতে পারছি না' },
  kk: { question: 'Көлікті толық қуаттауға қанша уақыт кетеді?', script: /[әғқңөұүһі]/i, unknown: 'Кеше 8871 нөмірлі қағазды жоғалтып алдым, не істерімді білмей отырмын' },
  en: { question: 'How long does it take to charge the car fully?', script: /[a-z]/i, unknown: 'Yesterday I lost paper number 8871 and I do not know what to do' },
};

/** What Markdown can make, as nodes of the wire. */
const RICH = [
  ['h1', 'Fault codes'],
  ['p', 'Read the code ', ['strong', 'first'], '. ', ['del', 'Do not call.'], ' ', ['a', { href: 'tel:+8801700000000' }, '+880 1700 000000']],
  ['table', ['thead', ['tr', ['th', 'Code'], ['th', 'Meaning'], ['th', 'What to do'], ['th', 'Until'], ['th', 'Where']]], ['tbody', ['tr', ['td', 'P0A80'], ['td', 'Replace hybrid pack'], ['td', 'Do not drive'], ['td', 'at once'], ['td', 'service centre']], ['tr', ['td', 'U0293'], ['td', 'হাইব্রিড নিয়ন্ত্রণের সঙ্গে যোগাযোগ নেই'], ['td', 'Қызмет көрсету орталығына барыңыз'], ['td', '2 weeks'], ['td', 'anywhere']]]],
  ['ol', { start: 3 }, ['li', 'third', ['ul', ['li', 'nested']]], ['li', ['p', 'fourth']]],
  ['blockquote', ['p', 'A quotation']],
  ['pre', ['code', 'AT+READ=0x7E8 0x0902 0x0A80 0x0293 0x1FF0 0x0001 0x0002 0x0003\n']],
  ['hr'],
  '<script>text</script>',
];

/** Shows `RICH` where answers stand, with the page's own module, and looks at it. */
async function showRich(page, name, place) {
  await page.evaluate(async ({ nodes, place: selector }) => {
    const [base] = document.querySelector('script[type=module]').src.match(/^.*\/assets\/[^/]+/);
    const { rich } = await import(`${base}/shared/nodes.js`);
    const box = [...document.querySelectorAll(selector)].at(-1);
    box.id = 'rich-test';
    box.replaceChildren(rich(document, { nodes }));
    box.scrollIntoView();
  }, { nodes: RICH, place });
  await shot(page, name);
  await page.setViewportSize({ width: 360, height: 640 });
  const seen = await page.evaluate(() => {
    const box = document.getElementById('rich-test');
    box.scrollIntoView();
    const part = (selector) => box.querySelector(selector);
    const inside = (element) => element.getBoundingClientRect().right <= box.getBoundingClientRect().right + 1;
    return {
      text: box.textContent.includes('<script>text</script>') && box.querySelector('script') === null,
      cells: box.querySelectorAll('td, th').length,
      struck: getComputedStyle(part('del')).textDecorationLine,
      start: part('ol').getAttribute('start'),
      nested: part('ol ul li') !== null,
      wide: [...box.querySelectorAll('.wide-part')].map((one) => [inside(one), one.scrollWidth > one.clientWidth]),
      narrowest: Math.min(...[...box.querySelectorAll('td')].map((cell) => cell.getBoundingClientRect().width)),
      rel: part('a').rel,
    };
  });
  assert.deepEqual({ ...seen, narrowest: seen.narrowest > 40 }, { text: true, cells: 15, struck: 'line-through', start: '3', nested: true, wide: [[true, true], [true, true]], narrowest: true, rel: 'noopener noreferrer nofollow' });
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Answers the owner has in front of them. */
const answers = (page) => page.locator('.message.bot .card');
const said = (page, text) => page.locator('.message.owner', { hasText: text });

/** The answer to what was just asked. A matcher that is less sure asks back first: then the first topic is chosen. */
async function answered(page, count = 1) {
  const cards = answers(page);
  await cards.nth(count - 1).or(page.locator('.choice.none')).first().waitFor();
  if ((await cards.count()) < count) await page.locator('.message:has(.choice.none) .choice').first().click();
  await cards.nth(count - 1).waitFor();
  return cards.nth(count - 1);
}

async function write(page, text) {
  await page.fill('#input', text);
  await page.press('#input', 'Enter');
}

async function settled(page, text) {
  await said(page, text).last().waitFor();
  await page.waitForFunction((words) => [...document.querySelectorAll('.message.owner')].some((element) => element.textContent.includes(words) && !element.classList.contains('sending')), text);
}

try {
  const desk = await person('technician');
  /** @type {Record<string, {context: any, page: any}>} */
  const owners = {};

  for (const language of LANGUAGES) {
    await check(`an owner asks in ${language} and gets an answer in that language`, async () => {
      owners[language] = await person(`owner ${language}`);
      const { page } = owners[language];
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.examples .choice').first().waitFor();
      assert.equal(await page.getAttribute('html', 'lang'), language);
      await shot(page, `chat-empty-${language}`);
      await write(page, ASKED[language].question);
      const answer = await answered(page);
      assert.equal(await answer.getAttribute('lang'), language);
      assert.match(await answer.innerText(), ASKED[language].script);
      await settled(page, ASKED[language].question);
      await shot(page, `chat-answer-${language}`);
    });
  }

  await check('an answer is judged once', async () => {
    const { page } = owners.en;
    await page.locator('.vote').first().click();
    await page.locator('.feedback.given').waitFor();
    assert.equal(await page.locator('.vote').count(), 0);
  });

  await check('the desk refuses a wrong password and takes the right one', async () => {
    const { page } = desk;
    await page.goto(`${URL_}/desk?language=en`);
    await page.locator('#login:not([hidden])').waitFor();
    for (const language of LANGUAGES) {
      await page.selectOption('#login [data-language]', language);
      await page.locator(`html[lang=${language}]`).waitFor();
      await shot(page, `desk-login-${language}`);
    }
    await page.selectOption('#login [data-language]', 'en');
    await page.locator('html[lang=en]').waitFor();
    await page.fill('#email', EMAIL);
    await page.fill('#password', 'certainly not the password');
    await page.click('#login-go');
    await page.locator('#login-problem:not(:empty)').waitFor();
    // The browser reports the refusal as an error of its own; nothing else may.
    await page.fill('#password', PASSWORD);
    await page.click('#login-go');
    await page.locator('#desk:not([hidden])').waitFor();
    await page.waitForFunction(() => document.getElementById('line')?.textContent === '');
  });

  await check('an owner asks for a person and sees the wait', async () => {
    const { page } = owners.kk;
    await page.click('#person');
    await page.locator('.waiting').waitFor();
    await shot(page, 'chat-waiting-kk');
    await owners.bn.page.click('#person');
    await owners.bn.page.locator('.waiting').waitFor();
    await shot(owners.bn.page, 'chat-waiting-bn');
  });

  const row = (language) => desk.page.locator('.row', { has: desk.page.locator(`.tag[lang=${language}]`) });

  await check('the technician reads, leaves a note, claims and replies', async () => {
    const { page } = desk;
    await row('kk').first().waitFor();
    await shot(page, 'desk-queue');
    await row('kk').first().click();
    await page.locator('.said.owner', { hasText: ASKED.kk.question }).waitFor();
    await page.fill('#text', 'internal: canary-note-7315');
    await page.press('#text', 'Control+Enter');
    await page.locator('.said.note:not(.sending)', { hasText: 'canary-note-7315' }).waitFor();
    await page.locator('.head-actions .primary').click();
    await page.locator('.composer.reply').waitFor();
    await page.fill('#text', 'Сәлеметсіз бе! Мен осындамын.');
    await page.press('#text', 'Control+Enter');
    await page.locator('.said.technician:not(.sending)', { hasText: 'Мен осындамын' }).waitFor();
    await shot(page, 'desk-talk');
  });

  await check('the owner sees the technician, and no trace of the note', async () => {
    const { page } = owners.kk;
    await page.locator('.message.technician', { hasText: 'Мен осындамын' }).waitFor();
    assert.ok(!(await page.content()).includes('canary-note-7315'));
    const stored = await page.evaluate(() => JSON.stringify(localStorage));
    assert.ok(!stored.includes('canary-note-7315'));
    const seqs = await page.evaluate(() => JSON.parse(localStorage.getItem('aftercare.log') ?? '{}').events.map((event) => event.seq));
    assert.deepEqual(seqs, seqs.map((_, index) => index + 1), 'the owner\'s numbers are dense');
  });

  await check('each sees the other writing', async () => {
    await owners.kk.page.locator('#input').pressSequentially('Рах');
    await desk.page.waitForFunction(() => document.getElementById('typing')?.textContent !== '');
    await desk.page.locator('#text').pressSequentially('Қа');
    await owners.kk.page.locator('.typing').waitFor();
    await desk.page.fill('#text', '');
    await owners.kk.page.fill('#input', '');
  });

  await check('a message written without a line arrives once, after it is back', async () => {
    const { page, context } = owners.kk;
    await context.setOffline(true);
    await page.locator('#line:not([hidden])').waitFor();
    await write(page, 'offline-4411 бір');
    await write(page, 'offline-4412 екі');
    await page.locator('.message.owner.sending').nth(1).waitFor();
    await shot(page, 'chat-offline-kk');
    await context.setOffline(false);
    await settled(page, 'offline-4412');
    await desk.page.locator('.said.owner', { hasText: 'offline-4412' }).waitFor();
    for (const text of ['offline-4411', 'offline-4412']) {
      assert.equal(await said(page, text).count(), 1);
      assert.equal(await desk.page.locator('.said.owner', { hasText: text }).count(), 1);
    }
    const order = await desk.page.locator('.said.owner').allInnerTexts();
    assert.ok(order.findIndex((text) => text.includes('4411')) < order.findIndex((text) => text.includes('4412')));
    await page.locator('#line[hidden]').waitFor({ state: 'attached' });
  });

  await check('a tab closed with unsent words leaves them to the next one', async () => {
    const { page, context } = owners.kk;
    await context.setOffline(true);
    await page.locator('#line:not([hidden])').waitFor();
    await write(page, 'orphan-5521');
    await page.locator('.message.owner.sending', { hasText: 'orphan-5521' }).waitFor();
    await page.close();
    await context.setOffline(false);
    owners.kk.page = await context.newPage();
    watch(owners.kk.page, 'owner kk');
    await owners.kk.page.goto(`${URL_}/chat?language=kk`);
    await settled(owners.kk.page, 'orphan-5521');
    await desk.page.locator('.said.owner', { hasText: 'orphan-5521' }).waitFor();
    assert.equal(await said(owners.kk.page, 'orphan-5521').count(), 1);
    assert.equal(await desk.page.locator('.said.owner', { hasText: 'orphan-5521' }).count(), 1);
  });

  await check('a reload keeps the place, the draft and the order', async () => {
    const { page } = owners.kk;
    const before = await page.locator('.message .bubble').allInnerTexts();
    await page.fill('#input', 'жазып бастадым');
    await page.reload();
    await page.locator('.message.technician', { hasText: 'Мен осындамын' }).waitFor();
    // The greeting is the server's: until it is connected the page has words of its own.
    await page.locator('.message .bubble', { hasText: before[0] }).first().waitFor();
    assert.deepEqual(await page.locator('.message .bubble').allInnerTexts(), before);
    assert.equal(await page.inputValue('#input'), 'жазып бастадым');
    await page.fill('#input', '');
  });

  await check('a second tab shows the same conversation, and a word appears in both once', async () => {
    const { page, context } = owners.kk;
    const second = await context.newPage();
    watch(second, 'owner kk, second tab');
    await second.goto(`${URL_}/chat?language=kk`);
    await second.locator('.message.technician', { hasText: 'Мен осындамын' }).waitFor();
    await write(second, 'tabs-6631');
    await settled(second, 'tabs-6631');
    await said(page, 'tabs-6631').waitFor();
    assert.equal(await said(page, 'tabs-6631').count(), 1);
    assert.equal(await said(second, 'tabs-6631').count(), 1);
    await second.close();
  });

  await check('the technician reloads and may still answer; a published answer is sent', async () => {
    const { page } = desk;
    await page.fill('#text', 'draft-8814');
    await page.reload();
    await page.locator('#desk:not([hidden])').waitFor();
    await page.click('#tab-mine');
    await row('kk').first().click();
    await page.locator('.composer.reply').waitFor();
    assert.equal(await page.inputValue('#text'), 'draft-8814');
    await page.fill('#text', 'Қайта келдім.');
    await page.press('#text', 'Control+Enter');
    await owners.kk.page.locator('.message.technician', { hasText: 'Қайта келдім' }).waitFor();
    await page.click('.insert');
    await page.fill('#find', ASKED.kk.question);
    await page.press('#find', 'Enter');
    await page.locator('.found .button').first().waitFor();
    await shot(page, 'desk-find');
    await page.locator('.found .button').first().click();
    await owners.kk.page.locator('.message.technician .card').waitFor();
    assert.equal(await owners.kk.page.locator('.message.technician .card').getAttribute('lang'), 'kk');
  });

  await check('the desk loses its line, and what was written goes out once', async () => {
    const { page, context } = desk;
    await context.setOffline(true);
    await page.waitForFunction(() => document.getElementById('line')?.textContent !== '');
    await page.fill('#text', 'desk-offline-9921');
    await page.press('#text', 'Control+Enter');
    await page.locator('.said.technician.sending').waitFor();
    await write(owners.kk.page, 'meanwhile-9922');
    await settled(owners.kk.page, 'meanwhile-9922');
    await context.setOffline(false);
    await owners.kk.page.locator('.message.technician', { hasText: 'desk-offline-9921' }).waitFor();
    await page.locator('.said.owner', { hasText: 'meanwhile-9922' }).waitFor();
    assert.equal(await owners.kk.page.locator('.message.technician', { hasText: 'desk-offline-9921' }).count(), 1);
    assert.equal(await page.locator('.said.technician:not(.sending)', { hasText: 'desk-offline-9921' }).count(), 1);
  });

  await check('danger: the card, the alarm, and the top of the queue', async () => {
    const { page } = owners.en;
    await write(page, 'smoke is coming from the car');
    await page.locator('.safety[role=alert]').waitFor();
    await shot(page, 'chat-safety-en');
    await desk.page.locator('#danger:not([hidden])').waitFor();
    await desk.page.click('#tab-queue');
    await desk.page.locator('.row').first().waitFor();
    assert.match(await desk.page.locator('.row').first().getAttribute('class'), /danger/);
    for (const language of LANGUAGES) {
      await desk.page.selectOption('.top [data-language]', language);
      await desk.page.locator(`html[lang=${language}]`).waitFor();
      await desk.page.locator('.row.danger').waitFor();
      await shot(desk.page, `desk-danger-${language}`);
    }
    await desk.page.selectOption('.top [data-language]', 'en');
    await desk.page.locator('html[lang=en]').waitFor();
    await desk.page.locator('.danger-bar .button').click();
    await desk.page.locator('.said.safety').waitFor();
    await desk.page.locator('#danger[hidden]').waitFor({ state: 'attached' });
    await page.locator('.system', { hasText: 'has joined you' }).waitFor();
  });

  await check('handing over, taking the next one, releasing', async () => {
    const { page } = desk;
    await page.locator('.head-actions .button').nth(1).click();
    await page.selectOption('#to', 'en');
    await page.fill('#transfer-note', 'handover canary-note-7316');
    await page.locator('dialog .primary').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('#danger:not([hidden])').waitFor();
    await page.click('#next');
    await page.locator('.said.safety').waitFor();
    await page.locator('.composer.reply').waitFor();
    assert.ok(!(await owners.en.page.content()).includes('canary-note-7316'));
    await page.locator('.head-actions .button').nth(2).click();
    await page.locator('#danger:not([hidden])').waitFor();
    await page.click('#next');
    await page.locator('.composer.reply').waitFor();
  });

  await check('the technician finishes, the owner rates', async () => {
    const { page } = desk;
    await page.click('#tab-mine');
    await row('kk').first().click();
    await page.locator('.said.owner', { hasText: 'meanwhile-9922' }).waitFor();
    await page.locator('.head-actions .primary').click();
    await page.locator('dialog').waitFor();
    await shot(page, 'desk-finish');
    await page.fill('#tags', 'charging, test');
    await page.locator('dialog .primary').click();
    const owner = owners.kk.page;
    await owner.locator('.rating').waitFor();
    await owner.locator('.stars .star').nth(4).click();
    await owner.fill('.rating textarea', 'Рахмет!');
    await shot(owner, 'chat-rating-kk');
    await owner.locator('.rating .primary').click();
    await owner.locator('.system .star-row').waitFor();
    await page.click('#tab-all');
    await row('kk').first().click();
    await page.locator('.system', { hasText: 'Рахмет!' }).waitFor();
  });

  await check('the owner writes on, and the conversation goes on', async () => {
    const { page } = owners.kk;
    const count = await answers(page).count();
    await write(page, ASKED.kk.question);
    await answered(page, count + 1);
  });

  await check('what nobody can answer goes to a person', async () => {
    const { page } = await person('owner unknown');
    await page.goto(`${URL_}/chat?language=en`);
    await page.locator('.examples .choice').first().waitFor();
    await write(page, ASKED.en.unknown);
    await page.locator('.waiting, .choice.none').first().waitFor();
    if (await page.locator('.choice.none').count()) {
      await shot(page, 'chat-suggestions-en');
      await page.locator('.choice.none').click();
      await page.locator('.waiting').waitFor();
    }
    await page.context().close();
  });

  await check('the language of the chat can be changed in place', async () => {
    const { page } = owners.bn;
    await page.selectOption('#language', 'en');
    await page.locator('html[lang=en]').waitFor();
    await page.locator('.system', { hasText: 'English' }).waitFor();
    await page.selectOption('#language', 'bn');
    await page.locator('html[lang=bn]').waitFor();
  });

  await check('the widget on the demo site: opens on a tap, answers, closes with Escape, gives the focus back', async () => {
    for (const language of LANGUAGES) {
      const { page, context } = await person(`visitor ${language}`);
      const frames = [];
      page.on('request', (request) => request.url().includes('/chat') && frames.push(request.url()));
      await page.goto(`${URL_}/?language=${language}`);
      await page.waitForFunction(() => 'Aftercare' in window);
      assert.equal(await page.getAttribute('html', 'lang'), language);
      await shot(page, `home-${language}`);
      assert.deepEqual(frames, [], 'nothing of the chat is loaded before the first tap');
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.locator('button[aria-haspopup=dialog]').click();
      const chat = page.frameLocator('iframe');
      await chat.locator('.examples .choice').first().waitFor();
      await chat.locator('.examples .choice').nth(1).click();
      await answered(chat);
      await shot(page, `widget-${language}`);
      await page.setViewportSize({ width: 1280, height: 800 });
      await chat.locator('#input').press('Escape');
      await page.locator('.panel').waitFor({ state: 'hidden' });
      const label = await page.evaluate(() => {
        const host = document.activeElement;
        return host?.shadowRoot?.activeElement?.getAttribute('aria-expanded');
      });
      assert.equal(label, 'false', 'the focus is on the button again');
      await page.locator('.topic').first().click();
      await chat.locator('#send:not([disabled])').waitFor();
      await context.close();
    }
  });

  await check('a foreign page cannot speak for the loader', async () => {
    const { page, context } = await person('intruder');
    await page.goto(`${URL_}/?language=en`);
    await page.waitForFunction(() => 'Aftercare' in window);
    await page.locator('button[aria-haspopup=dialog]').click();
    const chat = page.frameLocator('iframe');
    await chat.locator('.examples .choice').first().waitFor();
    // A message from the page's own window is not one from the frame.
    await page.evaluate(() => window.postMessage({ aftercare: 'close' }, location.origin));
    await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
    assert.ok(await page.locator('.panel').isVisible());
    await context.close();
  });

  await check('tables, lists, code and what else an answer may hold are shown whole, at 360 px too', async () => {
    await showRich(owners.kk.page, 'chat-rich', '.message.bot .rich');
    await owners.kk.page.emulateMedia({ colorScheme: 'dark' });
    await showRich(owners.kk.page, 'chat-rich-dark', '#rich-test');
    await desk.page.click('#tab-all');
    await row('kk').first().click();
    await desk.page.locator('.said .rich').first().waitFor();
    await showRich(desk.page, 'desk-rich', '.said .rich');
    assert.equal(await desk.page.locator('#rich-test table').count(), 1);
  });

  await check('logging out ends it', async () => {
    await desk.page.click('#logout');
    await desk.page.locator('#login:not([hidden])').waitFor();
  });

  await end();
} catch (error) {
  await end(error);
}
