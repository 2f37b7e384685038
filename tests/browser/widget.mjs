// The widget on other people's sites and on bad lines, in a real browser: hostile styles and scripts, a strict policy, swapped pages, several tabs,
// storage that is refused, a site that is not allowed, resets, single bytes, a slow line, small screens, keyboard, forced colours.
//
//   AFTERCARE_URL=... node tests/browser/widget.mjs
//
// The server allows the sites http://127.0.0.1:18473 and http://127.0.0.1:18474 (`widget.allowed_origins`). Environment and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { accessible, check, end, expect, LANGUAGES, ORIGINS, person, URL_ } from './browser.mjs';
import { proxy } from './proxy.mjs';

const SITE_PORT = 18_473;
const LINE_PORT = 18_474;
const SITE = `http://127.0.0.1:${SITE_PORT}`;
const LINE = `http://127.0.0.1:${LINE_PORT}`;
/** The same server by a name that is not allowed. */
const STRANGER = `http://localhost:${SITE_PORT}`;
const SHOTS = process.env.AFTERCARE_SCREENSHOTS;
const QUESTION = { bn: 'ওয়ারেন্টি দাবি কীভাবে করব?', kk: 'Кепілдік талабын қалай рәсімдеймін?', en: 'How do I make a warranty claim?' };
/** What is promised of the slow line (docs/embedding.md says nothing of time; the issue does): printed, not judged. */
const SLOW = { delayMs: 200, bytesPerSecond: 50_000 };

for (const origin of [SITE, LINE, STRANGER]) ORIGINS.add(origin);

/** A site with everything against us in its styles, and a strict policy. */
const site = createServer((request, response) => {
  const url = new URL(request.url, SITE);
  if (url.pathname === '/hostile.css') {
    response.setHeader('content-type', 'text/css');
    return response.end('div, span, button, iframe { color: red !important; font-size: 40px !important; transform: scale(2) !important; } div { display: none !important; opacity: 0 !important; pointer-events: none !important; } iframe, button { visibility: hidden !important; height: 1px !important; } #place { display: block !important; opacity: 1 !important; pointer-events: auto !important; transform: none !important; height: 600px; }');
  }
  const options = url.searchParams.get('options') ?? 'data-language="en"';
  const policy = `default-src 'none'; script-src ${URL_}; frame-src ${URL_}; style-src 'self'; img-src data:`;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-security-policy', policy);
  response.end(`<!doctype html><html lang="en"><head><title>Cars</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/hostile.css"></head><body><main><h1>Cars</h1><div id="place"></div></main><script async src="${URL_}/widget.js" ${options}></script></body></html>`);
});
await new Promise((done) => site.listen(SITE_PORT, done));
const line = await proxy(URL_, LINE_PORT);

const button = (page) => page.locator('button[aria-haspopup=dialog]');
const inside = (page) => page.frameLocator('iframe');
const badge = (page) => page.locator('.count');

async function visit(context, options) {
  const page = await context.newPage();
  await page.goto(`${SITE}/${options ? `?options=${encodeURIComponent(options)}` : ''}`);
  return page;
}

async function ask(chat, text) {
  await chat.locator('#input').fill(text);
  await chat.locator('#input').press('Enter');
}

const answered = (chat) => chat.locator('.message.bot.wide, .message.bot .choices, .system').last().waitFor({ timeout: 30_000 });
const session = (frame) => frame.evaluate(() => localStorage.getItem('aftercare.session'));
const frameOf = (page) => page.frames().find((one) => one.url().includes('/chat?'));

async function onASite() {
  const { context, page } = await person('owner on a site');
  await check('on a site with hostile styles and a strict policy the button is there, and nothing is loaded before the tap', async () => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(SITE);
    await button(page).waitFor();
    const box = await button(page).boundingBox();
    assert.deepEqual([box.width, box.height], [60, 60]);
    assert.equal(await page.locator('iframe').count(), 0);
    assert.ok(!asked.includes('/chat'), asked.join());
  });
  await check('by keyboard alone: to the button, a question, the answer, and back', async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await inside(page).locator('.greeting').waitFor();
    assert.equal(await inside(page).locator('#input').evaluate((input) => document.activeElement === input), true);
    await page.keyboard.type(QUESTION.en);
    await page.keyboard.press('Enter');
    await answered(inside(page));
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'hidden' });
    assert.equal(await button(page).evaluate((own) => own.getRootNode().activeElement === own), true, 'the focus is back on the button');
  });
  await check('messages of the page and of other windows are not obeyed', async () => {
    await button(page).click();
    await page.evaluate(() => {
      for (const target of [window, document.querySelector('iframe')]) (target ?? window).postMessage?.({ aftercare: 'close' }, '*');
      dispatchEvent(new MessageEvent('message', { data: { aftercare: 'close' }, origin: location.origin, source: window }));
    });
    assert.equal(await page.locator('.panel').isVisible(), true);
    await page.evaluate(() => globalThis.Aftercare.close());
  });
  await check('a site that swaps its body keeps the button and the conversation', async () => {
    await page.evaluate(() => {
      document.documentElement.replaceChild(Object.assign(document.createElement('body'), { innerHTML: '<p>Another page</p>' }), document.body);
      document.querySelector('html > :not(head, body)')?.remove();
    });
    await button(page).click();
    await inside(page).locator('.message.owner').first().waitFor();
    await page.evaluate(() => globalThis.Aftercare.close());
  });
  return context;
}

