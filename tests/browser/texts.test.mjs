// Numbers, dates and plurals as the languages write them, and messages that exist and agree.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { onClockOf, Texts } from '../../src/web/assets/shared/texts.js';
import { FluentResource } from '../../src/web/assets/vendor/fluent.js';

const ROOT = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');
const LANGUAGES = ['en', 'bn', 'kk', 'ru'];
const FILES = ['chat.ftl', 'desk.ftl', 'home.ftl', 'admin.ftl'];
const texts = Object.fromEntries(LANGUAGES.map((language) => [language, new Texts(language, FILES.map((file) => read(`locales/${language}/${file}`)))]));

test('numbers stand in the digits of the language', () => {
  assert.equal(texts.bn.number(1234567.5), '১২,৩৪,৫৬৭.৫');
  assert.equal(texts.kk.number(1234567.5), '1\u00a0234\u00a0567,5');
  assert.equal(texts.en.number(1234567.5), '1,234,567.5');
  assert.match(texts.bn.t('chat-wait-minutes', { minutes: 15 }), /১৫/);
  assert.doesNotMatch(texts.bn.t('chat-wait-minutes', { minutes: 15 }), /[\u2068\u2069]/);
});

test('days and times stand as the language says them', () => {
  const now = new Date(2026, 10, 22, 12, 0);
  assert.equal(texts.kk.day(new Date(2026, 10, 23), now), 'Ертең');
  assert.equal(texts.kk.day(new Date(2026, 10, 27), now), '27 қараша, жұма');
  assert.equal(texts.bn.day(new Date(2026, 10, 27), now), 'শুক্রবার, ২৭ নভেম্বর');
  assert.equal(texts.en.day(new Date(2026, 10, 27), now), 'Friday, 27 November');
  assert.equal(texts.bn.day(new Date(2027, 0, 2), now), 'শনিবার, ২ জানুয়ারি, ২০২৭');
  assert.equal(texts.kk.day(new Date(2027, 0, 2), now), '2027 ж. 2 қаңтар, сенбі');
  assert.equal(texts.en.day(now, now), 'Today');
  assert.match(texts.en.moment(new Date(2026, 10, 23, 9, 0), now, true), /^tomorrow, 9:00\sAM$/);
  assert.match(texts.bn.time(new Date(2026, 2, 7, 14, 5)), /^২:০৫\sPM$/);
  assert.equal(texts.kk.time(new Date(2026, 2, 7, 14, 5)), '14:05');
});

test('Russian counts by its own plurals, and a language is called by its own name', () => {
  assert.deepEqual([1, 2, 5, 21].map((count) => texts.ru.t('chat-left', { count })), ['Остался 1 символ', 'Осталось 2 символа', 'Осталось 5 символов', 'Остался 21 символ']);
  assert.equal(texts.ru.day(new Date(2026, 10, 27), new Date(2026, 10, 22)), 'пятница, 27 ноября');
  for (const language of LANGUAGES) assert.deepEqual(['bn', 'kk', 'en', 'ru', 'fr'].map((code) => texts[language].languageName(code)), ['বাংলা', 'Қазақша', 'English', 'Русский', '']);
});

test('a number as a key selects its own variant in every language', () => {
  assert.notEqual(texts.kk.t('chat-wait-place', { position: 1 }), texts.kk.t('chat-wait-place', { position: 2 }));
  assert.match(texts.bn.t('chat-wait-place', { position: 2 }), /২/);
  assert.equal(texts.en.t('chat-left', { count: 1 }), '1 character left');
});

