// The desk's cars and requests, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, placeOf, Requests } from '../../src/web/assets/desk/requests.js';
import { optionsOf } from '../../src/web/assets/shared/fields.js';

const card = (code, more = {}) => ({ code, kind: 'warranty-claim', status: 'received', closed: false, missing: [], conversation: null, ...more });
const open = (code, more = {}) => ({ ...card(code), revision: 1, moves: [], log: [], ...more });

/** Answers that come when a test lets them. */
function line() {
  const asked = [];
  const call = (name) => (...args) => new Promise((done) => asked.push({ name, args, answer: (data, more) => done({ ok: true, data, ...more }), refuse: (problem) => done({ ok: false, problem }) }));
  const api = Object.fromEntries(['kinds', 'beside', 'board', 'open', 'move', 'describe', 'exchange', 'slots'].map((name) => [name, call(name)]));
  let changes = 0;
  const requests = new Requests({ api, changed: () => (changes += 1) });
  return { requests, asked, of: (name) => asked.filter((one) => one.name === name), settle: () => new Promise((done) => setImmediate(done)), get changes() { return changes; } };
}

test('the last filter wins, whichever answer comes first', async () => {
  const { requests, of, settle } = line();
  requests.filter({ due: 'overdue' });
  requests.filter({ due: 'soon' });
  of('board')[1].answer({ items: [card('B')], next: null });
  of('board')[0].answer({ items: [card('A')], next: null });
  await settle();
  assert.deepEqual(requests.board.items.map(({ code }) => code), ['B']);
  assert.equal(of('board')[1].args[0].due, 'soon');
});

test('another kind takes the state with it: a state belongs to its kind', () => {
  const { requests } = line();
  requests.filter({ kind: 'warranty-claim', status: 'in_review' });
  requests.filter({ kind: 'booking' });
  assert.equal(requests.filters.status, 'open');
  requests.filter({ kind: 'booking', status: 'requested' });
  assert.equal(requests.filters.status, 'requested');
});

test('a further page is added once, without those that have moved into it meanwhile', async () => {
  const { requests, of, settle } = line();
  requests.loadBoard();
  of('board')[0].answer({ items: [card('A'), card('B')], next: 'n' });
  await settle();
  requests.loadMore();
  requests.loadMore();
  assert.equal(of('board').length, 2);
  of('board')[1].answer({ items: [card('B'), card('C')], next: null });
  await settle();
  assert.deepEqual(requests.board.items.map(({ code }) => code), ['A', 'B', 'C']);
  assert.equal(requests.board.next, null);
});

test('a board that is the same still is not drawn anew, and its further pages stay', async () => {
  const { requests, asked, of, settle } = line();
  const answer = (one, data, more) => asked.find((each) => each === one).answer(data, more);
  requests.loadBoard();
  answer(of('board')[0], { items: [card('A')], next: 'n', counts: { open: 7, soon: 1, overdue: 2 } }, { revision: 't1' });
  await settle();
  requests.loadMore();
  answer(of('board')[1], { items: [card('B')], next: null });
  await settle();
  requests.loadBoard();
  assert.equal(of('board')[2].args[2], 't1');
  assert.equal(requests.counts.overdue, 2);
  answer(of('board')[2], null, { revision: 't1', same: true });
  await settle();
  assert.deepEqual(requests.board.items.map(({ code }) => code), ['A', 'B']);
  requests.filter({ due: 'soon' });
  assert.equal(of('board')[3].args[2], undefined, 'of another filter nothing is known');
  answer(of('board')[3], { items: [card('B')], next: null }, { revision: 't2' });
  await settle();
  assert.deepEqual(requests.board.items.map(({ code }) => code), ['B']);
});

test('a page that does not come leaves what is there, and may be asked for again', async () => {
  const { requests, of, settle } = line();
  requests.loadBoard();
  of('board')[0].answer({ items: [card('A')], next: 'n' });
  await settle();
  requests.loadMore();
  of('board')[1].refuse({ code: 'unreachable' });
  await settle();
  assert.deepEqual([requests.board.items.length, requests.board.next, requests.board.more], [1, 'n', false]);
});

