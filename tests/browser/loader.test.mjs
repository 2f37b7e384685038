// The talk between the loader on a site and the chat's frame: who is believed, and who is answered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { Bridge } from '../../src/web/assets/chat/bridge.js';
import { colourOf, contrast, readable } from '../../src/web/assets/chat/theme.js';

const SOURCE = readFileSync(new URL('../../src/web/widget.js', import.meta.url), 'utf8');
const TEXTS = { bn: { 'loader-open': 'খুলুন', 'loader-close': 'বন্ধ', 'loader-title': 'চ্যাট', 'loader-new': 'নতুন:' }, kk: { 'loader-open': 'Ашу', 'loader-close': 'Жабу', 'loader-title': 'Чат', 'loader-new': 'Жаңа:' }, en: { 'loader-open': 'Open', 'loader-close': 'Close', 'loader-title': 'Chat', 'loader-new': 'New:' } };
const SCRIPT = SOURCE.replace("'{{loader-texts}}'", JSON.stringify(TEXTS));
const HOST = 'https://chat.example';

/** A page just real enough for the loader. */
function site({ language = 'kk', data = {}, storage = new Map() } = {}) {
  const listeners = { window: {}, document: {} };
  const timers = [];
  const observers = [];
  const made = [];
  const posted = [];
  const state = { focused: null };
  const element = (tag) => {
    const own = {
      tag, attributes: {}, children: [], handlers: {}, hidden: false, isConnected: false,
      setAttribute: (name, value) => (own.attributes[name] = String(value)),
      getAttribute: (name) => own.attributes[name] ?? null,
      append: (...more) => {
        own.children.push(...more);
        if (own === root || own === place) for (const one of more) one.isConnected = true;
      },
      remove: () => (own.isConnected = false),
      addEventListener: (name, run) => (own.handlers[name] = run),
      attachShadow: () => element('shadow'),
      focus: () => (state.focused = own),
    };
    if (tag === 'iframe') own.contentWindow = { postMessage: (message, origin) => posted.push({ message, origin }) };
    made.push(own);
    return own;
  };
  const root = element('html');
  root.lang = 'en';
  const place = element('section');
  const script = element('script');
  script.src = `${HOST}/widget.js`;
  script.attributes['data-language'] = language;
  for (const [name, value] of Object.entries(data)) script.attributes[`data-${name}`] = value;
  const context = {
    URL, clearTimeout: () => {}, console: { ...console, warn: () => {} },
    setTimeout: (run, ms) => timers.push({ run, ms }),
    matchMedia: () => ({ matches: false }),
    localStorage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value), removeItem: (key) => storage.delete(key) },
    MutationObserver: class {
      constructor(run) {
        observers.push(run);
      }
      observe() {}
    },
    location: { href: 'https://shop.example/', origin: 'https://shop.example' },
    CSSStyleSheet: class { replaceSync() {} },
    addEventListener: (name, run) => (listeners.window[name] = run),
    document: {
      currentScript: script, documentElement: root, body: element('body'),
      createElement: element, createElementNS: (_, tag) => element(tag), querySelector: (name) => (name === '#chat' ? place : null),
      addEventListener: (name, run) => (listeners.document[name] = run),
    },
  };
  context.window = context;
  vm.runInNewContext(SCRIPT, context);
  const find = (tag) => made.find((one) => one.tag === tag);
  const note = made.find((one) => one.className === 'note');
  return { api: context.Aftercare, context, listeners, posted, state, storage, timers, observers, note, root, place, host: find('div'), frame: () => made.findLast((one) => one.tag === 'iframe'), button: find('button'), panel: made.find((one) => one.className === 'panel'), count: made.find((one) => one.className === 'count'), run: () => vm.runInNewContext(SCRIPT, context) };
}

test('nothing is loaded before the first tap; then the frame of our own origin', () => {
  const page = site();
  assert.equal(page.frame(), undefined);
  assert.equal(page.button.attributes['aria-label'], 'Ашу');
  page.button.handlers.click();
  assert.equal(page.frame().src, `${HOST}/chat?embed=1&open=1&language=kk`);
  assert.equal(page.panel.hidden, false);
  assert.equal(page.button.attributes['aria-expanded'], 'true');
});

