// @ts-check
/**
 * Another way to the server where the first one is blocked: a proxy that knows no WebSocket, or cuts it at once.
 *
 * @typedef {import('./link.js').Socket} Socket
 * @typedef {import('./link.js').SocketEvents} SocketEvents
 * @typedef {(events: SocketEvents) => Socket} Open
 */

/** Sockets that end before the server has said a word, after which the other way is tried. */
const FAILURES = 2;
/** How long the other way is kept before a socket is tried again, in milliseconds. */
const KEEP_MS = 10 * 60_000;
/** Whoever gives up a connection of their own earlier than this has other reasons than a way that is blocked, in milliseconds. */
const PATIENCE_MS = 10_000;
/** From here on a close code is the server's own: it was reached. */
const OWN_CODES = 4_000;

/**
 * @param {Open} first
 * @param {() => Promise<Open>} other  loaded when it is needed
 * @param {() => number} now
 * @returns {Open}
 */
export function withFallback(first, other, now) {
  let failures = 0;
  /** When the other way was taken; null while the first one is. @type {number|null} */
  let since = null;
  return (events) => {
    if (since !== null && now() - since >= KEEP_MS) since = null;
    const usesOther = since !== null;
    const began = now();
    let heard = false;
    let given = false;
    const watched = {
      ...events,
      message(/** @type {string} */ text) {
        heard = true;
        failures = 0;
        events.message(text);
      },
      closed(/** @type {number} */ code, /** @type {string} */ reason) {
        if (!heard && !given && code < OWN_CODES) {
          // Neither gets through: the line is down, and either may be the one that comes back.
          if (usesOther) since = null;
          failures = usesOther ? 0 : failures + 1;
          if (failures >= FAILURES) {
            failures = 0;
            since = now();
          }
        }
        events.closed(code, reason);
      },
    };
    const socket = usesOther ? later(other, watched) : first(watched);
    return {
      send: (text) => socket.send(text),
      close() {
        given = now() - began < PATIENCE_MS;
        socket.close();
      },
    };
  };
}

/** A socket of something that has to be loaded first. @param {() => Promise<Open>} load @param {SocketEvents} events @returns {Socket} */
function later(load, events) {
  /** @type {Socket|null} */
  let socket = null;
  let over = false;
  load().then(
    (open) => {
      if (!over) socket = open(events);
    },
    () => {
      if (!over) events.closed(1006, '');
    },
  );
  return {
    send: (text) => socket?.send(text),
    close() {
      over = true;
      socket?.close();
    },
  };
}
