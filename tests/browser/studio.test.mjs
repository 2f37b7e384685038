// The studio without a browser: what is typed, what is saved, and what two people have changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStore } from '../../src/web/assets/shared/outbox.js';
import { diff } from '../../src/web/assets/studio/core/diff.js';
import { Editor, NEW } from '../../src/web/assets/studio/core/editor.js';
import { bodyOf, changedLanguages, fieldsOf, isId, MOST, MOST_PASTED, pasted, suggestId, tidy, tooLarge, unstorable } from '../../src/web/assets/studio/core/fields.js';
import { fault, Files, isPicture, place } from '../../src/web/assets/studio/core/files.js';
import { grouped } from '../../src/web/assets/studio/core/gate.js';
import { Keep } from '../../src/web/assets/studio/core/keep.js';
import { EntryList, MOST as MOST_LISTED } from '../../src/web/assets/studio/core/list.js';
import { around, attached, before, link, table } from '../../src/web/assets/studio/core/markdown.js';
import { join, merge } from '../../src/web/assets/studio/core/merge.js';
import { fieldTime, instant } from '../../src/web/assets/studio/core/moment.js';
import { changed, joined, KeptSettings } from '../../src/web/assets/studio/core/settings.js';
import { clock } from './fakes.mjs';
import { refuse, StudioStandIn, WARRANTY } from './studio-stand-in.mjs';

const LANGUAGES = ['bn', 'kk', 'en'];

/** An editor on the stand-in; `line.up` is whether the server can be reached. */
function editor(stand = new StudioStandIn(), user = 'u1', storage = memoryStore()) {
  const line = { up: true };
  const api = {
    call: async (method, path, { body, revision } = {}) => {
      if (!line.up) return { ok: false, problem: { status: 0, code: 'unreachable', detail: '', errors: [] } };
      const answer = await stand.answer(method, new URL(path, 'http://x'), revision === undefined ? {} : { 'if-match': `"${revision}"` }, body && JSON.stringify(body));
      return answer.status < 400 ? { ok: true, data: answer.body } : { ok: false, problem: { status: answer.status, code: answer.body.code, detail: answer.body.detail, errors: [], body: answer.body } };
    },
  };
  const time = clock();
  const keep = new Keep(storage, user);
  const refills = [];
  const one = new Editor({ api, keep, clock: time, languages: LANGUAGES, changed: () => {}, refill: () => refills.push(1) });
  return { one, stand, line, time, keep, storage, refills };
}

/** Lets everything that is under way come to its end. */
const settle = () => new Promise((done) => setImmediate(done));
const puts = (stand) => stand.asked.filter(([method, path]) => method === 'PUT' && !path.includes('/presence')).map(([, , body]) => body);
const type = (one, language, part, text) => {
  one.fields.languages[language][part] = text;
  one.typed();
};

test('what is typed is kept at once, saved after a pause, and then kept no more', async () => {
  const { one, stand, time, keep } = editor();
  await one.open('warranty-cover');
  assert.equal(one.saving, 'saved');
  type(one, 'en', 'title', 'A new title');
  assert.equal(one.saving, 'typing');
  time.pass(400);
  assert.equal(keep.get('warranty-cover').fields.languages.en.title, 'A new title');
  time.pass(1_500);
  await settle();
  assert.equal(one.saving, 'saved');
  const [body] = puts(stand);
  assert.deepEqual([body.autosave, body.languages.en.title, body.change], [true, 'A new title', undefined]);
  assert.equal(stand.entry(stand.entries.get('warranty-cover')).languages.en.title, 'A new title');
  // What kind of change it was is still to be said: that alone is remembered.
  assert.deepEqual(one.undeclared(), ['en']);
  assert.deepEqual(one.behind(), ['bn', 'kk']);
  await one.save({ change: 'meaning', note: 'longer' });
  assert.deepEqual([one.undeclared(), keep.get('warranty-cover'), one.entry.languages.bn.state], [[], null, 'stale']);
});

test('typing without a pause is saved all the same', async () => {
  const { one, stand, time } = editor();
  await one.open('warranty-cover');
  for (let at = 0; at < 12; at += 1) {
    type(one, 'en', 'answer', `word ${at}`);
    time.pass(1_000);
    await settle();
  }
  assert.ok(puts(stand).length >= 1);
});

