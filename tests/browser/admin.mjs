// The administration and the password page in a real browser: every state that a person can meet, three languages, light and
// dark, keyboard, axe-core. What is slow, refused or changed by somebody else is played by a stand-in for the staff's routes;
// the log-in is the server's own.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/admin.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { accessible, check, end, expect, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_ADMIN_EMAIL;
const PASSWORD = process.env.AFTERCARE_ADMIN_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_ADMIN_EMAIL and AFTERCARE_ADMIN_PASSWORD are needed');
  process.exit(2);
}

const NAMES = ['Rashed Karim', 'রাশেদ করিম চৌধুরী', 'Әсел Қайратова', 'Dana Seitova', 'A very long name of somebody whose parents had time to think about it, and then some more'];

/** The staff's routes, as docs/protocol.md section 6 has them, in the memory of the test. */
class StandIn {
  constructor() {
    this.members = new Map();
    /** Answers before the usual ones: `[method, part of the path, (route) => …]`, each once. */
    this.next = [];
    this.count = 0;
    NAMES.forEach((name, index) => this.put({ name, email: `member${index}@aftercare.example`, role: ['technician', 'editor', 'technician', 'admin', 'technician'][index], languages: [['en'], ['bn'], ['kk', 'en'], [], ['bn', 'kk', 'en']][index], state: ['active', 'active', 'invited', 'active', 'disabled'][index] }));
  }

  put(fields) {
    this.count += 1;
    const member = { id: `00000000-0000-7000-8000-${String(this.count).padStart(12, '0')}`, created_at: '2026-11-22T05:00:00.000Z', revision: 1, ...fields };
    this.members.set(member.id, member);
    return member;
  }

  named(name) {
    return [...this.members.values()].find((member) => member.name === name);
  }

  link() {
    this.count += 1;
    return { url: `${URL_}/password#token-${this.count}`, expires_at: new Date(Date.now() + 3_600_000).toISOString() };
  }

  async on(page) {
    await page.route('**/api/v1/staff**', (route) => this.answer(route));
  }

  async answer(route) {
    const request = route.request();
    const method = request.method();
    const path = new URL(request.url()).pathname.replace('/api/v1/staff', '');
    const once = this.next.findIndex(([wanted, part]) => wanted === method && path.includes(part));
    if (once !== -1) {
      const [[, , answer]] = this.next.splice(once, 1);
      if ((await answer(route)) !== 'go on') return undefined;
    }
    const json = (status, body) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) });
    const refuse = (status, code, more = {}) => json(status, { type: 'about:blank', title: code, status, detail: `(${code})`, code, request_id: 'r', ...more });
    const [, id, act] = path.split('/');
    const member = this.members.get(id);
    if (!id && method === 'GET') return json(200, { items: [...this.members.values()], next: null });
    if (!id && method === 'POST') {
      const { password, ...fields } = request.postDataJSON();
      const errors = [];
      const twin = [...this.members.values()].find((one) => one.email === fields.email.toLowerCase());
      if (twin) errors.push({ field: 'email', code: twin.state === 'disabled' ? 'disabled' : 'taken', detail: twin.state === 'disabled' ? 'This address belongs to somebody disabled: enable them.' : 'This address is taken.' });
      else if (!fields.email.includes('@')) errors.push({ field: 'email', code: 'format', detail: 'This is not an e-mail address.' });
      if (fields.name === '') errors.push({ field: 'name', code: 'missing', detail: 'A name is needed.' });
      if (password !== undefined && password.length < 12) errors.push({ field: 'password', code: 'too_short', detail: 'A password has 12 characters at least.' });
      if (errors.length > 0) return refuse(422, 'invalid', { errors, ...(twin?.state === 'disabled' ? { id: twin.id } : {}) });
      const made = this.put({ ...fields, state: password === undefined ? 'invited' : 'active' });
      return json(201, { member: made, password_link: password === undefined ? this.link() : null });
    }
    if (!member) return refuse(404, 'not_found');
    if (method === 'GET') return json(200, member);
    if (method === 'PUT') {
      if (request.headers()['if-match'] !== `"${member.revision}"`) return refuse(412, 'stale_revision');
      Object.assign(member, request.postDataJSON(), { revision: member.revision + 1 });
      return json(200, member);
    }
    if (act === 'password-link') return json(200, this.link());
    Object.assign(member, { state: act === 'disable' ? 'disabled' : 'active', revision: member.revision + 1 });
    return json(200, member);
  }
}

