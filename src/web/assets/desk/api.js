// @ts-check
import { Api } from '../shared/api.js';

/**
 * What the desk asks over HTTP, beside who is logged in.
 *
 * @typedef {{entry: string, title: string, score: number}} Found
 */

const DESK = '/api/v1/desk';

export class DeskApi extends Api {
  /** Published entries that fit a text. @param {string} text @returns {Promise<Found[]>} */
  async find(text) {
    const { data, problem } = await this.request('POST', '/api/v1/ask', { body: { text } });
    if (problem) throw new Error(problem.code);
    return Array.isArray(data.entries) ? data.entries : [];
  }

  /** Kinds of requests, forms and centres, in the page's language. */
  kinds() {
    return this.call('GET', `${DESK}/kinds`);
  }

  /** Whose conversation it is: owner, cars with what is left of their coverage, requests. @param {string} conversation */
  beside(conversation) {
    return this.call('GET', `${DESK}/conversations/${encodeURIComponent(conversation)}`);
  }

  /** Notes whose conversation it is: the technician has made sure. @param {string} conversation @param {string} owner */
  nameOwner(conversation, owner) {
    return this.call('PUT', `${DESK}/conversations/${encodeURIComponent(conversation)}/owner`, { body: { owner } });
  }

  /** A page of the board, unless it is the one with the `known` tag still. @param {Record<string, string>} filters @param {string|null} cursor @param {string} [known] */
  board(filters, cursor, known) {
    const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
    if (cursor) query.set('cursor', cursor);
    return this.call('GET', `${DESK}/requests?${query}`, { known });
  }

  /** One request with all that staff may know of it. @param {string} code */
  open(code) {
    return this.call('GET', `${DESK}/requests/${encodeURIComponent(code)}`);
  }

  /** Moves a request on; the server says what is missing. @param {string} code @param {number} revision @param {object} body */
  move(code, revision, body) {
    return this.call('POST', `${DESK}/requests/${encodeURIComponent(code)}/move`, { body, revision });
  }

  /** Complaint, cause, correction. @param {string} code @param {number} revision @param {object} body */
  describe(code, revision, body) {
    return this.call('PUT', `${DESK}/requests/${encodeURIComponent(code)}/case`, { body, revision });
  }

  /** A part that was exchanged. @param {string} code @param {number} revision @param {object} body */
  exchange(code, revision, body) {
    return this.call('POST', `${DESK}/requests/${encodeURIComponent(code)}/parts`, { body, revision });
  }

  /** Free times of a centre. @param {string} centre @param {string} service */
  slots(centre, service) {
    return this.call('GET', `${DESK}/slots?${new URLSearchParams({ centre, service })}`);
  }
}
