// @ts-check
/**
 * The staff list without DOM: who is there, what is being done, and what came of it (`docs/protocol.md` section 6).
 *
 * @typedef {import('../shared/api.js').Problem} Problem
 *
 * @typedef {'technician'|'editor'|'admin'} Role
 *
 * @typedef {object} Member
 * @property {string} id
 * @property {string} email
 * @property {string} name
 * @property {Role} role
 * @property {string[]} languages
 * @property {'active'|'invited'|'disabled'} state  `invited`: has no password yet
 * @property {string} created_at
 * @property {number} revision
 *
 * @typedef {{url: string, expires_at: string}} Link  sets a password, once
 *
 * @typedef {{name: string, role: string, languages: string[]}} Fields  what can be changed
 *
 * @typedef {{done: Member, link?: Link|null, problem?: undefined, theirs?: undefined}
 *   | {done?: undefined, link?: undefined, problem: Problem, theirs?: undefined}
 *   | {done?: undefined, link?: undefined, problem?: undefined, theirs: Member}} Outcome  `theirs`: somebody else has changed the member meanwhile
 *
 * @typedef {object} Options
 * @property {Pick<import('../shared/api.js').Api, 'call'>} api
 * @property {() => void} changed
 */

export const ROLES = /** @type {const} */ (['technician', 'editor', 'admin']);
export const STATES = /** @type {const} */ (['active', 'invited', 'disabled']);
const STAFF = '/api/v1/staff';
/** Members asked for at once; the server gives no more. */
const PAGE = 200;
/** Pages read: more members than anybody looks through; the page says when there are more. */
export const MOST_PAGES = 25;

export class StaffCore {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, Member>} */
    this.members = new Map();
    /** @type {'loading'|'ready'|'failed'} */
    this.state = 'loading';
    /** There are more than were read. */
    this.more = false;
    this.words = '';
    this.role = '';
    this.status = '';
    /** Members of whom something is being changed. @type {Set<string>} */
    this.busy = new Set();
    this.turn = 0;
  }

  /** Reads the list, all pages of it. */
  async load() {
    const turn = (this.turn += 1);
    this.state = this.members.size > 0 ? 'ready' : 'loading';
    this.options.changed();
    /** @type {Map<string, Member>} */
    const members = new Map();
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { data, problem } = await this.options.api.call('GET', `${STAFF}?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      if (turn !== this.turn) return;
      if (problem) {
        this.state = this.members.size > 0 ? 'ready' : 'failed';
        this.options.changed();
        return;
      }
      for (const member of data.items ?? []) members.set(member.id, member);
      cursor = data.next ?? '';
      if (cursor === '') break;
    }
    this.members = members;
    this.more = cursor !== '';
    this.state = 'ready';
    this.options.changed();
  }

  /** @param {string} words @param {string} role @param {string} status */
  filter(words, role, status) {
    this.words = words;
    this.role = role;
    this.status = status;
    this.options.changed();
  }

  /** Whether some are left out. */
  filtered() {
    return this.words.trim() !== '' || this.role !== '' || this.status !== '';
  }

  /** Everybody by name, the disabled too, for who chooses one. @returns {{id: string, name: string}[]} */
  named() {
    return [...this.members.values()].map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Those who fit, by name; the disabled last. @returns {Member[]} */
  shown() {
    const words = fold(this.words).split(/\s+/).filter((word) => word !== '');
    return [...this.members.values()]
      .filter((member) => (this.role === '' || member.role === this.role) && (this.status === '' || member.state === this.status))
      .filter((member) => words.every((word) => fold(`${member.name} ${member.email}`).includes(word)))
      .sort((a, b) => Number(a.state === 'disabled') - Number(b.state === 'disabled') || a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
  }

  /**
   * Adds somebody: with a password, or with a link that sets one.
   * @param {Fields & {email: string, password?: string}} fields
   * @returns {Promise<Outcome>}
   */
  async add(fields) {
    const { data, problem } = await this.options.api.call('POST', STAFF, { body: fields });
    if (problem) return { problem };
    this.put(data.member);
    return { done: data.member, link: data.password_link };
  }

  /**
   * Changes a member, as it was when the change was begun.
   * @param {Member} from @param {Fields} fields
   * @returns {Promise<Outcome>}
   */
  async edit(from, fields) {
    const outcome = await this.act(from.id, 'PUT', '', { body: fields, revision: from.revision });
    if (outcome.problem?.code !== 'stale_revision') return outcome;
    const { data, problem } = await this.options.api.call('GET', `${STAFF}/${from.id}`);
    if (problem) return { problem };
    this.put(data);
    return { theirs: data };
  }

  /** @param {string} id @returns {Promise<Outcome>} */
  disable(id) {
    return this.act(id, 'POST', '/disable');
  }

  /** @param {string} id @returns {Promise<Outcome>} */
  enable(id) {
    return this.act(id, 'POST', '/enable');
  }

  /** A new link for a password; the one before it is void. @param {Member} member @returns {Promise<Outcome>} */
  async link(member) {
    const { data, problem } = await this.busyWith(member.id, () => this.options.api.call('POST', `${STAFF}/${member.id}/password-link`));
    return problem ? { problem } : { done: member, link: data };
  }

  /**
   * @param {string} id @param {'POST'|'PUT'} method @param {string} what
   * @param {{body?: object, revision?: number}} [with_]
   * @returns {Promise<Outcome>}
   */
  async act(id, method, what, with_) {
    const { data, problem } = await this.busyWith(id, () => this.options.api.call(method, `${STAFF}/${id}${what}`, with_));
    if (problem) return { problem };
    this.put(data);
    return { done: data };
  }

  /** @template T @param {string} id @param {() => Promise<T>} run @returns {Promise<T>} */
  async busyWith(id, run) {
    this.busy.add(id);
    this.options.changed();
    try {
      return await run();
    } finally {
      this.busy.delete(id);
      this.options.changed();
    }
  }

  /** @param {Member} member */
  put(member) {
    this.members.set(member.id, member);
    this.options.changed();
  }
}

/** For comparing what people type: without case and without the form of composed letters. @param {string} text */
function fold(text) {
  return text.normalize('NFC').toLocaleLowerCase();
}
