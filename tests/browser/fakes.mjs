// Time, a line and a database that do what a test says.

/** Time that only moves when a test says so. */
export function clock() {
  let now = 1_000_000;
  let timers = [];
  let count = 0;
  return {
    now: () => now,
    random: () => 0.5,
    after: (run, ms) => {
      const timer = { id: (count += 1), at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => {
      timers = timers.filter((one) => one !== timer);
    },
    /** Lets time pass, running what falls due. */
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
  };
}

/** The other end of the line: every socket that the client opened, and what it sent. */
export function line() {
  const sockets = [];
  const open = (events) => {
    const socket = {
      sent: [],
      closedByClient: false,
      send: (text) => socket.sent.push(JSON.parse(text)),
      close: () => (socket.closedByClient = true),
      frame: (frame) => events.message(JSON.stringify(frame)),
      opened: () => events.opened(),
      closed: (code = 1006, reason = '') => events.closed(code, reason),
      of: (type) => socket.sent.filter((frame) => frame.type === type),
    };
    sockets.push(socket);
    return socket;
  };
  return { open, sockets, get last() { return sockets[sockets.length - 1]; } };
}

/**
 * IndexedDB with one store, as far as the shelf of an outbox uses it: transactions one after the other, whole or not at all.
 * `answer` says what becomes of an opening: `good`, `error`, `throw`, or `none` until `come()`.
 */
export function database(answer = 'good') {
  const drawers = new Map();
  let gate = Promise.resolve();
  let last = Promise.resolve();
  const fake = { drawers, full: false, closed: 0, handle: null, hold: () => {}, release: () => {}, come: () => {}, factory: { open } };
  /** Transactions wait from here on, until `release()`. */
  fake.hold = () => {
    gate = new Promise((done) => (fake.release = done));
  };

  function transaction() {
    const asked = [];
    const ask = (run) => asked[asked.push({ run }) - 1];
    const own = { isAborted: false, abort: () => (own.isAborted = true), objectStore: () => store };
    let work = new Map();
    const store = {
      get: (key) => ask(() => structuredClone(work.get(key))),
      getKey: (key) => ask(() => (work.has(key) ? key : undefined)),
      getAllKeys: () => ask(() => [...work.keys()]),
      delete: (key) => ask(() => void work.delete(key)),
      put: (value, key) => ask(() => {
        if (fake.full) throw new Error('QuotaExceededError');
        work.set(key, structuredClone(value));
      }),
    };
    last = last.then(async () => {
      await gate;
      work = new Map(drawers);
      try {
        for (const request of asked) {
          if (own.isAborted) return;
          request.result = request.run();
          request.onsuccess?.();
        }
      } catch {
        own.onabort?.();
        return;
      }
      drawers.clear();
      for (const [key, value] of work) drawers.set(key, value);
      own.oncomplete?.();
    });
    return own;
  }

  function handle() {
    let isClosed = false;
    const close = () => {
      isClosed = true;
      fake.closed += 1;
    };
    return { close, createObjectStore: () => {}, transaction: () => (isClosed ? refuse() : transaction()) };
  }

  function refuse() {
    throw new Error('InvalidStateError');
  }

  function open() {
    if (answer === 'throw') refuse();
    const request = { result: (fake.handle = handle()) };
    fake.come = () => {
      request.onupgradeneeded?.();
      request.onsuccess();
    };
    if (answer === 'good') queueMicrotask(fake.come);
    if (answer === 'error') queueMicrotask(() => request.onerror());
    return request;
  }
  return fake;
}
