// @ts-check
import { closeMeaning, drainDelay } from './wire.js';

/**
 * A connection that stays: opens, says hello, watches for silence, comes back with backoff, stops when it is told to.
 * It knows no DOM and no WebSocket; `open` gives it a socket, `clock` gives it time, so that a test can be both.
 *
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} close
 *
 * @typedef {object} SocketEvents
 * @property {() => void} opened
 * @property {(text: string) => void} message
 * @property {(code: number, reason: string) => void} closed
 *
 * @typedef {object} Clock
 * @property {() => number} now
 * @property {() => number} random  from 0 to below 1
 * @property {(run: () => void, ms: number) => any} after
 * @property {(timer: any) => void} cancel
 *
 * @typedef {'idle'|'connecting'|'ready'|'waiting'|'held'|'stopped'} LinkState
 *   `held`: closed in favour of another tab, until this one is looked at again.
 *
 * @typedef {object} LinkOptions
 * @property {(events: SocketEvents) => Socket} open
 * @property {() => import('./wire.js').Frame} hello
 * @property {(frame: import('./wire.js').Frame) => void} frame  every frame but `ping`
 * @property {() => void} changed
 * @property {() => boolean} [hidden]  whether nobody looks at the page
 * @property {Clock} clock
 */

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** From the attempt to `ready`: a bad line needs time, a dead one never ends by itself. */
const CONNECT_MS = 15_000;
/** A connection that lasted this long was a good one: the next delay is short again. */
const GOOD_MS = 10_000;
const HEARTBEAT_MS = 25_000;

export class Link {
  /** @param {LinkOptions} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock;
    /** @type {LinkState} */
    this.state = 'idle';
    this.attempt = 0;
    /** The close code after which we stopped. */
    this.code = 0;
    this.retryAt = 0;
    this.heartbeat = HEARTBEAT_MS;
    this.lastFrame = 0;
    this.readyAt = 0;
    this.online = true;
    /** @type {Socket|null} */
    this.socket = null;
    /** Counts sockets, so that a late event of an old one is not taken for the new one's. */
    this.generation = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** Opens a socket now, whatever was before. */
  connect() {
    this.drop();
    this.set('connecting');
    const generation = this.generation;
    const mine = (/** @type {() => void} */ run) => {
      if (generation === this.generation) run();
    };
    this.lastFrame = this.clock.now();
    this.wait(CONNECT_MS, () => this.lost(0));
    try {
      this.socket = this.options.open({
        opened: () => mine(() => this.transmit(this.options.hello())),
        message: (text) => mine(() => this.received(text)),
        closed: (code, reason) => mine(() => this.closed(code, reason)),
      });
    } catch {
      this.lost(0);
    }
  }

  /**
   * Sends when the hello has been answered; whatever must not be lost is in an outbox and not here.
   * @param {import('./wire.js').Frame} frame
   * @returns {boolean} whether it went out
   */
  send(frame) {
    if (this.state !== 'ready') return false;
    this.transmit(frame);
    return true;
  }

  /** Something says that the line may be back, or that somebody looks again: do not wait for the timer. */
  wake() {
    const silent = this.clock.now() - this.lastFrame;
    if (this.state === 'waiting' || this.state === 'held') this.connect();
    else if (this.state === 'ready' && silent > this.heartbeat * 1.5) this.connect();
    else if (this.state === 'connecting' && silent > CONNECT_MS / 2) this.connect();
  }

  /** @param {boolean} online  what the browser says of the network */
  network(online) {
    this.online = online;
    if (this.state === 'idle' || this.state === 'stopped') return;
    // The old socket belongs to a network that is gone, even where the browser has not noticed yet.
    if (online) this.connect();
    else this.lost(0);
    this.options.changed();
  }

  /** Asks again from our own place: the answer to a gap, or to a server that went silent. */
  resync() {
    this.lost(0);
  }

  /** Nobody needs it for now: no line, until `connect`. One that was stopped stays so. */
  rest() {
    if (this.state === 'idle' || this.state === 'stopped') return;
    this.drop();
    this.set('idle');
  }

