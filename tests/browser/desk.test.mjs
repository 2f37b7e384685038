// The desk's core, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeskCore } from '../../src/web/assets/desk/core.js';
import { memoryStore } from '../../src/web/assets/shared/outbox.js';
import { clock, line } from './fakes.mjs';

const USER = { id: 'u1', name: 'Aigul', email: 'a@x.example', role: 'technician', languages: ['kk'] };
const READY = { type: 'ready', user: USER, epoch: 'e1', feed: 5, queue: [], mine: [], heartbeat_ms: 25000, limits: { text: 16000 } };
const row = (conversation, fields = {}) => ({ conversation, status: 'queued', language: 'kk', priority: 0, since: '2026-11-22T05:00:00.000Z', preview: 'hi', ...fields });
const event = (conversation, seq, fields = {}) => ({ type: 'event', conversation, seq, at: '2026-11-22T05:00:00.000Z', kind: 'message', from: { role: 'owner' }, text: `t${seq}`, ...fields });

function desk(options = {}) {
  const net = line();
  const time = clock();
  const refused = [];
  const waiting = [];
  const raised = [];
  const storage = options.storage ?? memoryStore();
  let ids = 0;
  const core = new DeskCore({ open: net.open, clock: time, storage, uuid: () => `${options.name ?? 'd'}-${(ids += 1)}`, changed: () => {}, user: USER, csrf: 'c', refused: (entry, code) => refused.push([entry.frame.type, code, entry.frame.text]), waiting: (one) => waiting.push(one.conversation), raised: (one) => raised.push(one.conversation) });
  core.start();
  net.last.opened();
  if (options.ready !== false) net.last.frame({ ...READY, ...options.ready });
  return { core, net, time, refused, waiting, raised, storage };
}

test('says hello with the token, and its place when it comes back', () => {
  const { core, net, time } = desk({ ready: { queue: [row('c1')] } });
  assert.deepEqual(net.last.sent[0], { type: 'hello', csrf: 'c', answers: 'nodes' });
  core.select('c1');
  assert.equal(net.last.of('open')[0].after, 0);
  net.last.frame(event('c1', 1));
  net.last.frame({ type: 'feed', seq: 6, at: '', kind: 'queued', ...row('c2') });
  net.last.closed();
  time.pass(30_000);
  net.last.opened();
  assert.deepEqual(net.last.sent[0], { type: 'hello', csrf: 'c', answers: 'nodes', epoch: 'e1', feed: 6, open: [{ conversation: 'c1', after: 1 }] });
});

test('danger first, then the longest wait', () => {
  const { core } = desk({ ready: { queue: [row('new', { since: '2026-11-22T06:00:00.000Z' }), row('old'), row('fire', { priority: 10, since: '2026-11-22T07:00:00.000Z' })] } });
  assert.deepEqual(core.queue().map((one) => one.conversation), ['fire', 'old', 'new']);
  assert.deepEqual(core.danger().map((one) => one.conversation), ['fire']);
});

test('the feed is applied in order; old ones are ignored; a gap asks again', () => {
  const { core, net, waiting } = desk();
  net.last.frame({ type: 'feed', seq: 5, kind: 'queued', ...row('ghost') });
  assert.equal(core.queue().length, 0);
  net.last.frame({ type: 'feed', seq: 6, kind: 'queued', ...row('c1') });
  net.last.frame({ type: 'feed', seq: 7, kind: 'priority', ...row('c1', { priority: 10 }) });
  assert.equal(core.danger().length, 1);
  assert.deepEqual(waiting, ['c1']);
  net.last.frame({ type: 'feed', seq: 8, kind: 'claimed', ...row('c1', { status: 'assigned', assignee: 'u2', name: 'Rashed' }) });
  assert.equal(core.queue().length, 0);
  assert.equal(core.mine('c1'), false);
  net.last.frame({ type: 'feed', seq: 10, kind: 'resolved', ...row('c1', { status: 'resolved' }) });
  assert.equal(core.link.state, 'waiting');
});

test('a feed frame that only names a conversation has its row fetched', () => {
  const { core, net } = desk();
  net.last.frame({ type: 'feed', seq: 6, at: '2026-11-22T05:00:00.000Z', kind: 'queued', conversation: 'c1' });
  const [asked] = net.last.of('history');
  assert.equal(asked.conversation, 'c1');
  net.last.frame({ type: 'page', re: asked.id, events: [event('c1', 1, { text: 'smoke', language: 'en' }), event('c1', 2, { kind: 'safety', from: { role: 'bot' } })], more: false });
  assert.deepEqual([core.queue()[0].preview, core.queue()[0].language, core.queue()[0].priority], ['smoke', 'en', 10]);
});

