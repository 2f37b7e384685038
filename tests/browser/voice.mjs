// A voice message in a real browser, in three languages: recorded with the browser's own beeping microphone, sent, and played by the technician.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... node tests/browser/voice.mjs
//
// AFTERCARE_SCREENSHOTS and AFTERCARE_CHROMIUM are as in browser.mjs. Waits on what happens, never on time. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { accessible, atTheDesk, check, end, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_DESK_EMAIL;
const PASSWORD = process.env.AFTERCARE_DESK_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_DESK_EMAIL and AFTERCARE_DESK_PASSWORD are needed');
  process.exit(2);
}

/** Plays what a message brought, until its sound is there. @param {import('playwright-core').Page} page @param {string} message */
async function plays(page, message) {
  await page.locator(`${message} .file-play button`).last().click();
  await page.waitForFunction((message) => (document.querySelector(`${message} audio`)?.readyState ?? 0) >= HTMLMediaElement.HAVE_CURRENT_DATA, message);
}

try {
  const desk = await atTheDesk(EMAIL, PASSWORD);
  for (const language of LANGUAGES) {
    await check(`${language}: a voice message is recorded, sent and played by both`, async () => {
      const { page, context } = await person(`owner ${language}`);
      await context.grantPermissions(['microphone'], { origin: URL_ });
      await page.setViewportSize({ width: 360, height: 640 });
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.greeting').waitFor();
      // Who records knows when there is enough: some of it has come.
      await page.evaluate(() => {
        const { start } = MediaRecorder.prototype;
        MediaRecorder.prototype.start = function () {
          globalThis.recorded = 0;
          this.addEventListener('dataavailable', (event) => (globalThis.recorded += event.data.size));
          start.call(this, 100);
        };
      });
      await page.click('#attach');
      await page.click('.tray-menu [data-key=voice]');
      await page.locator('.tray-notice').waitFor();
      await page.waitForFunction(() => globalThis.recorded > 2_000);
      await shot(page, `voice-going-${language}`);
      await accessible(page, `voice-going-${language}`);
      await page.click('.tray-menu [data-key=voice]');
      await page.locator('.tray-file.done').waitFor();
      await page.click('#send');
      await page.locator('.message.owner .file-play').waitFor();
      await shot(page, `voice-sent-${language}`);
      await accessible(page, `voice-sent-${language}`);
      await plays(page, '.message.owner');
      await desk.click('#tab-queue');
      await desk.locator('#rows .row').filter({ hasText: 'voice.webm' }).first().click();
      await plays(desk, '#log .said.owner');
      await desk.locator('.head-actions .button.primary').first().click();
      await desk.locator('.head-actions .button.primary').first().click();
      await desk.locator('dialog button[type=submit]').click();
      assert.equal(await page.locator('.tray-file').count(), 0);
    });
  }
  await end();
} catch (error) {
  await end(error);
}