  /** Ends it for good, until `connect`. @param {number} [code] */
  stop(code = 0) {
    this.drop();
    this.code = code;
    this.set('stopped');
  }

  /** @param {import('./wire.js').Frame} frame */
  transmit(frame) {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      this.lost(0);
    }
  }

  /** @param {string} text */
  received(text) {
    this.lastFrame = this.clock.now();
    /** @type {import('./wire.js').Frame} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame === null || typeof frame !== 'object') return;
    if (frame.type === 'ping') {
      this.transmit({ type: 'pong' });
      return;
    }
    if (frame.type === 'ready') {
      if (typeof frame.heartbeat_ms === 'number' && frame.heartbeat_ms > 0) this.heartbeat = frame.heartbeat_ms;
      this.readyAt = this.clock.now();
      // Whatever the browser says: some take a network that they don't know for none.
      this.online = true;
      this.watch();
      this.set('ready');
    }
    this.options.frame(frame);
  }

  /** The server pings every heartbeat (± 20 %): after more than two of them without a frame nobody is there. */
  watch() {
    this.wait(this.heartbeat * 1.2, () => {
      if (this.clock.now() - this.lastFrame > this.heartbeat * 2.2) this.lost(0);
      else this.watch();
    });
  }

  /** @param {number} code @param {string} reason */
  closed(code, reason) {
    if (closeMeaning(code) === 'stop') {
      this.stop(code);
      return;
    }
    // 4002: too many tabs of one session. Coming back at once would push another one out, and so on for ever.
    if (code === 4002 && this.options.hidden?.()) {
      this.drop();
      this.set('held');
      return;
    }
    this.lost(drainDelay(code, reason));
  }

  /** @param {number} least  milliseconds that the server asked for */
  lost(least) {
    if (this.state === 'ready' && this.clock.now() - this.readyAt >= GOOD_MS) this.attempt = 0;
    this.drop();
    const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.attempt);
    const jittered = FIRST_DELAY_MS + this.clock.random() * Math.max(full - FIRST_DELAY_MS, FIRST_DELAY_MS / 2);
    const delay = Math.min(LONGEST_DELAY_MS, jittered) + least;
    this.attempt = Math.min(this.attempt + 1, 10);
    this.retryAt = this.clock.now() + delay;
    this.wait(delay, () => this.connect());
    this.set('waiting');
  }

  drop() {
    this.generation += 1;
    if (this.timer !== null) this.clock.cancel(this.timer);
    this.timer = null;
    const socket = this.socket;
    this.socket = null;
    try {
      socket?.close();
    } catch {
      // Already closed.
    }
  }

  /** @param {number} ms @param {() => void} run */
  wait(ms, run) {
    if (this.timer !== null) this.clock.cancel(this.timer);
    this.timer = this.clock.after(run, ms);
  }

  /** @param {LinkState} state */
  set(state) {
    this.state = state;
    this.options.changed();
  }
}

/** Time as the browser tells it. @type {Clock} */
export const browserClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};

/**
 * A WebSocket to this page's own server, speaking `chat.v1`.
 * @param {string} path
 * @returns {(events: SocketEvents) => Socket}
 */
export function webSocket(path) {
  return (events) => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.search = '';
    url.hash = '';
    const socket = new WebSocket(url, 'chat.v1');
    socket.addEventListener('open', () => events.opened());
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') events.message(event.data);
    });
    socket.addEventListener('close', (event) => events.closed(event.code, event.reason));
    return { send: (text) => socket.send(text), close: () => socket.close() };
  };
}

/**
 * Tells a link what the browser knows: network, and somebody looking again.
 * @param {Link} link
 */
export function watchBrowser(link) {
  addEventListener('online', () => link.network(true));
  addEventListener('offline', () => link.network(false));
  addEventListener('pageshow', () => link.wake());
  addEventListener('focus', () => link.wake());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') link.wake();
  });
  link.online = navigator.onLine;
}
