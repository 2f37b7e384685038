// @ts-check
import { h, icon, put } from './dom.js';

/**
 * Builds a `<dialog>`, shows it, and takes it away when it closes. The browser keeps the focus inside and gives it back.
 *
 * @typedef {import('./texts.js').Texts} Texts
 */

let count = 0;

/**
 * @param {Texts} texts @param {string} title
 * @param {(close: () => void) => (Node|false|null)[]} content
 * @param {object} [options]
 * @param {boolean} [options.keep]  a click beside it does not close it: something is being written
 * @param {() => void} [options.closed]
 */
export function show(texts, title, content, { keep = false, closed } = {}) {
  const id = `dialog-title-${(count += 1)}`;
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': id });
  const close = () => dialog.close();
  put(dialog, h('div', { class: 'dialog-head' }, h('h2', { id }, title), h('button', { type: 'button', class: 'icon-button', 'aria-label': texts.t('desk-close'), onclick: close }, icon('close'))), content(close));
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed?.();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && !keep) close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
