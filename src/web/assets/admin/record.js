// @ts-check
/**
 * One record without DOM: its fields, what somebody types into them, and what came of saving it (`docs/protocol.md` section 12).
 *
 * What is typed is kept by record until it is saved or given up: who looks at another one meanwhile finds it again.
 *
 * @typedef {import('../shared/api.js').Problem} Problem
 * @typedef {import('./records.js').Item} Item
 *
 * @typedef {object} Field  of a kind, as `GET /api/v1/records` tells it
 * @property {string} name
 * @property {string} type
 * @property {boolean} list
 * @property {boolean} required
 * @property {string[]} choices
 * @property {string|null} record  the kind that it names
 *
 * @typedef {string|boolean|string[]|Record<string, string>} Typed  text; a flag; what of a list is chosen; a text by language
 *
 * @typedef {{kind: string, field: string, items: Item[]|null, more: boolean}} Linked  what names this record; `items` null: it could not be loaded
 * @typedef {{code: string, kind: string, status: string, closed_at: string|null}} RequestLine
 * @typedef {{names: Record<string, string>, state: string, by?: string, until: string|null, km_left: number|null}} Coverage
 *
 * @typedef {object} Options
 * @property {Pick<import('../shared/api.js').Api, 'call'>} api
 * @property {() => void} changed
 */
import { title } from './records.js';

/** The languages of texts, as a form has them. */
export const LANGUAGES = ['bn', 'kk', 'en', 'ru'];
/** Types of which a list is chosen from, and not written line by line. */
const CHOSEN = ['choice', 'language', 'market'];
/** Records that are shown of those that name this one. */
export const MOST_LINKED = 20;
/** Kinds that requests may be about, and the parameter of their list. @type {Record<string, string>} */
const REQUESTS = { owners: 'owner', vehicles: 'vehicle', centres: 'centre' };
/** Records offered while somebody types a reference. */
const MOST_OFFERED = 8;
/** What stands of an id before the program has given one. */
export const ID = 'id';

/** Whether a field's value is a list that is ticked. @param {Field} field */
export const isTicked = (field) => field.list && CHOSEN.includes(field.type);

/** A value between `|` in a sheet, on a line here. @param {any} value @returns {string} */
function line(value) {
  if (value === null || typeof value !== 'object') return String(value ?? '');
  if (value.days) return `${value.days.join(',')} ${value.open}-${value.close}`;
  if (value.service) return `${value.service}:${value.minutes}:${value.capacity}`;
  return `${value.from}..${value.to}`;
}

/** A stored value as a form has it. @param {Field} field @param {any} value @returns {Typed} */
export function typedOf(field, value) {
  if (field.type === 'flag') return value === true;
  if (field.type === 'texts') return Object.fromEntries(LANGUAGES.map((language) => [language, value?.[language] ?? '']));
  if (isTicked(field)) return [...(value ?? [])];
  if (Array.isArray(value)) return value.map(line).join('\n');
  return line(value);
}

/** What a form has as the API takes it; null where nothing is said. @param {Field} field @param {Typed} typed @returns {any} */
export function wireOf(field, typed) {
  if (field.type === 'flag') return typed === true;
  if (field.type === 'texts') {
    const texts = Object.entries(/** @type {Record<string, string>} */ (typed)).filter(([, text]) => text.trim() !== '');
    return texts.length > 0 ? Object.fromEntries(texts) : null;
  }
  if (Array.isArray(typed)) return typed.length > 0 ? typed : null;
  const text = String(typed).trim();
  if (text === '') return null;
  const lines = text.split('\n').map((one) => one.trim()).filter((one) => one !== '');
  if (field.list || (field.type === 'holidays' && lines.length > 1)) return lines;
  return text;
}

