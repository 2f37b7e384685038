// An owner whose network knows no WebSocket, and one whose browser has no JavaScript: both write and are answered.
//
//   AFTERCARE_URL=... node tests/browser/blocked.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { accessible, check, end, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const QUESTIONS = { bn: 'ক্লেইম করার সময় কেনার ইনভয়েস কি দিতেই হবে?', kk: 'Кепілдік талабын рәсімдеуге сатып алу шоты міндетті ме?', en: 'What documents do I need to file a claim under warranty?' };

try {
  await check('where sockets are cut the chat takes events and requests', async () => {
    const { context, page } = await person('blocked');
    let sockets = 0;
    await page.routeWebSocket(/\/ws\/v1\/widget/, (socket) => {
      sockets += 1;
      socket.close({ code: 1011 });
    });
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${URL_}/chat?language=en`);
    await page.locator('#input').fill(QUESTIONS.en);
    await page.locator('#input').press('Enter');
    await page.locator('.message.owner:not(.sending)').waitFor({ timeout: 60_000 });
    assert.equal(sockets, 2, 'two are tried');
    assert.ok(asked.includes('/api/v1/chat/events') && asked.includes('/api/v1/chat/frames'), asked.join(' '));
    assert.equal(await page.locator('.message.owner').count(), 1, 'said once');
    // A line that comes back goes on from its place.
    await context.setOffline(true);
    await page.locator('#input').fill('written while offline');
    await page.locator('#input').press('Enter');
    await context.setOffline(false);
    await page.locator('.message.owner:not(.sending)', { hasText: 'written while offline' }).waitFor({ timeout: 60_000 });
    await page.reload();
    await page.locator('.message.owner', { hasText: 'written while offline' }).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('.message.owner').count(), 2);
    await context.close();
  });

  for (const language of LANGUAGES) {
    await check(`without JavaScript in ${language}`, async () => {
      const { context, page } = await person('plain', { javaScriptEnabled: false });
      await page.goto(`${URL_}/chat?language=${language}`);
      await page.locator('noscript a[href^="/chat/plain"], a[href^="/chat/plain"]').first().click();
      await page.locator('#text').fill(QUESTIONS[language]);
      await page.locator('button[value="send"]').click();
      await page.locator('li.bot h2').first().waitFor();
      assert.equal(await page.locator('li.owner').count(), 1);
      await page.locator('button[value="handoff"]').click();
      await page.locator('p.wait').waitFor();
      await page.locator('button[value="look"]:not([hidden])').first().click();
      assert.equal(await page.locator('li.owner').count(), 1, 'looking says nothing');
      await context.close();
    });
  }

  await check('the page without JavaScript is for everyone', async () => {
    const { context, page } = await person('plain');
    await page.goto(`${URL_}/chat/plain?language=bn`);
    await page.locator('#text').fill(QUESTIONS.bn);
    await page.locator('button[value="send"]').click();
    await page.locator('li.bot h2').first().waitFor();
    await shot(page, 'plain-bn');
    await accessible(page, 'plain');
    await context.close();
  });
  await end();
} catch (error) {
  await end(error);
}
