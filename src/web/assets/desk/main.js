// @ts-check
import { shareOutbox } from '../shared/adopt.js';
import { byId } from '../shared/dom.js';
import { browserClock, watchBrowser, webSocket } from '../shared/link.js';
import { Login } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { uuid } from '../shared/uuid.js';
import { Alarm } from './alarm.js';
import { DeskApi } from './api.js';
import { DeskCore } from './core.js';
import { DeskView } from './view.js';
import '../shared/icons.js';

/** `/desk`: log-in, then core and view of one technician. */

/** The log-in is over, or was ended by somebody else. */
const LOGGED_OUT = new Set([4502, 4503]);

const root = document.documentElement;
const storage = browserStore();
const api = new DeskApi({ language: () => root.lang });
const alarm = new Alarm(storage);
/** @type {{core: DeskCore, view: DeskView}|null} */
let desk = null;

const speaker = new Speaker({
  storage,
  files: ['chat.ftl', 'desk.ftl', 'files.ftl'],
  heading: 'desk-title',
  spoken: (texts) => {
    login.speak(texts);
    desk?.view.speak(texts);
  },
});

const login = new Login({
  api,
  heading: 'desk-login-title',
  company: root.dataset.company ?? '',
  mark: root.dataset.mark ?? '',
  entered: (session) => enter(session),
  languages: () => speaker.select(),
});
byId('login').append(login.element);
byId('language').replaceWith(speaker.select());

/** @param {string} problem  a message's key */
function showLogin(problem) {
  byId('desk').hidden = true;
  byId('login').hidden = false;
  login.ask(problem);
}

/** @param {import('../shared/api.js').Session} session */
function openDesk(session) {
  byId('login').hidden = true;
  byId('desk').hidden = false;
  const core = new DeskCore({
    open: webSocket('/ws/v1/desk'),
    clock: browserClock,
    storage,
    uuid,
    user: session.user,
    csrf: session.csrf,
    hidden: () => document.visibilityState === 'hidden',
    changed: () => changed(),
    refused: (entry, code, message, fields) => view.refused(entry, code, message, fields),
    done: (entry) => view.done(entry),
    waiting: (row) => speaker.texts && alarm.waiting(row, speaker.texts),
    raised: (row) => speaker.texts && alarm.waiting(row, speaker.texts),
    arrived: (talk) => alarm.word(talk, core.mine(talk.id)),
  });
  const view = new DeskView(core, { api, storage, alarm, logOut });
  desk = { core, view };
  let scheduled = false;
  function changed() {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      if (desk?.core !== core) return;
      if (core.link.state === 'stopped' && LOGGED_OUT.has(core.link.code)) expired();
      else view.draw();
    });
  }
  const look = () => core.look(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  look();
  if (speaker.texts) view.speak(speaker.texts);
  core.start();
  watchBrowser(core.link);
  shareOutbox(core.outbox, () => {
    core.pump();
    changed();
  });
}

function expired() {
  desk = null;
  // A page has one desk: a new log-in starts from a clean one.
  storage.setItem(EXPIRED_KEY, '1');
  location.reload();
}
const EXPIRED_KEY = 'aftercare.desk.expired';

async function logOut() {
  desk?.core.link.stop();
  await api.logOut();
  location.reload();
}

/** @param {import('../shared/api.js').Session} session */
function enter(session) {
  if (session.user.role === 'technician' || session.user.role === 'admin') openDesk(session);
  else showLogin('desk-login-role');
}

await speaker.start();
const session = await api.session();
if (session) enter(session);
else {
  showLogin(storage.getItem(EXPIRED_KEY) ? 'desk-login-expired' : '');
  storage.removeItem(EXPIRED_KEY);
}
