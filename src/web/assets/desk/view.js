// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { attached } from '../shared/attached.js';
import { linked, rich } from '../shared/nodes.js';
import { Tray, takeFiles } from '../shared/tray.js';
import { besideParts } from './beside.js';
import { BoardView } from './board-view.js';
import { formBody, requestBody, resultBody, submittedBody } from './cards.js';
import { DANGER } from './core.js';
import { askClose, askTransfer, findEntry, showShortcuts } from './dialogs.js';
import { makeRequest, offerForm } from './request-dialogs.js';
import { RequestView } from './request-view.js';
import { address, BOARD_EVERY_MS, placeOf, Requests } from './requests.js';

/**
 * Draws the desk: list, conversation, details. Truth is in the core; this keeps drafts, the open tab and what is drawn.
 *
 * @typedef {import('./core.js').DeskCore} DeskCore
 * @typedef {import('./core.js').Row} Row
 * @typedef {import('./core.js').Talk} Talk
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/texts.js').Texts} Texts
 * @typedef {import('../shared/outbox.js').Entry} Entry
 */

const TICK_MS = 10_000;
const NEAR_END = 80;
const DRAFTS_KEPT = 100;

/** Events after which what stands beside a conversation is asked for again. */
const CHANGES_BESIDE = new Set(['submitted', 'request', 'message']);

/** @type {Record<string, string>} */
const STATUS = { bot: 'desk-status-bot', queued: 'desk-status-queued', assigned: 'desk-status-assigned', resolved: 'desk-status-resolved' };
/** @type {Record<string, string>} */
const QUEUED = { asked: 'desk-event-queued-asked', unanswered: 'desk-event-queued-unanswered', safety: 'desk-event-queued-safety', unhelpful: 'desk-event-queued-unhelpful' };
/** @type {Record<string, string>} */
const OUTCOMES = { solved: 'desk-outcome-solved', unsolved: 'desk-outcome-unsolved', duplicate: 'desk-outcome-duplicate', spam: 'desk-outcome-spam' };
/** @type {Record<string, string>} */
const REASONS = {
  script: 'desk-reason-script',
  kazakh_letters: 'desk-reason-kazakh-letters',
  words: 'desk-reason-words',
  statistics: 'desk-reason-statistics',
  kept: 'desk-reason-kept',
  page: 'desk-reason-page',
  none: 'desk-reason-none',
  chosen: 'desk-reason-chosen',
};
/** @type {Record<string, string>} */
const REFUSED = {
  stale_claim: 'desk-error-stale-claim',
  already_claimed: 'desk-error-already-claimed',
  closed: 'desk-error-closed',
  not_found: 'desk-error-not-found',
  too_large: 'desk-error-too-large',
  forbidden: 'desk-error-forbidden',
};

export class DeskView {
  /**
   * @param {DeskCore} core
   * @param {object} options
   * @param {import('./api.js').DeskApi} options.api
   * @param {import('../shared/outbox.js').Store} options.storage
   * @param {import('./alarm.js').Alarm} options.alarm
   * @param {() => void} options.logOut
   */
  constructor(core, options) {
    this.core = core;
    this.options = options;
    /** @type {Texts} */
    this.texts = /** @type {any} */ (null);
    /** @type {'queue'|'mine'|'all'} */
    this.tab = 'queue';
    /** @type {'reply'|'note'} */
    this.mode = 'reply';
    this.draftKey = `${core.name}.drafts`;
    /** @type {Record<string, {reply?: string, note?: string}>} */
    /** Files that wait to be sent with the reply, and to which conversation. @type {Tray|null} */
    this.tray = null;
    this.trayOf = '';
    this.drafts = this.loadDrafts();
    this.notice = '';
    /** @type {string|null} */
    this.shown = null;
    /** @type {Map<string, {signature: string, element: HTMLElement}>} */
    this.drawn = new Map();
    this.signatures = { tabs: '', rows: '', head: '', foot: '', context: '', bar: '' };
    this.stick = true;
    this.flash = false;
    this.root = byId('desk');
    this.rowsElement = byId('rows');
    put(byId('help'), icon('info'));
    this.requests = new Requests({ api: options.api, changed: () => this.draw() });
    this.board = new BoardView(this.requests, { opened: (code) => this.addressBoard(code), filtered: () => this.addressBoard(this.requests.current?.code ?? null), conversation: (id) => this.showConversation(id) });
    /** The request that is open beside a conversation. */
    this.request = new RequestView(this.requests, { back: () => this.openRequest(null), conversation: (id) => this.showConversation(id) });
    /** @type {'chats'|'board'} */
    this.place = 'chats';
    this.listen();
    this.go(location.hash);
    options.alarm.changed = () => this.draw();
    setInterval(() => this.place === 'board' && document.visibilityState === 'visible' && this.requests.loadBoard(), BOARD_EVERY_MS);
    setInterval(() => this.draw(), TICK_MS);
    setInterval(() => this.flashTitle(), 1_000);
  }

  /** @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values) {
    return this.texts.t(key, values);
  }

  // ---- what main calls

  /** @param {Texts} texts */
  speak(texts) {
    const again = this.texts !== null && this.texts !== texts;
    this.texts = texts;
    this.signatures = { tabs: '', rows: '', head: '', foot: '', context: '', bar: '' };
    this.shown = null;
    if (again) {
      // The server says names of kinds and states in the language of the page.
      this.requests.forget();
      if (this.place === 'board') this.enterBoard();
    }
    this.draw();
  }

