// Time and a line that do what a test says.

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
