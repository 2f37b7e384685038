// @ts-check
import { byId, h, icon, put } from '../../shared/dom.js';
import { show } from '../../shared/dialog.js';
import { ContentPage } from './content.js';
import { EntriesPage } from './entries.js';
import { EntryPage } from './entry.js';
import { ExchangePage } from './exchange.js';
import { FilesPage } from './files.js';
import { GapsPage } from './gaps.js';
import { HistoryPage } from './history.js';
import { OverviewPage } from './overview.js';
import { SettingsPage } from './settings.js';
import { TranslationsPage } from './translations.js';
import { TryPage } from './try.js';

/**
 * What all pages of the studio stand in: the way from one to another (the address behind `#`), what is said to the editor,
 * and the keyboard.
 *
 * @typedef {import('../../shared/texts.js').Texts} Texts
 * @typedef {import('../../shared/api.js').Problem} Problem
 *
 * @typedef {object} Page
 * @property {HTMLElement} element
 * @property {HTMLElement} [foot]  stays in sight below the page
 * @property {() => string|void} [leave]  what is to be said of it on the next page
 * @property {() => boolean} [unsaved]  whether something is lost or left behind when the browser closes the page
 * @property {() => Page} [again]  the same page in other words, with all that is in it
 * @property {(event: KeyboardEvent) => boolean} [key]  whether the page did something with it
 * @property {() => void} [focus]
 *
 * @typedef {object} House
 * @property {import('../../shared/api.js').Api} api
 * @property {import('../../shared/outbox.js').Store} storage
 * @property {import('../core/keep.js').Keep} keep
 * @property {import('../../shared/api.js').User} me
 * @property {string[]} languages
 */

/** What a refusal is called where the server's own words do not help here. @type {Record<string, string>} */
const PROBLEMS = {
  unreachable: 'studio-error-unreachable',
  busy: 'studio-error-busy',
  rate_limited: 'studio-error-busy',
  not_found: 'studio-error-not-found',
  forbidden: 'studio-error-forbidden',
  unauthenticated: 'studio-error-logged-out',
  stale_revision: 'studio-error-stale',
  too_large: 'studio-error-too-large',
  read_only: 'studio-error-read-only',
};

/** The sections: address, name. */
const SECTIONS = /** @type {const} */ ([
  ['entries', 'studio-entries'],
  ['try', 'studio-try'],
  ['translations', 'studio-translations'],
  ['gaps', 'studio-gaps'],
  ['files', 'studio-files'],
  ['content', 'studio-content'],
  ['settings', 'studio-settings'],
  ['exchange', 'studio-exchange'],
  ['overview', 'studio-overview'],
]);

const KEYS = /** @type {const} */ ([
  ['Ctrl + S', 'studio-key-save'],
  ['Ctrl + Enter', 'studio-key-publish'],
  ['Ctrl + B, Ctrl + I, Ctrl + K', 'studio-key-markdown'],
  ['Alt + N', 'studio-key-new'],
  ['Alt + F', 'studio-key-search'],
  ['Alt + T', 'studio-key-try'],
  ['Alt + 1 … 9', 'studio-key-language'],
  ['Enter', 'studio-key-phrasing'],
  ['?', 'desk-key-help'],
]);

export class Shell {
  /** @param {House} house */
  constructor(house) {
    this.house = house;
    /** @type {Texts|null} */
    this.texts = null;
    /** @type {Page|null} */
    this.page = null;
    this.section = '';
    /** What the next page begins with. */
    this.words = '';
    /** Somebody has logged out: what was typed is kept, and nobody is asked. */
    this.left = false;
    put(byId('help'), icon('info'));
    byId('help').addEventListener('click', () => this.shortcuts());
    addEventListener('hashchange', () => this.route());
    addEventListener('keydown', (event) => this.key(event));
    addEventListener('beforeunload', (event) => {
      if (!this.left && this.page?.unsaved?.()) event.preventDefault();
    });
  }

  get api() {
    return this.house.api;
  }

  /** @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values) {
    return this.texts ? this.texts.t(key, values) : '';
  }

  /** A language's name; its code where the messages have none. @param {string} language */
  name(language) {
    return this.texts?.languageName(language) || language;
  }

  /** @param {string|number|Date|undefined} at */
  moment(at) {
    return at === undefined || !this.texts ? '' : this.texts.moment(new Date(at), new Date());
  }

  /** @param {Texts} texts */
  speak(texts) {
    this.texts = texts;
    this.say('');
    this.drawSections();
    this.route(true);
  }

  // ---- ways

  /** @param {string} address  behind `#/` @param {string} [words]  said there */
  go(address, words = '') {
    const hash = `#/${address}`;
    this.words = words;
    if (location.hash === hash) this.route();
    else location.hash = hash;
  }

  /** The address becomes that of what is shown already. @param {string} address */
  rename(address) {
    history.replaceState(null, '', `#/${address}`);
  }

