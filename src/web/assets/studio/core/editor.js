// @ts-check
import { Timers } from '../../shared/timers.js';
import { bodyOf, changedLanguages, fieldsOf, isId, same, suggestId, tidy, tooLarge, unpublishable, unstorable } from './fields.js';
import { get, merge, set } from './merge.js';

/**
 * One entry while it is edited, without DOM: what is typed, what the server has, and what lies between them. What is typed is
 * kept on this device at once, saved as a draft a little later, and never written over what somebody else has saved.
 *
 * @typedef {import('./fields.js').Fields} Fields
 * @typedef {import('./fields.js').Entry} Entry
 * @typedef {import('./fields.js').Mistake} Mistake
 * @typedef {import('../../shared/api.js').Problem} Problem
 * @typedef {'wording'|'meaning'|'wrong'} Change
 *
 * @typedef {'saved'|'typing'|'sending'|'offline'|'incomplete'|'large'|'conflict'|'refused'} Saving
 *
 * @typedef {object} Options
 * @property {Pick<import('../../shared/api.js').Api, 'call'>} api
 * @property {import('./keep.js').Keep} keep
 * @property {import('../../shared/link.js').Clock} clock
 * @property {string[]} languages  those in use
 * @property {() => void} changed
 * @property {() => void} [refill]  the fields are others than those typed: the form has to show them
 * @property {() => boolean} [visible]  somebody looks at the page
 *
 * @typedef {{ok: boolean, problem?: Problem, conflict?: boolean, changes?: import('./gate.js').Changed[]}} Outcome  `changes`: what the publication changes
 */

const FAQ = '/api/v1/faq';
/** The drawer of an entry that has no id yet. */
export const NEW = ':new';
/** A pause in typing after which it is kept on this device, and saved. */
const KEEP_AFTER_MS = 300;
const SAVE_AFTER_MS = 1_500;
/** Typing without a pause is saved so often. */
const SAVE_EVERY_MS = 10_000;
/** Waits before a save that did not get through is tried again. */
const AGAIN_MS = [3_000, 10_000, 30_000];
/** So often in a row a save meets somebody else's; then it waits before it tries again. */
const MOST_MEETINGS = 3;
const PRESENCE_EVERY_MS = 10_000;
/** Codes after which the same save may succeed later. */
const LATER = new Set(['unreachable', 'busy', 'rate_limited', 'internal', 'read_only', 'unauthenticated']);

