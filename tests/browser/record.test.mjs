// One record, the addresses of the administration and its log, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditCore, dayBegins } from '../../src/web/assets/admin/audit.js';
import { RecordCore, typedOf, wireOf } from '../../src/web/assets/admin/record.js';
import { auditPlace, newPlace, placeOf, routeOf } from '../../src/web/assets/admin/route.js';

const field = (name, type, more) => ({ name, type, list: false, required: false, choices: [], record: null, ...more });
const FIELDS = {
  owners: [field('name', 'line', { required: true }), field('phone', 'phone'), field('languages', 'language', { list: true, choices: ['bn', 'kk'] }), field('consent', 'flag')],
  vehicles: [field('vin', 'vin', { required: true }), field('owner', 'record', { record: 'owners' })],
};
const ok = (data) => ({ ok: true, data });
const refused = (code, errors = []) => ({ ok: false, problem: { status: 400, code, detail: '', errors } });

/** A core on a server of a few records; `before` may answer in its place. */
function rig(records, before = () => undefined) {
  const asked = [];
  const call = async (method, path, what) => {
    asked.push({ method, path, body: what?.body, revision: what?.revision });
    const own = before(method, path, what);
    if (own) return own;
    if (path === '/api/v1/records') return ok({ items: Object.entries(FIELDS).map(([kind, fields]) => ({ kind, fields })) });
    const [kind, id] = path.split('?')[0].replace('/api/v1/', '').split('/').map(decodeURIComponent);
    const item = records[`${kind}/${id}`];
    if (method === 'GET' && id === undefined) return ok({ items: [], next: null });
    if (method === 'POST') return ok({ id: what.body.id ?? 'given', revision: 1, sample: false, ...what.body });
    if (!item) return refused('not_found');
    if (method === 'GET') return ok({ ...item });
    if (what.revision !== item.revision) return refused('stale_revision');
    if (method === 'DELETE') {
      delete records[`${kind}/${id}`];
      return ok({});
    }
    Object.assign(item, what.body, { revision: item.revision + 1 });
    return ok({ ...item });
  };
  return { core: new RecordCore({ api: { call }, changed: () => {} }), asked, records };
}

const rahim = () => ({ 'owners/o 1': { id: 'o 1', revision: 3, sample: false, name: 'Rahim', phone: '+8801700000001' } });

test('values go into a form and back as the API has them', () => {
  const both = (of, value) => wireOf(of, typedOf(of, value));
  for (const [of, value] of [
    [field('a', 'line'), 'x'],
    [field('a', 'number'), '12'],
    [field('a', 'flag'), true],
    [field('a', 'texts'), { en: 'A', kk: 'Ә' }],
    [field('a', 'language', { list: true, choices: ['bn', 'kk'] }), ['kk', 'bn']],
    [field('a', 'line', { list: true }), ['Zeekr 001', 'Zeekr; 007']],
    [field('a', 'holidays'), 'kz'],
    [field('a', 'holidays'), ['2026-01-01', '2026-01-02']],
  ]) assert.deepEqual(both(of, value), value);
  assert.deepEqual(both(field('a', 'opening', { list: true }), [{ days: ['mon', 'fri'], open: '09:00', close: '18:00' }]), ['mon,fri 09:00-18:00']);
  assert.deepEqual(both(field('a', 'service', { list: true }), [{ service: 'tyres', minutes: 60, capacity: 2 }]), ['tyres:60:2']);
  assert.deepEqual(both(field('a', 'range', { list: true }), [{ from: 'A', to: 'B' }]), ['A..B']);
  for (const of of [field('a', 'line'), field('a', 'texts'), field('a', 'line', { list: true }), field('a', 'market', { list: true, choices: ['bd'] })]) assert.equal(both(of, undefined), null);
});