  /** @param {boolean} [same]  the page stays, in other words */
  route(same = false) {
    if (!this.texts) return;
    if (same && this.page?.again) {
      this.page = this.page.again();
      this.put(this.page);
      return;
    }
    const [, path = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(location.hash) ?? [];
    const [section = '', ...rest] = path.split('/').map(decode);
    const left = this.page?.leave?.() ?? '';
    this.section = SECTIONS.some(([name]) => name === section) ? section : 'entries';
    const page = this.open(section, rest, new URLSearchParams(query));
    this.page = page;
    this.put(page);
    if (same) return;
    this.say(this.words || left);
    this.words = '';
    byId('page').focus({ preventScroll: true });
    byId('scroll').scrollTop = 0;
    page.focus?.();
  }

  /** @param {string} section @param {string[]} rest @param {URLSearchParams} query @returns {Page} */
  open(section, [first, second], query) {
    switch (section) {
      case 'entry':
        return second === 'revisions' && first ? new HistoryPage(this, first, Number(query.get('revision') ?? 0)) : new EntryPage(this, first ?? '', query);
      case 'new':
        return new EntryPage(this, '', query);
      case 'try':
        return new TryPage(this, query);
      case 'translations':
        return new TranslationsPage(this);
      case 'gaps':
        return new GapsPage(this, query);
      case 'files':
        return new FilesPage(this);
      case 'content':
        return new ContentPage(this, [first, second].filter(Boolean).join('/'));
      case 'settings':
        return new SettingsPage(this);
      case 'exchange':
        return new ExchangePage(this);
      case 'overview':
        return new OverviewPage(this);
      default:
        return new EntriesPage(this, query);
    }
  }

  /** @param {Page} page */
  put(page) {
    put(byId('page'), page.element);
    put(byId('foot'), page.foot);
    this.drawSections();
  }

  /** Before the log-out: what is typed is saved. */
  async leave() {
    this.left = true;
    this.page?.leave?.();
  }

  drawSections() {
    const sections = byId('sections');
    put(
      sections,
      SECTIONS.map(([name, key]) => h('a', { href: `#/${name}`, 'aria-current': name === this.section ? 'page' : null }, this.t(key))),
    );
    // On a phone they stand in one line, of which this part is in sight.
    const current = sections.querySelector('[aria-current]')?.getBoundingClientRect();
    const whole = sections.getBoundingClientRect();
    if (current) sections.scrollLeft += current.left - whole.left - (whole.width - current.width) / 2;
  }

  // ---- words

  /** @param {string} words @param {{label: string, run: () => void}} [action] */
  say(words, action) {
    const notice = byId('notice');
    notice.hidden = words === '';
    put(
      notice,
      words && [
        h('span', null, words),
        h(
          'span',
          { class: 'notice-actions' },
          action && h('button', { type: 'button', class: 'button small', onclick: () => action.run() }, action.label),
          h('button', { type: 'button', class: 'button small quiet', onclick: () => this.say('') }, this.t('desk-dismiss')),
        ),
      ],
    );
  }

  /** A refusal in words. @param {Problem} problem */
  refusal(problem) {
    const key = PROBLEMS[problem.code];
    return key ? this.t(key) : problem.detail || this.t('studio-error-other');
  }

  /** A place that could not be filled, with a way to try again. @param {Problem|null} problem @param {() => void} again */
  failed(problem, again) {
    return h('div', { class: 'empty' }, icon('warning'), h('p', null, problem ? this.refusal(problem) : this.t('studio-error-other')), h('button', { type: 'button', class: 'button', onclick: again }, this.t('studio-try-again')));
  }

  loading() {
    return h('div', { class: 'empty', role: 'status' }, icon('clock'), h('p', null, this.t('desk-loading')));
  }

  /** @param {string} name  an icon's @param {string} key @param {...(Node|false)} more */
  empty(name, key, ...more) {
    return h('div', { class: 'empty' }, icon(name), h('p', null, this.t(key)), more);
  }

  // ---- keyboard

  shortcuts() {
    if (!this.texts) return;
    show(this.texts, this.t('desk-shortcuts'), () => [h('dl', { class: 'keys' }, KEYS.map(([key, words]) => h('div', null, h('dt', null, h('kbd', null, key)), h('dd', null, this.t(words)))))]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') || byId('studio').hidden) return;
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (this.page?.key?.(event)) event.preventDefault();
    else if (event.key === '?' && !typing) this.take(event, () => this.shortcuts());
    else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      if (event.code === 'KeyN') this.take(event, () => this.go('new'));
      else if (event.code === 'KeyT') this.take(event, () => this.go('try'));
      else if (event.code === 'KeyF') this.take(event, () => this.search());
    }
  }

  /** @param {KeyboardEvent} event @param {() => void} run */
  take(event, run) {
    event.preventDefault();
    run();
  }

  search() {
    const field = document.getElementById('search');
    if (field) field.focus();
    else this.go('entries?search=1');
  }
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
