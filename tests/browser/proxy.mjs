// A bad line: a TCP proxy before the server, which cuts, chops, slows down, stops and refuses what goes through it.
import { connect, createServer } from 'node:net';

/** Longest piece that is written at once on a slow line, in bytes. */
const PIECE = 1_460;
/** What a proxy says that knows no WebSocket. */
const REFUSED = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/**
 * @typedef {object} Connection
 * @property {import('node:net').Socket} client
 * @property {import('node:net').Socket} upstream
 * @property {boolean} isSocket  a WebSocket was asked for on it
 */

/**
 * @param {string} target  the server's URL
 * @param {number} port  where the proxy listens
 */
export async function proxy(target, port) {
  const { hostname, port: targetPort } = new URL(target);
  const line = {
    delayMs: 0,
    bytesPerSecond: Infinity,
    chunk: Infinity,
    connections: 0,
    /** WebSockets are refused. */
    blocksSockets: false,
    /** How many were asked for. */
    sockets: 0,
    /** Bytes of what the page, or the server, says next on a WebSocket, after which its connection is reset: once. @type {{up: number|null, down: number|null}} */
    cutAfter: { up: null, down: null },
    /** How often that was done. */
    cuts: 0,
  };
  const open = new Set();
  /** When the line is free again: all connections share it. */
  let freeAt = 0;
  /** While it is there nothing goes through. @type {Promise<void>|null} */
  let stalled = null;
  let goOn = () => {};

  /** @param {Connection} connection @param {'up'|'down'} way @param {Buffer} piece */
  function write(connection, way, piece) {
    const to = way === 'up' ? connection.upstream : connection.client;
    if (to.destroyed) return;
    const most = connection.isSocket ? line.cutAfter[way] : null;
    if (most === null) return void to.write(piece);
    line.cutAfter[way] = null;
    line.cuts += 1;
    to.write(piece.subarray(0, most), () => [connection.client, connection.upstream].forEach((socket) => socket.resetAndDestroy()));
  }

  /** Sends on what comes, at the line's pace and in its order. @param {Connection} connection @param {'up'|'down'} way */
  function carry(connection, way) {
    const [from, to] = way === 'up' ? [connection.client, connection.upstream] : [connection.upstream, connection.client];
    let last = Promise.resolve();
    from.on('data', (data) => {
      if (way === 'up' && !connection.isSocket && /^upgrade: websocket/im.test(data.toString('latin1'))) {
        line.sockets += 1;
        if (line.blocksSockets) return void connection.client.end(REFUSED);
        // The head is through before anything is cut.
        last = last.then(() => void (connection.isSocket = true));
        connection.upstream.write(data);
        return;
      }
      const size = Math.min(line.chunk, line.bytesPerSecond === Infinity ? Infinity : PIECE);
      for (let at = 0; at < data.length; at += size) {
        const piece = data.subarray(at, Math.min(data.length, at + size));
        const now = performance.now();
        freeAt = Math.max(freeAt, now) + (line.bytesPerSecond === Infinity ? 0 : (piece.length / line.bytesPerSecond) * 1_000);
        const due = freeAt + line.delayMs;
        last = last.then(() => until(due)).then(() => stalled).then(() => write(connection, way, piece));
      }
    });
    from.on('end', () => (last = last.then(() => void to.end())));
    from.on('error', () => to.destroy());
    from.on('close', () => last.then(() => to.destroy()));
  }

  const server = createServer((client) => {
    line.connections += 1;
    const connection = { client, upstream: connect(Number(targetPort), hostname), isSocket: false };
    for (const socket of [client, connection.upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => open.delete(socket));
    }
    carry(connection, 'up');
    carry(connection, 'down');
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return {
    line,
    /** Resets every connection, as a phone does that changes networks. */
    cut: () => open.forEach((socket) => socket.resetAndDestroy()),
    /** Nothing goes through any more, and nobody is told; what comes waits. */
    stall: () => void (stalled ??= new Promise((done) => (goOn = done))),
    /** What waited goes through. */
    go: () => {
      goOn();
      stalled = null;
    },
    close: () => {
      open.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

/** @param {number} due  by `performance.now` */
function until(due) {
  const ms = due - performance.now();
  return ms <= 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms));
}
