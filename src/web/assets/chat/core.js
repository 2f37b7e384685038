// @ts-check
import { Link } from '../shared/link.js';
import { Log } from '../shared/log.js';
import { Outbox } from '../shared/outbox.js';
import { Sender } from '../shared/sender.js';
import { Timers } from '../shared/timers.js';

/**
 * The owner's side of the wire contract (`docs/protocol.md` sections 2 and 4), without DOM: what was said, what still has
 * to be sent, and where we are. The view draws `this`, and calls the methods; `changed` says when to draw again.
 *
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/wire.js').Frame} Frame
 * @typedef {import('../shared/outbox.js').Entry} Entry
 * @typedef {import('./form.js').Values} Values
 *
 * @typedef {object} Options
 * @property {(events: import('../shared/link.js').SocketEvents) => import('../shared/link.js').Socket} open
 * @property {import('../shared/link.js').Clock} clock
 * @property {import('../shared/outbox.js').Store} storage
 * @property {() => string} uuid
 * @property {() => void} changed
 * @property {(run: () => Promise<void>) => Promise<void>} [exclusively]  runs what no other tab of this device may run meanwhile
 * @property {() => boolean} [hidden]
 * @property {(event: WireEvent) => void} [arrived]  a new event of somebody else, once
 * @property {() => void} [forgotten]  the owner has logged out
 * @property {string} language
 * @property {string} [page]  where the owner is, for the technician
 * @property {string} [market]  the market that the site names
 * @property {string} [model]  the car's, likewise
 */

export const SESSION_KEY = 'aftercare.session';
export const LOG_KEY = 'aftercare.log';
export const OUTBOX = 'aftercare.outbox';
/** What was typed into forms that are not handed in yet. */
export const FORMS_KEY = 'aftercare.forms';
/** Changes when the owner logs out, so that the other tabs forget them as well. */
export const OUT_KEY = 'aftercare.out';

/** Events kept for the next visit: enough for a screen without the network; older ones come by `history`. */
const KEPT_EVENTS = 60;
const PAGE = 50;
const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 6_000;
const READ_EVERY_MS = 1_000;
const FALLBACK_LIMIT = 4_000;
/** Longest time that the first word of one tab keeps those of others waiting. */
const FIRST_WORD_MS = 5_000;

/** Kinds that a person wants to be told of. */
const SPEAKING = new Set(['message', 'answer', 'suggestions', 'smalltalk', 'safety', 'danger_question', 'assigned', 'form', 'request', 'result']);

/** What `choose` names to say whether anyone is in danger. */
export const DANGER_YES = 'danger-yes';
export const DANGER_NO = 'danger-no';

