// @ts-check
/**
 * The few HTTP calls of the desk (`docs/protocol.md` section 6).
 *
 * @typedef {{csrf: string, user: import('./core.js').User}} Session
 * @typedef {{entry: string, title: string, score: number}} Found
 */

const SESSION = '/api/v1/session';

export class Api {
  constructor() {
    this.csrf = '';
  }

  /** Who is logged in, or nobody. @returns {Promise<Session|null>} */
  async session() {
    try {
      const answer = await fetch(SESSION, { headers: { Accept: 'application/json' } });
      if (!answer.ok) return null;
      return this.remember(await answer.json());
    } catch {
      return null;
    }
  }

  /** @param {string} email @param {string} password @returns {Promise<Session|{problem: string}>} */
  async logIn(email, password) {
    try {
      const answer = await fetch(SESSION, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
      if (answer.ok) return this.remember(await answer.json());
      if (answer.status === 429) return { problem: 'desk-login-wait' };
      return { problem: answer.status >= 500 ? 'desk-login-unreachable' : 'desk-login-failed' };
    } catch {
      return { problem: 'desk-login-unreachable' };
    }
  }

  async logOut() {
    try {
      await fetch(SESSION, { method: 'DELETE', headers: { 'X-CSRF-Token': this.csrf } });
    } catch {
      // The cookie ends by itself.
    }
  }

  /** Published entries that fit a text. @param {string} text @returns {Promise<Found[]>} */
  async find(text) {
    const answer = await fetch('/api/v1/ask', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.csrf }, body: JSON.stringify({ text }) });
    if (!answer.ok) throw new Error(String(answer.status));
    const { entries } = await answer.json();
    return Array.isArray(entries) ? entries : [];
  }

  /** @param {Session} session */
  remember(session) {
    this.csrf = session.csrf;
    return session;
  }
}
