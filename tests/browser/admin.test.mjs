// The staff's HTTP and the staff list, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_PAGES, StaffCore } from '../../src/web/assets/admin/core.js';
import { Api } from '../../src/web/assets/shared/api.js';

const member = (id, fields = {}) => ({ id, email: `${id}@x.example`, name: id.toUpperCase(), role: 'technician', languages: ['kk'], state: 'active', created_at: '2026-11-22T05:00:00.000Z', revision: 1, ...fields });
const problem = (status, code, more = {}) => ({ ok: false, problem: { status, code, detail: '', errors: [], ...more } });

/** A core on an api that answers as a test says; what was asked is kept. */
function staff(answers = {}) {
  const asked = [];
  const api = {
    call: async (method, path, what) => {
      asked.push([method, path, what]);
      const answer = answers[`${method} ${path}`] ?? answers[method] ?? { ok: true, data: {} };
      return typeof answer === 'function' ? answer(what) : answer;
    },
  };
  const core = new StaffCore({ api, changed: () => {} });
  return { core, asked };
}

const list = (...items) => ({ ok: true, data: { items, next: null } });

test('the list is read page by page, and says when there is more than it reads', async () => {
  const pages = [['a', 'b'], ['c']];
  const { core, asked } = staff({
    GET: () => ({ ok: true, data: { items: pages[asked.length - 1].map((id) => member(id)), next: asked.length < 2 ? 'c/1' : null } }),
  });
  assert.equal(core.state, 'loading');
  await core.load();
  assert.deepEqual(asked.map(([, path]) => path), ['/api/v1/staff?limit=200', '/api/v1/staff?limit=200&cursor=c%2F1']);
  assert.deepEqual([core.state, core.more, core.shown().map((one) => one.id)], ['ready', false, ['a', 'b', 'c']]);
  const endless = staff({ GET: () => ({ ok: true, data: { items: [], next: 'x' } }) });
  await endless.core.load();
  assert.deepEqual([endless.asked.length, endless.core.more], [MOST_PAGES, true]);
});

test('a list that does not come is a failure once, and keeps what was there later', async () => {
  let works = false;
  const { core } = staff({ GET: () => (works ? list(member('a')) : problem(0, 'unreachable')) });
  await core.load();
  assert.equal(core.state, 'failed');
  works = true;
  await core.load();
  works = false;
  await core.load();
  assert.deepEqual([core.state, core.members.size], ['ready', 1]);
});

test('search by name and address in any case, role and state; the disabled last', async () => {
  const { core } = staff({ GET: list(member('a', { name: 'Әсел Қайратова' }), member('b', { name: 'রাশেদ', role: 'admin' }), member('c', { name: 'Abel', state: 'disabled' }), member('d', { name: 'Zoe', state: 'invited' })) });
  await core.load();
  const shown = (words, role = '', status = '') => {
    core.filter(words, role, status);
    return core.shown().map((one) => one.id);
  };
  assert.equal(shown('').at(-1), 'c');
  assert.deepEqual(shown('ӘСЕЛ'), ['a']);
  assert.deepEqual(shown('қайрат a@x'), ['a']);
  assert.deepEqual(shown('', 'admin'), ['b']);
  assert.deepEqual(shown('', '', 'invited'), ['d']);
  assert.deepEqual(shown('nobody'), []);
  assert.ok(core.filtered());
});

test('somebody is added, with the link that the answer holds; fields that are wrong come back', async () => {
  const link = { url: 'https://h.example/password#t', expires_at: '2026-11-22T06:00:00.000Z' };
  const { core, asked } = staff({ POST: { ok: true, data: { member: member('n', { state: 'invited' }), password_link: link } } });
  const outcome = await core.add({ email: 'n@x.example', name: 'N', role: 'technician', languages: [] });
  assert.deepEqual([outcome.done.id, outcome.link, core.members.has('n')], ['n', link, true]);
  assert.deepEqual(asked[0][2].body, { email: 'n@x.example', name: 'N', role: 'technician', languages: [] });
  const taken = staff({ POST: problem(422, 'invalid', { errors: [{ field: 'email', code: 'taken', detail: 'taken' }] }) });
  assert.equal((await taken.core.add({ email: 'x' })).problem.errors[0].code, 'taken');
  assert.equal(taken.core.members.size, 0);
});

