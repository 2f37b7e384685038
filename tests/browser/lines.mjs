// What a network does to an owner's messages, in three languages at once: single bytes, a line that stalls, resets within a frame, a server that is
// killed or stopped, no WebSocket, no network. Whatever the page showed as sent stands in the log, once and in order, and so does what was typed meanwhile.
//
//   AFTERCARE_BINARY=target/release/aftercare node tests/browser/lines.mjs
//
// It starts a server of its own, which it kills. AFTERCARE_CHROMIUM as in flow.mjs. Waits on what happens; the stall alone lasts a fixed time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxy } from './proxy.mjs';

const BINARY = process.env.AFTERCARE_BINARY;
if (!BINARY) {
  console.error('AFTERCARE_BINARY is needed');
  process.exit(2);
}
/** How long the line stalls: longer than the page waits for an answer. */
const STALL_MS = 30_000;
/** Longest wait for messages to arrive, once the line is good again: the page tries every 30 s at least. */
const ARRIVES_MS = 120_000;
/** Longest time for the log of one owner. */
const LOG_MS = 20_000;
/** What the browser reports on a bad line, of which no page can stop it. */
const TROUBLE = ['WebSocket connection to', 'ERR_CONNECTION', 'ERR_SOCKET_NOT_CONNECTED', 'ERR_EMPTY_RESPONSE', 'ERR_INCOMPLETE_CHUNKED_ENCODING', 'ERR_INTERNET_DISCONNECTED', '404', '503'].map((words) => [words, '']);

const WORDS = {
  bn: { text: (number) => `চার্জিং নিয়ে ${number} নম্বর প্রশ্ন`, script: /[\u0980-\u09ff]/ },
  kk: { text: (number) => `Қуаттау туралы ${number}-сұрақ`, script: /[а-яәғқңөұүһі]/i },
  en: { text: (number) => `Question number ${number} about charging`, script: /[a-z]/i },
};

/** A port that is free. @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

const [port, linePort] = [await freePort(), await freePort()];
const LINE = `http://127.0.0.1:${linePort}`;
process.env.AFTERCARE_URL = `http://127.0.0.1:${port}`;
const { check, end, expect, LANGUAGES, ORIGINS, person, URL_ } = await import('./browser.mjs');
ORIGINS.add(LINE);

const data = mkdtempSync(join(tmpdir(), 'aftercare-lines-'));
const env = {
  ...process.env,
  AFTERCARE_SERVER__LISTEN: `127.0.0.1:${port}`,
  // As behind a proxy: the pages come from there.
  AFTERCARE_SERVER__PUBLIC_URL: LINE,
  AFTERCARE_ANSWERS__TRAIN: 'false',
  AFTERCARE_LIMITS__OWNER_MESSAGES_PER_SECOND: '1000',
  AFTERCARE_LIMITS__OWNER_MESSAGES_BURST: '1000',
  AFTERCARE_LIMITS__OWNER_MESSAGES_PER_10_MINUTES: '100000',
};
let server = null;

/** Starts the server and waits until it says that it listens. */
function start() {
  server = spawn(BINARY, ['serve', '--data', data], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((done, failed) => {
    server.once('exit', () => failed(new Error('the server ended')));
    server.stdout.on('data', (text) => String(text).includes('listening on') && done());
  });
}

/** @param {'SIGKILL'|'SIGTERM'} signal */
function stop(signal) {
  server.removeAllListeners('exit');
  const gone = new Promise((done) => server.once('exit', done));
  server.kill(signal);
  return gone;
}

/** What the owner of a session said, as the server's log has it: read without the page, the browser and the proxy. */
async function logOf(session) {
  const ending = AbortSignal.timeout(LOG_MS);
  const hello = { type: 'hello', session, after: 0 };
  const answer = await fetch(`${URL_}/api/v1/chat/events`, { method: 'POST', headers: { 'content-type': 'application/json', origin: LINE }, body: JSON.stringify(hello), signal: ending });
  assert.equal(answer.status, 200);
  const events = [];
  let newest = null;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of answer.body) {
    rest += decoder.decode(bytes, { stream: true });
    const parts = rest.split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const frame = JSON.parse(/^data: (.*)$/m.exec(part)[1]);
      if (frame.type === 'ready') newest = frame.seq;
      if (frame.type === 'event') events.push(frame);
      if (frame.type === 'reset') events.push(...frame.events);
    }
    if (newest !== null && (events.at(-1)?.seq ?? 0) >= newest) break;
  }
  assert.deepEqual(events.map((event) => event.seq), events.map((_, index) => index + 1), 'dense numbers');
  return events.filter((event) => event.kind === 'message' && event.from.role === 'owner').map((event) => event.text);
}

/** An owner who writes, with all that they typed and all that was ever shown as sent. */
class Owner {
  constructor(language, { context, page }) {
    Object.assign(this, { language, context, page });
    context.setDefaultTimeout(ARRIVES_MS);
    this.typed = [];
    this.shown = new Set();
  }