export class ChatCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock;
    this.storage = options.storage;
    this.language = options.language;

    /** @type {string|null} */
    this.session = null;
    /** Whether the token is in storage. It goes there just before the first durable frame, so that tabs agree on one. */
    this.stored = false;
    /** The site's token for its owner, until the server has said what it is worth. In memory alone. @type {string|null} */
    this.identity = null;
    /** Whether the site has named the owner. */
    this.identified = false;
    this.out = this.storedOut();
    /** @type {string|null} */
    this.conversation = null;
    /** @type {string|null} */
    this.epoch = null;
    this.log = new Log();
    /** @type {import('../shared/wire.js').Status} */
    this.status = 'bot';
    /** @type {string|null} */
    this.technician = null;
    this.readUpto = 0;
    /** What the server knows of it, on this connection. */
    this.readSent = 0;

    /** What `ready` says of the place, not of the conversation. */
    this.greeting = '';
    /** What the owner is told of their data, and the button by which they agree. @type {{text?: string, agree?: import('./pieces.js').Action | null}} */
    this.privacy = {};
    /** What owners ask most, in the server's words. @type {string[]} */
    this.examples = [];
    /** @type {string[]} */
    this.languages = [];
    /** @type {Record<string, any>} */
    this.limits = {};
    /** @type {{open: boolean, next: string|null, note?: string}|null} */
    this.hours = null;
    /** @type {string|null} */
    this.conversationLanguage = null;

    /**
     * Without `waitS` the wait is not known; `opensAt` is when somebody will be there, as long as nobody is.
     * @type {{position: number, waitS: number|null, nobody: boolean, opensAt: string|null}|null}
     */
    this.queue = null;
    /** The phone of the owner's market. */
    this.phone = /** @type {string|null} */ (null);
    this.typingUntil = 0;
    /** What the server says to the owner beside the conversation: a limit, a refusal. */
    this.notice = '';
    /** Status is `ready`'s up to here: older events do not change it. */
    this.knownUpto = 0;
    this.gaps = 0;
    /** What was typed into open forms, by the numbers of their events. @type {Record<number, Values>} */
    this.typed = {};
    /** What the server found wrong in them. @type {Map<number, {fields: Record<string, string>, message: string}>} */
    this.faults = new Map();
    /** @type {string|null} */
    this.historyId = null;
    this.looking = false;
    /** Whether the tabs are just settling whose session is the device's. */
    this.claiming = false;
    /** Called when the server has the first frame, or will not get it from here. */
    this.firstWordSaid = () => {};
    this.lastTyping = 0;
    this.timers = new Timers(this.clock);

    this.outbox = new Outbox({ storage: this.storage, name: OUTBOX, tab: options.uuid(), now: () => this.clock.now() });
    this.link = new Link({
      open: options.open,
      clock: options.clock,
      hidden: options.hidden,
      hello: () => this.hello(),
      frame: (frame) => this.frame(frame),
      changed: () => this.linkChanged(),
    });
    this.sender = new Sender({
      outbox: this.outbox,
      link: this.link,
      clock: this.clock,
      timers: this.timers,
      uuid: options.uuid,
      may: () => this.claimSession(),
      paused: (message) => {
        this.notice = message;
        this.options.changed();
      },
    });
    this.restore();
  }

  /** What was said, as far as we hold it. */
  get events() {
    return this.log.events;
  }

  /** Our place in the log. */
  get last() {
    return this.log.last;
  }

  // ---- what the view calls

  start() {
    this.link.connect();
  }

  /** @param {string} text @param {import('../shared/upload.js').Attachment[]} [files]  uploaded already */
  send(text, files = []) {
    // Half a pair, which no JSON of the server's holds, is not sent for ever.
    const clean = text.replace(/\p{Surrogate}/gu, '\u{fffd}').trim();
    if (clean === '' && files.length === 0) return;
    this.notice = '';
    this.lastTyping = 0;
    if (files.length === 0) this.enqueue({ type: 'send', text: clean });
    else this.enqueue({ type: 'send', text: clean, attachments: files.map((file) => file.id) }, { files });
  }

  /** @param {string} entry @param {string} title */
  choose(entry, title) {
    if (this.pending('choose').some((frame) => frame.entry === entry)) return;
    this.enqueue({ type: 'choose', entry }, { title });
  }

  /** A form, please. @param {string} form */
  startForm(form) {
    if (this.pending('start').some((frame) => frame.form === form)) return;
    this.notice = '';
    this.enqueue({ type: 'start', form });
  }

  /** Hands a form in. What was typed stays kept until the server has it. @param {number} seq  of the form's event @param {string} form @param {Record<string, string|boolean|string[]>} values  photos by the ids of their uploads */
  submitForm(seq, form, values) {
    if (this.submitting(seq) || this.submitted(seq)) return;
    this.faults.delete(seq);
    this.enqueue({ type: 'submit', form, seq, values });
  }

  /** Decides about a request. @param {string} code @param {string} to  the state that it is to have */
  decide(code, to) {
    if (this.deciding(code)) return;
    this.notice = '';
    this.enqueue({ type: 'decide', code, to });
  }

  /** A person, please. */
  handoff() {
    if (this.pending('handoff').length > 0 || this.status === 'queued' || this.status === 'assigned') return;
    this.enqueue({ type: 'handoff' });
  }

  /** @param {number} seq @param {boolean} helpful */
  feedback(seq, helpful) {
    if (this.feedbackOn(seq) !== undefined) return;
    this.enqueue({ type: 'feedback', seq, helpful });
  }

  /** @param {number} stars @param {string} comment */
  rate(stars, comment) {
    if (this.pending('rate').length > 0) return;
    const clean = comment.trim();
    this.enqueue(clean === '' ? { type: 'rate', stars } : { type: 'rate', stars, comment: clean });
  }

  end() {
    if (this.pending('end').length === 0) this.enqueue({ type: 'end' });
  }

  /** The page speaks the conversation's language from now on. Nobody chose it, so the server is told nothing. @param {string} language */
  followLanguage(language) {
    this.language = language;
    this.options.changed();
  }

  /** The owner has chosen. @param {string} language */
  setLanguage(language) {
    if (language === this.language) return;
    this.language = language;
    if (this.started()) {
      for (const entry of this.outbox.entries.filter((one) => one.frame.type === 'language' && one.id !== this.sender.inFlight)) this.outbox.remove(entry.id);
      this.enqueue({ type: 'language', language });
    } else if (this.link.state !== 'idle' && this.link.state !== 'stopped') {
      // Nothing was said yet: a new hello brings the greeting in this language.
      this.link.connect();
    }
    this.options.changed();
  }

  /** A refused message once more, as a new one: the server has never stored the old one. @param {string} id */
  retry(id) {
    const entry = this.outbox.get(id);
    if (!entry?.failed) return;
    this.outbox.remove(id);
    const { id: _, ...frame } = entry.frame;
    this.enqueue(/** @type {Frame} */ (frame));
  }

  /** @param {string} id */
  discard(id) {
    if (this.outbox.get(id)?.failed) this.outbox.remove(id);
    this.options.changed();
  }

  /** Asks for events before the oldest one; again after a reconnect if the answer was lost. */
  loadOlder() {
    if (this.historyId || !this.hasOlder()) return;
    const id = this.options.uuid();
    if (this.link.send({ type: 'history', id, before: this.log.firstSeq(), limit: PAGE })) {
      this.historyId = id;
      this.options.changed();
    }
  }

  /** The owner is writing. */
  typing() {
    const now = this.clock.now();
    if (!this.started() || (this.status !== 'assigned' && this.status !== 'queued') || now - this.lastTyping < TYPING_EVERY_MS) return;
    this.lastTyping = now;
    this.link.send({ type: 'typing' });
  }

  /** Whether the owner has the conversation before their eyes. @param {boolean} looking */
  look(looking) {
    this.looking = looking;
    this.markRead();
  }

  /** Forgets the conversation on this device and begins a new one (after 4503, 4506). */
  startAnew() {
    this.forget();
    this.storage.removeItem(SESSION_KEY);
    this.session = null;
    this.stored = false;
    for (const entry of [...this.outbox.entries]) if (entry.frame.type !== 'send') this.outbox.remove(entry.id);
    this.link.attempt = 0;
    this.link.connect();
  }

  /** The site says who its owner is. @param {string} token  signed (`docs/embedding.md`) */
  identify(token) {
    this.identity = token;
    if (this.link.state !== 'idle') this.reconnect();
  }

  /** The owner has logged out of the site: nothing of theirs stays on this device. */
  logOut() {
    this.write(OUT_KEY, this.options.uuid());
    this.out = this.storedOut();
    this.forgetOwner();
  }

  forgetOwner() {
    this.forget();
    this.storage.removeItem(SESSION_KEY);
    this.session = null;
    this.stored = false;
    this.identity = null;
    this.identified = false;
    this.notice = '';
    for (const entry of [...this.outbox.entries]) this.outbox.remove(entry.id);
    this.options.forgotten?.();
    if (this.link.state !== 'idle') this.reconnect();
    this.options.changed();
  }

  /** After a stop that a person can lift. */
  reconnect() {
    this.link.attempt = 0;
    this.link.connect();
  }

  // ---- what the view reads

  /** Whether there is a conversation, here or on its way. */
  started() {
    return this.conversation !== null || this.last > 0 || this.outbox.entries.some((entry) => entry.failed === null);
  }

  /** Nothing is known of a conversation: this tab may still join another one's. */
  blank() {
    return this.conversation === null && this.last === 0;
  }

  hasOlder() {
    return this.log.hasOlder();
  }

  /** Frames of this type on their way. @param {string} type */
  pending(type) {
    return [...this.sender.acknowledged, ...this.outbox.entries].filter((entry) => entry.failed === null && entry.frame.type === type).map((entry) => entry.frame);
  }

  /** Whether the question about danger that is the event of this number still wants its answer. @param {number} seq */
  asksDanger(seq) {
    const answers = (/** @type {string|undefined} */ entry) => entry === DANGER_YES || entry === DANGER_NO;
    const over = (/** @type {WireEvent} */ event) => event.seq > seq && (event.kind === 'safety' || event.kind === 'resolved' || (event.kind === 'message' && answers(event.entry)));
    return !this.events.some(over) && !this.pending('choose').some((frame) => answers(frame.entry));
  }

  /** Whether a decision about this request is on its way. @param {string} code */
  deciding(code) {
    return this.pending('decide').some((frame) => frame.code === code);
  }

  /** Whether nothing newer is told of the request that the event of this number tells of. @param {number} seq @param {string} code */
  isNewest(seq, code) {
    return !this.events.some((event) => event.seq > seq && event.kind === 'request' && event.code === code);
  }

  /** Whether this form is on its way. @param {number} seq */
  submitting(seq) {
    return this.pending('submit').some((frame) => frame.seq === seq);
  }

  /** Whether this form was handed in. @param {number} seq */
  submitted(seq) {
    return this.events.some((event) => event.kind === 'submitted' && event.form_seq === seq);
  }

  /** The owner's verdict on an answer, sent or on its way. @param {number} seq @returns {boolean|undefined} */
  feedbackOn(seq) {
    const event = this.events.findLast((one) => one.kind === 'feedback' && one.answer === seq);
    return event ? event.helpful : this.pending('feedback').find((frame) => frame.seq === seq)?.helpful;
  }

  /** The rating since the conversation was resolved last, sent or on its way. */
  rating() {
    const resolved = this.events.findLast((event) => event.kind === 'resolved')?.seq ?? 0;
    return this.events.findLast((event) => event.kind === 'rated' && event.seq > resolved) ?? this.pending('rate')[0];
  }

  /** What the owner wrote and the log does not hold yet. @returns {{entry: Entry, state: 'sending'|'sent'|'failed'}[]} */
  unsettled() {
    const shown = (/** @type {Entry} */ entry) => entry.frame.type === 'send' || entry.frame.type === 'choose';
    return [
      ...this.sender.acknowledged.filter(shown).map((entry) => ({ entry, state: /** @type {const} */ ('sent') })),
      ...this.outbox.entries.filter(shown).map((entry) => ({ entry, state: entry.failed ? /** @type {const} */ ('failed') : /** @type {const} */ ('sending') })),
    ];
  }

  unread() {
    return this.events.filter((event) => event.seq > this.readUpto && event.from.role !== 'owner' && SPEAKING.has(event.kind)).length;
  }

  technicianTyping() {
    return this.typingUntil > this.clock.now();
  }

  textLimit() {
    const limit = this.limits.text ?? this.limits.text_chars ?? this.limits.message_chars;
    return typeof limit === 'number' && limit > 0 ? limit : FALLBACK_LIMIT;
  }

  // ---- the link

  hello() {
    const { page, market, model } = this.options;
    /** @type {Frame} */
    const hello = { type: 'hello', language: this.language, answers: 'nodes', page, market, model };
    const stored = this.storedSession();
    // Another tab has begun, or the site has named the owner there: this is the device's session now.
    if (stored && (this.blank() || stored !== this.session)) this.session = stored;
    if (this.session) hello.session = this.session;
    if (this.session && this.last > 0) {
      hello.after = this.last;
      // Asked twice in vain from here: without the epoch the server answers with a `reset`.
      if (this.epoch && this.gaps < 2) hello.epoch = this.epoch;
    } else if (this.session && this.epoch) {
      hello.epoch = this.epoch;
      hello.after = 0;
    }
    if (this.identity) hello.identity = this.identity;
    return hello;
  }

  linkChanged() {
    if (this.link.state !== 'ready') {
      this.sender.lost();
      this.firstWordSaid();
      this.historyId = null;
      this.queue = null;
      this.typingUntil = 0;
      this.readSent = 0;
    }
    this.options.changed();
  }

  /** @param {Frame} frame */
  frame(frame) {
    switch (frame.type) {
      case 'ready':
        this.ready(frame);
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
      case 'queue':
        this.queue = {
          position: Number(frame.position) || 0,
          waitS: typeof frame.wait_s === 'number' ? frame.wait_s : null,
          nobody: frame.nobody === true,
          opensAt: typeof frame.opens_at === 'string' ? frame.opens_at : null,
        };
        break;
      case 'typing':
        this.typingUntil = this.clock.now() + TYPING_SHOWN_MS;
        this.timers.set('typing', TYPING_SHOWN_MS + 50, () => this.options.changed());
        break;
      default:
        // A newer server may say more.
        return;
    }
    this.options.changed();
  }

  /** @param {Frame} frame */
  ready(frame) {
    const known = this.session;
    const same = known !== null && frame.session === known;
    const gone = this.conversation !== null && frame.conversation !== this.conversation;
    if ((!same && known !== null && frame.conversation === null) || gone || (frame.conversation === null && this.last > 0)) {
      // Expired, unknown or another conversation: nothing of the old one may be shown here.
      // What somebody else has not sent yet is not this owner's.
      if (this.identified && !same) for (const entry of [...this.outbox.entries]) this.outbox.remove(entry.id);
      this.forget();
      if (this.storedSession() === known && !same) this.storage.removeItem(SESSION_KEY);
    }
    this.identified = frame.identified === true;
    if (this.identified) this.identity = null;
    this.session = frame.session;
    this.stored = this.storedSession() === frame.session;
    this.conversation = frame.conversation ?? null;
    if (this.conversation !== null || this.identified) this.storeSession();
    if (this.epoch !== null && frame.epoch !== this.epoch && this.last > 0) {
      // A restored backup: a `reset` follows; should we be cut off before, we ask for everything.
      this.log.clear();
      // Forms that it does not have: their numbers will be those of others.
      for (const seq of Object.keys(this.typed).map(Number)) if (seq > frame.seq) this.dropTyped(seq);
    }
    this.epoch = frame.epoch ?? null;
    this.status = frame.status ?? 'bot';
    this.knownUpto = frame.seq ?? 0;
    if (this.knownUpto <= this.last) this.gaps = 0;
    this.greeting = frame.greeting ?? '';
    this.privacy = frame.privacy ?? {};
    this.examples = Array.isArray(frame.examples) ? frame.examples.map(String) : [];
    this.languages = frame.languages ?? [];
    this.limits = frame.limits ?? {};
    this.hours = frame.hours ? { open: frame.hours.open !== false, next: frame.hours.next ?? null, note: typeof frame.hours.note === 'string' ? frame.hours.note : '' } : null;
    this.phone = typeof frame.phone === 'string' && frame.phone !== '' ? frame.phone : null;
    this.conversationLanguage = this.conversation === null ? null : (frame.language ?? null);
    this.save();
    this.pump();
    this.markRead();
  }

  /** @param {WireEvent} event */
  event(event) {
    const place = this.log.place(event);
    if (place === 'known') return;
    if (place === 'gap') {
      this.gaps += 1;
      this.link.resync();
      return;
    }
    this.gaps = 0;
    this.apply(event);
    this.save();
    this.markRead();
  }

  /** The next event, exactly. @param {WireEvent} event */
  apply(event) {
    this.log.push(event);
    if (event.id) this.sender.settle(event.id);
    if (event.kind === 'assigned') this.technician = event.name ?? null;
    if (event.kind === 'submitted' && event.form_seq) this.dropTyped(event.form_seq);
    if (event.language && (event.kind === 'language' || (event.kind === 'message' && event.from.role === 'owner'))) this.conversationLanguage = event.language;
    if (event.kind === 'erased') this.log.events = [event];
    if (event.kind === 'consented') this.privacy.agree = null;
    if (event.from.role === 'technician') this.typingUntil = 0;
    if (event.seq > this.knownUpto) this.status = statusAfter(this.status, event);
    if (this.status !== 'queued') this.queue = null;
    if (event.from.role !== 'owner' && SPEAKING.has(event.kind)) this.options.arrived?.(event);
  }

  /** @param {Frame} frame */
  reset(frame) {
    this.log.reset(frame);
    this.gaps = 0;
    this.knownUpto = Math.max(this.knownUpto, frame.seq);
    for (const event of this.events) if (event.id) this.sender.settle(event.id);
    this.sender.acknowledged = [];
    this.technician = null;
    this.nameTechnician();
    this.readUpto = Math.min(this.readUpto, this.last);
    this.save();
    this.markRead();
    // A page that the server had to cut to nothing: the newest words come by `history`.
    if (this.events.length === 0) this.loadOlder();
  }

  /** Whoever took the conversation last, in what we hold of it. */
  nameTechnician() {
    this.technician ??= this.events.findLast((event) => event.kind === 'assigned')?.name ?? null;
  }

  /** @param {Frame} frame */
  ok(frame) {
    this.firstWordSaid();
    const entry = this.sender.ok(frame);
    // A form that was asked for is the bot's event, which does not carry the frame's id.
    if (entry && entry.frame.type !== 'start' && frame.seq > this.last) this.sender.awaitEvent(entry);
    if (entry && typeof frame.seq === 'number' && this.conversation === null) this.storeSession();
    if (entry) this.notice = '';
    this.pump();
  }

  /** @param {Frame} frame */
  error(frame) {
    // What the server could not even read has no number: it was the one that is under way.
    if (!frame.re && frame.code === 'bad_request' && this.sender.inFlight) frame = { ...frame, re: this.sender.inFlight, retry: false };
    if (!frame.re) {
      // The chat goes on without it.
      if (String(frame.code).startsWith('identity_')) {
        this.identity = null;
        this.notice = frame.message ?? '';
      }
      return;
    }
    if (frame.re === this.historyId) {
      this.historyId = null;
      return;
    }
    const entry = this.sender.error(frame);
    if (!entry) return;
    // Only words are worth keeping; a refused vote or choice is simply not there.
    if (entry.frame.type === 'send') {
      this.outbox.fail(frame.re, { code: String(frame.code), message: frame.message ?? '' });
    } else {
      this.outbox.remove(frame.re);
      if (entry.frame.type === 'submit') this.faults.set(entry.frame.seq, { fields: frame.fields ?? {}, message: frame.message ?? '' });
      else if (entry.frame.type !== 'feedback') this.notice = frame.message ?? '';
    }
    this.pump();
  }

  /** @param {Frame} frame */
  page(frame) {
    if (frame.re !== this.historyId) return;
    this.historyId = null;
    const joined = this.log.older(frame);
    if (joined.length === 0) return;
    this.nameTechnician();
    this.save();
  }

  // ---- the outbox

  /** @param {Frame} frame @param {Record<string, any>} [shown]  for the view only, not sent */
  enqueue(frame, shown) {
    this.sender.add(frame, shown);
    this.options.changed();
  }

  pump() {
    this.sender.pump();
  }

  /**
   * Stores the token before the first durable frame goes out, one tab after the other: of two first messages at once, the
   * second joins the conversation of the first.
   * @returns {boolean} whether the frame may go
   */
  claimSession() {
    const { exclusively } = this.options;
    if (!exclusively || !this.blank() || (this.stored && this.storedSession() === this.session)) return this.claim();
    if (!this.claiming) {
      this.claiming = true;
      exclusively(() => this.firstWord()).catch(() => this.firstWord());
    }
    return false;
  }

  /** Sends the first frame, and is done when the server has it: only then is there a conversation that another tab can join. @returns {Promise<void>} */
  firstWord() {
    this.claiming = false;
    if (!this.claim()) return Promise.resolve();
    return new Promise((resolve) => {
      this.firstWordSaid = resolve;
      this.timers.set('first word', FIRST_WORD_MS, resolve);
      this.pump();
    });
  }

  /** When another tab has stored its own meanwhile, this one has said nothing yet and joins that conversation. */
  claim() {
    const stored = this.storedSession();
    if (stored && stored !== this.session && this.blank()) {
      this.link.connect();
      return false;
    }
    this.storeSession();
    return true;
  }

  /** Another tab has begun or ended a conversation on this device. */
  storageChanged() {
    const out = this.storedOut();
    if (out !== this.out) {
      this.out = out;
      this.forgetOwner();
      return;
    }
    const stored = this.storedSession();
    if (stored && stored !== this.session && this.blank() && this.link.state === 'ready') this.link.connect();
    const readUpto = this.readElsewhere();
    if (readUpto <= this.readUpto) return;
    this.readUpto = readUpto;
    this.options.changed();
  }

  /** How far another tab has read this conversation. */
  readElsewhere() {
    const kept = this.load();
    return kept && this.session && kept.mark === this.session.slice(0, 12) ? Math.min(Number(kept.readUpto) || 0, this.last) : 0;
  }

  // ---- reading

  markRead() {
    if (!this.looking || this.last === 0) return;
    if (this.last > this.readUpto) {
      this.readUpto = this.last;
      this.save();
      this.options.changed();
    }
    if (this.readUpto > this.readSent && !this.timers.has('read')) {
      this.timers.set('read', READ_EVERY_MS, () => {
        if (this.link.send({ type: 'read', upto: this.readUpto })) this.readSent = this.readUpto;
      });
    }
  }

  // ---- storage

  storedSession() {
    try {
      return this.storage.getItem(SESSION_KEY);
    } catch {
      return null;
    }
  }

  storedOut() {
    try {
      return this.storage.getItem(OUT_KEY);
    } catch {
      return null;
    }
  }

  storeSession() {
    if (this.session === null || (this.stored && this.storedSession() === this.session)) return;
    this.stored = true;
    this.write(SESSION_KEY, this.session);
    this.save();
  }

  /** Place and the newest events together, so that they can never disagree. */
  save() {
    if (!this.stored || this.session === null) return;
    const mark = this.session.slice(0, 12);
    const kept = this.load();
    if (kept && kept.mark === mark && kept.epoch === this.epoch && kept.last > this.last) return;
    this.readUpto = Math.max(this.readUpto, this.readElsewhere());
    const { conversation, epoch, last, status, readUpto, technician, identified } = this;
    this.write(LOG_KEY, JSON.stringify({ mark, conversation, epoch, last, status, readUpto, technician, identified, events: this.events.slice(-KEPT_EVENTS) }));
  }

  /** What was typed into an open form. @param {number} seq @param {Values} values */
  keepTyped(seq, values) {
    this.typed[seq] = values;
    this.write(FORMS_KEY, JSON.stringify({ mark: this.session?.slice(0, 12) ?? '', typed: this.typed }));
  }

  /** The form was handed in. @param {number} seq */
  dropTyped(seq) {
    this.faults.delete(seq);
    if (!(seq in this.typed)) return;
    delete this.typed[seq];
    this.write(FORMS_KEY, JSON.stringify({ mark: this.session?.slice(0, 12) ?? '', typed: this.typed }));
  }

  restoreTyped() {
    try {
      const kept = JSON.parse(this.storage.getItem(FORMS_KEY) ?? 'null');
      if (kept && this.session && kept.mark === this.session.slice(0, 12) && typeof kept.typed === 'object') this.typed = kept.typed;
    } catch {
      // Torn: the forms are empty again.
    }
  }

  load() {
    try {
      return JSON.parse(this.storage.getItem(LOG_KEY) ?? 'null');
    } catch {
      return null;
    }
  }

  restore() {
    this.session = this.storedSession();
    this.stored = this.session !== null;
    this.restoreTyped();
    const kept = this.load();
    if (!this.session || !kept || kept.mark !== this.session.slice(0, 12) || !Array.isArray(kept.events)) return;
    const dense = kept.events.every((/** @type {WireEvent} */ event, /** @type {number} */ index) => event.seq === kept.last - kept.events.length + 1 + index);
    // Kept by an earlier version of this page, which took answers as HTML: all is asked for again.
    const readable = kept.events.every((/** @type {Record<string, any>} */ event) => event.html === undefined);
    if (!dense || !readable) return;
    this.conversation = kept.conversation ?? null;
    this.epoch = kept.epoch ?? null;
    this.log.last = kept.last;
    this.log.events = kept.events;
    this.status = kept.status ?? 'bot';
    this.readUpto = kept.readUpto ?? 0;
    this.technician = kept.technician ?? null;
    this.identified = kept.identified === true;
  }

  forget() {
    this.conversation = null;
    this.epoch = null;
    this.log.clear();
    this.sender.acknowledged = [];
    this.status = 'bot';
    this.technician = null;
    this.readUpto = 0;
    this.queue = null;
    this.gaps = 0;
    this.typed = {};
    this.faults.clear();
    this.storage.removeItem(LOG_KEY);
    this.storage.removeItem(FORMS_KEY);
  }

  /** @param {string} key @param {string} value */
  write(key, value) {
    try {
      this.storage.setItem(key, value);
    } catch {
      // A full storage costs the cached log, nothing else.
    }
  }
}

/**
 * The conversation's status after an event, as far as the owner can tell.
 * @param {import('../shared/wire.js').Status} status
 * @param {WireEvent} event
 * @returns {import('../shared/wire.js').Status}
 */
export function statusAfter(status, event) {
  switch (event.kind) {
    case 'queued':
    case 'returned':
    case 'transferred':
      // A transfer to a person is followed by `assigned`.
      return 'queued';
    case 'assigned':
      return 'assigned';
    case 'resolved':
      return 'resolved';
    case 'reopened':
      // By the owner's own writing the bot is first again, by a technician the queue.
      return event.from.role === 'technician' ? 'queued' : 'bot';
    default:
      return status;
  }
}
