// The parts of the pages that need no browser: `node --test tests/browser/`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatCore, LOG_KEY, SESSION_KEY } from '../../src/web/assets/chat/core.js';
import { Link } from '../../src/web/assets/shared/link.js';
import { memoryStore, Outbox } from '../../src/web/assets/shared/outbox.js';
import { uuid } from '../../src/web/assets/shared/uuid.js';
import { clock, line } from './fakes.mjs';

const READY = { type: 'ready', session: 's1', conversation: null, epoch: 'e1', seq: 0, status: 'bot', language: 'en', languages: ['bn', 'kk', 'en'], heartbeat_ms: 25000, limits: { text: 4000 }, hours: { open: true }, greeting: 'Hello' };

function event(seq, fields = {}) {
  return { type: 'event', seq, at: '2026-11-22T05:00:00.000Z', kind: 'message', from: { role: 'bot' }, text: `t${seq}`, ...fields };
}

/** A client on a line, started. */
function client(options = {}) {
  const time = options.clock ?? clock();
  const net = options.line ?? line();
  const storage = options.storage ?? memoryStore();
  let ids = 0;
  const core = new ChatCore({
    open: net.open, clock: time, storage, changed: () => {}, language: 'en', hidden: options.hidden, exclusively: options.exclusively,
    uuid: options.uuid ?? (() => `${options.name ?? 'id'}-${(ids += 1)}`),
  });
  core.start();
  net.last.opened();
  return { core, time, net, storage };
}

const seqs = (core) => core.events.map((one) => one.seq);

test('says hello first, and nothing before ready', () => {
  const { core, net } = client();
  core.send('What is covered?');
  assert.deepEqual(net.last.sent.map((frame) => frame.type), ['hello']);
  assert.equal(net.last.sent[0].session, undefined);
  assert.equal(core.unsettled()[0].state, 'sending');
  net.last.frame(READY);
  assert.equal(net.last.of('send')[0].text, 'What is covered?');
});

test('a message is in storage before it is sent, and leaves with ok', () => {
  const storage = memoryStore();
  const { core, net } = client({ storage });
  net.last.frame(READY);
  const send = net.last.send;
  let storedFirst = false;
  net.last.send = (text) => {
    const drawer = storage.getItem(`aftercare.outbox.${core.outbox.tab}`);
    if (JSON.parse(text).type === 'send') storedFirst = drawer !== null && drawer.includes('hello there') && storage.getItem(SESSION_KEY) === 's1';
    send(text);
  };
  core.send('hello there');
  assert.ok(storedFirst);
  net.last.frame({ type: 'ok', re: net.last.of('send')[0].id, seq: 1, at: '', duplicate: false });
  assert.equal(storage.getItem(`aftercare.outbox.${core.outbox.tab}`), null);
  assert.equal(core.unsettled()[0].state, 'sent');
  net.last.frame(event(1, { from: { role: 'owner' }, id: net.last.of('send')[0].id, text: 'hello there' }));
  assert.equal(core.unsettled().length, 0);
  assert.deepEqual(seqs(core), [1]);
});

test('one frame in flight, in order', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.send('a');
  core.send('b');
  core.handoff();
  assert.equal(net.last.sent.length, 2);
  net.last.frame({ type: 'ok', re: net.last.of('send')[0].id, seq: 1 });
  assert.deepEqual(net.last.of('send').map((frame) => frame.text), ['a', 'b']);
  // The event may come before the ok: it settles as well.
  net.last.frame(event(1, { from: { role: 'owner' }, id: net.last.of('send')[0].id }));
  net.last.frame(event(2, { from: { role: 'owner' }, id: net.last.of('send')[1].id }));
  time.pass(1);
  assert.equal(net.last.of('handoff').length, 1);
});

test('resends the same id after a cut, and keeps what was said', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.send('a');
  const id = net.last.of('send')[0].id;
  net.last.closed(1006);
  assert.equal(core.link.state, 'waiting');
  assert.equal(core.unsettled()[0].state, 'sending');
  time.pass(30_000);
  net.last.opened();
  assert.equal(net.last.sent[0].session, 's1');
  net.last.frame({ ...READY, conversation: 'c1', seq: 2 });
  net.last.frame(event(1, { from: { role: 'owner' }, id }));
  net.last.frame(event(2));
  // The server had it: nothing more to send but, at most, the same id once more.
  for (const frame of net.last.of('send')) assert.equal(frame.id, id);
  assert.equal(core.outbox.entries.length, 0);
  assert.deepEqual(seqs(core), [1, 2]);
});

