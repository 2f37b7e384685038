// @ts-check

/**
 * Brings a file to the server in pieces (`docs/protocol.md` section 14): what has arrived stays, and after a cut line it goes on from there.
 *
 * @typedef {object} Attachment
 * @property {string} id
 * @property {'image'|'video'|'audio'|'document'} kind
 * @property {string} type
 * @property {string} name
 * @property {number} size
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [duration_ms]
 * @property {boolean} thumbnail
 *
 * @typedef {object} Options
 * @property {() => Record<string, string>} headers  who brings it
 * @property {string} [conversation]  from staff: for which
 * @property {string} language
 * @property {() => void} changed
 */

export const UPLOADS = '/api/v1/uploads';
/** What may be chosen. */
export const ACCEPTED = 'image/*,application/pdf,video/mp4,video/quicktime,video/webm,audio/*';
/** Files of one message. */
export const MOST = 10;
/** Bytes of one request: five seconds of a 400 kbit/s line. */
const PIECE = 256 * 1024;
/** Longest side of a photo that leaves the phone, in pixels, and its quality. */
const SIDE = 1_600;
const QUALITY = 0.8;
/** What is this small already stays as it is. */
const SMALL = 300 * 1024;
/** Attempts in a row without a byte more, and the pause after the first. */
const ATTEMPTS = 7;
const PAUSE_MS = 1_000;

export class Upload {
  /** @param {File} file @param {Options} options */
  constructor(file, options) {
    this.file = file;
    this.options = options;
    /** @type {'going'|'done'|'failed'} */
    this.state = 'going';
    /** Share that has arrived. */
    this.share = 0;
    /** Why it failed, for a person. */
    this.message = '';
    /** @type {Attachment|null} */
    this.attachment = null;
    /** @type {string|null} */
    this.address = null;
    this.abort = new AbortController();
  }

  /** One that has arrived on an earlier visit. @param {Attachment} attachment @param {Options} options */
  static kept(attachment, options) {
    const upload = new Upload(new File([], attachment.name), options);
    upload.state = 'done';
    upload.share = 1;
    upload.attachment = attachment;
    upload.address = `${UPLOADS}/${attachment.id}`;
    return upload;
  }

  /** Brings it, or tells why not. */
  async start() {
    this.state = 'going';
    this.message = '';
    this.abort = new AbortController();
    try {
      if (this.address === null) this.file = await shrunk(this.file);
      await this.bring();
      this.state = 'done';
    } catch (error) {
      if (this.abort.signal.aborted) return;
      this.state = 'failed';
      this.message = error instanceof Refused && !error.again ? error.message : '';
    }
    this.options.changed();
  }

  /** Takes it back. */
  cancel() {
    this.abort.abort();
    if (this.address) fetch(this.address, { method: 'DELETE', headers: this.headers() }).catch(() => {});
  }

  async bring() {
    let offset = this.address === null ? await this.begin() : await this.offset();
    let left = ATTEMPTS;
    while (offset < this.file.size) {
      this.share = offset / this.file.size;
      this.options.changed();
      try {
        const piece = this.file.slice(offset, offset + PIECE);
        const response = await this.ask('PATCH', /** @type {string} */ (this.address), { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, piece);
        offset = Number(response.headers.get('Upload-Offset'));
        left = ATTEMPTS;
      } catch (error) {
        if (error instanceof Refused && !error.again) throw error;
        left -= 1;
        if (left === 0) throw error;
        await this.pause(PAUSE_MS * 2 ** (ATTEMPTS - 1 - left));
        offset = await this.offset().catch((/** @type {unknown} */ why) => {
          if (why instanceof Refused && !why.again) throw why;
          return offset;
        });
      }
    }
    this.share = 1;
    const about = await this.ask('GET', `${this.address}/about`);
    this.attachment = await about.json();
  }

  async begin() {
    const { conversation } = this.options;
    const pairs = [`filename ${base64(this.file.name)}`, `filetype ${base64(this.file.type)}`];
    if (conversation) pairs.push(`conversation ${base64(conversation)}`);
    const response = await this.ask('POST', UPLOADS, { 'Upload-Length': String(this.file.size), 'Upload-Metadata': pairs.join(',') });
    this.address = response.headers.get('Location');
    return 0;
  }

  async offset() {
    const response = await this.ask('HEAD', /** @type {string} */ (this.address));
    return Number(response.headers.get('Upload-Offset'));
  }

  /** @param {number} ms */
  pause(ms) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      this.abort.signal.addEventListener('abort', () => (clearTimeout(timer), reject(new Error('cancelled'))), { once: true });
    });
  }

  headers() {
    return { 'Tus-Resumable': '1.0.0', 'Accept-Language': this.options.language, ...this.options.headers() };
  }

  /** @param {string} method @param {string} address @param {Record<string, string>} [more] @param {Blob} [body] */
  async ask(method, address, more, body) {
    const response = await fetch(address, { method, headers: { ...this.headers(), ...more }, body, signal: this.abort.signal });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    // Another offset, too much at once, or a server that restarts: it goes on from where it is.
    const again = response.status === 409 || response.status === 429 || (response.status >= 500 && response.status !== 507);
    throw new Refused(typeof problem.detail === 'string' ? problem.detail : '', again);
  }
}

/** The server's no. */
class Refused extends Error {
  /** @param {string} message @param {boolean} again  whether it may go well later */
  constructor(message, again) {
    super(message);
    this.again = again;
  }
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/**
 * A photo as small as it needs to be, upright, and without what the camera wrote into it; other files, and what this browser cannot open, as they are.
 * @param {File} file
 */
async function shrunk(file) {
  if (!file.type.startsWith('image/') || (file.size <= SMALL && file.type !== 'image/heic')) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pencil = canvas.getContext('2d');
    if (!pencil) return file;
    // JPEG has no see-through parts.
    pencil.fillStyle = '#fff';
    pencil.fillRect(0, 0, canvas.width, canvas.height);
    pencil.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    /** @type {Blob|null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`, { type: 'image/jpeg' });
  } catch {
    return file;
  }
}
