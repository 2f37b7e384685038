// @ts-check
/**
 * A connection without a WebSocket: what the server says comes as server-sent events, and each frame of ours is a request
 * (`docs/protocol.md` section 1). To `link.js` it is a socket like any other.
 *
 * @typedef {import('./link.js').Socket} Socket
 * @typedef {import('./link.js').SocketEvents} SocketEvents
 */

const EVENTS = '/api/v1/chat/events';
const FRAMES = '/api/v1/chat/frames';
/** A line that was cut. */
const CUT = 1006;

/** What tests put in the browser's place. @typedef {(path: string, options: RequestInit) => Promise<Response>} Fetch */

/**
 * @param {SocketEvents} events
 * @param {Fetch} [ask]
 * @returns {Socket}
 */
export function eventStream(events, ask = (path, options) => fetch(path, options)) {
  const ending = new AbortController();
  /** With it we speak for this connection. @type {string|null} */
  let key = null;
  let begun = false;
  let over = false;
  /** @type {string[]} */
  const waiting = [];
  let sending = false;

  /** @param {number} code @param {string} reason */
  function end(code, reason) {
    if (over) return;
    over = true;
    ending.abort();
    events.closed(code, reason);
  }

  /** @param {string} path @param {string} body @param {Record<string, string>} [headers] */
  function post(path, body, headers) {
    return ask(path, { method: 'POST', body, credentials: 'omit', cache: 'no-store', redirect: 'error', signal: ending.signal, headers: { 'Content-Type': 'application/json', ...headers } });
  }

  /** @param {string} hello */
  async function begin(hello) {
    try {
      const response = await post(EVENTS, hello, { Accept: 'text/event-stream' });
      if (!response.ok || !response.body) return end(CUT, '');
      const read = parser((name, data) => {
        if (over) return;
        if (name === 'message') events.message(data);
        else if (name === 'open') {
          key = JSON.parse(data).connection;
          drain();
        } else if (name === 'close') {
          const { code, reason } = JSON.parse(data);
          end(code, reason);
        }
      });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        read(decoder.decode(value, { stream: true }));
      }
    } catch {
      // Cut off, or ended by ourselves.
    }
    end(CUT, '');
  }

  /** One after the other, so that they arrive in their order. */
  async function drain() {
    if (sending || key === null) return;
    sending = true;
    try {
      while (waiting.length > 0 && !over) {
        const response = await post(FRAMES, waiting[0], { Authorization: `Bearer ${key}` });
        if (!response.ok) return end(CUT, '');
        waiting.shift();
      }
    } catch {
      end(CUT, '');
    } finally {
      sending = false;
    }
  }

  // Not before who opens it has got it.
  queueMicrotask(() => {
    if (!over) events.opened();
  });
  return {
    send(text) {
      if (over) return;
      if (!begun) {
        begun = true;
        begin(text);
        return;
      }
      waiting.push(text);
      drain();
    },
    close() {
      over = true;
      ending.abort();
    },
  };
}

/**
 * Reads a stream of events as it comes, in whatever pieces.
 * @param {(name: string, data: string) => void} tell
 * @returns {(piece: string) => void}
 */
export function parser(tell) {
  let rest = '';
  return (piece) => {
    rest += piece;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      let name = 'message';
      let data = '';
      for (const line of rest.slice(0, end).split('\n')) {
        if (line.startsWith('event: ')) name = line.slice(7);
        else if (line.startsWith('data: ')) data += line.slice(6);
      }
      rest = rest.slice(end + 2);
      if (data !== '') tell(name, data);
    }
  };
}
