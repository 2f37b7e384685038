// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { show } from '../../shared/dialog.js';
import { EntryList, everything, FILTERS, STATES } from '../core/list.js';
import { NEW } from '../core/editor.js';
import { sum } from './overview.js';
import { entryChips, languageBadge, STATE_NAMES, titleOf } from './badges.js';
import { words } from './tokens.js';

/**
 * All entries: search, filters, and changes of many at once.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {import('../core/list.js').Short} Short
 */

/** @type {Record<string, string>} */
const FILTER_NAMES = { draft: 'studio-filter-draft', never_asked: 'studio-filter-never-asked', unhelpful: 'studio-filter-unhelpful', withdrawn: 'studio-filter-withdrawn' };
const SEARCH_AFTER_MS = 250;

export class EntriesPage {
  /** @param {Shell} shell @param {URLSearchParams} query */
  constructor(shell, query) {
    this.shell = shell;
    this.wantsSearch = query.has('search');
    this.list = new EntryList({ api: shell.api, changed: () => this.draw() });
    for (const name of /** @type {const} */ (['q', 'category', 'language', 'state', 'filter'])) this.list.query[name] = query.get(name) ?? '';
    /** @type {any} */
    this.timer = null;
    const t = shell.t.bind(shell);
    this.search = h('input', { class: 'field', type: 'search', id: 'search', autocomplete: 'off', maxlength: 500, value: this.list.query.q, 'aria-label': t('studio-search'), placeholder: t('studio-search-placeholder'), oninput: () => this.later() });
    this.category = h('select', { class: 'field', id: 'filter-category', 'aria-label': t('studio-category'), onchange: () => this.ask() });
    this.language = this.select('filter-language', 'studio-language', [['', t('studio-any-language')], ...shell.house.languages.map((code) => [code, shell.name(code)])], this.list.query.language);
    this.state = this.select('filter-state', 'studio-translation', [['', t('studio-any-translation')], ...STATES.map((state) => [state, t(STATE_NAMES[state])])], this.list.query.state);
    this.filter = this.select('filter-filter', 'studio-show', [['', t('studio-all')], ...FILTERS.map((name) => [name, t(FILTER_NAMES[name])])], this.list.query.filter);
    this.count = h('p', { class: 'muted count', role: 'status' });
    this.marks = h('div', { class: 'marks', hidden: true });
    this.rows = h('ul', { class: 'entries', id: 'entries' });
    this.more = h('div', { class: 'more' });
    this.element = h(
      'div',
      { class: 'stack' },
      h('div', { class: 'page-head' }, h('h2', null, t('studio-entries')), h('a', { class: 'button primary', id: 'new', href: '#/new' }, t('studio-new'))),
      this.keptNotice(),
      h('div', { class: 'filters', role: 'search', 'aria-label': t('studio-search') }, this.search, this.category, this.language, this.state, this.filter),
      this.count,
      this.marks,
      this.rows,
      this.more,
    );
    this.list.load();
  }

  /** @param {string} id @param {string} label @param {string[][]} options @param {string} value */
  select(id, label, options, value) {
    const select = h('select', { class: 'field', id, 'aria-label': this.shell.t(label), onchange: () => this.ask() }, options.map(([code, name]) => h('option', { value: code }, name)));
    select.value = value;
    return select;
  }

  /** What was typed on this device and is not saved. */
  keptNotice() {
    const ids = this.shell.house.keep.ids().filter((id) => this.isKept(id));
    if (ids.length === 0) return null;
    return h(
      'div',
      { class: 'notice-box' },
      h('p', null, this.shell.t('studio-kept-here')),
      h('ul', { class: 'inline-list' }, ids.slice(0, 20).map((id) => h('li', null, id === NEW ? h('a', { href: '#/new' }, this.shell.t('studio-kept-new')) : h('a', { href: `#/entry/${encodeURIComponent(id)}` }, id)))),
    );
  }

