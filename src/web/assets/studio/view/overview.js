// @ts-check
import { h, put } from '../../shared/dom.js';
import { titleOf } from './badges.js';
import { Quality } from './quality.js';

/**
 * How the topics do: what is asked, what helps, and what leads to a person; the last 90 days.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {{asked: number, shown: number, taken: number, helpful: number, unhelpful: number, person: number}} Counts
 */

const NAMES = /** @type {const} */ (['asked', 'shown', 'taken', 'helpful', 'unhelpful', 'person']);
/** @type {Record<string, string>} */
const LABELS = { asked: 'studio-count-asked', shown: 'studio-count-shown', taken: 'studio-count-taken', helpful: 'studio-count-helpful', unhelpful: 'studio-count-unhelpful', person: 'studio-count-person' };
/** Topics in each list. */
const SHOWN = 15;
/** Entries read for their titles, in pages. */
const PAGE = 200;
const MOST_PAGES = 25;

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  const total = { asked: 0, shown: 0, taken: 0, helpful: 0, unhelpful: 0, person: 0 };
  for (const counts of all) for (const name of NAMES) total[name] += counts[name] ?? 0;
  return total;
}

export class OverviewPage {
  /** @param {Shell} shell */
  constructor(shell) {
    this.shell = shell;
    this.gone = false;
    /** @type {Quality|null} */
    this.quality = null;
    this.body = h('div', { class: 'stack' }, shell.loading());
    this.element = h('div', { class: 'stack' }, h('div', { class: 'page-head' }, h('h2', null, shell.t('studio-overview'))), h('p', { class: 'muted' }, shell.t('studio-overview-help')), this.body);
    this.load();
  }

  leave() {
    this.gone = true;
    this.quality?.leave();
  }

  async load() {
    const { shell } = this;
    const { data, problem } = await shell.api.call('GET', '/api/v1/faq/counts');
    if (this.gone) return;
    if (problem) {
      put(this.body, shell.failed(problem, () => this.load()));
      return;
    }
    const titles = await this.titles();
    if (this.gone) return;
    this.draw(data.entries ?? {}, titles);
    this.quality = new Quality(shell, titles);
    this.element.append(this.quality.element);
  }

  /** Titles of all published entries. @returns {Promise<Map<string, string>>} */
  async titles() {
    /** @type {Map<string, string>} */
    const titles = new Map();
    let cursor = '';
    for (let page = 0; page < MOST_PAGES && !this.gone; page += 1) {
      const { data } = await this.shell.api.call('GET', `/api/v1/faq?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const entry of data?.items ?? []) if (entry.published_revision !== undefined) titles.set(entry.id, titleOf(this.shell, entry).title);
      cursor = data?.next ?? '';
      if (cursor === '') break;
    }
    return titles;
  }

  /** @param {Record<string, Record<string, Counts>>} entries @param {Map<string, string>} titles */
  draw(entries, titles) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const rows = Object.entries(entries).map(([id, languages]) => ({ id, ...sum(Object.values(languages)) }));
    const codes = shell.house.languages;
    const byLanguage = codes.map((code) => sum(Object.values(entries).flatMap((languages) => languages[code] ?? [])));
    const number = (/** @type {number} */ value) => shell.texts?.number(value) ?? '';
    const never = [...titles.keys()].filter((id) => (entries[id] ? sum(Object.values(entries[id])).asked : 0) === 0);
    put(
      this.body,
      h('div', { class: 'wide-part', tabindex: '0', role: 'region', 'aria-label': t('studio-overview') }, h('table', { class: 'counts' }, h('thead', null, h('tr', null, h('th', { scope: 'col' }, t('studio-language')), NAMES.map((name) => h('th', { scope: 'col' }, t(LABELS[name]))))), h('tbody', null, codes.map((code, at) => h('tr', null, h('th', { scope: 'row', lang: code }, shell.name(code)), NAMES.map((name) => h('td', null, number(byLanguage[at][name])))))))),
      h(
        'div',
        { class: 'three-panes' },
        this.list('studio-most-asked', rows.filter(({ asked }) => asked > 0).sort((a, b) => b.asked - a.asked), 'asked', titles),
        this.list('studio-least-helpful', rows.filter(({ unhelpful, person }) => unhelpful + person > 0).sort((a, b) => b.unhelpful + b.person - a.unhelpful - a.person), 'unhelpful', titles),
        h('section', { class: 'card-box' }, h('h3', null, t('studio-filter-never-asked')), h('p', { class: 'muted small' }, t('studio-never-asked', { count: never.length, all: titles.size })), h('ul', { class: 'quotes' }, never.slice(0, SHOWN).map((id) => h('li', null, this.link(id, titles))))),
      ),
    );
  }

  /** @param {string} id @param {Map<string, string>} titles */
  link(id, titles) {
    return h('a', { href: `#/entry/${encodeURIComponent(id)}` }, titles.get(id) ?? id);
  }

  /** A list with bars. @param {string} heading @param {(Counts & {id: string})[]} rows @param {'asked'|'unhelpful'} name @param {Map<string, string>} titles */
  list(heading, rows, name, titles) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const value = (/** @type {Counts} */ row) => (name === 'asked' ? row.asked : row.unhelpful + row.person);
    const most = Math.max(1, ...rows.map(value));
    const words = (/** @type {Counts} */ row) => (name === 'asked' ? t('studio-asked-times', { count: row.asked }) : t('studio-unhelpful-times', { unhelpful: row.unhelpful, person: row.person }));
    return h(
      'section',
      { class: 'card-box' },
      h('h3', null, t(heading)),
      rows.length === 0 ? h('p', { class: 'muted' }, t('studio-nothing-yet')) : h('ol', { class: 'bars' }, rows.slice(0, SHOWN).map((row) => h('li', null, this.link(row.id, titles), h('meter', { min: 0, max: most, value: value(row), 'aria-hidden': 'true' }), h('span', { class: 'muted small' }, words(row))))),
    );
  }
}
