// The chat's outbox in IndexedDB: nothing is sent before it is kept, nothing that is kept is lost, and no wait is without an end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatCore } from '../../src/web/assets/chat/core.js';
import { Link, watchBrowser } from '../../src/web/assets/shared/link.js';
import { memoryStore, Outbox } from '../../src/web/assets/shared/outbox.js';
import { OPEN_MS, shelve, TRANSACTION_MS } from '../../src/web/assets/shared/shelf.js';
import { clock, database, line } from './fakes.mjs';

const READY = { type: 'ready', session: 's1', conversation: null, epoch: 'e1', seq: 0, status: 'bot', language: 'en', languages: ['en'], heartbeat_ms: 25000, limits: {}, hours: { open: true }, greeting: 'Hello' };

/** What is due in this turn has run, and the transactions that wait for nothing. */
const turn = () => new Promise((done) => setImmediate(done));

/** `localStorage`, to the eyes of the outbox. */
globalThis.Storage = class Storage {};
function lasting() {
  const own = memoryStore();
  const store = Object.assign(new globalThis.Storage(), { isFull: false, getItem: own.getItem, removeItem: own.removeItem, key: own.key });
  store.setItem = (key, value) => {
    if (store.isFull) throw new Error('QuotaExceededError');
    own.setItem(key, value);
  };
  Object.defineProperty(store, 'length', { get: () => own.length });
  return store;
}

/** A chat on a line, whose shelf is still to come. */
function chat({ storage = lasting(), name = 'a', time = clock() } = {}) {
  const net = line();
  let ids = 0;
  const core = new ChatCore({ open: net.open, clock: time, storage, changed: () => {}, language: 'en', uuid: () => `${name}-${(ids += 1)}` });
  core.outbox.opening = true;
  core.start();
  net.last.opened();
  net.last.frame(READY);
  const shelved = (fake) => {
    globalThis.indexedDB = fake.factory;
    return shelve(core.outbox, { clock: time, out: () => core.out, changed: () => core.pump() });
  };
  const said = () => net.sockets.flatMap((socket) => socket.of('send')).map((frame) => frame.text);
  const drawer = () => storage.getItem(`aftercare.outbox.${core.outbox.tab}`);
  return { core, net, storage, time, said, drawer, shelved };
}

const kept = (fake, tab) => JSON.parse(fake.drawers.get(tab)?.entries ?? '[]').map((entry) => entry.frame.text);

test('a frame goes out when the transaction that holds it is complete, and leaves with ok', async () => {
  const { core, net, said, shelved, drawer } = chat();
  const fake = database();
  await shelved(fake);
  await turn();
  fake.hold();
  core.send('hello there');
  await turn();
  assert.deepEqual([said(), core.unsettled()[0].state], [[], 'sending']);
  assert.match(drawer(), /hello there/, 'a page that is closed now leaves it there');
  core.send('and more');
  fake.release();
  await turn();
  assert.deepEqual([said(), kept(fake, core.outbox.tab), drawer()], [['hello there'], ['hello there', 'and more'], null]);
  for (const seq of [1, 2]) {
    net.last.frame({ type: 'ok', re: net.last.of('send').at(-1).id, seq, at: '', duplicate: false });
    await turn();
  }
  assert.equal(fake.drawers.size, 0);
  assert.equal(core.unsettled()[0].state, 'sent');
});

test('what was written before the database was there is moved, and is never in no place', async () => {
  const { core, net, said, shelved, drawer } = chat();
  core.send('one');
  core.send('two');
  assert.deepEqual(said(), ['one'], 'localStorage has it');
  const fake = database();
  fake.hold();
  await shelved(fake);
  await turn();
  assert.match(drawer(), /one.*two/);
  fake.release();
  await turn();
  assert.equal(drawer(), null);
  assert.deepEqual(kept(fake, core.outbox.tab), ['one', 'two']);
  net.last.frame({ type: 'ok', re: net.last.of('send')[0].id, seq: 1, at: '', duplicate: false });
  await turn();
  assert.deepEqual(said(), ['one', 'two']);
  assert.deepEqual(kept(fake, core.outbox.tab), ['two']);
});

test('a dead tab of an earlier version, which knew localStorage alone, is adopted with its ids', async () => {
  const { core, net, storage, shelved } = chat();
  new Outbox({ storage, name: 'aftercare.outbox', tab: 'old', now: () => 1 }).add({ type: 'send', id: 'old-id', text: 'from before' });
  const fake = database();
  await shelved(fake);
  assert.deepEqual(core.outbox.tabs(), ['old']);
  fake.hold();
  const adopted = core.outbox.shelf.adopt('old');
  await turn();
  assert.deepEqual(core.outbox.tabs(), ['old'], 'it stays until it is kept here');
  fake.release();
  assert.equal(await adopted, true);
  core.pump();
  assert.deepEqual(core.outbox.tabs(), []);
  assert.deepEqual(kept(fake, core.outbox.tab), ['from before']);
  assert.deepEqual(net.last.of('send').map((frame) => frame.id), ['old-id']);
  assert.equal(await core.outbox.shelf.adopt('old'), false, 'once');
});

