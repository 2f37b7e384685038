// What owners do with the widget beside asking: they keep the conversation as a file, want a sound, tap an example, change the language, log out; and what
// sites and browsers do to it: options, half a letter, no storage at all, words that don't come.
//
//   AFTERCARE_URL=... node tests/browser/habits.mjs
//
// The server allows the site http://127.0.0.1:18473 (`widget.allowed_origins`). Environment and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { check, end, expect, LANGUAGES, ORIGINS, person, URL_ } from './browser.mjs';
import { corpusTitle, OWNERS } from './promised.mjs';

const SITE_PORT = 18_473;
const SITE = `http://127.0.0.1:${SITE_PORT}`;
/** Letters that only this language's texts have, or some other sign of it. */
const SCRIPT = { bn: /[\u0980-\u09ff]/, kk: /[а-яәғқңөұүһі]/i, en: /[a-z]/i };
/** What would be taken for markup, with a letter of two halves and one that is joined of several. */
const ODD = '<b>this</b> & "that" 🚗 👩‍🔧';

ORIGINS.add(SITE);
const site = createServer((request, response) => {
  const options = new URL(request.url, SITE).searchParams.get('options') ?? 'data-language="en"';
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><head><title>Cars</title><link rel="icon" href="data:,"></head><body><h1>Cars</h1><input id="own"><script async src="${URL_}/widget.js" ${options}></script></body></html>`);
});
await new Promise((done) => site.listen(SITE_PORT, done));

const button = (page) => page.locator('button[aria-haspopup=dialog]');
const inside = (page) => page.frameLocator('iframe');
const frameOf = (page) => page.frames().find((one) => one.url().includes('/chat?'));
const said = (chat, text) => chat.locator('.message.owner.sent', { hasText: text });

async function visit(context, options) {
  const page = await context.newPage();
  await page.goto(`${SITE}/${options ? `?options=${encodeURIComponent(options)}` : ''}`);
  await page.waitForFunction(() => globalThis.Aftercare !== undefined);
  return page;
}

async function ask(chat, text) {
  await chat.locator('#input').fill(text);
  await chat.locator('#input').press('Enter');
}

/** Opens the owner's menu. */
async function menu(chat) {
  await chat.locator('#more').click();
  await chat.locator('#menu button').first().waitFor();
}

/** What a button of the menu saves: the file's text and its name. */
async function saved(page, place) {
  await menu(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#menu button').nth(place).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

async function theConversationAsAFile() {
  for (const language of LANGUAGES) {
    const { context, page } = await person(`owner who keeps it, ${language}`);
    await check(`${language}: the conversation as a file holds all that was said, in the owner's language`, async () => {
      const { market, town, what } = OWNERS[language];
      // In the owner's own language, which the page follows.
      const odd = `${what} ${ODD}`;
      const title = corpusTitle(language, 'warranty-claim');
      await page.goto(`${URL_}/chat?language=${language}&market=${market}`);
      await page.locator('.examples .choice').first().waitFor();
      await ask(page, title);
      const answer = page.locator('.message.bot .card .rich').first();
      await answer.waitFor();
      await ask(page, odd);
      await said(page, 'that').waitFor();
      await ask(page, town);
      const phone = page.locator('.result a[href^="tel:"]').first();
      await phone.waitFor();
      const expected = [title, odd, town, (await phone.innerText()).trim()];
      const words = (await answer.innerText()).split('\n').map((one) => one.trim()).filter((one) => one.length > 20)[0];
      const [plain, markup] = [await saved(page, 1), await saved(page, 2)];
      assert.match(plain.name, /^chat-\d{4}-\d\d-\d\d\.txt$/);
      assert.match(markup.name, /^chat-\d{4}-\d\d-\d\d\.html$/);
      for (const text of expected) assert.ok(plain.text.includes(text), `${text} is not in ${plain.text}`);
      // No page of ours reads markup.
      const reader = await context.newPage();
      const shown = await reader.evaluate((source) => {
        const read = new DOMParser().parseFromString(source, 'text/html');
        return { text: read.body.textContent, language: read.documentElement.lang, scripts: read.querySelectorAll('script, b').length };
      }, markup.text);
      for (const text of [...expected, words]) assert.ok(shown.text.includes(text), `${text} is not in ${shown.text}`);
      assert.deepEqual([shown.language, shown.scripts], [language, 0]);
      for (const { text } of [plain, { text: shown.text }]) {
        assert.doesNotMatch(text, /undefined|\[object|chat-from|NaN|null/);
        // Who said it, and when: a line before each part.
        assert.match(text.split('\n')[0], SCRIPT[language]);
      }
      assert.ok(plain.text.indexOf(title) < plain.text.indexOf(odd) && plain.text.indexOf(odd) < plain.text.indexOf(expected[3]), 'in order');
    });
    await context.close();
  }
}

