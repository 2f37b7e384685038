// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { Part } from './part.js';
import { details, KIND_NAMES, KINDS, title } from './records.js';
import { newPlace, placeOf } from './route.js';

/**
 * Draws the records: what there is of a kind, and what a file would do. Truth is in the core.
 *
 * @typedef {import('./records.js').RecordsCore} RecordsCore
 * @typedef {import('./records.js').Item} Item
 * @typedef {import('./records.js').Imported} Imported
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** @type {Record<string, string>} */
const CHANGES = { new: 'records-change-new', changed: 'records-change-changed', same: 'records-change-same' };
/** Typing is not searched letter by letter. */
const PAUSE_MS = 250;

export class RecordsView extends Part {
  /** @param {RecordsCore} core @param {(problem: import('../shared/api.js').Problem) => string} refusal */
  constructor(core, refusal) {
    super();
    this.core = core;
    this.refusal = refusal;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.typing = undefined;
    this.kind = h('select', { class: 'field', id: 'records-kind', onchange: () => this.choose() });
    this.search = h('input', { class: 'field', type: 'search', id: 'records-search', autocomplete: 'off', maxlength: 200, oninput: () => this.typed() });
    this.file = h('input', { type: 'file', id: 'records-file', accept: '.csv,text/csv', class: 'visually-hidden', tabindex: -1, 'aria-hidden': 'true', onchange: () => this.chosen() });
    put(byId('records-filters'), this.kind, this.search);
    byId('records-export').addEventListener('click', () => this.export());
    byId('records-import').addEventListener('click', () => this.file.click());
    byId('records-import').after(this.file);
  }

  /** @param {Texts} texts */
  speak(texts) {
    this.search.setAttribute('aria-label', texts.t('records-search'));
    this.search.placeholder = texts.t('records-search-placeholder');
    this.kind.setAttribute('aria-label', texts.t('records-kind'));
    super.speak(texts);
  }

  choose() {
    location.hash = placeOf(this.kind.value);
  }

  /** Shows a kind; of one that is shown already nothing is lost. @param {string} kind */
  open(kind) {
    if (kind === this.core.kind && this.core.state !== 'idle') return;
    this.said = '';
    this.core.choose(kind);
  }

