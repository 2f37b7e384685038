// @ts-check
/**
 * What the address of the editor hands over: questions and an answer by language, from a gap or a question that was tried.
 *
 * @typedef {import('./fields.js').Words} Words
 */

/** Longest title that is made of a question, in characters: the rest is for the editor to find. */
const MOST_TITLE = 100;

/** @param {URLSearchParams} query @param {string[]} languages  those in use @returns {Record<string, Words>} */
export function given(query, languages) {
  /** @type {Record<string, Words>} */
  const words = {};
  for (const language of languages) {
    const phrasings = [...new Set(query.getAll(`question-${language}`).map((text) => text.replace(/\s+/g, ' ').trim()))].filter((text) => text !== '');
    const answer = query.get(`answer-${language}`) ?? '';
    if (phrasings.length > 0 || answer !== '') words[language] = { title: [...(phrasings[0] ?? '')].slice(0, MOST_TITLE).join(''), phrasings, answer };
  }
  return words;
}
