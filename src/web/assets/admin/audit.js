// @ts-check
/**
 * The log of what was done, without DOM: what is asked of it, and the rows page by page (`docs/protocol.md` section 6).
 *
 * @typedef {{kind: 'staff'|'operator'|'session'|'address', id: string, name: string|null}} By
 * @typedef {{id: number, at: string, action: string, by: By, subject: string, subject_name: string|null, detail: Record<string, any>}} Row
 * @typedef {{action: string, by: string, about: string, from: string, to: string}} Filter  `from` and `to` are days of the reader, both included
 *
 * @typedef {object} Options
 * @property {Pick<import('../shared/api.js').Api, 'call'>} api
 * @property {() => void} changed
 */

export const ACTIONS = /** @type {const} */ ([
  'wrong_code',
  'wrong_vin_end',
  'staff_added',
  'staff_changed',
  'staff_disabled',
  'staff_enabled',
  'password_link',
  'password_set',
  'gate_overridden',
  'file_replaced',
  'file_removed',
  'record_added',
  'record_changed',
  'record_removed',
  'records_imported',
  'records_exported',
  'request_moved',
  'part_exchanged',
  'person_exported',
  'person_erased',
]);
/** Rows asked for at once. */
const PAGE = 50;
/** Rows that are kept on the page: more nobody scrolls through. */
export const MOST = 1_000;
/** @type {Filter} */
const ALL = { action: '', by: '', about: '', from: '', to: '' };

/** When a day of the reader begins, as an instant; nothing of what is no day. @param {string} day @param {number} later  days after it */
export function dayBegins(day, later = 0) {
  const begin = new Date(`${day}T00:00`);
  if (day === '' || Number.isNaN(begin.getTime())) return '';
  begin.setDate(begin.getDate() + later);
  return begin.toISOString();
}

export class AuditCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {Filter} */
    this.filter = { ...ALL };
    /** @type {Row[]} */
    this.items = [];
    /** What the next page is asked with; empty: there is none. */
    this.next = '';
    /** @type {'idle'|'loading'|'ready'|'failed'} */
    this.state = 'idle';
    this.turn = 0;
  }

  /** Whether rows are left out. */
  filtered() {
    return Object.values(this.filter).some((value) => value !== '');
  }

  /** Reads what fits, the newest first. @param {Record<string, string>} filter */
  load(filter) {
    this.filter = { ...ALL };
    for (const name of /** @type {(keyof Filter)[]} */ (Object.keys(ALL))) this.filter[name] = filter[name] ?? '';
    this.items = [];
    this.next = '';
    return this.page();
  }

  again() {
    return this.load(this.filter);
  }

  /** Reads on. */
  async more() {
    if (this.next !== '' && this.state === 'ready') await this.page();
  }

  hasMore() {
    return this.next !== '' && this.items.length < MOST;
  }

  /** There is more than this page shows. */
  isCut() {
    return this.next !== '' && this.items.length >= MOST;
  }

  async page() {
    const turn = (this.turn += 1);
    this.state = 'loading';
    this.options.changed();
    const { action, by, about, from, to } = this.filter;
    const asked = { action, by, about: about.trim(), from: dayBegins(from), to: dayBegins(to, 1), cursor: this.next };
    const query = new URLSearchParams(Object.entries({ limit: String(PAGE), ...asked }).filter(([, value]) => value !== ''));
    const { data } = await this.options.api.call('GET', `/api/v1/audit?${query}`);
    // Something else is asked meanwhile.
    if (turn !== this.turn) return;
    this.state = data ? 'ready' : 'failed';
    if (data) {
      this.items = [...this.items, ...data.items];
      this.next = data.next ?? '';
    }
    this.options.changed();
  }
}