test('only last + 1 is applied; lower is ignored; a gap asks again from our place', () => {
  const { core, net, time } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 2 });
  net.last.frame(event(1));
  net.last.frame(event(2));
  net.last.frame(event(2, { text: 'again' }));
  net.last.frame(event(1));
  assert.deepEqual(seqs(core), [1, 2]);
  const old = net.last;
  net.last.frame(event(4));
  assert.deepEqual(seqs(core), [1, 2]);
  assert.ok(old.closedByClient);
  old.frame(event(3));
  assert.deepEqual(seqs(core), [1, 2], 'a late frame of the old socket counts for nothing');
  time.pass(2_000);
  net.last.opened();
  assert.deepEqual({ ...net.last.sent[0], language: undefined }, { type: 'hello', language: undefined, answers: 'nodes', session: 's1', after: 2, epoch: 'e1' });
  net.last.frame({ ...READY, conversation: 'c1', seq: 4 });
  net.last.frame(event(3));
  net.last.frame(event(4));
  assert.deepEqual(seqs(core), [1, 2, 3, 4]);
});

test('a gap that does not close asks for a reset', () => {
  const { net, time } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 9 });
  net.last.frame(event(1));
  for (let round = 0; round < 2; round += 1) {
    net.last.frame(event(5));
    time.pass(31_000);
    net.last.opened();
    if (round === 0) net.last.frame({ ...READY, conversation: 'c1', seq: 9 });
  }
  assert.equal(net.last.sent[0].after, 1);
  assert.equal(net.last.sent[0].epoch, undefined);
});

test('ok never moves the place', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 0 });
  core.send('a');
  net.last.frame({ type: 'ok', re: net.last.of('send')[0].id, seq: 7 });
  assert.equal(core.last, 0);
});

test('reset drops what was there; older ones come by history', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 3 });
  net.last.frame(event(1));
  net.last.frame({ type: 'reset', seq: 40, events: [event(39), event(40), event(38)] });
  assert.deepEqual(seqs(core), [38, 39, 40]);
  assert.equal(core.last, 40);
  core.loadOlder();
  core.loadOlder();
  assert.equal(net.last.of('history').length, 1);
  assert.equal(net.last.of('history')[0].before, 38);
  net.last.frame({ type: 'page', re: net.last.of('history')[0].id, events: [event(36), event(37)], more: true });
  assert.deepEqual(seqs(core), [36, 37, 38, 39, 40]);
  net.last.frame(event(41));
  assert.equal(core.last, 41);
});

test('a reset cut to a few events, or to none, is the newest page; the rest comes by history, page by page', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 105 });
  net.last.frame({ type: 'reset', seq: 105, events: [], more: true });
  assert.deepEqual([core.last, core.hasOlder(), net.last.of('history').map((frame) => frame.before)], [105, true, [106]]);
  const answer = (events, more) => net.last.frame({ type: 'page', re: net.last.of('history').at(-1).id, events, more });
  answer([event(104), event(105)], true);
  assert.deepEqual(seqs(core), [104, 105]);
  for (let before = 104; before > 1; before -= 3) {
    core.loadOlder();
    assert.equal(net.last.of('history').at(-1).before, before);
    const from = Math.max(1, before - 3);
    answer(Array.from({ length: before - from }, (_, index) => event(from + index, from === 98 && index === 0 ? { kind: 'assigned', name: 'Dana', from: { role: 'technician' } } : {})), from > 1);
  }
  assert.deepEqual([seqs(core).length, seqs(core)[0], core.hasOlder(), core.technician], [105, 1, false, 'Dana']);
  net.last.frame(event(106));
  assert.equal(core.last, 106);
});