const member = (page, name) => page.locator('.member', { has: page.locator('.name', { hasText: name }) });
const act = (page, name, action) => member(page, name).locator(`[data-key^="${action} "]`);
const notice = (page) => page.locator('#notice:not([hidden])');
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? document.activeElement?.id ?? '');

async function speak(page, language, place) {
  await page.selectOption(`${place} [data-language]`, language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function everyLanguage(page, place, name) {
  for (const language of LANGUAGES) {
    await speak(page, language, place);
    await shot(page, `${name}-${language}`);
    await accessible(page, `${name} in ${language}`);
  }
  await speak(page, 'en', place);
}

async function logIn(page) {
  await page.fill('#email', EMAIL);
  await page.fill('#password', PASSWORD);
  await page.press('#password', 'Enter');
}

try {
  const admin = await person('admin');
  const staff = new StandIn();
  const { page } = admin;
  await staff.on(page);

  await check('the log-in is the desk\'s, and says what is wrong', async () => {
    expect(['401', '/api/v1/session']);
    await page.goto(`${URL_}/admin?language=en`);
    await page.locator('#login-form').waitFor();
    assert.equal(await focused(page), 'email');
    await everyLanguage(page, '#login', 'admin-login');
    await page.fill('#email', EMAIL);
    await page.fill('#password', 'certainly not the password');
    await page.press('#password', 'Enter');
    await page.locator('#login-problem:not(:empty)').waitFor();
  });

  await check('a slow list says that it is coming, a failed one offers to try again', async () => {
    expect(['ERR_FAILED', '/api/v1/staff']);
    let release = () => {};
    const slow = new Promise((done) => (release = done));
    staff.next.push(['GET', '', async (route) => { await slow; await route.abort(); }]);
    await logIn(page);
    await page.locator('#members[aria-busy=true] .empty').waitFor();
    await shot(page, 'admin-loading');
    release();
    await page.locator('#members .empty .button').waitFor();
    await accessible(page, 'a list that failed');
    await page.locator('#members .empty .button').click();
    await page.locator('.member').first().waitFor();
    assert.equal(await page.locator('.member').count(), NAMES.length);
  });

  await check('the list in three languages, light and dark', async () => {
    await everyLanguage(page, '.top', 'admin-list');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'admin-list-dark');
    await accessible(page, 'the list in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  await check('search, role and state narrow the list; nobody found says so', async () => {
    await page.fill('#search', 'әсел');
    await page.waitForFunction(() => document.querySelectorAll('.member').length === 1);
    await page.fill('#search', '');
    await page.selectOption('#role-filter', 'technician');
    await page.selectOption('#state-filter', 'disabled');
    await page.waitForFunction(() => document.querySelectorAll('.member').length === 1);
    assert.match(await page.locator('#count').innerText(), /1 of 5/);
    await page.fill('#search', 'nobody at all');
    await page.locator('#members .empty .button').waitFor();
    await shot(page, 'admin-none');
    await page.locator('#members .empty .button').click();
    await page.waitForFunction((count) => document.querySelectorAll('.member').length === count, NAMES.length);
    assert.equal(await focused(page), 'search');
  });

  await check('somebody is invited with the keyboard alone: errors stand beside their fields, the link is shown once', async () => {
    expect(['422', '/api/v1/staff']);
    await page.locator('#add').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor();
    assert.equal(await focused(page), 'member-email');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=email] .field-error:not(:empty)').waitFor();
    await page.locator('[data-field=name] .field-error:not(:empty)').waitFor();
    assert.equal(await focused(page), 'member-email');
    assert.equal(await page.getAttribute('#member-email', 'aria-invalid'), 'true');
    await shot(page, 'admin-add-errors');
    await accessible(page, 'a form with errors');
    await page.keyboard.type('new@aftercare.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Nurlan Omarov');
    await page.locator('input[name=language][value=kk]').check();
    await page.locator('#member-name').focus();
    await page.keyboard.press('Enter');
    await page.locator('#link').waitFor();
    assert.match(await page.inputValue('#link'), /\/password#token-/);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Copy');
    await shot(page, 'admin-link');
    await accessible(page, 'the link');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.match(await notice(page).innerText(), /Nurlan Omarov/);
    assert.equal(await focused(page), `link ${staff.named('Nurlan Omarov').id}`);
    assert.ok(!(await page.content()).includes('token-'), 'the link is nowhere when the dialog is closed');
  });

  await check('the link is copied', async () => {
    await admin.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await act(page, 'Rashed Karim', 'link').click();
    await page.locator('.link-row .button').click();
    await page.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.inputValue('#link'));
    await page.keyboard.press('Escape');
  });

  await check('with a password of one\'s own choice; one that is too short says so', async () => {
    expect(['422', '/api/v1/staff']);
    await page.click('#add');
    await page.fill('#member-email', 'own@aftercare.example');
    await page.fill('#member-name', 'Own Password');
    await page.locator('input[name=way][value=password]').check();
    assert.equal(await focused(page), 'member-password');
    await page.fill('#member-password', 'short');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=password] .field-error:not(:empty)').waitFor();
    await page.fill('#member-password', 'long enough for anybody');
    await page.keyboard.press('Enter');
    await member(page, 'Own Password').waitFor();
    assert.equal(await page.locator('dialog').count(), 0, 'no link: there is a password');
  });

  await check('an address of somebody disabled offers to enable them', async () => {
    expect(['422', '/api/v1/staff']);
    await page.click('#add');
    await page.fill('#member-email', 'MEMBER4@aftercare.example');
    await page.fill('#member-name', 'Once more');
    await page.keyboard.press('Enter');
    await page.locator('[data-field=email] .field-error .button').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('.member.active', { hasText: 'A very long name' }).waitFor();
  });

  await check('a changed role is saved; a slow server is waited for, and asked once', async () => {
    let release = () => {};
    const slow = new Promise((done) => (release = done));
    staff.next.push(['PUT', '', async () => { await slow; return 'go on'; }]);
    await act(page, 'Rashed Karim', 'edit').click();
    await page.locator('input[name=role][value=editor]').check();
    await page.locator('dialog .primary').click();
    await page.locator('dialog .primary:disabled').waitFor();
    await shot(page, 'admin-edit-saving');
    release();
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(staff.named('Rashed Karim').revision, 2);
    assert.equal(await focused(page), `edit ${staff.named('Rashed Karim').id}`);
    assert.match(await member(page, 'Rashed Karim').innerText(), /Editor/);
  });

  await check('somebody else was faster: theirs is shown, mine is kept, and each can win', async () => {
    expect(['412', '/api/v1/staff']);
    const theirs = staff.named('Rashed Karim');
    await act(page, 'Rashed Karim', 'edit').click();
    await page.fill('#member-name', 'Rashed K.');
    Object.assign(theirs, { name: 'Rashedul Karim', languages: ['en', 'bn'], revision: theirs.revision + 1 });
    await page.locator('dialog .primary').click();
    await page.locator('.theirs').waitFor();
    assert.match(await page.locator('.theirs').innerText(), /Rashedul Karim/);
    assert.equal(await page.inputValue('#member-name'), 'Rashed K.');
    await shot(page, 'admin-conflict');
    await accessible(page, 'a conflict');
    await page.locator('.problem .button').click();
    assert.equal(await page.inputValue('#member-name'), 'Rashedul Karim');
    await page.fill('#member-name', 'Rashed K.');
    await page.locator('dialog .primary').click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.deepEqual([theirs.name, theirs.languages], ['Rashed K.', ['bn', 'en']]);
  });

  await check('disabling says what happens first, and can be undone', async () => {
    await act(page, 'Dana Seitova', 'disable').click();
    await page.locator('.consequences').waitFor();
    await shot(page, 'admin-disable');
    await accessible(page, 'what disabling does');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel', 'Enter does no harm');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(staff.named('Dana Seitova').state, 'active');
    assert.equal(await focused(page), `disable ${staff.named('Dana Seitova').id}`);
    await page.keyboard.press('Enter');
    await page.locator('dialog .danger').click();
    await page.locator('.member.disabled', { hasText: 'Dana Seitova' }).waitFor();
    assert.equal(await focused(page), `enable ${staff.named('Dana Seitova').id}`);
    await page.keyboard.press('Enter');
    await page.locator('.member.active', { hasText: 'Dana Seitova' }).waitFor();
  });

  await check('a refusal says why', async () => {
    expect(['409', '/api/v1/staff'], ['ERR_FAILED', '/api/v1/staff']);
    staff.next.push(['POST', '/disable', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'last_admin', detail: 'x' }) })]);
    await act(page, 'Dana Seitova', 'disable').click();
    await page.locator('dialog .danger').click();
    await page.locator('#notice', { hasText: 'last administrator' }).waitFor();
    staff.next.push(['POST', '/password-link', (route) => route.abort()]);
    await act(page, 'Dana Seitova', 'link').click();
    await page.locator('#notice', { hasText: 'cannot be reached' }).waitFor();
    assert.equal(await page.locator('dialog').count(), 0);
  });

  await check('a log-in that ends in the middle is asked for above the form, and nothing typed is lost', async () => {
    expect(['401', '/api/v1/']);
    await page.click('#add');
    await page.fill('#member-email', 'late@aftercare.example');
    await page.fill('#member-name', 'Late Comer');
    staff.next.push(['POST', '', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ code: 'unauthenticated' }) })]);
    await page.locator('dialog .primary').last().click();
    await page.locator('.login-again').waitFor();
    await shot(page, 'admin-again');
    await accessible(page, 'log in again');
    assert.equal(await page.inputValue('#member-name'), 'Late Comer');
    await logIn(page);
    await page.locator('.login-again').waitFor({ state: 'detached' });
    await page.locator('#link').waitFor();
    await page.keyboard.press('Escape');
    await member(page, 'Late Comer').waitFor();
  });

  await check('the forms in three languages, light and dark', async () => {
    for (const language of LANGUAGES) {
      await speak(page, language, '.top');
      for (const [name, open] of [['add', () => page.click('#add')], ['edit', () => act(page, 'Әсел Қайратова', 'edit').click()], ['disable', () => act(page, 'Әсел Қайратова', 'disable').click()], ['link', () => act(page, 'Rashed K.', 'link').click()]]) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await open();
        await page.locator('dialog').waitFor();
        await shot(page, `admin-${name}-${language}`);
        if (name === 'add') await accessible(page, `the form in ${language}`);
        await page.keyboard.press('Escape');
        await page.locator('dialog').waitFor({ state: 'detached' });
      }
    }
    await speak(page, 'en', '.top');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.click('#add');
    await shot(page, 'admin-add-dark');
    await accessible(page, 'the form in the dark');
    await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  await check('the desk leads an admin here, and logging out ends it', async () => {
    await page.goto(`${URL_}/desk?language=en`);
    await page.locator('#admin:not([hidden])').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.click('#admin');
    await page.locator('.member').first().waitFor();
    await page.click('#logout');
    await page.locator('#login:not([hidden])').waitFor();
  });

  await check('a password is set by the link, which then is nowhere', async () => {
    const invited = await person('invited');
    const said = [];
    const addresses = [];
    invited.page.on('request', (request) => addresses.push(request.url()));
    const answers = [
      { status: 422, body: { code: 'invalid', detail: 'x', errors: [{ field: 'password', code: 'format', detail: 'Please choose another password.' }] } },
      { status: 200, body: { email: 'invited@aftercare.example' } },
    ];
    await invited.page.route('**/api/v1/password', (route) => {
      said.push(route.request().postDataJSON());
      const { status, body } = answers[Math.min(said.length, answers.length) - 1];
      return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    });
    expect(['422', '/api/v1/password']);
    await invited.page.goto(`${URL_}/password?language=en#token-canary`);
    await invited.page.locator('#password-form').waitFor();
    assert.equal(await focused(invited.page), 'password');
    await everyLanguage(invited.page, '#password-page', 'password');
    await invited.page.fill('#password', 'too short');
    await invited.page.press('#password', 'Enter');
    await invited.page.locator('#password-error:not(:empty)').waitFor();
    assert.equal(said.length, 0);
    await invited.page.fill('#password', 'long enough for anybody');
    await invited.page.press('#password', 'Enter');
    await invited.page.locator('#password-error', { hasText: 'another' }).waitFor();
    await shot(invited.page, 'password-error');
    await accessible(invited.page, 'a password that was refused');
    await invited.page.locator('#password-form [aria-pressed]').click();
    assert.equal(await invited.page.getAttribute('#password', 'type'), 'text');
    await invited.page.press('#password', 'Enter');
    await invited.page.locator('#password-login').waitFor();
    await shot(invited.page, 'password-done');
    await accessible(invited.page, 'a password that is set');
    assert.deepEqual(said.map((one) => one.token), ['token-canary', 'token-canary']);
    assert.ok(!invited.page.url().includes('canary') && !(await invited.page.content()).includes('canary'));
    assert.ok(!addresses.some((address) => address.split('#')[0].includes('canary')), 'the secret stands in no address that is sent');
    await invited.context.close();
  });

  await check('records: a sheet is looked at, mended and stored, found in any script, and written out again', async () => {
    const keeper = await person('keeper');
    const records = keeper.page;
    const sheet = (text) => ({ name: 'owners.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await records.goto(`${URL_}/admin?language=en#records`);
    await logIn(records);
    await records.locator('#records-part').waitFor();
    await records.locator('#records-list:not([aria-busy=true])').waitFor();
    await records.setInputFiles('#records-file', sheet('id;name;market;colour\nbrowser-1;;fr;red\n'));
    await records.locator('#records-file-part tbody tr').nth(2).waitFor();
    assert.equal(await records.locator('#records-file-part tbody tr').count(), 3);
    assert.equal(await records.locator('#records-store').count(), 0);
    await everyLanguage(records, '.top', 'records-mistakes');
    await records.setInputFiles('#records-file', sheet('\ufeffid;name;market\r\nbrowser-1;Жансая Бекова;kz\r\n'));
    await records.locator('#records-store').waitFor();
    await shot(records, 'records-preview');
    await accessible(records, 'a file that may be stored');
    await records.locator('#records-store').click();
    await records.locator('#records-notice:not([hidden])').waitFor();
    await records.fill('#records-search', 'zhansaya bekova');
    await records.locator('.record[data-id=browser-1]').waitFor();
    await everyLanguage(records, '.top', 'records-list');
    const coming = records.waitForEvent('download');
    await records.locator('#records-export').click();
    assert.equal((await coming).suggestedFilename(), 'owners.csv');
    await records.setInputFiles('#records-file', sheet('id,name,market\nbrowser-1,Жансая Бекова,kz\n'));
    await records.locator('#records-file-part', { hasText: 'changes nothing' }).waitFor();
    await records.selectOption('#records-kind', 'parts');
    await records.locator('#records-file-part:empty').waitFor({ state: 'attached' });
    await records.locator('#tab-staff').click();
    await records.locator('#staff-part').waitFor();
    await records.setViewportSize({ width: 360, height: 740 });
    await records.locator('#tab-records').click();
    await records.locator('#records-part').waitFor();
    assert.ok(await records.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than a phone');
    await shot(records, 'records-phone');
    await keeper.context.close();
  });

  await check('a link that is over, and none, say what to do', async () => {
    const late = await person('late');
    await late.page.route('**/api/v1/password', (route) => route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify({ code: 'link_expired', detail: 'x' }) }));
    expect(['410', '/api/v1/password']);
    await late.page.goto(`${URL_}/password?language=en#old`);
    await late.page.fill('#password', 'long enough for anybody');
    await late.page.press('#password', 'Enter');
    await late.page.locator('.login-problem', { hasText: 'older than an hour' }).waitFor();
    assert.ok(!late.page.url().includes('#old'));
    await everyLanguage(late.page, '#password-page', 'password-over');
    await late.page.goto(`${URL_}/password?language=en`);
    await late.page.locator('.login-problem', { hasText: 'missing' }).waitFor();
    await accessible(late.page, 'no link');
    await late.context.close();
  });

  await end();
} catch (error) {
  await end(error);
}
