// @ts-check
import { h } from '../../shared/dom.js';

/**
 * What state a translation or an entry is in, in words and colour.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {import('../core/fields.js').State} State
 */

/** @type {Record<string, string>} */
export const STATE_NAMES = { current: 'studio-state-current', stale: 'studio-state-stale', wrong: 'studio-state-wrong', missing: 'studio-state-missing' };

/** A language with the state of its text. @param {Shell} shell @param {string} language @param {State} state */
export function languageBadge(shell, language, state) {
  const name = shell.name(language);
  return h('span', { class: `badge ${state}`, title: `${name}: ${shell.t(STATE_NAMES[state] ?? '')}` }, h('span', { 'aria-hidden': 'true' }, language), h('span', { class: 'visually-hidden' }, `${name}: ${shell.t(STATE_NAMES[state] ?? '')}`));
}

/**
 * Whether an entry is published, a draft, planned.
 * @param {Shell} shell
 * @param {{published_revision?: number|null, draft?: boolean, scheduled_at?: string|null}} entry
 */
export function entryChips(shell, entry) {
  const published = entry.published_revision !== undefined && entry.published_revision !== null;
  return [
    published && h('span', { class: 'chip active' }, shell.t('studio-published')),
    entry.draft && h('span', { class: 'chip draft' }, shell.t(published ? 'studio-changed' : 'studio-draft')),
    !published && !entry.draft && h('span', { class: 'chip' }, shell.t('studio-withdrawn')),
    entry.scheduled_at && h('span', { class: 'chip invited' }, shell.t('studio-scheduled', { moment: shell.moment(entry.scheduled_at) })),
  ];
}

/**
 * The title in the reader's language, else in the first that has one, else the id.
 * @param {Shell} shell @param {{id: string, languages?: Record<string, {title?: string}>}} entry
 */
export function titleOf(shell, entry) {
  const order = [shell.texts?.language ?? '', 'en', ...Object.keys(entry.languages ?? {})];
  for (const language of order) {
    const title = entry.languages?.[language]?.title;
    if (title) return { title, language };
  }
  return { title: entry.id, language: 'en' };
}