test('a language that nobody touched goes back as it came, to the last blank', () => {
  const entry = { ...structuredClone(WARRANTY), id: 'x', revision: 1, draft: false };
  entry.languages.bn.answer = 'ক  \n\n';
  entry.languages.kk.phrasings = ['a  b', 'a  b'];
  const fields = fieldsOf(entry, LANGUAGES);
  fields.languages.en.title = '  Other   words ';
  const body = bodyOf(fields, entry);
  assert.deepEqual([body.languages.bn.answer, body.languages.kk.phrasings, body.languages.en.title], ['ক  \n\n', ['a  b', 'a  b'], 'Other words']);
  assert.deepEqual(changedLanguages(fieldsOf(entry, LANGUAGES), fields), ['en']);
  assert.deepEqual(Object.keys(bodyOf(fieldsOf({ languages: { en: entry.languages.en } }, LANGUAGES), null).languages), ['en']);
});

test('a dead line keeps what is typed, and it is saved when the line is back', async () => {
  const { one, stand, line, time, keep } = editor();
  await one.open('warranty-cover');
  line.up = false;
  type(one, 'kk', 'answer', 'жаңа');
  time.pass(2_000);
  await settle();
  assert.equal(one.saving, 'offline');
  type(one, 'kk', 'answer', 'жаңа жауап');
  time.pass(400);
  assert.equal(keep.get('warranty-cover').fields.languages.kk.answer, 'жаңа жауап');
  line.up = true;
  one.online();
  await settle();
  time.pass(30_000);
  await settle();
  assert.deepEqual([one.saving, puts(stand).at(-1).languages.kk.answer], ['saved', 'жаңа жауап']);
});

test('a page that was closed brings back what was typed, also when somebody has saved meanwhile', async () => {
  const { one, stand, line, time, storage } = editor();
  await one.open('warranty-cover');
  line.up = false;
  type(one, 'en', 'title', 'Mine');
  time.pass(400);
  one.close();
  const second = editor(stand, 'u1', storage);
  await second.one.open('warranty-cover');
  assert.deepEqual([second.one.restored, second.one.fields.languages.en.title], [true, 'Mine']);
  second.line.up = false;
  second.one.close();
  const theirs = structuredClone(WARRANTY);
  theirs.languages.kk.title = 'Олардікі';
  stand.put('warranty-cover', theirs, 'Aigul');
  const third = editor(stand, 'u1', storage);
  await third.one.open('warranty-cover');
  assert.deepEqual([third.one.joined, third.one.fields.languages.en.title, third.one.fields.languages.kk.title], ['Aigul', 'Mine', 'Олардікі']);
  const other = editor(stand, 'u2', storage);
  await other.one.open('warranty-cover');
  assert.notEqual(other.one.fields.languages.en.title, 'Mine', 'what is typed belongs to one person');
});

test('two editors of different parts: both changes stay, and the form shows them', async () => {
  const { one, stand, time, refills } = editor();
  await one.open('warranty-cover');
  const theirs = structuredClone(WARRANTY);
  theirs.languages.en.phrasings.push('Is rust covered?');
  theirs.languages.kk.title = 'Олардікі';
  stand.put('warranty-cover', theirs, 'Aigul');
  type(one, 'en', 'title', 'Mine');
  one.fields.languages.en.phrasings.push('Are tyres covered?');
  one.typed();
  time.pass(2_000);
  await settle();
  time.pass(2_000);
  await settle();
  const saved = stand.entry(stand.entries.get('warranty-cover'));
  assert.deepEqual([saved.languages.en.title, saved.languages.kk.title, one.joined, refills.length], ['Mine', 'Олардікі', 'Aigul', 1]);
  assert.deepEqual(saved.languages.en.phrasings, [...WARRANTY.languages.en.phrasings, 'Is rust covered?', 'Are tyres covered?']);
});

test('two editors of the same text: nothing is overwritten until somebody decides', async () => {
  const { one, stand, time } = editor();
  await one.open('warranty-cover');
  const theirs = structuredClone(WARRANTY);
  theirs.languages.en.answer = 'Nine years.';
  stand.put('warranty-cover', theirs, 'Aigul');
  type(one, 'en', 'answer', 'Ten years.');
  type(one, 'en', 'title', 'Mine');
  time.pass(2_000);
  await settle();
  assert.equal(one.saving, 'conflict');
  assert.deepEqual(one.conflict.conflicts.map(({ path, mine, theirs: t }) => [path.join('.'), mine, t]), [['languages.en.answer', 'Ten years.', 'Nine years.']]);
  time.pass(60_000);
  await settle();
  assert.equal(stand.entry(stand.entries.get('warranty-cover')).languages.en.answer, 'Nine years.');
  assert.deepEqual(await one.save({ change: 'wording' }), { ok: false, conflict: true });
  one.resolve(['Nine or ten years.']);
  time.pass(2_000);
  await settle();
  const saved = stand.entry(stand.entries.get('warranty-cover'));
  assert.deepEqual([one.saving, saved.languages.en.answer, saved.languages.en.title], ['saved', 'Nine or ten years.', 'Mine']);
});

