// @ts-check
import { h } from '../../shared/dom.js';

/**
 * A difference as text: what came is underlined, what went is struck out, and both say so to those who hear the page.
 *
 * @param {import('./shell.js').Shell} shell
 * @param {import('../core/diff.js').Piece[]} pieces
 */
export function differences(shell, pieces) {
  return pieces.map(({ kind, text }) => {
    if (kind === 'added') return h('ins', null, h('span', { class: 'visually-hidden' }, ` ${shell.t('studio-diff-added')} `), text);
    if (kind === 'removed') return h('del', null, h('span', { class: 'visually-hidden' }, ` ${shell.t('studio-diff-removed')} `), text);
    return h('span', null, text);
  });
}