/** Ids with the arguments that each message uses. */
function messages(language, file) {
  const source = read(`locales/${language}/${file}`);
  const found = new Map();
  for (const { id } of new FluentResource(source).body) {
    const from = source.search(new RegExp(`^${id} =`, 'm'));
    const end = source.slice(from + 1).search(/^[a-z#]/m);
    const body = source.slice(from, end === -1 ? undefined : from + 1 + end);
    found.set(id, [...new Set([...body.matchAll(/\$([a-z]+)/g)].map((match) => match[1]))].sort().join());
  }
  assert.equal(found.size, [...source.matchAll(/^[a-z][a-z0-9-]* =/gm)].length, `${language}/${file}: every message can be read`);
  return found;
}

test('every language has the same messages with the same arguments', () => {
  for (const file of FILES) {
    const reference = messages('en', file);
    for (const language of LANGUAGES) assert.deepEqual(Object.fromEntries(messages(language, file)), Object.fromEntries(reference), `${language}/${file}`);
  }
});

/** All sources of the pages. */
function sources() {
  const list = [];
  const walk = (folder) => {
    for (const entry of readdirSync(new URL(folder, ROOT), { withFileTypes: true })) {
      if (entry.isDirectory()) walk(`${folder}${entry.name}/`);
      else if (/\.(js|html)$/.test(entry.name) && !folder.includes('vendor')) list.push({ name: `${folder}${entry.name}`, text: read(`${folder}${entry.name}`) });
    }
  };
  walk('src/web/');
  return list;
}

test('every message that a page names exists, and every message is named', () => {
  const all = sources();
  const known = new Set(FILES.flatMap((file) => [...messages('en', file).keys()]));
  for (const { name, text } of all) {
    for (const [, key] of text.matchAll(/['":]((?:chat|desk|home|admin|loader|calendar|language-name)-[a-z0-9-]+)['"}]/g)) {
      if (!key.endsWith('-') && !/^desk-(?:pane|login-(?:form|go|problem)|title-x)$/.test(key) && !text.includes(`id="${key}"`)) assert.ok(known.has(key) || /^(?:chat|desk)\.css$/.test(key) || byIdOnly(key, all), `${name}: ${key}`);
    }
  }
  const joined = all.map(({ text }) => text).join('\n');
  // The languages' own names are put together from their codes.
  for (const key of known) assert.ok(joined.includes(key) || /^language-name-[a-z]+$/.test(key), `${key} is used nowhere`);
});

/** Names that are ids of elements, not messages. */
function byIdOnly(key, all) {
  return all.some(({ text }) => text.includes(`id="${key}"`) || text.includes(`id: '${key}'`));
}

test('no page and no script holds words of its own, and none writes markup', () => {
  for (const { name, text } of sources()) {
    assert.doesNotMatch(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''), /[\u0980-\u09ff\u0400-\u04ff]/, `${name}: words of a language`);
    const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser|document\.cookie|sessionStorage/, `${name}: a sink`);
    // The chat's outbox alone, with limits on every wait.
    if (!name.endsWith('shared/shelf.js')) assert.doesNotMatch(code, /indexedDB/, `${name}: a database`);
    if (!name.endsWith('.html')) continue;
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|<style/i, `${name}: inline script or style`);
    const words = text.replace(/<!--[\s\S]*?-->|<[^>]*>|\{\{[^}]*\}\}/g, '').trim();
    assert.equal(words.replace(/\s+/g, ''), '', `${name}: text outside of messages`);
    for (const [, attribute, value] of text.matchAll(/\s(aria-label|placeholder|title|alt)="([^"]*)"/g)) assert.match(value, /^(?:\{\{[^}]+\}\})?$/, `${name}: ${attribute}`);
  }
});

test('a moment is told on the clock of another zone, and only where that differs from the reader’s', () => {
  const at = new Date('2026-12-02T05:00:00Z');
  const there = onClockOf('Asia/Dhaka', at);
  assert.deepEqual([there?.getFullYear(), there?.getMonth(), there?.getDate(), there?.getHours(), there?.getMinutes()], [2026, 11, 2, 11, 0]);
  assert.equal(onClockOf('Nowhere/Town', at), null);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = new Date('2026-12-01T05:00:00Z');
  assert.equal(texts.en.momentIn(at, own, now), '');
  assert.match(texts.en.momentIn(new Date('2026-12-02T05:30:00Z'), 'Asia/Kathmandu', now), /^tomorrow\b.*11:15/);
});
