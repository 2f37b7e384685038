// @ts-check
import { shareOutbox } from './adopt.js';

/**
 * Keeps an outbox in IndexedDB: a drawer for each tab, as in `localStorage`, and a frame may go out when the transaction that
 * holds it is complete. Loaded when the chat stands; what was written before lies in `localStorage`, and is moved.
 *
 * An outbox on a shelf keeps all its frames (`keep` is for the desk's). Every wait has a limit. Whatever goes wrong (refused, full, blocked, closed by the browser, no answer), the outbox is written
 * where it was before, `localStorage`, and where that refuses as well, in memory: the owner is then told. Copies that are left
 * behind have the ids of the first, and the server stores an id once.
 *
 * @typedef {import('./outbox.js').Outbox} Outbox
 * @typedef {import('./link.js').Clock} Clock
 */

export const DATABASE = 'aftercare';
export const DRAWERS = 'drawers';
const VERSION = 1;
/** Longest wait for the database: another tab may hold it open in another version. */
export const OPEN_MS = 3_000;
/** Longest wait for one transaction. */
export const TRANSACTION_MS = 2_000;

/**
 * What a drawer holds. `out` is the last log-out that the tab knew of when it wrote it: an owner's drawer is nothing for the next one.
 * @typedef {{out: string|null, entries: string}} Drawer
 */

export class Shelf {
  /**
   * @param {IDBDatabase} database
   * @param {Outbox} outbox
   * @param {{clock: Clock, out: () => string|null, changed: () => void}} options  `changed`: more may be sent, or it is kept elsewhere
   */
  constructor(database, outbox, options) {
    this.database = database;
    this.outbox = outbox;
    this.options = options;
    /** Ids that are written down. @type {Set<string>} */
    this.held = new Set();
    database.onversionchange = () => this.giveUp();
    database.onclose = () => this.giveUp();
  }

  /** Whether an entry is not written down yet. @param {string} id */
  lacks(id) {
    return !this.held.has(id);
  }

  /** Writes the whole drawer of this tab. */
  async put() {
    const { outbox } = this;
    const adds = outbox.entries.some((entry) => this.lacks(entry.id));
    /** @type {Set<string>} */
    let ids = new Set();
    const isDone = await this.run(
      'readwrite',
      (drawers) => {
        // As it is when its turn comes: an adoption that came before has put others among the entries.
        drawers.getKey(outbox.tab).onsuccess = () => {
          ids = this.write(drawers);
        };
      },
      adds,
    );
    if (isDone) this.written(ids);
  }

  /** @param {IDBObjectStore} drawers @returns {Set<string>} the ids that are in it */
  write(drawers) {
    const { tab, entries } = this.outbox;
    if (entries.length === 0) drawers.delete(tab);
    else drawers.put({ out: this.options.out(), entries: JSON.stringify(entries) }, tab);
    return new Set(entries.map((entry) => entry.id));
  }

  /** @param {Set<string>} ids */
  written(ids) {
    this.held = ids;
    // Given up meanwhile: the drawer in `localStorage` is the one that counts again.
    if (this.outbox.shelf !== this) return;
    this.outbox.full = false;
    // What came meanwhile is kept there until it is here.
    if (!this.outbox.entries.some((entry) => this.lacks(entry.id))) this.outbox.clear(this.outbox.tab);
    this.options.changed();
  }

  /** The tabs that have left a drawer. @returns {Promise<string[]>} */
  async tabs() {
    /** @type {IDBRequest<IDBValidKey[]>|undefined} */
    let keys;
    const isDone = await this.run('readonly', (drawers) => (keys = drawers.getAllKeys()));
    return isDone && keys ? keys.result.map(String).filter((tab) => tab !== this.outbox.tab) : [];
  }

