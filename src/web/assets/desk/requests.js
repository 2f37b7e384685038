// @ts-check
/**
 * Cars and requests as the desk holds them, without DOM: what stands beside the open conversation, the board of all
 * requests, and the one that is open. The server says what may be done with a request and what is missing; this asks.
 *
 * @typedef {import('../shared/api.js').Problem} Problem
 * @typedef {import('../shared/api.js').Answer} Answer
 *
 * @typedef {import('../shared/wire.js').FormField} Field  of a form (`docs/protocol.md` section 9)
 *
 * @typedef {object} Form
 * @property {string} form
 * @property {string} title
 * @property {string|null} makes  the kind of request that it makes; null for a look-up
 * @property {Field[]} fields
 *
 * @typedef {{id: string, name: string, states: {id: string, name: string, terminal: boolean}[]}} Kind
 * @typedef {{kinds: Kind[], forms: Form[], centres: {id: string, name: string}[]}} Kinds
 *
 * @typedef {object} Card  A request as lists show it.
 * @property {string} code
 * @property {string} kind
 * @property {string} kind_name
 * @property {string} status
 * @property {string} status_name
 * @property {boolean} closed
 * @property {string} words  the owner's own, shortened
 * @property {string|null} due
 * @property {'none'|'soon'|'overdue'|'paused'} lateness
 * @property {string|null} centre
 * @property {string|null} vin
 * @property {string|null} model
 * @property {string|null} conversation
 * @property {string} made_at
 * @property {string} changed_at
 * @property {('complaint'|'cause'|'correction')[]} missing
 *
 * @typedef {object} Coverage  A term, and what of it holds for a car today.
 * @property {string} name
 * @property {'covered'|'by_date'|'ended'|'not_started'|'unknown'} state
 * @property {'date'|'mileage'|'both'|null} ended_by
 * @property {string|null} until  its last day
 * @property {number|null} months_left
 * @property {number|null} days_left
 * @property {number|null} km_left
 * @property {number|null} km_limit  null: any mileage
 * @property {string|null} serial  of an exchanged part
 *
 * @typedef {{id: string, name: string, phone: string|null, email: string|null, sure: boolean}} Owner  `sure`: somebody has made sure
 *
 * @typedef {object} Car
 * @property {string} id
 * @property {string} vin
 * @property {string} model
 * @property {string|null} plate
 * @property {string|null} handed_over
 * @property {{km: number, on: string, lower: boolean}|null} odometer
 * @property {Coverage[]} coverage
 *
 * @typedef {object} Beside
 * @property {Owner[]} owners
 * @property {Car[]} cars
 * @property {Card[]} requests
 * @property {{site: string, subject: string, name: string|null, email: string|null}|null} signed  whom the owner's site has named
 *
 * @typedef {object} Line  of a request's own log
 * @property {string} at
 * @property {string} by  a name, or what it is
 * @property {string|null} from
 * @property {string} to
 * @property {string|null} note
 * @property {boolean} visible
 *
 * @typedef {{to: string, name: string, closes: boolean, needs: string[]}} Move
 * @typedef {{name: string, old: string, new: string, until: string|null}} Part
 *
 * @typedef {Card & {revision: number, three: boolean, next: string|null, shown: {label: string, text: string}[], complaint: string, cause: string, correction: string, parts: Part[], log: Line[], moves: Move[], owners: Beside['owners'], car: Car|null, owner_zone: string, place_zone: string, slot: string|null, slot_centre: string|null, slot_service: string|null, photos?: import('../shared/upload.js').Attachment[], files?: import('../shared/upload.js').Attachment[]}} Open
 *
 * @typedef {'loading'|'ready'|'failed'|'missing'} State
 */

/** The board asks again so often while somebody looks at it. */
export const BOARD_EVERY_MS = 30_000;
/** Conversations of which we keep what stands beside them. */
const BESIDE_KEPT = 50;
/** What the board can be narrowed by, in the order of the page's address. */
export const FILTERS = /** @type {const} */ (['kind', 'status', 'due', 'centre', 'q']);

