// @ts-check
import { h } from '../shared/dom.js';

/** @typedef {{form: string, label: string}} Action */

/** The button that opens a form. @param {Action} action @param {boolean} waits  one is on its way @param {(form: string) => void} start */
export function actionButton(action, waits, start) {
  return h('div', { class: 'act' }, h('button', { type: 'button', class: 'button primary', disabled: waits, onclick: () => start(action.form) }, action.label));
}
