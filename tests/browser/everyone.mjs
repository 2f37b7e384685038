// The chat for everyone: every state of it by axe in light, dark and forced colours; a whole conversation with a form by keyboard alone; small screens with
// the keyboard open; motion; the height of Bengali lines.
//
//   AFTERCARE_URL=... node tests/browser/everyone.mjs
//
// The server allows the site http://127.0.0.1:18473 (`widget.allowed_origins`). Environment and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { accessible, check, end, expect, LANGUAGES, ORIGINS, person, shot, URL_ } from './browser.mjs';
import { corpusTitle, OWNERS } from './promised.mjs';

const SITE_PORT = 18_473;
const SITE = `http://127.0.0.1:${SITE_PORT}`;
/** Most presses of a key until the focus is somewhere: there are not so many places. */
const MOST_PRESSES = 60;
/** Phones, and what a keyboard leaves of their screens (the chat is as tall as what it leaves). */
const PHONES = [[320, 568, 318], [360, 640, 380]];
/** Lines of Bengali need this much of the letters' size: signs above and below touch otherwise. */
const LEAST_LINE = 1.5;
const LOOKS = { light: { colorScheme: 'light', forcedColors: 'none' }, dark: { colorScheme: 'dark', forcedColors: 'none' }, forced: { colorScheme: 'light', forcedColors: 'active' } };

ORIGINS.add(SITE);
const site = createServer((_, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><head><title>Cars</title><link rel="icon" href="data:,"></head><body><main><h1>Cars</h1></main><script async src="${URL_}/widget.js"></script></body></html>`);
});
await new Promise((done) => site.listen(SITE_PORT, done));

const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Each language is seen in one look, and each look in every state. */
const LOOK_OF = { bn: 'light', kk: 'dark', en: 'forced' };

/** A state in these looks. */
async function looks(page, name, wanted = Object.keys(LOOKS)) {
  for (const look of wanted) {
    await page.emulateMedia({ reducedMotion: 'reduce', ...LOOKS[look] });
    await drawn(page);
    await accessible(page, `${name}, ${look}`);
  }
}

/** Presses a key until the focus is on what is wanted; whatever has it on the way shows so. */
async function reach(page, selector, key = 'Tab') {
  for (let press = 0; press < MOST_PRESSES; press += 1) {
    const at = await page.evaluate((wanted) => {
      const own = document.activeElement;
      const style = getComputedStyle(own);
      const sees = own === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      return { there: own.matches(wanted), sees, what: own.outerHTML.slice(0, 120) };
    }, selector);
    assert.ok(at.sees, `the focus is not seen on ${at.what}`);
    if (at.there) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${selector} is not reached by ${key}`);
}

async function byKeyboard(language) {
  const { context, page } = await person(`owner with a keyboard, ${language}`);
  const look = (where, state) => looks(where, `${language}: ${state}`, [LOOK_OF[language]]);
  let address = '';
  await check(`${language}: by keyboard alone, ${LOOK_OF[language]}: a question, its answer, a form with a mistake, its number`, async () => {
    const { market, what } = OWNERS[language];
    await page.goto(`${URL_}/chat?language=${language}&market=${market}`);
    await page.locator('.examples .choice').first().waitFor();
    await look(page, 'empty');
    await reach(page, '#input');
    await page.keyboard.type(corpusTitle(language, 'complaint'));
    await page.keyboard.press('Enter');
    await page.locator('.act .button').waitFor();
    await look(page, 'an answer');
    await reach(page, '.act .button', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.sheet button[type=submit]').waitFor();
    await look(page, 'a form');
    await reach(page, '.sheet button[type=submit]');
    await page.keyboard.press('Enter');
    // The focus goes where the mistake is.
    await page.waitForFunction(() => document.activeElement.matches('.sheet [aria-invalid=true]'));
    await look(page, 'a mistake');
    const empty = await page.locator('.sheet [aria-required=true]').evaluateAll((fields) => fields.map((field) => field.name));
    for (const name of empty) {
      await reach(page, `.sheet [name="${name}"]`);
      await page.keyboard.type(what);
    }
    await reach(page, '.sheet button[type=submit]');
    await page.keyboard.press('Enter');
    await page.locator('.request-code strong').waitFor();
    await look(page, 'a request');
    await reach(page, 'a[href^="/r/"]', 'Shift+Tab');
    address = await page.evaluate(() => document.activeElement.href);
    // Back to the box, and on to a person.
    await reach(page, '#input');
    await page.keyboard.type(what);
    await page.keyboard.press('Enter');
    await page.locator('.message.owner.sent', { hasText: what }).waitFor();
  });
  await check(`${language}: without a line, and the page of the request`, async () => {
    expect(['ERR_INTERNET_DISCONNECTED', '']);
    await context.setOffline(true);
    await page.locator('#line:not([hidden])').waitFor();
    await look(page, 'offline');
    await context.setOffline(false);
    const other = await context.newPage();
    await other.goto(address);
    await look(other, '/r/');
    await other.goto(`${URL_}/chat/plain?language=${language}`);
    await look(other, '/chat/plain');
    await shot(other, `everyone-plain-${language}`);
    await other.close();
  });
  await context.close();
}

async function onASite() {
  const { context, page } = await person('owner on a site');
  await check('on a site, closed and open, in every look, and nothing moves for who wants no motion', async () => {
    await page.goto(SITE);
    const button = page.locator('button[aria-haspopup=dialog]');
    await button.waitFor();
    await looks(page, 'closed');
    await button.click();
    await page.frameLocator('iframe').locator('.greeting').waitFor();
    await looks(page, 'open');
    const frame = page.frames().find((one) => one.url().includes('/chat?'));
    for (const part of [page, frame]) assert.deepEqual(await part.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length), 0);
  });
  await context.close();
}