test('only what was changed is sent, on the revision that was seen', async () => {
  const { core, asked } = rig(rahim());
  await core.open('owners', 'o 1');
  core.type('phone', '');
  core.type('name', 'Rahim K.');
  core.type('consent', true);
  core.type('consent', false);
  assert.ok(core.dirty());
  assert.equal((await core.save()).revision, 4);
  assert.deepEqual(asked.find(({ method }) => method === 'PATCH'), { method: 'PATCH', path: '/api/v1/owners/o%201', body: { name: 'Rahim K.', phone: null }, revision: 3 });
  assert.deepEqual([core.dirty(), core.base.name, core.title('en')], [false, 'Rahim K.', 'Rahim K.']);
});

test('somebody else was faster: nothing typed is lost, and both are shown where both changed', async () => {
  const { core, records } = rig(rahim());
  await core.open('owners', 'o 1');
  core.type('name', 'Mine');
  Object.assign(records['owners/o 1'], { name: 'Theirs', phone: '+7', revision: 4 });
  assert.equal(await core.save(), null);
  const [name, phone] = core.fields();
  assert.deepEqual([core.conflict, core.value(name), core.theirs.get('name'), core.value(phone)], ['both', 'Mine', 'Theirs', '+7']);
  assert.equal((await core.save()).name, 'Mine');
  core.type('name', 'Mine again');
  Object.assign(records['owners/o 1'], { phone: '+8', revision: 6 });
  await core.save();
  assert.deepEqual([core.conflict, core.theirs.size, core.value(name), core.value(phone)], ['other', 0, 'Mine again', '+8']);
  core.type('name', 'Same');
  Object.assign(records['owners/o 1'], { name: 'Same', revision: 7 });
  await core.save();
  assert.deepEqual([core.conflict, core.dirty()], ['other', false], 'both wrote the same');
});

test('their words can be taken', async () => {
  const { core, records } = rig(rahim());
  await core.open('owners', 'o 1');
  core.type('name', 'Mine');
  Object.assign(records['owners/o 1'], { name: 'Theirs', revision: 4 });
  await core.save();
  core.take('name');
  assert.deepEqual([core.value(core.fields()[0]), core.dirty(), core.theirs.size], ['Theirs', false, 0]);
});

test('what was removed meanwhile can be made anew with all that is on the form', async () => {
  const { core, records, asked } = rig(rahim());
  await core.open('owners', 'o 1');
  core.type('name', 'Mine');
  delete records['owners/o 1'];
  await core.save();
  assert.equal(core.conflict, 'gone');
  await core.anew();
  assert.deepEqual([core.id, core.typedId(), core.base], ['', 'o 1', null]);
  await core.save();
  assert.deepEqual(asked.find(({ method }) => method === 'POST').body, { name: 'Mine', phone: '+8801700000001', id: 'o 1' });
});

test('faults stand at their fields, go when that is typed into, and what was typed is kept', async () => {
  const { core } = rig({}, (method) => method === 'POST' ? refused('invalid', [{ field: 'name', code: 'missing', detail: 'Fill in.' }, { field: 'id', code: 'format', detail: 'No id.' }]) : undefined);
  await core.begin('owners', {});
  core.type('phone', '12');
  core.type('id', '///');
  assert.equal(await core.save(), null);
  assert.deepEqual(core.faults, { name: 'Fill in.', id: 'No id.' });
  core.type('name', 'R');
  assert.deepEqual([core.faults, core.value(core.fields()[1])], [{ id: 'No id.' }, '12']);
});

test('what is typed into one record is there after looking at another', async () => {
  const { core } = rig({ ...rahim(), 'owners/o2': { id: 'o2', revision: 1, sample: false, name: 'Other' } });
  await core.open('owners', 'o 1');
  core.type('name', 'Half');
  await core.open('owners', 'o2');
  assert.deepEqual([core.dirty(), core.dirty(true), core.value(core.fields()[0])], [false, true, 'Other']);
  await core.open('owners', 'o 1');
  assert.equal(core.value(core.fields()[0]), 'Half');
  core.discard();
  assert.deepEqual([core.dirty(true), core.value(core.fields()[0])], [false, 'Rahim']);
});

