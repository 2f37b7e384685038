// A bad line: a TCP proxy before the server, which cuts, chops and slows down what goes through it.
import { connect, createServer } from 'node:net';

/** Longest piece that is written at once on a slow line, in bytes. */
const PIECE = 1_460;

/**
 * @param {string} target  the server's URL
 * @param {number} port  where the proxy listens
 */
export async function proxy(target, port) {
  const { hostname, port: targetPort } = new URL(target);
  const line = { delayMs: 0, bytesPerSecond: Infinity, chunk: Infinity, connections: 0 };
  const open = new Set();
  /** When the line is free again: all connections share it. */
  let freeAt = 0;

  /** Sends on what comes, at the line's pace and in its order. */
  function carry(from, to) {
    let last = Promise.resolve();
    from.on('data', (data) => {
      const size = Math.min(line.chunk, line.bytesPerSecond === Infinity ? Infinity : PIECE);
      for (let at = 0; at < data.length; at += size) {
        const piece = data.subarray(at, Math.min(data.length, at + size));
        const now = performance.now();
        freeAt = Math.max(freeAt, now) + (line.bytesPerSecond === Infinity ? 0 : (piece.length / line.bytesPerSecond) * 1_000);
        const due = freeAt + line.delayMs;
        last = last.then(() => until(due)).then(() => void (to.destroyed || to.write(piece)));
      }
    });
    from.on('end', () => (last = last.then(() => void to.end())));
    from.on('error', () => to.destroy());
    from.on('close', () => last.then(() => to.destroy()));
  }

  const server = createServer((client) => {
    line.connections += 1;
    const upstream = connect(Number(targetPort), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => open.delete(socket));
    }
    carry(client, upstream);
    carry(upstream, client);
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return {
    line,
    /** Resets every connection, as a phone does that changes networks. */
    cut: () => open.forEach((socket) => socket.resetAndDestroy()),
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
