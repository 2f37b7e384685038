// @ts-check
import { h, icon, put } from '../shared/dom.js';
import { attached } from '../shared/attached.js';
import { Tray, takeFiles } from '../shared/tray.js';
import { PhotoField } from './photos.js';
import { loadFileTexts } from './texts.js';

/**
 * Photos, documents and voice in the chat: what waits to be sent, and what messages show. Loaded when the first file comes.
 *
 * @typedef {import('./view.js').ChatView} ChatView
 * @typedef {import('../shared/upload.js').Attachment} Attachment
 */

export class Files {
  /** @param {ChatView} view @param {import('./texts.js').ChatTexts} texts @param {HTMLElement} element  where waiting files are shown */
  constructor(view, texts, element) {
    this.view = view;
    this.texts = texts;
    const { core } = view;
    const t = (/** @type {string} */ key, /** @type {any} */ values) => this.texts.t(key, values);
    this.way = { t, headers: () => ({ Authorization: `Bearer ${core.session ?? ''}` }) };
    this.menu = h('div', { class: 'tray-menu', hidden: true });
    this.waiting = h('div', { hidden: true });
    put(element, this.menu, this.waiting);
    this.tray = new Tray({ element: this.waiting, ...this.way, language: () => this.texts.language, changed: () => this.changed() });
    /** Photos of forms that are not handed in yet. @type {Map<string, PhotoField>} */
    this.fields = new Map();
    takeFiles(view.input, view.app, (files) => this.tray.add(files));
  }

  /** The photos of a form's field. @param {string} key  of this field of this form @param {Attachment[]} kept @param {number} most */
  field(key, kept, most) {
    const field = this.fields.get(key) ?? new PhotoField(this, kept, most);
    this.fields.set(key, field);
    return field;
  }

  changed() {
    // Something was brought: the room is for what was said. While a voice message is recorded, its button stays.
    if (!this.menu.hidden && !this.tray.empty() && !this.tray.recorder) {
      if (this.menu.contains(document.activeElement)) this.view.input.focus({ preventScroll: true });
      this.menu.hidden = true;
    }
    this.drawMenu();
    this.view.inputChanged();
    this.view.follow();
  }

  /** The ways to bring something, or none. */
  toggle() {
    this.menu.hidden = !this.menu.hidden;
    this.drawMenu();
    if (!this.menu.hidden) /** @type {HTMLElement|null} */ (this.menu.querySelector('button'))?.focus();
  }

  drawMenu() {
    const { tray } = this;
    const focused = this.menu.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    const button = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {string} */ label, /** @type {() => void} */ act) => h('button', { type: 'button', class: 'button small', 'data-key': key, onclick: act }, icon(shape), this.texts.t(label));
    put(
      this.menu,
      Tray.takes() && button('camera', 'camera', 'file-camera', () => tray.pick(true)),
      button('pick', 'clip', 'file-attach', () => tray.pick()),
      Tray.records() && button('voice', 'mic', tray.recorder ? 'file-voice-stop' : 'file-voice', () => tray.voice()),
    );
    if (focused) /** @type {HTMLElement|null} */ (this.menu.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  /** What a message brings. @param {Attachment[]} list */
  show(list) {
    return attached(list, this.way);
  }

  /** Says everything in another language. @param {string} language */
  async speak(language) {
    if (language === this.texts.language) return;
    this.texts = await loadFileTexts(language);
    this.drawMenu();
    this.tray.draw();
    for (const field of this.fields.values()) field.draw();
    this.view.redraw();
  }
}

/** @param {ChatView} view @param {HTMLElement} element */
export async function openFiles(view, element) {
  return new Files(view, await loadFileTexts(view.core.language), element);
}
