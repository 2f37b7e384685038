// Answers as elements: what the server's tree becomes, and that nothing else can be made of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, linked, rich, safeHref } from '../../src/web/assets/shared/nodes.js';

/** The few calls of a document that `build` may make; everything it makes is written down again as text. */
const document = {
  createDocumentFragment: () => node(''),
  createElement: (tag) => node(tag),
  createTextNode: (text) => ({ text, toString: () => escape(text) }),
};

function node(tag) {
  const attributes = {};
  const children = [];
  return {
    tag, attributes, children,
    setAttribute: (name, value) => (attributes[name] = value),
    append: (...more) => children.push(...more.flatMap((child) => (child.tag === '' ? child.children : [child]))),
    toString: () => {
      const inner = children.join('');
      const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`).join('');
      return tag === '' ? inner : /^[bh]r$/.test(tag) ? `<${tag}>` : `<${tag}${list}>${inner}</${tag}>`;
    },
  };
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const through = (...nodes) => String(build(document, nodes));
const REL = 'rel="noopener noreferrer nofollow" target="_blank"';

test('keeps what answers are made of', () => {
  for (const [given, expect] of [
    [['p', 'On a ', ['strong', '7 kW'], ' wallbox: ', ['em', '8 hours'], '.', ['br'], 'See ', ['code', 'ODO']], '<p>On a <strong>7 kW</strong> wallbox: <em>8 hours</em>.<br>See <code>ODO</code></p>'],
    [['ol', { start: 3 }, ['li', 'three', ['ul', ['li', 'nested']]], ['li', ['p', 'four']]], '<ol start="3"><li>three<ul><li>nested</li></ul></li><li><p>four</p></li></ol>'],
    [['p', ['del', 'old'], ' new'], '<p><del>old</del> new</p>'],
    [['table', ['thead', ['tr', ['th', 'Code']]], ['tbody', ['tr', ['td', 'P0A80']]]], '<div class="wide-part" tabindex="0"><table><thead><tr><th>Code</th></tr></thead><tbody><tr><td>P0A80</td></tr></tbody></table></div>'],
    [['pre', ['code', 'if (a < b)\n']], '<div class="wide-part" tabindex="0"><pre><code>if (a &lt; b)\n</code></pre></div>'],
    [['blockquote', ['p', 'x']], '<blockquote><p>x</p></blockquote>'],
    [['hr'], '<hr>'],
    [['h1', 'a'], '<h3>a</h3>'],
    [['h6', 'a'], '<h6>a</h6>'],
    ['গাড়ি & <b>', 'গাড়ি &amp; &lt;b&gt;'],
  ]) assert.equal(through(given), expect);
});

test('links lead only where a link may lead', () => {
  assert.equal(through(['a', { href: 'https://a.example/b?c=1&d=2', title: 'A' }, 'x']), `<a href="https://a.example/b?c=1&amp;d=2" ${REL} title="A">x</a>`);
  assert.equal(through(['a', { href: 'tel:+77273500000' }, 'call']), '<a href="tel:+77273500000" rel="noopener noreferrer nofollow">call</a>');
  assert.equal(through(['a', { href: 'mailto:care@a.example' }, 'mail']), `<a href="mailto:care@a.example" ${REL}>mail</a>`);
  for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' java\tscript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', 'blob:https://a/b', '//evil.example', '/relative', 'x', '', 'https://good.example@evil.example/', 'https://user:pw@evil.example/', 7, null, {}, ['https://a.example']]) {
    assert.equal(through(['a', { href: bad }, 'x']), '<span>x</span>', String(bad));
  }
  assert.equal(safeHref(undefined), undefined);
});

test('pictures and manuals come from our own server alone', () => {
  assert.equal(through(['img', { src: '/files/key-1.png', alt: 'The "key"' }]), '<img src="/files/key-1.png" alt="The &quot;key&quot;" loading="lazy"></img>');
  assert.equal(through(['a', { href: '/files/manual.pdf' }, 'Manual']), `<a href="/files/manual.pdf" ${REL}>Manual</a>`);
  for (const bad of ['https://evil.example/files/a.png', '//evil.example/files/a.png', '/files/../a.png', '/files/a.svg', '/files/a.pdf', '/files/a.png?x', '/files/A.png', '/files/a/b.png', '/filesa.png', 'file:a.png', 'data:image/png;base64,x', 7, null, {}]) {
    assert.equal(through(['img', { src: bad, alt: 'a <b>', onerror: 'alert(1)' }]), 'a &lt;b&gt;', String(bad));
  }
});

test('nothing else comes out', () => {
  const allowed = /^<\/?(?:p|ul|ol|li|strong|em|del|br|hr|code|pre|span|blockquote|h[3-6]|table|thead|tbody|tr|th|td|div|a)>$|^<a href="(?:https?|mailto|tel):[^"]*" rel="noopener noreferrer nofollow"(?: target="_blank")?>$|^<ol start="-?\d+">$|^<div class="wide-part" tabindex="0">$/;
  const names = ['script', 'SCRIPT', 'img', 'svg', 'math', 'iframe', 'object', 'embed', 'base', 'meta', 'link', 'form', 'input', 'button', 'style', 'template', 'textarea', 'video', 'x-widget', 'P', 'h7', '', ' p', 'p onclick', 'constructor', '__proto__', 'toString', 7, null, {}, ['p'], true];
  const attributes = [{}, { onclick: 'alert(1)' }, { style: 'position:fixed' }, { href: 'javascript:alert(1)' }, { src: 'x' }, { id: 'csrf', class: 'x', name: 'y' }, { start: '3" onclick="x' }, { start: 1.5 }, { start: 3 }, { __proto__: null, href: 'https://a.example' }];
  let count = 0;
  for (const name of [...names, 'p', 'a', 'ol', 'td']) {
    for (const attribute of attributes) {
      for (const given of [[name, attribute, 'x <b>'], [name, 'x', attribute], ['p', [name, attribute, [name, 'x']]], ['ul', ['li', [name, attribute]]]]) {
        const out = through(given);
        for (const [tag] of out.matchAll(/<[^>]*>/g)) assert.match(tag, allowed, `${JSON.stringify(given)} gave ${out}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 1_000);
  assert.equal(through(['script', 'kept']), 'kept');
});