test('an answer for a record that is shown no more changes nothing', async () => {
  const slow = [];
  const { core } = rig(rahim(), (method, path) => (path.includes('slow') ? new Promise((resolve) => slow.push(() => resolve(refused('not_found')))) : undefined));
  const first = core.open('owners', 'slow');
  await core.open('owners', 'o 1');
  slow[0]();
  await first;
  assert.deepEqual([core.state, core.base.name], ['ready', 'Rahim']);
});

test('what names a record is looked up, and a new one begins with its name', async () => {
  const { core, asked } = rig({ ...rahim(), 'vehicles/v1': { id: 'v1', revision: 1, sample: false, vin: 'V', owner: 'o 1' } });
  await core.open('owners', 'o 1');
  assert.ok(asked.some(({ path }) => path === '/api/v1/vehicles?limit=20&owner=o%201'));
  assert.ok(asked.some(({ path }) => path === '/api/v1/requests?state=all&limit=20&owner=o%201'));
  assert.deepEqual(core.linked, [{ kind: 'vehicles', field: 'owner', items: [], more: false }]);
  await core.begin('vehicles', { owner: 'o 1' });
  core.type('vin', 'W');
  assert.equal((await core.save()).owner, 'o 1');
  assert.equal(core.named.get('owners/o 1').name, 'Rahim');
});

test('a record that is in use stays, and one that nothing names goes', async () => {
  const { core, records } = rig(rahim(), (method, path) => (method === 'DELETE' && path.endsWith('used') ? refused('in_use') : undefined));
  records['owners/used'] = { id: 'used', revision: 1, sample: false, name: 'Used' };
  await core.open('owners', 'used');
  assert.deepEqual([await core.remove(), core.problem?.code], [false, 'in_use']);
  await core.open('owners', 'o 1');
  assert.equal(await core.remove(), true);
  assert.equal(records['owners/o 1'], undefined);
});

test('an address leads where it says, and back again', () => {
  for (const [hash, route] of [
    ['', { part: 'staff' }],
    ['#staff', { part: 'staff' }],
    ['#records', { part: 'records', kind: '' }],
    [placeOf('parts'), { part: 'records', kind: 'parts' }],
    [placeOf('vehicles', 'a.b-1'), { part: 'record', kind: 'vehicles', id: 'a.b-1' }],
    ['#/records/vehicles/%E0%A4%A', { part: 'record', kind: 'vehicles', id: '%E0%A4%A' }],
    ['#/records/planes/1', { part: 'records', kind: '' }],
    [newPlace('orders', { owner: 'o 1' }), { part: 'new', kind: 'orders', values: { owner: 'o 1' } }],
    [auditPlace({ about: 'owners/o1', by: '' }), { part: 'audit', filter: { about: 'owners/o1' } }],
    ['#/nonsense', { part: 'staff' }],
  ]) assert.deepEqual(routeOf(hash), route, hash);
});

test('the log is asked for days of the reader, page by page', async () => {
  const asked = [];
  const core = new AuditCore({ changed: () => {}, api: { call: async (_method, path) => {
    asked.push(Object.fromEntries(new URL(path, 'http://x').searchParams));
    return ok({ items: [{ id: asked.length }], next: asked.length === 1 ? 'n' : null });
  } } });
  await core.load({ action: 'wrong_code', from: '2026-11-28', to: '2026-11-28', other: 'x' });
  assert.deepEqual(asked[0], { limit: '50', action: 'wrong_code', from: dayBegins('2026-11-28'), to: dayBegins('2026-11-29') });
  assert.equal(Date.parse(asked[0].to) - Date.parse(asked[0].from), 86_400_000);
  assert.ok(core.filtered() && core.hasMore());
  await core.more();
  assert.equal(asked[1].cursor, 'n');
  assert.deepEqual([core.items.map(({ id }) => id), core.hasMore()], [[1, 2], false]);
  assert.equal(dayBegins('no day'), '');
});
