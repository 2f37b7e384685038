// @ts-check
import { Api } from '../shared/api.js';
import { byId } from '../shared/dom.js';
import { Login, LoginAbove } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { Keep } from './core/keep.js';
import { Shell } from './view/shell.js';
import '../shared/icons.js';

/** `/studio`: log-in, then the pages of an editor. */

const root = document.documentElement;
const storage = browserStore();
const api = new Api({ language: () => root.lang, expired: () => above.ask() });
/** @type {Shell|null} */
let shell = null;
/** Who wrote what stands on the page. */
let me = '';

const speaker = new Speaker({
  storage,
  files: ['chat.ftl', 'desk.ftl', 'studio.ftl', 'requests.ftl'],
  heading: 'studio-title',
  spoken: (texts) => {
    login.speak(texts);
    shell?.speak(texts);
  },
});

const login = new Login({
  api,
  heading: 'studio-login-title',
  company: root.dataset.company ?? '',
  mark: root.dataset.mark ?? '',
  entered: (session) => entered(session),
  languages: () => speaker.select(),
});
byId('login').append(login.element);
byId('language').replaceWith(speaker.select());
byId('logout').addEventListener('click', async () => {
  await shell?.leave();
  await api.logOut();
  location.reload();
});

const above = new LoginAbove(login, byId('login'), 'studio-login-expired');

/** @param {import('../shared/api.js').Session} session */
function entered(session) {
  if (!above.waiting) {
    enter(session);
    return;
  }
  // What is typed belongs to one person: it is kept for them, and another one begins with a page of their own.
  if (session.user.id !== me) {
    location.reload();
    return;
  }
  above.entered();
}

/** @param {import('../shared/api.js').Session} session */
function enter(session) {
  const { role, name, id } = session.user;
  if (role !== 'editor' && role !== 'admin') {
    showLogin('studio-login-role');
    return;
  }
  me = id;
  byId('login').hidden = true;
  byId('studio').hidden = false;
  byId('me').textContent = name;
  byId('admin').hidden = role !== 'admin';
  shell = new Shell({ api, storage, keep: new Keep(storage, id), me: session.user, languages: (root.dataset.languages ?? '').split(',') });
  if (speaker.texts) shell.speak(speaker.texts);
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
