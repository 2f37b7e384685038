// @ts-check
import { h } from '../../shared/dom.js';
import { grouped, SHOWN } from '../core/gate.js';

/**
 * What a publication changes, in plain words.
 *
 * @typedef {import('./shell.js').Shell} Shell
 */

/** @type {Record<string, string>} */
const SENTENCES = { takes: 'studio-gate-takes', answers: 'studio-gate-answers', loses: 'studio-gate-loses', dangers: 'studio-gate-dangers' };
/** The same where no entry is named. @type {Record<string, string>} */
const ALONE = { takes: 'studio-gate-takes-some', answers: 'studio-gate-answers', loses: 'studio-gate-loses-some', dangers: 'studio-gate-dangers' };

/** @param {Shell} shell @param {import('../core/gate.js').Changed[]|undefined} changes @param {string} id  the entry that is published */
export function gateList(shell, changes, id) {
  const kinds = grouped(changes, id);
  if (kinds.length === 0) return h('p', { class: 'muted' }, shell.t('studio-gate-none'));
  return h(
    'ul',
    { class: 'gate' },
    kinds.flatMap(({ kind, groups }) =>
      groups.map(({ title, questions }) =>
        h(
          'li',
          { class: kind },
          h('p', null, shell.t((title === '' ? ALONE : SENTENCES)[kind] ?? '', { count: questions.length, title })),
          h('ul', { class: 'quotes' }, questions.slice(0, SHOWN).map((question) => h('li', null, question)), questions.length > SHOWN && h('li', { class: 'muted' }, shell.t('studio-gate-more', { count: questions.length - SHOWN }))),
        ),
      ),
    ),
  );
}