test('a server that goes on saying that somebody else was faster is not asked without end', async () => {
  const { one, stand, time } = editor();
  await one.open('warranty-cover');
  for (let at = 0; at < 50; at += 1) stand.next.push(['PUT', '/warranty-cover', () => refuse(412, 'stale_revision')]);
  type(one, 'en', 'title', 'Mine');
  for (let at = 0; at < 10; at += 1) {
    time.pass(1_500);
    await settle();
  }
  assert.equal(one.saving, 'offline');
  assert.ok(stand.next.length >= 44, `${stand.next.length} left`);
});

test('a new topic is kept on the device until it can be saved, and a name that is taken overwrites nothing', async () => {
  const { one, stand, time, keep } = editor();
  one.create();
  type(one, 'en', 'title', 'Rust');
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, puts(stand).length, keep.get(NEW).fields.languages.en.title], ['incomplete', 0, 'Rust']);
  assert.deepEqual([one.lacks().map(({ field }) => field), one.lacks(true).map(({ field }) => field)], [['category', 'id'], ['category', 'phrasings', 'answer', 'id']]);
  Object.assign(one.fields.languages.en, { phrasings: ['Is rust covered?'], answer: 'Yes.' });
  one.fields.category = 'warranty';
  one.id = 'warranty-cover';
  one.typed();
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, one.mistakes[0].field, stand.entry(stand.entries.get('warranty-cover')).languages.en.title], ['refused', 'id', WARRANTY.languages.en.title]);
  one.id = 'rust';
  one.typed();
  await one.save();
  assert.deepEqual([one.saving, one.entry.id, keep.get(NEW), keep.ids()], ['saved', 'rust', null, []]);
});

test('a draft that was saved while typing still wants to know what kind of change it is, on any device', async () => {
  const { one, stand, time } = editor();
  await one.open('warranty-cover');
  type(one, 'en', 'answer', 'Nine years.');
  time.pass(2_000);
  await settle();
  const elsewhere = editor(stand, 'u2');
  await elsewhere.one.open('warranty-cover');
  assert.deepEqual([elsewhere.one.undeclared(), elsewhere.one.dirty()], [['en'], false]);
  await elsewhere.one.save({ change: 'meaning' });
  assert.deepEqual(elsewhere.one.undeclared(), []);
});

test('what the server finds wrong stands beside its field, and the text stays', async () => {
  const { one, stand, time } = editor();
  await one.open('warranty-cover');
  stand.next.push(['PUT', '/warranty-cover', () => refuse(422, 'invalid', { problems: [{ language: 'en', field: 'answer', message: 'There is no name {x}.' }] })]);
  type(one, 'en', 'answer', '{x}');
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, one.mistakes, one.fields.languages.en.answer], ['refused', [{ language: 'en', field: 'answer', message: 'There is no name {x}.' }], '{x}']);
});

test('what is too long is told before it is sent, and a full device says so', async () => {
  const storage = { ...memoryStore(), setItem: () => { throw new Error('full'); } };
  const { one, stand, time } = editor(new StudioStandIn(), 'u1', storage);
  await one.open('warranty-cover');
  type(one, 'en', 'answer', 'x'.repeat(1 << 20));
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, one.unkept, puts(stand).length], ['large', true, 0]);
  assert.deepEqual(one.lacks(), [{ language: 'en', field: 'answer', key: 'studio-too-long', count: (1 << 20) - MOST.answer }]);
  assert.ok(tooLarge({ text: 'ы'.repeat(MOST.body / 2) }));
});