test('what is written while a dead tab is adopted does not push the adopted out', async () => {
  const fake = database();
  const dead = chat({ name: 'dead' });
  await dead.shelved(fake);
  dead.net.last.closed();
  dead.core.send('kept');
  await turn();
  const alive = chat({ storage: dead.storage, name: 'alive' });
  await alive.shelved(fake);
  await turn();
  assert.deepEqual(await alive.core.outbox.shelf.tabs(), [dead.core.outbox.tab]);
  fake.hold();
  const adopted = alive.core.outbox.shelf.adopt(dead.core.outbox.tab);
  alive.time.pass(10);
  alive.core.send('newer');
  fake.release();
  assert.equal(await adopted, true);
  await turn();
  assert.deepEqual([...fake.drawers.keys()], [alive.core.outbox.tab]);
  assert.deepEqual(kept(fake, alive.core.outbox.tab), ['kept', 'newer']);
});

test('a full database: localStorage keeps it; where that is full as well, memory, and the owner is told', async () => {
  const { core, storage, said, shelved, drawer, net } = chat();
  const fake = database();
  await shelved(fake);
  await turn();
  fake.full = true;
  core.send('one');
  await turn();
  assert.deepEqual([said(), core.outbox.shelf, core.outbox.forgets, fake.closed], [['one'], null, false, 1]);
  assert.match(drawer(), /one/);
  storage.isFull = true;
  core.send('two');
  assert.equal(core.outbox.forgets, true);
  net.last.frame({ type: 'ok', re: net.last.of('send')[0].id, seq: 1, at: '', duplicate: false });
  assert.deepEqual(said(), ['one', 'two']);
});

test('a database that is refused, or that another tab blocks, is waited for only so long', async () => {
  for (const answer of ['throw', 'error']) {
    const { core, said, shelved, drawer } = chat();
    await shelved(database(answer));
    core.send(answer);
    assert.deepEqual(said(), [answer]);
    assert.match(drawer(), new RegExp(answer));
  }
  const { core, time, said, shelved, drawer } = chat();
  const fake = database('none');
  const opened = shelved(fake);
  core.send('meanwhile');
  assert.deepEqual(said(), ['meanwhile']);
  time.pass(OPEN_MS);
  await opened;
  fake.come();
  assert.deepEqual([core.outbox.shelf, fake.closed], [null, 1], 'too late');
  assert.match(drawer(), /meanwhile/);
});

test('where localStorage is refused, nothing is sent before it is known whether there is a database', async () => {
  for (const answer of ['none', 'good']) {
    const { core, time, said, shelved } = chat({ storage: memoryStore() });
    const fake = database(answer);
    const opened = shelved(fake);
    core.send('a');
    assert.deepEqual(said(), []);
    if (answer === 'none') time.pass(OPEN_MS);
    await opened;
    await turn();
    assert.deepEqual([said(), kept(fake, core.outbox.tab)], [['a'], answer === 'good' ? ['a'] : []]);
    assert.equal(core.outbox.forgets, true, 'the session ends with the page');
  }
});

test('a transaction without an answer has an end, and its late one changes nothing', async () => {
  const { core, time, said, shelved, drawer } = chat();
  const fake = database();
  await shelved(fake);
  await turn();
  fake.hold();
  core.send('slow');
  await turn();
  assert.deepEqual(said(), []);
  time.pass(TRANSACTION_MS);
  assert.deepEqual([said(), core.outbox.shelf], [['slow'], null]);
  assert.match(drawer(), /slow/);
  fake.release();
  await turn();
  assert.equal(fake.drawers.size, 0);
  assert.match(drawer(), /slow/);
});

test('a later version of the page, or the browser, may take the database away', async () => {
  for (const event of ['onversionchange', 'onclose']) {
    const { core, net, shelved, drawer } = chat();
    const fake = database();
    await shelved(fake);
    net.last.closed();
    core.send('still here');
    await turn();
    fake.handle[event]();
    await turn();
    assert.deepEqual([core.outbox.shelf, fake.closed, fake.drawers.size], [null, 1, 0]);
    assert.match(drawer(), /still here/);
  }
});

test('the next owner of the device gets nothing of one who has logged out', async () => {
  const fake = database();
  const dead = chat({ name: 'dead' });
  await dead.shelved(fake);
  dead.net.last.closed();
  dead.core.send('mine alone');
  await turn();
  const alive = chat({ storage: dead.storage, name: 'alive' });
  await alive.shelved(fake);
  alive.core.logOut();
  assert.equal(await alive.core.outbox.shelf.adopt(dead.core.outbox.tab), false);
  await turn();
  assert.equal(fake.drawers.size, 0);
  assert.deepEqual(alive.core.outbox.entries, []);
});

test('the line comes back by each thing that a browser tells: online, focus, an eye, a page from the cache', () => {
  const page = { visibilityState: 'visible', heard: {} };
  page.addEventListener = (name, run) => (page.heard[name] = run);
  const heard = {};
  Object.assign(globalThis, { addEventListener: (name, run) => (heard[name] = run), document: page });
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true });
  const net = line();
  const link = new Link({ open: net.open, clock: clock(), hello: () => ({ type: 'hello' }), frame: () => {}, changed: () => {} });
  watchBrowser(link);
  link.connect();
  let sockets = 1;
  for (const wake of [heard.focus, heard.pageshow, page.heard.visibilitychange, heard.online]) {
    if (wake === heard.online) heard.offline();
    else net.last.closed();
    assert.equal(link.state, 'waiting');
    wake();
    assert.equal(net.sockets.length, (sockets += 1));
    net.last.opened();
    net.last.frame(READY);
    assert.equal(link.state, 'ready');
  }
  page.visibilityState = 'hidden';
  net.last.closed();
  page.heard.visibilitychange();
  assert.equal(net.sockets.length, sockets, 'nobody looks');
  link.stop();
});