test('a page that does not join is left alone, and so is one that overlaps', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 40 });
  net.last.frame({ type: 'reset', seq: 40, events: [event(39), event(40)] });
  core.loadOlder();
  net.last.frame({ type: 'page', re: net.last.of('history')[0].id, events: [event(30), event(31)], more: true });
  assert.deepEqual(seqs(core), [39, 40]);
  core.loadOlder();
  net.last.frame({ type: 'page', re: net.last.of('history')[1].id, events: [event(40, { text: 'again' }), event(39), event(38), event(36)], more: true });
  assert.deepEqual(core.events.map((one) => one.text), ['t38', 't39', 't40']);
});

test('a reload keeps place and log; another epoch shows nothing old', () => {
  const first = client();
  first.net.last.frame({ ...READY, conversation: 'c1', seq: 2 });
  first.net.last.frame(event(1));
  first.net.last.frame(event(2));
  const second = client({ storage: first.storage, name: 'two' });
  assert.deepEqual(seqs(second.core), [1, 2]);
  assert.equal(second.net.last.sent[0].after, 2);
  second.net.last.frame({ ...READY, conversation: 'c1', epoch: 'e2', seq: 1 });
  assert.deepEqual(seqs(second.core), []);
  second.net.last.frame({ type: 'reset', seq: 1, events: [event(1, { text: 'restored' })] });
  assert.deepEqual(second.core.events.map((one) => one.text), ['restored']);
  assert.equal(JSON.parse(first.storage.getItem(LOG_KEY)).epoch, 'e2');
});

test('a log that an earlier version kept with HTML is asked for again', () => {
  const first = client();
  first.net.last.frame({ ...READY, conversation: 'c1', seq: 1 });
  first.net.last.frame(event(1));
  const kept = JSON.parse(first.storage.getItem(LOG_KEY));
  kept.events[0].html = '<p>t1</p>';
  first.storage.setItem(LOG_KEY, JSON.stringify(kept));
  const { core, net } = client({ storage: first.storage, name: 'two' });
  assert.deepEqual([core.last, net.last.sent[0].session, net.last.sent[0].after], [0, 's1', undefined]);
  net.last.frame({ ...READY, conversation: 'c1', seq: 1 });
  net.last.frame(event(1, { kind: 'answer', nodes: [['p', 't1']] }));
  assert.deepEqual(core.events.map((one) => one.nodes), [[['p', 't1']]]);
});

test('an expired session starts without history, and sends what was kept', () => {
  const first = client();
  first.net.last.frame({ ...READY, conversation: 'c1', seq: 1 });
  first.net.last.frame(event(1));
  first.net.last.closed();
  first.core.send('still here');
  const second = client({ storage: first.storage, name: 'two' });
  for (const tab of second.core.outbox.tabs()) second.core.outbox.adopt(tab);
  second.net.last.frame({ ...READY, session: 's2', epoch: 'e1' });
  assert.deepEqual(seqs(second.core), []);
  assert.equal(second.net.last.of('send')[0].text, 'still here');
  assert.equal(first.storage.getItem(SESSION_KEY), 's2');
});

test('errors: retry waits as long as it must, refusal fails, and only then', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.send('a');
  core.send('b');
  const id = net.last.of('send')[0].id;
  net.last.frame({ type: 'error', re: id, code: 'rate_limited', message: 'A moment, please.', retry: true, after_ms: 4000 });
  assert.equal(core.notice, 'A moment, please.');
  assert.equal(core.unsettled()[0].state, 'sending');
  time.pass(3_999);
  assert.equal(net.last.of('send').length, 1);
  time.pass(2);
  assert.deepEqual(net.last.of('send').map((frame) => frame.id), [id, id]);
  net.last.frame({ type: 'error', re: id, code: 'too_large', message: 'Too long.', retry: false });
  assert.deepEqual(core.unsettled().map((one) => one.state), ['failed', 'sending']);
  assert.equal(net.last.of('send').at(-1).text, 'b', 'the next one goes on');
  core.retry(id);
  assert.deepEqual(core.outbox.entries.map((entry) => entry.frame.text), ['b', 'a']);
  assert.ok(!core.outbox.entries.some((entry) => entry.id === id), 'a refused id is not used again');
});

test('a timer that fires a moment early does not leave a message behind', () => {
  const time = clock();
  const early = { ...time, after: (run, ms) => time.after(run, Math.max(0, ms - 1)) };
  const { core, net } = client({ clock: early });
  net.last.frame(READY);
  core.send('a');
  net.last.frame({ type: 'error', re: net.last.of('send')[0].id, code: 'rate_limited', message: '', retry: true, after_ms: 500 });
  time.pass(600);
  assert.equal(net.last.of('send').length, 2);
});

