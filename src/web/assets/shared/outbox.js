// @ts-check
/**
 * What must reach the server: stored before it is sent, one in flight, kept until `ok` or an error that says never.
 *
 * Every tab has its own drawer in `localStorage`, and in IndexedDB once the chat has that (`shelf.js`), so two tabs cannot overwrite each other. A drawer whose tab is gone is
 * adopted by another one, with the ids that its entries have: if both ever send the same entry, the server stores it once.
 * Whether a tab lives is told by a Web Lock; where there is none (plain http), by a time stamp that it renews.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {import('./wire.js').Frame} frame
 * @property {number} created
 * @property {Record<string, any>} [shown]  what the page shows of it beside the frame
 * @property {{code: string, message: string}|null} failed  why the server never takes it; null while its fate is open
 *
 * @typedef {Pick<Storage, 'getItem'|'setItem'|'removeItem'|'key'|'length'>} Store
 */

export class Outbox {
  /**
   * @param {object} options
   * @param {Store} options.storage
   * @param {string} options.name  such as `aftercare.outbox`
   * @param {string} options.tab  this tab's own id
   * @param {() => number} options.now
   * @param {(frame: import('./wire.js').Frame) => boolean} [options.keep]  which frames outlive the page (default: all)
   */
  constructor({ storage, name, tab, now, keep }) {
    this.storage = storage;
    this.name = name;
    this.tab = tab;
    this.now = now;
    this.keep = keep ?? (() => true);
    /** @type {Entry[]} */
    this.entries = [];
    /** Where entries are kept once it is there, instead of `storage`. @type {import('./shelf.js').Shelf|null} */
    this.shelf = null;
    /** Whether there may be a shelf in a moment. */
    this.opening = false;
    /** Whether `storage` has refused what it was to keep last. */
    this.full = false;
  }

  /** Whether what is in here ends with the page. */
  get forgets() {
    return this.full || !keeps(this.storage);
  }

  /**
   * Stores a frame; only then may it be sent.
   * @param {import('./wire.js').Frame & {id: string}} frame
   * @param {Record<string, any>} [shown]
   */
  add(frame, shown) {
    /** @type {Entry} */
    // Not before the one before it: a phone's clock may be set back meanwhile, and drawers are put together by time.
    const entry = { id: frame.id, frame, created: Math.max(this.now(), this.entries.at(-1)?.created ?? 0), failed: null };
    if (shown) entry.shown = shown;
    this.entries.push(entry);
    this.save();
    return entry;
  }

  /** @param {string} id */
  get(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /** The next one to send: the oldest that has not failed, once it is kept. */
  next() {
    const entry = this.entries.find((one) => one.failed === null);
    const waits = entry && (this.shelf ? this.shelf.lacks(entry.id) : this.opening && this.forgets);
    return waits ? undefined : entry;
  }

  /** @param {string} id */
  remove(id) {
    const at = this.entries.findIndex((entry) => entry.id === id);
    if (at === -1) return undefined;
    const [entry] = this.entries.splice(at, 1);
    this.save();
    return entry;
  }

  /** @param {string} id @param {{code: string, message: string}} why */
  fail(id, why) {
    const entry = this.get(id);
    if (entry) entry.failed = why;
    this.save();
    return entry;
  }

  save() {
    const { shelf } = this;
    const kept = this.entries.filter((entry) => this.keep(entry.frame));
    // A page that is closed at once does not wait for the shelf: what that lacks lies in `storage` until it has it.
    if (!shelf || kept.some((entry) => shelf.lacks(entry.id))) {
      this.full = false;
      try {
        if (kept.length === 0) this.storage.removeItem(this.drawer(this.tab));
        else this.storage.setItem(this.drawer(this.tab), JSON.stringify(kept));
      } catch {
        // Full or forbidden storage: this tab's memory is all there is, and sending still works.
        this.full = !shelf;
      }
    }
    shelf?.put();
  }

  /** @param {string} tab */
  drawer(tab) {
    return `${this.name}.${tab}`;
  }

  /** The tabs that have left a drawer. */
  tabs() {
    const tabs = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (key?.startsWith(`${this.name}.`)) tabs.push(key.slice(this.name.length + 1));
    }
    return tabs.filter((tab) => tab !== this.tab);
  }

  /**
   * Takes over a dead tab's drawer.
   * @param {string} tab
   * @returns {boolean} whether there was anything in it
   */
  adopt(tab) {
    const found = this.take(this.left(tab));
    // First into the own drawer, then out of the old one: a crash in between leaves two copies of one id, which is harmless.
    this.save();
    this.clear(tab);
    return found;
  }

  /** What lies in a drawer of `storage`. @param {string} tab */
  left(tab) {
    return this.storage.getItem(this.drawer(tab)) ?? '[]';
  }

  /** @param {string} tab */
  clear(tab) {
    this.storage.removeItem(this.drawer(tab));
  }

  /**
   * Puts a drawer's entries among the own ones.
   * @param {string} drawer
   * @returns {boolean} whether there was anything in it
   */
  take(drawer) {
    let left = [];
    try {
      left = JSON.parse(drawer);
    } catch {
      // Not ours, or torn: nothing to save.
    }
    const known = new Set(this.entries.map((entry) => entry.id));
    const fresh = (Array.isArray(left) ? left : []).filter((entry) => isEntry(entry) && !known.has(entry.id));
    this.entries = [...fresh, ...this.entries].sort((a, b) => a.created - b.created);
    return fresh.length > 0;
  }
}

/** @param {any} value @returns {value is Entry} */
function isEntry(value) {
  return value !== null && typeof value === 'object' && typeof value.id === 'string' && typeof value.created === 'number' && value.frame?.id === value.id && 'failed' in value;
}

/** A storage for browsers that give none: lives as long as the page. @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, string>} */
  const map = new Map();
  return {
    get length() {
      return map.size;
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, String(value)),
    removeItem: (key) => void map.delete(key),
  };
}

/** `localStorage`, or memory where it is refused. @returns {Store} */
export function browserStore() {
  try {
    const probe = 'aftercare.probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return memoryStore();
  }
}

/** Whether what a storage is given outlives the page. @param {Store} storage */
export function keeps(storage) {
  return typeof Storage === 'function' && storage instanceof Storage;
}
