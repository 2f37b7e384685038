// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { rich } from '../../shared/nodes.js';
import { MOST, pasted } from '../core/fields.js';
import { ACCEPTED, Files } from '../core/files.js';
import { around, attached, before, insert, link, table } from '../core/markdown.js';
import { STATE_NAMES } from './badges.js';
import { chooseFile, refusal } from './files.js';

/**
 * An entry in one language: title, phrasings, answer, and the answer as an owner sees it. The elements are made once; what is
 * typed stays in them, and only what is beside them is drawn again.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {import('../core/fields.js').Words} Words
 * @typedef {import('../core/fields.js').State} State
 *
 * @typedef {object} Hooks
 * @property {(words: Words) => void} typed
 * @property {() => void} current  this translation is up to date
 * @property {() => void} entered  somebody works here
 */

/** Names that an answer may use; the configuration says what they stand for. */
export const NAMES = ['company', 'support_phone', 'roadside_phone', 'support_email', 'support_hours', 'holidays', 'emergency_number', 'fire_number', 'ambulance_number', 'police_number', 'partner_bank', 'training_day'];
const PREVIEW_AFTER_MS = 400;

export class Column {
  /** @param {Shell} shell @param {string} language @param {Hooks} hooks */
  constructor(shell, language, hooks) {
    this.shell = shell;
    this.language = language;
    this.hooks = hooks;
    const t = (this.t = shell.t.bind(shell));
    const id = (/** @type {string} */ name) => `${name}-${language}`;
    this.id = id;
    this.shown = '';
    this.previewTurn = 0;
    /** @type {any} */
    this.timer = null;
    this.badge = h('span', { class: 'badge' });
    this.upToDate = h('button', { type: 'button', class: 'button small', hidden: true, onclick: () => hooks.current() }, t('studio-up-to-date'));
    this.stateHelp = h('p', { class: 'muted small', hidden: true });
    this.title = h('input', { class: 'field', id: id('title'), lang: language, autocomplete: 'off', 'aria-describedby': id('error-title'), oninput: () => this.typed() });
    this.phrasings = h('ul', { class: 'phrasings' });
    this.told = h('p', { class: 'muted small', role: 'status' });
    this.answer = h('textarea', { class: 'field answer', id: id('answer'), lang: language, rows: 10, 'aria-describedby': id('error-answer'), oninput: () => this.typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) });
    this.answer.addEventListener('paste', (event) => this.bring(event, event.clipboardData));
    this.answer.addEventListener('drop', (event) => this.bring(event, event.dataTransfer));
    this.picker = h('input', { type: 'file', accept: ACCEPTED.any, hidden: true, id: id('file'), 'aria-label': t('studio-attach'), onchange: () => { this.attach([...(this.picker.files ?? [])]); this.picker.value = ''; } });
    this.brought = h('p', { class: 'muted small', role: 'status' });
    this.preview = h('div', { class: 'preview', lang: language, 'aria-live': 'off' });
    this.previewProblems = h('ul', { class: 'preview-problems' });
    this.element = h(
      'section',
      { class: 'column', 'data-language': language, 'aria-labelledby': id('column'), onfocusin: () => hooks.entered() },
      h('div', { class: 'column-head' }, h('h3', { id: id('column'), lang: language }, shell.name(language)), this.badge, this.upToDate),
      this.stateHelp,
      h('div', { class: 'part', 'data-field': 'title' }, h('label', { for: id('title') }, t('studio-title-field')), this.title, this.error('title')),
      this.phrasingsPart(),
      h('div', { class: 'part', 'data-field': 'answer' }, h('label', { for: id('answer') }, t('studio-answer')), this.toolbar(), this.answer, this.brought, this.error('answer')),
      h('div', { class: 'part' }, h('h4', null, t('studio-preview')), this.preview, this.previewProblems),
    );
  }

  /** @param {string} name */
  error(name) {
    return h('p', { class: 'field-error', id: this.id(`error-${name}`) });
  }

  phrasingsPart() {
    const { t, id } = this;
    return h(
      'div',
      { class: 'part', role: 'group', 'data-field': 'phrasings', 'aria-labelledby': id('phrasings-label'), 'aria-describedby': id('phrasings-help') },
      h('p', { class: 'label', id: id('phrasings-label') }, t('studio-phrasings')),
      h('p', { class: 'muted small', id: id('phrasings-help') }, t('studio-phrasings-help')),
      this.phrasings,
      h('button', { type: 'button', class: 'button small', onclick: () => this.addPhrasing(null, '', true) }, t('studio-add-phrasing')),
      this.told,
      this.error('phrasings'),
    );
  }

  // ---- words

  /** Shows these words, whatever stood here. @param {Words} words */
  fill(words) {
    this.title.value = words.title;
    this.answer.value = words.answer;
    // Where there is none yet, the place for one is there to be seen.
    put(this.phrasings, (words.phrasings.length > 0 ? words.phrasings : ['']).map((text) => this.phrasing(text)));
    this.count();
    this.look();
  }

  /** @returns {Words} */
  read() {
    return { title: this.title.value, phrasings: this.boxes().map((box) => box.value), answer: this.answer.value };
  }

  typed() {
    this.hooks.typed(this.read());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PREVIEW_AFTER_MS);
  }

  leave() {
    clearTimeout(this.timer);
    this.previewTurn += 1;
  }

  // ---- phrasings

  /** @returns {HTMLInputElement[]} */
  boxes() {
    return [...this.phrasings.querySelectorAll('input')];
  }

  /** @param {string} text */
  phrasing(text) {
    const box = h('input', { class: 'field', lang: this.language, autocomplete: 'off', value: text, oninput: () => this.typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.phrasingKey(event, item), onpaste: (/** @type {ClipboardEvent} */ event) => this.paste(event, item) });
    const item = h('li', null, box, h('button', { type: 'button', class: 'icon-button small', 'aria-label': this.t('studio-remove-phrasing'), onclick: () => this.removePhrasing(item) }, icon('close')));
    return item;
  }

  /** @param {Element|null} after @param {string} text @param {boolean} focus */
  addPhrasing(after, text, focus) {
    const item = this.phrasing(text);
    if (after) after.after(item);
    else this.phrasings.append(item);
    this.count();
    if (focus) item.querySelector('input')?.focus();
    if (text !== '') this.typed();
    return item;
  }

  /** @param {Element} item */
  removePhrasing(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    const box = next?.querySelector('input');
    if (box) box.focus();
    else /** @type {HTMLElement|null} */ (this.phrasings.parentElement?.querySelector(':scope > button'))?.focus();
    this.count();
    this.typed();
  }

  /** Enter begins the next one, Backspace in an empty one takes it away, the arrows lead through the list. @param {KeyboardEvent} event @param {Element} item */
  phrasingKey(event, item) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const box = /** @type {HTMLInputElement} */ (event.target);
    const step = { ArrowUp: item.previousElementSibling, ArrowDown: item.nextElementSibling }[event.key];
    if (event.key === 'Enter') this.addPhrasing(item, '', true);
    else if (event.key === 'Backspace' && box.value === '') this.removePhrasing(item);
    else if (step) step.querySelector('input')?.focus();
    else return;
    event.preventDefault();
  }

  /** A pasted list becomes a phrasing a line. @param {ClipboardEvent} event @param {Element} item */
  paste(event, item) {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[\r\n]/.test(text.trim())) return;
    event.preventDefault();
    const { lines, left } = pasted(text);
    const box = item.querySelector('input');
    let at = item;
    const into = box?.value.trim() === '' ? lines.shift() : undefined;
    if (box && into !== undefined) box.value = into;
    for (const line of lines) {
      const made = this.phrasing(line);
      at.after(made);
      at = made;
    }
    at.querySelector('input')?.focus();
    this.count();
    put(this.told, left > 0 ? this.t('studio-pasted-left', { count: left }) : this.t('studio-pasted', { count: lines.length + (into === undefined ? 0 : 1) }));
    this.typed();
  }

  /** Each box says which one it is. */
  count() {
    this.boxes().forEach((box, index) => box.setAttribute('aria-label', this.t('studio-phrasing', { number: index + 1 })));
  }

  // ---- answer

  toolbar() {
    const { t } = this;
    const button = (/** @type {string} */ label, /** @type {Node} */ sign, /** @type {() => void} */ run) => h('button', { type: 'button', class: 'tool', 'aria-label': t(label), title: t(label), onclick: run }, sign);
    const letter = (/** @type {'strong'|'em'} */ kind, /** @type {string} */ sign) => h(kind, { 'aria-hidden': 'true' }, sign);
    const names = h('select', { class: 'field tool-names', 'aria-label': t('studio-insert-name'), onchange: () => { this.apply((_, start, end) => insert(start, end, `{${names.value}}`)); names.value = ''; } }, h('option', { value: '' }, t('studio-insert-name')), NAMES.map((name) => h('option', { value: name }, `{${name}}`)));
    return h(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': t('studio-markdown') },
      button('studio-bold', letter('strong', 'B'), () => this.apply((text, start, end) => around(text, start, end, '**'))),
      button('studio-italic', letter('em', 'I'), () => this.apply((text, start, end) => around(text, start, end, '*'))),
      button('studio-heading', icon('heading'), () => this.apply((text, start, end) => before(text, start, end, '## '))),
      button('studio-list', icon('list'), () => this.apply((text, start, end) => before(text, start, end, '- '))),
      button('studio-numbers', icon('numbers'), () => this.apply((text, start, end) => before(text, start, end, '1. '))),
      button('studio-link', icon('link'), () => this.apply(link)),
      button('studio-table', icon('table'), () => this.apply((text, _, end) => table(text, end))),
      button('studio-attach', icon('clip'), () => this.choose()),
      this.picker,
      names,
    );
  }

  /** @param {(text: string, start: number, end: number) => import('../core/markdown.js').Edit} change */
  apply(change) {
    const { answer } = this;
    const edit = change(answer.value, answer.selectionStart, answer.selectionEnd);
    answer.focus();
    answer.setSelectionRange(edit.from, edit.to);
    // So that "undo" of the browser knows of it; where it cannot, the text is set.
    if (!document.execCommand(edit.text === '' ? 'delete' : 'insertText', false, edit.text)) answer.setRangeText(edit.text);
    answer.setSelectionRange(edit.select[0], edit.select[1]);
    this.typed();
  }

  /** Files that are pasted or dropped; text goes its own way. @param {Event} event @param {DataTransfer|null} from */
  bring(event, from) {
    const files = [...(from?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.attach(files);
  }

  /** A file that is on the server already, or one from the device. */
  choose() {
    chooseFile(this.shell, () => this.picker.click(), (file) => this.insertFile(file, file.name));
  }

  /** Uploads files one after the other, and puts each where the cursor is then. @param {File[]} files */
  async attach(files) {
    const shelf = new Files({ api: this.shell.api });
    for (const file of files) {
      put(this.brought, this.t('studio-attach-sending', { name: file.name }));
      const brought = await shelf.bring(file);
      if (!brought.file) {
        put(this.brought, refusal(this.shell, file.name, brought));
        return;
      }
      this.insertFile(brought.file, file.name);
    }
  }

  /** Puts it into the answer, with words that the editor then writes. @param {import('../core/files.js').Attached} file @param {string} name */
  insertFile(file, name) {
    const words = file.media.startsWith('image/') ? this.t('studio-attach-describe') : name.replace(/\.[^.]*$/, '');
    this.apply((text, start, end) => attached(text, start, end, file, words));
    put(this.brought, this.t('studio-attach-done', { name }));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.code === 'KeyB') this.apply((text, start, end) => around(text, start, end, '**'));
    else if (event.code === 'KeyI') this.apply((text, start, end) => around(text, start, end, '*'));
    else if (event.code === 'KeyK') this.apply(link);
    else return;
    event.preventDefault();
  }

  /** Has the server show the answer as an owner sees it. */
  async look() {
    const text = this.answer.value;
    const title = this.title.value.trim();
    if (`${title}\n${text}` === this.shown) return;
    const turn = (this.previewTurn += 1);
    if (text.trim() === '' || [...text].length > MOST.answer) {
      this.shown = '';
      put(this.preview, h('p', { class: 'muted' }, this.t(text.trim() === '' ? 'studio-preview-empty' : 'studio-preview-long')));
      put(this.previewProblems);
      return;
    }
    const { data, problem } = await this.shell.api.call('POST', '/api/v1/faq/preview', { body: { answer: text, language: this.language } });
    if (turn !== this.previewTurn) return;
    if (problem) {
      put(this.previewProblems, h('li', null, this.shell.refusal(problem)));
      return;
    }
    this.shown = `${title}\n${text}`;
    put(this.preview, h('div', { class: 'bubble card' }, title !== '' && h('p', { class: 'card-title' }, title), h('div', { class: 'rich' }, rich(document, data))));
    put(this.previewProblems, (data.problems ?? []).map((/** @type {any} */ one) => h('li', null, typeof one === 'string' ? one : one.message)));
  }

  // ---- what is beside the words

  /** @param {State|undefined} state @param {number|undefined} based */
  drawState(state, based) {
    this.badge.className = `badge wide ${state ?? 'missing'}`;
    put(this.badge, this.t(STATE_NAMES[state ?? 'missing'] ?? ''));
    const old = state === 'stale' || state === 'wrong';
    this.upToDate.hidden = !old;
    this.stateHelp.hidden = !old;
    put(this.stateHelp, old ? (based === undefined ? this.t(state === 'wrong' ? 'studio-wrong-help' : 'studio-stale-help') : this.t(state === 'wrong' ? 'studio-wrong-help-since' : 'studio-stale-help-since', { revision: based })) : '');
  }

  /** What is wrong with a part, beside it. @param {Map<string, {message: string, warning: boolean}>} found  by field */
  drawMistakes(found) {
    for (const field of ['title', 'phrasings', 'answer']) {
      const { message = '', warning = false } = found.get(field) ?? {};
      const part = this.element.querySelector(`[data-field=${field}]`);
      const place = /** @type {HTMLElement} */ (part?.querySelector('.field-error'));
      if (place.textContent !== message) put(place, message);
      place.classList.toggle('warning', warning);
      const box = part?.querySelector('.field');
      if (message === '' || warning) box?.removeAttribute('aria-invalid');
      else box?.setAttribute('aria-invalid', 'true');
    }
  }

  focus() {
    this.title.focus();
  }
}
