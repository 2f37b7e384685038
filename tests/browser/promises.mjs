// What the answers promise, kept in a real browser: in three languages an owner asks, opens the form below the answer, gets a number; a
// technician moves the request on at the desk, beside the chat and on the board; the owner hears of each step in the chat and on the
// request's page. The numbers of the checks are those of the promises in `docs/protocol.md` section 9. The records are the sample's.
//
//   AFTERCARE_URL=... AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... node tests/browser/promises.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accessible, check, end, LANGUAGES, person, shot, URL_ } from './browser.mjs';
import { field, openForm, OWNERS, PEOPLE, submit, VINS, write } from './promised.mjs';

const EMAIL = process.env.AFTERCARE_DESK_EMAIL;
const PASSWORD = process.env.AFTERCARE_DESK_PASSWORD;
if (!EMAIL || !PASSWORD) {
  console.error('AFTERCARE_DESK_EMAIL and AFTERCARE_DESK_PASSWORD are needed');
  process.exit(2);
}

const cards = (page, code) => page.locator('.card.request', { has: page.locator('.request-code', { hasText: code }) });
const results = (page) => page.locator('.card.result');

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = field(page, name);
    if (value === true) await input.check();
    else if (await input.evaluate((element) => element.tagName === 'SELECT')) await input.selectOption(value);
    else await input.fill(value);
  }
}

/** Hands a form in; the number of the request that came of it. */
async function request(page, values) {
  const before = await page.locator('.request-code strong').count();
  await fill(page, values);
  await submit(page);
  const code = await page.locator('.request-code strong').nth(before).innerText();
  assert.match(code, /^AC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$/);
  await page.locator('.sheet').waitFor({ state: 'detached' });
  return code;
}

/** Hands in a form that looks something up; what was found. */
async function found(page, values) {
  const before = await results(page).count();
  await fill(page, values);
  await submit(page);
  const card = results(page).nth(before);
  await card.waitFor();
  return card;
}

/** What the owner's page says of a request once it has said it so often. */
async function heard(owner, code, times) {
  await cards(owner.page, code).nth(times - 1).waitFor();
  assert.equal(await cards(owner.page, code).count(), times, `${code} is told once a step`);
  return cards(owner.page, code).last().innerText();
}

/** Opens a request on the board, as a technician finds it: by its number. */
async function onBoard(desk, code) {
  await desk.page.goto(`${URL_}/desk#/requests`);
  await desk.page.fill('#board-search', code);
  await desk.page.press('#board-search', 'Enter');
  await desk.page.locator(`#board-rows [data-case="${code}"]`).click();
  await desk.page.locator('.board-detail .request-line', { hasText: code }).waitFor();
}

/** Moves the open request on, with what the move asks for. */
async function move(desk, to, values = {}) {
  await desk.page.locator(`[data-key="move ${to}"]:visible`).click();
  for (const [name, value] of Object.entries(values)) await desk.page.locator(`dialog [name=${name}]`).fill(value);
  await desk.page.locator('dialog [type=submit]').click();
  await desk.page.locator('dialog').waitFor({ state: 'detached' });
}

/** Moves a request from state to state; the owner hears of each. */
async function moves(desk, owner, code, steps) {
  let told = await cards(owner.page, code).count();
  for (const [to, values] of steps) {
    await move(desk, to, values);
    told += 1;
    const text = await heard(owner, code, told);
    if (values?.note) assert.ok(text.includes(values.note), `${code}: the owner reads the technician's words`);
  }
}

/** Proposes another time, picked from those that are free; its words. */
async function propose(desk) {
  await desk.page.locator('[data-key="move proposed"]:visible').click();
  const times = desk.page.locator('dialog [name=slot]');
  await times.locator('option').nth(3).waitFor({ state: 'attached' });
  const when = (await times.locator('option').nth(3).textContent()) ?? '';
  await times.selectOption({ index: 3 });
  await desk.page.locator('dialog [type=submit]').click();
  await desk.page.locator('dialog').waitFor({ state: 'detached' });
  return when;
}

/** The owner decides with one tap in the chat; older cards offer nothing. */
async function tap(owner, code, to) {
  assert.equal(await cards(owner.page, code).locator(`[data-to=${to}]`).count(), 1);
  await cards(owner.page, code).last().locator(`[data-to=${to}]`).click();
  await cards(owner.page, code).locator(`[data-to=${to}]`).waitFor({ state: 'detached' });
}

/** The request's page, with the end of the VIN typed in. */
async function ownPage(owner, language, code, vin) {
  const page = await owner.context.newPage();
  await page.goto(`${URL_}/r/${code}?language=${language}`);
  await page.locator('.code', { hasText: code }).waitFor();
  assert.ok(!(await page.content()).includes(vin), 'the code alone shows no car');
  await page.fill('#vin', vin.slice(-6));
  await page.locator('form button').first().click();
  await page.locator('ol.log li').first().waitFor();
  return page;
}