  static async enter(language) {
    const owner = new Owner(language, await person(`owner ${language}`));
    await owner.context.exposeFunction('shownAsSent', (text) => owner.shown.add(text));
    await owner.context.addInitScript(() => {
      const look = () => document.querySelectorAll('.message.owner.sent .plain').forEach((one) => globalThis.shownAsSent(one.textContent));
      new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await owner.page.goto(`${LINE}/chat?language=${language}`);
    await owner.page.locator('.examples .choice').first().waitFor();
    return owner;
  }

  async write() {
    const text = WORDS[this.language].text(this.typed.length + 1);
    this.typed.push(text);
    await this.page.locator('#input').fill(text);
    await this.page.locator('#input').press('Enter');
    await this.page.locator('.message.owner', { hasText: text }).waitFor();
  }

  /** Words in the owner's language about a line that is gone. */
  async told() {
    const words = this.page.locator('#line:not([hidden])');
    await words.waitFor({ timeout: STALL_MS + ARRIVES_MS });
    assert.match((await words.textContent()) ?? '', WORDS[this.language].script);
  }

  /** All that was typed is sent, and stands in the log: once and in order. */
  async arrived() {
    const all = () => this.page.evaluate(() => [...document.querySelectorAll('.message.owner')].map((one) => [one.querySelector('.plain')?.textContent, one.className.match(/sending|sent|failed/)?.[0]]));
    const settled = (count) => document.querySelectorAll('.message.owner.sent').length === count && !document.querySelector('.message.owner:not(.sent)');
    await this.page.waitForFunction(settled, this.typed.length, { timeout: ARRIVES_MS }).catch(async () => assert.fail(`${this.language}: not all is sent: ${JSON.stringify(await all())}`));
    assert.deepEqual((await all()).map(([text]) => text), this.typed, 'what the page shows');
    const log = await logOf(await this.page.evaluate(() => localStorage.getItem('aftercare.session')));
    assert.deepEqual(log, this.typed, 'what the log holds');
    for (const text of this.shown) assert.ok(log.includes(text), `${text} was shown as sent`);
    assert.equal(this.shown.size, this.typed.length);
    await this.page.waitForFunction(() => document.getElementById('line').hidden, undefined, { timeout: ARRIVES_MS });
  }
}

await start();
const line = await proxy(URL_, linePort);
/** @type {Owner[]} */
let owners = [];
const each = (act) => Promise.all(owners.map(act));
const all = {
  write: () => each((owner) => owner.write()),
  arrived: () => each((owner) => owner.arrived()),
  /** As a phone that is taken up again: the page need not wait for its next attempt. */
  look: () => each(({ page }) => page.evaluate(() => void dispatchEvent(new Event('focus')))),
  told: () => each((owner) => owner.told()),
};

/**
 * One fault, after which all has arrived.
 * @param {string} name
 * @param {() => Promise<void>} run
 * @param {boolean} [looks]  whether the owners look at the page once it is over, so that it tries at once; else it comes back by itself
 */
function trouble(name, run, looks = true) {
  return check(name, async () => {
    expect(...TROUBLE);
    await run();
    if (looks) await all.look();
    await all.arrived();
  });
}

let failure;
try {
  await trouble('three owners write on a good line', async () => {
    owners = await Promise.all(LANGUAGES.map((language) => Owner.enter(language)));
    await all.write();
    // What comes later is here before the line breaks.
    await each(({ page }) => page.locator('link[href$="chat-deeds.css"]').waitFor({ state: 'attached' }));
  });
  await trouble('in single bytes', async () => {
    line.line.chunk = 1;
    await all.write();
    await all.write();
    await all.arrived();
    line.line.chunk = Infinity;
  });
  await trouble(
    'through a line that stalls for 30 s, of which everybody is told',
    async () => {
      line.stall();
      const over = new Promise((done) => setTimeout(done, STALL_MS));
      await all.write();
      await all.told();
      await all.write();
      await over;
      line.go();
    },
    false,
  );
  // A message's own frame, and what the server says to it, each cut in the first byte and in the middle.
  for (const [way, places] of [['up', [1, 40]], ['down', [1, 30]]]) {
    await trouble(`resets within a frame, ${way === 'up' ? 'of the page' : 'of the server'}`, async () => {
      for (const bytes of places) {
        const before = line.line.cuts;
        for (const owner of owners) {
          line.line.cutAfter[way] = bytes;
          await owner.write();
          await all.look();
        }
        await all.arrived();
        assert.ok(line.line.cuts > before && line.line.cutAfter[way] === null, 'it was cut');
      }
    });
  }
  await trouble('resets while everybody writes', async () => {
    for (let round = 0; round < 3; round += 1) {
      const writing = all.write();
      line.cut();
      await writing;
    }
  });
  for (const signal of ['SIGKILL', 'SIGTERM']) {
    await trouble(`a server that ends by ${signal} while everybody writes, and comes back`, async () => {
      await all.write();
      const gone = stop(signal);
      await all.write();
      await gone;
      await all.write();
      await all.told();
      await start();
    });
  }
  await trouble(
    'without a network, written meanwhile',
    async () => {
      await each(({ context }) => context.setOffline(true));
      await all.told();
      await all.write();
      await all.write();
      await each(({ context }) => context.setOffline(false));
    },
    false,
  );
  await trouble('where WebSockets are refused, in single bytes, cut off, and with a server that is killed', async () => {
    line.line.blocksSockets = true;
    line.cut();
    await all.write();
    await all.arrived();
    assert.ok(line.line.sockets >= 2 * owners.length, 'two are tried');
    line.line.chunk = 1;
    await all.write();
    await all.arrived();
    line.line.chunk = Infinity;
    const writing = all.write();
    line.cut();
    await writing;
    const gone = stop('SIGKILL');
    await all.write();
    await gone;
    await start();
  });
  await check('the next page shows the same', async () => {
    expect(...TROUBLE);
    await each(async ({ page, typed }) => {
      await page.evaluate(() => localStorage.removeItem('aftercare.log'));
      await page.reload();
      await page.waitForFunction((count) => document.querySelectorAll('.message.owner').length === count, typed.length, { timeout: ARRIVES_MS });
      assert.deepEqual(await page.locator('.message.owner .plain').allTextContents(), typed);
    });
  });
} catch (error) {
  failure = error;
}
await end(failure);
line.close();
if (server?.exitCode === null) await stop('SIGKILL');
rmSync(data, { recursive: true, force: true });
