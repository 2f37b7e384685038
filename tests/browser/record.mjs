// One record at a time in the administration, and the log of what was done, against the server's own records: deep links, three
// languages, keyboard, faults beside their fields, somebody else who was faster, what belongs together, removing.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/record.mjs
//
// Environment, waiting and exit code as in flow.mjs. It needs the sample records, and changes none of them for good.
import assert from 'node:assert/strict';
import { accessible as soundAsItStands, check, end, expect, LANGUAGES, person, shot, URL_ } from './browser.mjs';

const EMAIL = process.env.AFTERCARE_ADMIN_EMAIL;
const PASSWORD = process.env.AFTERCARE_ADMIN_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_ADMIN_EMAIL and AFTERCARE_ADMIN_PASSWORD are needed');
  process.exit(2);
}
/** Ids of this run alone. */
const RUN = Date.now().toString(36);
/** A record of each kind that the program brings, and fields that a new one is refused without. */
const SAMPLES = { owners: 'sample-karim', vehicles: 'sample-car-1', odometer: 'sample-km-1', terms: 'sample-battery', orders: 'sample-order-1', centres: 'sample-dhaka-tejgaon', parts: 'sample-part-1', serials: 'sample-serial-1', campaigns: 'sample-recall-1', courses: 'sample-course-2026-12-05-bn' };

const field = (page, name) => page.locator(`#field-${name}`);
const fault = (page, name) => page.locator(`[data-field="${name}"] .field-error:not(:empty)`);
const save = (page) => page.click('#record-save');
/** What was made is shown as it is stored: it can be removed. */
const made = async (page) => {
  await told(page, 'was made');
  await page.locator('#record-remove').waitFor();
};
const told = (page, words) => page.locator('#record-notice:not([hidden])', { hasText: words }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? '');

/** Looked at from its top: what is scrolled below the page's head is not too small, it is half out of sight. */
async function accessible(page, name) {
  await page.evaluate(() => scrollTo(0, 0));
  await soundAsItStands(page, name);
}