test('backoff from 1 to 30 seconds; a drain says how long; 4500 and above stop', () => {
  const { core, net, time } = client();
  const delays = [];
  for (let round = 0; round < 9; round += 1) {
    net.last.closed(1006);
    delays.push(core.link.retryAt - time.now());
    time.pass(delays.at(-1));
  }
  assert.ok(delays.every((ms) => ms >= 1_000 && ms <= 30_000), String(delays));
  assert.ok(delays[5] > delays[0]);
  net.last.opened();
  net.last.frame(READY);
  time.pass(11_000);
  net.last.closed(4000, '{"after_ms":7000}');
  assert.ok(core.link.retryAt - time.now() >= 8_000);
  assert.ok(core.link.retryAt - time.now() <= 9_500, 'a good connection starts the backoff again');
  core.link.wake();
  net.last.opened();
  net.last.closed(4503, '');
  assert.equal(core.link.state, 'stopped');
  assert.equal(core.link.code, 4503);
  const count = net.sockets.length;
  time.pass(120_000);
  assert.equal(net.sockets.length, count);
  core.startAnew();
  assert.equal(net.sockets.length, count + 1);
});

test('comes back at once when the network or the eye does', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.link.network(false);
  assert.equal(core.link.state, 'waiting');
  core.link.network(true);
  assert.equal(net.sockets.length, 2);
  net.last.opened();
  net.last.frame(READY);
  core.link.wake();
  assert.equal(net.sockets.length, 2, 'a live line is left alone');
  time.pass(10_000);
  net.last.closed();
  core.link.wake();
  assert.equal(net.sockets.length, 3);
});

test('silence is a dead line; ping is answered', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  time.pass(25_000);
  net.last.frame({ type: 'ping' });
  assert.equal(net.last.of('pong').length, 1);
  time.pass(100_000);
  assert.ok(net.sockets.length > 1);
  assert.notEqual(core.link.state, 'ready');
});

test('no answer to a frame in flight is a dead line too', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.send('a');
  time.pass(10_000);
  net.last.frame({ type: 'ping' });
  time.pass(10_500);
  assert.equal(core.link.state, 'waiting');
  assert.equal(core.unsettled()[0].state, 'sending');
});

test('a tab pushed out by others waits until it is looked at', () => {
  let hidden = true;
  const { core, net, time } = client({ hidden: () => hidden });
  net.last.frame(READY);
  net.last.closed(4002, '');
  time.pass(60_000);
  assert.equal(core.link.state, 'held');
  hidden = false;
  core.link.wake();
  assert.equal(net.sockets.length, 2);
});

test('two tabs agree on one session', () => {
  const storage = memoryStore();
  const one = client({ storage, name: 'one' });
  const two = client({ storage, name: 'two' });
  one.net.last.frame({ ...READY, session: 's1' });
  two.net.last.frame({ ...READY, session: 's2' });
  one.core.send('first');
  assert.equal(storage.getItem(SESSION_KEY), 's1');
  two.core.send('second');
  assert.equal(two.net.last.of('send').length, 0);
  two.net.last.opened();
  assert.equal(two.net.last.sent[0].session, 's1');
  two.net.last.frame({ ...READY, session: 's1', conversation: 'c1', seq: 1 });
  assert.equal(two.net.last.of('send')[0].text, 'second');
});

test('an orphaned outbox is adopted with its ids, whole, and before newer entries', () => {
  const storage = memoryStore();
  const time = clock();
  const box = (tab) => new Outbox({ storage, name: 'aftercare.outbox', tab, now: time.now });
  const dead = box('dead');
  dead.add({ type: 'send', id: 'x1', text: 'kept' }, { title: 'shown' });
  time.pass(10);
  const alive = box('alive');
  alive.add({ type: 'send', id: 'y1', text: 'newer' });
  assert.deepEqual(alive.tabs(), ['dead']);
  assert.equal(alive.adopt('dead'), true);
  assert.deepEqual(alive.entries.map((entry) => entry.id), ['x1', 'y1']);
  assert.equal(alive.entries[0].shown.title, 'shown');
  assert.deepEqual(alive.tabs(), []);
  storage.setItem('aftercare.outbox.torn', '[{"id":');
  storage.setItem('aftercare.outbox.odd', '[{"id":"z","created":1,"failed":null,"frame":{"id":"other"}}]');
  for (const tab of alive.tabs()) assert.equal(alive.adopt(tab), false);
  const reloaded = box('later');
  reloaded.adopt('alive');
  assert.deepEqual(reloaded.entries.map((entry) => entry.id), ['x1', 'y1']);
});

