// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { show } from '../../shared/dialog.js';
import { titleOf } from './badges.js';

/**
 * What the bot could not say: questions of owners that nothing answered, or that an answer did not help, grouped.
 *
 * @typedef {import('./shell.js').Shell} Shell
 *
 * @typedef {object} Gap
 * @property {string} id
 * @property {number} count
 * @property {string} last_at
 * @property {Record<string, number>} languages
 * @property {Record<string, number>} kinds  why its questions are here
 * @property {{text: string, language: string, conversation?: string}[]} examples  the newest first; personal details are masked
 * @property {string} [reply]  the technician's, that solved it
 * @property {{entry: string, title: string}[]} [nearest]
 * @property {string} state
 * @property {string} [entry]  that is to answer it
 */

/** @type {Record<string, string>} */
const KINDS = { unanswered: 'studio-gap-unanswered', unhelpful: 'studio-gap-unhelpful', person: 'studio-gap-person', buttons: 'studio-gap-buttons' };
/** @type {Record<string, string>} */
const STATES = { open: 'studio-gaps-open', answered: 'studio-gaps-answered', declined: 'studio-gaps-declined', closed: 'studio-gaps-closed' };
/** Stands where a personal detail was (`src/language/mask.rs`). */
const MASK = '•••';
const PAGE = 50;
/** Groups shown at most. */
const MOST = 1_000;
/** Questions of a group that are shown, and that a new topic begins with. */
const EXAMPLES = 8;

export class GapsPage {
  /** @param {Shell} shell @param {URLSearchParams} query */
  constructor(shell, query) {
    this.shell = shell;
    const t = shell.t.bind(shell);
    /** @type {Gap[]} */
    this.items = [];
    /** @type {string|null} */
    this.next = null;
    this.turn = 0;
    this.state = h('select', { class: 'field', id: 'gap-state', 'aria-label': t('studio-show'), onchange: () => this.choose() }, Object.entries(STATES).map(([value, key]) => h('option', { value }, t(key))));
    this.state.value = query.get('state') ?? 'open';
    this.rows = h('ul', { class: 'gaps' });
    this.more = h('div', { class: 'more' });
    this.element = h('div', { class: 'stack' }, h('div', { class: 'page-head' }, h('h2', null, t('studio-gaps')), h('div', { class: 'part' }, this.state)), h('p', { class: 'muted' }, t('studio-gaps-help')), this.rows, this.more);
    this.load('');
  }

  choose() {
    this.shell.rename(`gaps?state=${this.state.value}`);
    this.load('');
  }

  /** @param {string} cursor */
  async load(cursor) {
    const { shell } = this;
    const turn = (this.turn += 1);
    if (cursor === '') {
      this.items = [];
      put(this.rows, h('li', null, shell.loading()));
    }
    const query = new URLSearchParams({ limit: String(PAGE), state: this.state.value, ...(cursor ? { cursor } : {}) });
    const { data, problem } = await shell.api.call('GET', `/api/v1/gaps?${query}`);
    if (turn !== this.turn) return;
    if (problem) {
      put(this.rows, h('li', null, shell.failed(problem, () => this.load(cursor))));
      return;
    }
    this.items = [...this.items, ...(data.items ?? [])].slice(0, MOST);
    this.next = this.items.length < MOST ? (data.next ?? null) : null;
    this.draw();
  }

  draw() {
    const { shell } = this;
    if (this.items.length === 0) put(this.rows, h('li', null, shell.empty('check', this.state.value === 'open' ? 'studio-gaps-none' : 'studio-gaps-none-here')));
    else put(this.rows, this.items.map((gap) => this.row(gap)));
    put(this.more, this.next !== null && h('button', { type: 'button', class: 'button', onclick: () => this.load(this.next ?? '') }, shell.t('studio-more')));
  }

