// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { linked, rich, telephone } from '../shared/nodes.js';
import { DANGER_NO, DANGER_YES } from './core.js';
import { actionButton } from './pieces.js';

/**
 * Draws the chat. It reads the core, keeps no truth of its own but what a person is just doing (draft, stars, an open
 * question), and replaces only what has changed: every part of the log has a key and a signature.
 *
 * @typedef {import('./core.js').ChatCore} ChatCore
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/words.js').Words} Texts
 *
 * @typedef {object} Item
 * @property {string} key
 * @property {string} signature
 * @property {() => HTMLElement} make
 *
 * @typedef {object} Said  what one bubble shows
 * @property {string} key
 * @property {'owner'|'bot'|'technician'} who
 * @property {string} name
 * @property {Date} at
 * @property {WireEvent|null} event
 * @property {string} text
 * @property {''|'sending'|'sent'|'failed'} state
 * @property {string} [id]
 * @property {import('../shared/upload.js').Attachment[]} [files]
 * @property {string} [reason]
 */

const DRAFT_KEY = 'aftercare.draft';
/** How far from the end still counts as reading the end. */
const NEAR_END = 80;
/** Messages of one person closer than this stand together. */
const TOGETHER_MS = 5 * 60_000;
const COUNT_FROM = 300;
/** "Connecting…" is worth saying only when it takes a while. */
const PATIENCE_MS = 1_500;
const TICK_MS = 20_000;
const BURST_MS = 1_500;
/** Parts that nobody waits to read: their beginning is not held in sight. */
const NOT_NEWS = ['owner', 'day', 'greeting'];
/** After so many attempts only loading the page again helps: some browsers keep a module that failed. */
const MOST_LOADS = 3;
const LOAD_AGAIN_MS = 4_000;

/** Why a person was fetched, in words. @type {Record<string, string>} */
const QUEUED = {
  asked: 'chat-queued-asked',
  unanswered: 'chat-queued-unanswered',
  safety: 'chat-queued-safety',
  unhelpful: 'chat-queued-unhelpful',
};

/** Why the chat has stopped, and what a person can do: load the page again, try again, begin anew. @type {Record<number, [string, 'reload'|'again'|'anew'|'']>} */
const STOPPED = {
  4500: ['chat-stopped-protocol', 'reload'],
  4501: ['chat-stopped-version', 'reload'],
  4502: ['chat-stopped-authentication', 'reload'],
  4503: ['chat-stopped-revoked', 'anew'],
  4504: ['chat-stopped-connections', 'again'],
  4505: ['chat-stopped-blocked', ''],
  4506: ['chat-stopped-erased', 'anew'],
};

const EXAMPLES = ['chat-example-1', 'chat-example-2', 'chat-example-3', 'chat-example-4'];

export class ChatView {
  /**
   * @param {ChatCore} core
   * @param {object} options
   * @param {boolean} options.embedded
   * @param {import('../shared/outbox.js').Store} options.storage
   * @param {(language: string) => void} options.chooseLanguage
   * @param {() => Promise<void>} options.moreTexts  loads the messages of forms, requests and stars
   * @param {() => void} options.sounds  the owner wants a sound, or none any more
   * @param {() => void} options.close
   */
  constructor(core, options) {
    this.core = core;
    this.options = options;
    /** @type {Texts|null} */
    this.texts = null;
    /** @type {Map<string, {signature: string, element: HTMLElement}>} */
    this.drawn = new Map();
    this.liveSignature = '';
    this.lineSignature = '';
    this.actionsSignature = '';
    /** What draws forms, requests, stars and the queue, once it is here. @type {import('./deeds.js').Deeds|null} */
    this.deeds = null;
    /** How often it did not come. */
    this.deedsFailed = 0;
    this.deedsLoading = false;
    /** @type {Promise<import('./menu.js').Menu>|undefined} */
    this.menu = undefined;
    /** What takes and shows files, once it is here. @type {import('./files.js').Files|null} */
    this.files = null;
    /** @type {Promise<import('./files.js').Files>|null} */
    this.filesLoading = null;
    this.asksEnd = false;
    this.lineFailed = false;
    this.slowSince = Date.now();
    this.caughtUp = false;
    /** Whether the end is followed, and what new part must not be scrolled out at the top by that. */
    this.stick = true;
    /** @type {HTMLElement|null} */
    this.anchor = null;
    this.anchoredAt = 0;
    /** Where the log was last put, and how far it could be scrolled then. */
    this.followed = 0;
    this.lowestThen = 0;

    this.app = byId('app');
    this.line = byId('line');
    this.scroll = byId('scroll');
    this.log = byId('log');
    this.live = byId('live');
    this.older = byId('older');
    this.newest = byId('newest');
    this.actions = byId('actions');
    this.count = byId('count');
    this.input = /** @type {HTMLTextAreaElement} */ (byId('input'));
    this.sendButton = /** @type {HTMLButtonElement} */ (byId('send'));
    this.language = /** @type {HTMLSelectElement} */ (byId('language'));

    put(this.sendButton, icon('send'));
    const clip = byId('attach');
    put(clip, icon('clip'));
    clip.addEventListener('click', () => this.withFiles((files) => files.toggle()));
    this.input.addEventListener('paste', (event) => this.brought(event, event.clipboardData));
    this.app.addEventListener('dragover', (event) => !this.files && event.dataTransfer?.types.includes('Files') && event.preventDefault());
    this.app.addEventListener('drop', (event) => this.brought(event, event.dataTransfer));
    put(this.newest, icon('down_arrow'), h('span', { 'data-t': 'chat-newest' }));
    this.more = byId('more');
    put(this.more, icon('more'));
    const close = byId('close');
    put(close, icon('close'));
    close.hidden = !options.embedded;
    this.app.classList.toggle('embedded', options.embedded);
    close.addEventListener('click', () => options.close());
    this.listen();
    this.fitViewport();
    this.restoreDraft();
    setInterval(() => this.draw(), TICK_MS);
  }

