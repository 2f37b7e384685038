// @ts-check
/**
 * The list of entries without DOM: what is asked for, what came, and which of them are marked.
 *
 * @typedef {import('../../shared/api.js').Problem} Problem
 * @typedef {import('./fields.js').State} State
 *
 * @typedef {object} Short  an entry in the list
 * @property {string} id
 * @property {string} category
 * @property {number} revision
 * @property {number} [published_revision]
 * @property {boolean} draft
 * @property {Record<string, {title: string, state: State}>} languages
 * @property {string[]} [tags]
 * @property {string} [updated_at]
 * @property {string} [updated_by]
 * @property {string} [scheduled_at]
 * @property {Record<string, Counts>} [counts]  by language, of the last 90 days
 *
 * @typedef {{asked: number, shown: number, taken: number, helpful: number, unhelpful: number, person: number}} Counts
 *
 * @typedef {{q: string, category: string, language: string, state: string, filter: string}} Query
 *
 * @typedef {object} Options
 * @property {Pick<import('../../shared/api.js').Api, 'call'>} api
 * @property {() => void} changed
 */

export const STATES = /** @type {const} */ (['missing', 'stale', 'wrong']);
export const FILTERS = /** @type {const} */ (['draft', 'never_asked', 'unhelpful', 'withdrawn']);
const FAQ = '/api/v1/faq';
/** Entries asked for at once. */
const PAGE = 50;
/** Entries shown at most; who has more searches. */
export const MOST = 2_000;

/** @returns {Query} */
export const everything = () => ({ q: '', category: '', language: '', state: '', filter: '' });

export class EntryList {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.query = everything();
    /** @type {Short[]} */
    this.items = [];
    /** @type {string|null} */
    this.next = null;
    /** @type {'loading'|'ready'|'failed'} */
    this.state = 'loading';
    /** @type {Problem|null} */
    this.problem = null;
    /** Ids that are marked for a change of many. @type {Set<string>} */
    this.marked = new Set();
    /** All that were ever seen. @type {Set<string>} */
    this.categories = new Set();
    this.turn = 0;
  }

  /** The first page of what is asked for. */
  async load() {
    const turn = (this.turn += 1);
    this.state = this.items.length > 0 ? 'ready' : 'loading';
    this.options.changed();
    const { data, problem } = await this.options.api.call('GET', this.path(''));
    if (turn !== this.turn) return;
    this.problem = problem ?? null;
    this.state = problem ? 'failed' : 'ready';
    if (data) this.take(data, []);
    const there = new Set(this.items.map(({ id }) => id));
    this.marked = new Set([...this.marked].filter((id) => there.has(id)));
    this.options.changed();
  }

  /** The next page. */
  async more() {
    if (!this.next) return;
    const turn = (this.turn += 1);
    const { data, problem } = await this.options.api.call('GET', this.path(this.next));
    if (turn !== this.turn) return;
    this.problem = problem ?? null;
    if (data) this.take(data, this.items);
    this.options.changed();
  }

  /** @param {any} data @param {Short[]} before */
  take(data, before) {
    const known = new Set(before.map(({ id }) => id));
    this.items = [...before, ...(data.items ?? []).filter((/** @type {Short} */ one) => !known.has(one.id))].slice(0, MOST);
    this.next = this.items.length < MOST ? (data.next ?? null) : null;
    for (const category of data.categories ?? []) this.categories.add(category);
    for (const { category } of this.items) this.categories.add(category);
  }

  /** @param {string} cursor */
  path(cursor) {
    const query = new URLSearchParams({ limit: String(PAGE), counts: 'true' });
    for (const [name, value] of Object.entries(this.query)) if (value.trim() !== '') query.set(name, value.trim());
    if (cursor) query.set('cursor', cursor);
    return `${FAQ}?${query}`;
  }

  /** Whether some are left out. */
  filtered() {
    return Object.values(this.query).some((value) => value.trim() !== '');
  }

  /** @param {string} id @param {boolean} on */
  mark(id, on) {
    if (on) this.marked.add(id);
    else this.marked.delete(id);
    this.options.changed();
  }

  /** @param {boolean} on */
  markAll(on) {
    this.marked = new Set(on ? this.items.map(({ id }) => id) : []);
    this.options.changed();
  }

  /**
   * Changes all that are marked; those that were refused stay marked.
   * @param {{category?: string, add_tags?: string[], remove_tags?: string[]}} change
   * @returns {Promise<{done: number, refused: string[], problem?: Problem}>}
   */
  async bulk(change) {
    const ids = [...this.marked];
    const { data, problem } = await this.options.api.call('POST', `${FAQ}/bulk`, { body: { ids, ...change } });
    if (problem) return { done: 0, refused: ids, problem };
    const results = /** @type {{id: string, ok?: boolean, code?: string}[]} */ (data.results ?? data.items ?? []);
    const refused = results.filter((one) => one.ok === false || one.code).map(({ id }) => id);
    this.marked = new Set(refused);
    await this.load();
    return { done: ids.length - refused.length, refused };
  }
}
