// @ts-check
import { h, put } from '../../shared/dom.js';
import { FIELD_NAMES } from './merging.js';

/**
 * In and out: a file is read, shown with how its columns are understood and what is wrong in it, and only then taken.
 *
 * @typedef {import('./shell.js').Shell} Shell
 */

const FORMATS = /** @type {const} */ (['xlsx', 'csv', 'json', 'toml']);
/** @type {Record<string, string>} */
const FORMAT_NAMES = { xlsx: 'studio-format-xlsx', csv: 'studio-format-csv', json: 'studio-format-json', toml: 'studio-format-toml' };
/** What a column may hold; the languages come between. */
const ROLES = /** @type {const} */ (['id', 'category', 'language', 'title', 'phrasings', 'answer', 'models', 'markets', 'related', 'tags', 'action']);
/** @type {Record<string, string>} */
const ROLE_NAMES = { ...FIELD_NAMES, id: 'studio-id', language: 'studio-language' };
/** Parts that each language has. */
const BY_LANGUAGE = ['title', 'phrasings', 'answer'];
/** Rows and mistakes shown; the rest is counted. */
const SHOWN = 50;
const MEGABYTE = 1 << 20;

/** What the server takes at once: it is told before a file is chosen, and a larger one is not sent. */
function limits() {
  const { importMegabytes, importRows, importTopics } = document.documentElement.dataset;
  return { megabytes: Number(importMegabytes), rows: Number(importRows), topics: Number(importTopics) };
}

export class ExchangePage {
  /** @param {Shell} shell */
  constructor(shell) {
    this.shell = shell;
    const t = (this.t = shell.t.bind(shell));
    /** @type {File|null} */
    this.file = null;
    /** @type {any} */
    this.read = null;
    /** What somebody said of columns, by their letters. @type {Map<string, string>} */
    this.mapping = new Map();
    this.picker = h('input', { type: 'file', id: 'import-file', class: 'field', 'aria-describedby': 'import-limits', accept: '.csv,.tsv,.xlsx,.ods,.json,.jsonl,.ndjson,.yml,.yaml,.zip' });
    this.picker.onchange = () => this.picked();
    this.language = h('select', { class: 'field', id: 'import-language', onchange: () => this.file && this.preview() }, h('option', { value: '' }, t('studio-import-language-none')), shell.house.languages.map((code) => h('option', { value: code }, shell.name(code))));
    this.category = h('input', { class: 'field', id: 'import-category', autocomplete: 'off', maxlength: 80, onchange: () => this.file && this.preview() });
    this.result = h('div', { class: 'stack', 'aria-live': 'polite' });
    this.element = h(
      'div',
      { class: 'stack' },
      h('div', { class: 'page-head' }, h('h2', null, t('studio-exchange'))),
      h('section', { class: 'card-box stack' }, h('h3', null, t('studio-import')), h('p', { class: 'muted' }, t('studio-import-help')), h('p', { class: 'muted', id: 'import-columns' }, t('studio-import-columns-help')), h('p', { class: 'muted', id: 'import-limits' }, t('studio-import-limits', limits())), h('div', { class: 'part' }, h('label', { for: 'import-file' }, t('studio-import-file')), this.picker), h('div', { class: 'detail-grid' }, h('div', { class: 'part' }, h('label', { for: 'import-language' }, t('studio-import-language')), this.language), h('div', { class: 'part' }, h('label', { for: 'import-category' }, t('studio-import-category')), this.category)), this.result),
      h('section', { class: 'card-box stack' }, h('h3', null, t('studio-export')), h('p', { class: 'muted' }, t('studio-export-help')), h('div', { class: 'row-actions' }, FORMATS.map((format) => h('button', { type: 'button', class: 'button', 'data-format': format, onclick: () => this.download(format) }, t(FORMAT_NAMES[format]))))),
    );
  }

  /** The same page in other words: the file stays chosen. */
  again() {
    const page = new ExchangePage(this.shell);
    page.resume(this.picker, this.language.value, this.category.value, this.mapping);
    return page;
  }