async function aSound() {
  const { context } = await person('owner who wants a sound');
  await check('a reply that waits is heard by who wants it, and by nobody else', async () => {
    await context.addInitScript(() => {
      globalThis.sounds = 0;
      const Real = globalThis.AudioContext;
      globalThis.AudioContext = class extends Real {
        constructor() {
          super();
          globalThis.sounds += 1;
        }
      };
    });
    const talk = await visit(context);
    await talk.evaluate(() => globalThis.Aftercare.open());
    await ask(inside(talk), corpusTitle('en', 'warranty-claim'));
    await inside(talk).locator('.message.bot .card').first().waitFor();
    // A page where the chat is closed.
    const other = await visit(context);
    await other.locator('iframe').waitFor({ state: 'attached' });
    const cards = (count) => frameOf(other).waitForFunction((wanted) => document.querySelectorAll('.message.bot').length > wanted, count, { polling: 100 });
    await frameOf(other).waitForSelector('.message.bot .card', { state: 'attached' });
    const heard = () => frameOf(other).evaluate(() => globalThis.sounds);
    let before = await frameOf(other).locator('.message.bot').count();
    await ask(inside(talk), corpusTitle('en', 'complaint'));
    await cards(before);
    assert.equal(await heard(), 0, 'nobody has asked for it');
    await menu(inside(talk));
    const wish = inside(talk).locator('#menu button').first();
    assert.equal(await wish.getAttribute('aria-pressed'), 'false');
    await wish.click();
    assert.equal(await wish.getAttribute('aria-pressed'), 'true');
    await wish.press('Escape');
    before = await frameOf(other).locator('.message.bot').count();
    await ask(inside(talk), corpusTitle('en', 'warranty-claim'));
    await cards(before);
    await frameOf(other).waitForFunction(() => globalThis.sounds > 0, undefined, { polling: 100 });
  });
  await context.close();
}

async function atHome() {
  for (const language of LANGUAGES) {
    const { context, page } = await person(`owner who taps, ${language}`);
    await check(`${language}: an example is asked by one tap, once, and a language chosen offline comes with what was written`, async () => {
      await page.goto(`${URL_}/chat?language=${language}`);
      const example = page.locator('.examples .choice').first();
      await example.waitFor();
      const words = (await example.innerText()).trim();
      assert.match(words, SCRIPT[language]);
      await example.dblclick();
      await said(page, words).waitFor();
      await page.locator('.message.bot:not(.greeting)').first().waitFor();
      assert.equal(await page.locator('.message.owner').count(), 1);
      assert.equal(await page.locator('.examples').count(), 0);
      const next = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length];
      expect(['ERR_INTERNET_DISCONNECTED', '']);
      await context.setOffline(true);
      await page.locator('#line:not([hidden])').waitFor();
      await page.locator('#language').selectOption(next);
      await ask(page, corpusTitle(next, 'complaint'));
      await page.locator('.message.owner.sending').waitFor();
      await context.setOffline(false);
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, next, { timeout: 60_000 });
      await said(page, corpusTitle(next, 'complaint')).waitFor({ timeout: 60_000 });
      await page.waitForFunction((wanted) => [...document.querySelectorAll('.message.bot .card')].at(-1)?.lang === wanted, next, { timeout: 60_000 });
      assert.equal(await page.locator('.message.owner').count(), 2);
    });
    await context.close();
  }
}

