// @ts-check
import { Outbox } from './outbox.js';

/**
 * Sends what is in an outbox (`docs/protocol.md` section 4, point 7): one frame in flight, again after a reconnect, later
 * when the server asks for a pause, until `ok` or an error that says never.
 *
 * @typedef {import('./wire.js').Frame} Frame
 * @typedef {import('./outbox.js').Entry} Entry
 *
 * @typedef {object} SenderOptions
 * @property {Outbox} outbox
 * @property {import('./link.js').Link} link
 * @property {import('./link.js').Clock} clock
 * @property {import('./timers.js').Timers} timers
 * @property {() => string} uuid
 * @property {() => boolean} [may]  asked just before a frame goes out
 * @property {(message: string) => void} [paused]  the server wants us to wait, and says why; an empty message: it is over
 */

/** A frame in flight without an answer for so long means that the line is dead, whatever the browser says. */
const ANSWER_MS = 20_000;
/** The pause when the server does not say how long. */
const RETRY_MS = 2_000;

export class Sender {
  /** @param {SenderOptions} options */
  constructor(options) {
    this.options = options;
    this.outbox = options.outbox;
    this.pausedUntil = 0;
    /** @type {string|null} */
    this.inFlight = null;
    /** Acknowledged, but the event is still on its way. @type {Entry[]} */
    this.acknowledged = [];
  }

  /** @param {Frame} frame @param {Record<string, any>} [shown]  for the view only, not sent @returns {string} its id */
  add(frame, shown) {
    const id = this.options.uuid();
    this.outbox.add({ ...frame, id }, shown);
    this.pump();
    return id;
  }

  /** Sends the next entry when nothing is in flight. */
  pump() {
    const { link, clock, timers, may } = this.options;
    if (link.state !== 'ready' || this.inFlight !== null || this.pausedUntil > clock.now()) return;
    const entry = this.outbox.next();
    if (!entry) return;
    if (may && !may()) return;
    this.inFlight = entry.id;
    timers.set('answer', ANSWER_MS, () => link.resync());
    link.send(entry.frame);
  }

  /** The line is gone, and with it the answer. */
  lost() {
    this.inFlight = null;
    this.options.timers.stop('answer');
  }

  /**
   * The server has the frame.
   * @param {Frame} frame
   * @returns {Entry|undefined} what it was, unless its event came first
   */
  ok(frame) {
    const entry = this.outbox.remove(frame.re);
    this.landed(frame.re);
    return entry;
  }

  /** The frame's event will still come, until then the view shows the frame. @param {Entry} entry */
  awaitEvent(entry) {
    this.acknowledged.push(entry);
  }

  /** The event came, whether before `ok` or after. @param {string} id */
  settle(id) {
    this.outbox.remove(id);
    this.acknowledged = this.acknowledged.filter((entry) => entry.id !== id);
    this.landed(id);
  }

  /**
   * The server refuses a frame: for now, then it is sent again, or for ever.
   * @param {Frame} frame
   * @returns {Entry|undefined} the entry when it is refused for ever; what becomes of it is the caller's business
   */
  error(frame) {
    const entry = this.outbox.get(frame.re);
    if (!entry) return undefined;
    this.landed(frame.re);
    if (!frame.retry) return entry;
    const { clock, timers, paused } = this.options;
    const wait = Number(frame.after_ms) > 0 ? Number(frame.after_ms) : RETRY_MS;
    this.pausedUntil = clock.now() + wait;
    paused?.(frame.message ?? '');
    timers.set('paused', wait, () => {
      // A timer may fire a moment before its time by the other clock.
      this.pausedUntil = 0;
      this.pump();
      paused?.('');
    });
    return undefined;
  }

  /** @param {string} id */
  landed(id) {
    if (this.inFlight !== id) return;
    this.lost();
    // The event came first: go on without waiting for `ok`.
    if (this.options.link.state === 'ready') this.options.clock.after(() => this.pump(), 0);
  }
}
