// @ts-check
import { h, put } from '../../shared/dom.js';
import { STATE_NAMES, titleOf } from './badges.js';

/**
 * How the languages stand: what is missing, old or wrong, by language.
 *
 * @typedef {import('./shell.js').Shell} Shell
 */

const STATES = /** @type {const} */ (['wrong', 'stale', 'missing']);
/** Entries shown of each state; the list of entries has them all. */
const SHOWN = 10;

export class TranslationsPage {
  /** @param {Shell} shell */
  constructor(shell) {
    this.shell = shell;
    this.body = h('div', { class: 'stack' });
    this.element = h('div', { class: 'stack' }, h('div', { class: 'page-head' }, h('h2', null, shell.t('studio-translations'))), h('p', { class: 'muted' }, shell.t('studio-translations-help')), this.body);
    this.load();
  }

  async load() {
    const { shell } = this;
    put(this.body, shell.loading());
    const { data, problem } = await shell.api.call('GET', '/api/v1/faq/translations');
    if (problem) put(this.body, shell.failed(problem, () => this.load()));
    else this.draw(data);
  }

  /** @param {any} data */
  draw(data) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const languages = /** @type {Record<string, any>} */ (data.languages ?? {});
    const codes = Object.keys(languages);
    const count = (/** @type {string} */ code, /** @type {string} */ state) => Number(languages[code]?.counts?.[state] ?? languages[code]?.[state] ?? 0);
    const states = /** @type {const} */ (['current', ...STATES]);
    put(
      this.body,
      h(
        'div',
        { class: 'wide-part', tabindex: '0', role: 'region', 'aria-label': t('studio-translations') },
        h(
          'table',
          { class: 'counts' },
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, t('studio-language')), states.map((state) => h('th', { scope: 'col' }, t(STATE_NAMES[state]))))),
          h('tbody', null, codes.map((code) => h('tr', null, h('th', { scope: 'row', lang: code }, shell.name(code)), states.map((state) => h('td', null, state !== 'current' && count(code, state) > 0 ? h('a', { href: `#/entries?${new URLSearchParams({ language: code, state })}` }, shell.texts?.number(count(code, state)) ?? '') : (shell.texts?.number(count(code, state)) ?? '')))))),
        ),
      ),
      this.entries(data),
    );
  }

  /** The entries that need somebody, the wrong ones first. @param {any} data */
  entries(data) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const items = /** @type {{id: string, language: string, state: string, title?: string, languages?: any}[]} */ (data.items ?? data.entries ?? []);
    if (items.length === 0) return shell.empty('check', 'studio-translations-none');
    return h(
      'div',
      { class: 'three-panes' },
      STATES.map((state) => {
        const those = items.filter((one) => one.state === state);
        return (
          those.length > 0 &&
          h(
            'section',
            { class: 'card-box' },
            h('h3', null, t(STATE_NAMES[state])),
            h('ul', { class: 'quotes' }, those.slice(0, SHOWN).map((one) => h('li', null, h('a', { href: `#/entry/${encodeURIComponent(one.id)}` }, one.title ?? titleOf(shell, one).title), ' ', h('span', { class: 'muted' }, shell.name(one.language))))),
            those.length > SHOWN && h('p', null, h('a', { href: `#/entries?state=${state}` }, t('studio-show-all'))),
          )
        );
      }),
    );
  }
}