async function speak(page, language) {
  await page.selectOption('.top [data-language]', language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function open(page, place) {
  await page.evaluate((hash) => { location.hash = hash; }, place);
  await page.locator(place.startsWith('#/audit') ? '#audit-list[aria-busy=false] > li' : '#record-save').first().waitFor();
}

/** Somebody else with the same log-in: what they do, the page does not know of. */
async function elsewhere(context, method, path, data, revision) {
  const session = await (await context.request.get(`${URL_}/api/v1/session`)).json();
  const headers = { 'X-CSRF-Token': session.csrf, Origin: URL_, ...(revision === undefined ? {} : { 'If-Match': `"${revision}"` }) };
  const answer = await context.request.fetch(`${URL_}/api/v1/${path}`, { method, headers, data });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? {} : answer.json();
}

try {
  const admin = await person('keeper of records');
  const { page, context } = admin;

  await check('an address of a record asks for the log-in and then shows it', async () => {
    await page.goto(`${URL_}/admin?language=en#/records/vehicles/sample-car-1`);
    await page.fill('#email', EMAIL);
    await page.fill('#password', PASSWORD);
    await page.press('#password', 'Enter');
    await page.locator('#record-save').waitFor();
    assert.equal(await field(page, 'vin').inputValue(), 'L6TSAMPL6RE000101');
    await page.locator('.beside a', { hasText: 'Karim Hossain' }).waitFor();
    await page.locator('.link-group', { hasText: 'What is promised' }).waitFor();
    assert.ok((await page.locator('.link-group li').count()) > 2, 'readings and terms are beside it');
  });

  await check('every kind in three languages, narrow and wide, light and dark', async () => {
    for (const [kind, id] of Object.entries(SAMPLES)) {
      await open(page, `#/records/${kind}/${id}`);
      await page.locator('.linked a').first().waitFor();
      for (const language of LANGUAGES) {
        await speak(page, language);
        await shot(page, `record-${kind}-${language}`);
        await accessible(page, `${kind} in ${language}`);
        const bare = await page.locator('#record-part').innerText();
        assert.doesNotMatch(bare, /\brecords?-[a-z]+(-|\b)|request-state|\brecord-field/, `${kind} in ${language} shows keys`);
      }
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'record-dark');
    await accessible(page, 'a record in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await speak(page, 'en');
  });

  await check('a new owner with the keyboard: what is wrong stands beside its field, and nothing typed is lost', async () => {
    expect(['422', '/api/v1/owners']);
    await open(page, '#/records/owners/sample-karim');
    await page.click('#record-back');
    await page.locator('#records-new').focus();
    await page.keyboard.press('Enter');
    await page.locator('#field-id').waitFor();
    await page.fill('#field-id', `owner-${RUN}`);
    await field(page, 'phone').fill('12');
    await page.keyboard.press('Enter');
    await fault(page, 'name').waitFor();
    await fault(page, 'phone').waitFor();
    assert.equal(await focused(page), 'field-name');
    assert.equal(await field(page, 'phone').inputValue(), '12');
    assert.equal(await field(page, 'phone').getAttribute('aria-invalid'), 'true');
    await shot(page, 'record-faults');
    await accessible(page, 'a record with faults');
    await speak(page, 'bn');
    assert.equal(await field(page, 'phone').inputValue(), '12', 'another language keeps what was typed');
    await speak(page, 'en');
    await field(page, 'name').fill('Жансая Бекова');
    await field(page, 'phone').fill('8 701 555 01 02');
    await page.locator('[data-field=languages] input[value=kk]').check();
    await field(page, 'market').selectOption('kz');
    await save(page);
    await made(page);
    assert.match(page.url(), new RegExp(`#/records/owners/owner-${RUN}$`));
    assert.equal(await field(page, 'phone').inputValue(), '+77015550102', 'as the server keeps it');
  });

  await check('a car is added to its owner, who stands in it already; links lead there and back', async () => {
    await page.locator('.link-group', { hasText: 'Vehicles' }).getByRole('link', { name: /^Add/ }).click();
    await page.locator('#field-id').waitFor();
    assert.equal(await field(page, 'owner').inputValue(), `owner-${RUN}`);
    const digits = String(Date.now() % 10_000_000).padStart(7, '0');
    await page.fill('#field-id', `car-${RUN}`);
    await field(page, 'vin').fill(`LB37522S0P${digits}`);
    await field(page, 'model').fill('Zeekr 001');
    await field(page, 'market').selectOption('kz');
    await save(page);
    await made(page);
    await page.locator('.beside a', { hasText: 'Жансая' }).click();
    await page.locator('.link-group a', { hasText: `LB37522S0P${digits}` }).waitFor();
    await page.goBack();
    await page.locator('#record-title', { hasText: `LB37522S0P${digits}` }).waitFor();
  });

  await check('the owner of a car is found by name, in any script', async () => {
    await field(page, 'owner').fill('zhansaya');
    await page.waitForFunction((id) => [...document.querySelectorAll('#field-owner-offers option')].some((option) => option.value === id), `owner-${RUN}`);
    await page.click('#record-discard');
    assert.equal(await field(page, 'owner').inputValue(), `owner-${RUN}`);
  });

  await check('somebody else was faster: both stand there, mine is kept, and each can win', async () => {
    expect(['412', '/api/v1/vehicles']);
    await field(page, 'model').fill('Zeekr 007');
    await elsewhere(context, 'PATCH', `vehicles/car-${RUN}`, { model: 'Zeekr 009', plate: '001 AAA 02' }, 1);
    await save(page);
    await page.locator('.theirs-now', { hasText: 'Zeekr 009' }).waitFor();
    assert.equal(await field(page, 'model').inputValue(), 'Zeekr 007');
    assert.equal(await field(page, 'plate').inputValue(), '001 AAA 02', 'what only they changed is shown');
    await shot(page, 'record-conflict');
    await accessible(page, 'a conflict of a record');
    await save(page);
    await told(page, 'Saved');
    await field(page, 'model').fill('Zeekr X');
    await elsewhere(context, 'PATCH', `vehicles/car-${RUN}`, { model: 'Zeekr 7X' }, 3);
    await save(page);
    await page.locator('.theirs-now button').click();
    assert.equal(await field(page, 'model').inputValue(), 'Zeekr 7X');
    assert.equal(await page.locator('#record-discard').count(), 0, 'nothing is left to save');
  });

  await check('what is half typed is there after looking at something else, and a closed page is asked about', async () => {
    await field(page, 'battery').fill('100 kWh');
    await page.locator('.beside a').first().click();
    await page.locator('#record-title', { hasText: 'Жансая' }).waitFor();
    await page.goBack();
    await page.locator('#record-title', { hasText: 'LB37522S0P' }).waitFor();
    await page.waitForFunction(() => document.querySelector('#field-battery')?.value === '100 kWh');
    await page.locator('#record-chips .invited').waitFor();
    await page.click('#record-discard');
  });

  await check('what is in use stays; what nothing names goes, after a question', async () => {
    expect(['409', '/api/v1/owners']);
    await open(page, `#/records/owners/owner-${RUN}`);
    await page.locator('#record-title', { hasText: 'Жансая' }).waitFor();
    await page.click('#record-remove');
    await page.locator('.consequences').waitFor();
    await shot(page, 'record-remove');
    await accessible(page, 'what removing does');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel', 'Enter does no harm');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'record-remove');
    await page.keyboard.press('Enter');
    await page.locator('dialog .danger').click();
    await page.locator('#record-body .problem', { hasText: 'refers to this record' }).waitFor();
    await open(page, `#/records/vehicles/car-${RUN}`);
    await page.locator('#record-title', { hasText: 'LB37522S0P' }).waitFor();
    await page.click('#record-remove');
    await page.locator('dialog .danger').click();
    await page.locator('#records-notice', { hasText: 'was removed' }).waitFor();
    expect(['404', '/api/v1/vehicles']);
    await page.goBack();
    await page.locator('#record-state .empty').waitFor();
    await shot(page, 'record-gone');
  });

  await check('somebody has removed what is being written: it can be made anew', async () => {
    expect(['404', '/api/v1/owners']);
    await open(page, `#/records/owners/owner-${RUN}`);
    await page.locator('#record-title', { hasText: 'Жансая' }).waitFor();
    await field(page, 'email').fill('zhansaya@example.com');
    await elsewhere(context, 'DELETE', `owners/owner-${RUN}`, undefined, 1);
    await save(page);
    await page.locator('#record-body .problem button').click();
    await page.locator('#field-id').waitFor();
    assert.deepEqual([await page.inputValue('#field-id'), await field(page, 'email').inputValue()], [`owner-${RUN}`, 'zhansaya@example.com']);
    await save(page);
    await made(page);
    await elsewhere(context, 'DELETE', `owners/owner-${RUN}`, undefined, 1);
  });

  await check('the log tells who did all that, and can be narrowed', async () => {
    await open(page, '#/audit');
    for (const language of LANGUAGES) {
      await speak(page, language);
      await shot(page, `audit-${language}`);
      await accessible(page, `the log in ${language}`);
    }
    await speak(page, 'en');
    await page.fill('#audit-about', `owners/owner-${RUN}`);
    await page.locator('.audit-row.record_removed').first().waitFor();
    await page.waitForFunction((id) => [...document.querySelectorAll('.audit-row .subject')].every((row) => row.textContent?.includes(id)), `owner-${RUN}`);
    assert.match(page.url(), /#\/audit\?about=owners%2Fowner-/);
    await page.selectOption('#audit-action', 'record_added');
    await page.waitForFunction(() => [...document.querySelectorAll('.audit-row')].length === 2 && [...document.querySelectorAll('.audit-row')].every((row) => row.classList.contains('record_added')));
    await page.fill('#audit-to', '2020-01-01');
    await page.locator('#audit-list .empty .button').waitFor();
    await shot(page, 'audit-none');
    await accessible(page, 'a log without rows');
    await page.locator('#audit-list .empty .button').click();
    await page.locator('.audit-row').first().waitFor();
    assert.equal(await page.inputValue('#audit-about'), '');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(page, 'audit-dark');
    await accessible(page, 'the log in the dark');
  });

  await end();
} catch (error) {
  await end(error);
}