test('a clock that is set back puts no drawer out of its order', () => {
  const storage = memoryStore();
  let now = 86_400_000;
  const box = (tab) => new Outbox({ storage, name: 'aftercare.outbox', tab, now: () => now });
  const dead = box('dead');
  dead.add({ type: 'send', id: 'x1', text: 'while it was a day ahead' });
  now = 1_000;
  dead.add({ type: 'send', id: 'x2', text: 'after it was set right' });
  now = 2_000;
  const alive = box('alive');
  alive.add({ type: 'send', id: 'y1', text: 'from the next page' });
  alive.adopt('dead');
  const ids = alive.entries.map((entry) => entry.id);
  assert.ok(ids.indexOf('x1') < ids.indexOf('x2'), ids.join());
  assert.equal(new Set(ids).size, 3);
});

test('a line that is there is one, whatever the browser says of the network', () => {
  const { core, net, time } = client();
  net.last.frame(READY);
  core.link.network(false);
  assert.equal(core.link.online, false);
  time.pass(2_000);
  net.last.opened();
  net.last.frame(READY);
  assert.deepEqual([core.link.state, core.link.online], ['ready', true]);
});

test('without storage everything works until the page goes', () => {
  const refuse = () => {
    throw new Error('QuotaExceededError');
  };
  const storage = { ...memoryStore(), setItem: refuse };
  const { core, net } = client({ storage });
  net.last.frame(READY);
  core.send('a');
  assert.equal(net.last.of('send').length, 1);
});

test('the status follows ready, then the events after it', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1', seq: 3, status: 'queued' });
  net.last.frame(event(1));
  net.last.frame(event(2, { kind: 'assigned', name: 'Dana', from: { role: 'technician' } }));
  net.last.frame(event(3, { kind: 'returned', from: { role: 'technician' } }));
  assert.equal(core.status, 'queued');
  net.last.frame({ type: 'queue', position: 2, wait_s: 180 });
  assert.deepEqual(core.queue, { position: 2, waitS: 180, nobody: false, opensAt: null });
  net.last.frame({ type: 'queue', position: 2, nobody: true, opens_at: '2026-11-30T03:00:00.000Z' });
  assert.deepEqual(core.queue, { position: 2, waitS: null, nobody: true, opensAt: '2026-11-30T03:00:00.000Z' });
  net.last.frame(event(4, { kind: 'assigned', name: 'Aizhan', from: { role: 'technician' } }));
  assert.equal(core.status, 'assigned');
  assert.equal(core.technician, 'Aizhan');
  assert.equal(core.queue, null);
  net.last.frame(event(5, { kind: 'resolved', from: { role: 'technician' } }));
  assert.equal(core.status, 'resolved');
  core.rate(5, ' thanks ');
  assert.deepEqual({ ...net.last.of('rate')[0], id: 0 }, { type: 'rate', id: 0, stars: 5, comment: 'thanks' });
  assert.equal(core.rating().stars, 5);
  net.last.frame(event(6, { kind: 'reopened', from: { role: 'system' } }));
  assert.equal(core.status, 'bot');
});

test('unknown kinds and frames are ignored but counted', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  net.last.frame(event(1, { kind: 'hologram' }));
  net.last.frame({ type: 'fanfare' });
  net.last.frame(event(2));
  assert.equal(core.last, 2);
});

test('feedback is given once, and shown before the server has it', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  net.last.frame(event(1, { kind: 'answer' }));
  core.feedback(1, false);
  core.feedback(1, true);
  assert.equal(core.feedbackOn(1), false);
  assert.equal(net.last.of('feedback').length, 1);
  net.last.frame(event(2, { kind: 'feedback', answer: 1, helpful: false, from: { role: 'owner' } }));
  assert.equal(core.feedbackOn(1), false);
});