  /** @param {HTMLInputElement} picker @param {string} language @param {string} category @param {Map<string, string>} mapping */
  resume(picker, language, category, mapping) {
    this.picker.replaceWith(picker);
    this.picker = picker;
    this.picker.onchange = () => this.picked();
    this.language.value = language;
    this.category.value = category;
    this.file = picker.files?.[0] ?? null;
    this.mapping = mapping;
    if (this.file) this.preview();
  }

  picked() {
    this.file = this.picker.files?.[0] ?? null;
    this.mapping = new Map();
    if (!this.file) {
      put(this.result);
      return;
    }
    const { megabytes } = limits();
    if (this.file.size > megabytes * MEGABYTE) {
      this.file = null;
      put(this.result, h('p', { class: 'field-error', role: 'alert' }, this.t('studio-import-large', { megabytes })));
      return;
    }
    this.preview();
  }

  /** @param {boolean} dry */
  async send(dry) {
    const file = /** @type {File} */ (this.file);
    const query = new URLSearchParams({ name: file.name, dry_run: String(dry) });
    if (this.language.value) query.set('language', this.language.value);
    if (this.category.value.trim()) query.set('category', this.category.value.trim());
    if (this.mapping.size > 0) query.set('mapping', [...this.mapping].map(([column, role]) => `${role || 'ignore'}=${column}`).join(','));
    return this.shell.api.call('POST', `/api/v1/faq/import?${query}`, { raw: { type: file.type || 'application/octet-stream', content: file } });
  }

  async preview() {
    const { shell, t } = this;
    put(this.result, h('p', { class: 'muted' }, t('studio-import-reading')));
    const { data, problem } = await this.send(true);
    if (problem && !problem.body?.problems) {
      put(this.result, shell.failed(problem, () => this.preview()));
      return;
    }
    this.read = data ?? problem?.body;
    this.draw(problem !== undefined);
  }

  /** @param {boolean} broken */
  draw(broken) {
    const { t, read } = this;
    const problems = /** @type {any[]} */ (read.problems ?? []);
    const errors = broken || problems.some((one) => one.severity !== 'warning');
    const changes = /** @type {{id: string, change: string, languages?: string[]}[]} */ (read.changes ?? []);
    const count = (/** @type {string} */ kind) => changes.filter(({ change }) => change === kind).length;
    const values = { added: count('new'), changed: count('changed'), same: count('same') };
    const fresh = changes.filter(({ change }) => change !== 'same');
    put(
      this.result,
      (read.mappings ?? []).map((/** @type {any} */ mapping) => this.columns(mapping)),
      errors && h('p', { class: 'field-error', role: 'alert' }, t('studio-import-broken')),
      problems.length > 0 && h('div', null, h('h4', null, t('studio-import-problems', { count: problems.length })), h('ul', { class: 'said' }, problems.slice(0, SHOWN).map((one) => h('li', { class: one.severity ?? 'error' }, h('strong', null, this.place(one)), h('span', null, one.message))), problems.length > SHOWN && h('li', { class: 'muted' }, t('studio-gate-more', { count: problems.length - SHOWN })))),
      h('p', null, t('studio-import-counts', values)),
      !errors && fresh.length > 0 && h('ul', { class: 'quotes' }, fresh.slice(0, SHOWN).map((one) => this.change(one)), fresh.length > SHOWN && h('li', { class: 'muted' }, t('studio-gate-more', { count: fresh.length - SHOWN }))),
      !errors && h('div', { class: 'row-actions' }, h('button', { type: 'button', class: 'button primary', id: 'import-go', disabled: fresh.length === 0, onclick: () => this.take() }, t('studio-import-go', { count: fresh.length }))),
    );
  }

