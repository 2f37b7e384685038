// @ts-check
import { Api } from '../shared/api.js';
import { byId } from '../shared/dom.js';
import { Login, LoginAbove } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { StaffCore } from './core.js';
import { RecordsCore } from './records.js';
import { RecordsView } from './records-view.js';
import { StaffView } from './view.js';

/** `/admin`: log-in, then the staff list of an admin. */

const root = document.documentElement;
const api = new Api({ language: () => root.lang, expired: () => above.ask() });
const core = new StaffCore({ api, changed: () => view.later() });
const view = new StaffView(core);
const records = new RecordsCore({ api, changed: () => recordsView.later() });
const recordsView = new RecordsView(records, (problem) => view.refusal(problem));
/** Who wrote what stands on the page. */
let me = '';

const speaker = new Speaker({
  storage: browserStore(),
  files: ['chat.ftl', 'desk.ftl', 'admin.ftl', 'records.ftl'],
  heading: 'admin-title',
  spoken: (texts) => {
    login.speak(texts);
    view.speak(texts);
    recordsView.speak(texts);
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
  showPart();
}

/** Shows the part of the page that its address names. */
function showPart() {
  const isRecords = location.hash === '#records';
  byId('staff-part').hidden = isRecords;
  byId('records-part').hidden = !isRecords;
  for (const [id, current] of /** @type {[string, boolean][]} */ ([['tab-staff', !isRecords], ['tab-records', isRecords]])) {
    if (current) byId(id).setAttribute('aria-current', 'page');
    else byId(id).removeAttribute('aria-current');
  }
  if (isRecords && records.state === 'idle') records.load();
}

window.addEventListener('hashchange', () => me !== '' && showPart());

/** @param {string} problem  a message's key */
function showLogin(problem) {
  byId('login').hidden = false;
  login.ask(problem);
}

await speaker.start();
const session = await api.session();
if (session) enter(session);
else showLogin('');
