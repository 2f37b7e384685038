// @ts-check
import { show } from '../shared/dialog.js';
import { h, icon, put } from '../shared/dom.js';

/**
 * The desk's dialogs.
 *
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** @param {Texts} texts @param {(outcome: string, tags: string[]) => void} done */
export function askClose(texts, done) {
  const outcomes = [
    ['solved', texts.t('desk-outcome-solved')],
    ['unsolved', texts.t('desk-outcome-unsolved')],
    ['duplicate', texts.t('desk-outcome-duplicate')],
    ['spam', texts.t('desk-outcome-spam')],
  ];
  show(texts, texts.t('desk-resolve-title'), (close) => {
    const tags = h('input', { class: 'field', id: 'tags', placeholder: texts.t('desk-tags-placeholder'), autocomplete: 'off' });
    const form = h(
      'form',
      {
        class: 'dialog-form',
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const outcome = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('outcome'));
          const list = tags.value.split(/[,،;]/).map((tag) => tag.trim()).filter((tag) => tag !== '');
          close();
          done(outcome, [...new Set(list)].slice(0, 20));
        },
      },
      h('fieldset', null, h('legend', null, texts.t('desk-outcome')), outcomes.map(([value, label], index) => h('label', { class: 'option' }, h('input', { type: 'radio', name: 'outcome', value, checked: index === 0 }), h('span', null, label)))),
      h('label', { for: 'tags' }, texts.t('desk-tags')),
      tags,
      h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, texts.t('desk-cancel')), h('button', { type: 'submit', class: 'button primary' }, texts.t('desk-resolve'))),
    );
    return [form];
  });
}

/** @param {Texts} texts @param {string[]} languages @param {string} current @param {(language: string, note: string) => void} done */
export function askTransfer(texts, languages, current, done) {
  show(texts, texts.t('desk-transfer-title'), (close) => {
    const select = h('select', { class: 'field', id: 'to' }, languages.map((value) => h('option', { value, lang: value, selected: value === current }, texts.languageName(value))));
    const note = h('textarea', { class: 'field', id: 'transfer-note', rows: 3, maxlength: 4000 });
    const form = h(
      'form',
      {
        class: 'dialog-form',
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          close();
          done(select.value, note.value);
        },
      },
      h('label', { for: 'to' }, texts.t('desk-transfer-language')),
      select,
      h('label', { for: 'transfer-note' }, texts.t('desk-transfer-note')),
      note,
      h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, texts.t('desk-cancel')), h('button', { type: 'submit', class: 'button primary' }, texts.t('desk-transfer'))),
    );
    return [form];
  });
}

/**
 * Finds a published entry and sends it.
 * @param {Texts} texts @param {import('./api.js').DeskApi} api @param {string} words  the owner's, to begin with
 * @param {(entry: string, title: string) => void} done
 */
export function findEntry(texts, api, words, done) {
  show(texts, texts.t('desk-find'), (close) => {
    const input = h('input', { class: 'field', id: 'find', type: 'search', 'aria-label': texts.t('desk-find-input'), placeholder: texts.t('desk-find-input'), autocomplete: 'off', maxlength: 1000 });
    input.value = words.slice(0, 300);
    const results = h('ul', { class: 'found', 'aria-live': 'polite' });
    let turn = 0;
    const search = async () => {
      const text = input.value.trim();
      if (text === '') return;
      const mine = (turn += 1);
      try {
        const found = await api.find(text);
        if (mine !== turn) return;
        put(results, found.length === 0 ? h('li', { class: 'muted' }, texts.t('desk-find-none')) : found.slice(0, 8).map(({ entry, title }) => result(entry, title)));
      } catch {
        if (mine === turn) put(results, h('li', { class: 'danger-text' }, texts.t('desk-find-failed')));
      }
    };
    const result = (/** @type {string} */ entry, /** @type {string} */ title) =>
      h('li', null, h('span', null, title), h('button', { type: 'button', class: 'button small', onclick: () => { close(); done(entry, title); } }, texts.t('desk-find-send')));
    const form = h('form', { class: 'find', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); search(); } }, input, h('button', { type: 'submit', class: 'button primary' }, icon('search'), texts.t('desk-find-go')));
    queueMicrotask(() => {
      input.focus();
      input.select();
      search();
    });
    return [h('p', { class: 'muted' }, texts.t('desk-find-help')), form, results];
  });
}

/** @param {Texts} texts */
export function showShortcuts(texts) {
  const keys = [
    ['Ctrl + Enter', texts.t('desk-key-send')],
    ['Alt + ↑ ↓', texts.t('desk-key-move')],
    ['Alt + N', texts.t('desk-key-next')],
    ['Alt + C', texts.t('desk-key-claim')],
    ['Alt + M', texts.t('desk-key-note')],
    ['Alt + F', texts.t('desk-key-find')],
    ['Alt + R', texts.t('desk-key-request')],
    ['Alt + O', texts.t('desk-key-form')],
    ['Alt + B', texts.t('desk-key-board')],
    ['?', texts.t('desk-key-help')],
  ];
  show(texts, texts.t('desk-shortcuts'), () => [h('dl', { class: 'keys' }, keys.map(([key, words]) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, words))))]);
}