  /** @param {{id: string, change: string, languages?: string[]}} change */
  change({ id, change, languages }) {
    return h('li', null, h('strong', null, id), ' ', h('span', { class: 'muted' }, [this.t(change === 'new' ? 'studio-import-new' : 'studio-import-changed'), (languages ?? []).map((code) => this.shell.name(code)).join(', ')].filter(Boolean).join(': ')));
  }

  /** Where a mistake is: file, sheet, row and column. @param {any} one */
  place(one) {
    const { t } = this;
    const column = one.column ?? '';
    // Where something is missing there is a row and no column.
    if (one.sheet) return column ? t('studio-place-cell', { sheet: one.sheet, row: one.line, column }) : t('studio-place-sheet', { sheet: one.sheet, row: one.line });
    return column ? t('studio-place-row', { row: one.line, column }) : t('studio-line', { line: one.line });
  }

  /** How the columns of a sheet are understood; each can be told otherwise. @param {any} mapping */
  columns(mapping) {
    const { shell, t } = this;
    const columns = /** @type {{column: string, header: string, field?: string, language?: string}[]} */ (mapping.columns ?? []);
    if (columns.length === 0) return null;
    const roles = ROLES.flatMap((role) => [[role, t(ROLE_NAMES[role])], ...(BY_LANGUAGE.includes(role) ? shell.house.languages.map((code) => [`${role}.${code}`, t('studio-merge-field', { field: t(ROLE_NAMES[role]), language: shell.name(code) })]) : [])]);
    const meaning = (/** @type {{field?: string, language?: string}} */ { field, language }) => (field ? `${field}${language ? `.${language}` : ''}` : '');
    // As spreadsheets name cells: each sheet has columns of its own.
    const named = (/** @type {{column: string}} */ { column }) => (mapping.sheet ? `'${mapping.sheet}'!${column}` : column);
    return h(
      'fieldset',
      { class: 'mapping' },
      h('legend', null, mapping.sheet ? t('studio-import-columns-of', { sheet: mapping.sheet }) : t('studio-import-columns')),
      columns.map((one) => {
        const id = `column-${mapping.sheet ?? ''}-${one.column}`;
        const select = h('select', { class: 'field', id, onchange: () => { for (const other of columns) if (!this.mapping.has(named(other))) this.mapping.set(named(other), meaning(other)); this.mapping.set(named(one), select.value); this.preview(); } }, h('option', { value: '' }, t('studio-import-ignore')), roles.map(([value, label]) => h('option', { value }, label)));
        select.value = meaning(one);
        return h('div', { class: 'part' }, h('label', { for: id }, one.header ? `${one.column}: ${one.header}` : one.column), select);
      }),
    );
  }

  async take() {
    const { shell, t } = this;
    put(this.result, h('p', { class: 'muted' }, t('studio-import-taking')));
    const { data, problem } = await this.send(false);
    if (problem) {
      put(this.result, shell.failed(problem, () => this.preview()));
      return;
    }
    this.picker.value = '';
    const results = /** @type {{id: string, ok: boolean}[]} */ (data.results ?? []);
    const refused = results.filter(({ ok }) => !ok).map(({ id }) => id);
    put(
      this.result,
      h('p', { class: 'good' }, t('studio-import-done', { count: results.length - refused.length })),
      refused.length > 0 && h('p', { class: 'field-error' }, t('studio-import-refused', { refused: refused.join(', ') })),
      h('p', null, h('a', { href: '#/entries?filter=draft' }, t('studio-import-see'))),
    );
  }

  /** @param {string} format */
  async download(format) {
    const { shell, t } = this;
    shell.say(t('studio-export-making'));
    const { data, problem } = await shell.api.call('GET', `/api/v1/faq/export?format=${format}`, { as: 'blob' });
    if (problem) {
      shell.say(shell.refusal(problem));
      return;
    }
    const url = URL.createObjectURL(data);
    const link = h('a', { href: url, download: `faq.${format === 'toml' ? 'zip' : format}` });
    link.click();
    URL.revokeObjectURL(url);
    shell.say(t('studio-export-done'));
  }
}
