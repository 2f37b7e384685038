// Cars and requests at the desk in a real browser: beside the chat and on the board, three languages, light and dark, keyboard,
// axe-core. Routes and socket are played by a stand-in, so that a colleague is faster and the line dies when the test wants it.
//
//   AFTERCARE_URL=... node tests/browser/board.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { accessible, check, end, expect, LANGUAGES, person, shot, URL_ } from './browser.mjs';
import { BoardStandIn, CHAT, VIN } from './board-stand-in.mjs';
import { refuse } from './studio-stand-in.mjs';

const CLAIM = 'AC-7K3M-92QX-C';
const card = (page, code) => page.locator(`#board-rows [data-case="${code}"]`);

async function speak(page, language) {
  // The switch stands in the bar, which a narrow page scrolls through.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.selectOption('.top [data-language]', language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** The page in every language at both sizes. `narrow` shows on a small screen what is to be seen. */
async function everyLanguage(page, name, ready) {
  for (const language of LANGUAGES) {
    await speak(page, language);
    await page.locator(ready).first().waitFor();
    await shot(page, `${name}-${language}`);
    await accessible(page, `${name} in ${language}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function dark(page, name) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, `${name}-dark`);
  await accessible(page, `${name} in the dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
}

try {
  const { page } = await person('technician');
  const desk = new BoardStandIn();
  await desk.on(page);

  await check('the board in three languages, light and dark: late ones first, and what is missing', async () => {
    await page.goto(`${URL_}/desk?language=en#/requests`);
    await card(page, CLAIM).waitFor();
    assert.equal(await card(page, CLAIM).locator('.chip.alarm').count(), 1);
    assert.equal(await card(page, CLAIM).locator('.chip.missing').count(), 2);
    await everyLanguage(page, 'desk-board', '#board-rows .case');
    await dark(page, 'desk-board');
    await speak(page, 'en');
  });

  await check('it is narrowed by kind, state, due and words; the address keeps it', async () => {
    await page.selectOption('#board-due', 'soon');
    await page.waitForFunction(() => document.querySelectorAll('#board-rows .case').length === 1);
    assert.match(page.url(), /due=soon/);
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('#board-rows .case').length === 1);
    await page.selectOption('#board-due', '');
    await page.selectOption('#board-kind', 'claim');
    await page.locator('#board-status option[value=more_info]').waitFor({ state: 'attached' });
    await page.selectOption('#board-status', 'more_info');
    await page.waitForFunction(() => document.querySelectorAll('#board-rows .case').length === 1);
    await page.selectOption('#board-kind', '');
    assert.equal(await page.inputValue('#board-status'), 'open', 'a state belongs to its kind');
    await page.keyboard.press('Alt+f');
    await page.keyboard.type('nothing like this');
    await page.locator('#board-rows .empty').waitFor();
    await shot(page, 'desk-board-empty');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.fill('#board-search', '');
    await page.locator('#board-more').click();
    await page.waitForFunction(() => document.querySelectorAll('#board-rows .case').length === 4);
  });

  await check('a board that cannot be loaded says so, and tries again', async () => {
    expect(['ERR_FAILED', '/api/v1/desk/requests']);
    desk.next.push(['GET', '/api/v1/desk/requests', () => 'abort']);
    await page.selectOption('#board-status', 'closed');
    await page.locator('#board-rows .empty .button').click();
    await page.waitForFunction(() => document.querySelectorAll('#board-rows .case').length === 1);
    await page.selectOption('#board-status', 'open');
    await card(page, CLAIM).waitFor();
  });

  await check('keys move through the board; the one that is open stands beside it', async () => {
    await page.keyboard.press('Alt+ArrowDown');
    await page.locator('.board-detail .moves').waitFor();
    assert.match(page.url(), /#\/requests\/AC-/);
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('.board-detail .case-code', { hasText: CLAIM }).waitFor();
    await everyLanguage(page, 'desk-request', '.board-detail .moves');
    await dark(page, 'desk-request');
    await speak(page, 'en');
  });

  await check('the three C\'s are written down; a part is exchanged with both numbers', async () => {
    await page.locator('[data-key=part]').click();
    await page.locator('dialog [name=part]').fill('On-board charger');
    await page.locator('dialog [name=old]').fill('OBC-0001');
    await page.locator('dialog [name=new]').fill('OBC-0002');
    await shot(page, 'desk-part');
    await accessible(page, 'a part');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [type=submit]').click();
    await page.locator('.parts li', { hasText: 'OBC-0002' }).waitFor();
    await page.locator('[data-key=three]').click();
    await shot(page, 'desk-three');
    await accessible(page, 'three C\'s');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [name=cause]').fill('Water in the charging port');
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelectorAll('.board-detail .chip.missing').length === 1);
  });

  await check('a colleague was faster: what was typed stays, their change is shown, the second try goes through', async () => {
    expect(['412', '/move']);
    await page.locator('[data-key="move more_info"]').click();
    await page.locator('dialog [name=note]').fill('Please send the error code.');
    desk.requests.find(({ code }) => code === CLAIM).revision += 1;
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog .login-problem:not(:empty)').waitFor();
    assert.equal(await page.locator('dialog [name=note]').inputValue(), 'Please send the error code.');
    await shot(page, 'desk-move');
    await accessible(page, 'a move');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('.request-log li', { hasText: 'Please send the error code.' }).waitFor();
    await card(page, CLAIM).locator('.tag', { hasText: 'More information needed' }).waitFor();
  });

  await check('closing asks for cause and correction, and says what is missing beside the field', async () => {
    expect(['422', '/move']);
    await page.locator('[data-key="move closed"]').click();
    await page.locator('dialog [name=cause]').fill('');
    await page.locator('dialog [name=correction]').fill('Port replaced');
    desk.requests.find(({ code }) => code === CLAIM).cause = '';
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog [data-field=cause] .field-error:not(:empty)').waitFor();
    assert.equal(await page.evaluate(() => /** @type {any} */ (document.activeElement).name), 'cause');
    await shot(page, 'desk-closing');
    await accessible(page, 'closing');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [name=cause]').fill('Water in the charging port');
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.locator('.board-detail .moves').count(), 0, 'nothing comes after it');
  });

  await check('a request that is not there says so', async () => {
    expect(['404', '/api/v1/desk/requests']);
    await page.goto(`${URL_}/desk?language=en#/requests/AC-0000-0000-0`);
    await page.locator('.board-detail [role=status]', { hasText: 'does not exist' }).waitFor();
    await page.locator('.board-detail [data-key=back]').click();
    await page.locator('.board-detail').waitFor({ state: 'hidden' });
  });

  await check('beside the chat: cars, what is left of their coverage, open and past requests', async () => {
    await page.keyboard.press('Alt+b');
    await page.locator('#tab-mine').click();
    await page.locator(`[data-row="${CHAT}"]`).click();
    await page.locator('.context .car .cover.covered').waitFor();
    await page.locator('.context .car .cover.ended').waitFor();
    for (const language of LANGUAGES) {
      await speak(page, language);
      await page.locator('.context .car').waitFor();
      await page.evaluate(() => (document.getElementById('desk').dataset.pane = 'context'));
      await shot(page, `desk-beside-${language}`);
      await accessible(page, `beside in ${language}`);
    }
    await dark(page, 'desk-beside');
    await speak(page, 'en');
  });

  await check('a technician has made sure whose conversation it is', async () => {
    await page.locator('.context .owner .chip.doubt').waitFor();
    await page.locator('.context [data-key="owner o1"]').click();
    await page.locator('.context .owner .tag', { hasText: 'verified' }).waitFor();
    assert.equal(await page.locator('.context .owner .button').count(), 0);
  });

  await check('a request is opened beside the chat without leaving it', async () => {
    await page.locator('.context summary').click();
    await page.locator('.context [data-case="AC-4T4T-10AB-2"]').click();
    await page.locator('.context .request-line').waitFor();
    assert.equal(await page.locator('#log').count(), 1, 'the conversation stays');
    await page.locator('.context [data-key=back]').click();
    await page.locator('.context .car').waitFor();
  });

  await check('a request is made for the owner; what is wrong stands beside its field, nothing typed is lost', async () => {
    await page.keyboard.press('Alt+r');
    assert.equal(await page.inputValue('dialog [name=vin]'), VIN, 'the only car is filled in');
    assert.equal(await page.locator('dialog [name=photos]').count(), 0, 'what cannot be uploaded is not asked for');
    await page.locator('dialog [name=what]').fill('It does not charge');
    await page.locator('dialog [name=vin]').fill(VIN.slice(1));
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog [data-field=vin] .field-error:not(:empty)').waitFor();
    assert.equal(await page.inputValue('dialog [name=what]'), 'It does not charge');
    await shot(page, 'desk-make');
    await accessible(page, 'a request');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [name=vin]').fill(VIN);
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('#log .request-card', { hasText: 'AC-8Q8Q-55MN-A' }).waitFor();
    await page.locator('.context [data-case="AC-8Q8Q-55MN-A"]').waitFor();
    await page.locator('#log [data-code]').click();
    await page.locator('.context .request-line', { hasText: 'AC-8Q8Q-55MN-A' }).waitFor();
    await page.locator('.context [data-key=back]').click();
  });

  await check('a form is offered, with what is known filled in', async () => {
    await page.keyboard.press('Alt+o');
    await page.locator('dialog [name=vin]').waitFor();
    await shot(page, 'desk-offer');
    await accessible(page, 'a form');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('#log .said.published', { hasText: VIN }).waitFor();
    const { claim, form, values } = desk.frames.find(({ type }) => type === 'offer_form');
    assert.deepEqual([claim, form, values], [1, 'warranty-claim', { vin: VIN }]);
    await shot(page, 'desk-chat-forms');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await check('beside a chat, a dead line says so and tries again', async () => {
    expect(['503', '/api/v1/desk/conversations']);
    desk.next.push(['GET', '/api/v1/desk/conversations', () => refuse(503, 'busy')]);
    await page.reload();
    await page.locator('#tab-mine').click();
    await page.locator(`[data-row="${CHAT}"]`).click();
    await page.locator('.context .beside, .context [role=status]', { hasText: 'could not be loaded' }).waitFor();
    await page.locator('.context .button', { hasText: 'Try again' }).click();
    await page.locator('.context .car').waitFor();
  });

  await end();
} catch (error) {
  await end(error);
}