/** @param {Typed|undefined} a @param {Typed|undefined} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class RecordCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** The fields of each kind. @type {Map<string, Field[]>} */
    this.schema = new Map();
    this.kind = '';
    /** Empty for a new one. */
    this.id = '';
    /** @type {'idle'|'loading'|'ready'|'missing'|'failed'} */
    this.state = 'idle';
    /** What changes are made on; null for a new one. @type {Item|null} */
    this.base = null;
    /** What was typed and is not saved, by record and field. @type {Map<string, Map<string, Typed>>} */
    this.drafts = new Map();
    /** What is wrong with each field. @type {Record<string, string>} */
    this.faults = {};
    /** @type {Problem|null} */
    this.problem = null;
    /** What somebody else has written into fields that are changed here, too. @type {Map<string, Typed>} */
    this.theirs = new Map();
    /** Somebody else was faster: in `both` the same fields, in `other` others, or they removed it. @type {''|'both'|'other'|'gone'} */
    this.conflict = '';
    this.busy = false;
    /** @type {Linked[]|null} */
    this.linked = null;
    /** @type {{items: RequestLine[], more: boolean}|null} */
    this.requests = null;
    /** @type {Coverage[]|null} */
    this.coverage = null;
    /** What records are called that this one names, by `KIND/ID`. @type {Map<string, Item|null>} */
    this.named = new Map();
    this.turn = 0;
  }

  key() {
    return `${this.kind}/${this.id}`;
  }

  fields() {
    return this.schema.get(this.kind) ?? [];
  }

  draft() {
    let draft = this.drafts.get(this.key());
    if (!draft) this.drafts.set(this.key(), (draft = new Map()));
    return draft;
  }

  /** Whether anything is typed that is not saved: of this record, or, with `any`, of any. @param {boolean} [any] */
  dirty(any = false) {
    return any ? [...this.drafts.values()].some((draft) => draft.size > 0) : (this.drafts.get(this.key())?.size ?? 0) > 0;
  }

  /** What the form shows of a field. @param {Field} field @returns {Typed} */
  value(field) {
    return this.drafts.get(this.key())?.get(field.name) ?? typedOf(field, this.base?.[field.name]);
  }

  /** The id that was typed for a new record. */
  typedId() {
    return String(this.drafts.get(this.key())?.get(ID) ?? '');
  }

  /** @param {string} name @param {Typed} typed */
  type(name, typed) {
    const field = this.fields().find((one) => one.name === name);
    const before = field ? typedOf(field, this.base?.[name]) : '';
    if (same(before, typed)) this.draft().delete(name);
    else this.draft().set(name, typed);
    delete this.faults[name];
    this.options.changed();
  }

  /** Gives up what was typed. */
  discard() {
    this.drafts.delete(this.key());
    this.calm();
    this.options.changed();
  }

  /** Takes what somebody else has written into a field. @param {string} name */
  take(name) {
    this.draft().delete(name);
    this.theirs.delete(name);
    this.options.changed();
  }

  calm() {
    this.faults = {};
    this.problem = null;
    this.theirs = new Map();
    this.conflict = '';
  }

  /** @param {string} kind @param {string} id */
  enter(kind, id) {
    this.kind = kind;
    this.id = id;
    this.base = null;
    this.linked = null;
    this.requests = null;
    this.coverage = null;
    this.calm();
    this.turn += 1;
    return this.turn;
  }

  /** Opens a record. @param {string} kind @param {string} id */
  async open(kind, id) {
    const turn = this.enter(kind, id);
    this.state = 'loading';
    this.options.changed();
    const [known, { data, problem }] = await Promise.all([this.learn(), this.options.api.call('GET', this.path())]);
    if (turn !== this.turn) return;
    this.state = problem ? (problem.code === 'not_found' ? 'missing' : 'failed') : known ? 'ready' : 'failed';
    this.base = data ?? null;
    this.options.changed();
    if (this.state === 'ready') await this.look();
  }

  /** Begins a new one. @param {string} kind @param {Record<string, string>} values  what is known of it already */
  async begin(kind, values) {
    const turn = this.enter(kind, '');
    this.state = 'loading';
    this.options.changed();
    const known = await this.learn();
    if (turn !== this.turn) return;
    this.state = known ? 'ready' : 'failed';
    for (const field of this.fields()) {
      // What was typed before is somebody's work.
      if (values[field.name] !== undefined && !this.draft().has(field.name)) this.draft().set(field.name, values[field.name]);
    }
    this.options.changed();
    await this.look();
  }

  /** Reads again what is shown. */
  again() {
    return this.id === '' ? this.begin(this.kind, {}) : this.open(this.kind, this.id);
  }

  path() {
    return `/api/v1/${this.kind}/${encodeURIComponent(this.id)}`;
  }

  /** Learns the fields of the kinds, once. @returns {Promise<boolean>} whether they are known */
  async learn() {
    if (this.schema.size > 0) return true;
    const { data } = await this.options.api.call('GET', '/api/v1/records');
    for (const { kind, fields } of data?.items ?? []) this.schema.set(kind, fields);
    return this.schema.size > 0;
  }

  /** Looks up what hangs together with the record. */
  async look() {
    const turn = this.turn;
    const naming = [...this.schema].flatMap(([kind, fields]) => fields.filter(({ record }) => record === this.kind).map(({ name }) => ({ kind, field: name })));
    const asked = this.id === '' ? [] : naming.map((one) => this.linkedBy(one.kind, one.field));
    const by = REQUESTS[this.kind];
    const named = this.fields().flatMap((field) => (field.record ? [this.name(field.record, String(this.value(field)))] : []));
    const past = (this.base?.past_owners ?? []).map((/** @type {{owner: string}} */ one) => this.name('owners', one.owner));
    const [linked, requests, coverage] = await Promise.all([
      Promise.all(asked),
      by && this.id !== '' ? this.options.api.call('GET', `/api/v1/requests?state=all&limit=${MOST_LINKED}&${by}=${encodeURIComponent(this.id)}`) : null,
      this.kind === 'vehicles' && this.id !== '' ? this.options.api.call('GET', `${this.path()}/coverage`) : null,
      ...named,
      ...past,
    ]);
    if (turn !== this.turn) return;
    this.linked = linked;
    this.requests = requests?.data ? { items: requests.data.items, more: requests.data.next !== null } : null;
    this.coverage = coverage?.data?.items ?? null;
    this.options.changed();
  }

  /** @param {string} kind @param {string} field @returns {Promise<Linked>} */
  async linkedBy(kind, field) {
    const { data } = await this.options.api.call('GET', `/api/v1/${kind}?limit=${MOST_LINKED}&${field}=${encodeURIComponent(this.id)}`);
    return { kind, field, items: data?.items ?? null, more: data?.items?.length === MOST_LINKED };
  }

  /** Learns what a record is called that this one names. @param {string} kind @param {string} id */
  async name(kind, id) {
    const key = `${kind}/${id}`;
    if (id === '' || this.named.has(key)) return;
    const { data, problem } = await this.options.api.call('GET', `/api/v1/${kind}/${encodeURIComponent(id)}`);
    if (data) this.named.set(key, data);
    // Who has typed half a name is told nothing yet.
    else if (problem?.code === 'not_found') this.named.set(key, null);
    this.options.changed();
  }

  /** Records that somebody may mean. @param {string} kind @param {string} words @returns {Promise<Item[]>} */
  async offer(kind, words) {
    if (words.trim() === '') return [];
    const { data } = await this.options.api.call('GET', `/api/v1/${kind}?limit=${MOST_OFFERED}&q=${encodeURIComponent(words.trim())}`);
    for (const item of data?.items ?? []) this.named.set(`${kind}/${item.id}`, item);
    return data?.items ?? [];
  }

  /** What would be sent. @returns {Record<string, any>} */
  body() {
    /** @type {Record<string, any>} */
    const body = {};
    const draft = this.draft();
    for (const field of this.fields()) {
      const typed = draft.get(field.name);
      if (typed === undefined) continue;
      const wire = wireOf(field, typed);
      if (this.id !== '' || wire !== null) body[field.name] = wire;
    }
    if (this.id === '' && this.typedId().trim() !== '') body[ID] = this.typedId().trim();
    return body;
  }

  /** Saves what was typed. @returns {Promise<Item|null>} what is stored now */
  async save() {
    if (this.busy) return null;
    const { base, turn } = this;
    const kept = new Map(this.draft());
    const key = this.key();
    this.calm();
    this.busy = true;
    this.options.changed();
    const call = base ? this.options.api.call('PATCH', this.path(), { body: this.body(), revision: base.revision }) : this.options.api.call('POST', `/api/v1/${this.kind}`, { body: this.body() });
    const { data, problem } = await call;
    this.busy = false;
    if (data) {
      this.forget(key, kept);
      this.named.set(`${key.split('/')[0]}/${data.id}`, data);
    }
    // Somebody has gone on to another record: there is nothing to show.
    if (turn !== this.turn) return null;
    if (data && base) this.base = data;
    if (problem?.code === 'stale_revision') await this.newer();
    else if (problem?.code === 'not_found') this.conflict = 'gone';
    else if (problem) this.refuse(problem);
    this.options.changed();
    if (data && base) this.look();
    return data ?? null;
  }

  /** What is saved is no draft any more; what was typed meanwhile still is. @param {string} key @param {Map<string, Typed>} saved */
  forget(key, saved) {
    const draft = this.drafts.get(key);
    for (const [name, typed] of saved) if (same(draft?.get(name), typed)) draft?.delete(name);
    if (draft?.size === 0) this.drafts.delete(key);
  }

  /** @param {Problem} problem */
  refuse(problem) {
    for (const { field, detail } of problem.errors) this.faults[field] ??= detail;
    this.problem = problem;
  }

  /** Reads what somebody else has saved, and lays what was typed over it. */
  async newer() {
    const { turn, base } = this;
    const { data, problem } = await this.options.api.call('GET', this.path());
    if (turn !== this.turn) return;
    if (problem) {
      if (problem.code === 'not_found') this.conflict = 'gone';
      else this.problem = problem;
      return;
    }
    this.base = data;
    for (const field of this.fields()) {
      const [mine, before, now] = [this.draft().get(field.name), typedOf(field, base?.[field.name]), typedOf(field, data[field.name])];
      if (mine === undefined || same(before, now)) continue;
      // Both wrote the same.
      if (same(mine, now)) this.draft().delete(field.name);
      else this.theirs.set(field.name, now);
    }
    this.conflict = this.theirs.size > 0 ? 'both' : 'other';
  }

  /** Makes a record anew that somebody has removed, with all that is on the form. */
  async anew() {
    const { kind, id } = this;
    const values = this.fields().map((field) => /** @type {const} */ ([field, this.value(field)]));
    this.drafts.delete(this.key());
    this.enter(kind, '');
    this.state = 'ready';
    const draft = this.draft();
    draft.clear();
    for (const [field, typed] of values) if (!same(typed, typedOf(field, undefined))) draft.set(field.name, typed);
    draft.set(ID, id);
    this.options.changed();
    await this.look();
  }

  /** Removes the record. @returns {Promise<boolean>} */
  async remove() {
    const { base } = this;
    if (this.busy || !base) return false;
    this.calm();
    this.busy = true;
    this.options.changed();
    const { ok, problem } = await this.options.api.call('DELETE', this.path(), { revision: base.revision });
    this.busy = false;
    if (ok) this.drafts.delete(this.key());
    else if (problem?.code === 'stale_revision') await this.newer();
    else if (problem?.code === 'not_found') this.conflict = 'gone';
    else if (problem) this.problem = problem;
    this.options.changed();
    return ok;
  }

  /** What the record is called. @param {string} language */
  title(language) {
    return this.base ? title(this.base, language) : '';
  }
}