test('a claim brings its number, and words carry it', () => {
  const { core, net } = desk({ ready: { queue: [row('c1')] } });
  core.claim('c1');
  const [claim] = net.last.of('claim');
  net.last.frame(event('c1', 1));
  net.last.frame(event('c1', 2, { kind: 'assigned', from: { role: 'technician' }, user: 'u1', name: 'Aigul', id: claim.id }));
  net.last.frame({ type: 'ok', re: claim.id, conversation: 'c1', claim: 4, seq: 2 });
  assert.ok(core.mine('c1'));
  core.send('c1', ' hello ');
  assert.deepEqual({ ...net.last.of('send')[0], id: 0 }, { type: 'send', id: 0, conversation: 'c1', claim: 4, text: 'hello' });
});

test('refusals are told with what was written', () => {
  const { core, net, refused } = desk({ ready: { mine: [row('c1', { status: 'assigned', claim: 2 })] } });
  core.send('c1', 'my words');
  net.last.frame({ type: 'error', re: net.last.of('send')[0].id, code: 'stale_claim', message: '', retry: false });
  assert.deepEqual(refused, [['send', 'stale_claim', 'my words']]);
  assert.equal(core.outbox.entries.length, 0);
  core.claimNext();
  net.last.frame({ type: 'error', re: net.last.of('claim_next')[0].id, code: 'not_found', message: '', retry: false });
  assert.deepEqual(refused[1].slice(0, 2), ['claim_next', 'not_found']);
});

test('my conversations are followed again after a reload, with their claim', () => {
  const { core, net } = desk({ ready: { mine: [row('c1', { status: 'assigned', claim: 7 })] } });
  assert.deepEqual(net.last.of('open').map((frame) => [frame.conversation, frame.after]), [['c1', 0]]);
  net.last.frame(event('c1', 1));
  assert.equal(core.unread('c1'), 1);
  core.look(true);
  core.select('c1');
  assert.equal(core.unread('c1'), 0);
  core.send('c1', 'x');
  assert.equal(net.last.of('send')[0].claim, 7);
});

test('a gap in a conversation is filled by sync, page by page', () => {
  const { core, net } = desk({ ready: { queue: [row('c1')] } });
  core.select('c1');
  net.last.frame(event('c1', 1));
  net.last.frame(event('c1', 5));
  net.last.frame(event('c1', 6));
  assert.equal(net.last.of('sync').length, 1);
  const [sync] = net.last.of('sync');
  assert.equal(sync.after, 1);
  net.last.frame({ type: 'page', re: sync.id, events: [event('c1', 2), event('c1', 3)], more: true });
  const next = net.last.of('sync')[1];
  assert.equal(next.after, 3);
  net.last.frame({ type: 'page', re: next.id, events: [event('c1', 4), event('c1', 5)], more: false });
  net.last.frame(event('c1', 6));
  assert.deepEqual(core.talks.get('c1').events.map((one) => one.seq), [1, 2, 3, 4, 5, 6]);
});

test('a sync page that brings nothing new is not asked for again; a reset cut to nothing fetches the newest page', () => {
  const { core, net } = desk({ ready: { queue: [row('c1')] } });
  core.select('c1');
  net.last.frame(event('c1', 3));
  net.last.frame({ type: 'page', re: net.last.of('sync')[0].id, events: [], more: true });
  assert.equal(net.last.of('sync').length, 1);
  net.last.frame(event('c1', 4));
  assert.equal(net.last.of('sync').length, 2, 'the next event asks again');
  net.last.frame({ type: 'reset', conversation: 'c1', seq: 9, events: [], more: true });
  const [history] = net.last.of('history');
  assert.equal(history.before, 10);
  net.last.frame({ type: 'page', re: history.id, events: [event('c1', 8), event('c1', 9)], more: true });
  assert.deepEqual([core.talks.get('c1').events.map((one) => one.seq), core.hasOlder('c1')], [[8, 9], true]);
});

test('what is erased leaves the page, too', () => {
  const { core, net } = desk({ ready: { queue: [row('c1')] } });
  core.select('c1');
  net.last.frame(event('c1', 1, { text: 'my name is Rahim' }));
  net.last.frame(event('c1', 2, { kind: 'resolved', from: { role: 'system' }, text: undefined }));
  net.last.frame(event('c1', 3, { kind: 'erased', from: { role: 'system' }, text: undefined }));
  assert.deepEqual(core.talks.get('c1').events.map((one) => one.kind), ['erased']);
  assert.equal(core.rows.get('c1')?.preview ?? '', '');
  net.last.frame(event('c1', 4, { kind: 'note', from: { role: 'technician' }, text: 'done' }));
  assert.equal(core.talks.get('c1').last, 4);
});

test('words outlive the page, claims do not', () => {
  const storage = memoryStore();
  const one = desk({ storage, ready: { mine: [row('c1', { status: 'assigned', claim: 2 })], queue: [row('c2')] } });
  one.net.last.closed();
  one.core.note('c1', 'kept');
  one.core.claim('c2');
  const two = desk({ storage, name: 'two' });
  for (const tab of two.core.outbox.tabs()) two.core.outbox.adopt(tab);
  assert.deepEqual(two.core.outbox.entries.map((entry) => entry.frame.type), ['note']);
});