async function inTabs(context) {
  await check('a reply that waits is counted on the next page, in every tab, and read in all when it is read in one', async () => {
    const [one, other] = [await visit(context), await visit(context)];
    for (const page of [one, other]) await page.waitForFunction(() => globalThis.Aftercare !== undefined);
    for (const page of [one, other]) await page.locator('iframe').waitFor({ state: 'attached' });
    await other.evaluate(() => globalThis.Aftercare.open());
    await inside(other).locator('.message.owner').first().waitFor();
    const before = await frameOf(other).locator('.message.bot').count();
    await inside(other).locator('#input').fill('And how long does it take?');
    // Away before the answer is there.
    await inside(other).locator('#input').evaluate((input) => {
      input.form.requestSubmit();
      parent.postMessage({ aftercare: 'close' }, document.referrer ? new URL(document.referrer).origin : '*');
    });
    await other.locator('.panel').waitFor({ state: 'hidden' });
    await frameOf(other).waitForFunction((count) => document.querySelectorAll('.message.bot').length > count, before, { polling: 100 });
    for (const page of [one, other]) await badge(page).waitFor();
    assert.match(await button(one).getAttribute('aria-label'), /\d/);
    await button(other).click();
    for (const page of [one, other]) await badge(page).waitFor({ state: 'hidden' });
    await one.close();
    await other.close();
  });
  await check('first messages of two tabs at once are one conversation', async () => {
    const fresh = await person('owner with two tabs');
    const pages = [await visit(fresh.context), await visit(fresh.context)];
    for (const page of pages) {
      await page.waitForFunction(() => globalThis.Aftercare !== undefined);
      await page.evaluate(() => globalThis.Aftercare.open());
      await inside(page).locator('.examples').waitFor();
    }
    // As it is typed: a box that was filled without an event has nothing to send.
    await Promise.all(pages.map((page, index) => ask(inside(page), `How do I charge at home, ${index}?`)));
    for (const page of pages) await inside(page).locator('.message.owner').nth(1).waitFor();
    const [first, second] = await Promise.all(pages.map((page) => session(frameOf(page))));
    assert.equal(first, second);
    await fresh.context.close();
  });
}

async function asTheSiteWants() {
  const { context, page } = await person('owner on a branded site');
  await check('in a place of the page, in the site\'s colour and under its name', async () => {
    await page.goto(`${SITE}/?options=${encodeURIComponent('data-language="kk" data-target="#place" data-colour="#ffe000" data-title="Jol Motors"')}`);
    await inside(page).locator('.greeting').waitFor();
    assert.equal(await button(page).isVisible(), false);
    await inside(page).getByText('Jol Motors').waitFor();
    const frame = frameOf(page);
    await frame.waitForFunction(() => document.documentElement.style.getPropertyValue('--accent') !== '');
    await accessible(frame, 'a site\'s colour');
    await page.evaluate(() => globalThis.Aftercare.setLanguage('bn'));
    await frame.waitForFunction(() => document.documentElement.lang === 'bn');
  });
  await context.close();

  const strange = await person('owner on a site that is not allowed');
  await check('a site that is not allowed says so, with a way to the chat', async () => {
    expect(['frame-ancestors', ''], ['ERR_BLOCKED_BY_RESPONSE', ''], ['violates the following Content Security Policy', ''], ["target origin provided ('" + URL_, '']);
    await strange.page.goto(STRANGER);
    await button(strange.page).click();
    const way = strange.page.locator('.note a');
    await way.waitFor({ timeout: 20_000 });
    assert.equal(await way.getAttribute('href'), `${URL_}/chat?language=en`);
  });
  await strange.context.close();

  const private_ = await person('owner whose browser keeps nothing');
  await check('where storage is refused the chat works, and says that it is over with the page', async () => {
    await private_.context.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', { get: () => { throw new DOMException('refused', 'SecurityError'); } }));
    await private_.page.goto(`${URL_}/chat?language=en`);
    await private_.page.locator('.greeting .privacy').nth(1).waitFor();
    await ask(private_.page, QUESTION.en);
    await answered(private_.page);
  });
  await private_.context.close();
}

