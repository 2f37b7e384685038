// @ts-check
/**
 * Records without DOM: a kind at a time, searched or page by page; a file is looked at before it is stored (`docs/protocol.md` section 6).
 *
 * @typedef {import('../shared/api.js').Problem} Problem
 *
 * @typedef {Record<string, any> & {id: string, revision: number, sample: boolean}} Item
 *
 * @typedef {{line: number, column: string|null, header: string|null, code: string, detail: string}} Mistake
 * @typedef {{line: number, id: string, change: 'new'|'changed'|'same'}} Row
 * @typedef {{added: number, changed: number, unchanged: number, stored: boolean, mistakes: Mistake[], more: number, rows: Row[]}} Imported
 *
 * @typedef {object} Options
 * @property {Pick<import('../shared/api.js').Api, 'call'>} api
 * @property {() => void} changed
 */

export const KINDS = /** @type {const} */ (['owners', 'vehicles', 'odometer', 'terms', 'orders', 'centres', 'parts', 'serials', 'campaigns', 'documents', 'courses']);
/** What the kinds are called: messages' keys. @type {Record<string, string>} */
export const KIND_NAMES = {
  owners: 'records-kind-owners',
  vehicles: 'records-kind-vehicles',
  odometer: 'records-kind-odometer',
  terms: 'records-kind-terms',
  orders: 'records-kind-orders',
  centres: 'records-kind-centres',
  parts: 'records-kind-parts',
  serials: 'records-kind-serials',
  campaigns: 'records-kind-campaigns',
  documents: 'records-kind-documents',
  courses: 'records-kind-courses',
};
/** Records asked for at once. */
const PAGE = 50;
/** Records that are kept on the page: more nobody scrolls through. */
export const MOST = 1_000;
/** What is shown of a record below its name, where it has it. */
const DETAILS = ['number', 'vin', 'model', 'plate', 'vehicle', 'km', 'on', 'phone', 'email', 'town', 'item', 'language', 'starts_at', 'file', 'opened', 'part'];

export class RecordsCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {string} */
    this.kind = KINDS[0];
    this.words = '';
    /** @type {Item[]} */
    this.items = [];
    /** What the next page comes after; empty: there is none. */
    this.next = '';
    /** How many there are, by kind. @type {Map<string, number>} */
    this.counts = new Map();
    /** @type {'idle'|'loading'|'ready'|'failed'} */
    this.state = 'idle';
    /** The file that is looked at. @type {File|null} */
    this.file = null;
    /** What it would do. @type {Imported|null} */
    this.preview = null;
    /** @type {Problem|null} */
    this.refused = null;
    /** Something of the file is being asked. */
    this.busy = false;
    this.turn = 0;
  }

  /** Begins, or begins anew. */
  async load() {
    await Promise.all([this.count(), this.read()]);
  }

  async count() {
    const { data } = await this.options.api.call('GET', '/api/v1/records');
    for (const { kind, count } of data?.items ?? []) this.counts.set(kind, count);
    this.options.changed();
  }

  /** @param {string} kind */
  choose(kind) {
    this.kind = kind;
    this.forget();
    return this.read();
  }

  /** @param {string} words */
  search(words) {
    this.words = words;
    return this.read();
  }

  /** Reads the first page. */
  async read() {
    this.items = [];
    this.next = '';
    await this.page('');
  }

  /** Reads on. */
  async more() {
    if (this.next !== '' && this.state === 'ready') await this.page(this.next);
  }

  /** Whether there is more that this page shows. */
  hasMore() {
    return this.next !== '' && this.items.length < MOST;
  }

  /** @param {string} after */
  async page(after) {
    const turn = (this.turn += 1);
    this.state = 'loading';
    this.options.changed();
    const words = this.words.trim();
    const query = words ? `&q=${encodeURIComponent(words)}` : after && `&after=${encodeURIComponent(after)}`;
    const { data, problem } = await this.options.api.call('GET', `/api/v1/${this.kind}?limit=${PAGE}${query}`);
    // Somebody has typed on.
    if (turn !== this.turn) return;
    this.state = problem ? 'failed' : 'ready';
    if (data) {
      this.items = [...this.items, ...data.items];
      this.next = data.next ?? '';
    }
    this.options.changed();
  }

  /** Looks at a file: what it would do, or all that is wrong with it. @param {File} file */
  async look(file) {
    this.forget();
    this.file = file;
    await this.send(file, true);
  }

  /** Stores the file that was looked at. @returns {Promise<Imported|null>} */
  async store() {
    const { file } = this;
    if (!file || !this.preview || this.preview.mistakes.length > 0) return null;
    const done = await this.send(file, false);
    if (!done?.stored) return null;
    this.forget();
    await this.load();
    return done;
  }

  /** @param {File} file @param {boolean} trial @returns {Promise<Imported|null>} */
  async send(file, trial) {
    const { kind } = this;
    this.busy = true;
    this.refused = null;
    this.options.changed();
    const { data, problem } = await this.options.api.call('POST', `/api/v1/records/${kind}/import${trial ? '?dry_run=true' : ''}`, { raw: { type: 'text/csv', content: file } });
    // Another kind or file was chosen meanwhile: of this one nothing is shown.
    const current = this.file === file && this.kind === kind;
    if (current) {
      this.busy = false;
      this.preview = data ?? null;
      this.refused = problem ?? null;
    }
    this.options.changed();
    return current ? (data ?? null) : null;
  }

  /** Lets the file go. */
  forget() {
    this.file = null;
    this.preview = null;
    this.refused = null;
    this.busy = false;
    this.options.changed();
  }

  /** All records of the kind, as a file. @returns {Promise<{blob?: Blob, problem?: Problem}>} */
  async export() {
    const { data, problem } = await this.options.api.call('GET', `/api/v1/records/${this.kind}/export`, { as: 'blob' });
    return problem ? { problem } : { blob: data };
  }
}

/** What a record is called, in a language where it has texts. @param {Item} item @param {string} language @returns {string} */
export function title(item, language) {
  const texts = item.names ?? item.titles;
  const named = texts && (texts[language] ?? texts.en ?? Object.values(texts)[0]);
  return named ?? item.name ?? item.number ?? item.vin ?? item.vehicle ?? item.id;
}

/** What else is shown of it. @param {Item} item @param {string} language @returns {string[]} */
export function details(item, language) {
  const name = title(item, language);
  return DETAILS.map((field) => item[field]).filter((value) => (typeof value === 'string' || typeof value === 'number') && value !== name).map(String);
}
