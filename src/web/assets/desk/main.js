// @ts-check
import { byId } from '../shared/dom.js';
import { browserClock, watchBrowser, webSocket } from '../shared/link.js';
import { browserStore, shareOutbox } from '../shared/outbox.js';
import { loadTexts } from '../shared/texts.js';
import { uuid } from '../shared/uuid.js';
import { Api } from './api.js';
import { Alarm } from './alarm.js';
import { DeskCore } from './core.js';
import { DeskView } from './view.js';

/** `/desk`: log-in, then core and view of one technician. */

const LANGUAGE_KEY = 'aftercare.desk.language';
const FILES = ['chat.ftl', 'desk.ftl'];
const root = document.documentElement;
const languages = (root.dataset.languages ?? '').split(',');
const storage = browserStore();
const api = new Api();
const alarm = new Alarm(storage);

/** @type {import('../shared/texts.js').Texts} */
let texts;
/** @type {{core: DeskCore, view: DeskView}|null} */
let desk = null;
/** Why the log-in page is shown, as a message. */
let problem = '';

/** @param {string} language */
async function speak(language) {
  try {
    texts = await loadTexts(language, FILES);
  } catch {
    return;
  }
  root.lang = language;
  texts.fill(document);
  document.title = texts.t('desk-title');
  for (const select of document.querySelectorAll('[data-language]')) /** @type {HTMLSelectElement} */ (select).value = language;
  byId('login-problem').textContent = problem && texts.t(problem);
  desk?.view.speak(texts);
}

/** @param {string} key */
function showLogin(key) {
  problem = key;
  byId('desk').hidden = true;
  byId('login').hidden = false;
  byId('login-problem').textContent = key && texts.t(key);
  byId(/** @type {HTMLInputElement} */ (byId('email')).value === '' ? 'email' : 'password').focus();
}

/** @param {import('./api.js').Session} session */
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
    refused: (entry, code, message) => view.refused(entry, code, message),
    done: (entry) => view.done(entry),
    waiting: (row) => alarm.waiting(row, texts),
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
      if (core.link.state === 'stopped' && core.link.code === 4502) expired();
      else view.draw();
    });
  }
  const look = () => core.look(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  look();
  view.speak(texts);
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

byId('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (byId('login-go'));
  const email = /** @type {HTMLInputElement} */ (byId('email'));
  const password = /** @type {HTMLInputElement} */ (byId('password'));
  button.disabled = true;
  const answer = await api.logIn(email.value.trim(), password.value);
  button.disabled = false;
  if ('problem' in answer) {
    showLogin(answer.problem);
    password.select();
    return;
  }
  password.value = '';
  enter(answer);
});

/** @param {import('./api.js').Session} session */
function enter(session) {
  if (session.user.role === 'technician' || session.user.role === 'admin') openDesk(session);
  else showLogin('desk-login-role');
}

for (const select of document.querySelectorAll('[data-language]')) {
  select.addEventListener('change', () => {
    const language = /** @type {HTMLSelectElement} */ (select).value;
    storage.setItem(LANGUAGE_KEY, language);
    speak(language);
  });
}

const chosen = storage.getItem(LANGUAGE_KEY);
await speak(chosen && languages.includes(chosen) ? chosen : root.lang);
const session = await api.session();
if (session) enter(session);
else {
  showLogin(storage.getItem(EXPIRED_KEY) ? 'desk-login-expired' : '');
  storage.removeItem(EXPIRED_KEY);
}
