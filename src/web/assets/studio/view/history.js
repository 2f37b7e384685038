// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { formName } from './forms.js';
import { FIELD_NAMES } from './merging.js';
import { differences } from './pieces.js';

/**
 * The revisions of an entry: who saved what, what lies between two of them, and the way back.
 *
 * @typedef {import('./shell.js').Shell} Shell
 *
 * @typedef {object} Revision
 * @property {number} revision
 * @property {string} at
 * @property {string} [author]
 * @property {string} [note]
 * @property {string} [change]
 * @property {boolean} [autosaved]
 * @property {string[]} [published_at]
 * @property {{at: string, author: string, kind: string, reason?: string}[]} [publications]
 */

/** @type {Record<string, string>} */
const CHANGE_NAMES = { wording: 'studio-change-wording', meaning: 'studio-change-meaning', wrong: 'studio-change-wrong', import: 'studio-change-import' };
const PAGE = 50;
/** Publications of a revision that are told. */
const PUBLICATIONS = 3;
/** Revisions shown at most. */
const MOST = 1_000;

export class HistoryPage {
  /** @param {Shell} shell @param {string} id @param {number} wanted  a revision to begin with, or 0 */
  constructor(shell, id, wanted) {
    this.shell = shell;
    this.id = id;
    this.wanted = wanted;
    const t = (this.t = shell.t.bind(shell));
    /** @type {Revision[]} */
    this.items = [];
    /** @type {string|null} */
    this.next = null;
    this.shown = 0;
    this.turn = 0;
    this.rows = h('ol', { class: 'revisions' });
    this.more = h('div', { class: 'more' });
    this.detail = h('section', { class: 'revision-detail', 'aria-live': 'polite' });
    this.element = h(
      'div',
      { class: 'stack' },
      h('p', null, h('a', { class: 'back', href: `#/entry/${encodeURIComponent(id)}` }, icon('back'), t('studio-back-to-entry'))),
      h('div', { class: 'page-head' }, h('h2', null, t('studio-revisions-of', { id }))),
      h('div', { class: 'two-panes' }, h('div', { class: 'stack' }, this.rows, this.more), this.detail),
    );
    this.load('');
  }

  path(what = '') {
    return `/api/v1/faq/${encodeURIComponent(this.id)}${what}`;
  }

  /** @param {string} cursor */
  async load(cursor) {
    if (cursor === '') put(this.rows, h('li', null, this.shell.loading()));
    const { data, problem } = await this.shell.api.call('GET', this.path(`/revisions?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`));
    if (problem) {
      put(this.rows, h('li', null, this.shell.failed(problem, () => this.load(cursor))));
      return;
    }
    this.items = [...this.items, ...(data.items ?? [])].slice(0, MOST);
    this.next = this.items.length < MOST ? (data.next ?? null) : null;
    this.draw();
    if (this.shown === 0 && this.items.length > 0) this.show(this.items.some(({ revision }) => revision === this.wanted) ? this.wanted : this.items[0].revision);
  }

  draw() {
    const { shell, t } = this;
    put(
      this.rows,
      this.items.map((one) =>
        h(
          'li',
          null,
          h(
            'button',
            { type: 'button', class: 'revision', 'aria-pressed': String(one.revision === this.shown), onclick: () => this.show(one.revision) },
            h('span', { class: 'revision-number' }, t('studio-revision', { revision: one.revision })),
            h('span', { class: 'muted small' }, [shell.moment(one.at), one.author ?? ''].filter(Boolean).join(' · ')),
            h('span', { class: 'small' }, one.autosaved ? t('studio-autosaved') : t(CHANGE_NAMES[one.change ?? 'wording'] ?? 'studio-change-wording')),
            one.note && h('span', { class: 'small' }, one.note),
            (one.published_at ?? []).slice(-PUBLICATIONS).map((at) => h('span', { class: 'chip active' }, t('studio-published-at', { moment: shell.moment(at) }))),
            (one.publications ?? []).slice(-PUBLICATIONS).map(({ reason }) => reason && h('span', { class: 'small' }, t('studio-published-because', { reason }))),
          ),
        ),
      ),
    );
    put(this.more, this.next !== null && h('button', { type: 'button', class: 'button', onclick: () => this.load(this.next ?? '') }, t('studio-more')));
  }