async function asSitesWant() {
  const { context } = await person('owner on a site with wishes');
  await check('half a letter in a draft of the site is sent as a letter', async () => {
    const page = await visit(context);
    await page.evaluate(() => globalThis.Aftercare.open('My car \ud83d'));
    await inside(page).locator('.greeting').waitFor();
    await frameOf(page).waitForFunction(() => document.getElementById('input').value !== '');
    await inside(page).locator('#input').press('Enter');
    await said(inside(page), 'My car \ufffd').waitFor();
    await page.close();
  });
  await check('the button stands where the site wants it, and the chat opens without taking the focus', async () => {
    const page = await visit(context, 'data-language="en" data-side="left" data-x="40" data-y="64" data-open="yes" data-logo="http://cars.example/logo.png" data-colour="red;position:static"');
    await page.locator('#own').focus();
    await inside(page).locator('.bar').waitFor();
    const box = await button(page).boundingBox();
    const { height } = page.viewportSize();
    assert.deepEqual([box.x, box.y + box.height], [40, height - 64]);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'own');
    assert.equal(await button(page).locator('img').count(), 0, 'a logo comes over https or not at all');
    await page.close();
  });
  await check('on a phone the chat takes the whole screen, and none without a tap', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${SITE}/?options=${encodeURIComponent('data-language="bn" data-open="yes"')}`);
    await button(page).waitFor();
    assert.equal(await page.locator('.panel').isVisible(), false);
    await button(page).click();
    await inside(page).locator('.bar').waitFor();
    const box = await page.locator('.panel').boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 360, height: 640 });
    await page.close();
  });
  await check('who logs out leaves nothing on the device, not even what they had begun to write', async () => {
    const page = await visit(context);
    await page.evaluate(() => globalThis.Aftercare.open());
    await said(inside(page), 'My car').waitFor();
    await inside(page).locator('#input').fill('my address is');
    await frameOf(page).waitForFunction(() => localStorage.getItem('aftercare.draft') !== null);
    await page.evaluate(() => globalThis.Aftercare.reset());
    await inside(page).locator('.examples').waitFor();
    await frameOf(page).waitForFunction(() => localStorage.getItem('aftercare.draft') === null);
    assert.equal(await inside(page).locator('.message.owner').count(), 0);
    assert.equal(await inside(page).locator('#input').inputValue(), '');
    const kept = await frameOf(page).evaluate(() => JSON.stringify(localStorage));
    assert.doesNotMatch(kept, /My car|my address|aftercare\.(session|draft|log)/);
    await page.close();
  });
  await context.close();
}

async function withoutStorage() {
  const { context } = await person('owner whose browser keeps nothing anywhere');
  await check('where site and chat are refused every storage, the owner is answered, and told that it ends with the page', async () => {
    await context.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('refused', 'SecurityError');
      };
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(globalThis, name, { get: refuse });
    });
    const page = await visit(context);
    await button(page).click();
    await inside(page).locator('.greeting .privacy').nth(1).waitFor();
    await ask(inside(page), corpusTitle('en', 'warranty-claim'));
    await inside(page).locator('.message.bot .card').waitFor();
    await said(inside(page), corpusTitle('en', 'warranty-claim')).waitFor();
  });
  await context.close();
}

async function wordsThatDontCome() {
  const { context, page } = await person('owner whose words are lost on the way');
  await check('where the first words are lost on the way, they are asked for again, and nothing written meanwhile is', async () => {
    expect(['Failed to load resource', 'chat.json']);
    let lost = 0;
    await page.route('**/locales/kk/chat.json', (route) => ((lost += 1) <= 2 ? route.abort('connectionreset') : route.continue()));
    await page.goto(`${URL_}/chat?language=kk`);
    await ask(page, corpusTitle('kk', 'warranty-claim'));
    await page.locator('.message.bot .card').waitFor();
    await said(page, corpusTitle('kk', 'warranty-claim')).waitFor();
    assert.equal(await page.locator('.message.owner').count(), 1);
    assert.ok(lost >= 3);
  });
  await context.close();
}

let failure;
try {
  await theConversationAsAFile();
  await aSound();
  await atHome();
  await asSitesWant();
  await withoutStorage();
  await wordsThatDontCome();
} catch (error) {
  failure = error;
}
await end(failure);
site.close();
