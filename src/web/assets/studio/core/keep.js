// @ts-check
/**
 * What is typed and not yet saved, kept on this device: a closed page, an ended log-in or a dead line loses nothing.
 *
 * @typedef {import('./fields.js').Fields} Fields
 *
 * @typedef {object} Kept
 * @property {Fields} fields  as they stand in the form
 * @property {Fields} base  what they were when the server last had them
 * @property {number} revision  of `base`; 0 for an entry that the server has never had
 * @property {Fields} [since]  as they were at the last save that said what kind of change it is
 * @property {number} at  ms
 * @property {string} [name]  the id that a new entry is to have
 */

const PREFIX = 'aftercare.studio.kept';

export class Keep {
  /** @param {import('../../shared/outbox.js').Store} storage @param {string} user  what is typed belongs to one person */
  constructor(storage, user) {
    this.storage = storage;
    this.user = user;
  }

  /** @param {string} id */
  key(id) {
    return `${PREFIX}.${this.user}.${id}`;
  }

  /** @param {string} id @returns {Kept|null} */
  get(id) {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key(id)) ?? 'null');
      return kept?.fields?.languages && kept.base?.languages && Number.isInteger(kept.revision) ? kept : null;
    } catch {
      // Torn or not ours: there is nothing to bring back.
      return null;
    }
  }

  /** @param {string} id @param {Kept} kept @returns {boolean} false: the device has no room for it */
  set(id, kept) {
    try {
      this.storage.setItem(this.key(id), JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} id */
  remove(id) {
    this.storage.removeItem(this.key(id));
  }

  /** Entries with something kept. @returns {string[]} */
  ids() {
    const ids = [];
    const start = this.key('');
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (key?.startsWith(start)) ids.push(key.slice(start.length));
    }
    return ids;
  }
}