  /** @param {number} revision */
  async show(revision) {
    const { shell, t } = this;
    this.shown = revision;
    const turn = (this.turn += 1);
    this.draw();
    const at = this.items.findIndex((one) => one.revision === revision);
    const before = this.items[at + 1]?.revision;
    put(this.detail, shell.loading());
    const { data, problem } = before === undefined ? await shell.api.call('GET', this.path(`/revisions/${revision}`)) : await shell.api.call('GET', this.path(`/diff?from=${before}&to=${revision}`));
    if (turn !== this.turn) return;
    if (problem) {
      put(this.detail, shell.failed(problem, () => this.show(revision)));
      return;
    }
    put(
      this.detail,
      h('h3', null, before === undefined ? t('studio-revision', { revision }) : t('studio-diff', { from: before, to: revision })),
      before === undefined ? this.whole(data) : this.difference(data),
      h('div', { class: 'row-actions' }, at > 0 && h('button', { type: 'button', class: 'button', onclick: () => this.restore(revision) }, t('studio-restore'))),
    );
  }

  /** What changed, by language and field. @param {any} data */
  difference(data) {
    const { shell, t } = this;
    const parts = [
      ...Object.entries(data.fields ?? {}).map(([field, pieces]) => ({ language: '', field, pieces })),
      ...Object.entries(data.languages ?? {}).flatMap(([language, fields]) => Object.entries(/** @type {Record<string, any>} */ (fields)).map(([field, pieces]) => ({ language, field, pieces }))),
    ].filter(({ pieces }) => Array.isArray(pieces) && pieces.some((/** @type {any} */ piece) => piece.kind !== 'same'));
    if (parts.length === 0) return h('p', { class: 'muted' }, t('studio-diff-none'));
    return h('div', { class: 'stack' }, parts.map(({ language, field, pieces }) => {
      const name = t(FIELD_NAMES[field] ?? 'studio-details');
      return h('div', null, h('h4', null, language ? t('studio-merge-field', { field: name, language: shell.name(language) }) : name), h('div', { class: 'diff', lang: language || null }, differences(shell, field === 'action' ? ofForms(shell, pieces) : pieces)));
    }));
  }

  /** @param {any} entry */
  whole(entry) {
    const { shell } = this;
    return h('div', { class: 'stack' }, Object.entries(entry.languages ?? {}).map(([language, words]) => h('div', { lang: language }, h('h4', { lang: shell.texts?.language ?? null }, shell.name(language)), h('p', null, h('strong', null, words.title)), h('p', { class: 'diff' }, words.answer))));
  }

  /** @param {number} revision */
  async restore(revision) {
    const { problem } = await this.shell.api.call('POST', this.path('/restore'), { body: { revision } });
    if (problem) {
      this.shell.say(this.shell.refusal(problem));
      return;
    }
    this.shell.go(`entry/${encodeURIComponent(this.id)}`, this.t('studio-done-restored'));
  }
}

/** A form and another one, by what they are called. @param {Shell} shell @param {import('../core/diff.js').Piece[]} pieces @returns {import('../core/diff.js').Piece[]} */
function ofForms(shell, pieces) {
  const of = (/** @type {'added'|'removed'} */ kind) => {
    const form = pieces.filter((piece) => piece.kind === 'same' || piece.kind === kind).map(({ text }) => text).join('').trim();
    return form === '' ? [] : [{ kind, text: formName(shell, form) }];
  };
  return [...of('removed'), ...of('added')];
}