test('speaks to the frame with our exact origin, after it has loaded', () => {
  const page = site();
  page.api.open('a question');
  assert.deepEqual(page.posted, []);
  page.frame().handlers.load();
  page.api.setLanguage('bn');
  page.api.setLanguage('xx');
  page.api.close();
  assert.ok(page.posted.every(({ origin }) => origin === HOST), 'never to *');
  assert.deepEqual(page.posted.map(({ message }) => message.aftercare), ['hello', 'draft', 'language', 'close']);
  assert.equal(page.posted[1].message.text, 'a question');
});

test('believes only the frame, and only from our origin', () => {
  const page = site();
  page.api.open();
  page.frame().handlers.load();
  const window_ = page.frame().contentWindow;
  const say = (source, origin, data) => page.listeners.window.message({ source, origin, data });
  const unread = [];
  page.api.on('unread', (count) => unread.push(count));
  say({}, HOST, { aftercare: 'close' });
  say(window_, 'https://evil.example', { aftercare: 'close' });
  say(window_, `${HOST}.evil.example`, { aftercare: 'close' });
  say(window_, 'null', { aftercare: 'close' });
  for (const data of [null, 'close', 7, {}, { aftercare: 'eval', code: '1' }, { aftercare: 'unread', count: 'x' }, { aftercare: 'unread', count: -1 }]) say(window_, HOST, data);
  assert.equal(page.panel.hidden, false);
  assert.deepEqual(unread, []);
  say(window_, HOST, { aftercare: 'unread', count: 3 });
  assert.deepEqual(unread, [3]);
  say(window_, HOST, { aftercare: 'close' });
  assert.equal(page.panel.hidden, true);
  assert.equal(page.state.focused, page.button, 'the focus returns');
  assert.equal(page.count.textContent, '3');
  assert.equal(page.button.attributes['aria-label'], 'Ашу. Жаңа: 3');
});

test('Escape closes; a listener ends; a second copy does nothing', () => {
  const page = site();
  let opened = 0;
  const end = page.api.on('open', () => (opened += 1));
  page.api.toggle();
  page.listeners.document.keydown({ key: 'Escape' });
  assert.equal(page.panel.hidden, true);
  end();
  page.api.toggle();
  assert.equal(opened, 1);
  const { api } = page;
  page.run();
  assert.equal(page.context.Aftercare, api);
});

test('a listener that throws does not stop the others', () => {
  const page = site();
  let called = false;
  page.context.setTimeout = () => {};
  page.api.on('open', () => { throw new Error('theirs'); });
  page.api.on('open', () => (called = true));
  page.api.open();
  assert.ok(called);
});

test('the page\'s language is taken when the tag names none that we have', () => {
  assert.equal(site({ language: 'fr' }).button.attributes['aria-label'], 'Open');
  assert.equal(site({ language: 'bn-BD' }).button.attributes['aria-label'], 'খুলুন');
});

test('who never wrote loads nothing; who did is looked after on the next page, and after a log-out no more', () => {
  const storage = new Map();
  const first = site({ storage });
  assert.equal(first.timers.length, 0);
  first.api.open();
  first.frame().handlers.load();
  first.listeners.window.message({ source: first.frame().contentWindow, origin: HOST, data: { aftercare: 'started' } });
  const next = site({ storage });
  assert.equal(next.frame(), undefined, 'the page comes first');
  next.timers.forEach(({ run }) => run());
  assert.equal(next.frame().src, `${HOST}/chat?embed=1&language=kk`);
  assert.equal(next.panel.hidden, true);
  next.frame().handlers.load();
  next.api.reset();
  assert.ok(next.posted.some(({ message }) => message.aftercare === 'reset'));
  assert.equal(site({ storage }).timers.length, 0);
});

test('an owner who is named before the frame is there is named when it is', () => {
  const page = site();
  page.api.identify('a.b.c');
  assert.equal(page.frame(), undefined, 'a name alone loads nothing');
  page.api.open();
  page.frame().handlers.load();
  assert.deepEqual(page.posted.filter(({ message }) => message.aftercare === 'identify').map(({ message, origin }) => [message.token, origin]), [['a.b.c', HOST]]);
});

test('a draft is cut between letters', () => {
  const page = site();
  page.api.open(`${'x'.repeat(3_999)}🚗🚗`);
  page.frame().handlers.load();
  assert.equal(page.posted.find(({ message }) => message.aftercare === 'draft').message.text, `${'x'.repeat(3_999)}🚗`);
});

