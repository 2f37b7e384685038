// The chat's messages without Fluent say what Fluent says: every message in every language, with numbers of every plural category.
// Run by tests/browser/run against a server, for it is the server that makes the one from the other.
import assert from 'node:assert/strict';
import { ChatTexts } from '../../src/web/assets/chat/texts.js';
import { Texts } from '../../src/web/assets/shared/texts.js';

const URL_OF_SERVER = process.env.AFTERCARE_URL;
const NUMBERS = [0, 1, 2, 3, 5, 11, 21, 22, 25, 101, 1_234, 1.5];
const NAMES = ['name', 'language', 'day', 'month', 'weekday', 'year', 'time', 'moment', 'example'];

const page = await (await fetch(`${URL_OF_SERVER}/chat`)).text();
const version = /\/assets\/([0-9a-f]+)\//.exec(page)?.[1];
assert.ok(version, 'the chat names its version');
const languages = /data-languages="([^"]+)"/.exec(page)?.[1].split(',') ?? [];
assert.ok(languages.length >= 3);

let compared = 0;
for (const language of new Set([...languages, 'ru'])) {
  const at = `${URL_OF_SERVER}/assets/${version}/locales/${language}`;
  const fluent = new Texts(language, [await (await fetch(`${at}/chat.ftl`)).text()]);
  const [first, later] = await Promise.all(['chat.json', 'chat-later.json'].map(async (file) => (await fetch(`${at}/${file}`)).json()));
  const messages = { ...first, ...later };
  assert.equal(Object.keys(messages).length, Object.keys(first).length + Object.keys(later).length, 'each message once');
  const chat = new ChatTexts(language, messages);
  const keys = [...fluent.bundle._messages.keys()].filter((key) => !key.startsWith('loader-'));
  assert.deepEqual(Object.keys(messages).sort(), keys.sort(), language);
  for (const key of keys) {
    for (const number of NUMBERS) {
      const values = Object.fromEntries(NAMES.map((name) => [name, `<${name}>`]));
      for (const name of ['count', 'position', 'minutes', 'hours', 'percent']) values[name] = number;
      assert.equal(chat.t(key, values), fluent.t(key, values), `${language} ${key} ${number}`);
      compared += 1;
    }
  }
  assert.equal(chat.t('chat-nothing-of-that-name'), 'chat-nothing-of-that-name');
}
console.log(`words: ${compared} messages are what Fluent says`);
