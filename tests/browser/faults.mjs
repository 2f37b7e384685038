// What owners get wrong in forms, and what happens meanwhile, in a real browser and in three languages: each fault has its own words, nothing
// is stored half, and nothing typed is lost. The records are the sample's, and centres of its own.
//
//   AFTERCARE_URL=... AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/faults.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { check, end, LANGUAGES, person, shot, URL_ } from './browser.mjs';
import { field, openForm, OWNERS, submit, VINS, write } from './promised.mjs';

const EMAIL = process.env.AFTERCARE_ADMIN_EMAIL;
const PASSWORD = process.env.AFTERCARE_ADMIN_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_ADMIN_EMAIL and AFTERCARE_ADMIN_PASSWORD are needed');
  process.exit(2);
}

/** The administration, over its API. */
async function administration() {
  const json = { 'content-type': 'application/json', origin: URL_ };
  const login = await fetch(`${URL_}/api/v1/session`, { method: 'POST', headers: json, body: JSON.stringify({ email: EMAIL, password: PASSWORD }) });
  const { csrf } = await login.json();
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0];
  return async (method, path, body, etag) => {
    const answer = await fetch(`${URL_}/api/v1/${path}`, { method, headers: { ...json, cookie, 'x-csrf-token': csrf, ...(etag ? { 'if-match': etag } : null) }, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return { body: await answer.json(), etag: answer.headers.get('etag') };
  };
}

async function chat(language, name) {
  const { page, context } = await person(name);
  await page.goto(`${URL_}/chat?language=${language}&market=${OWNERS[language].market}`);
  await page.locator('.examples .choice').first().waitFor();
  return { page, context };
}

/** Types a value, hands the form in, and reads what is said beside the field; what was typed is still there. */
async function refused(page, name, value, script) {
  await field(page, name).fill(value);
  const fault = page.locator(`[id$="-${name}-fault"]`);
  const before = await fault.textContent();
  await submit(page);
  await page.waitForFunction(([id, words]) => ![words, ''].includes(document.querySelector(id)?.textContent ?? ''), [`[id$="-${name}-fault"]`, before]);
  assert.equal(await field(page, name).inputValue(), value, 'what was typed is kept');
  assert.equal(await field(page, name).getAttribute('aria-invalid'), 'true');
  const words = (await fault.textContent()) ?? '';
  assert.match(words, script);
  return words;
}

/** What the page says of a form that is not taken as a whole. */
const said = (page) => page.locator('.form-fault:not(:empty)').last();

try {
  const admin = await administration();
  const sample = (await admin('GET', 'centres/sample-dhaka-tejgaon')).body;

  for (const language of LANGUAGES) {
    const { market, script, what } = OWNERS[language];
    const owner = await chat(language, `owner ${language}`);
    const { page } = owner;
    let code = '';

    await check(`${language}: each wrong value has its own words`, async () => {
      await openForm(page, language, 'warranty-claim');
      await field(page, 'what').fill(what);
      await field(page, 'km').fill('45000');
      const words = [];
      for (const vin of [VINS.covered.slice(1), `${VINS.covered}7`, VINS.covered.replace('L', 'Q')]) words.push(await refused(page, 'vin', vin, script));
      // О and о of the other alphabet, for zeros.
      await field(page, 'vin').fill(VINS.covered.replace('00', 'Оо'));
      for (const km of ['1000000', '20000', 'IMG_2041.jpg', '-5']) words.push(await refused(page, 'km', km, script));
      await field(page, 'km').fill('45000');
      for (const since of ['05.13.2026', '31.02.2026', '01.01.2031', 'IMG_2041.jpg']) words.push(await refused(page, 'since', since, script));
      assert.equal(new Set(words).size, words.length, `${words.join(' | ')}`);
      assert.equal(await field(page, 'what').inputValue(), what);
      await shot(page, `fault-fields-${language}`);
      await field(page, 'since').fill('');
    });

    await check(`${language}: a form that another tab has handed in says so, and its request stands once`, async () => {
      const second = await owner.context.newPage();
      await second.goto(`${URL_}/chat?language=${language}&market=${market}`);
      await field(second, 'what').waitFor();
      await second.context().setOffline(false);
      await submit(page);
      await page.locator('.request-code strong').waitFor();
      code = await page.locator('.request-code strong').innerText();
      await second.locator('.request-code', { hasText: code }).waitFor();
      assert.equal(await second.locator('.sheet').count(), 0);
      assert.equal(await second.locator('.request-code').count(), 1);
      await second.close();
    });

    await check(`${language}: somebody else's number shows its state and nothing of its owner`, async () => {
      const other = await chat(language, `other ${language}`);
      await write(other.page, code);
      const card = other.page.locator('.card.result', { hasText: code });
      await card.waitFor();
      const text = await card.innerText();
      assert.match(text, script);
      assert.ok(!text.includes(what) && !text.includes(VINS.covered));
      await openForm(other.page, language, 'warranty-claim-status');
      const wrong = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
      const first = await refused(other.page, 'code', wrong, script);
      assert.notEqual(first, await refused(other.page, 'code', 'IMG_2041.jpg', script));
      await other.context.close();
    });

    await check(`${language}: a centre that has closed and a time that is gone meanwhile are told apart`, async () => {
      const id = `faults-${language}-${Date.now()}`;
      const { sample: _, revision: __, closed_from: ___, ...rest } = sample;
      await admin('POST', 'centres', { ...rest, id, market, zone: market === 'kz' ? 'Asia/Almaty' : 'Asia/Dhaka' });
      const first = await chat(language, `first ${language}`);
      const late = await chat(language, `late ${language}`);
      for (const one of [first, late]) {
        await openForm(one.page, language, 'maintenance-booking');
        await field(one.page, 'vin').fill(VINS.covered);
        await field(one.page, 'centre').selectOption(id);
        await field(one.page, 'service').selectOption('maintenance');
      }
      const room = sample.services.find(({ service }) => service === 'maintenance').capacity ?? 1;
      const slots = await admin('GET', `centres/${id}/slots?service=maintenance`);
      await field(first.page, 'slot').selectOption(slots.body.items[0].at);
      await field(late.page, 'slot').selectOption(slots.body.items[0].at);
      await submit(first.page);
      await first.page.locator('.request-code strong').waitFor();
      for (let more = 1; more < room; more += 1) await admin('POST', 'requests', { kind: 'booking', language, market, values: { vin: VINS.covered, centre: id, service: 'maintenance', slot: slots.body.items[0].at } });
      await submit(late.page);
      const taken = late.page.locator('[id$="-slot-fault"]:not(:empty)');
      await taken.waitFor();
      assert.match((await taken.textContent()) ?? '', script);
      assert.equal(await field(late.page, 'vin').inputValue(), VINS.covered);
      await shot(late.page, `fault-slot-${language}`);
      const { etag } = await admin('GET', `centres/${id}`);
      await admin('PATCH', `centres/${id}`, { closed_from: new Date(Date.now() - 172_800_000).toISOString().slice(0, 10) }, etag);
      await submit(late.page);
      const closed = late.page.locator('[id$="-centre-fault"]:not(:empty)');
      await closed.waitFor();
      assert.match((await closed.textContent()) ?? '', script);
      assert.equal(await late.page.locator('.request-code').count(), 0, 'nothing is stored');
      await first.context.close();
      await late.context.close();
    });
    await owner.context.close();
  }
  await end();
} catch (error) {
  await end(error);
}