  /**
   * The server never takes a frame: say why, and keep the words.
   * @param {Entry} entry @param {string} code @param {string} message @param {Record<string, string>} [fields]
   */
  refused(entry, code, message, fields = {}) {
    const { type, conversation, text } = entry.frame;
    if (type === 'request') {
      // It was sent before the page was loaded again: what was typed stands in the dialog once more.
      this.make(conversation, { form: entry.shown?.form, values: entry.frame.values, refused: { code, message, fields } });
      return;
    }
    if (type === 'claim_next' && code === 'not_found') this.notice = this.t('desk-error-queue-empty');
    else this.notice = this.t(REFUSED[code] ?? 'desk-error-other');
    if (type === 'send' || type === 'note') {
      const mode = type === 'send' ? 'reply' : 'note';
      const draft = this.drafts[conversation] ?? {};
      draft[mode] = draft[mode] ? `${text}\n\n${draft[mode]}` : text;
      this.drafts[conversation] = draft;
      this.saveDrafts();
      this.shown = null;
    }
    this.draw();
  }

  /** @param {Entry} entry */
  done(entry) {
    const { type } = entry.frame;
    if (type === 'claim' || type === 'claim_next') {
      this.tab = 'mine';
      this.mode = 'reply';
      this.pane('talk');
      this.draw();
      document.getElementById('text')?.focus();
    }
    if (type === 'resolve' || type === 'release' || type === 'transfer') {
      this.core.select(null);
      this.pane('list');
    }
  }

  // ---- listening

  listen() {
    byId('next').addEventListener('click', () => this.core.claimNext());
    byId('logout').addEventListener('click', () => this.options.logOut());
    byId('help').addEventListener('click', () => showShortcuts(this.texts));
    byId('presence').addEventListener('click', () => this.core.setPresence(this.core.presence === 'online' ? 'away' : 'online'));
    byId('alarm').addEventListener('click', async () => {
      const { alarm } = this.options;
      await (alarm.silent ? alarm.allow() : alarm.toggle());
      this.draw();
    });
    byId('to-chats').addEventListener('click', () => (location.hash = '#/chats'));
    byId('to-board').addEventListener('click', () => (location.hash = address(this.requests.filters, null)));
    addEventListener('hashchange', () => this.go(location.hash));
    document.addEventListener('keydown', (event) => this.key(event));
    addEventListener('pagehide', () => this.saveDrafts());
  }

  // ---- places

  /** Goes where an address leads. @param {string} hash */
  go(hash) {
    const place = placeOf(hash);
    const was = this.place;
    this.place = place ? 'board' : 'chats';
    this.root.dataset.place = this.place;
    if (was !== this.place) this.requests.open(null);
    if (place) {
      const changed = Object.entries(place.filters).some(([name, value]) => value !== this.requests.filters[name]);
      // An address without filters is that of the button: what is open.
      if (Object.values(place.filters).some((value) => value !== '')) this.requests.filters = place.filters;
      if (was !== 'board' || changed) this.enterBoard();
      if (place.code !== (this.requests.current?.code ?? null)) this.requests.open(place.code);
    }
    this.draw();
  }

  enterBoard() {
    this.requests.needKinds();
    this.requests.loadBoard();
  }

  /** The page's address follows the board, without a step back for every change. @param {string|null} code */
  addressBoard(code) {
    history.replaceState(null, '', address(this.requests.filters, code));
    this.draw();
  }

  /** @param {string} id */
  showConversation(id) {
    location.hash = '#/chats';
    this.go('#/chats');
    this.open(id);
  }

  /** A request beside the conversation. @param {string|null} code */
  openRequest(code) {
    this.requests.open(code);
    this.signatures.context = '';
    if (code !== null) this.pane('context');
    this.draw();
  }

  /** The VINs of the owner's cars. @param {string} id */
  vins(id) {
    return (this.requests.besides.get(id)?.data?.cars ?? []).map(({ vin }) => vin);
  }

  /** A request for the owner. @param {string} id @param {Parameters<typeof makeRequest>[4]} [from] */
  async make(id, from) {
    await this.requests.needKinds();
    makeRequest(this.texts, this.requests, this.vins(id), (form, values) => this.core.makeRequest(id, { ...form, makes: form.makes ?? '' }, values), from);
  }

  /** @param {string} id @param {string} owner */
  async nameOwner(id, owner) {
    const problem = await this.requests.nameOwner(id, owner);
    this.notice = problem ? this.t('desk-owner-failed') : '';
    this.draw();
  }

