// Photos and documents in a real browser, in three languages: from an owner's phone over a line that is cut to a technician, who enlarges the photo
// and sends a document back; what is refused says why.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... node tests/browser/files.mjs
//
// AFTERCARE_SCREENSHOTS and AFTERCARE_CHROMIUM are as in browser.mjs. Waits on what happens, never on time. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { accessible, atTheDesk, check, end, expect, LANGUAGES, person, photo, shot, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_DESK_EMAIL;
const PASSWORD = process.env.AFTERCARE_DESK_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_DESK_EMAIL and AFTERCARE_DESK_PASSWORD are needed');
  process.exit(2);
}

const PDF = Buffer.from('%PDF-1.7\nthe manual\n%%EOF\n');

/** Chooses a file as a person does: the clip, then the device's own dialog. */
async function choose(page, file) {
  if (!(await page.locator('.tray-menu [data-key=pick]').isVisible())) await page.click('#attach');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('.tray-menu [data-key=pick]')]);
  await chooser.setFiles(file);
}

try {
  const desk = await atTheDesk(EMAIL, PASSWORD);

  for (const language of LANGUAGES) {
    /** @type {import('playwright-core').Page} */
    let page;
    await check(`${language}: a photo is sent without a word, over a line that is cut`, async () => {
      ({ page } = await person(`owner ${language}`));
      await page.setViewportSize({ width: 360, height: 640 });
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.examples .choice').first().waitFor();
      // The first piece is lost on its way.
      let cut = 0;
      expect(['ERR_CONNECTION_RESET', '/api/v1/uploads']);
      await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' && (cut += 1) === 1 ? route.abort('connectionreset') : route.continue()));
      await choose(page, await photo(page, 1_800, 1_200));
      await page.locator('.tray-file.done').waitFor();
      assert.ok(cut > 1, 'it went on after the cut');
      await shot(page, `files-tray-${language}`);
      await accessible(page, `files-tray-${language}`);
      await page.click('#send');
      await page.locator('.message.owner .file-picture img').waitFor();
      assert.equal(await page.locator('.message.owner .file-picture img').getAttribute('alt'), 'lamp.jpg');
      assert.equal(await page.locator('.tray-file').count(), 0);
      await shot(page, `files-sent-${language}`);
      await accessible(page, `files-sent-${language}`);
    });
    await check(`${language}: it is enlarged and put away by the keyboard`, async () => {
      await page.locator('.file-picture').focus();
      await page.keyboard.press('Enter');
      await page.locator('.file-dialog img').waitFor();
      await shot(page, `files-large-${language}`);
      await accessible(page, `files-large-${language}`);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.file-dialog').count(), 0);
    });
    await check(`${language}: what is no photo is refused with the reason, and can be taken back`, async () => {
      expect(['422', '/api/v1/uploads']);
      await choose(page, { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') });
      await page.locator('.tray-file.failed').waitFor();
      assert.notEqual((await page.locator('.tray-file.failed .tray-words').innerText()).trim(), '');
      assert.equal(await page.locator('#send').isDisabled(), true);
      await shot(page, `files-refused-${language}`);
      await page.locator('.tray-file.failed .icon-button').click();
      assert.equal(await page.locator('.tray-file').count(), 0);
    });
    await check(`${language}: the technician sees it, and sends a document`, async () => {
      await desk.click('#tab-queue');
      await desk.locator('#rows .row').filter({ hasText: 'lamp.jpg' }).first().click();
      await desk.locator('#log .said.owner .file-picture img').waitFor();
      await desk.locator('.head-actions .button.primary').first().click();
      await desk.locator('.composer.reply, .mode[aria-pressed=false]:not([disabled])').first().waitFor();
      if ((await desk.locator('.composer.reply').count()) === 0) await desk.locator('.modes .mode').first().click();
      const [chooser] = await Promise.all([desk.waitForEvent('filechooser'), desk.click('.clip')]);
      await chooser.setFiles({ name: 'manual.pdf', mimeType: 'application/pdf', buffer: PDF });
      await desk.locator('.tray-file.done').waitFor();
      await shot(desk, `files-desk-${language}`);
      await accessible(desk, `files-desk-${language}`);
      await desk.click('#submit');
      await desk.locator('#log .said.technician .file-line').waitFor();
      await page.locator('.message.technician .file-line').waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('.message.technician .file-line')]);
      assert.equal(download.suggestedFilename(), 'manual.pdf');
      await desk.locator('.head-actions .button.primary').first().click();
      await desk.locator('dialog button[type=submit]').click();
    });
  }
  await end();
} catch (error) {
  await end(error);
}
