// @ts-check
import { h } from '../../shared/dom.js';

/**
 * The forms of the chat that an answer may offer: the program's own have messages, an operator's own the titles of their table.
 *
 * @typedef {import('./shell.js').Shell} Shell
 */

/** The ids of all. @returns {string[]} */
export const forms = () => (document.documentElement.dataset.forms ?? '').split(',').filter((form) => form !== '');

/** What a form is called; its id where nobody calls it anything. @param {Shell} shell @param {string} form */
export function formName({ texts }, form) {
  const own = JSON.parse(document.documentElement.dataset.formTitles || '{}')[form];
  const title = own?.[texts?.language ?? ''] || own?.en;
  return title || (texts?.bundle.hasMessage(`request-form-${form}`) ? texts.t(`request-form-${form}`) : form);
}

/** A choice among them, and none. @param {Shell} shell @param {import('../../shared/dom.js').Props} props */
export const formSelect = (shell, props) => h('select', { class: 'field', ...props }, h('option', { value: '' }, shell.t('studio-action-none')), forms().map((form) => h('option', { value: form }, formName(shell, form))));

/** Chooses a form, be it one that there is no more. @param {HTMLSelectElement} select @param {string} form */
export function selectForm(select, form) {
  if (![...select.options].some(({ value }) => value === form)) select.append(h('option', { value: form }, form));
  select.value = form;
}