test('only the request that was opened last is shown', async () => {
  const { requests, of, settle } = line();
  requests.open('A');
  requests.open('B');
  of('open')[1].answer(open('B'));
  of('open')[0].answer(open('A'));
  await settle();
  assert.equal(requests.current.data.code, 'B');
  requests.open('C');
  of('open')[2].refuse({ code: 'not_found' });
  await settle();
  assert.equal(requests.current.state, 'missing');
});

test('a change shows at once in the list and beside the conversation', async () => {
  const { requests, of, settle } = line();
  requests.loadBoard();
  of('board')[0].answer({ items: [card('A'), card('B')], next: null });
  requests.beside('c1', '3');
  of('beside')[0].answer({ owners: [], cars: [], requests: [] });
  requests.open('A');
  of('open')[0].answer(open('A', { conversation: 'c1' }));
  await settle();
  const acted = requests.act('move', { to: 'in_review' });
  of('move')[0].answer(open('A', { conversation: 'c1', status: 'in_review', revision: 2 }));
  assert.equal(await acted, null);
  assert.deepEqual(of('move')[0].args, ['A', 1, { to: 'in_review' }]);
  assert.deepEqual(requests.board.items.map(({ status }) => status), ['in_review', 'received']);
  assert.equal(requests.current.data.revision, 2);
  assert.equal(of('beside').length, 2);
});

test('a colleague who was faster is shown, and the refusal is told', async () => {
  const { requests, of, settle } = line();
  requests.open('A');
  of('open')[0].answer(open('A'));
  await settle();
  const acted = requests.act('move', { to: 'in_review' });
  of('move')[0].refuse({ code: 'stale_revision', errors: [] });
  await settle();
  of('open')[1].answer(open('A', { revision: 2, status: 'approved' }));
  assert.equal((await acted).code, 'stale_revision');
  assert.deepEqual([requests.current.data.revision, requests.current.data.status], [2, 'approved']);
});

test('beside a conversation is asked once for what has happened, and again for what happens next', async () => {
  const { requests, of, settle } = line();
  assert.equal(requests.beside('c1', '3').state, 'loading');
  requests.beside('c1', '3');
  assert.equal(of('beside').length, 1);
  of('beside')[0].answer({ owners: [], cars: [{ vin: 'V' }], requests: [] });
  await settle();
  assert.equal(requests.beside('c1', '3').data.cars.length, 1);
  // While the next answer is on its way, what is known stays.
  assert.equal(requests.beside('c1', '4').data.cars.length, 1);
  of('beside')[1].refuse({ code: 'busy' });
  await settle();
  assert.deepEqual([requests.beside('c1', '4').state, requests.beside('c1', '4').data.cars.length], ['failed', 1]);
});

test('the address of the board is read back as it was written, and nothing else is taken for one', () => {
  const filters = { kind: 'booking', status: 'requested', due: 'soon', centre: 'almaty-1', q: 'Айбек & co' };
  assert.deepEqual(placeOf(address(filters, 'AC-7K3M-92QX-C')), { filters, code: 'AC-7K3M-92QX-C' });
  assert.deepEqual(placeOf(address({ kind: '', status: '', due: '', centre: '', q: '' }, null)), { filters: { kind: '', status: '', due: '', centre: '', q: '' }, code: null });
  assert.equal(placeOf('#/requests/%E0%A4%A?due=soon').code, null, 'a cut address');
  for (const other of ['', '#', '#/chats', '#/requestsx', '#/request/A']) assert.equal(placeOf(other), null, other);
});

test('a time is offered for its centre and for the services that it is free for', () => {
  const options = [
    { value: '10', label: '10', of: 'dhaka', among: ['tyres'] },
    { value: '09', label: '9', of: 'dhaka' },
    { value: '11', label: '11', of: 'sylhet' },
  ];
  const times = (of, within) => optionsOf({ name: 'slot', label: 'Time', kind: 'slot', required: true, options, depends: 'centre', within: 'service' }, of, within).map(({ value }) => value);
  assert.deepEqual(times('dhaka', 'repair'), ['09']);
  assert.deepEqual(times('dhaka', 'tyres'), ['09', '10'], 'in their order, however they come');
  assert.deepEqual(times('dhaka', ''), ['09', '10'], 'nothing is ruled out before a service is chosen');
  assert.deepEqual(times('', 'tyres'), []);
});
