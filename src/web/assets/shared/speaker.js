// @ts-check
import { h } from './dom.js';
import { loadTexts } from './texts.js';

/**
 * The language of the staff's pages: what somebody has chosen on this device, else what the server thought right.
 *
 * @typedef {import('./texts.js').Texts} Texts
 */

const LANGUAGE_KEY = 'aftercare.desk.language';

export class Speaker {
  /**
   * @param {object} options
   * @param {import('./outbox.js').Store} options.storage
   * @param {string[]} options.files  of `locales/<language>/`
   * @param {string} options.heading  the page's, as a message's key
   * @param {(texts: Texts) => void} options.spoken  draw everything in these texts
   */
  constructor(options) {
    this.options = options;
    this.root = document.documentElement;
    this.languages = (this.root.dataset.languages ?? '').split(',');
    /** @type {Texts|null} */
    this.texts = null;
    /** @type {HTMLSelectElement[]} */
    this.switches = [];
    /** Languages are loaded one after the other; only the last one asked for is shown. */
    this.wanted = '';
  }

  /** Loads the first language. */
  start() {
    const chosen = this.options.storage.getItem(LANGUAGE_KEY);
    return this.speak(chosen && this.languages.includes(chosen) ? chosen : this.root.lang);
  }

  /** @param {string} language */
  async speak(language) {
    this.wanted = language;
    let texts;
    try {
      texts = await loadTexts(language, this.options.files);
    } catch {
      for (const select of this.switches) select.value = this.texts?.language ?? '';
      return;
    }
    if (this.wanted !== language) return;
    this.texts = texts;
    this.root.lang = language;
    texts.fill(document);
    document.title = texts.t(this.options.heading);
    for (const select of this.switches) this.name(select);
    this.options.spoken(texts);
  }

  /** A switch between the languages. @returns {HTMLSelectElement} */
  select() {
    const select = h('select', { class: 'select', 'data-language': true, onchange: () => this.choose(select.value) }, this.languages.map((language) => h('option', { value: language, lang: language })));
    this.switches.push(select);
    if (this.texts) this.name(select);
    return select;
  }

  /** @param {string} language */
  choose(language) {
    try {
      this.options.storage.setItem(LANGUAGE_KEY, language);
    } catch {
      // Then it holds as long as the page.
    }
    this.speak(language);
  }

  /** @param {HTMLSelectElement} select */
  name(select) {
    const texts = /** @type {Texts} */ (this.texts);
    select.setAttribute('aria-label', texts.t('desk-language'));
    for (const option of select.options) option.textContent = texts.languageName(option.value);
    select.value = texts.language;
  }
}