test('a page that was swapped gets the button back', () => {
  const page = site();
  assert.ok(page.root.children.includes(page.host), 'beside the body, which such sites swap');
  page.host.isConnected = false;
  page.observers.forEach((run) => run());
  assert.equal(page.host.isConnected, true);
});

test('a chat that does not speak is said to, with a way out, and tried again', () => {
  const page = site();
  page.api.open();
  page.frame().handlers.load();
  page.timers.forEach(({ run }) => run());
  assert.equal(page.note.hidden, false);
  assert.equal(page.note.children[1].href, `${HOST}/chat?language=kk`);
  const refused = page.frame();
  page.api.close();
  page.api.open();
  assert.notEqual(page.frame(), refused);
  page.frame().handlers.load();
  page.listeners.window.message({ source: page.frame().contentWindow, origin: HOST, data: { aftercare: 'ready' } });
  page.timers.forEach(({ run }) => run());
  assert.equal(page.note.hidden, true);
});

test('in a place of the page there is no button, and nothing takes the focus', () => {
  const page = site({ data: { target: '#chat' } });
  assert.ok(page.place.children.includes(page.host));
  assert.equal(page.button.hidden, true);
  assert.equal(page.panel.hidden, false);
  assert.equal(page.state.focused, null);
  page.frame().handlers.load();
  assert.deepEqual([page.posted[0].message.inline, page.posted[0].message.quiet], [true, true]);
  page.api.close();
  assert.equal(page.panel.hidden, false);
});

test('whatever colour a site has, words on it and in it can be read', () => {
  assert.equal(colourOf('red'), null);
  assert.equal(colourOf('#12345'), null);
  for (const code of ['#ffffff', '#000000', '#ffee00', '#0b6670', '#777777', '#ff0000', '#00ff00']) {
    for (const ground of [[255, 255, 255], [19, 27, 30]]) assert.ok(contrast(readable(colourOf(code), ground), ground) >= 4.5, code);
  }
  assert.deepEqual(readable([11, 102, 112], [255, 255, 255]), [11, 102, 112], 'a good one stays as it is');
});

/** The frame's side. */
function bridge(holder = null) {
  const posted = [];
  const parent = { postMessage: (message, origin) => posted.push([message.aftercare, origin]) };
  const received = [];
  const it = new Bridge({ parent, holder, received: (message) => received.push(message.aftercare) });
  const say = (data, origin = 'https://shop.example', source = parent) => it.receive({ source, origin, data });
  return { it, posted, received, say };
}

test('the frame answers only whom it met first, and nothing before', () => {
  const { it, posted, received, say } = bridge();
  it.post({ aftercare: 'unread', count: 1 });
  it.post({ aftercare: 'unread', count: 2 });
  assert.deepEqual(posted, []);
  assert.equal(say({ aftercare: 'open' }), false, 'hello comes first');
  assert.equal(say({ aftercare: 'hello', open: true }, 'https://shop.example', {}), false, 'another window');
  assert.equal(say({ aftercare: 'hello', open: true }, 'null'), false);
  assert.equal(say({ aftercare: 'hello', open: true }, '*'), false);
  assert.equal(say({ aftercare: 'hello', open: 'yes' }), false);
  assert.equal(say({ aftercare: 'hello', open: true }), true);
  assert.deepEqual(posted, [['unread', 'https://shop.example']]);
  assert.equal(say({ aftercare: 'close' }, 'https://evil.example'), false);
  assert.equal(say({ aftercare: 'close' }), true);
  for (const data of [null, 1, 'close', [], { aftercare: 1 }, { aftercare: 'toString' }, { aftercare: '__proto__' }, { aftercare: 'language', language: '<b>' }, { aftercare: 'draft', text: 'x'.repeat(8001) }, { aftercare: 'draft' }]) assert.equal(say(data), false);
  it.post({ aftercare: 'close' });
  assert.deepEqual(posted.at(-1), ['close', 'https://shop.example']);
  assert.deepEqual(received, ['hello', 'close']);
});

test('where the browser names the holder, nobody else is met', () => {
  const { say } = bridge('https://shop.example');
  assert.equal(say({ aftercare: 'hello', open: true }, 'https://evil.example'), false);
  assert.equal(say({ aftercare: 'hello', open: true }), true);
});