test('rate limits wait, and nothing is shown as refused', () => {
  const { core, net, time, refused } = desk({ ready: { mine: [row('c1', { status: 'assigned', claim: 2 })] } });
  core.send('c1', 'x');
  const { id } = net.last.of('send')[0];
  net.last.frame({ type: 'error', re: id, code: 'rate_limited', message: '', retry: true, after_ms: 900 });
  time.pass(901);
  assert.deepEqual(net.last.of('send').map((frame) => frame.id), [id, id]);
  assert.deepEqual(refused, []);
});

test('a restored backup leaves nothing that is not in it', () => {
  const { core, net, time } = desk({ ready: { mine: [row('c1', { status: 'assigned', claim: 2 })] } });
  net.last.frame(event('c1', 1));
  net.last.frame(event('c1', 2));
  net.last.closed();
  time.pass(30_000);
  net.last.opened();
  net.last.frame({ ...READY, epoch: 'e2', mine: [row('c1', { status: 'assigned', claim: 2 })] });
  net.last.frame({ type: 'reset', conversation: 'c1', seq: 1, events: [event('c1', 1, { text: 'restored' })] });
  assert.deepEqual(core.talks.get('c1').events.map((one) => one.text), ['restored']);
});

test('an expired log-in stops with 4502', () => {
  const { core, net } = desk();
  net.last.closed(4502);
  assert.deepEqual([core.link.state, core.link.code], ['stopped', 4502]);
});

test('a question that nobody answered stands before ordinary ones, and is told', () => {
  const { core, net, waiting, raised } = desk({ ready: { queue: [row('c1'), row('c2', { since: '2026-11-22T06:00:00.000Z' })] } });
  assert.deepEqual(waiting, ['c1', 'c2']);
  net.last.frame({ type: 'feed', seq: 6, kind: 'priority', ...row('c2', { since: '2026-11-22T06:00:00.000Z', priority: 5, danger: 'unanswered' }) });
  assert.deepEqual(core.queue().map((one) => [one.conversation, one.danger]), [['c2', 'unanswered'], ['c1', 'none']]);
  assert.deepEqual([waiting, raised], [['c1', 'c2'], ['c2']], 'told once more, for it is more than it was');
  assert.deepEqual(core.danger(), [], 'but it does not ring');
  net.last.frame({ type: 'feed', seq: 7, kind: 'priority', ...row('c2', { priority: 10, danger: 'alarm' }) });
  assert.deepEqual(core.danger().map((one) => one.conversation), ['c2']);
  net.last.frame({ type: 'feed', seq: 8, kind: 'priority', ...row('c2', { priority: 0, danger: 'none' }) });
  assert.deepEqual(raised, ['c2', 'c2'], 'what becomes less is not told');
});

test('who waits for a form or a request is told what became of it', async () => {
  const { core, net, refused } = desk({ ready: { mine: [row('c1', { status: 'assigned', claim: 4 })] } });
  const offered = core.offerForm('c1', { form: 'warranty-claim', title: 'Claim' }, { vin: 'V' });
  const [offer] = net.last.of('offer_form');
  assert.deepEqual([offer.claim, offer.form, offer.values], [4, 'warranty-claim', { vin: 'V' }]);
  net.last.frame({ type: 'ok', re: offer.id, seq: 1, at: '', duplicate: false });
  assert.equal(await offered, null);
  net.last.frame(event('c1', 1, { kind: 'form', id: offer.id, from: { role: 'technician' } }));
  const made = core.makeRequest('c1', { makes: 'part', form: 'part', title: 'Part' }, {});
  net.last.frame({ type: 'error', re: net.last.of('request')[0].id, code: 'invalid', message: 'm', retry: false, fields: { part: 'Which part?' } });
  assert.deepEqual(await made, { code: 'invalid', message: 'm', fields: { part: 'Which part?' } });
  assert.deepEqual(refused, [], 'a dialog that is open says it itself');
  assert.equal(core.outbox.entries.length, 0);
});

test('a request that was on its way outlives the page, under the same id', () => {
  const first = desk({ name: 'first', ready: { mine: [row('c1', { status: 'assigned', claim: 4 })] } });
  first.core.makeRequest('c1', { makes: 'part', form: 'part', title: 'Part' }, { part: 'pump' });
  const [sent] = first.net.last.of('request');
  const stored = first.storage.key(Array.from({ length: first.storage.length }, (_, at) => at).find((at) => first.storage.key(at).includes('outbox')));
  const [kept] = JSON.parse(first.storage.getItem(stored));
  assert.deepEqual([kept.id, kept.frame.values, kept.shown], [sent.id, { part: 'pump' }, { title: 'Part', form: 'part' }]);
  assert.equal(first.core.unsettled('c1').length, 1, 'and is shown as being sent');
});
