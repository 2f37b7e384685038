// Danger as owners and technicians see it, in three languages: the card with numbers that can be called and a line that is true, the
// question with its two buttons, what who waits is told, and the desk's alarm.
//
//   AFTERCARE_URL=http://127.0.0.1:8080 AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... node tests/browser/danger.mjs
//
// Nobody else may be at the desk when it begins. AFTERCARE_SCREENSHOTS and AFTERCARE_CHROMIUM as in browser.mjs. Exit code 1 on failure.
import assert from 'node:assert/strict';
import { accessible, check, end, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_DESK_EMAIL;
const PASSWORD = process.env.AFTERCARE_DESK_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_DESK_EMAIL and AFTERCARE_DESK_PASSWORD are needed');
  process.exit(2);
}

const FIRE = { bn: 'ব্যাটারিতে আগুন লেগেছে!', kk: 'Көлік жанып жатыр, батареядан түтін шығып жатыр!', en: 'The battery is on fire!' };
const NOBODY = { bn: /ডেস্কে কোনো টেকনিশিয়ান নেই/, kk: /жұмыс орнында техник маман жоқ/, en: /No technician is at the desk/ };
const ALERTED = { bn: /টেকনিশিয়ানদের সতর্ক করা হয়েছে/, kk: /мамандарымызға дабыл берілді/, en: /have been alerted/ };
const HELLO = { bn: 'হ্যালো', kk: 'Сәлем', en: 'hello' };
const TEXT = { bn: 'এই মুহূর্তে কেউ কি বিপদে আছেন?', kk: 'Дәл қазір біреуге қауіп төніп тұр ма?', en: 'Is anyone in danger right now?' };

async function write(page, text) {
  await page.fill('#input', text);
  await page.press('#input', 'Enter');
}

/** Every number that can be called is large enough for a finger. */
async function callable(page, place) {
  const heights = await page.locator(`${place} a[href^="tel:"]`).evaluateAll((links) => links.map((link) => link.getBoundingClientRect().height));
  assert.ok(heights.length > 0 && heights.every((height) => height >= 40), `${place}: ${heights}`);
}

/**
 * A page whose first small talk comes as the question about danger: when the matcher asks it is learned, and so no text is sure to.
 * What the page does with it, and what it sends, is what is tested here.
 */
async function asking(page, language) {
  const sent = [];
  await page.routeWebSocket(/\/ws\/v1\/widget/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'choose') sent.push(frame);
      server.send(text);
    });
    server.onMessage((text) => {
      const frame = JSON.parse(text);
      const asks = frame.type === 'event' && frame.kind === 'smalltalk';
      socket.send(asks ? JSON.stringify({ ...frame, kind: 'danger_question', text: TEXT[language], numbers: ['112', '+880 9600 112244'], labels: ['112', 'Roadside'] }) : text);
    });
  });
  return sent;
}

try {
  for (const language of LANGUAGES) {
    await check(`a card in ${language} while nobody is at the desk`, async () => {
      const { page, context } = await person(`owner ${language}`);
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.examples .choice').first().waitFor();
      await write(page, FIRE[language]);
      await page.locator('.safety[role=alert]').waitFor();
      assert.match(await page.locator('.safety').innerText(), NOBODY[language]);
      await callable(page, '.safety');
      await shot(page, `danger-card-nobody-${language}`);
      await accessible(page, `danger-card-${language}`);
      // Who waits hears something each time, and not the same twice.
      const words = page.locator('.message.bot .plain');
      await write(page, 'xqzt');
      await words.nth(0).waitFor();
      await write(page, FIRE[language]);
      await words.nth(1).waitFor();
      assert.notEqual(await words.nth(0).innerText(), await words.nth(1).innerText());
      assert.equal(await page.locator('.safety').count(), 1, 'the same card is not repeated');
      await shot(page, `danger-waiting-${language}`);
      await context.close();
    });

    await check(`the question in ${language}`, async () => {
      const { page, context } = await person(`asked ${language}`);
      const sent = await asking(page, language);
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.examples .choice').first().waitFor();
      await write(page, HELLO[language]);
      await page.locator('.danger-question[role=alert]').waitFor();
      const buttons = page.locator('.danger-answers .button');
      assert.equal(await buttons.count(), 2);
      for (const box of await buttons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))) assert.ok(box >= 48, `${box} px`);
      await callable(page, '.danger-question');
      await shot(page, `danger-question-${language}`);
      await accessible(page, `danger-question-${language}`);
      await buttons.nth(1).click();
      // The server never asked this owner, and says so; the page sent what the contract names, and asks again.
      await page.locator('#line:not([hidden])').waitFor();
      await page.locator('.danger-question .danger-answers').waitFor();
      assert.deepEqual(sent.map((frame) => frame.entry), ['danger-no']);
      await context.close();
    });
  }

  await check('the desk rings for danger without being asked to, and the card says so', async () => {
    const { page: desk } = await person('technician');
    await desk.goto(`${URL_}/desk?language=en`);
    await desk.fill('#email', EMAIL);
    await desk.fill('#password', PASSWORD);
    await desk.click('#login-go');
    await desk.locator('.row.danger').first().waitFor();
    await desk.locator('#danger:not([hidden])').waitFor();
    // The log-in was a touch of the page: the sound may run.
    await desk.waitForFunction(() => /danger only/.test(document.getElementById('alarm')?.textContent ?? ''));
    for (const language of LANGUAGES) {
      await desk.selectOption('.top [data-language]', language);
      await desk.locator(`html[lang=${language}]`).waitFor();
      await desk.locator('.row.danger').first().waitFor();
      await shot(desk, `desk-alarm-${language}`);
      const { page, context } = await person(`heard ${language}`);
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('.examples .choice').first().waitFor();
      await write(page, FIRE[language]);
      await page.locator('.safety[role=alert]').waitFor();
      assert.match(await page.locator('.safety').innerText(), ALERTED[language]);
      await shot(page, `danger-card-alerted-${language}`);
      await context.close();
    }
    await desk.selectOption('.top [data-language]', 'en');
    await desk.locator('html[lang=en]').waitFor();
    // All are taken and finished, so that whoever comes next finds an empty queue.
    const waiting = await desk.locator('.row.danger').count();
    for (let left = waiting; left > 0; left -= 1) {
      await desk.locator('.danger-bar .button').click();
      await desk.locator('.composer.reply').waitFor();
      await desk.locator('.head-actions .primary').click();
      await desk.locator('dialog .primary').click();
      await desk.locator('dialog').waitFor({ state: 'detached' });
    }
    await desk.locator('#danger[hidden]').waitFor({ state: 'attached' });
  });
  await end();
} catch (error) {
  await end(error);
}
