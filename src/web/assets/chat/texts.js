// @ts-check
import { Words } from '../shared/words.js';

/**
 * The chat's messages without Fluent's runtime, which is a fifth of all that an owner would have to load. The server reads the `.ftl` file and
 * sends each message as its text, or as a list of texts, `[name]` for an argument and `[name, {key: message}, key]` for a choice by an
 * argument: by the number itself, else by its plural category, else the last key. A test holds it against Fluent.
 *
 * @typedef {string|Part[]} Message
 * @typedef {string|[string]|[string, Record<string, Message>, string]} Part
 */

export class ChatTexts extends Words {
  /** @param {string} language @param {Record<string, Message>} messages */
  constructor(language, messages) {
    super(language);
    this.messages = messages;
    this.plurals = new Intl.PluralRules(language);
  }

  /** @override @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values = {}) {
    return Object.hasOwn(this.messages, key) ? this.say(this.messages[key], values) : key;
  }

  /** @param {Message} message @param {Record<string, string|number>} values @returns {string} */
  say(message, values) {
    if (typeof message === 'string') return message;
    return message.map((part) => (typeof part === 'string' ? part : this.part(part, values))).join('');
  }

  /** @param {[string, Record<string, Message>?, string?]} part @param {Record<string, string|number>} values @returns {string} */
  part([name, variants, otherwise = ''], values) {
    const value = values[name];
    if (!variants) return typeof value === 'number' ? this.numbers.format(value) : (value ?? `{$${name}}`);
    const exact = String(value);
    const key = typeof value === 'number' && !Object.hasOwn(variants, exact) ? this.plurals.select(value) : exact;
    return this.say(variants[Object.hasOwn(variants, key) ? key : otherwise], values);
  }
}

/** Messages of a language from beside this script (`{{assets}}/locales/<language>/<file>`). @param {string} language @param {string} file @returns {Promise<Record<string, Message>>} */
async function fetchMessages(language, file) {
  const answer = await fetch(new URL(`../locales/${language}/${file}`, import.meta.url));
  if (!answer.ok) throw new Error(`${language}: ${answer.status}`);
  return answer.json();
}

/** Loads the messages of a language. @param {string} language @param {boolean} more  also those of what is loaded later */
export async function loadTexts(language, more) {
  const parts = await Promise.all([fetchMessages(language, 'chat.json'), more ? fetchMessages(language, 'chat-later.json') : {}]);
  return new ChatTexts(language, Object.assign({}, ...parts));
}

/** Adds the messages of forms, requests and stars. @param {ChatTexts} texts */
export async function loadMore(texts) {
  Object.assign(texts.messages, await fetchMessages(texts.language, 'chat-later.json'));
}

/** The messages of what takes and shows files. @param {string} language */
export async function loadFileTexts(language) {
  return new ChatTexts(language, await fetchMessages(language, 'files.json'));
}
