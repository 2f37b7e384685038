// @ts-check
/**
 * One conversation's log as a client holds it (`docs/protocol.md` section 4): numbers, gaps, resets, pages. Owner and
 * technician do the same here, whatever they then read in the events.
 *
 * @typedef {import('./wire.js').WireEvent} WireEvent
 */

export class Log {
  constructor() {
    /** Dense, ending at `last`. @type {WireEvent[]} */
    this.events = [];
    /** The newest event applied: our place. Nothing else moves it, least of all an `ok`. */
    this.last = 0;
  }

  /** The number before which `history` asks. */
  firstSeq() {
    return this.events[0]?.seq ?? this.last + 1;
  }

  hasOlder() {
    return this.firstSeq() > 1;
  }

  /**
   * Whether we have an event already, it is the next one, or something is missing before it.
   * @param {WireEvent} event
   * @returns {'known'|'next'|'gap'}
   */
  place(event) {
    if (event.seq <= this.last) return 'known';
    return event.seq === this.last + 1 ? 'next' : 'gap';
  }

  /** Takes the next event, exactly. @param {WireEvent} event */
  push(event) {
    this.events.push(event);
    this.last = event.seq;
  }

  /**
   * Drops what we had and takes a `reset`'s newest page. Only a dense end can be shown; older ones come by `history`,
   * also when the server has cut the page to nothing.
   * @param {import('./wire.js').Frame} frame
   */
  reset(frame) {
    this.events = [];
    this.last = frame.seq;
    this.older(frame);
  }

  /**
   * Puts a page before what we have, as far as it joins.
   * @param {import('./wire.js').Frame} page
   * @returns {WireEvent[]} what was new, oldest first
   */
  older(page) {
    const before = this.firstSeq();
    let first = before;
    /** @type {WireEvent[]} */
    const joined = [];
    for (const event of sorted(page).reverse()) {
      if (event.seq >= before) continue;
      if (event.seq !== first - 1) break;
      joined.unshift(event);
      first = event.seq;
    }
    this.events.unshift(...joined);
    return joined;
  }

  /**
   * The events of a page that come next, oldest first: each is to be pushed.
   * @param {import('./wire.js').Frame} page
   */
  newer(page) {
    let last = this.last;
    return sorted(page).filter((event) => event.seq === last + 1 && (last = event.seq) > 0);
  }

  /** Nothing that we hold is sure any more. */
  clear() {
    this.events = [];
    this.last = 0;
  }
}

/** A page's events, oldest first. @param {import('./wire.js').Frame} page @returns {WireEvent[]} */
export function sorted(page) {
  /** @type {WireEvent[]} */
  const events = Array.isArray(page.events) ? page.events : [];
  return [...events].sort((a, b) => a.seq - b.seq);
}
