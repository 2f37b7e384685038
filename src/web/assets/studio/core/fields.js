// @ts-check
/**
 * What can be changed of an entry (`docs/protocol.md` section 10), without DOM: the fields of the form, tidied as the server
 * keeps them, compared, and measured.
 *
 * @typedef {{title: string, phrasings: string[], answer: string}} Words  an entry in one language
 *
 * @typedef {object} Fields
 * @property {string} category
 * @property {Record<string, Words>} languages  by code; all that the form shows, the empty ones too
 * @property {string[]} models
 * @property {string[]} markets
 * @property {string[]} related
 * @property {string[]} tags
 * @property {string} [action]  the form of the chat that the answer offers
 *
 * @typedef {'current'|'stale'|'wrong'|'missing'} State  of a translation
 *
 * @typedef {object} Entry  as the server has it
 * @property {string} id
 * @property {string} category
 * @property {number} revision
 * @property {number} [published_revision]
 * @property {boolean} draft
 * @property {Record<string, Words & {state?: State, based_on?: number}>} languages
 * @property {string[]} [models]
 * @property {string[]} [markets]
 * @property {string[]} [related]
 * @property {string[]} [tags]
 * @property {string} [action]
 * @property {string} [updated_at]
 * @property {string} [updated_by]
 * @property {string} [scheduled_at]
 *
 * @property {boolean} [autosaved]  the page saved it by itself: nobody has said yet what kind of change it is
 * @property {Mistake[]} [problems]  what keeps it from being published, and what an editor will want to look at
 *
 * @typedef {{language?: string|null, field: string, code?: string, severity?: string, message: string}} Mistake
 *
 * @typedef {{language?: string, field: string, key: string, count?: number}} Lack  `key`: of a message
 */

/** The server's limits (`src/faq/entry.rs`, `src/studio/draft.rs`), in characters; a body in bytes. */
export const MOST = { title: 200, phrasing: 1_000, phrasings: 300, answer: 20_000, body: 512 * 1024 };
/** Lines taken from one paste into the phrasings: as many as an entry may have. */
export const MOST_PASTED = MOST.phrasings;
export const LISTS = /** @type {const} */ (['models', 'markets', 'related', 'tags']);
export const PARTS = /** @type {const} */ (['title', 'phrasings', 'answer']);
/** What the server takes as an id (`src/faq/entry.rs`). */
const ID = /^[a-z0-9-]{1,80}$/;
/** Longest name that is suggested. */
const MOST_SUGGESTED = 40;

/** @returns {Words} */
export const noWords = () => ({ title: '', phrasings: [], answer: '' });

/** The form of an entry. @param {Partial<Entry>} entry @param {string[]} languages  those in use @returns {Fields} */
export function fieldsOf(entry, languages) {
  /** @type {Record<string, Words>} */
  const words = {};
  for (const code of new Set([...languages, ...Object.keys(entry.languages ?? {})])) {
    const { title = '', phrasings = [], answer = '' } = entry.languages?.[code] ?? {};
    words[code] = { title, phrasings: [...phrasings], answer };
  }
  const list = (/** @type {string[]|undefined} */ values) => [...(values ?? [])];
  return { category: entry.category ?? '', languages: words, models: list(entry.models), markets: list(entry.markets), related: list(entry.related), tags: list(entry.tags), ...(entry.action ? { action: entry.action } : {}) };
}

/** As the server keeps it: no blanks around, no empty lines, nothing twice; languages without a word are left out. @param {Fields} fields @returns {Fields} */
export function tidy(fields) {
  /** @type {Record<string, Words>} */
  const languages = {};
  for (const code of Object.keys(fields.languages).sort()) {
    const words = tidyWords(fields.languages[code]);
    if (words.title !== '' || words.phrasings.length > 0 || words.answer !== '') languages[code] = words;
  }
  return { category: fields.category.trim(), languages, models: lines(fields.models), markets: lines(fields.markets), related: lines(fields.related), tags: lines(fields.tags), ...(line(fields.action ?? '') !== '' ? { action: line(fields.action ?? '') } : {}) };
}

/** @param {Words} words @returns {Words} */
export function tidyWords(words) {
  return { title: line(words.title), phrasings: lines(words.phrasings), answer: words.answer.replace(/\r\n?/g, '\n').trim() };
}

