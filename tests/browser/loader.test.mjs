// The talk between the loader on a site and the chat's frame: who is believed, and who is answered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { Bridge } from '../../src/web/assets/chat/bridge.js';

const SOURCE = readFileSync(new URL('../../src/web/widget.js', import.meta.url), 'utf8');
const TEXTS = { bn: { 'loader-open': 'খুলুন', 'loader-close': 'বন্ধ', 'loader-title': 'চ্যাট', 'loader-new': 'নতুন:' }, kk: { 'loader-open': 'Ашу', 'loader-close': 'Жабу', 'loader-title': 'Чат', 'loader-new': 'Жаңа:' }, en: { 'loader-open': 'Open', 'loader-close': 'Close', 'loader-title': 'Chat', 'loader-new': 'New:' } };
const SCRIPT = SOURCE.replace("'{{loader-texts}}'", JSON.stringify(TEXTS));
const HOST = 'https://chat.example';

/** A page just real enough for the loader. */
function site({ language = 'kk' } = {}) {
  const listeners = { window: {}, document: {} };
  const made = [];
  const posted = [];
  const state = { focused: null };
  const element = (tag) => {
    const own = {
      tag, attributes: {}, children: [], handlers: {}, hidden: false,
      setAttribute: (name, value) => (own.attributes[name] = String(value)),
      getAttribute: (name) => own.attributes[name] ?? null,
      append: (...more) => own.children.push(...more),
      addEventListener: (name, run) => (own.handlers[name] = run),
      attachShadow: () => element('shadow'),
      focus: () => (state.focused = own),
    };
    if (tag === 'iframe') own.contentWindow = { postMessage: (message, origin) => posted.push({ message, origin }) };
    made.push(own);
    return own;
  };
  const script = element('script');
  script.src = `${HOST}/widget.js`;
  script.attributes['data-language'] = language;
  const context = {
    URL, console, setTimeout,
    location: { href: 'https://shop.example/' },
    CSSStyleSheet: class { replaceSync() {} },
    addEventListener: (name, run) => (listeners.window[name] = run),
    document: {
      currentScript: script, documentElement: { lang: 'en' }, body: element('body'),
      createElement: element, createElementNS: (_, tag) => element(tag), querySelector: () => null,
      addEventListener: (name, run) => (listeners.document[name] = run),
    },
  };
  context.window = context;
  vm.runInNewContext(SCRIPT, context);
  const find = (tag) => made.find((one) => one.tag === tag);
  return { api: context.Aftercare, context, listeners, posted, state, frame: () => find('iframe'), button: find('button'), panel: made.find((one) => one.className === 'panel'), count: made.find((one) => one.className === 'count'), run: () => vm.runInNewContext(SCRIPT, context) };
}

test('the loader is small', () => {
  assert.ok(gzipSync(SCRIPT).length <= 5 * 1024, `${gzipSync(SCRIPT).length} bytes`);
});

test('nothing is loaded before the first tap; then the frame of our own origin', () => {
  const page = site();
  assert.equal(page.frame(), undefined);
  assert.equal(page.button.attributes['aria-label'], 'Ашу');
  page.button.handlers.click();
  assert.equal(page.frame().src, `${HOST}/chat?embed=1&language=kk`);
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
  for (const data of [null, 1, 'close', [], { aftercare: 1 }, { aftercare: 'toString' }, { aftercare: '__proto__' }, { aftercare: 'language', language: '<b>' }, { aftercare: 'draft', text: 'x'.repeat(4001) }, { aftercare: 'draft' }]) assert.equal(say(data), false);
  it.post({ aftercare: 'close' });
  assert.deepEqual(posted.at(-1), ['close', 'https://shop.example']);
  assert.deepEqual(received, ['hello', 'close']);
});

test('where the browser names the holder, nobody else is met', () => {
  const { say } = bridge('https://shop.example');
  assert.equal(say({ aftercare: 'hello', open: true }, 'https://evil.example'), false);
  assert.equal(say({ aftercare: 'hello', open: true }), true);
});
