// @ts-check
import { h, icon, put } from '../shared/dom.js';
import { Tray } from '../shared/tray.js';

/**
 * Photos that a form asks for: chosen or taken, several, each with its progress, to be removed or brought again. What has arrived is kept
 * with what was typed, and the form's sheet may be drawn anew as often as it likes.
 *
 * @typedef {import('../shared/upload.js').Attachment} Attachment
 */

export class PhotoField {
  /**
   * @param {import('./files.js').Files} files
   * @param {Attachment[]} kept  what had arrived on an earlier visit
   * @param {number} most
   */
  constructor(files, kept, most) {
    this.files = files;
    /** Called when something has come or gone. */
    this.changed = () => {};
    this.buttons = h('div', { class: 'tray-menu' });
    const rows = h('div', { class: 'photo-rows' });
    this.element = h('div', { class: 'photos' }, rows, this.buttons);
    this.tray = new Tray({ element: rows, ...files.way, language: () => files.texts.language, changed: () => this.changed(), kept, most });
    this.draw();
  }

  draw() {
    const { tray, files } = this;
    const button = (/** @type {string} */ shape, /** @type {string} */ label, /** @type {boolean} */ camera) => h('button', { type: 'button', class: 'button small', onclick: () => tray.pick(camera) }, icon(shape), files.texts.t(label));
    put(this.buttons, Tray.takes() && button('camera', 'file-camera', true), button('clip', 'file-attach', false));
    tray.draw();
  }

  /** What has arrived. @returns {Attachment[]} */
  list() {
    return this.tray.attachments();
  }

  /** Why the form cannot be handed in yet; nothing when it can. */
  waits() {
    return this.tray.ready() ? '' : this.files.texts.t('file-wait');
  }
}
