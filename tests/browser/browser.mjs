// A browser for the tests of the pages: people in it, what no page may do, pictures, steps.
//
// AFTERCARE_URL names the server. AFTERCARE_SCREENSHOTS names a folder for pictures at 360 and 1280 px (none: no pictures).
// AFTERCARE_CHROMIUM names the browser (/usr/bin/chromium). AFTERCARE_PATIENCE_MS is how long a step waits for what must happen (20000): more on
// a machine that has other things to do.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const URL_ = process.env.AFTERCARE_URL;
const PATIENCE_MS = Number(process.env.AFTERCARE_PATIENCE_MS ?? 20_000);
const SHOTS = process.env.AFTERCARE_SCREENSHOTS;
if (!URL_) {
  console.error('AFTERCARE_URL is needed');
  process.exit(2);
}

export const LANGUAGES = ['bn', 'kk', 'en'];
const SIZES = { 360: 640, 1280: 800 };

const browser = await chromium.launch({
  executablePath: process.env.AFTERCARE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // A microphone that beeps, and nobody who is asked about it.
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});
/** Whence pages may load; a test of other people's sites adds theirs. */
export const ORIGINS = new Set([URL_]);
/** What no page may do, and did. */
const faults = [];
/** Answers that a step asks for, and that the browser reports as errors: `status path`. */
let expected = [];
let step = 'start';

/** A person with a browser of their own. */
export async function person(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: SIZES[1280] }, locale: 'en-GB', timezoneId: 'Asia/Almaty', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = await context.newPage();
  watch(page, name);
  return { context, page };
}

export function watch(page, name) {
  page.on('console', (message) => {
    const { url } = message.location();
    // The staff's pages ask who is logged in; "nobody" is a 401, which the browser reports as an error.
    if (message.type() === 'error' && message.text().includes('401') && url.endsWith('/api/v1/session')) return;
    if (message.type() === 'error' && expected.some(([status, path]) => message.text().includes(status) && url.includes(path))) return;
    // While the line is cut, the browser says so.
    if (/ERR_INTERNET_DISCONNECTED/.test(message.text())) return;
    if (message.type() === 'error' || /CSP|Content Security Policy|Trusted Type/i.test(message.text())) faults.push(`${name}, ${step}: ${message.text()} ${url}`);
  });
  page.on('pageerror', (error) => faults.push(`${name}, ${step}: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!ORIGINS.has(origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) faults.push(`${name}, ${step}: a load from elsewhere: ${request.url()}`);
  });
}

/** What this step will be refused: `[status or words of the browser, part of the path]`. */
export function expect(...answers) {
  expected = answers;
}

export async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const [width, height] of Object.entries(SIZES)) {
    await page.setViewportSize({ width: Number(width), height });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.ok(!wide, `${name} scrolls sideways at ${width} px`);
    await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`) });
  }
}

/** The smallest phone that the pages are looked at on. */
export const SMALL = { width: 320, height: 568 };

/** As `shot`, whole pages on the smallest phone too, where nothing runs that could tell how wide it is. */
export async function shotPlain(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  for (const [width, height] of [[SMALL.width, SMALL.height], ...Object.entries(SIZES)]) {
    await page.setViewportSize({ width: Number(width), height });
    await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`), fullPage: true });
  }
}

/** A photo of so many pixels with noise in it, which no codec makes small. @param {import('playwright-core').Page} page */
export async function photo(page, width, height) {
  const bytes = await page.evaluate(async ([width, height]) => {
    const canvas = new OffscreenCanvas(width, height);
    const pencil = canvas.getContext('2d');
    const noise = pencil.createImageData(width, height);
    for (let index = 0; index < noise.data.length; index += 1) noise.data[index] = index % 4 === 3 ? 255 : (index * 7919) % 256;
    pencil.putImageData(noise, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    // As text: a list of two million numbers takes the browser a quarter of a minute to hand over.
    const reader = new FileReader();
    await new Promise((done) => {
      reader.onload = done;
      reader.readAsDataURL(blob);
    });
    return String(reader.result).split(',')[1];
  }, [width, height]);
  return { name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes, 'base64') };
}

/** A technician who has logged in, at the queue. @param {string} email @param {string} password */
export async function atTheDesk(email, password) {
  const { page } = await person('technician');
  await page.goto(`${URL_}/desk?language=en`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.click('#login-go');
  await page.locator('#tab-queue').waitFor();
  return page;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** No fault that axe-core finds: names, contrast, roles, focus. */
export async function accessible(page, name) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} (${node.any.map((one) => one.message).join('; ')})`).join(' | ')}`), [], name);
}

export async function check(name, run) {
  step = name;
  expected = [];
  const start = performance.now();
  await run();
  console.log(`ok  ${name}  (${Math.round(performance.now() - start)} ms)`);
}

/** The verdict on everything; pictures of every page when a step failed. */
export async function end(error) {
  try {
    if (!error) {
      assert.deepEqual(faults, [], 'no error on any console, no breach of the policy, no load from elsewhere');
      console.log('all ok');
    }
  } catch (fault) {
    error = fault;
  }
  if (error) {
    console.error(`FAILED at: ${step}`);
    console.error(error);
    for (const fault of faults) console.error(`fault: ${fault}`);
    process.exitCode = 1;
    await pictures();
  }
  await browser.close();
}

async function pictures() {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  let count = 0;
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      const path = join(SHOTS, `failed-${(count += 1)}.png`);
      await page.screenshot({ path, timeout: 30_000 }).catch((reason) => console.error(`${page.url()}: no picture: ${reason.message}`));
      const kept = await page.evaluate(() => `${document.getElementById('line')?.textContent} ${Object.keys(localStorage)}`).catch(String);
      console.error(`${page.url()}: ${kept}`);
    }
  }
}