  /** A form for the owner. @param {string} id */
  async offer(id) {
    await this.requests.needKinds();
    offerForm(this.texts, this.requests, this.vins(id), (form, values) => this.core.offerForm(id, form, values));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.texts || event.isComposing || document.querySelector('dialog[open]')) return;
    const writing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    const id = this.core.current;
    /** @type {Record<string, () => void>} */
    const alt = {
      ArrowUp: () => this.move(-1),
      ArrowDown: () => this.move(1),
      KeyB: () => (location.hash = this.place === 'board' ? '#/chats' : address(this.requests.filters, null)),
      ...(this.place === 'board'
        ? { KeyF: () => this.board.search() }
        : {
            KeyN: () => this.core.claimNext(),
            KeyC: () => id && !this.core.mine(id) && this.core.claim(id),
            KeyM: () => this.setMode(this.mode === 'reply' ? 'note' : 'reply'),
            KeyF: () => id && this.core.mine(id) && this.find(),
            KeyR: () => id && this.make(id),
            KeyO: () => id && this.core.mine(id) && this.offer(id),
          }),
    };
    if (event.key === '?' && !writing) {
      event.preventDefault();
      showShortcuts(this.texts);
    } else if (event.altKey && !event.ctrlKey && !event.metaKey && alt[event.code]) {
      event.preventDefault();
      alt[event.code]();
    }
  }

  /** @param {number} step */
  move(step) {
    if (this.place === 'board') {
      this.board.move(step);
      return;
    }
    const rows = this.list();
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.conversation === this.core.current);
    const next = rows[at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    this.open(next.conversation);
  }

  /** @param {string} id */
  open(id) {
    if (id !== this.core.current && this.place === 'chats') this.requests.open(null);
    this.core.select(id);
    this.mode = this.core.mine(id) ? 'reply' : this.mode;
    this.stick = true;
    this.pane('talk');
    this.draw();
    if (this.core.mine(id) && matchMedia('(min-width: 48rem)').matches) document.getElementById('text')?.focus();
  }

  /** Which pane a small screen shows. @param {'list'|'talk'|'context'} name */
  pane(name) {
    this.root.dataset.pane = name;
  }

  list() {
    return this.tab === 'queue' ? this.core.queue() : this.tab === 'mine' ? this.core.own() : this.core.all();
  }

  // ---- drawing

  draw() {
    if (!this.texts) return;
    this.drawBar();
    if (this.place === 'board') this.board.draw(this.texts);
    this.drawTabs();
    this.drawRows();
    this.drawTalk();
    this.drawContext();
    this.options.alarm.danger(this.core.danger().length > 0 && this.core.presence === 'online');
  }

  /** @param {keyof DeskView['signatures']} name @param {any[]} values @returns {boolean} whether it is still as drawn */
  same(name, values) {
    const signature = JSON.stringify([this.texts.language, ...values]);
    if (this.signatures[name] === signature) return true;
    this.signatures[name] = signature;
    return false;
  }

  drawBar() {
    const { link, presence, user } = this.core;
    const { alarm: sounds } = this.options;
    const danger = this.core.danger().length;
    let line = '';
    if (link.state === 'stopped') line = this.t(link.code === 4504 ? 'desk-line-connections' : 'desk-line-stopped');
    else if (link.state === 'waiting' || link.state === 'held') line = this.t('desk-line-waiting');
    else if (link.state === 'connecting') line = this.t(link.attempt > 1 ? 'desk-line-waiting' : 'desk-connecting');
    if (this.same('bar', [line, presence, danger, sounds.on, sounds.silent, this.notice, this.place, user.name, user.role])) return;
    put(byId('line'), line, link.state === 'stopped' && h('button', { type: 'button', class: 'button small', onclick: () => location.reload() }, this.t('desk-reload')));
    const presenceButton = byId('presence');
    presenceButton.className = `bar-button ${presence}`;
    presenceButton.setAttribute('aria-label', `${this.t('desk-presence')}: ${this.t(presence === 'online' ? 'desk-online' : 'desk-away')}`);
    put(presenceButton, h('span', { class: 'dot' }), h('span', { class: 'wide' }, this.t(presence === 'online' ? 'desk-online' : 'desk-away')));
    const alarm = byId('alarm');
    const words = this.t(sounds.silent ? 'desk-alarm-silent' : sounds.on ? 'desk-alarm-on' : 'desk-alarm-off');
    alarm.className = `bar-button ${sounds.silent ? 'wanted' : ''}`;
    alarm.setAttribute('aria-pressed', String(sounds.on && !sounds.silent));
    alarm.setAttribute('aria-label', words);
    alarm.title = this.t('desk-alarm-help');
    put(alarm, icon('bell'), h('span', { class: 'wide' }, words));
    byId('me').textContent = user.name;
    byId('to-chats').setAttribute('aria-current', this.place === 'chats' ? 'page' : 'false');
    byId('to-board').setAttribute('aria-current', this.place === 'board' ? 'page' : 'false');
    for (const page of ['admin', 'studio']) byId(page).hidden = user.role !== 'admin';
    const bar = byId('danger');
    bar.hidden = danger === 0;
    put(bar, danger > 0 && [icon('warning'), h('strong', null, this.t('desk-danger-alarm', { count: danger })), h('button', { type: 'button', class: 'button small', onclick: () => this.openDanger() }, this.t('desk-claim'))]);
    const notice = byId('notice');
    notice.hidden = this.notice === '';
    put(notice, this.notice && [h('span', null, this.notice), h('button', { type: 'button', class: 'button small quiet', onclick: () => this.dismiss() }, this.t('desk-dismiss'))]);
  }

  openDanger() {
    const [row] = this.core.danger();
    if (!row) return;
    if (this.place === 'board') location.hash = '#/chats';
    this.core.select(row.conversation);
    this.core.claim(row.conversation);
  }

  dismiss() {
    this.notice = '';
    this.draw();
  }

  flashTitle() {
    if (!this.texts) return;
    const danger = this.core.danger().length > 0;
    this.flash = danger && !this.flash;
    const waiting = this.core.queue().length;
    const unread = this.core.own().reduce((sum, row) => sum + this.core.unread(row.conversation), 0);
    const count = waiting + unread;
    const title = this.flash ? this.t('desk-title-danger') : `${count > 0 ? `(${this.texts.number(count)}) ` : ''}${this.t('desk-title')}`;
    if (document.title !== title) document.title = title;
  }

  drawTabs() {
    const queue = this.core.queue().length;
    const own = this.core.own();
    const unread = own.reduce((sum, row) => sum + this.core.unread(row.conversation), 0);
    if (this.same('tabs', [this.tab, queue, own.length, unread])) return;
    const focused = document.activeElement?.closest('#tabs') !== null && document.activeElement?.closest('#tabs') !== undefined;
    const tab = (/** @type {'queue'|'mine'|'all'} */ name, /** @type {string} */ label, /** @type {number} */ count, /** @type {boolean} */ hot) =>
      h(
        'button',
        { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-selected': String(this.tab === name), 'aria-controls': 'rows', tabindex: this.tab === name ? 0 : -1, onclick: () => this.setTab(name), onkeydown: (/** @type {KeyboardEvent} */ event) => this.tabKey(event) },
        label,
        count > 0 && h('span', { class: hot ? 'chip hot' : 'chip' }, this.texts.number(count)),
      );
    put(byId('tabs'), tab('queue', this.t('desk-queue'), queue, false), tab('mine', this.t('desk-mine'), unread || own.length, unread > 0), tab('all', this.t('desk-all'), 0, false));
    if (focused) document.getElementById(`tab-${this.tab}`)?.focus();
  }

  /** @param {'queue'|'mine'|'all'} tab */
  setTab(tab) {
    this.tab = tab;
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  tabKey(event) {
    const order = /** @type {const} */ (['queue', 'mine', 'all']);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.altKey) return;
    event.preventDefault();
    this.setTab(order[(order.indexOf(this.tab) + step + order.length) % order.length]);
  }

  drawRows() {
    const rows = this.list();
    const shown = rows.map((row) => ({ row, wait: this.wait(row), unread: this.core.unread(row.conversation), current: row.conversation === this.core.current, mine: this.core.mine(row.conversation), typing: this.core.ownerTyping(row.conversation) }));
    if (this.same('rows', [this.tab, shown])) return;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.row : undefined;
    if (rows.length === 0) {
      const empty = { queue: 'desk-queue-empty', mine: 'desk-mine-empty', all: 'desk-all-empty' }[this.tab];
      put(this.rowsElement, h('li', { class: 'empty' }, icon(this.tab === 'queue' ? 'check' : 'chat'), h('p', null, this.t(empty))));
      return;
    }
    put(this.rowsElement, shown.map((item) => this.rowElement(item)));
    if (focused) /** @type {HTMLElement|null} */ (this.rowsElement.querySelector(`[data-row="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {{row: Row, wait: string, unread: number, current: boolean, mine: boolean, typing: boolean}} item */
  rowElement({ row, wait, unread, current, mine, typing }) {
    const danger = row.priority >= DANGER && row.status !== 'resolved';
    const status = mine ? 'desk-status-mine' : (STATUS[row.status] ?? 'desk-status-bot');
    return h(
      'li',
      null,
      h(
        'button',
        { type: 'button', class: `row ${danger ? 'danger' : ''} ${unread ? 'unread' : ''}`, 'data-row': row.conversation, 'aria-current': current ? 'true' : null, onclick: () => this.open(row.conversation) },
        h('span', { class: 'row-head' }, this.languageTag(row.language), this.marketTag(row.market), danger && h('span', { class: 'chip alarm' }, icon('warning'), this.t('desk-danger')), this.unanswered(row), this.tab === 'all' && h('span', { class: 'row-status' }, this.t(status), row.name && !mine ? ` · ${row.name}` : ''), h('span', { class: 'row-wait' }, row.status === 'queued' && icon('clock'), wait)),
        h('span', { class: 'row-text', lang: row.language || null }, typing ? h('em', null, this.t('desk-typing')) : row.preview || this.t('desk-no-words'), unread > 0 && h('span', { class: 'chip hot', 'aria-label': this.t('desk-unread', { count: unread }) }, this.texts.number(unread))),
      ),
    );
  }

  /** The owner was asked whether anyone is in danger, and did not say. @param {Row} row */
  unanswered(row) {
    return row.danger === 'unanswered' && row.status !== 'resolved' ? h('span', { class: 'chip unsure' }, icon('warning'), this.t('desk-unanswered')) : null;
  }

  /** Where the owner belongs: phones, hours and holidays are of there. @param {string|null|undefined} market */
  marketTag(market) {
    return market ? h('span', { class: 'tag', title: this.t('desk-market', { market: market.toUpperCase() }) }, market.toUpperCase()) : null;
  }

  /** @param {string} language */
  languageTag(language) {
    const name = this.texts.languageName(language);
    return name ? h('span', { class: 'tag', lang: language }, name) : null;
  }

  /** @param {Row} row */
  wait(row) {
    const since = row.status === 'queued' ? row.since : this.core.lastWord(row);
    const minutes = Math.max(0, Math.floor((Date.now() - new Date(since).getTime()) / 60_000));
    if (minutes < 1) return this.t('desk-wait-now');
    if (minutes < 60) return this.t('desk-wait-minutes', { minutes });
    if (minutes < 24 * 60) return this.t('desk-wait-hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    return this.t('desk-wait-days', { days: Math.floor(minutes / 1440) });
  }

  // ---- one conversation

  drawTalk() {
    const id = this.core.current;
    const element = byId('talk');
    if (id === null) {
      if (this.shown !== '') {
        this.shown = '';
        put(element, h('div', { class: 'empty big' }, icon('chat'), h('h2', null, this.t('desk-nothing-open')), h('p', null, this.t('desk-nothing-open-help'))));
      }
      return;
    }
    if (this.shown !== id) {
      this.shown = id;
      this.drawn.clear();
      this.signatures.head = '';
      this.signatures.foot = '';
      this.stick = true;
      const log = h('div', { class: 'log', id: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': this.t('desk-conversation') });
      const scroll = h('div', { class: 'scroll', id: 'scroll' }, h('p', { class: 'older', id: 'older' }, h('button', { type: 'button', class: 'button small', onclick: () => this.core.loadOlder(id) }, this.t('desk-older'))), log, h('p', { class: 'typing', id: 'typing', role: 'status' }));
      scroll.addEventListener('scroll', () => (this.stick = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END), { passive: true });
      put(element, h('div', { class: 'head', id: 'head' }), scroll, h('div', { class: 'foot', id: 'foot' }));
    }
    this.drawHead(id);
    this.drawLog(id);
    this.drawFoot(id);
  }

  /** @param {string} id */
  drawHead(id) {
    const row = this.core.rows.get(id);
    const mine = this.core.mine(id);
    const status = row?.status ?? 'bot';
    const busy = ['claim', 'release', 'transfer', 'resolve', 'reopen'].filter((type) => this.core.pending(type, id).length > 0);
    const language = this.core.talks.get(id)?.language || row?.language || '';
    if (this.same('head', [id, mine, status, busy, language, row?.name, row?.priority, row?.danger, row?.market])) return;
    const danger = (row?.priority ?? 0) >= DANGER && status !== 'resolved';
    const button = (/** @type {string} */ label, /** @type {string} */ kind, /** @type {() => void} */ run) => h('button', { type: 'button', class: `button small ${kind}`, disabled: busy.length > 0, onclick: run }, this.t(label));
    const actions = [];
    if (status === 'queued' || status === 'bot') actions.push(button('desk-claim', 'primary', () => this.core.claim(id)));
    if (mine) actions.push(button('desk-resolve', 'primary', () => askClose(this.texts, (outcome, tags) => this.core.resolve(id, outcome, tags))), button('desk-transfer', '', () => askTransfer(this.texts, (document.documentElement.dataset.languages ?? '').split(','), language, (to, note) => this.core.transfer(id, to, note))), button('desk-release', 'quiet', () => this.core.release(id)));
    if (status === 'resolved') actions.push(button('desk-reopen', '', () => this.core.reopen(id)));
    put(
      byId('head'),
      h('button', { type: 'button', class: 'icon-button back', 'aria-label': this.t('desk-back'), onclick: () => this.pane('list') }, icon('back')),
      h('div', { class: 'head-words' }, h('p', { class: 'head-line' }, this.languageTag(language), this.marketTag(row?.market), danger && h('span', { class: 'chip alarm' }, icon('warning'), this.t('desk-danger')), row && this.unanswered(row)), h('p', { class: 'head-status' }, this.t(mine ? 'desk-status-mine' : (STATUS[status] ?? 'desk-status-bot')), !mine && status === 'assigned' && row?.name ? ` · ${row.name}` : '')),
      h('div', { class: 'head-actions' }, actions),
      h('button', { type: 'button', class: 'icon-button details', 'aria-label': this.t('desk-details'), onclick: () => this.pane(this.root.dataset.pane === 'context' ? 'talk' : 'context') }, icon('info')),
    );
  }

  /** @param {string} id */
  drawLog(id) {
    const talk = this.core.talks.get(id);
    const log = byId('log');
    const scroll = byId('scroll');
    const before = { height: scroll.scrollHeight, top: scroll.scrollTop, first: log.firstElementChild };
    /** @type {{key: string, signature: string, make: () => HTMLElement}[]} */
    const items = [];
    let lastDay = '';
    const now = new Date();
    const day = (/** @type {Date} */ at) => {
      const words = this.texts.day(at, now);
      if (words !== lastDay) items.push({ key: `d${at.toDateString()}`, signature: words, make: () => h('p', { class: 'day' }, h('span', null, words)) });
      lastDay = words;
    };
    for (const event of talk?.events ?? []) {
      const element = () => this.eventElement(event);
      day(new Date(event.at));
      items.push({ key: event.id ? `m${event.id}` : `e${event.seq}`, signature: 'event', make: element });
    }
    for (const { entry, state } of this.core.unsettled(id)) {
      day(new Date(entry.created));
      items.push({ key: `m${entry.id}`, signature: state, make: () => this.pendingElement(entry, state) });
    }
    if (items.length === 0) items.push({ key: 'loading', signature: '', make: () => h('p', { class: 'system' }, this.t('desk-loading')) });
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { element }] of this.drawn) {
      if (keys.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    /** @type {ChildNode|null} */
    let place = log.firstChild;
    for (const item of items) {
      const old = this.drawn.get(item.key);
      let element = old?.element;
      if (!old || old.signature !== item.signature) {
        element = item.make();
        if (old) {
          if (place === old.element) place = element;
          old.element.replaceWith(element);
        }
        this.drawn.set(item.key, { signature: item.signature, element });
      }
      if (element !== place) log.insertBefore(/** @type {HTMLElement} */ (element), place);
      place = /** @type {HTMLElement} */ (element).nextSibling;
    }
    byId('older').hidden = !this.core.hasOlder(id);
    const typing = this.core.ownerTyping(id) ? this.t('desk-typing') : '';
    if (byId('typing').textContent !== typing) byId('typing').textContent = typing;
    if (this.stick) scroll.scrollTop = scroll.scrollHeight;
    else if (before.first && before.first !== log.firstElementChild) scroll.scrollTop = before.top + scroll.scrollHeight - before.height;
  }

  /** The way to the very text that the owner got, for those who may see it there. @param {WireEvent} event */
  source(event) {
    if (this.core.options.user.role !== 'admin' || !event.entry) return null;
    return h('p', { class: 'source' }, h('a', { href: `/studio#/entry/${encodeURIComponent(event.entry)}/revisions?revision=${event.revision ?? 0}` }, this.t('desk-source', { revision: event.revision ?? 0 })));
  }

  /** @param {WireEvent} event */
  eventElement(event) {
    const at = new Date(event.at);
    const time = h('time', { datetime: at.toISOString() }, this.texts.time(at));
    const system = (/** @type {string} */ words, /** @type {string} */ kind = '') => h('p', { class: `system ${kind}` }, h('span', null, words), time);
    const said = (/** @type {string} */ who, /** @type {string} */ name, /** @type {Node} */ body, /** @type {string} */ kind = '') => h('article', { class: `said ${who} ${kind}` }, h('p', { class: 'sender' }, h('span', null, name), time), h('div', { class: 'bubble' }, body));
    const plain = (/** @type {string} */ text, /** @type {boolean} */ links) => h('p', { class: 'plain' }, links ? linked(document, text) : text);
    const name = event.from.name ?? '';
    switch (event.kind) {
      case 'message':
        if (event.from.role === 'owner') return said('owner', this.t('desk-from-owner'), this.words(event, false));
        return said('technician', name, this.words(event, true));
      case 'answer': {
        const byPerson = event.from.role === 'technician';
        const body = h('div', { lang: event.language }, h('p', { class: 'title' }, event.title ?? ''), h('div', { class: 'rich' }, rich(document, event)), this.source(event));
        return said(byPerson ? 'technician' : 'bot', byPerson ? `${name} · ${this.t('desk-from-entry')}` : this.t('desk-from-bot'), body, 'published');
      }
      case 'smalltalk':
        return said('bot', this.t('desk-from-bot'), plain(event.text ?? '', false));
      case 'suggestions':
        return said('bot', this.t('desk-from-bot'), h('div', null, h('p', null, event.text ?? this.t('desk-event-suggestions')), h('ul', null, (event.entries ?? []).map((entry) => h('li', null, entry.title)))));
      case 'safety':
        return said('bot', this.t('desk-event-safety'), h('div', null, h('p', { class: 'title' }, icon('warning'), event.title ?? ''), h('div', { class: 'rich' }, rich(document, event))), 'safety');
      case 'danger_question':
        return said('bot', this.t('desk-event-danger-question'), h('div', null, h('p', { class: 'title' }, icon('warning'), event.text ?? ''), h('ul', null, (event.numbers ?? []).map((number, index) => h('li', null, `${event.labels?.[index] ?? ''} ${number}`)))), 'safety');
      case 'danger_unanswered':
        return system(this.t('desk-event-danger-unanswered'), 'danger');
      case 'note':
        return said('note', name ? this.t('desk-from-note-by', { name }) : this.t('desk-from-note'), plain(event.text ?? '', true));
      case 'queued':
        return system(this.t(QUEUED[event.reason ?? ''] ?? 'desk-event-queued-asked'), event.reason === 'safety' ? 'danger' : '');
      case 'assigned':
        return system(this.t('desk-event-assigned', { name: event.name ?? name }));
      case 'transferred': {
        const language = this.texts.languageName(event.language ?? '');
        return system(language ? this.t('desk-event-transferred-language', { language }) : this.t('desk-event-transferred'));
      }
      case 'returned':
        return system(this.t('desk-event-returned'));
      case 'resolved': {
        const outcome = OUTCOMES[event.outcome ?? ''];
        return h('p', { class: 'system' }, h('span', null, outcome ? this.t('desk-event-resolved-outcome', { outcome: this.t(outcome) }) : this.t('desk-event-resolved')), (event.tags ?? []).map((tag) => h('span', { class: 'tag' }, tag)), time);
      }
      case 'reopened':
        return system(this.t('desk-event-reopened'));
      case 'language':
        return system(this.t('desk-event-language', { language: this.texts.languageName(event.language ?? '') || this.t('desk-context-none') }));
      case 'feedback':
        return system(this.t(event.helpful ? 'desk-event-helpful' : 'desk-event-unhelpful'), event.helpful ? '' : 'warn');
      case 'rated':
        return h('p', { class: 'system' }, h('span', null, this.t('desk-event-rated', { stars: event.stars ?? 0 })), event.comment && h('q', null, event.comment), time);
      case 'form':
        return said(event.from.role === 'technician' ? 'technician' : 'bot', `${event.from.role === 'technician' ? name : this.t('desk-from-bot')} · ${this.t('desk-event-form')}`, formBody(this.texts, event), 'published');
      case 'submitted':
        return said('owner', `${this.t('desk-from-owner')} · ${this.t('desk-event-submitted')}`, submittedBody(event, this.filesOf(event)));
      case 'request':
        return said('note', name ? `${this.t('desk-request')} · ${name}` : this.t('desk-request'), requestBody(this.texts, event, this.filesOf(event), (code) => this.openRequest(code)), 'case');
      case 'result':
        return said('bot', this.t('desk-from-bot'), resultBody(event));
      case 'consented':
        return system(this.t('desk-event-consented', { version: event.version ?? '' }));
      case 'erased':
        return system(this.t('desk-event-erased'));
      default:
        return h('p', { hidden: true });
    }
  }

  /** A message's text and files. @param {WireEvent} event @param {boolean} links */
  words(event, links) {
    const text = event.text ?? '';
    return h('div', null, text !== '' && h('p', { class: 'plain' }, links ? linked(document, text) : text), this.filesOf(event));
  }

  /** The files that came with an event. @param {WireEvent} event */
  filesOf(event) {
    const files = event.attachments ?? [];
    const way = { t: (/** @type {string} */ key, /** @type {any} */ values) => this.t(key, values), headers: () => ({}) };
    return files.length > 0 && attached(files, way);
  }

  /** @param {Entry} entry @param {'sending'|'sent'} state */
  pendingElement(entry, state) {
    const note = entry.frame.type === 'note';
    const words = [entry.frame.text, entry.shown?.title].filter(Boolean).join('\n');
    return h('article', { class: `said ${note ? 'note' : 'technician'} ${state}` }, h('p', { class: 'sender' }, h('span', null, this.t(state === 'sent' ? 'desk-sent' : 'desk-sending'))), h('div', { class: 'bubble' }, h('p', { class: 'plain' }, words)));
  }

  /** @param {string} id */
  drawFoot(id) {
    const row = this.core.rows.get(id);
    const mine = this.core.mine(id);
    const status = row?.status ?? 'bot';
    const talk = this.core.talks.get(id);
    if (!mine) this.mode = 'note';
    if (this.tray && (!mine || this.trayOf !== id)) {
      this.tray.clear();
      this.tray = null;
    }
    const language = talk?.language || row?.language || '';
    if (this.same('foot', [id, mine, status, this.mode, language, row?.name])) {
      this.textChanged(id);
      return;
    }
    const foot = byId('foot');
    const focused = foot.contains(document.activeElement);
    const reply = this.mode === 'reply';
    const tab = (/** @type {'reply'|'note'} */ mode, /** @type {string} */ label, /** @type {string} */ shape) =>
      h('button', { type: 'button', class: 'mode', 'aria-pressed': String(this.mode === mode), disabled: mode === 'reply' && !mine, onclick: () => this.setMode(mode) }, icon(shape), this.t(label));
    const help = mine ? '' : status === 'resolved' ? this.t('desk-closed-help') : status === 'assigned' ? (row?.name ? this.t('desk-taken-help', { name: row.name }) : this.t('desk-taken-help-unnamed')) : this.t('desk-claim-first');
    const input = h('textarea', {
      class: 'field', id: 'text', rows: 3,
      'aria-label': this.t(reply ? 'desk-reply-input' : 'desk-note'),
      placeholder: reply ? this.t('desk-reply-placeholder', { language: this.texts.languageName(language) }) : this.t('desk-note-placeholder'),
      oninput: () => this.typed(id),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
          event.preventDefault();
          this.submit(id);
        }
      },
    });
    input.value = this.drafts[id]?.[this.mode] ?? '';
    const tray = h('div', { class: 'tray', hidden: true });
    const clip = reply && h('button', { type: 'button', class: 'icon-button clip', 'aria-label': this.t('file-attach'), title: this.t('file-attach'), onclick: () => this.files(id, tray).pick() }, icon('clip'));
    put(
      foot,
      h('div', { class: 'modes' }, tab('reply', 'desk-reply', 'chat'), tab('note', 'desk-note', 'note'), mine && h('button', { type: 'button', class: 'mode insert', 'aria-label': this.t('desk-insert'), title: this.t('desk-find'), onclick: () => this.find() }, icon('book'), h('span', { class: 'wide' }, this.t('desk-insert')))),
      help && h('p', { class: 'help' }, help),
      tray,
      h('form', { class: `composer ${this.mode}`, onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); this.submit(id); } }, clip, input, h('button', { type: 'submit', class: 'button primary', id: 'submit', 'aria-label': this.t(reply ? 'desk-send' : 'desk-save-note') }, h('span', { class: 'narrow' }, icon(reply ? 'send' : 'check')), h('span', { class: 'wide' }, this.t(reply ? 'desk-send' : 'desk-save-note')))),
      h('p', { class: 'count', id: 'count', role: 'status' }),
    );
    const form = input.closest('form');
    if (reply && form) takeFiles(input, form, (files) => this.files(id, tray).add(files));
    if (this.tray) this.files(id, tray).draw();
    this.textChanged(id);
    if (focused) input.focus();
  }

  /** The files that wait to be sent with the reply. @param {string} id @param {HTMLElement} element */
  files(id, element) {
    const t = (/** @type {string} */ key, /** @type {any} */ values) => this.t(key, values);
    this.trayOf = id;
    this.tray ??= new Tray({ element, t, headers: () => ({ 'X-CSRF-Token': this.core.csrf }), language: () => this.texts.language, conversation: () => id, changed: () => this.textChanged(id) });
    this.tray.options.element = element;
    return this.tray;
  }

  /** @param {'reply'|'note'} mode */
  setMode(mode) {
    if (mode === 'reply' && this.core.current && !this.core.mine(this.core.current)) return;
    this.mode = mode;
    this.draw();
    document.getElementById('text')?.focus();
  }

  /** @param {string} id */
  typed(id) {
    const input = /** @type {HTMLTextAreaElement} */ (byId('text'));
    const draft = this.drafts[id] ?? {};
    draft[this.mode] = input.value;
    this.drafts[id] = draft;
    if (this.mode === 'reply' && input.value.trim() !== '') this.core.typing(id);
    this.textChanged(id);
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.saveDrafts(), 300);
  }

  /** @param {string} _id */
  textChanged(_id) {
    const input = /** @type {HTMLTextAreaElement|null} */ (document.getElementById('text'));
    if (!input) return;
    let length = 0;
    for (const _ of input.value.normalize('NFC')) length += 1;
    const over = length - this.core.textLimit();
    const words = over > 0 ? this.t('desk-over', { count: over }) : '';
    if (byId('count').textContent !== words) byId('count').textContent = words;
    /** @type {HTMLButtonElement} */ (byId('submit')).disabled = over > 0 || !this.sendable(input.value);
  }

  /** Whether there is something to send, and all of it is here. @param {string} text */
  sendable(text) {
    const tray = this.mode === 'reply' ? this.tray : null;
    return tray && !tray.empty() ? tray.ready() : text.trim() !== '';
  }

  /** @param {string} id */
  submit(id) {
    const input = /** @type {HTMLTextAreaElement} */ (byId('text'));
    if (/** @type {HTMLButtonElement} */ (byId('submit')).disabled) return;
    const text = input.value;
    input.value = '';
    if (this.drafts[id]) delete this.drafts[id][this.mode];
    this.saveDrafts();
    this.stick = true;
    if (this.mode === 'reply') this.core.send(id, text, this.tray?.take());
    else this.core.note(id, text);
    this.textChanged(id);
    input.focus();
  }

  find() {
    const id = this.core.current;
    if (!id) return;
    const words = this.core.talks.get(id)?.events.findLast((event) => event.kind === 'message' && event.from.role === 'owner')?.text ?? '';
    findEntry(this.texts, this.options.api, words, (entry, title) => this.core.sendEntry(id, entry, title));
  }

  // ---- details

  drawContext() {
    const element = byId('context');
    const id = this.core.current;
    const row = id ? this.core.rows.get(id) : undefined;
    const talk = id ? this.core.talks.get(id) : undefined;
    element.hidden = id === null;
    if (id && this.place === 'chats' && this.requests.current) {
      this.signatures.context = '';
      this.request.draw(element, this.texts, id);
      return;
    }
    this.request.reset();
    const beside = id && talk?.followed ? this.requests.beside(id, String(talk.events.findLast((event) => CHANGES_BESIDE.has(event.kind))?.seq ?? 0)) : null;
    if (this.same('context', [id, row, talk?.last, talk?.language, talk?.reason, id && this.core.mine(id), id && this.core.hasOlder(id), beside])) return;
    if (!id) {
      put(element);
      return;
    }
    const opened = element.querySelector('details')?.open ?? false;
    const now = new Date();
    const events = talk?.events ?? [];
    const moment = (/** @type {string|undefined} */ at) => (at ? this.texts.moment(new Date(at), now) : '');
    const language = this.texts.languageName(talk?.language || row?.language || '');
    const answers = events.filter((event) => event.kind === 'answer');
    const verdict = (/** @type {number} */ seq) => events.findLast((event) => event.kind === 'feedback' && event.answer === seq)?.helpful;
    const rated = events.findLast((event) => event.kind === 'rated');
    const danger = (row?.priority ?? 0) >= DANGER;
    const pairs = /** @type {[string, any][]} */ ([
      ['desk-context-status', this.t(this.core.mine(id) ? 'desk-status-mine' : (STATUS[row?.status ?? ''] ?? 'desk-status-bot'))],
      ['desk-context-language', [language ? h('strong', null, language) : '', talk?.reason ? h('span', { class: 'muted' }, this.t('desk-because', { reason: this.reason(talk.reason) })) : '']],
      ['desk-context-priority', danger ? h('strong', { class: 'danger-text' }, this.t('desk-priority-danger')) : this.t('desk-priority-normal')],
      row?.status === 'queued' && ['desk-context-since', moment(row.since)],
      !this.core.hasOlder(id) && events[0] && ['desk-context-started', moment(events[0].at)],
      ['desk-context-by', row?.status === 'assigned' ? (row.name ?? '') : this.t('desk-context-nobody')],
      ['desk-context-answers', answers.length === 0 ? this.t('desk-context-none') : h('ul', { class: 'shown' }, answers.map((event) => h('li', null, event.title ?? '', ' ', verdict(event.seq) !== undefined && h('span', { class: verdict(event.seq) ? 'muted' : 'danger-text' }, this.t(verdict(event.seq) ? 'desk-helpful' : 'desk-unhelpful')))))],
      rated && ['desk-context-rating', this.t('desk-event-rated', { stars: rated.stars ?? 0 })],
      ['desk-context-id', h('code', { class: 'id' }, id)],
    ].filter(Boolean));
    put(
      element,
      h('div', { class: 'context-head' }, h('button', { type: 'button', class: 'icon-button back', 'aria-label': this.t('desk-conversation'), onclick: () => this.pane('talk') }, icon('back')), h('h2', null, this.t('desk-context'))),
      beside && besideParts(this.texts, beside, { mine: this.core.mine(id), open: (code) => this.openRequest(code), make: () => this.make(id), offer: () => this.offer(id), name: (owner) => this.nameOwner(id, owner), again: () => this.requests.besideAgain(id) }),
      h('dl', null, pairs.map(([key, value]) => h('div', null, h('dt', null, this.t(key)), h('dd', null, value)))),
    );
    const past = element.querySelector('details');
    if (past) past.open = opened;
  }

  /** Why this language, in the desk's words. @param {string} reason */
  reason(reason) {
    const [code, words] = reason.split(/:\s*/, 2);
    if (code === 'words' && words) return this.t('desk-reason-words-found', { words });
    return REASONS[code] ? this.t(REASONS[code]) : reason;
  }

  // ---- drafts

  loadDrafts() {
    try {
      const kept = JSON.parse(this.options.storage.getItem(this.draftKey) ?? '{}');
      return kept !== null && typeof kept === 'object' ? kept : {};
    } catch {
      return {};
    }
  }

  saveDrafts() {
    const kept = Object.entries(this.drafts).filter(([, draft]) => draft.reply || draft.note);
    try {
      this.options.storage.setItem(this.draftKey, JSON.stringify(Object.fromEntries(kept.slice(-DRAFTS_KEPT))));
    } catch {
      // They live as long as the page.
    }
  }
}