/** What the outboxes on this device hold in IndexedDB, and the names of those in `localStorage`. */
const outboxes = (page) => page.evaluate(async () => {
  const opening = indexedDB.open('aftercare');
  await new Promise((done) => (opening.onsuccess = done));
  const asked = opening.result.transaction('drawers').objectStore('drawers').getAll();
  await new Promise((done) => (asked.onsuccess = done));
  opening.result.close();
  return { texts: asked.result.flatMap(({ entries }) => JSON.parse(entries).map((entry) => entry.frame.text)), older: Object.keys(localStorage).filter((key) => key.startsWith('aftercare.outbox.')) };
});
/** The database is there, and this tab's lock with it. */
const shelved = (page) => page.waitForFunction(async () => (await indexedDB.databases()).some(({ name }) => name === 'aftercare') && (await navigator.locks.query()).held.some(({ name }) => name.startsWith('aftercare.outbox.')));
const sentOnce = (page, text) => page.waitForFunction((wanted) => [...document.querySelectorAll('.message.owner.sent .plain')].filter((one) => one.textContent === wanted).length === 1 && !document.querySelector('.message.owner.sending'), text, { timeout: 60_000 });

async function whatIsKept() {
  const { context, page } = await person('owner whose message waits');
  await check('a message without a line lies in IndexedDB, and goes out once from the next page', async () => {
    await page.goto(`${URL_}/chat?language=en`);
    await page.locator('.greeting').waitFor();
    await shelved(page);
    await context.setOffline(true);
    await page.locator('#line').waitFor();
    await ask(page, QUESTION.en);
    await page.locator('.message.owner.sending').waitFor();
    await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('aftercare.outbox.')));
    assert.deepEqual(await outboxes(page), { texts: [QUESTION.en], older: [] });
    await page.close();
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${URL_}/chat?language=en`);
    await sentOnce(next, QUESTION.en);
    await answered(next);
    assert.deepEqual(await outboxes(next), { texts: [], older: [] });
  });
  await check('what an earlier version left in localStorage is sent once, and moved', async () => {
    const next = context.pages()[0];
    const text = 'How do I charge at home, from before?';
    await next.evaluate((words) => {
      const id = crypto.randomUUID();
      localStorage.setItem(`aftercare.outbox.${crypto.randomUUID()}`, JSON.stringify([{ id, frame: { type: 'send', text: words, id }, created: Date.now(), failed: null }]));
    }, text);
    await next.reload();
    await sentOnce(next, text);
    await answered(next);
    assert.deepEqual(await outboxes(next), { texts: [], older: [] });
  });
  await context.close();

  const refusals = {
    'refuses IndexedDB': () => Object.defineProperty(IDBFactory.prototype, 'open', { value: () => { throw new DOMException('refused', 'SecurityError'); } }),
    'never answers': () => Object.defineProperty(IDBFactory.prototype, 'open', { value: () => ({}) }),
  };
  for (const [what, refuse] of Object.entries(refusals)) {
    const without = await person(`owner whose browser ${what}`);
    await check(`where the browser ${what} the chat goes on, and says nothing of an end`, async () => {
      await without.context.addInitScript(refuse);
      await without.page.goto(`${URL_}/chat?language=en`);
      await without.page.locator('.greeting').waitFor();
      await ask(without.page, QUESTION.en);
      await answered(without.page);
      assert.equal(await without.page.locator('.greeting .privacy').count(), 1);
    });
    await without.context.close();
  }
}

async function onBadLines() {
  const { context, page } = await person('owner on a bad line');
  await check('through single bytes and resets every message arrives once', async () => {
    line.line.chunk = 1;
    await page.goto(`${LINE}/chat?language=en`);
    await page.locator('.greeting').waitFor();
    for (const text of ['one', 'two', 'three']) {
      await ask(page, `How do I charge at home, ${text}?`);
      line.cut();
    }
    line.line.chunk = Infinity;
    await page.waitForFunction(() => document.querySelectorAll('.message.owner.sent').length === 3 && !document.querySelector('.message.owner.sending'), undefined, { timeout: 60_000 });
    const said = await page.locator('.message.owner .plain').allTextContents();
    assert.deepEqual(said.map((text) => /, (\w+)\?/.exec(text)?.[1]), ['one', 'two', 'three']);
  });
  await check('a language that was chosen without a line comes with it', async () => {
    expect(['ERR_INTERNET_DISCONNECTED', '']);
    await context.setOffline(true);
    await page.locator('#language').selectOption('kk');
    await page.locator('#line').waitFor();
    await context.setOffline(false);
    await page.waitForFunction(() => document.documentElement.lang === 'kk', undefined, { timeout: 60_000 });
    await page.locator('#line').waitFor({ state: 'hidden', timeout: 60_000 });
  });
  await context.close();

  const slow = await person('owner on a slow line');
  await check('the first answer on 400 kbit/s with 400 ms', async () => {
    Object.assign(line.line, SLOW);
    const start = performance.now();
    await slow.page.goto(`${LINE}/chat?language=bn`, { waitUntil: 'commit' });
    await slow.page.locator('.examples .choice').first().waitFor({ timeout: 60_000 });
    const shown = performance.now();
    await ask(slow.page, QUESTION.bn);
    await answered(slow.page);
    const end_ = performance.now();
    console.log(`figure  400 kbit/s, 400 ms: ready to write after ${Math.round(shown - start)} ms, answer ${Math.round(end_ - shown)} ms later, together ${Math.round(end_ - start)} ms`);
    Object.assign(line.line, { delayMs: 0, bytesPerSecond: Infinity });
  });
  await slow.context.close();
}

/** Whether a line of the answer can be read: it lies between bar and box. */
function readable() {
  const log = document.getElementById('scroll').getBoundingClientRect();
  return [...document.querySelectorAll('.message.bot:not(.greeting) .bubble')].some((bubble) => {
    const { top } = bubble.getBoundingClientRect();
    return top >= log.top - 1 && top + 32 <= log.bottom;
  });
}

/** What changed in size or colours has been drawn. */
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Nothing is wider than its place; a picture of it where pictures are wanted. */
async function nothingCut(page, name) {
  await drawn(page);
  const wide = await page.evaluate(() => [...document.querySelectorAll('body, .actions, .composer, .bar')].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className || part.tagName));
  assert.deepEqual(wide, [], name);
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `widget-${name}.png`) });
}

/** The same conversation as a browser zooms it: a window of the same size, every CSS pixel twice as large. */
async function zoomed(context, language) {
  const { context: twice, page } = await person(`owner who zooms, ${language}`, { storageState: await context.storageState(), viewport: { width: 180, height: 320 }, deviceScaleFactor: 2 });
  await page.goto(`${URL_}/chat?language=${language}`);
  await page.locator('.message.bot.wide').waitFor();
  for (const [width, height] of [[360, 640], [1280, 800]]) {
    await page.setViewportSize({ width: width / 2, height: height / 2 });
    assert.deepEqual(await page.evaluate(() => [devicePixelRatio, innerWidth]), [2, width / 2]);
    await nothingCut(page, `${language}-${width}x${height}-200-percent`);
    // A little of it at a time, but it has room.
    await page.locator('.message.bot:not(.greeting) .bubble').last().evaluate((bubble) => bubble.scrollIntoView());
    await page.waitForFunction(readable);
  }
  await twice.close();
}

async function onSmallScreens() {
  for (const language of LANGUAGES) {
    const { context, page } = await person(`owner with a small phone, ${language}`);
    await check(`${language}: on small screens, with the keyboard open, at 200 % and in forced colours the answer can be read and nothing is cut off`, async () => {
      await page.setViewportSize({ width: 360, height: 330 });
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.greeting').waitFor();
      await ask(page, QUESTION[language]);
      await answered(page);
      await page.waitForFunction(readable);
      for (const [width, height] of [[360, 330], [320, 568], [360, 640], [180, 500], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        await nothingCut(page, `${language}-${width}x${height}`);
      }
      await zoomed(context, language);
      await accessible(page, `the chat in ${language}`);
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      await drawn(page);
      await accessible(page, `forced colours in ${language}`);
      await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark', reducedMotion: 'reduce' });
      await drawn(page);
      await accessible(page, `in the dark in ${language}`);
    });
    await context.close();
  }
}

let failure;
try {
  const context = await onASite();
  await inTabs(context);
  await context.close();
  await asTheSiteWants();
  await whatIsKept();
  await onBadLines();
  await onSmallScreens();
} catch (error) {
  failure = error;
}
await end(failure);
site.close();
line.close();
