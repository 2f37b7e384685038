// The pages without JavaScript in a real browser that has none, in three languages: a photo is sent from /chat/plain, a form of the bot is filled in with
// one, and another one is added on the request's page, by who knows the end of the VIN.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 node tests/browser/plain.mjs
//
// AFTERCARE_SCREENSHOTS and AFTERCARE_CHROMIUM are as in browser.mjs. Waits on what happens, never on time. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { check, end, expect, LANGUAGES, person, photo, SMALL, shotPlain, URL_ } from './browser.mjs';

const VIN = 'L6TSAMPL6RE000101';
const SAID = { bn: 'ফাটা হেডলাইট দেখুন', kk: 'Сынған фараны қараңыз', en: 'Look at this cracked lamp' };

const ASKED = { bn: 'ওয়ারেন্টি ক্লেইম কীভাবে করব?', kk: 'Кепілдік талабын қалай беремін?', en: 'How do I make a warranty claim?' };

try {
  const { page: maker } = await person('maker');
  await maker.goto(`${URL_}/chat?language=en`);
  const lamp = await photo(maker, 240, 160);
  for (const language of LANGUAGES) {
    const { page } = await person(`owner ${language}`, { javaScriptEnabled: false, viewport: SMALL });
    await check(`${language}: a photo is sent, and what cannot be taken is said with nothing lost`, async () => {
      await page.goto(`${URL_}/chat/plain?language=${language}`);
      await page.fill('#text', SAID[language]);
      await page.setInputFiles('#files', [lamp, { name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') }]);
      expect(['415', '/chat/plain']);
      await page.locator('button.primary[value=send]').click();
      await page.locator('.wrong').waitFor();
      assert.equal(await page.inputValue('#text'), SAID[language]);
      assert.equal(await page.locator('.kept li').count(), 1);
      await shotPlain(page, `plain-refused-${language}`);
      await page.locator('button.primary[value=send]').click();
      await page.locator('.log .owner .file img').waitFor();
      assert.equal(await page.locator('.kept').count(), 0);
      await shotPlain(page, `plain-sent-${language}`);
    });
    await check(`${language}: a form is filled in with a photo, wrong first`, async () => {
      await page.goto(`${URL_}/chat/plain?language=${language}`);
      await page.fill('#text', ASKED[language]);
      await page.locator('button.primary[value=send]').click();
      await page.locator('button[value="start warranty-claim"]').first().click();
      const vin = page.locator('input[name$=".vin"]');
      await vin.fill(VIN.slice(0, 16));
      await page.locator('input[name$=".km"]').fill('45000');
      await page.locator('textarea[name$=".what"]').fill(SAID[language]);
      await page.setInputFiles('input[type=file][name$=".photos"]', lamp);
      expect(['422', '/chat/plain']);
      await page.locator('button[value^="submit "]').click();
      await page.locator('input[name$=".vin"][aria-invalid=true]').waitFor();
      assert.equal(await page.locator('textarea[name$=".what"]').inputValue(), SAID[language]);
      await shotPlain(page, `plain-wrong-${language}`);
      await vin.fill(VIN);
      await page.locator('button[value^="submit "]').click();
      await page.locator('a[href^="/r/AC-"]').waitFor();
      assert.ok((await page.locator('.log .file img').count()) >= 1);
      await shotPlain(page, `plain-request-${language}`);
    });
    await check(`${language}: another photo is added on the request's page`, async () => {
      await page.locator('a[href^="/r/AC-"]').click();
      await page.locator('#vin').waitFor();
      await page.goto(`${page.url()}?language=${language}`);
      assert.equal(await page.locator('.photos img').count(), 0);
      await page.fill('#vin', VIN.slice(-6));
      await page.locator('form button').first().click();
      await page.locator('.photos img').waitFor();
      await shotPlain(page, `request-photos-${language}`);
      await page.setInputFiles('#photos', { ...(await photo(maker, 200, 140)), name: 'second.jpg' });
      await page.locator('form:has(#photos) button').click();
      await page.locator('.done').waitFor();
      assert.equal(await page.locator('.photos img').count(), 2);
      await shotPlain(page, `request-added-${language}`);
      // Asked for beside the page: around a picture alone the browser puts styles of its own, which the file's policy forbids it.
      const address = await page.locator('.photos form').first().getAttribute('action');
      const file = await page.request.post(`${URL_}${address}`, { headers: { Origin: URL_ }, form: { vin: VIN.slice(-6) } });
      assert.equal(file.headers()['content-type'], 'image/jpeg');
    });
  }
  await end();
} catch (error) {
  await end(error);
}