async function speak(page, language) {
  await page.selectOption('.top [data-language]', language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** A request that is received, answered and closed. */
const answered = (language) => [['answered', { note: PEOPLE[language].answer }], ['closed']];
const decided = [['in_review'], ['approved'], ['closed']];

/** The promises that are one form and its answer: the topic, what the owner fills in, what the technician does. */
const simple = (language) => {
  const { km, what, past, future, address, insurer, name, phone, town } = OWNERS[language];
  const vin = VINS.covered;
  return [
    ['10 part-return', 'parts-return', { vin, part: 'SMP-0001', why: 'wrong' }, decided],
    ['10 delivery-damage', 'delivery-damage', { order: 'SAMPLE-1001', delivered: past, what }, decided],
    ['10 complaint', 'complaint', { what }, answered(language)],
    ['10 insurance', 'insurance-claim', { vin, insurer, claim: 'S-1', what }, answered(language)],
    ['10 trade-in', 'trade-in', { vin, km, condition: what }, answered(language)],
    ['10 courtesy-car', 'courtesy-car', { vin, town, day: future }, answered(language)],
    ['10 mobile-service', 'mobile-service', { vin, town, address, what, day: future }, answered(language)],
    ['16 remote-diagnosis', 'remote-diagnosis', { vin, what, consent: true }, answered(language)],
    ['18 warranty-transfer', 'warranty-transfer', { vin, sold: past, km, 'new-owner': name, phone }, answered(language)],
  ];
};

try {
  const desk = await person('technician');
  await check('the technician is at the real desk', async () => {
    const { page } = desk;
    await page.goto(`${URL_}/desk?language=en#/requests`);
    await page.fill('#email', EMAIL);
    await page.fill('#password', PASSWORD);
    await page.press('#password', 'Enter');
    await page.locator('#board-search').waitFor();
  });

  for (const language of LANGUAGES) {
    const said = OWNERS[language];
    const people = PEOPLE[language];
    const owner = await person(`owner ${language}`);
    const { page } = owner;
    let claim = '';

    await check(`${language} 1: a claim is made below the answer, and its number comes at once`, async () => {
      await speak(desk.page, language);
      await page.goto(`${URL_}/chat?language=${language}&market=${said.market}`);
      await page.locator('.examples .choice').first().waitFor();
      await openForm(page, language, 'warranty-claim');
      claim = await request(page, { vin: VINS.covered, km: said.km, what: said.what, since: said.past });
      assert.match(await heard(owner, claim, 1), said.script);
      await shot(page, `promise-claim-${language}`);
    });

    await check(`${language} 1: the technician sees it on the board and beside the chat, and asks for what is missing`, async () => {
      await onBoard(desk, claim);
      assert.equal(await desk.page.locator('.board-detail .chip.missing').count(), 2, 'cause and correction are missing');
      await desk.page.locator('.board-detail dd', { hasText: said.what }).first().waitFor();
      await shot(desk.page, `promise-board-${language}`);
      await desk.page.setViewportSize({ width: 1280, height: 800 });
      await moves(desk, owner, claim, [['in_review']]);
      await desk.page.locator('.board-detail [data-key=conversation]').click();
      await desk.page.locator(`.context [data-case="${claim}"]`).click();
      await desk.page.locator('.context .request-line', { hasText: claim }).waitFor();
      await moves(desk, owner, claim, [['more_info', { note: people.more }]]);
      await shot(desk.page, `promise-beside-${language}`);
      await shot(page, `promise-asked-${language}`);
    });

    await check(`${language} 1: the owner answers on the request's page, and the technician closes with cause and correction`, async () => {
      const own = await ownPage(owner, language, claim, VINS.covered);
      await own.locator('ol.log', { hasText: people.more }).waitFor();
      await shot(own, `promise-page-${language}`);
      await own.fill('textarea[name=note]', said.more);
      await own.locator('form:has([value=in_review]) button').click();
      await own.locator('ol.log', { hasText: said.more }).waitFor();
      await own.close();
      await heard(owner, claim, 4);
      await onBoard(desk, claim);
      await desk.page.locator('.request-log', { hasText: said.more }).waitFor();
      await moves(desk, owner, claim, [['approved'], ['parts_ordered'], ['in_repair'], ['closed', { cause: people.cause, correction: people.correction }]]);
      assert.equal(await desk.page.locator('.board-detail .moves').count(), 0);
      assert.equal(await desk.page.locator('.board-detail .chip.missing').count(), 0);
    });

    await check(`${language} 2: the number, simply typed, and the form for it, say where it stands`, async () => {
      await write(page, claim);
      await results(page).locator(`a[href="/r/${claim}"]`).last().waitFor();
      await openForm(page, language, 'warranty-claim-status');
      const by = await found(page, { code: claim.toLowerCase().replaceAll('-', ' ') });
      assert.match(await by.innerText(), said.script);
      await openForm(page, language, 'repair-status');
      await (await found(page, { code: '', vin: VINS.covered })).locator(`a[href="/r/${claim}"]`).waitFor();
    });

    await check(`${language} 3: an appointment is booked, put off, proposed anew, agreed to, and kept in the calendar`, async () => {
      await openForm(page, language, 'maintenance-booking');
      await fill(page, { vin: VINS.covered, centre: said.centre, service: 'maintenance' });
      await field(page, 'slot').selectOption({ index: 2 });
      const code = await request(page, {});
      await cards(page, code).last().locator('[data-form]').click();
      await field(page, 'slot').selectOption({ index: 1 });
      await submit(page);
      await heard(owner, code, 2);
      await onBoard(desk, code);
      const when = await propose(desk);
      await cards(page, code).nth(2).waitFor();
      assert.ok((await cards(page, code).last().textContent())?.includes(when), 'the owner reads which time');
      await shot(page, `promise-proposed-${language}`);
      await tap(owner, code, 'confirmed');
      await heard(owner, code, 4);
      await onBoard(desk, code);
      const own = await ownPage(owner, language, code, VINS.covered);
      const [file] = await Promise.all([own.waitForEvent('download'), own.locator('a[href*="calendar.ics"]').click()]);
      const calendar = readFileSync(await file.path(), 'utf8');
      assert.match(calendar, /^BEGIN:VCALENDAR\r\n[\s\S]*DTSTART[\s\S]*END:VCALENDAR\r\n$/);
      assert.ok(calendar.includes(code));
      assert.ok((await own.locator('.slot').textContent())?.includes(when));
      await shot(own, `promise-appointment-${language}`);
      await own.close();
      await moves(desk, owner, code, [['in_service'], ['ready'], ['closed']]);
    });

    await check(`${language} 5: the town leads to the centre, by a form and by itself`, async () => {
      await openForm(page, language, 'service-centre-find');
      const by = await found(page, { town: said.town });
      await by.locator('a[href^="tel:"]').first().waitFor();
      assert.match(await by.innerText(), said.script);
      const before = await results(page).count();
      await write(page, said.town);
      await results(page).nth(before).locator('a[href^="tel:"]').first().waitFor();
      await shot(page, `promise-centre-${language}`);
    });

    await check(`${language} 6: a recall is open, done, or none`, async () => {
      const told = [];
      for (const vin of [VINS.open, VINS.done, VINS.covered]) {
        await openForm(page, language, 'recall-check');
        told.push(await (await found(page, { vin })).innerText());
      }
      assert.equal(new Set(told).size, 3, 'three cars get three answers');
      for (const text of told) assert.match(text, said.script);
    });

    await check(`${language} 7: a part is found, asked for, quoted, ordered by its owner, and comes`, async () => {
      await openForm(page, language, 'parts-delivery-time');
      const by = await found(page, { part: said.part, model: said.model });
      await by.locator('.item').first().waitFor();
      await openForm(page, language, 'parts-order');
      const code = await request(page, { vin: VINS.covered, part: said.part, quantity: '1' });
      await onBoard(desk, code);
      await move(desk, 'quoted', { quote: people.quote });
      assert.ok((await heard(owner, code, 2)).includes(people.quote), 'the owner reads the price');
      await tap(owner, code, 'ordered');
      await heard(owner, code, 3);
      await onBoard(desk, code);
      await moves(desk, owner, code, [['shipped'], ['arrived'], ['closed']]);
    });

    await check(`${language} 8, 9, 11: a label, instalments and an order`, async () => {
      const told = [];
      for (const serial of ['SN-SAMPLE-0005', 'SN-SAMPLE-0002', 'SN-NOTHING-1']) {
        await openForm(page, language, 'parts-genuine');
        told.push(await (await found(page, { serial })).innerText());
      }
      assert.equal(new Set(told).size, 3, 'known, registered before, unknown');
      await openForm(page, language, 'parts-financing');
      const plan = await (await found(page, { amount: '600', months: '6' })).innerText();
      assert.match(plan, said.script);
      await openForm(page, language, 'delivery-tracking');
      told.push(await (await found(page, { order: 'SAMPLE-1001' })).innerText(), plan);
      for (const text of told) assert.match(text, said.script);
    });

    await check(`${language} 18: what is covered, and what is over`, async () => {
      await openForm(page, language, 'warranty-coverage');
      const good = await found(page, { vin: VINS.covered, km: '46000' });
      await good.locator('.item.good').first().waitFor();
      await openForm(page, language, 'warranty-coverage');
      const over = await found(page, { vin: VINS.ended, km: '84000' });
      await over.locator('.item.bad').first().waitFor();
      assert.notEqual(await good.innerText(), await over.innerText());
      await shot(page, `promise-coverage-${language}`);
      await accessible(page, `what was found in ${language}`);
    });

    for (const [name, topic, values, steps] of simple(language)) {
      await check(`${language} ${name}: asked for, worked on, ended`, async () => {
        await openForm(page, language, topic);
        const code = await request(page, values);
        await onBoard(desk, code);
        await moves(desk, owner, code, steps);
        assert.equal(await desk.page.locator('.board-detail .moves').count(), 0);
      });
    }
    await owner.context.close();
  }
  await end();
} catch (error) {
  await end(error);
}