export class Requests {
  /**
   * @param {object} options
   * @param {Pick<import('./api.js').DeskApi, 'kinds'|'beside'|'nameOwner'|'board'|'open'|'move'|'describe'|'exchange'|'slots'>} options.api
   * @param {() => void} options.changed
   */
  constructor({ api, changed }) {
    this.api = api;
    this.changed = changed;
    /** @type {Kinds|null} */
    this.kinds = null;
    /** @type {Promise<void>|null} */
    this.kindsAsked = null;
    /** @type {Map<string, {state: State, data: Beside|null, mark: string}>} */
    this.besides = new Map();
    /** @type {Record<string, string>} */
    this.filters = { kind: '', status: 'open', due: '', centre: '', q: '' };
    /** @type {{state: State, items: Card[], next: string|null, more: boolean}} */
    this.board = { state: 'loading', items: [], next: null, more: false };
    /** Of all requests, however the board is narrowed. @type {{open: number, soon: number, overdue: number}|null} */
    this.counts = null;
    /** The request that is open, in the board or beside a conversation. @type {{code: string, state: State, data: Open|null}|null} */
    this.current = null;
    /** Only the newest question of each kind is listened to. */
    this.turn = { board: 0, open: 0 };
    /** The first page that the board shows, by its address and tag. @type {{asked: string, tag: string|undefined}} */
    this.page = { asked: '', tag: undefined };
  }

  /** All is asked again: in another language. */
  forget() {
    this.kinds = null;
    this.kindsAsked = null;
    this.besides.clear();
    if (this.current) this.open(this.current.code);
  }

  /** Kinds, forms and centres, asked for once. @returns {Promise<void>} */
  async needKinds() {
    if (this.kinds) return;
    this.kindsAsked ??= this.api.kinds().then(({ data }) => {
      if (data) this.kinds = data;
      this.kindsAsked = null;
      this.changed();
    });
    await this.kindsAsked;
  }

  // ---- beside a conversation

  /**
   * What stands beside a conversation; asked for when it is not known, or when `mark` says that something happened.
   * @param {string} conversation @param {string} mark
   */
  beside(conversation, mark) {
    const known = this.besides.get(conversation);
    if (!known || known.mark !== mark) this.askBeside(conversation, mark);
    return this.besides.get(conversation) ?? { state: /** @type {State} */ ('loading'), data: null, mark };
  }

  /** @param {string} conversation @param {string} mark */
  async askBeside(conversation, mark) {
    const known = this.besides.get(conversation);
    const asked = { state: /** @type {State} */ (known?.data ? 'ready' : 'loading'), data: known?.data ?? null, mark };
    this.besides.delete(conversation);
    this.besides.set(conversation, asked);
    for (const oldest of this.besides.keys()) {
      if (this.besides.size <= BESIDE_KEPT) break;
      this.besides.delete(oldest);
    }
    const { data } = await this.api.beside(conversation);
    if (this.besides.get(conversation) !== asked) return;
    asked.state = data ? 'ready' : 'failed';
    asked.data = data ?? asked.data;
    this.changed();
  }

  /** Notes whose conversation it is. @param {string} conversation @param {string} owner @returns {Promise<Problem|null>} */
  async nameOwner(conversation, owner) {
    const { problem } = await this.api.nameOwner(conversation, owner);
    if (!problem) this.besideAgain(conversation);
    return problem ?? null;
  }

  /** @param {string} conversation */
  besideAgain(conversation) {
    const known = this.besides.get(conversation);
    if (known) this.askBeside(conversation, known.mark);
  }

  // ---- the board

  /** @param {Record<string, string>} filters */
  filter(filters) {
    // A state belongs to its kind.
    const fresh = filters.kind !== undefined && filters.kind !== this.filters.kind;
    this.filters = { ...this.filters, ...(fresh ? { status: 'open' } : null), ...filters };
    this.loadBoard();
  }