  /** @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values) {
    return this.texts ? this.texts.t(key, values) : '';
  }

  // ---- what main calls

  /** Shows everything in these texts. @param {Texts} texts */
  speak(texts) {
    this.texts = texts;
    this.lineFailed = false;
    document.documentElement.lang = texts.language;
    this.language.value = texts.language;
    this.drawn.clear();
    this.liveSignature = '';
    this.log.setAttribute('aria-live', 'off');
    this.caughtUp = false;
    texts.fill(document);
    this.files?.speak(texts.language).catch(() => {});
    put(this.log);
    this.draw();
  }

  /** @param {boolean} [failed]  a language did not come; else nobody waits for one any more */
  languageFailed(failed = true) {
    this.lineFailed = failed;
    this.language.value = this.core.language;
    this.draw();
  }

  /** Puts a question into the box, unless the owner has begun to write one. @param {string} text */
  draft(text) {
    if (text === '' || this.input.value.trim() !== '') return;
    this.input.value = text;
    this.inputChanged();
    this.input.focus();
  }

  /** @param {boolean} quiet  nobody has tapped: the focus stays where it is */
  opened(quiet) {
    this.toEnd();
    if (!quiet) this.input.focus({ preventScroll: true });
  }

  /** The owner has logged out: what they had begun to write does not stay either. */
  forget() {
    this.files?.tray.clear();
    this.input.value = '';
    this.inputChanged();
  }

  /** A part of the site's page, which nobody closes. */
  standsInPage() {
    byId('close').hidden = true;
  }

  // ---- listening

