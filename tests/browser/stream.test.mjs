// A connection without a WebSocket, and when the chat takes it: `node --test tests/browser/`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFallback } from '../../src/web/assets/shared/fallback.js';
import { eventStream, parser } from '../../src/web/assets/shared/stream.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A server that answers requests by hand. */
function server() {
  const asked = [];
  let feed;
  const ask = (path, options) =>
    new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(new Error('aborted')));
      const request = { path, body: options.body, headers: options.headers, credentials: options.credentials, refuse: (status) => resolve({ ok: false, status }), fail: reject };
      request.take = () => {
        if (!path.endsWith('/events')) return resolve({ ok: true, status: 202 });
        const body = new ReadableStream({ start: (controller) => (feed = controller) });
        resolve({ ok: true, status: 200, body });
      };
      asked.push(request);
    });
  return { asked, ask, say: (text) => feed.enqueue(new TextEncoder().encode(text)), end: () => feed.close() };
}

/** What a link would hear. */
function listener() {
  const heard = { opened: 0, messages: [], closed: [] };
  return { heard, events: { opened: () => (heard.opened += 1), message: (text) => heard.messages.push(text), closed: (code, reason) => heard.closed.push([code, reason]) } };
}

test('events come whole, in whatever pieces they arrive', () => {
  const told = [];
  const read = parser((name, data) => told.push([name, data]));
  for (const piece of ['event: op', 'en\nda', 'ta: {"a":1}\n', '\ndata: {"type":"ping"}\n\ndata: x', '\n\n', ': nothing\n\n']) read(piece);
  assert.deepEqual(told, [['open', '{"a":1}'], ['message', '{"type":"ping"}'], ['message', 'x']]);
});

test('hello opens it, and frames follow one by one with the key', async () => {
  const { asked, ask, say } = server();
  const { heard, events } = listener();
  const socket = eventStream(events, ask);
  assert.equal(heard.opened, 0, 'who opens it has no socket yet');
  await turn();
  assert.equal(heard.opened, 1);
  socket.send('{"type":"hello"}');
  socket.send('{"type":"send","id":"1"}');
  socket.send('{"type":"send","id":"2"}');
  assert.deepEqual(asked.map(({ path, body }) => [path, body]), [['/api/v1/chat/events', '{"type":"hello"}']]);
  asked[0].take();
  await turn();
  say('event: open\ndata: {"connection":"k"}\n\ndata: {"type":"ready","text":"হ্যালো"}\n\n');
  await turn();
  assert.deepEqual(heard.messages, ['{"type":"ready","text":"হ্যালো"}']);
  assert.equal(asked.length, 2, 'the second waits for the first');
  assert.equal(asked[1].headers.Authorization, 'Bearer k');
  assert.equal(asked[1].credentials, 'omit');
  asked[1].take();
  await turn();
  assert.equal(asked[2].body, '{"type":"send","id":"2"}');
  asked[2].take();
  await turn();
  say('event: close\ndata: {"code":4000,"reason":"{\\"after_ms\\":9}"}\n\n');
  await turn();
  assert.deepEqual(heard.closed, [[4000, '{"after_ms":9}']]);
});

test('a letter that is cut in two is one letter', async () => {
  const { asked, ask } = server();
  const { heard, events } = listener();
  let feed;
  const socket = eventStream(events, () => {
    asked.push(1);
    return Promise.resolve({ ok: true, body: new ReadableStream({ start: (controller) => (feed = controller) }) });
  });
  await turn();
  socket.send('hello');
  await turn();
  for (const byte of new TextEncoder().encode('data: ক\n\n')) feed.enqueue(Uint8Array.of(byte));
  await turn();
  await turn();
  assert.deepEqual(heard.messages, ['ক']);
  assert.ok(ask);
});

test('whatever goes wrong is a line that was cut, told once', async () => {
  for (const spoil of [(net) => net.asked[0].refuse(503), (net) => net.asked[0].fail(new Error('no network'))]) {
    const net = server();
    const { heard, events } = listener();
    const socket = eventStream(events, net.ask);
    await turn();
    socket.send('hello');
    spoil(net);
    await turn();
    assert.deepEqual(heard.closed, [[1006, '']]);
    socket.send('late');
    assert.equal(net.asked.length, 1);
  }
  const net = server();
  const { heard, events } = listener();
  const socket = eventStream(events, net.ask);
  await turn();
  socket.send('hello');
  net.asked[0].take();
  await turn();
  net.say('event: open\ndata: {"connection":"k"}\n\n');
  await turn();
  socket.send('a frame');
  net.asked[1].refuse(404);
  await turn();
  assert.deepEqual(heard.closed, [[1006, '']], 'the server no longer knows the connection');
});

test('who closes it hears nothing more', async () => {
  const { asked, ask, say } = server();
  const { heard, events } = listener();
  const socket = eventStream(events, ask);
  await turn();
  socket.send('hello');
  asked[0].take();
  await turn();
  socket.close();
  say('data: late\n\n');
  await turn();
  assert.deepEqual([heard.messages, heard.closed], [[], []]);
});

/** Two ways to the server, and which of them was taken. */
function ways() {
  const taken = [];
  const way = (name) => (events) => {
    taken.push({ name, events });
    return { send() {}, close() {} };
  };
  let now = 0;
  const open = withFallback(way('socket'), async () => way('stream'), () => now);
  const connect = async () => {
    const { events } = listener();
    const socket = open(events);
    await turn();
    return { ...taken.at(-1), socket };
  };
  return { connect, pass: (ms) => (now += ms) };
}

test('two sockets that are cut before a word bring the other way, for a while', async () => {
  const { connect, pass } = ways();
  (await connect()).events.closed(1006, '');
  (await connect()).events.closed(1006, '');
  let other = await connect();
  assert.equal(other.name, 'stream');
  other.events.message('{"type":"ready"}');
  other.events.closed(1006, '');
  assert.equal((await connect()).name, 'stream', 'it has worked: a cut is a cut');
  pass(10 * 60_000);
  assert.equal((await connect()).name, 'socket');
});

test('a server that was reached is no blocked way', async () => {
  const { connect } = ways();
  for (const code of [4006, 4000, 4008, 4503]) (await connect()).events.closed(code, '');
  for (let at = 0; at < 3; at += 1) {
    const socket = await connect();
    socket.events.message('{"type":"ready"}');
    socket.events.closed(1006, '');
  }
  assert.equal((await connect()).name, 'socket');
});

test('where neither gets through, both are tried in turn', async () => {
  const { connect } = ways();
  const names = [];
  for (let at = 0; at < 6; at += 1) {
    const one = await connect();
    names.push(one.name);
    one.events.closed(1006, '');
  }
  assert.deepEqual(names, ['socket', 'socket', 'stream', 'socket', 'socket', 'stream']);
});

test('a socket that the page itself gives up says nothing of the way, unless it hung', async () => {
  const { connect, pass } = ways();
  for (const [hung, next] of [[0, 'socket'], [15_000, 'stream']]) {
    for (let at = 0; at < 2; at += 1) {
      const one = await connect();
      pass(hung);
      one.socket.close();
      one.events.closed(1006, '');
    }
    assert.equal((await connect()).name, next);
  }
});