test('whatever comes in the place of nodes ends, in time and in shape', () => {
  for (const odd of [undefined, null, 'x', 7, {}, [null], [7], [[]], [[[]]], [undefined], [true]]) assert.equal(String(build(document, odd)), '', JSON.stringify(odd));
  let deep = 'x';
  for (let depth = 0; depth < 1_000; depth += 1) deep = ['strong', deep];
  const out = through(deep);
  assert.ok(out.includes('x') && out.split('<strong>').length < 60);
  assert.equal(through(...Array(20_000).fill('x')).length, 20_000);
});

test('an answer without nodes is paragraphs of its text; addresses in words become links', () => {
  assert.equal(String(rich(document, { text: 'one\n\ntwo <b>' })), '<p>one</p><p>two &lt;b&gt;</p>');
  assert.equal(String(rich(document, { nodes: [['p', 'x'], 'y'], text: 'z' })), '<p>x</p><p>y</p>');
  assert.equal(String(rich(document, { nodes: [], text: 'z' })), '<p>z</p>');
  assert.equal(String(linked(document, 'See https://a.example/x, then <b>. javascript:alert(1)')), `See <a href="https://a.example/x" ${REL}>https://a.example/x</a>, then &lt;b&gt;. javascript:alert(1)`);
  assert.equal(String(linked(document, 'দেখুন https://a.example/খ।')), `দেখুন <a href="${new URL('https://a.example/খ').href}" ${REL}>https://a.example/খ</a>।`);
});

test('addresses, e-mails and numbers that are written to be called become links, in messages and in answers', () => {
  const links = (text) => [...String(linked(document, text)).matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  const cases = [
    ['Write to a.b+c@mail.example.org, please.', ['mailto:a.b+c@mail.example.org']],
    ['Call +880 9600-112244.', ['tel:+8809600112244']],
    ['8 00, 01711-223344 or (017) 1', ['tel:01711223344']],
    ['\u0995\u09b2: +\u09ee\u09ee\u09e6 \u09e7\u09ed\u09e7\u09e7 \u09e8\u09e8\u09e9\u09e9\u09ea\u09ea\u0964', ['tel:+8801711223344']],
    ['45 000 km, E03, 1046-B, 2026-11-29, LC0CE4DC1N0000001, 12.11.2026 09:30, 0.5 and 1000000000', []],
    ['https://a.example/x?q=0171122334455 and x@y', ['https://a.example/x?q=0171122334455']],
  ];
  for (const [text, expected] of cases) assert.deepEqual(links(text), expected, text);
  assert.equal(through(['p', 'to a@b.example']), `<p>to <a href="mailto:a@b.example" ${REL}>a@b.example</a></p>`);
  assert.equal(through(['a', { href: 'https://a.example' }, 'a@b.example']), `<a href="https://a.example/" ${REL}>a@b.example</a>`);
  assert.equal(through(['code', '+880 9600 112244']), '<code>+880 9600 112244</code>');
});
