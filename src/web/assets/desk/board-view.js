// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { cardButton } from './pieces.js';
import { RequestView } from './request-view.js';

/**
 * The board of all requests: what it is narrowed by, the list, and the one that is open beside it.
 *
 * @typedef {import('./requests.js').Requests} Requests
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** A pause in typing after which the board is searched. */
const SEARCH_AFTER_MS = 300;
const DUES = /** @type {const} */ ([['', 'desk-due-any'], ['overdue', 'desk-overdue'], ['soon', 'desk-due-soon'], ['paused', 'desk-paused']]);

export class BoardView {
  /**
   * @param {Requests} requests
   * @param {object} options
   * @param {(code: string|null) => void} options.opened  the address follows
   * @param {() => void} options.filtered
   * @param {(conversation: string) => void} options.conversation
   */
  constructor(requests, options) {
    this.requests = requests;
    this.options = options;
    this.element = byId('board');
    this.request = new RequestView(requests, { back: () => this.open(null), conversation: options.conversation });
    this.signatures = { filters: '', rows: '' };
    /** @type {any} */
    this.searchTimer = null;
    this.language = '';
    this.filters = h('form', { class: 'filters', role: 'search', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.searched(); } });
    this.rows = h('ul', { class: 'rows', id: 'board-rows' });
    this.detail = h('aside', { class: 'board-detail' });
    put(this.element, h('div', { class: 'board-list' }, this.filters, this.rows), this.detail);
  }

  /** @param {string|null} code */
  open(code) {
    const from = this.requests.current?.code;
    this.requests.open(code);
    this.options.opened(code);
    if (code === null && from) /** @type {HTMLElement|null} */ (this.rows.querySelector(`[data-case="${CSS.escape(from)}"]`))?.focus();
  }

  /** @param {number} step */
  move(step) {
    const code = this.requests.move(step);
    if (code === null) return;
    this.options.opened(code);
    this.rows.querySelector(`[data-case="${CSS.escape(code)}"]`)?.scrollIntoView({ block: 'nearest' });
  }

  search() {
    const input = document.getElementById('board-search');
    if (input instanceof HTMLInputElement) {
      input.focus();
      input.select();
    }
  }

  searched() {
    clearTimeout(this.searchTimer);
    const q = /** @type {HTMLInputElement} */ (byId('board-search')).value.trim();
    if (q !== this.requests.filters.q) this.narrow({ q });
  }

  /** @param {Record<string, string>} filters */
  narrow(filters) {
    this.requests.filter(filters);
    this.options.filtered();
  }

  /** @param {Texts} texts */
  draw(texts) {
    this.texts = texts;
    this.drawFilters(texts);
    this.drawCounts(texts);
    this.drawRows(texts);
    const { current } = this.requests;
    this.element.dataset.open = current ? 'request' : 'list';
    this.detail.setAttribute('aria-label', texts.t('desk-request'));
    this.detail.hidden = current === null;
    this.request.draw(this.detail, texts, null);
  }

  /** @param {Texts} texts */
  drawFilters(texts) {
    const { kinds, filters } = this.requests;
    const t = texts.t.bind(texts);
    const kind = kinds?.kinds.find(({ id }) => id === filters.kind);
    const { q: _, ...chosen } = filters;
    const signature = JSON.stringify([texts.language, kinds, chosen]);
    if (this.signatures.filters === signature) return;
    this.signatures.filters = signature;
    const focused = document.activeElement instanceof HTMLElement && this.filters.contains(document.activeElement) ? document.activeElement.id : '';
    const typed = /** @type {HTMLInputElement|null} */ (document.getElementById('board-search'))?.value ?? filters.q;
    const select = (/** @type {string} */ name, /** @type {string} */ label, /** @type {(readonly [string, string])[]} */ options) =>
      h('label', { class: 'filter' }, h('span', null, t(label)), h('select', { class: 'field', id: `board-${name}`, onchange: (/** @type {Event} */ event) => this.narrow({ [name]: /** @type {HTMLSelectElement} */ (event.target).value }) }, options.map(([value, words]) => h('option', { value, selected: value === filters[name] }, words))));
    const search = h('input', { class: 'field', id: 'board-search', type: 'search', autocomplete: 'off', maxlength: 200, placeholder: t('desk-board-search'), oninput: () => { clearTimeout(this.searchTimer); this.searchTimer = setTimeout(() => this.searched(), SEARCH_AFTER_MS); } });
    search.value = typed;
    put(
      this.filters,
      h('label', { class: 'filter search' }, h('span', null, t('desk-board-search-label')), search),
      select('kind', 'desk-board-kind', [['', t('desk-board-all-kinds')], ...(kinds?.kinds ?? []).map(({ id, name }) => /** @type {const} */ ([id, name]))]),
      select('status', 'desk-board-state', [['open', t('desk-board-open')], ['closed', t('desk-board-closed')], ['', t('desk-board-all-states')], ...(kind?.states ?? []).map(({ id, name }) => /** @type {const} */ ([id, name]))]),
      select('due', 'desk-board-due', DUES.map(([value, words]) => /** @type {const} */ ([value, t(words)]))),
      select('centre', 'desk-board-centre', [['', t('desk-board-all-centres')], ...(kinds?.centres ?? []).map(({ id, name }) => /** @type {const} */ ([id, name]))]),
    );
    if (focused) document.getElementById(focused)?.focus();
  }

  /** How many are open, due soon and overdue: in the words of the filters, which stay as they are. @param {Texts} texts */
  drawCounts(texts) {
    const { counts } = this.requests;
    if (!counts) return;
    const named = /** @type {const} */ ([['status', 'open', 'desk-board-open', counts.open], ['due', 'overdue', 'desk-overdue', counts.overdue], ['due', 'soon', 'desk-due-soon', counts.soon]]);
    for (const [name, value, words, count] of named) {
      const option = this.filters.querySelector(`#board-${name} option[value="${value}"]`);
      const said = `${texts.t(words)} (${texts.number(count)})`;
      if (option && option.textContent !== said) option.textContent = said;
    }
  }

  /** @param {Texts} texts */
  drawRows(texts) {
    const { board, current, filters } = this.requests;
    const t = texts.t.bind(texts);
    const signature = JSON.stringify([texts.language, board, current?.code, filters, new Date().toDateString()]);
    if (this.signatures.rows === signature) return;
    this.signatures.rows = signature;
    const focused = document.activeElement instanceof HTMLElement && this.rows.contains(document.activeElement) ? document.activeElement.dataset.case : undefined;
    this.rows.setAttribute('aria-busy', String(board.state === 'loading'));
    this.rows.setAttribute('aria-label', t('desk-board'));
    if (board.state === 'failed') put(this.rows, h('li', { class: 'empty' }, icon('warning'), h('p', null, t('desk-board-failed')), h('button', { type: 'button', class: 'button small', onclick: () => this.requests.loadBoard() }, t('desk-try-again'))));
    else if (board.items.length === 0) put(this.rows, h('li', { class: 'empty' }, icon(board.state === 'loading' ? 'clock' : 'check'), h('p', null, t(board.state === 'loading' ? 'desk-loading' : 'desk-board-empty'))));
    else {
      const more = board.next !== null && h('li', { class: 'board-foot' }, h('button', { type: 'button', class: 'button small', id: 'board-more', disabled: board.more, onclick: () => this.requests.loadMore() }, t(board.more ? 'desk-loading' : 'desk-board-more')));
      put(this.rows, board.items.map((card) => h('li', null, cardButton(texts, card, { current: card.code === current?.code, wide: true, open: () => this.open(card.code) }))), more);
    }
    if (focused) /** @type {HTMLElement|null} */ (this.rows.querySelector(`[data-case="${CSS.escape(focused)}"]`))?.focus();
  }
}