  /** @param {string} id */
  isKept(id) {
    const kept = this.shell.house.keep.get(id);
    return kept !== null && JSON.stringify(kept.fields) !== JSON.stringify(kept.base);
  }

  focus() {
    if (this.wantsSearch) this.search.focus();
  }

  leave() {
    clearTimeout(this.timer);
    this.list.turn += 1;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), SEARCH_AFTER_MS);
  }

  ask() {
    clearTimeout(this.timer);
    this.list.query = { q: this.search.value, category: this.category.value, language: this.language.value, state: this.state.value, filter: this.filter.value };
    const query = new URLSearchParams(Object.entries(this.list.query).filter(([, value]) => value.trim() !== ''));
    this.shell.rename(query.size > 0 ? `entries?${query}` : 'entries');
    this.list.load();
  }

  clear() {
    this.list.query = everything();
    this.search.value = '';
    for (const select of [this.category, this.language, this.state, this.filter]) select.value = '';
    this.ask();
    this.search.focus();
  }

  // ---- drawing

  draw() {
    const { list, shell } = this;
    this.drawCategories();
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    this.rows.setAttribute('aria-busy', String(list.state === 'loading'));
    this.count.textContent = list.state === 'ready' ? shell.t(list.next ? 'studio-count-more' : 'studio-count', { count: list.items.length }) : '';
    if (list.state === 'loading') put(this.rows, h('li', null, shell.loading()));
    else if (list.state === 'failed') put(this.rows, h('li', null, shell.failed(list.problem, () => list.load())));
    else if (list.items.length === 0) put(this.rows, h('li', null, this.nothing()));
    else put(this.rows, list.items.map((entry) => this.row(entry)));
    put(this.more, list.next !== null && list.state === 'ready' && h('button', { type: 'button', class: 'button', 'data-key': 'more', onclick: () => list.more() }, shell.t('studio-more')));
    this.drawMarks();
    if (focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  }

  drawCategories() {
    const wanted = this.list.query.category;
    const all = [...new Set([...this.list.categories, ...(wanted ? [wanted] : [])])].sort();
    if (this.category.options.length === all.length + 1) return;
    put(this.category, h('option', { value: '' }, this.shell.t('studio-all-categories')), all.map((name) => h('option', { value: name }, name)));
    this.category.value = wanted;
  }

  nothing() {
    const { shell } = this;
    if (this.list.filtered()) return shell.empty('search', 'studio-none-found', h('button', { type: 'button', class: 'button', onclick: () => this.clear() }, shell.t('studio-clear')));
    return shell.empty('book', 'studio-none', h('a', { class: 'button primary', href: '#/new' }, shell.t('studio-new')), h('a', { class: 'button', href: '#/exchange' }, shell.t('studio-exchange')));
  }

  /** @param {Short} entry */
  row(entry) {
    const { shell, list } = this;
    const { title, language } = titleOf(shell, entry);
    const mark = h('input', { type: 'checkbox', 'data-key': `mark ${entry.id}`, checked: list.marked.has(entry.id), 'aria-label': shell.t('studio-mark', { title }), onchange: () => list.mark(entry.id, mark.checked) });
    const codes = [...new Set([...shell.house.languages, ...Object.keys(entry.languages)])];
    return h(
      'li',
      { class: 'entry', 'data-id': entry.id },
      h('label', { class: 'tick' }, mark),
      h(
        'div',
        { class: 'what' },
        h('a', { class: 'entry-title', lang: language, href: `#/entry/${encodeURIComponent(entry.id)}`, 'data-key': `open ${entry.id}` }, title),
        h('p', { class: 'muted small' }, `${entry.category} / ${entry.id}`, (entry.tags ?? []).map((tag) => h('span', { class: 'tag' }, tag))),
      ),
      h('div', { class: 'badges' }, codes.map((code) => languageBadge(shell, code, entry.languages[code]?.state ?? (entry.languages[code] ? 'current' : 'missing')))),
      h('div', { class: 'chips' }, entryChips(shell, entry)),
      h('p', { class: 'muted small when' }, this.when(entry)),
      this.counted(entry),
    );
  }

  /** How often it was asked and helped, and in which languages; nothing of one that nobody asked. @param {Short} entry */
  counted(entry) {
    const { shell } = this;
    const counts = Object.entries(entry.counts ?? {}).filter(([, one]) => one.asked > 0);
    if (counts.length === 0) return null;
    const all = sum(counts.map(([, one]) => one));
    const of = counts.map(([code, one]) => shell.t('studio-count-of', { language: shell.name(code), count: one.asked })).join(' · ');
    return h('p', { class: 'muted small counted' }, h('span', null, shell.t('studio-counted', { asked: all.asked, helpful: all.helpful, unhelpful: all.unhelpful, person: all.person })), h('span', null, of));
  }

  /** @param {Short} entry */
  when(entry) {
    if (!entry.updated_at) return '';
    const moment = this.shell.moment(entry.updated_at);
    return entry.updated_by ? this.shell.t('studio-updated-by', { moment, name: entry.updated_by }) : moment;
  }

  drawMarks() {
    const { list, shell } = this;
    const count = list.marked.size;
    this.marks.hidden = count === 0;
    if (count === 0) return;
    put(
      this.marks,
      h('span', { role: 'status' }, shell.t('studio-marked', { count })),
      h('button', { type: 'button', class: 'button small', 'data-key': 'bulk', onclick: () => this.bulk() }, shell.t('studio-bulk')),
      h('button', { type: 'button', class: 'button small quiet', 'data-key': 'all', onclick: () => list.markAll(true) }, shell.t('studio-mark-all')),
      h('button', { type: 'button', class: 'button small quiet', 'data-key': 'none', onclick: () => list.markAll(false) }, shell.t('studio-mark-none')),
    );
  }

  /** Changes category and tags of all that are marked. */
  bulk() {
    const { shell, list } = this;
    const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
    const t = shell.t.bind(shell);
    show(
      texts,
      t('studio-bulk-title', { count: list.marked.size }),
      (close) => {
        const problem = h('p', { class: 'field-error', role: 'alert' });
        const category = h('input', { class: 'field', id: 'bulk-category', list: 'bulk-categories', autocomplete: 'off', placeholder: t('studio-bulk-keep') });
        const add = h('input', { class: 'field', id: 'bulk-add', autocomplete: 'off' });
        const remove = h('input', { class: 'field', id: 'bulk-remove', autocomplete: 'off' });
        const go = h('button', { type: 'submit', class: 'button primary' }, t('studio-bulk-go'));
        const submit = async (/** @type {Event} */ event) => {
          event.preventDefault();
          const change = { ...(category.value.trim() ? { category: category.value.trim() } : {}), ...(words(add.value).length ? { add_tags: words(add.value) } : {}), ...(words(remove.value).length ? { remove_tags: words(remove.value) } : {}) };
          if (Object.keys(change).length === 0 || go.disabled) return;
          go.disabled = true;
          const outcome = await list.bulk(change);
          go.disabled = false;
          if (outcome.problem) {
            put(problem, shell.refusal(outcome.problem));
            return;
          }
          close();
          shell.say(outcome.refused.length > 0 ? t('studio-bulk-partly', { count: outcome.done, refused: outcome.refused.join(', ') }) : t('studio-bulk-done', { count: outcome.done }));
        };
        return [
          h(
            'form',
            { class: 'dialog-form', onsubmit: submit },
            h('p', { class: 'muted' }, t('studio-bulk-help')),
            h('label', { for: 'bulk-category' }, t('studio-category')),
            category,
            h('datalist', { id: 'bulk-categories' }, [...list.categories].sort().map((name) => h('option', { value: name }))),
            h('label', { for: 'bulk-add' }, t('studio-bulk-add')),
            add,
            h('label', { for: 'bulk-remove' }, t('studio-bulk-remove')),
            remove,
            problem,
            h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), go),
          ),
        ];
      },
      { keep: true },
    );
  }
}
