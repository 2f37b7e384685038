// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { rich } from '../../shared/nodes.js';
import { instant, zone } from '../core/moment.js';

/**
 * Asks what an owner would get: from what is published, from the drafts, or on a day in the past; and says why.
 *
 * @typedef {import('./shell.js').Shell} Shell
 */

/** @type {Record<string, string>} */
const DECISIONS = { answer: 'studio-try-answer', suggest: 'studio-try-suggest', smalltalk: 'studio-try-smalltalk', safety: 'studio-try-safety', handoff: 'studio-try-handoff' };
const MOST_CHARS = 4_000;
/** Entries shown of those that came after the first. */
const SHOWN = 5;

export class TryPage {
  /** @param {Shell} shell @param {URLSearchParams} query */
  constructor(shell, query) {
    this.shell = shell;
    const t = (this.t = shell.t.bind(shell));
    this.turn = 0;
    this.question = h('textarea', { class: 'field', id: 'question', rows: 2, maxlength: MOST_CHARS, onkeydown: (/** @type {KeyboardEvent} */ event) => this.enter(event) });
    this.question.value = query.get('question') ?? '';
    this.language = h('select', { class: 'field', id: 'try-language' }, h('option', { value: '' }, t('studio-try-detect')), shell.house.languages.map((code) => h('option', { value: code }, shell.name(code))));
    this.from = ['published', 'draft', 'past'].map((value) => h('input', { type: 'radio', name: 'from', value, checked: value === (query.get('from') ?? 'published'), onchange: () => this.drawTime() }));
    this.at = h('input', { class: 'field', id: 'try-at', type: 'datetime-local' });
    this.atPart = h('div', { class: 'part', hidden: true }, h('label', { for: 'try-at' }, t('studio-try-at')), this.at, h('p', { class: 'muted help' }, t('studio-zone', { zone: zone(new Date()) })));
    this.go = h('button', { type: 'submit', class: 'button primary' }, icon('send'), t('studio-try-go'));
    this.result = h('div', { class: 'stack', 'aria-live': 'polite' });
    const labels = { published: 'studio-try-published', draft: 'studio-try-draft', past: 'studio-try-past' };
    this.element = h(
      'div',
      { class: 'stack' },
      h('div', { class: 'page-head' }, h('h2', null, t('studio-try'))),
      h('p', { class: 'muted' }, t('studio-try-help')),
      h(
        'form',
        { class: 'card-box dialog-form', onsubmit: (/** @type {Event} */ event) => this.submit(event) },
        h('label', { for: 'question' }, t('studio-try-question')),
        this.question,
        h('div', { class: 'detail-grid' }, h('div', { class: 'part' }, h('label', { for: 'try-language' }, t('studio-try-language')), this.language)),
        h('fieldset', null, h('legend', null, t('studio-try-from')), this.from.map((input) => h('label', { class: 'option' }, input, h('span', null, t(labels[/** @type {keyof typeof labels} */ (input.value)]))))),
        this.atPart,
        h('div', { class: 'dialog-actions' }, this.go),
      ),
      this.result,
    );
    this.at.value = query.get('at') ?? '';
    this.language.value = query.get('language') ?? '';
    this.drawTime();
    if (this.question.value !== '') this.submit(new Event('submit'));
  }

  again() {
    return new TryPage(this.shell, new URLSearchParams({ question: this.question.value, from: this.source(), at: this.at.value, language: this.language.value }));
  }

  focus() {
    this.question.focus();
  }

  source() {
    return this.from.find((input) => input.checked)?.value ?? 'published';
  }

  drawTime() {
    this.atPart.hidden = this.source() !== 'past';
  }

  /** Enter asks, as in the chat; with Shift it is a new line. @param {KeyboardEvent} event */
  enter(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    this.submit(event);
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    const { shell, t } = this;
    const text = this.question.value.trim();
    if (text === '' || this.go.disabled) return;
    const source = this.source();
    const at = source === 'past' ? instant(this.at.value) : undefined;
    if (source === 'past' && at === undefined) {
      put(this.result, h('p', { class: 'field-error' }, t('studio-try-at-missing')));
      this.at.focus();
      return;
    }
    const turn = (this.turn += 1);
    this.go.disabled = true;
    put(this.result, h('p', { class: 'muted' }, t('studio-try-asking')));
    const body = { text, explain: true, ...(this.language.value ? { language: this.language.value } : {}), ...(source === 'draft' ? { draft: true } : {}), ...(at ? { at } : {}) };
    const { data, problem } = await shell.api.call('POST', '/api/v1/ask', { body });
    this.go.disabled = false;
    if (turn !== this.turn) return;
    if (problem) put(this.result, shell.failed(problem, () => this.submit(new Event('submit'))));
    else put(this.result, this.decision(data), this.why(data));
  }