test('a decision about a request goes out once, and only its newest state offers one', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  net.last.frame(event(1, { kind: 'request', code: 'AC-1', choices: [{ to: 'confirmed', label: 'Yes' }] }));
  net.last.frame(event(2, { kind: 'request', code: 'AC-2' }));
  assert.deepEqual([core.isNewest(1, 'AC-1'), core.deciding('AC-1')], [true, false]);
  core.decide('AC-1', 'confirmed');
  core.decide('AC-1', 'cancelled');
  assert.equal(core.deciding('AC-1'), true);
  const [sent] = net.last.of('decide');
  assert.deepEqual([net.last.of('decide').length, sent.code, sent.to], [1, 'AC-1', 'confirmed']);
  net.last.frame({ type: 'ok', re: sent.id, seq: 3, at: '', duplicate: false });
  net.last.frame(event(3, { kind: 'request', code: 'AC-1', from: { role: 'owner' }, id: sent.id }));
  assert.deepEqual([core.isNewest(1, 'AC-1'), core.deciding('AC-1'), core.unsettled().length], [false, false, 0]);
});

test('a person is asked for once', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  core.handoff();
  core.handoff();
  assert.equal(net.last.of('handoff').length, 1);
  net.last.frame({ type: 'ok', re: net.last.of('handoff')[0].id, seq: 1 });
  net.last.frame(event(1, { kind: 'queued', reason: 'asked', from: { role: 'owner' } }));
  core.handoff();
  assert.equal(core.outbox.entries.length, 0);
});

test('the page follows the conversation, and tells the server only what somebody has chosen', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  assert.equal(core.conversationLanguage, 'en');
  net.last.frame(event(1, { from: { role: 'owner' }, text: 'amar gari start hocche na', language: 'bn' }));
  net.last.frame(event(2, { kind: 'answer', entry: 'x', language: 'en' }));
  assert.equal(core.conversationLanguage, 'bn', 'the language of an answer is not that of the conversation');
  core.followLanguage('bn');
  assert.equal(core.language, 'bn');
  assert.deepEqual(net.last.of('language'), []);
  core.setLanguage('kk');
  assert.deepEqual(net.last.of('language').map((frame) => frame.language), ['kk']);
});

test('another language: hello before the first message, a frame after it', () => {
  const { core, net } = client();
  net.last.frame(READY);
  core.setLanguage('kk');
  assert.equal(net.sockets.length, 2);
  net.last.opened();
  assert.equal(net.last.sent[0].language, 'kk');
  net.last.frame({ ...READY, conversation: 'c1', seq: 0 });
  core.setLanguage('bn');
  assert.equal(net.sockets.length, 2);
  assert.equal(net.last.of('language')[0].language, 'bn');
});

test('read goes out once a second at most, and only when looked at', () => {
  const { core, net, time } = client();
  net.last.frame({ ...READY, conversation: 'c1' });
  net.last.frame(event(1));
  net.last.frame(event(2));
  time.pass(5_000);
  assert.equal(net.last.of('read').length, 0);
  assert.equal(core.unread(), 2);
  core.look(true);
  net.last.frame(event(3));
  time.pass(1_100);
  assert.deepEqual(net.last.of('read').map((frame) => frame.upto), [3]);
  assert.equal(core.unread(), 0);
});

test('a link whose socket cannot even be made keeps trying', () => {
  const time = clock();
  let count = 0;
  const link = new Link({ open: () => { count += 1; throw new Error('no'); }, clock: time, hello: () => ({ type: 'hello' }), frame: () => {}, changed: () => {} });
  link.connect();
  time.pass(60_000);
  assert.ok(count >= 3);
});

test('ids are version 4 UUIDs with and without randomUUID', () => {
  const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(uuid(), pattern);
  const bare = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };
  assert.match(uuid(bare), pattern);
  assert.notEqual(uuid(bare), uuid(bare));
});