  typed() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.core.search(this.search.value), PAUSE_MS);
  }

  chosen() {
    const file = this.file.files?.[0];
    // The same file, mended, may be chosen again.
    this.file.value = '';
    this.said = '';
    if (file) this.core.look(file);
  }

  async export() {
    const { kind } = this.core;
    const { blob, problem } = await this.core.export();
    if (problem) this.say(this.refusal(problem));
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    const link = h('a', { href: url, download: `${kind}.csv` });
    document.body.append(link);
    link.click();
    link.remove();
    URL.revokeObjectURL(url);
  }

  async store() {
    const done = await this.core.store();
    if (done) this.say(this.t('records-stored', { added: done.added, changed: done.changed }));
  }

  draw() {
    if (!this.texts) return;
    const { core } = this;
    const language = document.documentElement.lang;
    if (!this.differs([core.kind, core.state, core.items, core.next, [...core.counts], core.preview, core.refused, core.busy, core.file?.name, this.said, language])) return;
    put(this.kind, KINDS.map((kind) => h('option', { value: kind }, this.t(KIND_NAMES[kind]))));
    this.kind.value = core.kind;
    /** @type {HTMLAnchorElement} */ (byId('records-new')).href = newPlace(core.kind);
    const notice = byId('records-notice');
    notice.hidden = this.said === '';
    put(notice, this.said && h('span', null, this.said));
    put(byId('records-file-part'), this.filePart());
    const searched = core.words.trim() !== '';
    const count = searched ? core.items.length : (core.counts.get(core.kind) ?? core.items.length);
    byId('records-count').textContent = core.state === 'ready' ? this.t(searched ? 'records-found' : 'records-count', { count }) : '';
    const list = byId('records-list');
    list.setAttribute('aria-busy', String(core.state === 'loading'));
    put(list, this.list(language));
    const more = byId('records-more');
    more.hidden = !core.hasMore();
    put(more, h('button', { type: 'button', class: 'button', disabled: core.state === 'loading', onclick: () => core.more() }, this.t('records-more')));
  }

  /** @param {string} language */
  list(language) {
    const { core } = this;
    if (core.items.length > 0) return core.items.map((item) => this.row(item, language));
    if (core.state === 'loading' || core.state === 'idle') return [h('li', { class: 'empty' }, icon('clock'), h('p', null, this.t('desk-loading')))];
    if (core.state === 'failed') return [h('li', { class: 'empty' }, icon('warning'), h('p', null, this.t('admin-load-failed')), h('button', { type: 'button', class: 'button', onclick: () => core.load() }, this.t('admin-try-again')))];
    return [h('li', { class: 'empty' }, icon('search'), h('p', null, this.t(core.words.trim() === '' ? 'records-none' : 'records-none-found')))];
  }

  /** @param {Item} item @param {string} language */
  row(item, language) {
    return h(
      'li',
      { class: 'record', 'data-id': item.id },
      h('p', { class: 'name' }, h('a', { href: placeOf(this.core.kind, item.id) }, h('bdi', null, title(item, language))), item.sample && h('span', { class: 'chip' }, this.t('records-sample'))),
      h('p', { class: 'muted details' }, details(item, language).map((text) => h('span', null, text))),
      h('p', { class: 'muted id' }, item.id),
    );
  }

  /** What the chosen file would do. */
  filePart() {
    const { core } = this;
    const cancel = h('button', { type: 'button', class: 'button quiet', onclick: () => core.forget() }, this.t('desk-cancel'));
    if (core.refused) return [h('div', { class: 'problem', role: 'alert' }, h('p', null, icon('warning'), h('span', null, this.refusal(core.refused)))), h('div', { class: 'dialog-actions' }, cancel)];
    if (!core.file) return [];
    if (!core.preview) return [h('p', { role: 'status' }, this.t('records-checking'))];
    const { added, changed, unchanged, mistakes, more, rows } = core.preview;
    const file = h('p', { class: 'name' }, h('bdi', null, core.file.name));
    if (mistakes.length > 0) {
      return [
        file,
        h('div', { class: 'problem', role: 'alert' }, h('p', null, icon('warning'), h('span', null, this.t('records-mistakes', { count: mistakes.length + more })))),
        this.table(['records-row', 'records-column', 'records-mistake'], mistakes.map(({ line, column, header, detail }) => [String(line), [column, header].filter(Boolean).join(' · '), detail])),
        more > 0 && h('p', { class: 'muted' }, this.t('records-mistakes-more', { count: more })),
        h('div', { class: 'dialog-actions' }, cancel),
      ];
    }
    const changes = added + changed > 0;
    return [
      file,
      h('p', { role: 'status' }, changes ? this.t('records-preview', { added, changed, unchanged }) : this.t('records-nothing')),
      changes && this.table(['records-row', 'records-id', 'records-change'], rows.map(({ line, id, change }) => [String(line), id, this.t(CHANGES[change] ?? '')])),
      h('div', { class: 'dialog-actions' }, cancel, changes && h('button', { type: 'button', class: 'button primary', id: 'records-store', disabled: core.busy, onclick: () => this.store() }, this.t(core.busy ? 'records-storing' : 'records-store'))),
    ];
  }

  /** @param {string[]} headers  messages' keys @param {string[][]} rows */
  table(headers, rows) {
    return h(
      'div',
      { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': this.t('records-import') },
      h('table', null, h('thead', null, h('tr', null, headers.map((key) => h('th', { scope: 'col' }, this.t(key))))), h('tbody', null, rows.map((row) => h('tr', null, row.map((cell) => h('td', null, cell)))))),
    );
  }
}
