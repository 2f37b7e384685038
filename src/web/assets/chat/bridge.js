// @ts-check
/**
 * The chat's side of the talk with `/widget.js` on the exporter's site. A message counts only when it comes from the
 * window that holds this frame, and from the origin that spoke first; where the browser tells the holder's origin, that
 * one must agree. We answer to exactly that origin, never to `*`.
 *
 * Loader to frame: `hello` (`open`, `language`, `quiet?`, `inline?`, `colour?`, `title?`), `open` (`quiet?`), `close`, `language` (`language`), `draft` (`text`), `identify` (`token`:
 * who the site's owner is, signed), `reset` (they have logged out).
 * Frame to loader: `ready`, `started` (there is a conversation), `unread` (`count`), `close`, `message`. Every message has `aftercare: <name>`.
 *
 * @typedef {{aftercare: string} & Record<string, any>} Message
 */

/** @type {Record<string, (message: Message) => boolean>} */
const KNOWN = {
  hello: (message) => typeof message.open === 'boolean',
  open: () => true,
  close: () => true,
  language: (message) => typeof message.language === 'string' && /^[a-z]{2,3}$/.test(message.language),
  // 4,000 letters of two units each.
  draft: (message) => typeof message.text === 'string' && message.text.length <= 8_000,
  identify: (message) => typeof message.token === 'string' && /^[\w.-]{1,4096}$/.test(message.token),
  reset: () => true,
};

export class Bridge {
  /**
   * @param {object} options
   * @param {{postMessage: (message: Message, origin: string) => void}} options.parent
   * @param {string|null} options.holder  the origin of the page around us where the browser tells it, else null
   * @param {(message: Message) => void} options.received
   */
  constructor({ parent, holder, received }) {
    this.parent = parent;
    this.holder = holder;
    this.callback = received;
    /** @type {string|null} */
    this.origin = null;
    /** @type {Map<string, Message>} */
    this.waiting = new Map();
  }

  /**
   * @param {{source: any, origin: string, data: any}} event
   * @returns {boolean} whether it was for us
   */
  receive(event) {
    if (event.source !== this.parent) return false;
    if (!/^https?:\/\//.test(event.origin)) return false;
    if (this.holder !== null && event.origin !== this.holder) return false;
    if (this.origin !== null && event.origin !== this.origin) return false;
    const message = event.data;
    if (message === null || typeof message !== 'object' || typeof message.aftercare !== 'string') return false;
    if (!Object.hasOwn(KNOWN, message.aftercare) || !KNOWN[message.aftercare](message)) return false;
    if (this.origin === null) {
      if (message.aftercare !== 'hello') return false;
      this.origin = event.origin;
      for (const kept of this.waiting.values()) this.parent.postMessage(kept, this.origin);
      this.waiting.clear();
    }
    this.callback(message);
    return true;
  }

  /** Tells the loader; before it has said hello, the newest of each kind is kept. @param {Message} message */
  post(message) {
    if (this.origin === null) this.waiting.set(message.aftercare, message);
    else this.parent.postMessage(message, this.origin);
  }
}

/** The origin of the page around this frame, where the browser tells it. @returns {string|null} */
export function holderOrigin() {
  const ancestors = /** @type {any} */ (location).ancestorOrigins;
  return ancestors && ancestors.length > 0 ? ancestors[0] : null;
}
