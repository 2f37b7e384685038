// @ts-check
/**
 * The staff's HTTP (`docs/protocol.md` section 6): who is logged in, and calls whose log-in may end between two of them.
 *
 * @typedef {import('../desk/core.js').User} User
 * @typedef {{csrf: string, user: User}} Session
 *
 * @typedef {object} Field  what is wrong with one field
 * @property {string} field
 * @property {string} code
 * @property {string} detail  for a person, in the page's language
 *
 * @typedef {object} Problem  a refusal
 * @property {number} status  0: no answer came
 * @property {string} code  `unreachable` when no answer came
 * @property {string} detail
 * @property {Field[]} errors
 * @property {string} [id]  whom the refusal is about
 * @property {any} [body]  all that the refusal says
 *
 * @typedef {{ok: true, data: any, revision?: string, same?: boolean, problem?: undefined}|{ok: false, data?: undefined, revision?: undefined, same?: undefined, problem: Problem}} Answer
 *   `revision`: the `ETag`, without its quotes; `same`: it is that of `known` still, and there is no `data`
 *
 * @typedef {object} What  what goes with a call
 * @property {object} [body]  sent as JSON
 * @property {{type: string, content: BodyInit}} [raw]  sent as it is
 * @property {number|string} [revision]  what the change is based on
 * @property {string} [known]  the `ETag` of the answer that is here already
 * @property {'json'|'text'|'blob'} [as]  how an answer is read
 */

const SESSION = '/api/v1/session';
/** A request without an answer for so long is given up; the server gives up after 30 s. */
const WITHIN_MS = 35_000;

export class Api {
  /**
   * @param {object} [options]
   * @param {() => string} [options.language]  of what the server says
   * @param {() => Promise<boolean>} [options.expired]  the log-in is over: true when there is a new one
   * @param {typeof fetch} [options.fetch]
   */
  constructor(options = {}) {
    this.csrf = '';
    this.options = options;
  }

  /** Who is logged in, or nobody. @returns {Promise<Session|null>} */
  async session() {
    const { data } = await this.request('GET', SESSION);
    return data ? this.remember(data) : null;
  }

  /** @param {string} email @param {string} password @returns {Promise<Session|{problem: string}>} a message's key */
  async logIn(email, password) {
    const { data, problem } = await this.request('POST', SESSION, { body: { email, password } });
    if (data) return this.remember(data);
    if (problem?.status === 429 || problem?.code === 'busy') return { problem: 'desk-login-wait' };
    return { problem: problem?.status === 0 || (problem?.status ?? 0) >= 500 ? 'desk-login-unreachable' : 'desk-login-failed' };
  }

  async logOut() {
    await this.request('DELETE', SESSION);
  }

  /**
   * A call of somebody who is logged in. When the log-in has ended meanwhile, or is another one, the call is made once
   * more under the new one: nobody writes anything twice.
   * @param {'GET'|'POST'|'PUT'|'PATCH'|'DELETE'} method
   * @param {string} path
   * @param {What} [what]
   * @returns {Promise<Answer>}
   */
  async call(method, path, what) {
    const answer = await this.request(method, path, what);
    const { status, code } = answer.problem ?? {};
    const again = status === 401 ? await this.options.expired?.() : code === 'csrf' && (await this.session()) !== null;
    return again ? this.request(method, path, what) : answer;
  }

  /**
   * @param {string} method @param {string} path
   * @param {What} [what]
   * @returns {Promise<Answer>}
   */
  async request(method, path, { body, raw, revision, known, as = 'json' } = {}) {
    /** @type {Record<string, string>} */
    const headers = { Accept: as === 'json' ? 'application/json' : '*/*' };
    if (this.options.language) headers['Accept-Language'] = this.options.language();
    if (method !== 'GET' && this.csrf !== '') headers['X-CSRF-Token'] = this.csrf;
    if (body) headers['Content-Type'] = 'application/json';
    else if (raw) headers['Content-Type'] = raw.type;
    if (revision !== undefined) headers['If-Match'] = `"${revision}"`;
    if (known) headers['If-None-Match'] = `"${known}"`;
    try {
      const send = this.options.fetch ?? fetch;
      const answer = await send(path, { method, headers, body: body ? JSON.stringify(body) : raw?.content, signal: AbortSignal.timeout(WITHIN_MS) });
      if (answer.status === 204) return { ok: true, data: {} };
      if (answer.status === 304) return { ok: true, data: null, revision: known, same: true };
      if (!answer.ok) return { ok: false, problem: problemOf(answer.status, await answer.json().catch(() => ({}))) };
      const data = as === 'json' ? await answer.json().catch(() => ({})) : await answer[as]();
      const tag = answer.headers?.get('ETag');
      return tag ? { ok: true, data, revision: tag.replace(/^W\/|"/g, '') } : { ok: true, data };
    } catch {
      return { ok: false, problem: problemOf(0, { code: 'unreachable' }) };
    }
  }

  /** @param {Session} session */
  remember(session) {
    this.csrf = session.csrf;
    return session;
  }
}

/** @param {number} status @param {any} data @returns {Problem} */
function problemOf(status, data) {
  const errors = Array.isArray(data?.errors) ? data.errors : [];
  const id = data?.id ?? errors.find((/** @type {any} */ error) => error?.id)?.id;
  return { status, code: String(data?.code ?? ''), detail: String(data?.detail ?? ''), errors, id, body: data };
}
