// @ts-check
import { Api } from '../shared/api.js';
import { byId } from '../shared/dom.js';
import { Login, LoginAbove } from '../shared/login.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';
import { AuditCore } from './audit.js';
import { AuditView } from './audit-view.js';
import { StaffCore } from './core.js';
import { RecordCore } from './record.js';
import { RecordView } from './record-view.js';
import { RecordsCore } from './records.js';
import { RecordsView } from './records-view.js';
import { placeOf, routeOf } from './route.js';
import { StaffView } from './view.js';
import '../shared/icons.js';

/** `/admin`: log-in, then what an admin looks after: the staff, the records, the log of what was done. */

const root = document.documentElement;
const api = new Api({ language: () => root.lang, expired: () => above.ask() });
const core = new StaffCore({ api, changed: () => view.later() });
const view = new StaffView(core);
const records = new RecordsCore({ api, changed: () => recordsView.later() });
const recordsView = new RecordsView(records, (problem) => view.refusal(problem));
const record = new RecordCore({ api, changed: () => recordView.later() });
const recordView = new RecordView(record, {
  refusal: (problem) => view.refusal(problem, 'record-gone'),
  go: (place) => replace(place),
  gone: (kind, words) => {
    // What is shown of the kind is no longer all true.
    records.state = 'idle';
    history.pushState(null, '', placeOf(kind));
    showPart();
    recordsView.say(words);
  },
});
const audit = new AuditCore({ api, changed: () => auditView.later() });
const auditView = new AuditView(audit, { go: (place) => replace(place), people: () => core.named() });
/** Who wrote what stands on the page. */
let me = '';

const speaker = new Speaker({
  storage: browserStore(),
  files: ['chat.ftl', 'desk.ftl', 'admin.ftl', 'records.ftl', 'record.ftl', 'audit.ftl', 'requests.ftl'],
  heading: 'admin-title',
  spoken: (texts) => {
    login.speak(texts);
    view.speak(texts);
    recordsView.speak(texts);
    recordView.speak(texts);
    auditView.speak(texts);
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

/** The parts of the page, each with the tab that leads to it. */
const PARTS = /** @type {const} */ ({ staff: 'staff', records: 'records', record: 'records', new: 'records', audit: 'audit' });
const TABS = /** @type {const} */ (['staff', 'records', 'audit']);

/** Shows what the address of the page names. */
function showPart() {
  const route = routeOf(location.hash);
  const main = route.part === 'new' ? 'record' : route.part;
  for (const part of ['staff', 'records', 'record', 'audit']) byId(`${part}-part`).hidden = part !== main;
  for (const tab of TABS) {
    if (tab === PARTS[route.part]) byId(`tab-${tab}`).setAttribute('aria-current', 'page');
    else byId(`tab-${tab}`).removeAttribute('aria-current');
  }
  switch (route.part) {
    case 'records':
      if (records.state === 'idle') records.count();
      recordsView.open(route.kind || records.kind);
      break;
    case 'record':
      recordView.said = '';
      record.open(route.kind, route.id);
      break;
    case 'new':
      recordView.said = '';
      record.begin(route.kind, route.values);
      break;
    case 'audit':
      audit.load(route.filter);
      break;
    default:
  }
}

/** Another address in the place of this one: "back" does not lead through it. @param {string} place */
function replace(place) {
  history.replaceState(null, '', place);
  showPart();
}

window.addEventListener('hashchange', () => {
  if (me === '') return;
  showPart();
  scrollTo(0, 0);
});

window.addEventListener('beforeunload', (event) => {
  if (record.dirty(true)) event.preventDefault();
});

/** @param {string} problem  a message's key */
function showLogin(problem) {
  byId('login').hidden = false;
  login.ask(problem);
}

await speaker.start();
const session = await api.session();
if (session) enter(session);
else showLogin('');
