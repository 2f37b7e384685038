// @ts-check
import { show } from '../../shared/dialog.js';
import { h } from '../../shared/dom.js';
import { diff } from '../core/diff.js';
import { formName, formSelect, selectForm } from './forms.js';
import { differences } from './pieces.js';

/**
 * Two people have changed the same text: theirs beside mine, field by field, and a person decides.
 *
 * @typedef {import('./entry.js').EntryPage} EntryPage
 */

/** What the fields of an entry are called: messages' keys. @type {Record<string, string>} */
export const FIELD_NAMES = Object.fromEntries([
  ['category', 'studio-category'],
  ['title', 'studio-title-field'],
  ['phrasings', 'studio-phrasings'],
  ['answer', 'studio-answer'],
  ['models', 'studio-models'],
  ['markets', 'studio-markets'],
  ['related', 'studio-related'],
  ['tags', 'studio-tags'],
  ['action', 'studio-action'],
]);

/** @param {EntryPage} page @param {() => void} closed */
export function mergeBoth(page, closed) {
  const { editor, shell, t } = page;
  const { conflict } = editor;
  const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
  if (!conflict) {
    closed();
    return;
  }
  const dialog = show(
    texts,
    t('studio-merge-title'),
    (close) => {
      const parts = conflict.conflicts.map((one, index) => part(page, one, index));
      const submit = (/** @type {Event} */ event) => {
        event.preventDefault();
        editor.resolve(parts.map(({ chosen }) => chosen()));
        close();
        shell.say(t('studio-merge-done'));
      };
      return [
        h('p', null, t('studio-merge-help', { name: conflict.by })),
        h('form', { class: 'dialog-form', onsubmit: submit }, parts.map(({ element }) => element), h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('studio-merge-later')), h('button', { type: 'submit', class: 'button primary' }, t('studio-merge-go')))),
      ];
    },
    { keep: true, closed },
  );
  dialog.classList.add('wide-dialog');
}

/** @param {EntryPage} page @param {import('../core/merge.js').Conflict} conflict @param {number} index */
function part({ shell, t }, { path, base, mine, theirs }, index) {
  const field = path.at(-1) ?? '';
  const language = path.length === 3 ? path[1] : '';
  const name = t(FIELD_NAMES[field] ?? '');
  // What both may want: the text that results can be changed before it is taken.
  const props = { id: `merge-${index}`, 'aria-label': t('studio-merge-result', { field: name }) };
  const result = field === 'action' ? formSelect(shell, props) : h('textarea', { class: 'field', lang: language || null, rows: field === 'answer' ? 6 : 2, ...props });
  const set = (/** @type {string} */ text) => (result instanceof HTMLSelectElement ? selectForm(result, text) : (result.value = text));
  set(mine);
  const take = (/** @type {string} */ text) => () => {
    set(text);
    result.focus();
  };
  const said = (/** @type {string} */ text) => (field === 'action' ? formName(shell, text) : text);
  const side = (/** @type {string} */ label, /** @type {string} */ text) =>
    h('div', { class: 'merge-side' }, h('h4', null, t(label)), h('p', { class: 'diff', lang: language || null }, differences(shell, diff(said(base), said(text)))), h('button', { type: 'button', class: 'button small', onclick: take(text) }, t(label === 'studio-merge-mine' ? 'studio-merge-take-mine' : 'studio-merge-take-theirs')));
  const element = h(
    'section',
    { class: 'merge-part' },
    h('h3', null, language ? t('studio-merge-field', { field: name, language: shell.name(language) }) : name),
    h('div', { class: 'merge-sides' }, side('studio-merge-theirs', theirs), side('studio-merge-mine', mine)),
    h('label', { class: 'label', for: `merge-${index}` }, t('studio-merge-result', { field: name })),
    result,
  );
  return { element, chosen: () => result.value };
}