  /**
   * Takes over a dead tab's drawers, here and in `localStorage`: into this tab's and out of the other in one transaction.
   * @param {string} tab
   * @returns {Promise<boolean>} whether there was anything in them
   */
  async adopt(tab) {
    const { outbox, options } = this;
    let found = false;
    /** @type {Set<string>} */
    let ids = new Set();
    const isDone = await this.run(
      'readwrite',
      (drawers) => {
        const left = drawers.get(tab);
        left.onsuccess = () => {
          const drawer = /** @type {Drawer|undefined} */ (left.result);
          found = outbox.take(outbox.left(tab));
          if (drawer && drawer.out === options.out()) found = outbox.take(drawer.entries) || found;
          ids = this.write(drawers);
          drawers.delete(tab);
        };
      },
      true,
    );
    if (isDone) {
      outbox.clear(tab);
      this.written(ids);
    }
    return found;
  }

  /**
   * One transaction within its limit; without it the shelf is given up.
   * @param {IDBTransactionMode} mode
   * @param {(drawers: IDBObjectStore) => void} job
   * @param {boolean} [strict]  on the disk, and not on its way there: for what may be sent then
   * @returns {Promise<boolean>} whether it is complete
   */
  run(mode, job, strict = false) {
    const { clock } = this.options;
    return new Promise((resolve) => {
      /** @type {IDBTransaction|undefined} */
      let transaction;
      /** @param {boolean} isDone */
      const over = (isDone) => {
        clock.cancel(timer);
        if (!isDone) this.giveUp();
        resolve(isDone);
      };
      const timer = clock.after(() => {
        quietly(() => transaction?.abort());
        over(false);
      }, TRANSACTION_MS);
      try {
        transaction = this.database.transaction(DRAWERS, mode, { durability: strict ? 'strict' : 'relaxed' });
        transaction.oncomplete = () => over(true);
        transaction.onabort = () => over(false);
        job(transaction.objectStore(DRAWERS));
      } catch {
        // Closed, or not as we have made it.
        over(false);
      }
    });
  }

  /** The outbox is kept where it was before there was a shelf. */
  giveUp() {
    const { outbox, database } = this;
    if (outbox.shelf !== this) return;
    outbox.shelf = null;
    outbox.save();
    // The copy here goes only when there is another one.
    if (!outbox.forgets) quietly(() => database.transaction(DRAWERS, 'readwrite').objectStore(DRAWERS).delete(outbox.tab));
    // What has begun is still brought to its end.
    database.close();
    this.options.changed();
  }
}

/** @param {() => void} run */
function quietly(run) {
  try {
    run();
  } catch {
    // It is over already.
  }
}

/**
 * The database, or null where it is refused or does not come in time.
 * @param {Clock} clock
 * @returns {Promise<IDBDatabase|null>}
 */
function openDatabase(clock) {
  return new Promise((resolve) => {
    let isLate = false;
    const timer = clock.after(() => {
      isLate = true;
      resolve(null);
    }, OPEN_MS);
    /** @param {IDBDatabase|null} database */
    const over = (database) => {
      clock.cancel(timer);
      if (isLate) database?.close();
      else resolve(database);
    };
    try {
      const opening = indexedDB.open(DATABASE, VERSION);
      opening.onupgradeneeded = () => opening.result.createObjectStore(DRAWERS);
      opening.onsuccess = () => over(opening.result);
      opening.onerror = () => over(null);
      // `blocked` has no end of its own: the limit is its end.
    } catch {
      // Firefox and Safari have versions that throw in private windows.
      over(null);
    }
  });
}

/**
 * Moves an outbox into IndexedDB, where there is one.
 * @param {Outbox} outbox
 * @param {{clock: Clock, out: () => string|null, changed: () => void}} options
 */
export async function shelve(outbox, options) {
  const database = await openDatabase(options.clock);
  outbox.opening = false;
  if (database) {
    outbox.shelf = new Shelf(database, outbox, options);
    outbox.save();
  }
  options.changed();
}

/**
 * The same, and what other tabs have left is taken over.
 * @param {Outbox} outbox
 * @param {{clock: Clock, out: () => string|null, changed: () => void}} options
 */
export function keepOutbox(outbox, options) {
  return shareOutbox(outbox, options.changed, shelve(outbox, options));
}