test('the question about danger stands until it is answered, here or elsewhere', () => {
  const { core, net } = client();
  net.last.frame(READY);
  net.last.frame(event(1, { from: { role: 'owner' }, text: 'It smells odd' }));
  net.last.frame(event(2, { kind: 'danger_question', text: 'Is anyone in danger?', numbers: ['112'], labels: ['Help'] }));
  net.last.frame(event(3, { kind: 'answer', entry: 'cabin-filter' }));
  assert.equal(core.unread(), 2, 'it is something to be told of');
  assert.ok(core.asksDanger(2));
  core.choose('danger-no', 'No');
  assert.ok(!core.asksDanger(2), 'its buttons go with the tap');
  assert.equal(core.unsettled()[0].entry.shown.title, 'No');
  const { id } = net.last.of('choose')[0];
  net.last.frame({ type: 'error', re: id, code: 'busy', message: '', retry: true, after_ms: 10 });
  assert.ok(!core.asksDanger(2), 'the answer is on its way still');
  net.last.frame({ type: 'error', re: id, code: 'not_found', message: 'Gone', retry: false });
  assert.ok(core.asksDanger(2), 'refused: it is asked still');
  net.last.frame(event(4, { from: { role: 'owner' }, entry: 'danger-no', text: 'No' }));
  assert.ok(!core.asksDanger(2));
  net.last.frame(event(5, { kind: 'danger_question' }));
  assert.deepEqual([core.asksDanger(2), core.asksDanger(5)], [false, true]);
  net.last.frame(event(6, { kind: 'safety' }));
  assert.ok(!core.asksDanger(5), 'a danger that was told is no question any more');
});

test('half of a pair is not sent, and what the server can not read is not sent for ever', () => {
  const { core, net } = client();
  net.last.frame(READY);
  core.send(`cut \ud83d`);
  assert.equal(net.last.of('send')[0].text, 'cut \ufffd');
  net.last.frame({ type: 'error', code: 'bad_request', message: 'No.', retry: false });
  assert.deepEqual(core.unsettled().map(({ state }) => state), ['failed']);
  core.send('next');
  assert.equal(net.last.of('send').at(-1).text, 'next');
});

test('of two first messages at once the second joins the conversation of the first', async () => {
  const storage = memoryStore();
  let queue = Promise.resolve();
  const exclusively = (run) => (queue = queue.then(run));
  const [one, other] = ['one', 'other'].map((name) => client({ storage, name, exclusively }));
  one.net.last.frame(READY);
  other.net.last.frame({ ...READY, session: 's2' });
  one.core.send('first');
  other.core.send('second');
  assert.equal(one.net.last.of('send').length + other.net.last.of('send').length, 0, 'not before it is settled');
  await new Promise((done) => setImmediate(done));
  assert.equal(one.net.last.of('send')[0].text, 'first');
  assert.equal(other.net.sockets.length, 1, 'there is nothing to join before the server has it');
  one.net.last.frame({ type: 'ok', re: one.net.last.of('send')[0].id, seq: 1 });
  await queue;
  assert.equal(other.net.sockets.length, 2);
  other.net.last.opened();
  assert.equal(other.net.last.of('hello')[0].session, 's1');
  other.net.last.frame({ ...READY, session: 's1' });
  assert.equal(other.net.last.of('send')[0].text, 'second');
});

test('what is read in one tab is read in the other', () => {
  const storage = memoryStore();
  const one = client({ storage, name: 'one' });
  one.net.last.frame({ ...READY, conversation: 'c1', seq: 2 });
  for (const seq of [1, 2]) one.net.last.frame(event(seq));
  const other = client({ storage, name: 'other' });
  other.net.last.frame({ ...READY, conversation: 'c1', seq: 2 });
  assert.equal(other.core.unread(), 2);
  one.core.look(true);
  other.core.storageChanged();
  assert.equal(other.core.unread(), 0);
});

test('the site names the owner: a new session, and what was not confirmed is sent again', () => {
  const { core, net, storage } = client();
  net.last.frame(READY);
  core.send('before');
  const id = net.last.of('send')[0].id;
  core.identify('a.b.c');
  net.last.opened();
  assert.equal(net.last.sent[0].identity, 'a.b.c');
  assert.equal(net.last.sent[0].session, 's1');
  net.last.frame({ ...READY, session: 's2', conversation: 'c1', seq: 2, identified: true });
  assert.equal(storage.getItem(SESSION_KEY), 's2');
  assert.equal(core.identity, null, 'the token is kept no longer than it is needed');
  assert.equal(net.last.of('send')[0].id, id);
  for (let at = 0; storage.key(at) !== null; at += 1) assert.ok(!storage.getItem(storage.key(at)).includes('a.b.c'), 'and never stored');
});

