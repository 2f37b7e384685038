// @ts-check
import { Api } from '../shared/api.js';
import { byId, h, put } from '../shared/dom.js';
import { browserStore } from '../shared/outbox.js';
import { Speaker } from '../shared/speaker.js';

/**
 * `/password#TOKEN`: sets the password of whoever was given the link. The token stays behind the `#`, which no browser
 * sends, until it is used or of no use; then it leaves the address bar and the history.
 */

/** The contract's limits, in characters. */
const LEAST = 12;
const MOST = 128;

const root = document.documentElement;
const api = new Api({ language: () => root.lang });
let token = location.hash.slice(1);
/** @type {'form'|'none'|'over'|'done'} */
let state = token === '' ? 'none' : 'form';
let email = '';
/** What is wrong, as words of the server or a message's key. */
let problem = { key: '', detail: '' };
let saving = false;

const speaker = new Speaker({ storage: browserStore(), files: ['chat.ftl', 'desk.ftl', 'admin.ftl'], heading: 'password-title', spoken: () => draw() });
byId('language').replaceWith(speaker.select());

const password = h('input', { class: 'field', id: 'password', type: 'password', autocomplete: 'new-password', maxlength: MOST, 'aria-describedby': 'password-error password-help', required: true });

/** @param {string} key @param {Record<string, string|number>} [values] */
const t = (key, values) => speaker.texts?.t(key, values) ?? '';

function draw() {
  const focused = document.activeElement === password;
  if (state === 'form') put(byId('content'), form());
  else if (state === 'done') put(byId('content'), h('p', { class: 'good', role: 'status' }, t('password-done', { email })), h('a', { class: 'button primary', id: 'password-login', href: '/desk' }, t('password-login')));
  else put(byId('content'), h('p', { class: 'login-problem', role: 'alert' }, t(state === 'over' ? 'password-over' : 'password-none')), h('p', null, t('password-ask')));
  if (focused || (state === 'form' && document.activeElement === document.body)) password.focus();
}

function form() {
  const toggle = h('button', { type: 'button', class: 'button small', 'aria-pressed': String(password.type === 'text'), onclick: () => showOrHide(toggle) }, t('password-show'));
  const wrong = problem.key ? t(problem.key, { least: LEAST, most: MOST }) : problem.detail;
  if (wrong) password.setAttribute('aria-invalid', 'true');
  else password.removeAttribute('aria-invalid');
  return h(
    'form',
    { class: 'dialog-form', id: 'password-form', novalidate: true, onsubmit: submit },
    h('label', { for: 'password' }, t('password-new')),
    h('div', { class: 'link-row' }, password, toggle),
    h('p', { class: 'field-error', id: 'password-error', role: 'alert' }, wrong),
    h('p', { class: 'muted', id: 'password-help' }, t('password-help', { least: LEAST, most: MOST })),
    h('button', { type: 'submit', class: 'button primary', id: 'password-go', disabled: saving }, t(saving ? 'admin-saving' : 'password-go')),
  );
}

/** @param {HTMLButtonElement} toggle */
function showOrHide(toggle) {
  const shown = password.type === 'password';
  password.type = shown ? 'text' : 'password';
  toggle.setAttribute('aria-pressed', String(shown));
}

/** @param {Event} event */
async function submit(event) {
  event.preventDefault();
  if (saving) return;
  const length = [...password.value].length;
  if (length < LEAST || length > MOST) {
    refuse('password-length');
    return;
  }
  saving = true;
  problem = { key: '', detail: '' };
  draw();
  const answer = await api.request('POST', '/api/v1/password', { body: { token, password: password.value } });
  saving = false;
  if (answer.ok) {
    email = String(answer.data.email ?? '');
    end('done');
  } else if (answer.problem.code === 'link_expired') end('over');
  else if (answer.problem.status === 0) refuse('password-unreachable');
  else if (answer.problem.errors.some((error) => error.field === 'token')) end('over');
  else refuse(answer.problem.errors[0]?.detail || answer.problem.detail ? '' : 'admin-error-other', answer.problem.errors[0]?.detail || answer.problem.detail);
}

/** @param {string} key @param {string} [detail] */
function refuse(key, detail = '') {
  problem = { key, detail };
  draw();
  password.focus();
}

/** @param {'over'|'done'} how */
function end(how) {
  state = how;
  token = '';
  password.value = '';
  history.replaceState(null, '', location.pathname + location.search);
  draw();
}

// Another link opened in the same tab.
addEventListener('hashchange', () => {
  token = location.hash.slice(1);
  if (token === '') return;
  state = 'form';
  problem = { key: '', detail: '' };
  draw();
});

await speaker.start();
