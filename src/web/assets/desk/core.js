// @ts-check
import { Link } from '../shared/link.js';
import { Log, sorted } from '../shared/log.js';
import { Outbox } from '../shared/outbox.js';
import { Sender } from '../shared/sender.js';
import { Timers } from '../shared/timers.js';

/**
 * The technician's side of the wire contract (`docs/protocol.md` sections 3 and 4), without DOM: the queue, the
 * conversations that are followed, and what still has to be sent. The view draws `this`; `changed` says when.
 *
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/wire.js').Frame} Frame
 * @typedef {import('../shared/outbox.js').Entry} Entry
 *
 * @typedef {object} User
 * @property {string} id
 * @property {string} name
 * @property {string} email
 * @property {string} role
 * @property {string[]} languages
 *
 * @typedef {object} Row  One conversation as the list shows it.
 * @property {string} conversation
 * @property {string} status
 * @property {string} language
 * @property {string|null} market  where the owner belongs
 * @property {number} priority
 * @property {string} danger  `none`, `asked`, `unanswered`, `alarm`
 * @property {string} since
 * @property {string} preview
 * @property {string|null} assignee
 * @property {string|null} name  the assignee's
 * @property {boolean} bare  the feed named it, its fields are still being fetched
 *
 * @typedef {object} Options
 * @property {(events: import('../shared/link.js').SocketEvents) => import('../shared/link.js').Socket} open
 * @property {import('../shared/link.js').Clock} clock
 * @property {import('../shared/outbox.js').Store} storage
 * @property {() => string} uuid
 * @property {() => void} changed
 * @property {User} user
 * @property {string} csrf
 * @property {() => boolean} [hidden]
 * @property {(entry: Entry, code: string, message: string, fields: Record<string, string>) => void} refused  the server never
 *   takes it; `fields`: what is wrong with which
 * @property {(entry: Entry, ok: Frame) => void} [done]
 * @property {(row: Row) => void} [waiting]  somebody has begun to wait
 * @property {(row: Row) => void} [raised]  somebody who waits already has a danger, or may have one
 * @property {(talk: Talk, event: WireEvent) => void} [arrived]  an owner's word, once
 *
 * @typedef {{code: string, message: string, fields: Record<string, string>}} Refused  why the server never takes a frame
 */

/** At this priority an owner has described a danger. */
export const DANGER = 10;
/** At this one they were asked whether anyone is in danger, and did not say. */
export const UNSURE = 5;
const PAGE = 100;
const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 6_000;
const READ_EVERY_MS = 1_000;
const READ_KEPT = 300;
const FALLBACK_LIMIT = 16_000;
/** Characters of the newest message that lists show. */
const PREVIEW_CHARS = 120;

/** Frames that outlive the page: words, forms and requests. A claim or a transfer after a reload would surprise everybody. */
const LASTING = new Set(['send', 'send_entry', 'note', 'offer_form', 'request']);

/** What lists show of an owner's message, as the server has it. @param {WireEvent} event */
const previewOf = (event) => (event.text || (event.attachments ?? []).map((file) => file.name).join(', ')).slice(0, PREVIEW_CHARS);

/** A conversation of which we hold events. */
export class Talk extends Log {
  /** @param {string} id @param {number} read @param {string} language */
  constructor(id, read, language) {
    super();
    this.id = id;
    this.read = read;
    /** The right to answer, while it is ours. @type {number|null} */
    this.claim = null;
    this.language = language;
    /** Why this language. */
    this.reason = '';
    this.followed = false;
    this.syncing = false;
    this.typingUntil = 0;
  }
}