test('publishing saves first; what the gate holds back is told, and a reason lets it through', async () => {
  const { one, stand } = editor();
  await one.open('warranty-cover');
  type(one, 'en', 'answer', 'Nine years.');
  const changes = [{ kind: 'takes', question: 'Is rust covered?', from: { id: 'rust', title: 'Rust' }, to: { id: 'warranty-cover', title: 'W' } }];
  stand.next.push(['POST', '/publish', () => refuse(409, 'gate', { changes })]);
  const held = await one.publish({ change: 'wrong' });
  assert.deepEqual([held.ok, held.problem.code, held.changes], [false, 'gate', changes]);
  assert.deepEqual([one.entry.draft, one.entry.languages.bn.state], [true, 'wrong']);
  const done = await one.publish({ override: 'the law changed' });
  assert.deepEqual([done.ok, one.entry.draft, one.entry.published_revision], [true, false, 2]);
  assert.equal(stand.asked.at(-1)[2].override, 'the law changed');
  await one.undo();
  assert.equal(one.entry.published_revision, 1);
});

test('three ways of merging: theirs, mine, and a text that both have changed', () => {
  const base = fieldsOf(WARRANTY, LANGUAGES);
  const [mine, theirs] = [structuredClone(base), structuredClone(base)];
  mine.tags = ['battery'];
  theirs.tags = ['cells'];
  mine.category = 'law';
  theirs.category = 'battery';
  theirs.languages.ru = { title: 'Гарантия', phrasings: ['Что?'], answer: 'Да.' };
  const { merged, conflicts } = merge(base, mine, theirs);
  assert.deepEqual([merged.tags, merged.category, merged.languages.ru.title], [['cells', 'battery'], 'law', 'Гарантия']);
  assert.deepEqual(conflicts, [{ path: ['category'], base: 'warranty', mine: 'law', theirs: 'battery' }]);
  assert.deepEqual(join(['a', 'b', 'c'], ['a', 'c', 'd'], ['b', 'a', 'e', 'c']), ['a', 'e', 'c', 'd']);
});

test('a pasted list is a phrasing a line, without its bullets', () => {
  assert.deepEqual(pasted('1. How?\r\n2) What?\n\n- Why?\n• Where?\n১। কী?\n৩) কেন?\n2024 or 2025?\nHow?'), { lines: ['How?', 'What?', 'Why?', 'Where?', 'কী?', 'কেন?', '2024 or 2025?'], left: 0 });
  assert.equal(pasted(Array.from({ length: MOST_PASTED + 3 }, (_, at) => `q ${at}`).join('\n')).left, 3);
});

test('names of topics come from Latin titles; other titles get a free one', () => {
  const named = (title) => suggestId({ languages: { en: { title, phrasings: [], answer: '' } } }, () => 0.5);
  assert.equal(named('What’s covered, and for how long?'), 'whats-covered-and-for-how-long');
  assert.match(named('ওয়ারেন্টি'), /^topic-[a-z0-9]{6}$/);
  assert.ok(isId(named('A'.repeat(300))) && isId('a-1') && !isId('a b') && !isId('A') && !isId(''));
  assert.deepEqual(unstorable(fieldsOf({}, LANGUAGES)).map(({ key }) => key), ['studio-needs-category', 'studio-needs-words']);
  assert.deepEqual(tidy(fieldsOf({}, LANGUAGES)).languages, {});
});

