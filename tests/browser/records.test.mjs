// The records of the administration, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { details, RecordsCore, title } from '../../src/web/assets/admin/records.js';

/** A core on an api that answers as a test says; what was asked is kept. */
function records(answer) {
  const asked = [];
  const api = {
    call: async (method, path, what) => {
      asked.push(`${method} ${path}`);
      return answer(path, what);
    },
  };
  return { core: new RecordsCore({ api, changed: () => {} }), asked };
}

const ok = (data) => ({ ok: true, data });
const problem = { ok: false, problem: { status: 0, code: 'unreachable', detail: '', errors: [] } };
const imported = (more) => ok({ added: 0, changed: 0, unchanged: 0, stored: false, mistakes: [], more: 0, rows: [], ...more });

test('records come page by page, and what is searched for begins anew', async () => {
  const { core, asked } = records((path) => ok({ items: [{ id: path.includes('after') ? 'b' : 'a' }], next: path.includes('after') ? null : 'a' }));
  await core.read();
  assert.deepEqual([core.items.map((item) => item.id), core.hasMore()], [['a'], true]);
  await core.more();
  assert.deepEqual([core.items.map((item) => item.id), core.hasMore()], [['a', 'b'], false]);
  await core.search(' রহিম ');
  await core.choose('parts');
  assert.deepEqual(asked, ['GET /api/v1/owners?limit=50', 'GET /api/v1/owners?limit=50&after=a', `GET /api/v1/owners?limit=50&q=${encodeURIComponent('রহিম')}`, `GET /api/v1/parts?limit=50&q=${encodeURIComponent('রহিম')}`]);
});

test('an answer that comes after a newer question is not shown', async () => {
  const waiting = [];
  const { core } = records((path) => new Promise((resolve) => waiting.push(() => resolve(ok({ items: [{ id: path }], next: null })))));
  const [first, second] = [core.search('a'), core.search('ab')];
  waiting[1]();
  await second;
  waiting[0]();
  await first;
  assert.deepEqual(core.items.map((item) => item.id), ['/api/v1/owners?limit=50&q=ab']);
});

test('a file is stored only after it was looked at, and not with a mistake in it', async () => {
  let answer = imported({ mistakes: [{ line: 2, column: 'A', header: 'vin', code: 'format', detail: '…' }] });
  const { core, asked } = records((path) => (path.includes('import') ? answer : ok({ items: [], next: null })));
  assert.equal(await core.store(), null);
  await core.look(/** @type {any} */ ({ name: 'bad.csv' }));
  assert.equal(core.preview.mistakes.length, 1);
  assert.equal(await core.store(), null);
  answer = imported({ added: 2 });
  await core.look(/** @type {any} */ ({ name: 'good.csv' }));
  answer = imported({ added: 2, stored: true });
  assert.equal((await core.store()).added, 2);
  assert.deepEqual([core.file, core.preview, core.busy], [null, null, false]);
  assert.deepEqual(asked.filter((path) => path.startsWith('POST')), ['POST /api/v1/records/owners/import?dry_run=true', 'POST /api/v1/records/owners/import?dry_run=true', 'POST /api/v1/records/owners/import']);
});

test('what does not come is said, and another kind lets the file go', async () => {
  const { core } = records(() => problem);
  await core.read();
  assert.equal(core.state, 'failed');
  await core.look(/** @type {any} */ ({ name: 'a.csv' }));
  assert.equal(core.refused?.code, 'unreachable');
  await core.choose('orders');
  assert.deepEqual([core.file, core.refused], [null, null]);
});

test('a record has a name in the reader’s language', () => {
  const part = { id: 'p', revision: 1, sample: true, number: 'N-1', names: { en: 'Filter', bn: 'ফিল্টার' }, models: ['A'] };
  assert.deepEqual([title(part, 'bn'), title(part, 'kk'), details(part, 'en')], ['ফিল্টার', 'Filter', ['N-1']]);
  assert.equal(title({ id: 'o', revision: 1, sample: false, name: 'Рахим' }, 'en'), 'Рахим');
  assert.equal(title({ id: 'x', revision: 1, sample: false }, 'en'), 'x');
});
