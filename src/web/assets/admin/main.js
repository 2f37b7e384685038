// @ts-check
import { Api } from '../shared/api.js';
import { byId, h } from '../shared/dom.js';
import { Login } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { StaffCore } from './core.js';
import { StaffView } from './view.js';

/** `/admin`: log-in, then the staff list of an admin. */

const root = document.documentElement;
const api = new Api({ language: () => root.lang, expired: () => logInAgain() });
const core = new StaffCore({ api, changed: () => view.later() });
const view = new StaffView(core);
/** Who wrote what stands on the page. */
let me = '';

const speaker = new Speaker({
  storage: browserStore(),
  files: ['chat.ftl', 'desk.ftl', 'admin.ftl'],
  heading: 'admin-title',
  spoken: (texts) => {
    login.speak(texts);
    view.speak(texts);
  },
});

const login = new Login({
  api,
  heading: 'admin-login-title',
  company: root.dataset.company ?? '',
  mark: root.dataset.mark ?? '',
  entered: (session) => entered(session),
  languages: () => speaker.select(),
});
byId('login').append(login.element);
byId('language').replaceWith(speaker.select());
byId('logout').addEventListener('click', async () => {
  await api.logOut();
  location.reload();
});

/** What waits for a new log-in: the calls that were refused. @type {{dialog: HTMLDialogElement, done: Promise<boolean>, end: (entered: boolean) => void}|null} */
let waiting = null;

/** The log-in has ended: asks for a new one above the page, so that nothing typed is lost. @returns {Promise<boolean>} */
function logInAgain() {
  if (waiting) return waiting.done;
  let end = (/** @type {boolean} */ _) => {};
  const done = new Promise((/** @type {(entered: boolean) => void} */ resolve) => (end = resolve));
  const dialog = h('dialog', { class: 'login-again', 'aria-labelledby': 'login-title' }, login.element);
  dialog.addEventListener('close', () => {
    byId('login').append(login.element);
    dialog.remove();
    waiting = null;
    end(false);
  });
  waiting = { dialog, done, end };
  document.body.append(dialog);
  dialog.showModal();
  login.ask('admin-login-expired');
  return done;
}

/** @param {import('../shared/api.js').Session} session */
function entered(session) {
  if (!waiting) {
    enter(session);
    return;
  }
  // What is typed belongs to one person: another one begins with a page of their own.
  if (session.user.id !== me) {
    location.reload();
    return;
  }
  waiting.end(true);
  waiting.dialog.close();
}

/** @param {import('../shared/api.js').Session} session */
function enter(session) {
  if (session.user.role !== 'admin') {
    showLogin('admin-login-role');
    return;
  }
  me = session.user.id;
  byId('login').hidden = true;
  byId('admin').hidden = false;
  byId('me').textContent = session.user.name;
  view.enter(session.user);
  core.load();
}

/** @param {string} problem  a message's key */
function showLogin(problem) {
  byId('login').hidden = false;
  login.ask(problem);
}

await speaker.start();
const session = await api.session();
if (session) enter(session);
else showLogin('');