test('buttons of the answer: marks come and go, lines become lists and back', () => {
  const apply = (text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  assert.equal(apply('a bold b', around('a bold b', 1, 7, '**')), 'a **bold** b');
  assert.equal(apply('a **bold** b', around('a **bold** b', 4, 8, '**')), 'a bold b');
  const list = apply('one\ntwo', before('one\ntwo', 1, 5, '1. '));
  assert.equal(list, '1. one\n2. two');
  assert.equal(apply(list, before(list, 0, list.length, '1. ')), 'one\ntwo');
  assert.equal(apply(list, before(list, 0, list.length, '- ')), '- one\n- two');
  assert.equal(apply('see here', link('see here', 4, 8)), 'see [here](https://)');
  assert.match(apply('text', table('text', 4)), /^text\n\n\| {2}\| {2}\|\n\|---\|---\|\n/);
});

test('words that came and went, and what a publication changes', () => {
  assert.deepEqual(diff('eight years for cells', 'nine years for cells'), [{ kind: 'removed', text: 'eight ' }, { kind: 'added', text: 'nine ' }, { kind: 'same', text: 'years for cells' }]);
  assert.deepEqual([diff('', ''), diff('a', 'a')], [[], [{ kind: 'same', text: 'a' }]]);
  const [me, a, b] = ['me', 'a', 'b'].map((id) => ({ id, title: id.toUpperCase() }));
  const kinds = grouped([{ kind: 'answers', question: 'q1', to: me }, { kind: 'takes', question: 'q2', from: a, to: me }, { kind: 'takes', question: 'q3', from: a, to: me }, { kind: 'dangers', question: 'smoke' }, { kind: 'loses', question: 'q4', from: me }, { kind: 'takes', question: 'q5', from: me, to: b }, { kind: 'loses', question: 'q6', to: b }], 'me');
  assert.deepEqual(kinds.map(({ kind, groups }) => [kind, groups.map(({ title, questions }) => [title, questions.length])]), [['dangers', [['', 1]]], ['loses', [['B', 2], ['', 1]]], ['takes', [['A', 2]]], ['answers', [['', 1]]]]);
  assert.deepEqual(grouped(undefined, 'me'), []);
});

test('the list asks for what is wanted, page by page and no more than it shows; many are changed at once', async () => {
  const asked = [];
  const short = (id) => ({ id, category: 'c', revision: 1, draft: false, languages: {} });
  const answers = [{ items: [short('a'), short('b')], next: 'n' }, { items: [short('b'), short('c')], next: null }];
  const api = { call: async (method, path, what) => { asked.push([method, path, what?.body]); return { ok: true, data: method === 'POST' ? { results: [{ id: 'a', ok: true }, { id: 'b', ok: false, code: 'stale_revision' }] } : (answers.shift() ?? { items: [short('a'), short('b')], next: null }) }; } };
  const list = new EntryList({ api, changed: () => {} });
  list.query = { q: ' gari ', category: '', language: 'bn', state: 'missing', filter: '' };
  await list.load();
  await list.more();
  assert.deepEqual(asked.map(([, path]) => path), ['/api/v1/faq?limit=50&counts=true&q=gari&language=bn&state=missing', '/api/v1/faq?limit=50&counts=true&q=gari&language=bn&state=missing&cursor=n']);
  assert.deepEqual([list.items.map(({ id }) => id), list.next, list.filtered()], [['a', 'b', 'c'], null, true]);
  list.mark('a', true);
  list.mark('b', true);
  assert.deepEqual(await list.bulk({ category: 'x' }), { done: 1, refused: ['b'] });
  assert.deepEqual([[...list.marked], asked[2][2]], [['b'], { ids: ['a', 'b'], category: 'x' }]);
  answers.push({ items: Array.from({ length: MOST_LISTED + 1 }, (_, at) => short(`e${at}`)), next: 'more' });
  await list.load();
  assert.deepEqual([list.items.length, list.next], [MOST_LISTED, null]);
});

test('a moment of a field is the moment in the zone of the device', () => {
  const at = new Date(2026, 4, 3, 9, 5);
  assert.equal(fieldTime(at), '2026-05-03T09:05');
  assert.equal(instant('2026-05-03T09:05'), at.toISOString());
  assert.equal(instant(''), undefined);
});

test('settings of two editors are joined, and what both changed is told', () => {
  const texts = (greeting, closed = '') => ({ en: { greeting, closed } });
  const base = { values: { 'company.name': 'Jol', 'markets.bd.hours': [{ open: '09:00' }], 'markets.kz.fire_number': '1' }, texts: texts('Hi') };
  const mine = { values: { 'company.name': 'Jol 2', 'markets.bd.hours': [{ open: '10:00' }] }, texts: texts('Hi', 'Closed') };
  const theirs = { values: { ...base.values, 'company.name': 'Jol 3', 'markets.bd.hours': [{ open: '10:00' }], 'company.partner_bank': 'X' }, texts: texts('Hello') };
  assert.deepEqual(changed(base, mine), ['company.name', 'markets.bd.hours', 'markets.kz.fire_number', 'texts.en.closed']);
  const { chosen, both } = joined(base, mine, theirs);
  assert.deepEqual(chosen, { values: { 'company.name': 'Jol 2', 'markets.bd.hours': [{ open: '10:00' }], 'company.partner_bank': 'X' }, texts: texts('Hello', 'Closed') });
  assert.deepEqual(both, ['company.name'], 'the same hours are no conflict');
  assert.deepEqual(joined(base, base, theirs), { chosen: theirs, both: [] });
});

test('settings that are not saved are kept for the one who typed them', () => {
  const storage = memoryStore();
  const kept = new KeptSettings(storage, 'u1');
  const base = { values: {}, texts: {} };
  const mine = { values: { 'company.name': 'Jol' }, texts: {} };
  assert.equal(kept.set({ mine, base, revision: '3' }), true);
  assert.deepEqual([kept.get(), new KeptSettings(storage, 'u2').get()], [{ mine, base, revision: '3' }, null]);
  kept.set({ mine: base, base, revision: '3' });
  assert.equal(storage.length, 0, 'what is as it was needs no keeping');
  storage.setItem(kept.key, '{"mine": {"values": {}}');
  assert.equal(kept.get(), null);
  const full = { ...storage, setItem: () => { throw new Error('full'); } };
  assert.equal(new KeptSettings(full, 'u1').set({ mine, base, revision: '3' }), false);
});

test('a picture and a manual stand in Markdown with a description', () => {
  const picture = { link: 'file:key-1.png', media: 'image/png' };
  assert.deepEqual(attached('See  here', 4, 4, picture, 'the key'), { from: 4, to: 4, text: '![the key](file:key-1.png)', select: [6, 13] });
  const manual = { link: 'file:manual-1.pdf', media: 'application/pdf' };
  assert.deepEqual(attached('See [a] book', 4, 7, manual, 'x'), { from: 4, to: 7, text: '[a](file:manual-1.pdf)', select: [5, 6] });
});

test('files are found, brought, replaced as they were seen, and deleted when nothing needs them', async () => {
  const { stand, one } = editor();
  const files = new Files({ api: one.options.api });
  await files.load();
  assert.deepEqual([files.state, files.items.map(({ name }) => name), files.limit], ['ready', ['fob-1a2b3c4d.png', 'manual-5e6f7a8b.pdf'], 4]);
  files.q = ' charging ';
  await files.load();
  assert.deepEqual(files.items.map(({ name }) => name), ['fob-1a2b3c4d.png']);
  const [fob] = files.items;
  const blob = (size, name = 'new.png') => ({ name, size });
  assert.deepEqual(await files.bring(blob((4 << 20) + 1)), { large: 4 }, 'it is not sent');
  assert.equal(stand.asked.some(([method]) => method === 'POST'), false);
  const { file } = await files.bring(blob(68, `${'long '.repeat(40)}fob.png`));
  assert.deepEqual([files.items[0], stand.attached.length], [file, 3], 'the new one stands first');
  assert.ok(stand.asked.at(-1)[1].length < 120);
  const replaced = await files.replace(fob, blob(68));
  assert.deepEqual([replaced.file?.width, files.items.length], [2, 2]);
  assert.notEqual(place(replaced.file), place(fob), 'a page that has the old one shows the new one');
  assert.equal((await files.replace(fob, blob(68))).problem?.code, 'stale_revision');
  const refused = await files.remove(fob);
  assert.deepEqual([refused?.code, fault(refused)], ['in_use', 'Topics need this file.']);
  assert.deepEqual([await files.remove(file), files.items.map(({ name }) => name)], [null, ['fob-1a2b3c4d.png']]);
  assert.deepEqual([isPicture(fob), isPicture(stand.attached.at(-1))], [true, false]);
});

test('an answer that comes late does not show what is no longer looked for', async () => {
  const answers = [];
  const files = new Files({ api: { call: (method, path) => new Promise((done) => answers.push([path, done])) } });
  const first = files.load();
  files.q = 'fob';
  const second = files.load();
  const page = (name) => ({ ok: true, data: { items: [{ name }], max_bytes: 1 << 20, next: null } });
  answers[1][1](page('fob.png'));
  answers[0][1](page('old.png'));
  await Promise.all([first, second]);
  assert.deepEqual([files.items.map(({ name }) => name), answers[1][0]], [['fob.png'], '/api/v1/faq/files?limit=30&q=fob']);
});

test('a megabyte that is pasted is said to be too long, is kept on the device, and is saved once it is shorter', async () => {
  const { one, stand, time, keep } = editor();
  await one.open('warranty-cover');
  type(one, 'en', 'answer', 'x'.repeat(1 << 20));
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, puts(stand).length, keep.get('warranty-cover').fields.languages.en.answer.length], ['large', 0, 1 << 20]);
  type(one, 'en', 'answer', 'Short.');
  time.pass(2_000);
  await settle();
  assert.deepEqual([one.saving, puts(stand).at(-1).languages.en.answer], ['saved', 'Short.']);
});