  listen() {
    byId('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener('keydown', (event) => {
      // While an input method composes a letter (Bengali, for one), Enter belongs to it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener('input', () => {
      this.inputChanged();
      if (this.input.value.trim() !== '') this.core.typing();
    });
    this.language.addEventListener('change', () => this.options.chooseLanguage(this.language.value));
    this.more.addEventListener('click', () => this.openMenu());
    this.older.addEventListener('click', () => this.core.loadOlder());
    this.newest.addEventListener('click', () => {
      this.toEnd();
      this.input.focus({ preventScroll: true });
    });
    this.scroll.addEventListener('scroll', () => {
      // Fingers, keys, a screen reader, a search in the page, a focus: what is not where it was put ends every following. What is there
      // goes on being followed, also where something has grown meanwhile and this is no longer the end. What a browser moves because a
      // height has changed nobody has moved: the observer below comes after this and puts it right.
      const moved = this.lowest() === this.lowestThen && Math.abs(this.scroll.scrollTop - this.followed) > 1;
      if (moved) this.anchor = null;
      this.stick = this.atEnd() || (this.stick && !moved);
      this.showNewest();
      if (this.scroll.scrollTop < 40 && this.caughtUp && this.core.hasOlder()) this.core.loadOlder();
    }, { passive: true });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.options.embedded && !event.isComposing) this.options.close();
    });
    addEventListener('pagehide', () => this.saveDraft());
    // Turned or narrowed, the words in the box take other lines.
    addEventListener('resize', () => this.inputChanged());
  }

  /** The page is as tall as what the keyboard leaves of it. */
  fitViewport() {
    // Whatever changes a height (keyboard, turning the phone, a growing box): who writes in a form still sees the field, who was at the end stays there.
    const observer = new ResizeObserver(() => {
      this.lowestThen = this.lowest();
      const field = /** @type {HTMLInputElement} */ (document.activeElement);
      if (field.form && this.scroll.contains(field)) field.scrollIntoView({ block: 'nearest' });
      else if (this.stick) this.follow();
    });
    observer.observe(this.scroll);
    observer.observe(this.log);
    observer.observe(this.live);
    const viewport = window.visualViewport;
    if (!viewport) return;
    const fit = () => {
      if (viewport.scale > 1.01) return;
      this.app.style.setProperty('--height', `${viewport.height}px`);
      this.app.style.setProperty('--top', `${viewport.offsetTop}px`);
    };
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
    fit();
  }

  /** Does something with files, once what takes and shows them is here. @param {(files: import('./files.js').Files) => void} act */
  async withFiles(act) {
    try {
      this.filesLoading ??= Promise.all([import('./files.js'), styles('chat-files.css')]).then(([{ openFiles }]) => openFiles(this, byId('tray')));
      this.files = await this.filesLoading;
      act(this.files);
    } catch {
      // The next tap tries again.
      this.filesLoading = null;
      this.core.notice = this.t('chat-part-failed');
      this.draw();
    }
  }

  /** The first files that are pasted or dropped; from then on the part that was loaded takes them itself. @param {Event} event @param {DataTransfer|null} data */
  brought(event, data) {
    const found = [...(data?.files ?? [])];
    if (this.files || found.length === 0) return;
    event.preventDefault();
    this.withFiles((files) => files.tray.add(found));
  }

  /** A place for a message's files, filled once they can be shown. @param {import('../shared/upload.js').Attachment[]|undefined} list */
  filesOf(list) {
    if (!list || list.length === 0) return null;
    const place = h('div', { class: 'files' }, list.map((file) => h('p', { class: 'plain' }, file.name)));
    this.withFiles((files) => {
      put(place, files.show(list));
      if (this.stick) this.follow();
    });
    return place;
  }

  /** Draws all of it anew. */
  redraw() {
    this.drawn.clear();
    put(this.log);
    this.draw();
  }

  submit() {
    const text = this.input.value;
    if (this.sendButton.disabled || this.length(text) > this.core.textLimit()) return;
    this.input.value = '';
    this.inputChanged();
    this.saveDraft();
    this.toEnd();
    this.core.send(text, this.files?.tray.take());
    this.input.focus({ preventScroll: true });
  }

  /** Characters as the server counts them: scalar values after NFC. @param {string} text */
  length(text) {
    let count = 0;
    for (const _ of text.normalize('NFC')) count += 1;
    return count;
  }

  inputChanged() {
    const input = this.input;
    // A quarter of what the keyboard leaves, so that the newest message stays in sight.
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight + 2, 160, this.app.clientHeight / 4)}px`;
    const left = this.core.textLimit() - this.length(input.value);
    this.sendButton.disabled = left < 0 || !this.sendable();
    const words = left < 0 ? this.t('chat-over', { count: -left }) : left <= COUNT_FROM ? this.t('chat-left', { count: left }) : '';
    if (this.count.textContent !== words) this.count.textContent = words;
    this.count.classList.toggle('over', left < 0);
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.saveDraft(), 300);
  }

  /** Whether there is something to send, and all of it is here. */
  sendable() {
    const tray = this.files?.tray;
    return tray && !tray.empty() ? tray.ready() : this.input.value.trim() !== '';
  }

  saveDraft() {
    try {
      if (this.input.value === '') this.options.storage.removeItem(DRAFT_KEY);
      else this.options.storage.setItem(DRAFT_KEY, this.input.value);
    } catch {
      // Without room for a draft the message itself can still be sent.
    }
  }

  restoreDraft() {
    this.input.value = this.options.storage.getItem(DRAFT_KEY) ?? '';
    this.inputChanged();
  }

  // ---- drawing

  draw() {
    if (!this.texts) return;
    const before = { height: this.scroll.scrollHeight, top: this.scroll.scrollTop, first: this.log.firstElementChild, any: this.drawn.size > 0 };
    const fresh = this.drawLog();
    this.drawLive();
    this.drawLine();
    this.drawActions();
    this.older.hidden = !this.core.hasOlder() || this.core.link.state !== 'ready';
    this.inputChanged();
    const unread = this.core.unread();
    const company = document.documentElement.dataset.company ?? '';
    const title = unread > 0 ? this.t('chat-unread-title', { count: unread }) : this.t('chat-title');
    if (document.title !== `${title} · ${company}`) document.title = `${title} · ${company}`;

    if (before.first && before.first !== this.log.firstElementChild && !this.stick) {
      this.scroll.scrollTop = before.top + (this.scroll.scrollHeight - before.height);
    } else if (this.stick) {
      // What comes in one burst is one thing to read: its beginning stays.
      const burst = this.anchor?.isConnected && Date.now() - this.anchoredAt < BURST_MS;
      if (fresh && before.any && !burst) {
        this.anchor = fresh;
        this.anchoredAt = Date.now();
      }
      this.follow();
    }
    this.showNewest();
    if (!this.caughtUp && this.core.link.state === 'ready' && this.core.last >= this.core.knownUpto) {
      this.caughtUp = true;
      // From here on new messages are read out; the old ones were not news.
      requestAnimationFrame(() => this.log.setAttribute('aria-live', 'polite'));
    }
    // Once something was answered the line is free: what may be needed next is there before it breaks.
    if (this.core.last > 0 && this.core.link.state === 'ready') this.loadDeeds();
  }

  /** Nothing has been said yet. */
  empty() {
    return this.core.last === 0 && this.core.unsettled().length === 0;
  }

  /** The way to the end stands between log and box, so that it covers nothing. */
  showNewest() {
    this.newest.hidden = this.atEnd() || this.empty();
  }

  /** How far it can be scrolled. */
  lowest() {
    return this.scroll.scrollHeight - this.scroll.clientHeight;
  }

  atEnd() {
    return this.lowest() - this.scroll.scrollTop < NEAR_END;
  }

  toEnd() {
    this.anchor = null;
    this.stick = true;
    this.follow();
  }

  /** To the end, but not past the beginning of something new and long, nor past the greeting of an empty chat. */
  follow() {
    if (this.empty()) return;
    this.lowestThen = this.lowest();
    this.scroll.scrollTop = this.anchor?.isConnected ? this.anchor.offsetTop - 12 : this.lowestThen;
    this.followed = this.scroll.scrollTop;
  }

  /** @returns {HTMLElement|null} the first new part that somebody else wrote */
  drawLog() {
    const items = this.items();
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { element }] of this.drawn) {
      if (keys.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    /** @type {HTMLElement|null} */
    let fresh = null;
    /** @type {ChildNode|null} */
    let place = this.log.firstChild;
    for (const item of items) {
      const old = this.drawn.get(item.key);
      let element = old?.element;
      if (!old || old.signature !== item.signature) {
        element = item.make();
        if (old) {
          const focused = old.element.contains(document.activeElement);
          if (place === old.element) place = element;
          old.element.replaceWith(element);
          if (focused) (/** @type {HTMLElement|null} */ (element.querySelector('[aria-invalid=true]')) ?? this.input).focus({ preventScroll: true });
        } else if (!fresh && !NOT_NEWS.some((name) => element?.classList.contains(name))) {
          fresh = element;
        }
        this.drawn.set(item.key, { signature: item.signature, element });
      }
      if (element !== place) this.log.insertBefore(/** @type {HTMLElement} */ (element), place);
      place = /** @type {HTMLElement} */ (element).nextSibling;
    }
    return fresh;
  }

  /** The parts of the log in order. @returns {Item[]} */
  items() {
    const { core } = this;
    const texts = /** @type {Texts} */ (this.texts);
    const now = new Date();
    /** @type {(Said|Item|{day: Date})[]} */
    const parts = [];
    let lastDay = '';
    const day = (/** @type {Date} */ at) => {
      const key = `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
      if (key !== lastDay) parts.push({ day: at });
      lastDay = key;
    };
    if (!core.hasOlder()) {
      const text = core.greeting || this.t('chat-welcome');
      parts.push({ key: 'greeting', signature: text + core.outbox.forgets + core.privacy.text + core.privacy.agree, make: () => this.greeting(text) });
    }
    const newestBot = core.events.findLast((event) => event.from.role === 'bot')?.seq ?? 0;
    for (const event of core.events) {
      const at = new Date(event.at);
      const part = this.part(event, at, newestBot);
      if (!part) continue;
      day(at);
      parts.push(part);
    }
    for (const { entry, state } of core.unsettled()) {
      const at = new Date(entry.created);
      day(at);
      const text = entry.frame.text ?? entry.shown?.title ?? '';
      parts.push({ key: `m${entry.id}`, who: 'owner', name: '', at, event: null, text, state, id: entry.id, files: entry.shown?.files, reason: entry.failed?.message });
    }
    return parts.map((part, index) => {
      if ('day' in part) {
        const words = texts.day(part.day, now);
        return { key: `d${part.day.toDateString()}`, signature: words, make: () => h('p', { class: 'day' }, h('span', null, words)) };
      }
      if ('make' in part) return part;
      const begins = !joins(parts[index - 1], part);
      const ends = !joins(part, parts[index + 1]);
      const verdict = part.event ? core.feedbackOn(part.event.seq) : undefined;
      const waits = part.event?.action ? core.pending('start').length > 0 : false;
      const signature = [part.state, begins, ends, verdict, part.reason, waits].join();
      return { key: part.key, signature, make: () => this.bubble(part, begins, ends) };
    });
  }

  /**
   * What an event looks like; nothing for those that only change a state, and for kinds of a newer server.
   * @param {WireEvent} event @param {Date} at @param {number} newestBot
   * @returns {Said|Item|null}
   */
  part(event, at, newestBot) {
    const { core } = this;
    const key = event.id ? `m${event.id}` : `e${event.seq}`;
    const who = event.from.role === 'technician' ? 'technician' : event.from.role === 'owner' ? 'owner' : 'bot';
    switch (event.kind) {
      case 'message':
      case 'answer':
      case 'smalltalk':
        return { key, who, name: event.from.name ?? '', at, event, text: event.text ?? '', state: who === 'owner' ? 'sent' : '' };
      case 'suggestions': {
        const open = !event.text && event.seq === newestBot && core.status === 'bot' && core.pending('choose').length === 0;
        // A question about the queue is answered while it is the last word.
        const takes = event.text ? core.status === 'queued' && event.seq === newestBot && core.pending('choose').length === 0 : core.status !== 'assigned';
        return { key, signature: `${open},${takes}`, make: () => this.suggestions(event, open, takes) };
      }
      case 'safety':
        return { key, signature: '', make: () => this.safety(event) };
      case 'danger_question': {
        const open = core.asksDanger(event.seq);
        return { key, signature: `${open}`, make: () => this.dangerQuestion(event, open) };
      }
      case 'form':
      case 'submitted':
      case 'request':
      case 'result':
        return this.deeds ? this.deeds.part(key, event, at) : this.late(key);
      case 'queued':
        return this.system(key, this.t(QUEUED[event.reason ?? ''] ?? 'chat-queued-asked'), at);
      case 'assigned':
        return this.system(key, event.name ? this.t('chat-assigned', { name: event.name }) : this.t('chat-assigned-unnamed'), at);
      case 'transferred':
        return this.system(key, this.t('chat-transferred'), at);
      case 'returned':
        return this.system(key, this.t('chat-returned'), at);
      case 'resolved':
        return this.system(key, this.t('chat-resolved'), at);
      case 'reopened':
        return this.system(key, this.t('chat-reopened'), at);
      case 'language': {
        const name = this.texts?.languageName(event.language ?? '');
        return name ? this.system(key, this.t('chat-language-changed', { language: name }), at) : null;
      }
      case 'rated':
        return this.deeds ? this.deeds.rated(key, event) : this.late(key);
      case 'erased':
        return this.system(key, this.t('chat-erased'), at);
      default:
        return null;
    }
  }

  /** @param {string} key @param {string} words @param {Date} at @returns {Item} */
  system(key, words, at) {
    const time = this.texts?.time(at) ?? '';
    return { key, signature: words, make: () => h('p', { class: 'system' }, h('span', null, words), h('time', { datetime: at.toISOString() }, time)) };
  }

  /** What draws forms, requests, stars and the queue is loaded when the first of them comes: most owners need none. @param {string} key @returns {Item} */
  late(key) {
    this.loadDeeds();
    const given = this.deedsFailed >= MOST_LOADS;
    const words = this.t(given ? 'chat-part-failed' : 'chat-part-loading');
    const make = () => h('p', { class: 'system' }, h('span', null, words), given && h('button', { type: 'button', class: 'button small', onclick: () => location.reload() }, this.t('chat-reload')));
    return { key, signature: words, make };
  }

  async loadDeeds() {
    if (this.deeds || this.deedsLoading || this.deedsFailed >= MOST_LOADS) return;
    this.deedsLoading = true;
    try {
      const [{ Deeds }] = await Promise.all([import('./deeds.js'), styles('chat-deeds.css'), this.options.moreTexts()]);
      this.deeds = new Deeds(this);
    } catch {
      this.deedsFailed += 1;
      await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS));
    }
    this.deedsLoading = false;
    this.draw();
  }

  async openMenu() {
    try {
      this.menu ??= Promise.all([import('./menu.js'), styles('chat-deeds.css'), this.options.moreTexts()]).then(([{ Menu }]) => new Menu(this, this.more));
      (await this.menu).toggle();
    } catch {
      // The next tap tries again.
      this.menu = undefined;
    }
  }

  /** A card of the bot, or of a technician. @param {WireEvent} event @param {Date} at @param {HTMLElement} body */
  card(event, at, body) {
    const technician = event.from.role === 'technician';
    const name = technician ? event.from.name || this.t('chat-from-technician') : this.t('chat-from-bot');
    const time = h('time', { datetime: at.toISOString() }, this.texts?.time(at) ?? '');
    return h('article', { class: `message ${technician ? 'technician' : 'bot'} begins ends wide` }, h('p', { class: 'sender' }, h('span', null, name), time), body);
  }

  /** Asks for a form. @param {string} form */
  start(form) {
    this.toEnd();
    this.core.startForm(form);
  }

  /** @param {string} text */
  greeting(text) {
    const forgets = this.core.outbox.forgets && h('p', { class: 'privacy' }, this.t('chat-not-kept'));
    const { text: told = '', agree } = this.core.privacy;
    return h('div', { class: 'message bot greeting' }, h('div', { class: 'bubble' }, h('p', null, text)), h('p', { class: 'privacy' }, linked(document, told)), agree && actionButton(agree, false, (version) => this.core.enqueue({ type: 'consent', version })), forgets);
  }

  /** @param {Said} said @param {boolean} begins @param {boolean} ends */
  bubble(said, begins, ends) {
    const { event } = said;
    const name = said.who === 'owner' ? this.t('chat-from-you') : said.who === 'bot' ? this.t('chat-from-bot') : said.name || this.t('chat-from-technician');
    const time = h('time', { datetime: said.at.toISOString() }, this.texts?.time(said.at) ?? '');
    const own = said.who === 'owner';
    const sender = own || !begins ? h('span', { class: 'visually-hidden' }, name) : h('p', { class: 'sender' }, h('span', null, name), time);
    const body = event?.kind === 'answer' ? this.answer(event) : h('div', { class: 'bubble' }, said.text !== '' && h('p', { class: 'plain' }, linked(document, said.text)), this.filesOf(event ? event.attachments : said.files));
    const states = { '': '', sending: this.t('chat-sending'), sent: this.t('chat-sent'), failed: this.t('chat-failed') };
    const settled = said.state === '' || said.state === 'sent';
    return h(
      'article',
      { class: `message ${said.who} ${said.state} ${begins ? 'begins' : ''} ${ends ? 'ends' : ''} ${event?.kind === 'answer' ? 'wide' : ''}` },
      sender,
      body,
      event?.action && actionButton(event.action, this.core.pending('start').length > 0, (form) => this.start(form)),
      said.state === 'failed' && h('div', { class: 'failure' }, said.reason && h('p', null, said.reason), h('div', { class: 'row' }, this.retry(said.id ?? ''), this.discard(said.id ?? ''))),
      event?.kind === 'answer' && said.who === 'bot' && this.feedback(event),
      event?.offer_person && event.kind !== 'suggestions' && this.offer(),
      own && (ends || !settled) && h('p', { class: 'meta' }, time, said.state && h('span', { class: 'state' }, said.state === 'sent' && icon('check'), states[said.state])),
    );
  }

  /** @param {WireEvent} event */
  answer(event) {
    return h(
      'div',
      { class: 'bubble card', lang: event.language },
      event.note && h('p', { class: 'other-language', lang: this.texts?.language }, event.note),
      event.title && h('h2', null, event.title),
      h('div', { class: 'rich' }, rich(document, event)),
    );
  }

  /** @param {string} id */
  retry(id) {
    return h('button', { type: 'button', class: 'button small', onclick: () => this.core.retry(id) }, this.t('chat-retry'));
  }

  /** @param {string} id */
  discard(id) {
    return h('button', { type: 'button', class: 'button small quiet', onclick: () => this.core.discard(id) }, this.t('chat-discard'));
  }

  /** @param {WireEvent} event */
  feedback(event) {
    const verdict = this.core.feedbackOn(event.seq);
    if (verdict !== undefined) return h('p', { class: 'feedback given' }, icon(verdict ? 'up' : 'down'), this.t(verdict ? 'chat-helpful-thanks' : 'chat-unhelpful-thanks'));
    const vote = (/** @type {boolean} */ helpful) =>
      h('button', { type: 'button', class: 'vote', onclick: () => this.core.feedback(event.seq, helpful) }, icon(helpful ? 'up' : 'down'), this.t(helpful ? 'chat-helpful-yes' : 'chat-helpful-no'));
    return h('div', { class: 'feedback', role: 'group', 'aria-label': this.t('chat-helpful') }, h('span', null, this.t('chat-helpful')), h('span', { class: 'votes' }, vote(true), vote(false)));
  }

  offer() {
    return h('div', { class: 'offer' }, h('p', null, this.t('chat-offer-person')), h('button', { type: 'button', class: 'button', onclick: () => this.core.handoff() }, icon('person'), this.t('chat-person')));
  }

  /** @param {WireEvent} event @param {boolean} open @param {boolean} takes */
  suggestions(event, open, takes) {
    const choices = (event.entries ?? []).map(({ entry, title }) =>
      h('li', null, h('button', { type: 'button', class: 'choice', disabled: !takes, onclick: () => this.core.choose(entry, title) }, title)),
    );
    const none = open && h('li', null, h('button', { type: 'button', class: 'choice none', onclick: () => this.core.handoff() }, icon('person'), this.t('chat-none-of-these')));
    const at = new Date(event.at);
    const time = h('time', { datetime: at.toISOString() }, this.texts?.time(at) ?? '');
    return h('article', { class: 'message bot begins ends' }, h('p', { class: 'sender' }, h('span', null, this.t('chat-from-bot')), time), h('div', { class: 'bubble' }, h('p', null, event.text ?? this.t('chat-suggestions'))), h('ul', { class: 'choices' }, choices, none));
  }

  /** @param {WireEvent} event */
  safety(event) {
    return h('div', { class: 'safety', role: 'alert' }, h('p', { class: 'safety-head' }, icon('warning'), h('span', null, this.t('chat-safety'))), event.title && h('h2', null, event.title), h('div', { class: 'rich' }, rich(document, event)));
  }

  /** @param {WireEvent} event @param {boolean} open */
  dangerQuestion(event, open) {
    const labels = event.labels ?? [];
    const numbers = (event.numbers ?? []).map((number, index) => h('li', null, h('span', null, labels[index] ?? ''), h('a', { href: telephone(number) }, number)));
    const answer = (/** @type {string} */ entry, /** @type {string} */ key, /** @type {string} */ kind) => h('button', { type: 'button', class: `button ${kind}`, onclick: () => this.core.choose(entry, this.t(key)) }, this.t(key));
    return h(
      'section',
      { class: 'danger-question', role: open ? 'alert' : null },
      h('h2', null, icon('warning'), h('span', null, event.text ?? '')),
      open && h('div', { class: 'danger-answers' }, answer(DANGER_YES, 'chat-danger-yes', 'danger'), answer(DANGER_NO, 'chat-danger-no', '')),
      numbers.length > 0 && h('div', { class: 'danger-numbers' }, h('p', null, this.t('chat-danger-numbers')), h('ul', null, numbers)),
    );
  }

  // ---- below the log

  drawLive() {
    const { core } = this;
    const typing = core.technicianTyping() && core.status === 'assigned';
    const examples = this.empty();
    const rates = core.status === 'resolved' && !core.rating();
    const closed = this.closedUntil();
    const signature = JSON.stringify([typing, examples && core.examples, rates, core.status, core.queue, closed, rates && this.deeds?.stars, core.technician, Boolean(this.deeds)]);
    if (signature === this.liveSignature) return;
    this.liveSignature = signature;
    put(
      this.live,
      examples && this.examples(),
      core.status === 'queued' && (this.deeds ? this.deeds.waiting(closed) : this.late('waiting').make()),
      typing && h('p', { class: 'typing', role: 'status' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), core.technician ? this.t('chat-typing', { name: core.technician }) : this.t('chat-typing-unnamed')),
      core.status === 'resolved' && (this.deeds ? this.deeds.after(rates) : this.late('rating').make()),
    );
  }

  examples() {
    const { examples } = this.core;
    const choices = (examples.length > 0 ? examples : EXAMPLES.map((key) => this.t(key))).map((text) => {
      return h('li', null, h('button', { type: 'button', class: 'choice', onclick: () => this.ask(text) }, text));
    });
    return h('section', { class: 'examples' }, h('h2', null, this.t('chat-examples')), h('ul', { class: 'choices' }, choices));
  }

  /** @param {string} text */
  ask(text) {
    this.toEnd();
    this.core.send(text);
    this.input.focus({ preventScroll: true });
  }

  /**
   * Nothing while somebody is there; else when they are back, or an empty string when that is not known. Whoever waits is told who is
   * there; before that only the hours are known.
   * @returns {string|null}
   */
  closedUntil() {
    const { hours, queue } = this.core;
    if (queue ? !queue.nobody : !hours || hours.open) return null;
    const opens = queue ? queue.opensAt : hours?.next;
    if (!opens) return '';
    const next = new Date(opens);
    // By the hours somebody should be there by now; that they are, only the server can say.
    if (!(next.getTime() > Date.now())) return queue ? '' : null;
    return this.texts?.moment(next, new Date(), true) ?? '';
  }

  drawLine() {
    const { link, notice } = this.core;
    /** @type {string} */
    let words = '';
    /** @type {HTMLElement|false} */
    let button = false;
    let kind = 'info';
    if (link.state === 'ready') this.slowSince = 0;
    else if (this.slowSince === 0) this.slowSince = Date.now();
    const patient = this.slowSince !== 0 && Date.now() - this.slowSince < PATIENCE_MS;
    if (link.state === 'stopped') {
      const [key, way] = STOPPED[link.code] ?? ['chat-stopped-other', 'reload'];
      words = this.t(key);
      kind = 'stop';
      const act = (/** @type {string} */ label, /** @type {() => void} */ run) => h('button', { type: 'button', class: 'button small', onclick: run }, this.t(label));
      if (way === 'reload') button = act('chat-reload', () => location.reload());
      if (way === 'again') button = act('chat-try-again', () => this.core.reconnect());
      if (way === 'anew') button = act('chat-start-anew', () => this.core.startAnew());
    } else if (!link.online) words = this.t('chat-offline');
    else if (link.state === 'held') words = this.t('chat-held');
    else if (link.state === 'waiting' && !patient) words = this.t('chat-waiting-line');
    else if (link.state === 'connecting' && !patient) words = this.t(link.attempt > 1 ? 'chat-waiting-line' : 'chat-connecting');
    else if (this.lineFailed) words = this.t('chat-language-failed');
    else if (notice) words = notice;
    else if (this.core.outbox.full) words = this.t('chat-not-kept');
    if (patient && link.state !== 'stopped' && link.online) {
      clearTimeout(this.patienceTimer);
      this.patienceTimer = setTimeout(() => this.draw(), PATIENCE_MS);
    }
    const signature = `${kind}|${words}|${link.code}`;
    if (signature === this.lineSignature) return;
    this.lineSignature = signature;
    this.line.hidden = words === '';
    this.line.className = `line ${kind}`;
    put(this.line, words !== '' && h('span', null, words), button);
  }

  drawActions() {
    const { core } = this;
    const asked = core.status === 'queued' || core.pending('handoff').length > 0;
    const assigned = core.status === 'assigned';
    const mayEnd = core.last > 0 && core.status !== 'resolved';
    if (!mayEnd) this.asksEnd = false;
    const signature = JSON.stringify([asked, assigned && core.technician, assigned, mayEnd, this.asksEnd, this.texts?.language]);
    if (signature === this.actionsSignature) return;
    const focused = this.actions.contains(document.activeElement);
    this.actionsSignature = signature;
    const ask = (/** @type {boolean} */ value) => () => {
      this.asksEnd = value;
      this.draw();
      /** @type {HTMLElement|null} */
      const first = this.actions.querySelector('button');
      first?.focus();
    };
    if (this.asksEnd) {
      put(
        this.actions,
        h('span', { class: 'question', role: 'status' }, this.t('chat-end-question')),
        h('button', { type: 'button', class: 'button small', onclick: () => this.end() }, this.t('chat-end-yes')),
        h('button', { type: 'button', class: 'button small quiet', onclick: ask(false) }, this.t('chat-end-no')),
      );
      return;
    }
    const person = assigned
      ? h('span', { class: 'with' }, icon('person'), h('span', null, core.technician ?? this.t('chat-from-technician')))
      : asked
        ? h('span', { class: 'with' }, icon('clock'), h('span', null, this.t('chat-person-waiting')))
        : h('button', { type: 'button', class: 'person', id: 'person', onclick: () => this.person() }, icon('person'), h('span', null, this.t('chat-person')));
    put(this.actions, person, mayEnd && h('button', { type: 'button', class: 'end', onclick: ask(true) }, this.t('chat-end')));
    if (focused && document.activeElement === document.body) this.input.focus({ preventScroll: true });
  }

  person() {
    this.toEnd();
    this.core.handoff();
  }

  end() {
    this.asksEnd = false;
    this.core.end();
    this.draw();
  }
}

/**
 * Whether two neighbours are words of one person in one breath.
 * @param {any} before @param {any} after
 */
function joins(before, after) {
  return Boolean(before?.who && after?.who && before.who === after.who && before.name === after.name && before.state !== 'failed' && after.at - before.at < TOGETHER_MS && before.event?.kind !== 'answer' && after.event?.kind !== 'answer');
}

/** Loads styles that stand beside this script, once. @param {string} name @returns {Promise<void>} */
function styles(name) {
  if (document.querySelector(`link[href$="${name}"]`)) return Promise.resolve();
  const link = h('link', { rel: 'stylesheet', href: new URL(name, import.meta.url).href });
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(name));
    });
    document.head.append(link);
  });
}
