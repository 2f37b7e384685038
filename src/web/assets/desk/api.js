// @ts-check
import { Api } from '../shared/api.js';

/**
 * What the desk asks over HTTP, beside who is logged in.
 *
 * @typedef {{entry: string, title: string, score: number}} Found
 */

export class DeskApi extends Api {
  /** Published entries that fit a text. @param {string} text @returns {Promise<Found[]>} */
  async find(text) {
    const { data, problem } = await this.request('POST', '/api/v1/ask', { body: { text } });
    if (problem) throw new Error(problem.code);
    return Array.isArray(data.entries) ? data.entries : [];
  }
}