  /** The first page, anew. */
  async loadBoard() {
    const turn = (this.turn.board += 1);
    if (this.board.items.length === 0) this.board = { ...this.board, state: 'loading' };
    this.changed();
    const asked = JSON.stringify(this.filters);
    const known = this.board.state === 'ready' && this.page.asked === asked ? this.page.tag : undefined;
    const { data, revision, same } = await this.api.board(this.filters, null, known);
    // Nothing has happened: further pages that somebody has asked for stay, too.
    if (turn !== this.turn.board || same) return;
    this.page = { asked, tag: revision };
    this.counts = data?.counts ?? this.counts;
    this.board = data ? { state: 'ready', items: data.items, next: data.next, more: false } : { state: 'failed', items: [], next: null, more: false };
    this.changed();
  }

  async loadMore() {
    const { next } = this.board;
    if (!next || this.board.more) return;
    const turn = this.turn.board;
    this.board = { ...this.board, more: true };
    this.changed();
    const { data } = await this.api.board(this.filters, next);
    if (turn !== this.turn.board) return;
    const known = new Set(this.board.items.map(({ code }) => code));
    const fresh = (/** @type {Card[]} */ (data?.items ?? [])).filter(({ code }) => !known.has(code));
    this.board = { state: 'ready', items: [...this.board.items, ...fresh], next: data ? data.next : next, more: false };
    this.changed();
  }

  // ---- one request

  /** @param {string|null} code */
  async open(code) {
    const turn = (this.turn.open += 1);
    if (code === null) {
      this.current = null;
      this.changed();
      return;
    }
    const before = this.current?.code === code ? this.current.data : null;
    this.current = { code, state: before ? 'ready' : 'loading', data: before };
    this.changed();
    const { data, problem } = await this.api.open(code);
    if (turn !== this.turn.open) return;
    this.current = { code, state: data ? 'ready' : problem?.code === 'not_found' ? 'missing' : 'failed', data: data ?? null };
    this.changed();
  }

  /**
   * Does something with the open request, and shows what became of it.
   * @param {'move'|'describe'|'exchange'} what @param {object} body
   * @returns {Promise<Problem|null>} why it was refused
   */
  async act(what, body) {
    const open = this.current?.data;
    if (!open) return null;
    const { data, problem } = await this.api[what](open.code, open.revision, body);
    if (problem) {
      // Somebody else was faster: what they did is shown, what was typed stays in the dialog.
      if (problem.code === 'stale_revision' && this.current?.code === open.code) await this.open(open.code);
      return problem;
    }
    if (this.current?.code === open.code) {
      this.turn.open += 1;
      this.current = { code: open.code, state: 'ready', data };
    }
    this.board = { ...this.board, items: this.board.items.map((card) => (card.code === open.code ? cardOf(card, data) : card)) };
    if (data.conversation) this.besideAgain(data.conversation);
    this.changed();
    return null;
  }

  /** Goes to the next or previous one of the board. @param {number} step @returns {string|null} its code */
  move(step) {
    const { items } = this.board;
    if (items.length === 0) return null;
    const at = items.findIndex(({ code }) => code === this.current?.code);
    const next = items[at === -1 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step))];
    this.open(next.code);
    return next.code;
  }
}

/** A card with what is known of the request now. @param {Card} card @param {any} data @returns {Card} */
function cardOf(card, data) {
  return /** @type {Card} */ (Object.fromEntries(Object.keys(card).map((key) => [key, data[key] ?? null])));
}

/** The board's place in the page's address. @param {Record<string, string>} filters @param {string|null} code */
export function address(filters, code) {
  const query = new URLSearchParams(FILTERS.map((name) => [name, filters[name] ?? '']).filter(([, value]) => value !== ''));
  return `#/requests${code ? `/${encodeURIComponent(code)}` : ''}${query.size > 0 ? `?${query}` : ''}`;
}

/**
 * What an address names, or nothing when it names no place of the board.
 * @param {string} hash
 * @returns {{filters: Record<string, string>, code: string|null}|null}
 */
export function placeOf(hash) {
  const match = /^#\/requests(?:\/([^?]+))?(?:\?(.*))?$/.exec(hash);
  if (!match) return null;
  const query = new URLSearchParams(match[2] ?? '');
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? '']));
  let code = null;
  try {
    code = match[1] ? decodeURIComponent(match[1]) : null;
  } catch {
    // An address that somebody has cut: the board alone.
  }
  return { filters, code };
}