export class DeskCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock;
    this.user = options.user;
    this.csrf = options.csrf;
    /** @type {string|null} */
    this.epoch = null;
    /** @type {number|null} */
    this.feed = null;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {Map<string, Talk>} */
    this.talks = new Map();
    /** @type {string|null} */
    this.current = null;
    /** @type {Record<string, any>} */
    this.limits = {};
    /** @type {'online'|'away'} */
    this.presence = 'online';
    this.looking = false;
    this.notice = '';
    /** Questions to the server that change nothing: asked again after a reconnect. @type {Map<string, Frame>} */
    this.asked = new Map();
    /** Who waits for what becomes of a frame: a dialog that is still open. @type {Map<string, (refused: Refused|null) => void>} */
    this.waiters = new Map();
    this.lastTyping = 0;
    this.timers = new Timers(this.clock);
    this.name = `aftercare.desk.${options.user.id}`;
    /** @type {Record<string, number>} */
    this.reads = this.loadReads();
    this.outbox = new Outbox({ storage: options.storage, name: `${this.name}.outbox`, tab: options.uuid(), now: () => this.clock.now(), keep: (frame) => LASTING.has(frame.type) });
    this.link = new Link({
      open: options.open,
      clock: options.clock,
      hidden: options.hidden,
      hello: () => this.hello(),
      frame: (frame) => this.frame(frame),
      changed: () => this.linkChanged(),
    });
    this.sender = new Sender({ outbox: this.outbox, link: this.link, clock: this.clock, timers: this.timers, uuid: options.uuid });
  }

  // ---- what the view calls

  start() {
    this.link.connect();
  }

  /** Shows a conversation, without claiming it. @param {string|null} id */
  select(id) {
    const before = this.current;
    this.current = id;
    if (before && before !== id && !this.mine(before)) this.unfollow(before);
    if (id) this.follow(id);
    this.markRead();
    this.options.changed();
  }

  /** @param {string} id */
  claim(id) {
    this.follow(id);
    this.enqueue({ type: 'claim', conversation: id });
  }

  claimNext() {
    if (!this.pending('claim_next').length) this.enqueue({ type: 'claim_next' });
  }

  /** @param {string} id @param {string} text @param {import('../shared/upload.js').Attachment[]} [files]  uploaded already */
  send(id, text, files = []) {
    const clean = text.trim();
    this.lastTyping = 0;
    if (clean === '' && files.length === 0) return;
    const attachments = files.length > 0 ? { attachments: files.map((file) => file.id) } : {};
    this.enqueue({ type: 'send', conversation: id, claim: this.claimOf(id), text: clean, ...attachments }, files.length > 0 ? { title: files.map((file) => file.name).join(', ') } : undefined);
  }

  /** @param {string} id @param {string} text */
  note(id, text) {
    const clean = text.trim();
    if (clean !== '') this.enqueue({ type: 'note', conversation: id, text: clean });
  }

  /** @param {string} id @param {string} entry @param {string} title */
  sendEntry(id, entry, title) {
    this.enqueue({ type: 'send_entry', conversation: id, claim: this.claimOf(id), entry }, { title });
  }

  /**
   * A form for the owner to fill in.
   * @param {string} id @param {{form: string, title: string}} form @param {Record<string, string>} values  known already
   * @returns {Promise<Refused|null>}
   */
  offerForm(id, form, values) {
    const filled = Object.keys(values).length > 0 ? { values } : {};
    return this.outcome({ type: 'offer_form', conversation: id, claim: this.claimOf(id), form: form.form, ...filled }, { title: form.title });
  }

  /**
   * A request that is made for the owner.
   * @param {string} id @param {{makes: string, form: string, title: string}} form @param {Record<string, string>} values
   * @returns {Promise<Refused|null>}
   */
  makeRequest(id, form, values) {
    return this.outcome({ type: 'request', conversation: id, kind: form.makes, values }, { title: form.title, form: form.form });
  }

  /** @param {string} id */
  release(id) {
    this.enqueue({ type: 'release', conversation: id, claim: this.claimOf(id) });
  }

  /** @param {string} id @param {string} language @param {string} note */
  transfer(id, language, note) {
    const clean = note.trim();
    this.enqueue({ type: 'transfer', conversation: id, claim: this.claimOf(id), language, ...(clean === '' ? {} : { note: clean }) });
  }

  /** @param {string} id @param {string} outcome @param {string[]} tags */
  resolve(id, outcome, tags) {
    this.enqueue({ type: 'resolve', conversation: id, claim: this.claimOf(id), outcome, ...(tags.length ? { tags } : {}) });
  }

  /** @param {string} id */
  reopen(id) {
    this.enqueue({ type: 'reopen', conversation: id });
  }

  /** @param {'online'|'away'} status */
  setPresence(status) {
    this.presence = status;
    this.sendPresence();
    this.options.changed();
  }

  /** @param {string} id */
  loadOlder(id) {
    const talk = this.talks.get(id);
    if (!talk || !this.hasOlder(id) || [...this.asked.values()].some((frame) => frame.type === 'history' && frame.conversation === id)) return;
    this.ask({ type: 'history', conversation: id, before: talk.firstSeq(), limit: PAGE });
  }

  /** @param {string} id */
  typing(id) {
    const now = this.clock.now();
    if (!this.mine(id) || now - this.lastTyping < TYPING_EVERY_MS) return;
    this.lastTyping = now;
    this.link.send({ type: 'typing', conversation: id });
  }

  /** @param {boolean} looking */
  look(looking) {
    this.looking = looking;
    this.markRead();
  }

  /** @param {string} id */
  discard(id) {
    this.outbox.remove(id);
    this.options.changed();
  }

  // ---- what the view reads

  /** Those who wait: danger first, then the longest wait. */
  queue() {
    return [...this.rows.values()].filter((row) => row.status === 'queued').sort((a, b) => b.priority - a.priority || a.since.localeCompare(b.since));
  }

  /** Mine, the newest word first. */
  own() {
    return [...this.rows.values()].filter((row) => this.mine(row.conversation)).sort((a, b) => this.lastWord(b).localeCompare(this.lastWord(a)));
  }

  /** All that this desk knows of. */
  all() {
    return [...this.rows.values()].sort((a, b) => this.lastWord(b).localeCompare(this.lastWord(a)));
  }

  /** Danger that nobody has taken yet. */
  danger() {
    return this.queue().filter((row) => row.priority >= DANGER);
  }

  /** @param {Row} row */
  lastWord(row) {
    return this.talks.get(row.conversation)?.events.findLast((event) => event.kind === 'message')?.at ?? row.since;
  }

  /** @param {string} id */
  mine(id) {
    const row = this.rows.get(id);
    return row?.status === 'assigned' && row.assignee === this.user.id;
  }

  /** @param {string} id */
  unread(id) {
    const talk = this.talks.get(id);
    return talk ? talk.events.filter((event) => event.seq > talk.read && event.from.role === 'owner' && event.kind === 'message').length : 0;
  }

  /** @param {string} id */
  ownerTyping(id) {
    return (this.talks.get(id)?.typingUntil ?? 0) > this.clock.now();
  }

  /** @param {string} id */
  hasOlder(id) {
    return this.talks.get(id)?.hasOlder() ?? false;
  }

  /** @param {string} type @param {string} [conversation] */
  pending(type, conversation) {
    return this.outbox.entries.filter((entry) => entry.failed === null && entry.frame.type === type && (conversation === undefined || entry.frame.conversation === conversation));
  }

  /** Words on their way into a conversation. @param {string} id */
  unsettled(id) {
    const here = (/** @type {Entry} */ entry) => entry.frame.conversation === id && LASTING.has(entry.frame.type);
    return [
      ...this.sender.acknowledged.filter(here).map((entry) => ({ entry, state: /** @type {const} */ ('sent') })),
      ...this.outbox.entries.filter(here).map((entry) => ({ entry, state: /** @type {const} */ ('sending') })),
    ];
  }

  textLimit() {
    const limit = this.limits.text ?? this.limits.text_chars;
    return typeof limit === 'number' && limit > 0 ? limit : FALLBACK_LIMIT;
  }

  // ---- the link

  hello() {
    /** @type {Frame} */
    const hello = { type: 'hello', csrf: this.csrf, answers: 'nodes' };
    if (this.epoch !== null) hello.epoch = this.epoch;
    if (this.feed !== null) hello.feed = this.feed;
    const open = [...this.talks.values()].filter((talk) => talk.followed).map((talk) => ({ conversation: talk.id, after: talk.last }));
    if (open.length) hello.open = open;
    return hello;
  }

  linkChanged() {
    if (this.link.state !== 'ready') {
      this.sender.lost();
      for (const talk of this.talks.values()) talk.syncing = false;
    }
    this.options.changed();
  }

  /** @param {Frame} frame */
  frame(frame) {
    switch (frame.type) {
      case 'ready':
        this.ready(frame);
        break;
      case 'feed':
        this.news(frame);
        break;
      case 'event':
        this.event(/** @type {any} */ (frame));
        break;
      case 'reset':
        this.reset(frame);
        break;
      case 'ok':
        this.ok(frame);
        break;
      case 'error':
        this.error(frame);
        break;
      case 'page':
        this.page(frame);
        break;
      case 'typing': {
        const talk = this.talks.get(frame.conversation);
        if (!talk) return;
        talk.typingUntil = this.clock.now() + TYPING_SHOWN_MS;
        this.timers.set(`typing ${talk.id}`, TYPING_SHOWN_MS + 50, () => this.options.changed());
        break;
      }
      default:
        return;
    }
    this.options.changed();
  }

  /** @param {Frame} frame */
  ready(frame) {
    const first = this.epoch === null;
    if (!first && frame.epoch !== this.epoch) {
      // A restored backup: nothing that we hold is sure any more; `reset` or the events from 1 follow.
      for (const talk of this.talks.values()) talk.clear();
    }
    this.epoch = frame.epoch;
    this.feed = frame.feed;
    this.limits = frame.limits ?? {};
    if (frame.user) this.user = { ...this.user, ...frame.user };
    const before = this.rows;
    this.rows = new Map();
    for (const given of frame.queue ?? []) {
      const row = this.row(given, { status: 'queued' });
      if (first || before.get(row.conversation)?.status !== 'queued') this.options.waiting?.(row);
    }
    for (const given of frame.mine ?? []) {
      const row = this.row(given, { status: 'assigned', assignee: this.user.id, name: this.user.name });
      const talk = this.follow(row.conversation);
      if (typeof given.claim === 'number') talk.claim = given.claim;
    }
    // What we look at stays in the list, though it is in nobody's queue.
    for (const [id, row] of before) {
      if (this.rows.has(id)) continue;
      const talk = this.talks.get(id);
      if (id === this.current || talk?.followed || row.status === 'resolved') this.rows.set(id, row.status === 'queued' || row.assignee === this.user.id ? { ...row, status: 'assigned', assignee: null, name: null } : row);
    }
    for (const talk of this.talks.values()) if (!this.mine(talk.id)) talk.claim = null;
    const again = [...this.asked.values()];
    this.asked.clear();
    // What is followed stood in the hello; gaps show themselves again.
    for (const { id: _, why, ...asked } of again) if (asked.type === 'history') this.ask(/** @type {Frame} */ (asked), why);
    this.sendPresence();
    this.pump();
    this.markRead();
  }

  /**
   * Puts a row's fields into the list.
   * @param {Record<string, any>} given
   * @param {Partial<Row>} sure  what is known whatever the frame says
   */
  row(given, sure) {
    const old = this.rows.get(given.conversation);
    const talk = this.talks.get(given.conversation);
    /** @type {Row} */
    const row = {
      conversation: given.conversation,
      status: given.status ?? old?.status ?? 'bot',
      language: given.language ?? talk?.language ?? old?.language ?? '',
      priority: given.priority ?? old?.priority ?? 0,
      market: given.market ?? old?.market ?? null,
      danger: given.danger ?? old?.danger ?? 'none',
      since: given.since ?? given.at ?? old?.since ?? new Date(this.clock.now()).toISOString(),
      preview: given.preview ?? old?.preview ?? '',
      assignee: given.assignee ?? null,
      name: given.name ?? null,
      bare: given.preview === undefined && old === undefined,
      ...sure,
    };
    this.rows.set(row.conversation, row);
    return row;
  }

  /** A change of the workspace's queue, in order. @param {Frame} frame */
  news(frame) {
    if (this.feed === null || frame.seq <= this.feed) return;
    if (frame.seq > this.feed + 1) {
      this.link.resync();
      return;
    }
    this.feed = frame.seq;
    const id = frame.conversation;
    const old = this.rows.get(id);
    switch (frame.kind) {
      case 'queued':
      case 'released': {
        const row = this.row(frame, { status: 'queued', assignee: null, name: null });
        if (old?.status !== 'queued') this.options.waiting?.(row);
        break;
      }
      case 'claimed': {
        // Whose it is now: the frame says, or our own `ok` has said already.
        const ours = old?.status === 'assigned' ? old.assignee : null;
        this.row(frame, { status: 'assigned', assignee: frame.assignee ?? ours, name: frame.name ?? (ours ? (old?.name ?? null) : null) });
        break;
      }
      case 'resolved':
        this.row(frame, { status: 'resolved', assignee: null, name: null, priority: 0, danger: 'none' });
        break;
      case 'priority': {
        const row = this.row(frame, { status: frame.status ?? old?.status ?? 'queued', priority: frame.priority ?? DANGER, assignee: frame.assignee ?? old?.assignee ?? null, name: frame.name ?? old?.name ?? null });
        if (row.status === 'queued' && row.priority > (old?.priority ?? 0)) this.options.raised?.(row);
        break;
      }
      default:
    }
    if (!this.mine(id)) {
      const talk = this.talks.get(id);
      if (talk) talk.claim = null;
    }
    const row = this.rows.get(id);
    if (row?.bare && row.status === 'queued') this.ask({ type: 'history', conversation: id, before: Number.MAX_SAFE_INTEGER, limit: 20 }, 'row');
  }

  // ---- conversations

  /** @param {string} id @returns {Talk} */
  talk(id) {
    let talk = this.talks.get(id);
    if (!talk) {
      talk = new Talk(id, this.reads[id] ?? 0, this.rows.get(id)?.language ?? '');
      this.talks.set(id, talk);
    }
    return talk;
  }

  /** Gets a conversation's events from now on. @param {string} id */
  follow(id) {
    const talk = this.talk(id);
    if (!talk.followed) {
      talk.followed = true;
      if (this.link.state === 'ready') this.ask({ type: 'open', conversation: id, after: talk.last });
    }
    return talk;
  }

  /** @param {string} id */
  unfollow(id) {
    const talk = this.talks.get(id);
    if (!talk?.followed) return;
    talk.followed = false;
    for (const [key, frame] of this.asked) if (frame.type === 'open' && frame.conversation === id) this.asked.delete(key);
    if (this.link.state === 'ready') this.link.send({ type: 'close', id: this.options.uuid(), conversation: id });
  }

  /** @param {WireEvent} event */
  event(event) {
    const id = event.conversation ?? '';
    const talk = this.talks.get(id);
    const place = talk?.place(event) ?? 'known';
    if (!talk || place === 'known') return;
    if (place === 'gap') {
      this.sync(talk);
      return;
    }
    this.apply(talk, event);
    this.markRead();
  }

  /** Asks for what is missing behind our place. @param {Talk} talk */
  sync(talk) {
    if (talk.syncing) return;
    talk.syncing = true;
    this.ask({ type: 'sync', conversation: talk.id, after: talk.last, limit: PAGE });
  }

  /** The next event, exactly. @param {Talk} talk @param {WireEvent} event */
  apply(talk, event) {
    talk.push(event);
    // What this page holds of before is erased everywhere else.
    if (event.kind === 'erased') talk.events = [event];
    if (event.id) this.settle(event.id);
    if (event.from.role === 'owner') talk.typingUntil = 0;
    this.learn(talk, event);
    if (event.from.role === 'owner' && event.kind === 'message' && event.seq > talk.read) this.options.arrived?.(talk, event);
  }

  /** What an event says of the conversation besides its words. @param {Talk} talk @param {WireEvent} event */
  learn(talk, event) {
    const row = this.rows.get(talk.id);
    if (event.kind === 'message' && event.language) {
      talk.language = event.language;
      talk.reason = event.language_reason ?? '';
    }
    if (event.kind === 'language' && event.language) {
      talk.language = event.language;
      talk.reason = 'chosen';
    }
    if (row && talk.language) row.language = talk.language;
    if (row && event.kind === 'message' && event.from.role === 'owner') row.preview = previewOf(event);
    if (row && event.kind === 'erased') row.preview = '';
    const toMe = event.kind === 'assigned' && event.user === this.user.id;
    if (toMe && typeof event.claim === 'number') talk.claim = event.claim;
    if (event.kind === 'assigned' && !toMe) talk.claim = null;
    if (row && event.kind === 'assigned' && row.status === 'assigned') {
      row.assignee = event.user ?? row.assignee;
      row.name = event.name ?? row.name;
    }
  }

  /** @param {Frame} frame */
  reset(frame) {
    const talk = this.talks.get(frame.conversation);
    if (!talk) return;
    talk.reset(frame);
    talk.syncing = false;
    for (const event of talk.events) {
      if (event.id) this.settle(event.id);
      this.learn(talk, event);
    }
    talk.read = Math.min(talk.read, talk.last);
    // A page that the server had to cut to nothing: the newest words come by `history`.
    if (talk.events.length === 0) this.loadOlder(talk.id);
    this.markRead();
  }

  /** @param {Frame} frame */
  page(frame) {
    const asked = this.asked.get(frame.re);
    if (!asked) return;
    this.asked.delete(frame.re);
    if (asked.why === 'row') {
      this.describe(asked.conversation, sorted(frame));
      return;
    }
    const talk = this.talks.get(asked.conversation);
    if (!talk) return;
    if (asked.type === 'history') {
      talk.older(frame);
      return;
    }
    talk.syncing = false;
    const newer = talk.newer(frame);
    for (const event of newer) this.apply(talk, event);
    // A page that brought nothing new would be asked for again, for ever.
    if (frame.more && newer.length > 0) this.sync(talk);
    this.markRead();
  }

  /** Fills a row that the feed only named. @param {string} id @param {WireEvent[]} events  the newest ones */
  describe(id, events) {
    const row = this.rows.get(id);
    if (!row) return;
    row.bare = false;
    const spoken = events.findLast((event) => event.kind === 'message' && event.from.role === 'owner');
    row.preview = spoken ? previewOf(spoken) : '';
    row.language = events.findLast((event) => (event.kind === 'message' || event.kind === 'language') && event.language)?.language ?? row.language;
    row.since = events.findLast((event) => event.kind === 'queued')?.at ?? row.since;
    const danger = events.findLast((event) => event.kind === 'safety')?.seq ?? 0;
    if (danger > (events.findLast((event) => event.kind === 'resolved')?.seq ?? 0)) row.priority = Math.max(row.priority, DANGER);
  }

  // ---- asking and answering

  /** @param {Frame} frame @param {string} [why] */
  ask(frame, why) {
    const id = this.options.uuid();
    this.asked.set(id, { ...frame, id, why });
    this.link.send({ ...frame, id });
  }

  sendPresence() {
    this.link.send({ type: 'presence', id: this.options.uuid(), status: this.presence });
  }

  /** @param {string} id */
  claimOf(id) {
    return this.talks.get(id)?.claim ?? 0;
  }

  /** @param {Frame} frame @param {Record<string, any>} [shown] */
  enqueue(frame, shown) {
    this.notice = '';
    const id = this.sender.add(frame, shown);
    this.options.changed();
    return id;
  }

  /** Sends a frame and tells what became of it. @param {Frame} frame @param {Record<string, any>} shown @returns {Promise<Refused|null>} */
  outcome(frame, shown) {
    return new Promise((done) => this.waiters.set(this.enqueue(frame, shown), done));
  }

  /** @param {string} id @param {Refused|null} refused @returns {boolean} whether somebody waited for it */
  tell(id, refused) {
    const waiter = this.waiters.get(id);
    this.waiters.delete(id);
    waiter?.(refused);
    return waiter !== undefined;
  }

  pump() {
    this.sender.pump();
  }

  /** @param {Frame} frame */
  ok(frame) {
    if (this.asked.has(frame.re)) {
      this.asked.delete(frame.re);
      return;
    }
    this.tell(frame.re, null);
    const entry = this.sender.ok(frame);
    if (!entry) return;
    const id = frame.conversation ?? entry.frame.conversation;
    const talk = this.talks.get(id);
    if (entry.frame.type === 'claim' || entry.frame.type === 'claim_next') this.claimed(id, frame);
    else if (entry.frame.type === 'release' || entry.frame.type === 'transfer' || entry.frame.type === 'resolve') {
      if (talk) talk.claim = null;
    }
    if (LASTING.has(entry.frame.type) && frame.seq > (talk?.last ?? 0)) this.sender.awaitEvent(entry);
    this.notice = '';
    this.options.done?.(entry, frame);
    this.pump();
  }

  /** @param {string} id @param {Frame} frame */
  claimed(id, frame) {
    const talk = this.talk(id);
    talk.followed = true;
    talk.claim = frame.claim ?? talk.claim;
    this.row({ ...this.rows.get(id), conversation: id }, { status: 'assigned', assignee: this.user.id, name: this.user.name, since: new Date(this.clock.now()).toISOString() });
    if (talk.last === 0) this.sync(talk);
    this.current = id;
    this.markRead();
  }

  /** @param {Frame} frame */
  error(frame) {
    if (!frame.re) return;
    const asked = this.asked.get(frame.re);
    if (asked) {
      this.asked.delete(frame.re);
      const talk = this.talks.get(asked.conversation);
      if (talk && asked.type === 'sync') talk.syncing = false;
      if (talk && asked.type === 'open' && !frame.retry) talk.followed = false;
      return;
    }
    const entry = this.sender.error(frame);
    if (!entry) return;
    this.outbox.remove(frame.re);
    const talk = this.talks.get(entry.frame.conversation);
    if (talk && (frame.code === 'stale_claim' || frame.code === 'closed')) talk.claim = null;
    const refused = { code: String(frame.code), message: frame.message ?? '', fields: frame.fields ?? {} };
    // A dialog that is still open says it where it was typed.
    if (!this.tell(frame.re, refused)) this.options.refused(entry, refused.code, refused.message, refused.fields);
    this.pump();
  }

  /** @param {string} id */
  settle(id) {
    // A claim's number comes with its `ok`, and so does the end of other steps: only words are settled by their event.
    const entry = this.outbox.get(id);
    if (entry && !LASTING.has(entry.frame.type)) return;
    this.tell(id, null);
    this.sender.settle(id);
  }

  // ---- reading

  markRead() {
    const talk = this.current ? this.talks.get(this.current) : undefined;
    if (!this.looking || !talk || talk.last <= talk.read) return;
    talk.read = talk.last;
    this.reads[talk.id] = talk.last;
    this.saveReads();
    if (!this.timers.has('read')) {
      this.timers.set('read', READ_EVERY_MS, () => {
        const now = this.current ? this.talks.get(this.current) : undefined;
        if (now) this.link.send({ type: 'read', conversation: now.id, upto: now.read });
      });
    }
    this.options.changed();
  }

  /** @returns {Record<string, number>} */
  loadReads() {
    try {
      const kept = JSON.parse(this.options.storage.getItem(`${this.name}.read`) ?? '{}');
      return kept !== null && typeof kept === 'object' ? kept : {};
    } catch {
      return {};
    }
  }

  saveReads() {
    const kept = Object.entries(this.reads).slice(-READ_KEPT);
    try {
      this.options.storage.setItem(`${this.name}.read`, JSON.stringify(Object.fromEntries(kept)));
    } catch {
      // Then a reload shows a few old words as unread.
    }
  }
}
