// kill -9 while an owner writes: nothing that was shown as sent is missing, nothing is there twice, and the page goes on
// without a reload.
//
//   AFTERCARE_BINARY=target/debug/aftercare node tests/browser/restart.mjs
//
// AFTERCARE_CYCLES: how often the server dies (3). AFTERCARE_CHROMIUM: the browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const BINARY = process.env.AFTERCARE_BINARY;
if (!BINARY) {
  console.error('AFTERCARE_BINARY is needed');
  process.exit(2);
}
const CYCLES = Number(process.env.AFTERCARE_CYCLES ?? 3);
const data = mkdtempSync(join(tmpdir(), 'aftercare-restart-'));
const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => done(free));
  });
});
const env = {
  ...process.env,
  AFTERCARE_SERVER__LISTEN: `127.0.0.1:${port}`,
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

/** The power goes. */
function kill() {
  server.removeAllListeners('exit');
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  return gone;
}

const browser = await chromium.launch({
  executablePath: process.env.AFTERCARE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  await start();
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://127.0.0.1:${port}/chat?language=en`);
  await page.locator('.examples .choice').first().waitFor();
  let count = 0;
  const write = async () => {
    count += 1;
    await page.fill('#input', `number ${count} of many`);
    await page.press('#input', 'Enter');
    await page.locator('.message.owner', { hasText: `number ${count} of` }).waitFor();
  };
  const all = () => page.evaluate(() => [...document.querySelectorAll('.message.owner')].map((one) => ({ text: /number \d+/.exec(one.textContent ?? '')?.[0] ?? '', sending: one.classList.contains('sending'), failed: one.classList.contains('failed') })));
  for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
    for (let round = 0; round < 4; round += 1) await write();
    const shown = (await all()).filter((one) => !one.sending).map((one) => one.text);
    await write();
    const killed = kill();
    await write();
    await killed;
    await write();
    await page.locator('.message.owner.sending').first().waitFor();
    await start();
    await page.waitForFunction((expected) => document.querySelectorAll('.message.owner').length === expected && !document.querySelector('.message.owner.sending'), count);
    const after = await all();
    assert.deepEqual(after.map((one) => one.text), Array.from({ length: count }, (_, index) => `number ${index + 1}`), 'each once, in order');
    assert.ok(after.every((one) => !one.failed));
    for (const text of shown) assert.ok(after.some((one) => one.text === text));
    console.log(`ok  cycle ${cycle}: ${count} messages, each once and in order`);
  }
  await page.evaluate(() => localStorage.removeItem('aftercare.log'));
  await page.reload();
  await page.waitForFunction((expected) => document.querySelectorAll('.message.owner').length === expected, count);
  assert.deepEqual((await all()).map((one) => one.text), Array.from({ length: count }, (_, index) => `number ${index + 1}`), 'what the database holds');
  assert.deepEqual(errors, []);
  console.log('all ok');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  if (server?.exitCode === null) await kill();
  rmSync(data, { recursive: true, force: true });
}