/** Whether the box, and the newest message, lie within what the keyboard leaves. */
function inSight() {
  const within = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && (bottom <= innerHeight + 1 || top >= 0);
  };
  const input = document.getElementById('input').getBoundingClientRect();
  const log = document.getElementById('scroll').getBoundingClientRect();
  const newest = [...document.querySelectorAll('.message')].at(-1).getBoundingClientRect();
  return input.top >= 0 && input.bottom <= innerHeight + 1 && within(document.getElementById('send')) && newest.bottom > log.top + 24 && newest.top < log.bottom - 24 && document.documentElement.scrollWidth <= innerWidth;
}

async function withTheKeyboardOpen(language) {
  const { context, page } = await person(`owner with a small phone, ${language}`, { hasTouch: true });
  await check(`${language}: with the keyboard open the box and the newest message are in sight, and so is the field that is written in`, async () => {
    const { market } = OWNERS[language];
    await page.setViewportSize({ width: PHONES[0][0], height: PHONES[0][1] });
    await page.goto(`${URL_}/chat?language=${language}&market=${market}`);
    await page.locator('.examples .choice').first().waitFor();
    for (const [width, height, left] of PHONES) {
      await page.setViewportSize({ width, height });
      await page.locator('#input').fill(corpusTitle(language, 'complaint'));
      await page.setViewportSize({ width, height: left });
      await page.locator('#input').press('Enter');
      await page.locator('.message.owner.sending').waitFor({ state: 'detached' });
      await page.locator('.act .button').first().waitFor();
      await page.waitForFunction(inSight);
      await page.locator('#input').fill('x\n'.repeat(8));
      await page.waitForFunction(inSight);
      await page.locator('#input').fill('');
      await page.setViewportSize({ width, height });
      await page.waitForFunction(inSight);
    }
    await page.locator('.act .button').last().click();
    const field = page.locator('.sheet textarea, .sheet input').first();
    await field.waitFor();
    for (const [width, height, left] of PHONES) {
      await page.setViewportSize({ width, height });
      await field.focus();
      await page.setViewportSize({ width, height: left });
      await page.waitForFunction(() => {
        const own = document.activeElement.getBoundingClientRect();
        const log = document.getElementById('scroll').getBoundingClientRect();
        return own.top >= log.top - 1 && own.top + 32 <= log.bottom;
      });
    }
  });
  if (language === 'bn') {
    await check('lines of Bengali have room for what stands above and below', async () => {
      await page.setViewportSize({ width: 360, height: 640 });
      const low = await page.evaluate((least) => {
        const parts = [...document.querySelectorAll('.bubble, .rich p, .rich li, .choice, .button, .field, .system, .sender, .count, label, .help, h2')].filter((part) => part.getClientRects().length > 0 && !part.matches('.visually-hidden'));
        const line = (part) => parseFloat(getComputedStyle(part).lineHeight) / parseFloat(getComputedStyle(part).fontSize);
        const clipped = (part) => getComputedStyle(part).overflow !== 'visible' && part.scrollHeight > part.clientHeight + 1 && part.tagName !== 'TEXTAREA';
        return parts.filter((part) => /[\u0980-\u09ff]/.test(part.textContent) && (line(part) < (part.matches('.rich p, .rich li, .bubble, .help') ? least : 1.3) || clipped(part))).map((part) => `${part.className || part.tagName}: ${line(part)}`);
      }, LEAST_LINE);
      assert.deepEqual(low, []);
    });
  }
  await context.close();
}

let failure;
try {
  await onASite();
  for (const language of LANGUAGES) await byKeyboard(language);
  for (const language of LANGUAGES) await withTheKeyboardOpen(language);
} catch (error) {
  failure = error;
}
await end(failure);
site.close();