  // ---- what came

  /** @param {number} share  0 to 1 */
  percent(share) {
    return this.t('studio-percent', { value: Math.round(share * 100) });
  }

  /** @param {string} id @param {string} [title] */
  link(id, title) {
    return h('a', { href: `#/entry/${encodeURIComponent(id)}` }, title || id);
  }

  /** @param {any} data */
  decision(data) {
    const { shell, t } = this;
    const entries = /** @type {{entry: string, score: number, title?: string}[]} */ (data.entries ?? []);
    const named = entries.find(({ entry }) => entry === data.entry);
    return h(
      'section',
      { class: `card-box decision ${data.decision}` },
      h('h3', null, t(DECISIONS[data.decision] ?? 'studio-try-handoff')),
      data.ask_danger && h('p', { class: 'note-line' }, t('studio-try-asks-danger')),
      data.entry && h('p', { class: 'decision-entry' }, this.link(data.entry, named?.title)),
      data.answer && this.answer(data.answer),
      data.decision === 'suggest' && h('ul', { class: 'quotes' }, entries.slice(0, 3).map(({ entry, title }) => h('li', null, this.link(entry, title)))),
      h('p', { class: 'muted' }, t('studio-try-read-as', { language: shell.name(data.language) }), ' ', entries.length > 0 && t('studio-try-sure', { share: this.percent(data.confidence) })),
      h(
        'div',
        { class: 'row-actions' },
        h('a', { class: 'button small', href: `#/new?${new URLSearchParams({ [`question-${data.language}`]: this.question.value.trim() })}` }, t('studio-try-write')),
      ),
    );
  }

  /** The answer as the owner reads it. @param {any} answer */
  answer(answer) {
    return h('div', { class: 'preview', lang: answer.language }, h('div', { class: 'bubble' }, answer.note && h('p', { class: 'muted small', lang: this.shell.texts?.language ?? null }, answer.note), answer.title && h('p', { class: 'card-title' }, answer.title), h('div', { class: 'rich' }, rich(document, answer))));
  }

  /** The reasons, in an editor's words. @param {any} data */
  why(data) {
    const { t } = this;
    const entries = /** @type {{entry: string, score: number, title?: string}[]} */ (data.entries ?? []);
    const { explain } = data;
    const words = /** @type {{word: string, corrected?: string|null, found: boolean}[]} */ (explain?.words ?? []);
    const title = (/** @type {string} */ id) => entries.find(({ entry }) => entry === id)?.title || id;
    const candidates = /** @type {{entry: string, share: number}[]} */ (explain?.candidates ?? []);
    const rest = candidates.length > 0 ? candidates.slice(1) : entries.slice(1, SHOWN).map(({ entry, score }) => ({ entry, share: score }));
    if (!explain && rest.length === 0) return null;
    return h(
      'section',
      { class: 'card-box stack' },
      h('h3', null, t('studio-why')),
      words.length > 0 && h('div', null, h('h4', null, t('studio-why-words')), h('ul', { class: 'words' }, words.map((word) => h('li', { class: word.found ? 'found' : 'lost' }, word.corrected ? t('studio-why-corrected', { word: word.word, corrected: word.corrected }) : word.word, h('span', { class: 'visually-hidden' }, ` ${t(word.found ? 'studio-why-found' : 'studio-why-lost')}`)))), h('p', { class: 'muted small' }, t('studio-why-words-help'))),
      rest.length > 0 && h('div', null, h('h4', null, t('studio-why-next')), h('ol', { class: 'quotes' }, rest.slice(0, SHOWN).map(({ entry, share }) => h('li', null, this.link(entry, title(entry)), ' ', h('span', { class: 'muted' }, this.percent(share)))))),
      explain && h('p', null, this.limits(explain)),
    );
  }

  /** Which limit decided. @param {any} explain */
  limits(explain) {
    const values = { sure: this.percent(explain.first ?? 0), answer: this.percent(explain.answer_limit ?? 0), suggest: this.percent(explain.suggest_limit ?? 0) };
    if (explain.first >= explain.answer_limit) return this.t('studio-why-above', values);
    return this.t((explain.three ?? 0) >= explain.suggest_limit ? 'studio-why-between' : 'studio-why-below', values);
  }
}
