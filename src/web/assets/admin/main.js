// @ts-check
import { Api } from '../shared/api.js';
import { byId } from '../shared/dom.js';
import { Login, LoginAbove } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { StaffCore } from './core.js';
import { StaffView } from './view.js';

/** `/admin`: log-in, then the staff list of an admin. */

const root = document.documentElement;
const api = new Api({ language: () => root.lang, expired: () => above.ask() });
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

const above = new LoginAbove(login, byId('login'), 'admin-login-expired');

/** @param {import('../shared/api.js').Session} session */
function entered(session) {
  if (!above.waiting) {
    enter(session);
    return;
  }
  // What is typed belongs to one person: another one begins with a page of their own.
  if (session.user.id !== me) {
    location.reload();
    return;
  }
  above.entered();
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