/** @param {string} text */
const line = (text) => text.replace(/\s+/g, ' ').trim();
/** @param {string[]} texts */
const lines = (texts) => [...new Set(texts.map(line).filter((text) => text !== ''))];

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What is sent. A language that nobody touched goes as the server has it: not even a blank is changed by opening an entry.
 * @param {Fields} fields @param {Partial<Entry>|null} entry
 */
export function bodyOf(fields, entry) {
  const tidied = tidy(fields);
  /** @type {Record<string, Words>} */
  const languages = {};
  for (const [code, words] of Object.entries(tidied.languages)) {
    const before = entry?.languages?.[code];
    const untouched = before && same(tidyWords({ title: before.title ?? '', phrasings: before.phrasings ?? [], answer: before.answer ?? '' }), words);
    languages[code] = untouched ? { title: before.title, phrasings: before.phrasings, answer: before.answer } : words;
  }
  return { ...tidied, languages };
}

/** Languages whose words are not those of `before`. @param {Fields} before @param {Fields} now @returns {string[]} */
export function changedLanguages(before, now) {
  const [old, fresh] = [tidy(before).languages, tidy(now).languages];
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter((code) => !same(old[code], fresh[code]));
}

/** Languages that have words. @param {Fields} fields */
export const written = (fields) => Object.keys(tidy(fields).languages);

/** What keeps the server from storing it, be it a draft. @param {Fields} fields @returns {Lack[]} */
export function unstorable(fields) {
  const { category, languages } = tidy(fields);
  /** @type {Lack[]} */
  const found = [];
  if (category === '') found.push({ field: 'category', key: 'studio-needs-category' });
  else if (!isId(category)) found.push({ field: 'category', key: 'studio-needs-id' });
  if (Object.keys(languages).length === 0) found.push({ field: 'languages', key: 'studio-needs-words' });
  for (const [language, words] of Object.entries(languages)) {
    const over = (/** @type {string} */ field, /** @type {number} */ count) => count > 0 && found.push({ language, field, key: 'studio-too-long', count });
    const length = (/** @type {string} */ text) => [...text].length;
    over('title', length(words.title) - MOST.title);
    over('phrasings', Math.max(0, ...words.phrasings.map((text) => length(text) - MOST.phrasing)));
    over('answer', length(words.answer) - MOST.answer);
    if (words.phrasings.length > MOST.phrasings) found.push({ language, field: 'phrasings', key: 'studio-too-many', count: words.phrasings.length - MOST.phrasings });
  }
  return found;
}

/** What is missing before it can be published. @param {Fields} fields @returns {Lack[]} */
export function unpublishable(fields) {
  return Object.entries(tidy(fields).languages).flatMap(([language, words]) => [
    ...(words.title === '' ? [{ language, field: 'title', key: 'studio-needs-title' }] : []),
    ...(words.phrasings.length === 0 ? [{ language, field: 'phrasings', key: 'studio-needs-phrasing' }] : []),
    ...(words.answer === '' ? [{ language, field: 'answer', key: 'studio-needs-answer' }] : []),
  ]);
}

/** Whether it is more than the server takes at once. @param {object} body */
export const tooLarge = (body) => new TextEncoder().encode(JSON.stringify(body)).length > MOST.body;

/** @param {string} id */
export const isId = (id) => ID.test(id);

/**
 * A name for a new entry: from a title in Latin letters, else one that says nothing and is free.
 * @param {Fields} fields @param {() => number} random  0 to 1
 */
export function suggestId(fields, random) {
  for (const { title } of Object.values(fields.languages)) {
    const id = title.normalize('NFKD').toLowerCase().replace(/[\u0300-\u036f’']/g, '').replace(/[^a-z0-9]+/g, '-').slice(0, MOST_SUGGESTED).replace(/^-+|-+$/g, '');
    if (id.length > 2) return id;
  }
  return `topic-${Math.floor(random() * 36 ** 6).toString(36).padStart(6, '0')}`;
}

/**
 * A pasted list as phrasings: one a line, without bullets and numbers.
 * @param {string} text
 * @returns {{lines: string[], left: number}}  `left`: how many were too many
 */
export function pasted(text) {
  const all = lines(text.split(/[\r\n\u2028\u2029]+/).map((one) => one.replace(/^\s*(?:[-*•–]|\p{Nd}{1,3}[.)।])\s+/u, '')));
  return { lines: all.slice(0, MOST_PASTED), left: Math.max(0, all.length - MOST_PASTED) };
}