export class Editor {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.timers = new Timers(options.clock);
    this.id = '';
    /** The entry as the server has it; null for a new one. @type {Entry|null} */
    this.entry = null;
    /** What stands in the form. */
    this.fields = fieldsOf({}, options.languages);
    /** What the server had when we last agreed. */
    this.settled = this.fields;
    /** What it was at the last save that said what kind of change it is. */
    this.since = this.fields;
    /** @type {'loading'|'ready'|'missing'|'failed'} */
    this.state = 'loading';
    /** @type {Saving} */
    this.saving = 'saved';
    /** What the server found wrong. @type {Mistake[]} */
    this.mistakes = [];
    /** @type {Problem|null} */
    this.problem = null;
    /** @type {{theirs: Entry, conflicts: import('./merge.js').Conflict[], merged: Fields, by: string}|null} */
    this.conflict = null;
    /** Who changed it meanwhile, when that was joined with what is typed. */
    this.joined = '';
    /** Something typed before was brought back. */
    this.restored = false;
    /** The device takes nothing more. */
    this.unkept = false;
    /** @type {Date|null} */
    this.savedAt = null;
    /** @type {{name: string, language?: string, since: string}[]} */
    this.others = [];
    /** What is being done: publish, withdraw... */
    this.busy = '';
    this.language = '';
    this.tries = 0;
    this.meetings = 0;
    /** Since when there has been something to save. */
    this.dirtySince = 0;
    /** @type {Promise<Outcome>|null} */
    this.inFlight = null;
    /** @type {Promise<void>|null} what is being foreseen; it never fails */
    this.foreseeing = null;
    this.closed = false;
  }

  // ---- open and close

  /** @param {string} id */
  async open(id) {
    this.id = id;
    const { data, problem } = await this.options.api.call('GET', this.path());
    if (this.closed) return;
    if (problem) {
      this.state = problem.code === 'not_found' ? 'missing' : 'failed';
      this.problem = problem;
      this.options.changed();
      return;
    }
    this.take(data);
    this.since = this.settled;
    this.fields = fieldsOf(data, this.options.languages);
    const kept = this.options.keep.get(this.id);
    if (data.autosaved && !kept?.since) await this.lastSaid();
    if (this.closed) return;
    this.state = 'ready';
    this.restore(kept);
    this.options.changed();
    this.present();
  }

  /** What the entry was before it was saved while typing: of what came since, somebody still has to say what kind of change it is. */
  async lastSaid() {
    const { data } = await this.options.api.call('GET', this.path('/revisions?limit=2'));
    const before = data?.items?.find((/** @type {{autosaved?: boolean}} */ one) => !one.autosaved);
    if (!before) {
      this.since = fieldsOf({}, this.options.languages);
      return;
    }
    const answer = await this.options.api.call('GET', this.path(`/revisions/${before.revision}`));
    if (answer.data) this.since = fieldsOf(answer.data, this.options.languages);
  }

  /** A new entry, perhaps with something in it. @param {Partial<Entry>} [like] @param {boolean} [fresh]  nothing kept is brought back */
  create(like = {}, fresh = false) {
    this.id = '';
    this.entry = null;
    this.settled = fieldsOf({}, this.options.languages);
    this.since = this.settled;
    this.fields = fieldsOf(like, this.options.languages);
    this.state = 'ready';
    const kept = fresh ? null : this.options.keep.get(NEW);
    if (kept) {
      this.id = kept.name ?? '';
      this.restore(kept);
    } else if (this.dirty()) this.typed();
    this.options.changed();
  }

  /** Brings back what was typed and not saved. @param {import('./keep.js').Kept|null} kept */
  restore(kept) {
    if (!kept) return;
    if (kept.since) this.since = kept.since;
    const mine = withLanguages(kept.fields, this.options.languages);
    if (same(tidy(mine), tidy(this.settled))) return;
    this.restored = true;
    if (kept.revision === (this.entry?.revision ?? 0)) {
      this.fields = mine;
      this.typed();
      return;
    }
    // Somebody has saved since.
    const { merged, conflicts } = merge(kept.base, mine, this.settled);
    this.fields = mine;
    if (conflicts.length > 0 && this.entry) this.disagree(this.entry, conflicts, merged);
    else {
      this.fields = withLanguages(merged, this.options.languages);
      this.joined = this.entry?.updated_by ?? '';
      this.typed();
    }
  }

  /** Takes an answer of the server as what is settled. @param {Entry} entry */
  take(entry) {
    this.entry = entry;
    this.id = entry.id;
    this.settled = fieldsOf(entry, this.options.languages);
    this.problem = null;
    this.mistakes = [];
  }

  /** Leaves the entry; what is typed is saved, and kept until it is. */
  close() {
    if (this.closed) return;
    if (this.dirty()) {
      this.store();
      if (this.saving !== 'conflict') this.save({ autosave: true });
    }
    this.closed = true;
    for (const name of ['keep', 'save', 'presence']) this.timers.stop(name);
  }

  path(what = '') {
    return `${FAQ}/${encodeURIComponent(this.id)}${what}`;
  }

  isNew() {
    return this.entry === null;
  }

  /** Whether the form holds what the server does not have. */
  dirty() {
    return !same(tidy(this.fields), tidy(this.settled));
  }

  // ---- typing

  /** Something was typed: `fields` has changed. */
  typed() {
    const { timers, options } = this;
    this.restored = this.restored && this.saving === 'saved';
    if (!this.dirty()) {
      if (this.saving !== 'sending') this.saving = 'saved';
      for (const name of ['keep', 'save']) timers.stop(name);
      this.dirtySince = 0;
      this.forget();
      options.changed();
      return;
    }
    if (this.dirtySince === 0) this.dirtySince = options.clock.now();
    if (this.saving !== 'conflict' && this.saving !== 'sending') this.saving = 'typing';
    if (!timers.has('keep')) timers.set('keep', KEEP_AFTER_MS, () => this.store());
    if (this.saving !== 'conflict') {
      const wait = options.clock.now() - this.dirtySince >= SAVE_EVERY_MS ? 0 : SAVE_AFTER_MS;
      timers.set('save', wait, () => this.save({ autosave: true }));
    }
    options.changed();
  }

  /** Keeps what is typed on this device. */
  store() {
    const { keep, clock } = this.options;
    this.unkept = !keep.set(this.isNew() ? NEW : this.id, { fields: this.fields, base: this.settled, revision: this.entry?.revision ?? 0, since: this.since, at: clock.now(), ...(this.isNew() ? { name: this.id } : {}) });
    if (this.unkept) this.options.changed();
  }

  /** What is typed is saved, or was undone. */
  forget() {
    this.timers.stop('keep');
    this.unkept = false;
    // What kind of change it was is still to be said: that is remembered.
    if (!this.isNew() && this.undeclared().length > 0) this.store();
    else this.options.keep.remove(this.isNew() ? NEW : this.id);
  }

  /** What keeps the server from taking it, before it is asked; `publish`: from publishing it. */
  lacks(publish = false) {
    const found = [...unstorable(this.fields), ...(publish ? unpublishable(this.fields) : [])];
    if (this.isNew() && !isId(this.id)) found.push({ field: 'id', key: 'studio-needs-id' });
    return found;
  }

  /** Languages that were changed since somebody last said what kind of change it is. */
  undeclared() {
    return changedLanguages(this.since, this.fields);
  }

  /** Other languages that have words, and were not changed along. */
  behind() {
    const changed = this.undeclared();
    return changed.length === 0 ? [] : Object.keys(tidy(this.fields).languages).filter((code) => !changed.includes(code));
  }

  suggestId() {
    return suggestId(this.fields, this.options.clock.random);
  }

  // ---- saving

  /**
   * Saves the draft. One save at a time: a second waits for the first.
   * @param {{autosave?: boolean, change?: Change, current?: string[], note?: string}} [what]
   * @returns {Promise<Outcome>}
   */
  async save(what = {}) {
    while (this.inFlight) await this.inFlight;
    if (this.conflict) return { ok: false, conflict: true };
    if (what.autosave && !this.dirty()) return { ok: true };
    this.timers.stop('save');
    this.inFlight = this.send(what);
    try {
      return await this.inFlight;
    } finally {
      this.inFlight = null;
    }
  }

  /** @param {Parameters<Editor['save']>[0]} what @returns {Promise<Outcome>} */
  async send(what) {
    const { api, changed, clock } = this.options;
    const sent = structuredClone(this.fields);
    const body = { ...bodyOf(sent, this.entry), ...what };
    const lacks = this.lacks();
    // What is too long is not helped by writing more.
    if (lacks.some(({ count }) => count !== undefined)) return this.stay('large');
    if (lacks.length > 0) return this.stay('incomplete');
    if (tooLarge(body)) return this.stay('large');
    this.saving = 'sending';
    changed();
    const { data, problem } = await api.call('PUT', this.path(), { body, revision: this.entry?.revision ?? 0 });
    if (problem) return this.refused(problem);
    const wasNew = this.isNew();
    if (wasNew) this.options.keep.remove(NEW);
    this.take(data);
    // What was sent is what we agree on, however the server tidied it.
    this.settled = sent;
    if (!what?.autosave) this.since = sent;
    this.tries = 0;
    this.meetings = 0;
    this.restored = false;
    this.savedAt = new Date(clock.now());
    this.dirtySince = 0;
    this.saving = 'saved';
    this.typed();
    if (wasNew) this.present();
    return { ok: true };
  }

  /** Not sent: it stays on this device. @param {Saving} why @returns {Outcome} */
  stay(why) {
    this.saving = why;
    this.store();
    this.options.changed();
    return { ok: false };
  }

  /** @param {Problem} problem @returns {Promise<Outcome>} */
  async refused(problem) {
    const { options } = this;
    this.problem = problem;
    this.store();
    const met = problem.code === 'stale_revision' && !this.isNew();
    if (met) this.meetings += 1;
    if (met && this.meetings <= MOST_MEETINGS) return this.meet(problem);
    if (met || LATER.has(problem.code)) {
      this.saving = 'offline';
      const wait = AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)];
      this.tries += 1;
      if (!this.closed) this.timers.set('save', wait, () => this.save({ autosave: true }));
    } else {
      this.saving = problem.code === 'too_large' ? 'large' : 'refused';
      this.mistakes = mistakesOf(problem);
      if (problem.code === 'stale_revision') this.mistakes = [{ field: 'id', message: '' }];
    }
    options.changed();
    return { ok: false, problem };
  }

  /** The line is back: what waits is sent now. */
  online() {
    if (this.saving !== 'offline' || this.closed) return;
    this.tries = 0;
    this.save({ autosave: true });
  }

  // ---- two editors

  /** Somebody else has saved: their changes and ours are put together. @param {Problem} problem @returns {Promise<Outcome>} */
  async meet(problem) {
    const { data, problem: second } = await this.options.api.call('GET', this.path());
    if (second) return this.refused(second);
    const theirs = /** @type {Entry} */ (data);
    const by = String(problem.body?.updated_by ?? theirs.updated_by ?? '');
    const { merged, conflicts } = merge(this.settled, this.fields, fieldsOf(theirs, this.options.languages));
    if (conflicts.length > 0) {
      this.disagree(theirs, conflicts, merged, by);
      return { ok: false, conflict: true };
    }
    this.adopt(theirs, merged);
    this.joined = by;
    this.options.changed();
    return { ok: false, conflict: true };
  }

  /** @param {Entry} theirs @param {import('./merge.js').Conflict[]} conflicts @param {Fields} merged @param {string} [by] */
  disagree(theirs, conflicts, merged, by = theirs.updated_by ?? '') {
    this.conflict = { theirs, conflicts, merged, by };
    this.saving = 'conflict';
    this.timers.stop('save');
    this.options.changed();
  }

  /**
   * A person has decided on each text that both had changed.
   * @param {any[]} chosen  the text for each conflict, in their order
   */
  resolve(chosen) {
    if (!this.conflict) return;
    const { theirs, conflicts, merged } = this.conflict;
    conflicts.forEach((conflict, index) => set(merged, conflict.path, chosen[index] ?? get(this.fields, conflict.path)));
    this.conflict = null;
    this.adopt(theirs, merged);
  }

  /** Goes on from theirs, with the fields that came of both. @param {Entry} theirs @param {Fields} merged */
  adopt(theirs, merged) {
    // What they changed is declared by them.
    const since = tidy(this.since);
    this.take(theirs);
    this.since = merge(since, since, this.settled).merged;
    this.fields = withLanguages(merged, this.options.languages);
    this.saving = 'typing';
    this.options.refill?.();
    this.typed();
  }

  /** Tells that we are here, and learns who else is. */
  async present() {
    const { api, changed, visible } = this.options;
    if (this.closed || this.isNew()) return;
    this.timers.set('presence', PRESENCE_EVERY_MS, () => this.present());
    if (visible && !visible()) return;
    const { data } = await api.call('PUT', this.path('/presence'), { body: this.language ? { language: this.language } : {} });
    if (this.closed) return;
    const others = data?.others ?? [];
    if (same(others, this.others)) return;
    this.others = others;
    changed();
  }

  /** The server has added to the entry by itself: the form shows it, unless somebody types just now; then a save joins both. */
  async refresh() {
    while (this.inFlight) await this.inFlight;
    const { data } = await this.options.api.call('GET', this.path());
    if (!data || this.closed || this.dirty() || this.inFlight || data.revision === this.entry?.revision) return;
    this.take(data);
    this.fields = fieldsOf(data, this.options.languages);
    this.options.refill?.();
    this.typed();
  }

  // ---- what an entry goes through

  /**
   * Saves what is typed, with what kind of change it is, and publishes it, now or at a time.
   * @param {{change?: Change, note?: string, at?: string, override?: string}} what
   * @returns {Promise<Outcome>}
   */
  async publish({ change, note, at, override }) {
    // A save would take the draft away from under what is being foreseen, and the gate's work is used again.
    await this.foreseeing;
    if (this.dirty() || this.undeclared().length > 0) {
      const saved = await this.save({ ...(change ? { change } : {}), ...(note ? { note } : {}) });
      if (!saved.ok) return saved;
    }
    return this.act('publish', 'POST', '/publish', { ...(at ? { at } : {}), ...(override ? { override } : {}) });
  }

  /**
   * What publishing, withdrawing or undoing would change: nothing is done yet. What is typed is saved first, as a draft.
   * @param {'publish'|'withdraw'|'undo'} name
   * @returns {Promise<Outcome>}
   */
  foresee(name) {
    const outcome = this.foreseen(name);
    this.foreseeing = outcome.then(() => {}, () => {});
    return outcome;
  }

  /** @param {'publish'|'withdraw'|'undo'} name @returns {Promise<Outcome>} */
  async foreseen(name) {
    if (name === 'publish' && this.dirty()) {
      const saved = await this.save({ autosave: true });
      if (!saved.ok) return saved;
    }
    while (this.inFlight) await this.inFlight;
    const { data, problem } = await this.options.api.call('POST', this.path(`/${name}`), { body: { dry_run: true }, revision: this.entry?.revision });
    return problem ? { ok: false, problem } : { ok: true, changes: data?.changes };
  }

  /** @param {string} [override]  why, although the gate warns */
  withdraw(override) {
    return this.act('withdraw', 'POST', '/withdraw', override ? { override } : {});
  }

  /** Takes a draft that was never published out of the list; its revisions stay. */
  remove() {
    return this.act('remove', 'DELETE', '');
  }

  /** Back to what was published before. @param {string} [override]  why, although the gate warns */
  undo(override = '') {
    return this.act('undo', 'POST', '/undo', override ? { override } : {});
  }

  unschedule() {
    return this.act('unschedule', 'DELETE', '/schedule');
  }

  /** An older revision becomes the draft. @param {number} revision */
  restoreRevision(revision) {
    return this.act('restore', 'POST', '/restore', { revision });
  }

  /** @param {string} id */
  rename(id) {
    return this.act('rename', 'POST', '/rename', { id });
  }

  /**
   * @param {string} name @param {'POST'|'DELETE'} method @param {string} path @param {object} [body]
   * @returns {Promise<Outcome>}
   */
  async act(name, method, path, body) {
    const { api, changed, refill } = this.options;
    await this.foreseeing;
    while (this.inFlight) await this.inFlight;
    this.busy = name;
    changed();
    const before = this.id;
    const { data, problem } = await api.call(method, this.path(path), { body: body ?? {}, revision: this.entry?.revision });
    this.busy = '';
    if (problem) {
      changed();
      return { ok: false, problem, changes: problem.body?.changes };
    }
    const entry = data?.entry ?? data;
    const typing = this.dirty();
    if (entry?.languages) {
      this.take(entry);
      if (before !== this.id) this.options.keep.remove(before);
      if (!typing) {
        this.fields = fieldsOf(entry, this.options.languages);
        this.since = this.settled;
        refill?.();
      }
    }
    this.typed();
    return { ok: true, changes: data?.changes };
  }
}

/** All languages of the form, empty where nothing was kept. @param {Fields} fields @param {string[]} languages */
function withLanguages(fields, languages) {
  return fieldsOf(/** @type {Partial<Entry>} */ (fields), languages);
}

/** @param {Problem} problem @returns {Mistake[]} */
function mistakesOf(problem) {
  const found = problem.body?.problems ?? [];
  if (Array.isArray(found) && found.length > 0) return found;
  return problem.errors.map(({ field, detail }) => ({ field, message: detail }));
}