test('a token that is refused is told, and the chat goes on', () => {
  const { core, net } = client();
  core.identify('a.b.c');
  net.last.opened();
  net.last.frame({ type: 'error', code: 'identity_expired', message: 'It has expired.', retry: false });
  net.last.frame(READY);
  assert.equal(core.notice, 'It has expired.');
  core.send('all the same');
  assert.equal(net.last.of('send').length, 1);
  core.link.resync();
  assert.equal(core.hello().identity, undefined, 'it is not tried again');
});

test('another owner on this device gets nothing of the one before', () => {
  const { core, net } = client();
  net.last.frame({ ...READY, session: 's2', conversation: 'c1', seq: 1, identified: true });
  net.last.frame(event(1, { text: 'private' }));
  core.link.lost(0);
  core.send('not sent yet');
  core.identify('d.e.f');
  net.last.opened();
  net.last.frame({ ...READY, session: 's3', identified: true });
  assert.deepEqual(seqs(core), []);
  assert.equal(core.unsettled().length, 0);
});

test('logging out leaves nothing on the device, in no tab', () => {
  const storage = memoryStore();
  const first = client({ storage, name: 'a' });
  first.net.last.frame({ ...READY, session: 's2', conversation: 'c1', seq: 1, identified: true });
  first.net.last.frame(event(1, { text: 'private' }));
  const second = client({ storage, name: 'b' });
  second.net.last.frame({ ...READY, session: 's2', conversation: 'c1', seq: 1, identified: true });
  first.core.logOut();
  second.core.storageChanged();
  for (const { core, net } of [first, second]) {
    assert.deepEqual(seqs(core), []);
    net.last.opened();
    assert.equal(net.last.sent[0].session, undefined);
  }
  assert.equal(storage.getItem(SESSION_KEY), null);
  assert.equal(storage.getItem(LOG_KEY), null);
});

test('after a restored backup its log is shown, what waits is sent once, and a form that it lacks leaves nothing to another one', () => {
  const storage = memoryStore();
  const { core, net, time } = client({ storage });
  net.last.frame({ ...READY, conversation: 'c1', seq: 4 });
  for (const seq of [1, 2, 3, 4]) net.last.frame(event(seq, seq % 2 === 0 ? { kind: 'form', form: 'complaint', fields: [] } : {}));
  core.keepTyped(2, { what: 'still there' });
  core.keepTyped(4, { what: 'gone with its form' });
  core.send('whose fate nobody knows');
  const [{ id }] = net.last.of('send');
  net.last.closed(1006);
  time.pass(30_000);
  net.last.opened();
  net.last.frame({ ...READY, epoch: 'e2', conversation: 'c1', seq: 2 });
  net.last.frame({ type: 'reset', seq: 2, events: [event(1), event(2, { kind: 'form', form: 'complaint', fields: [] })] });
  assert.deepEqual(seqs(core), [1, 2]);
  assert.deepEqual(net.last.of('send').map((frame) => frame.id), [id], 'the same frame, once');
  net.last.frame(event(3, { from: { role: 'owner' }, id }));
  net.last.frame({ type: 'ok', re: id, seq: 3 });
  net.last.frame(event(4, { kind: 'form', form: 'trade-in', fields: [] }));
  assert.deepEqual(core.typed, { 2: { what: 'still there' } });
  assert.deepEqual(JSON.parse(storage.getItem('aftercare.forms')).typed, { 2: { what: 'still there' } });
  assert.equal(core.outbox.entries.length, 0);
});

test('a tab whose session has ended goes on in the one that another tab was given', () => {
  const storage = memoryStore();
  const { core, net, time } = client({ storage });
  net.last.frame({ ...READY, session: 's1', conversation: 'c1', seq: 1 });
  net.last.frame(event(1));
  storage.setItem(SESSION_KEY, 's2');
  net.last.closed(4002, '');
  time.pass(30_000);
  net.last.opened();
  assert.equal(net.last.sent[0].session, 's2');
  assert.equal(net.last.sent[0].after, 1);
  assert.equal(core.session, 's2');
});