  /** @param {Gap} gap */
  row(gap) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const [first, ...rest] = gap.examples;
    const facts = [t('studio-gap-count', { count: gap.count }), t('studio-gap-last', { moment: shell.moment(gap.last_at) }), Object.keys(gap.languages).map((code) => shell.name(code)).join(', '), ...Object.keys(gap.kinds).map((kind) => t(KINDS[kind] ?? 'studio-gap-unanswered'))];
    const link = (/** @type {string} */ entry, /** @type {string} */ title) => h('a', { href: `#/entry/${encodeURIComponent(entry)}` }, title);
    return h(
      'li',
      { class: 'card-box stack gap', 'data-id': gap.id },
      h('h3', { lang: first?.language ?? null }, first?.text ?? ''),
      h('p', { class: 'muted small' }, facts.filter(Boolean).join(' · ')),
      rest.length > 0 && h('ul', { class: 'quotes' }, rest.slice(0, EXAMPLES).map((example) => h('li', { lang: example.language }, example.text))),
      gap.reply && h('div', null, h('h4', null, t('studio-gap-reply')), h('p', { class: 'quoted' }, gap.reply)),
      gap.entry && h('p', null, t('studio-gap-entry'), ' ', link(gap.entry, gap.entry)),
      !gap.entry && (gap.nearest ?? []).length > 0 && h('p', { class: 'small' }, t('studio-gap-nearest'), ' ', (gap.nearest ?? []).slice(0, 3).flatMap(({ entry, title }, at) => [at > 0 && ', ', link(entry, title)])),
      this.actions(gap),
    );
  }

  /** @param {Gap} gap */
  actions(gap) {
    const t = this.shell.t.bind(this.shell);
    if (gap.state === 'closed') return null;
    if (gap.state === 'declined') return h('div', { class: 'row-actions' }, h('button', { type: 'button', class: 'button small', onclick: () => this.decide(gap, { declined: false }, 'studio-gap-reopened') }, t('studio-gap-reopen')));
    return h(
      'div',
      { class: 'row-actions' },
      h('a', { class: 'button small primary', href: `#/new?${this.draft(gap)}` }, icon('note'), t('studio-gap-write')),
      h('button', { type: 'button', class: 'button small', onclick: () => this.assign(gap) }, t('studio-gap-is')),
      h('button', { type: 'button', class: 'button small quiet', onclick: () => this.decide(gap, { declined: true }, 'studio-gap-declined') }, t('studio-gap-decline')),
    );
  }

  /**
   * What a new entry gets of a gap: its questions in their languages, without those in which something is masked, and the technician's words.
   * @param {Gap} gap @returns {URLSearchParams}
   */
  draft(gap) {
    const query = new URLSearchParams({ gap: gap.id });
    const whole = gap.examples.filter(({ text }) => !text.includes(MASK));
    for (const { text, language } of whole.slice(0, EXAMPLES)) query.append(`question-${language}`, text);
    if (gap.reply) query.set(`answer-${gap.examples[0]?.language ?? ''}`, gap.reply);
    return query;
  }

  /** @param {Gap} gap @param {object} body @param {string} done */
  async decide(gap, body, done) {
    const { shell } = this;
    const { problem } = await shell.api.call('POST', `/api/v1/gaps/${encodeURIComponent(gap.id)}`, { body });
    if (problem) {
      shell.say(shell.refusal(problem));
      return false;
    }
    this.items = this.items.filter(({ id }) => id !== gap.id);
    this.draw();
    shell.say(shell.t(done));
    return true;
  }

  /** The gap is another way to ask for an entry that exists: they become phrasings in a draft of that. @param {Gap} gap */
  assign(gap) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    show(/** @type {import('../../shared/texts.js').Texts} */ (shell.texts), t('studio-gap-is-title'), (close) => {
      const field = h('input', { class: 'field', id: 'gap-search', type: 'search', autocomplete: 'off', maxlength: 500, value: gap.examples[0]?.text ?? '', 'aria-label': t('studio-search') });
      const found = h('ul', { class: 'found', 'aria-live': 'polite' });
      let turn = 0;
      const search = async () => {
        const mine = (turn += 1);
        const { data } = await shell.api.call('GET', `/api/v1/faq?${new URLSearchParams({ q: field.value.trim(), limit: '8' })}`);
        if (mine !== turn) return;
        const items = /** @type {any[]} */ (data?.items ?? []);
        const choose = async (/** @type {string} */ entry) => {
          if (!(await this.decide(gap, { entry }, 'studio-gap-linked'))) return;
          close();
          shell.go(`entry/${encodeURIComponent(entry)}`, t('studio-gap-linked'));
        };
        put(found, items.length === 0 ? h('li', { class: 'muted' }, t('studio-none-found')) : items.map((one) => h('li', null, h('span', null, titleOf(shell, one).title), h('button', { type: 'button', class: 'button small', onclick: () => choose(one.id) }, t('studio-gap-choose')))));
      };
      queueMicrotask(search);
      return [h('p', { class: 'muted' }, t('studio-gap-is-help')), h('form', { class: 'link-row', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); search(); } }, field, h('button', { type: 'submit', class: 'button' }, t('desk-find-go'))), found];
    });
  }
}
