// @ts-check
import { h, icon, put } from '../../shared/dom.js';

/** A field of several short values: each a token that can be taken away, and a box for the next one. */

/** Values from a text, divided by commas or lines. @param {string} text @returns {string[]} */
export function words(text) {
  return [...new Set(text.split(/[,،;\n]/).map((one) => one.trim()).filter((one) => one !== ''))];
}

/** Values suggested at once. */
const SUGGESTED = 8;
const SUGGEST_AFTER_MS = 250;

let count = 0;

export class Tokens {
  /**
   * @param {object} options
   * @param {import('./shell.js').Shell} options.shell
   * @param {string} options.label  @param {string} [options.help]
   * @param {(values: string[]) => void} options.changed
   * @param {(text: string) => Promise<{value: string, label: string}[]>} [options.suggest]
   * @param {(value: string) => string} [options.href]  where a token leads
   */
  constructor(options) {
    this.options = options;
    const { shell } = options;
    const id = `tokens-${(count += 1)}`;
    /** @type {string[]} */
    this.values = [];
    this.list = h('ul', { class: 'token-list' });
    this.found = h('ul', { class: 'suggested', hidden: true });
    this.turn = 0;
    /** @type {any} */
    this.timer = null;
    this.input = h('input', {
      class: 'field',
      id,
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': `${id}-help`,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      oninput: () => this.typed(),
      onblur: (/** @type {FocusEvent} */ event) => this.left(event),
    });
    this.element = h(
      'div',
      { class: 'part tokens' },
      h('label', { for: id }, options.label),
      this.list,
      h('div', { class: 'link-row' }, this.input, h('button', { type: 'button', class: 'button', onclick: () => this.add() }, shell.t('studio-add'))),
      this.found,
      h('p', { class: 'muted help', id: `${id}-help` }, options.help),
    );
  }

  /** @param {string[]} values */
  fill(values) {
    this.values = [...values];
    this.draw();
  }

  draw() {
    const { shell, href } = this.options;
    this.list.hidden = this.values.length === 0;
    put(
      this.list,
      this.values.map((value) =>
        h('li', { class: 'token' }, href ? h('a', { href: href(value) }, value) : h('span', null, value), h('button', { type: 'button', class: 'icon-button small', 'aria-label': shell.t('studio-remove', { what: value }), onclick: () => this.remove(value) }, icon('close'))),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') {
      if (this.input.value.trim() === '') return;
      event.preventDefault();
      this.add();
    } else if (event.key === 'Backspace' && this.input.value === '' && this.values.length > 0) this.remove(this.values[this.values.length - 1]);
    else if (event.key === 'Escape') this.found.hidden = true;
  }

  /** @param {FocusEvent} event */
  left(event) {
    if (event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget)) return;
    this.add();
    this.found.hidden = true;
  }

  /** @param {string} [text] */
  add(text = this.input.value) {
    const fresh = words(text).filter((value) => !this.values.includes(value));
    this.input.value = '';
    this.found.hidden = true;
    if (fresh.length > 0) this.set([...this.values, ...fresh]);
  }

  /** @param {string} value */
  remove(value) {
    this.set(this.values.filter((one) => one !== value));
    this.input.focus();
  }

  /** @param {string[]} values */
  set(values) {
    this.fill(values);
    this.options.changed(values);
  }

  typed() {
    clearTimeout(this.timer);
    if (this.options.suggest) this.timer = setTimeout(() => this.look(), SUGGEST_AFTER_MS);
  }

  async look() {
    const turn = (this.turn += 1);
    const text = this.input.value.trim();
    const found = text === '' ? [] : ((await this.options.suggest?.(text)) ?? []);
    if (turn !== this.turn) return;
    const fresh = found.filter(({ value }) => !this.values.includes(value)).slice(0, SUGGESTED);
    this.found.hidden = fresh.length === 0;
    put(this.found, fresh.map(({ value, label }) => h('li', null, h('button', { type: 'button', class: 'button small', onclick: () => { this.add(value); this.input.focus(); } }, label))));
  }
}
