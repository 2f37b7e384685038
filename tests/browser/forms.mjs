// Forms in a real browser: from an answer's button to the number of a request, in three languages; half filled over a reload, wrong, without a
// connection; and what is simply typed. The records are the sample's.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 node tests/browser/forms.mjs
//
// AFTERCARE_SCREENSHOTS and AFTERCARE_CHROMIUM are as in flow.mjs. Waits on what happens, never on time. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { accessible, check, end, LANGUAGES, person, photo, shot, URL_ } from './browser.mjs';

const SAID = {
  bn: { question: 'ওয়ারেন্টি ক্লেইম কীভাবে করব?', what: 'স্ক্রিন কালো হয়ে থাকে।', km: '৪৫০০০', town: 'চট্টগ্রাম', market: 'bd' },
  kk: { question: 'Кепілдік талабын қалай беремін?', what: 'Экран қарайып тұр.', km: '45 000', town: 'Алматы', market: 'kz' },
  en: { question: 'How do I make a warranty claim?', what: 'The screen stays black.', km: '45,000', town: 'chottogram', market: 'bd' },
};
const VIN = 'L6TSAMPL6RE000101';

async function write(page, text) {
  await page.fill('#input', text);
  await page.press('#input', 'Enter');
}

const field = (page, name) => page.locator(`.sheet [name=${name}]`);

try {
  /** @type {Record<string, any>} */
  const pages = {};
  for (const language of LANGUAGES) {
    const { question, what, km, town, market } = SAID[language];
    await check(`${language}: an answer's button opens a form, which outlives a reload`, async () => {
      const { page } = await person(`owner ${language}`);
      pages[language] = page;
      await page.goto(`${URL_}/chat?language=${language}&market=${market}`);
      await page.locator('.examples .choice').first().waitFor();
      await write(page, question);
      await page.locator('.act .button').first().waitFor();
      await shot(page, `forms-answer-${language}`);
      await page.locator('.act .button').first().click();
      await field(page, 'vin').waitFor();
      await field(page, 'vin').fill(VIN.slice(0, 16));
      await field(page, 'what').fill(what);
      // Two photos, of which one is taken back.
      const picture = await photo(page, 1_800, 1_200);
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('.photos .tray-menu button').last().click()]);
      await chooser.setFiles([picture, { ...picture, name: 'other.jpg' }]);
      await page.locator('.photos .tray-file.done').nth(1).waitFor();
      await page.locator('.photos .tray-file .icon-button').last().click();
      await shot(page, `forms-open-${language}`);
      await accessible(page, `the form in ${language}`);
      await page.reload();
      await field(page, 'what').waitFor();
      assert.equal(await field(page, 'what').inputValue(), what);
      assert.equal(await field(page, 'vin').inputValue(), VIN.slice(0, 16));
      await page.locator('.photos .tray-file.done').waitFor();
      assert.equal(await page.locator('.photos .tray-file.done').count(), 1, 'a photo that has arrived is kept with what was typed');
    });
    await check(`${language}: what is wrong is said beside the field, and nothing typed is lost`, async () => {
      const page = pages[language];
      await page.locator('.sheet button[type=submit]').click();
      assert.equal(await field(page, 'km').getAttribute('aria-invalid'), 'true');
      await field(page, 'km').fill(km);
      await page.locator('.sheet button[type=submit]').click();
      await page.locator('.sheet [name=vin][aria-invalid=true]').waitFor();
      assert.notEqual(await page.locator('[id$=-vin-fault]').innerText(), '');
      assert.equal(await field(page, 'what').inputValue(), what);
      await shot(page, `forms-wrong-${language}`);
      await accessible(page, `the wrong form in ${language}`);
    });
    await check(`${language}: without a connection it waits, and is sent once`, async () => {
      const page = pages[language];
      await field(page, 'vin').fill(VIN.toLowerCase());
      await page.context().setOffline(true);
      await page.locator('.sheet button[type=submit]').click();
      await page.locator('.sheet fieldset:disabled').waitFor();
      await page.context().setOffline(false);
      await page.locator('.request-code strong').waitFor();
      assert.match(await page.locator('.request-code strong').innerText(), /^AC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$/);
      assert.equal(await page.locator('.request-code').count(), 1);
      assert.equal(await page.locator('.sheet').count(), 0);
      await page.locator('.handed-in .file-picture img').waitFor();
      await shot(page, `forms-request-${language}`);
      await accessible(page, `the request in ${language}`);
    });
    await check(`${language}: its number, a car and a town are simply typed`, async () => {
      const page = pages[language];
      const code = await page.locator('.request-code strong').innerText();
      await write(page, code.toLowerCase().replaceAll('-', ' '));
      await page.locator(`.result a[href="/r/${code}"]`).waitFor();
      await write(page, town);
      await page.locator('.result a[href^="tel:"]').first().waitFor();
      await shot(page, `forms-town-${language}`);
      await write(page, VIN);
      await page.locator('.item.good').first().waitFor();
      await shot(page, `forms-car-${language}`);
      await accessible(page, `what was found in ${language}`);
    });
  }

  await check('a form is put away and taken up again, with the keyboard', async () => {
    const { page } = await person('keyboard');
    await page.goto(`${URL_}/chat?language=en&market=bd`);
    await page.locator('.examples .choice').first().waitFor();
    await write(page, SAID.en.question);
    await page.locator('.act .button').first().press('Enter');
    await field(page, 'what').fill('Half a sentence');
    await page.locator('.sheet button.quiet').press('Enter');
    await page.locator('.sheet .button').press('Enter');
    assert.equal(await field(page, 'what').inputValue(), 'Half a sentence');
  });

  await check('a place at a service centre is booked', async () => {
    const { page } = await person('booking');
    await page.goto(`${URL_}/chat?language=en&market=bd`);
    await page.locator('.examples .choice').first().waitFor();
    await write(page, 'How do I book a service appointment?');
    await page.locator('.act .button').first().click();
    await field(page, 'vin').fill(VIN);
    await field(page, 'centre').selectOption({ index: 1 });
    await field(page, 'service').selectOption('maintenance');
    await field(page, 'slot').selectOption({ index: 1 });
    await shot(page, 'forms-booking-en');
    await page.locator('.sheet button[type=submit]').click();
    await page.locator('.request-code strong').waitFor();
    await shot(page, 'forms-booked-en');
  });
  await end();
} catch (error) {
  await end(error);
}
