// @ts-check
/**
 * Manuals and pictures of answers, without DOM: what is looked for, what came, and what is done with one.
 *
 * @typedef {import('../../shared/api.js').Problem} Problem
 *
 * @typedef {{id: string, title: string, published: boolean, draft: boolean}} Use  a topic that needs it; neither: an older version does
 *
 * @typedef {object} Attached
 * @property {string} name
 * @property {string} link  as an answer names it
 * @property {string} url
 * @property {string} media
 * @property {number} size  in bytes
 * @property {number} [width]  of a picture, in pixels
 * @property {number} [height]
 * @property {string} revision  of its bytes
 * @property {number} uses
 * @property {Use[]} used_by  the first of them
 * @property {string} [removed_at]  when it goes, as nothing needs it
 * @property {string} updated_at
 * @property {string} updated_by
 *
 * @typedef {{file?: Attached, large?: number, problem?: Problem}} Brought  `large`: it has more than so many megabytes, and was not sent
 *
 * @typedef {object} Options
 * @property {Pick<import('../../shared/api.js').Api, 'call'>} api
 * @property {() => void} [changed]
 */

const FILES = '/api/v1/faq/files';
/** What the server takes; it looks at the bytes, and this only at names. */
export const ACCEPTED = { any: '.pdf,.png,.jpg,.jpeg,.webp', picture: '.png,.jpg,.jpeg,.webp', manual: '.pdf' };
const MEGABYTE = 1 << 20;
/** Files asked for at once. */
const PAGE = 30;
/** Longest part of a file's own name that is sent: its end, where the type stands. */
const MOST_NAME = 60;

/** @param {{media: string}} file */
export const isPicture = ({ media }) => media.startsWith('image/');

/** Where its bytes are, and not those that stood there before. @param {Attached} file */
export const place = ({ url, revision }) => `${url}?v=${revision}`;

/** What a refusal says of the file; nothing where it says no more than its code. @param {Problem} problem @returns {string} */
export const fault = (problem) => problem.body?.problems?.[0]?.message ?? (problem.code === 'in_use' ? problem.detail : '');

export class Files {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.q = '';
    /** @type {Attached[]} */
    this.items = [];
    /** @type {string|null} */
    this.next = null;
    /** The largest that is taken, in bytes; 0: not known yet. */
    this.most = 0;
    /** @type {'loading'|'ready'|'failed'} */
    this.state = 'loading';
    /** @type {Problem|null} */
    this.problem = null;
    this.turn = 0;
  }

  changed() {
    this.options.changed?.();
  }

  /** In megabytes, as people count. */
  get limit() {
    return Math.floor(this.most / MEGABYTE);
  }

  /** The first page of what is looked for. */
  load() {
    return this.page('', []);
  }

  /** The next page. */
  async more() {
    if (this.next) await this.page(this.next, this.items);
  }

  /** @param {string} cursor @param {Attached[]} before */
  async page(cursor, before) {
    const turn = (this.turn += 1);
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (this.q.trim() !== '') query.set('q', this.q.trim());
    if (cursor) query.set('cursor', cursor);
    const { data, problem } = await this.options.api.call('GET', `${FILES}?${query}`);
    if (turn !== this.turn) return;
    this.problem = problem ?? null;
    if (problem) this.state = 'failed';
    else {
      const known = new Set(before.map(({ name }) => name));
      this.state = 'ready';
      this.items = [...before, ...data.items.filter((/** @type {Attached} */ one) => !known.has(one.name))];
      this.next = data.next;
      this.most = data.max_bytes;
    }
    this.changed();
  }

  /** One file as it is now. @param {string} name @returns {Promise<{file?: Attached, problem?: Problem}>} */
  async one(name) {
    const { data, problem } = await this.options.api.call('GET', `${FILES}/${name}`);
    return problem ? { problem } : { file: data };
  }

  /** Brings a new one; the same one again is the same. @param {File} file @returns {Promise<Brought>} */
  bring(file) {
    return this.send('POST', `${FILES}?name=${encodeURIComponent(file.name.slice(-MOST_NAME))}`, file);
  }

  /** Puts a file in the place of one. @param {Attached} there @param {File} file @returns {Promise<Brought>} */
  replace(there, file) {
    return this.send('PUT', `${FILES}/${there.name}`, file, there.revision);
  }

  /** @param {'POST'|'PUT'} method @param {string} path @param {File} file @param {string} [revision] @returns {Promise<Brought>} */
  async send(method, path, file, revision) {
    if (this.most === 0) {
      const { data } = await this.options.api.call('GET', `${FILES}?limit=1`);
      this.most = data?.max_bytes ?? 0;
    }
    if (this.most > 0 && file.size > this.most) return { large: this.limit };
    const { data, problem } = await this.options.api.call(method, path, { raw: { type: 'application/octet-stream', content: file }, ...(revision ? { revision } : {}) });
    if (problem) return { problem };
    this.put(data);
    return { file: data };
  }

  /** @param {Attached} file @returns {Promise<Problem|null>} */
  async remove(file) {
    const { problem } = await this.options.api.call('DELETE', `${FILES}/${file.name}`);
    if (problem) return problem;
    this.items = this.items.filter(({ name }) => name !== file.name);
    this.changed();
    return null;
  }

  /** Shows one first, or in the place where it stands. @param {Attached} file */
  put(file) {
    const at = this.items.findIndex(({ name }) => name === file.name);
    if (at === -1) this.items.unshift(file);
    else this.items[at] = file;
    this.changed();
  }
}