test('a change names its revision; when somebody else was faster, theirs comes back and nothing is overwritten', async () => {
  const theirs = member('a', { name: 'Theirs', revision: 2 });
  let stale = true;
  const { core, asked } = staff({
    'GET /api/v1/staff?limit=200': list(member('a')),
    'GET /api/v1/staff/a': { ok: true, data: theirs },
    PUT: (what) => (stale ? problem(412, 'stale_revision') : { ok: true, data: { ...member('a'), ...what.body, revision: 3 } }),
  });
  await core.load();
  const fields = { name: 'Mine', role: 'editor', languages: ['en'] };
  const outcome = await core.edit(core.members.get('a'), fields);
  assert.deepEqual([outcome.theirs, asked[1][2].revision, core.members.get('a').name], [theirs, 1, 'Theirs']);
  stale = false;
  const again = await core.edit(outcome.theirs, fields);
  assert.deepEqual([again.done.name, asked.at(-1)[2].revision], ['Mine', 2]);
});

test('disabling, enabling and links say what became of it, and mark who is being changed', async () => {
  let release;
  const { core } = staff({
    'GET /api/v1/staff?limit=200': list(member('a')),
    'POST /api/v1/staff/a/disable': () => new Promise((done) => (release = () => done({ ok: true, data: member('a', { state: 'disabled' }) }))),
    'POST /api/v1/staff/a/enable': problem(409, 'last_admin'),
    'POST /api/v1/staff/a/password-link': { ok: true, data: { url: 'u', expires_at: 'e' } },
  });
  await core.load();
  const waiting = core.disable('a');
  assert.ok(core.busy.has('a'));
  release();
  assert.equal((await waiting).done.state, 'disabled');
  assert.ok(!core.busy.has('a'));
  assert.equal((await core.enable('a')).problem.code, 'last_admin');
  assert.equal(core.members.get('a').state, 'disabled');
  assert.deepEqual((await core.link(core.members.get('a'))).link, { url: 'u', expires_at: 'e' });
});

/** An api on a server that answers as a test says. */
function client(answers, options = {}) {
  const sent = [];
  const fetch = async (path, init) => {
    sent.push({ path, ...init });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    const [status, body] = answer;
    return { status, ok: status < 400, json: async () => body };
  };
  return { api: new Api({ fetch, ...options }), sent };
}

test('calls carry token, language and revision; a log-in that ended is asked for, and the call made once more', async () => {
  const { api, sent } = client([[200, { csrf: 'c1', user: {} }], [401, { code: 'unauthenticated' }], [200, { id: 'a' }]], { language: () => 'kk', expired: async () => { api.csrf = 'c2'; return true; } });
  await api.logIn('a@x.example', 'secret');
  const answer = await api.call('PUT', '/api/v1/staff/a', { body: { name: 'x' }, revision: 7 });
  assert.deepEqual(answer, { ok: true, data: { id: 'a' } });
  const [, first, again] = sent;
  assert.deepEqual([first.headers['X-CSRF-Token'], first.headers['If-Match'], first.headers['Accept-Language']], ['c1', '"7"', 'kk']);
  assert.deepEqual([again.headers['X-CSRF-Token'], again.body], ['c2', first.body]);
});

test('another log-in in another tab has another token: it is fetched', async () => {
  const { api, sent } = client([[403, { code: 'csrf' }], [200, { csrf: 'new', user: {} }], [204, null]]);
  assert.deepEqual(await api.call('POST', '/api/v1/staff/a/enable'), { ok: true, data: {} });
  assert.deepEqual(sent.map((one) => one.headers['X-CSRF-Token']), [undefined, undefined, 'new']);
});

test('refusals keep code, words and fields; no answer is one of its own; nobody logs in twice in vain', async () => {
  const errors = [{ field: 'email', code: 'disabled', detail: 'd', id: 'u7' }];
  const { api } = client([[422, { code: 'invalid', detail: 'x', errors }], new Error('network'), [200, 'not an object']]);
  assert.deepEqual(await api.call('POST', '/api/v1/staff', { body: {} }), { ok: false, problem: { status: 422, code: 'invalid', detail: 'x', errors, id: 'u7', body: { code: 'invalid', detail: 'x', errors } } });
  assert.equal((await api.call('GET', '/api/v1/staff')).problem.code, 'unreachable');
  const declined = client([[401, {}]], { expired: async () => false });
  assert.equal((await declined.api.call('GET', '/api/v1/staff')).problem.status, 401);
  assert.equal(declined.sent.length, 1);
});

test('log-in tells a wrong password from too many and from no server', async () => {
  for (const [answer, key] of [[[401, {}], 'desk-login-failed'], [[429, {}], 'desk-login-wait'], [[503, { code: 'busy' }], 'desk-login-wait'], [[500, {}], 'desk-login-unreachable'], [new Error('x'), 'desk-login-unreachable']]) {
    assert.deepEqual(await client([answer]).api.logIn('a', 'b'), { problem: key });
  }
});
