// @ts-check
/** Timers by name: one that is set again replaces the one before it. */
export class Timers {
  /** @param {import('./link.js').Clock} clock */
  constructor(clock) {
    this.clock = clock;
    /** @type {Map<string, any>} */
    this.waiting = new Map();
  }

  /** @param {string} name @param {number} ms @param {() => void} run */
  set(name, ms, run) {
    this.stop(name);
    this.waiting.set(
      name,
      this.clock.after(() => {
        this.waiting.delete(name);
        run();
      }, ms),
    );
  }

  /** @param {string} name */
  stop(name) {
    if (this.waiting.has(name)) this.clock.cancel(this.waiting.get(name));
    this.waiting.delete(name);
  }

  /** Whether a timer of that name is set and has not run. @param {string} name */
  has(name) {
    return this.waiting.has(name);
  }
}
