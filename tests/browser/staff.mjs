// Somebody's way through the staff, on the server's own routes: invited, sets a password by the link, answers an owner, is
// disabled and thrown out, is enabled again.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/staff.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { check, end, expect, person, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_ADMIN_EMAIL;
const PASSWORD = process.env.AFTERCARE_ADMIN_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_ADMIN_EMAIL and AFTERCARE_ADMIN_PASSWORD are needed');
  process.exit(2);
}
const NURLAN = { email: `nurlan-${Date.now()}@aftercare.example`, name: 'Nurlan Omarov', password: 'four words in a row' };

const member = (page, name) => page.locator('.member', { has: page.locator('.name', { hasText: name }) });
const act = (page, name, action) => member(page, name).locator(`[data-key^="${action} "]`);

async function logIn(page, email, password) {
  await page.locator('#login-form').waitFor();
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
}

try {
  const admin = await person('admin');
  const invited = await person('invited');
  let link = '';

  await check('an admin invites somebody, and gets a link to pass on', async () => {
    await admin.page.goto(`${URL_}/admin?language=en`);
    await logIn(admin.page, EMAIL, PASSWORD);
    await admin.page.locator('.member .chip', { hasText: 'You' }).waitFor();
    await admin.page.click('#add');
    await admin.page.fill('#member-email', NURLAN.email);
    await admin.page.fill('#member-name', NURLAN.name);
    await admin.page.locator('input[name=language][value=kk]').check();
    await admin.page.press('#member-name', 'Enter');
    await admin.page.locator('#link').waitFor();
    link = await admin.page.inputValue('#link');
    assert.match(link, /\/password#.{20,}$/);
    await admin.page.keyboard.press('Escape');
    await member(admin.page, NURLAN.name).locator('.chip.invited').waitFor();
  });

  await check('the server\'s own refusals stand beside their fields', async () => {
    expect(['422', '/api/v1/staff']);
    await admin.page.click('#add');
    await admin.page.fill('#member-email', NURLAN.email.toUpperCase());
    await admin.page.press('#member-email', 'Enter');
    await admin.page.locator('[data-field=name] .field-error:not(:empty)').waitFor();
    await admin.page.fill('#member-name', 'A twin');
    await admin.page.press('#member-name', 'Enter');
    await admin.page.locator('[data-field=email] .field-error:not(:empty)').waitFor();
    assert.equal(await admin.page.locator('[data-field=name] .field-error').textContent(), '');
    await admin.page.keyboard.press('Escape');
  });

  await check('the link sets a password, once', async () => {
    expect(['410', '/api/v1/password']);
    await invited.page.goto(link);
    await invited.page.fill('#password', NURLAN.password);
    await invited.page.press('#password', 'Enter');
    await invited.page.locator('.good', { hasText: NURLAN.email }).waitFor();
    const late = await person('too late');
    await late.page.goto(link);
    await late.page.fill('#password', 'another password of words');
    await late.page.press('#password', 'Enter');
    await late.page.locator('.login-problem', { hasText: 'used already' }).waitFor();
    await late.context.close();
    await invited.page.click('#password-login');
    await logIn(invited.page, NURLAN.email, NURLAN.password);
    await invited.page.locator('#desk:not([hidden])').waitFor();
    assert.ok(await invited.page.locator('#admin').isHidden(), 'a technician is led nowhere else');
    await invited.page.waitForFunction(() => document.getElementById('line')?.textContent === '');
  });

  await check('a name is changed; somebody else\'s change in between is shown', async () => {
    expect(['412', '/api/v1/staff']);
    const second = await admin.context.newPage();
    await second.goto(`${URL_}/admin?language=en`);
    await member(second, NURLAN.name).locator('.chip.active').waitFor();
    await act(second, NURLAN.name, 'edit').click();
    await admin.page.reload();
    await act(admin.page, NURLAN.name, 'edit').click();
    await admin.page.fill('#member-name', `${NURLAN.name} Jr`);
    await admin.page.press('#member-name', 'Enter');
    await admin.page.locator('dialog').waitFor({ state: 'detached' });
    await second.fill('#member-name', NURLAN.name.toUpperCase());
    await second.press('#member-name', 'Enter');
    await second.locator('.theirs', { hasText: `${NURLAN.name} Jr` }).waitFor();
    await second.locator('dialog .primary').click();
    await second.locator('dialog').waitFor({ state: 'detached' });
    await second.close();
    await admin.page.reload();
    await member(admin.page, NURLAN.name.toUpperCase()).waitFor();
  });

  await check('who is disabled is thrown out at once, and the chat waits again', async () => {
    const owner = await person('owner');
    await owner.page.goto(`${URL_}/chat?language=kk`);
    await owner.page.locator('.examples .choice').first().waitFor();
    await owner.page.click('#person');
    await owner.page.locator('.waiting').waitFor();
    await invited.page.locator('.row', { has: invited.page.locator('.tag[lang=kk]') }).first().click();
    await invited.page.locator('.head-actions .primary').click();
    await invited.page.locator('.composer.reply').waitFor();
    await owner.page.locator('.system', { hasText: NURLAN.name.toUpperCase() }).waitFor();
    await act(admin.page, NURLAN.name.toUpperCase(), 'disable').click();
    await admin.page.locator('dialog .danger').click();
    await member(admin.page, NURLAN.name.toUpperCase()).locator('.chip.disabled').waitFor();
    await invited.page.locator('#login:not([hidden])').waitFor();
    await owner.page.locator('.waiting').waitFor();
    expect(['401', '/api/v1/session']);
    await logIn(invited.page, NURLAN.email, NURLAN.password);
    await invited.page.locator('#login-problem', { hasText: 'not right' }).waitFor();
    await owner.context.close();
  });

  await check('an address of somebody disabled leads to enabling them; then they are back', async () => {
    expect(['422', '/api/v1/staff']);
    await admin.page.click('#add');
    await admin.page.fill('#member-email', NURLAN.email);
    await admin.page.fill('#member-name', 'Once more');
    await admin.page.press('#member-name', 'Enter');
    await admin.page.locator('[data-field=email] .field-error .button').click();
    await member(admin.page, NURLAN.name.toUpperCase()).locator('.chip.active').waitFor();
    await logIn(invited.page, NURLAN.email, NURLAN.password);
    await invited.page.locator('#desk:not([hidden])').waitFor();
  });

  await check('nobody shuts themselves out', async () => {
    const own = admin.page.locator('.member', { has: admin.page.locator('.chip', { hasText: 'You' }) });
    assert.equal(await own.locator('[data-key^="disable "]').count(), 0);
    await own.locator('[data-key^="edit "]').click();
    assert.ok(await admin.page.locator('input[name=role][value=admin]').isDisabled());
    await admin.page.keyboard.press('Escape');
  });

  await end();
} catch (error) {
  await end(error);
}
