// Stored scripts: each known kind of payload through every field that editors and owners write (of entries, of the files beside them, of manuals and
// pictures, of settings, and their own names), and every page that shows it: chat, desk, studio and administration.
// Nothing runs, and nothing stands in a page that could: what the payloads would do is to set a mark.
//
//   AFTERCARE_URL=... AFTERCARE_EDITOR_EMAIL=... AFTERCARE_EDITOR_PASSWORD=... AFTERCARE_DESK_EMAIL=... AFTERCARE_DESK_PASSWORD=... \
//     AFTERCARE_ADMIN_EMAIL=... AFTERCARE_ADMIN_PASSWORD=... node tests/browser/xss.mjs
//
// Environment, waiting and exit code as in flow.mjs.
import assert from 'node:assert/strict';
import { check, end, expect, person, URL_ } from './browser.mjs';

const { AFTERCARE_EDITOR_EMAIL: EDITOR, AFTERCARE_EDITOR_PASSWORD: EDITOR_PASSWORD, AFTERCARE_DESK_EMAIL: DESK, AFTERCARE_DESK_PASSWORD: DESK_PASSWORD, AFTERCARE_ADMIN_EMAIL: ADMIN, AFTERCARE_ADMIN_PASSWORD: ADMIN_PASSWORD } = process.env;
if (![EDITOR, EDITOR_PASSWORD, DESK, DESK_PASSWORD, ADMIN, ADMIN_PASSWORD].every(Boolean)) {
  console.error('e-mail and password of an editor, a technician and an admin are needed');
  process.exit(2);
}

/** What a payload does where it runs. */
const MARK = 'globalThis.xssRan=1';
/** The kinds: elements, handlers, addresses, Markdown, templates, broken and nested markup, other encodings. */
const PAYLOADS = [
  `<script>${MARK}</script>`,
  `<SCRIPT>${MARK}</SCRIPT >`,
  `<script src="data:text/javascript,${MARK}"></script>`,
  `<script/x>${MARK}</script>`,
  `<scr<script>ipt>${MARK}</scr</script>ipt>`,
  `<script type="module">${MARK}</script>`,
  `<script>\n<!--\n${MARK}\n//--></script>`,
  `"><script>${MARK}</script>`,
  `'><script>${MARK}</script>`,
  `</textarea><script>${MARK}</script>`,
  `</title><script>${MARK}</script>`,
  `</style><script>${MARK}</script>`,
  `<img src=x onerror="${MARK}">`,
  `<img src=x onerror=${MARK}//`,
  `<IMG SRC=x oNeRrOr="${MARK}">`,
  `<img/src=x/onerror=${MARK}>`,
  `<img src="x\` \`<script>${MARK}</script>"\` \`>`,
  `<image src=x onerror="${MARK}">`,
  `<svg onload="${MARK}">`,
  `<svg/onload=${MARK}>`,
  `<svg><script>${MARK}</script></svg>`,
  `<svg><a xlink:href="javascript:${MARK}"><text y="20">x</text></a></svg>`,
  `<svg><animate onbegin="${MARK}" attributeName=x dur=1s>`,
  `<svg><set attributeName=href to="javascript:${MARK}">`,
  `<svg><foreignObject><img src=x onerror="${MARK}"></foreignObject></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>${MARK}</script></svg>#x"/></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${MARK}">`,
  `<math href="javascript:${MARK}">x</math>`,
  `<body onload="${MARK}">`,
  `<iframe srcdoc="<script>parent.xssRan=1</script>"></iframe>`,
  `<iframe src="javascript:parent.xssRan=1"></iframe>`,
  `<object data="javascript:${MARK}"></object>`,
  `<object data="data:text/html,<script>${MARK}</script>"></object>`,
  `<embed src="javascript:${MARK}">`,
  `<base href="javascript:${MARK}//">`,
  `<link rel="stylesheet" href="javascript:${MARK}">`,
  `<link rel=import href="data:text/html,<script>${MARK}</script>">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${MARK}">`,
  `<style>@import 'javascript:${MARK}';</style>`,
  `<style>*{background:url("javascript:${MARK}")}</style>`,
  `<div style="background:url(javascript:${MARK})">x</div>`,
  `<div style="width:expression(${MARK})">x</div>`,
  `<form action="javascript:${MARK}"><button>x</button></form>`,
  `<button formaction="javascript:${MARK}">x</button>`,
  `<input autofocus onfocus="${MARK}">`,
  `<select autofocus onfocus="${MARK}"></select>`,
  `<textarea autofocus onfocus="${MARK}"></textarea>`,
  `<details open ontoggle="${MARK}"><summary>x</summary></details>`,
  `<video><source onerror="${MARK}"></video>`,
  `<video src=x onerror="${MARK}"></video>`,
  `<audio src=x onerror="${MARK}"></audio>`,
  `<marquee onstart="${MARK}">x</marquee>`,
  `<a href="javascript:${MARK}">x</a>`,
  `<a href="JaVaScRiPt:${MARK}">x</a>`,
  `<a href="java\tscript:${MARK}">x</a>`,
  `<a href="&#106;avascript:${MARK}">x</a>`,
  `<a href="&#x6A;&#x61;vascript:${MARK}">x</a>`,
  `<a href="\u0001javascript:${MARK}">x</a>`,
  `<a href="vbscript:${MARK}">x</a>`,
  `<a href="data:text/html,<script>${MARK}</script>">x</a>`,
  `<a onmouseover="${MARK}">x</a>`,
  `<xss id=x tabindex=1 onfocus="${MARK}" autofocus>x</xss>`,
  `[x](javascript:${MARK})`,
  `[x](JAVASCRIPT:${MARK})`,
  `[x](  javascript:${MARK})`,
  `[x](<javascript:${MARK}>)`,
  `[x](javascript&colon;${MARK})`,
  `[x](data:text/html;base64,PHNjcmlwdD5nbG9iYWxUaGlzLnhzc1Jhbj0xPC9zY3JpcHQ+)`,
  `[x](vbscript:${MARK})`,
  `[x](https://a.example "onmouseover=${MARK}")`,
  `[x](https://a.example\\" onmouseover=${MARK})`,
  `![x](javascript:${MARK})`,
  `![x" onerror="${MARK}](x)`,
  `![x](x "\\" onerror=${MARK}")`,
  `<javascript:${MARK}>`,
  `[x]: javascript:${MARK}\n[x]`,
  `\`\`\`html\n<img src=x onerror=${MARK}>\n\`\`\``,
  `{{constructor.constructor('${MARK}')()}}`,
  `\${${MARK}}`,
  `<%= ${MARK} %>`,
  `#{${MARK}}`,
  `&lt;img src=x onerror=${MARK}&gt;`,
  `&#60;script&#62;${MARK}&#60;/script&#62;`,
  `%3Cscript%3E${MARK}%3C/script%3E`,
  `\\u003cscript\\u003e${MARK}\\u003c/script\\u003e`,
  `＜script＞${MARK}＜/script＞`,
  `<!--><img src=x onerror=${MARK}>-->`,
  `<![CDATA[><img src=x onerror=${MARK}>]]>`,
  `<?xml ?><img src=x onerror=${MARK}>`,
  `javascript:${MARK}`,
];
/** Words of no language, so that the entry is found and takes nothing from others. */
const RUN = Date.now().toString(36);
const QUESTION = `zzq xss${RUN} vvk`;
const LAST = `zzq last ${RUN}`;
const TITLE = 120;
const TAG = 80;
const TEXT = 500;
const PERSON = 100;
/** A picture of two by two pixels. */
const PIXELS = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==';

const first = (text, most) => [...text].slice(0, most).join('');

/** What stands in a page and could run: none of it is the page's own. */
async function harmless(page, name) {
  const found = await page.evaluate((origin) => {
    const bad = [];
    if (globalThis.xssRan) bad.push('a payload ran');
    const own = (address) => address.startsWith(`${origin}/`) || address.startsWith('/');
    for (const element of document.querySelectorAll('*')) {
      const tag = element.localName;
      if (['iframe', 'object', 'embed', 'base', 'foreignobject', 'animate', 'set', 'math', 'marquee', 'style'].includes(tag)) bad.push(element.outerHTML.slice(0, 200));
      if (tag === 'script' && !own(element.src)) bad.push(element.outerHTML.slice(0, 200));
      for (const { name: attribute, value } of element.attributes) {
        const plain = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
        if (/^on/.test(attribute)) bad.push(`${tag} ${attribute}=${value}`.slice(0, 200));
        if (/^(href|src|action|formaction|data|xlink:href|srcdoc|poster)$/.test(attribute) && /^(javascript|vbscript|data:text)/.test(plain)) bad.push(`${tag} ${attribute}=${value}`.slice(0, 200));
      }
    }
    return bad;
  }, URL_);
  assert.deepEqual(found, [], name);
}

async function logIn(page, address, email, password) {
  await page.goto(`${URL_}/${address}?language=en`);
  await page.locator('#login-form').waitFor();
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
}

/** Calls the API as whoever is logged in on this page. */
const call = (page, method, path, body, headers = {}) =>
  page.evaluate(
    async ([how, where, what, more]) => {
      const { csrf } = await (await fetch('/api/v1/session')).json();
      const answer = await fetch(where, { method: how, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, ...more }, body: JSON.stringify(what) });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    [method, path, body, headers],
  );

/** Brings a picture of that name. */
const bring = (page, name) =>
  page.evaluate(
    async ([called, base64]) => {
      const { csrf } = await (await fetch('/api/v1/session')).json();
      const body = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const answer = await fetch(`/api/v1/faq/files?name=${encodeURIComponent(called)}`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': csrf }, body });
      return { status: answer.status, body: await answer.json() };
    },
    [name, PIXELS],
  );

/** The text of a file beside the entries, and what its next save has to name. */
const beside = (page, path) =>
  page.evaluate(async (name) => {
    const answer = await fetch(`/api/v1/content/${name}`);
    return { text: await answer.text(), tag: answer.headers.get('ETag') };
  }, path);

/** Gives a member of the staff another name; the one of before. */
async function rename(page, email, name) {
  const { body } = await call(page, 'GET', '/api/v1/staff?limit=200', undefined);
  const member = body.items.find((one) => one.email === email);
  const { status } = await call(page, 'PUT', `/api/v1/staff/${member.id}`, { name, role: member.role, languages: member.languages }, { 'If-Match': `"${member.revision}"` });
  assert.equal(status, 200, name);
  return member.name;
}

/** Each is a draft alone: what is published stays as it is. */
const BESIDE = ['synonyms/en.txt', 'offtopic/en.txt', 'smalltalk.toml'];
/** The names of the pictures. @type {Set<string>} */
const files = new Set();
/** Texts that stood beside the entries. @type {Map<string, string>} */
const kept = new Map();

try {
  assert.ok(PAYLOADS.length >= 60 && new Set(PAYLOADS).size === PAYLOADS.length);
  const studio = await person('editor');
  const { page } = studio;
  const settings = async (body) => {
    const revision = await page.evaluate(async () => (await (await fetch('/api/v1/settings')).json()).revision);
    return call(page, 'PUT', '/api/v1/settings', body, { 'If-Match': `"${revision}"` });
  };

  await check('every field of entries takes every payload, as text', async () => {
    await logIn(page, 'studio', EDITOR, EDITOR_PASSWORD);
    await page.locator('#entries .entry').first().waitFor();
    for (const [index, payload] of PAYLOADS.entries()) {
      const words = { title: first(payload, TITLE), phrasings: [first(payload, TEXT)], answer: payload };
      const body = { category: 'xss', languages: { en: words, bn: words, kk: words }, tags: [first(payload, TAG)], models: [first(payload, TAG)], note: first(payload, TEXT) };
      const { status } = await call(page, 'PUT', `/api/v1/faq/xss-${RUN}-${index}`, body);
      assert.equal(status, 201, payload);
    }
    const all = { title: first(PAYLOADS[12], TITLE), phrasings: [QUESTION, ...PAYLOADS.map((payload) => first(payload, TEXT))], answer: PAYLOADS.join('\n\n') };
    assert.equal((await call(page, 'PUT', `/api/v1/faq/xss-${RUN}-all`, { category: 'xss', languages: { en: all } })).status, 201);
    assert.equal((await call(page, 'POST', `/api/v1/faq/xss-${RUN}-all/publish`, { override: first(PAYLOADS[0], TEXT) })).status, 200);
  });

  await check('a category is a plain name, and so is that of a file, whatever it was called', async () => {
    expect(['422', '/api/v1/faq/']);
    for (const payload of PAYLOADS) {
      const { status } = await call(page, 'PUT', `/api/v1/faq/xss-${RUN}-category`, { category: first(payload, TAG), languages: { en: { title: 'x', phrasings: ['x'], answer: 'x' } } });
      assert.equal(status, 422, payload);
      const brought = await bring(page, `${first(payload, 40)}.png`);
      assert.equal(brought.status, 201, payload);
      assert.match(brought.body.name, /^[a-z0-9][a-z0-9-]*\.png$/);
      files.add(brought.body.name);
    }
  });

  await check('what a picture shows and what a manual is called take every payload, as text', async () => {
    const [name] = files;
    const described = PAYLOADS.map((payload) => `![${payload}](file:${name}) [${payload}](file:${name})`).join('\n\n');
    const words = { title: 'Pictures', phrasings: [`${QUESTION} pictures`], answer: described };
    assert.equal((await call(page, 'PUT', `/api/v1/faq/xss-${RUN}-pictures`, { category: 'xss', languages: { en: words } })).status, 201);
    assert.equal((await call(page, 'POST', `/api/v1/faq/xss-${RUN}-pictures/publish`, { override: 'a trial' })).status, 200);
  });

  await check('so do the files beside the entries, as drafts, and the name of an editor', async () => {
    for (const path of BESIDE) {
      const { text, tag } = await beside(page, path);
      kept.set(path, text);
      const { status } = await call(page, 'PUT', `/api/v1/content/${path}`, { text: `${PAYLOADS.join('\n')}\n${text}`, note: first(PAYLOADS[12], TEXT) }, { 'If-Match': tag });
      assert.equal(status, 200, path);
    }
  });

  const admin = await person('admin');
  let called = '';
  await check('nothing runs in the administration: the names of the staff, and the log', async () => {
    await logIn(admin.page, 'admin', ADMIN, ADMIN_PASSWORD);
    await admin.page.locator('#login').waitFor({ state: 'hidden' });
    called = await rename(admin.page, EDITOR, first(PAYLOADS[12], PERSON));
    for (const [address, place] of [['admin', '.name'], ['admin#/audit', '.audit-row .subject']]) {
      await admin.page.goto(`${URL_}/${address}`);
      await admin.page.reload();
      await admin.page.locator(place, { hasText: PAYLOADS[12] }).first().waitFor();
      await harmless(admin.page, address);
    }
  });

  await check('so do greeting, company and the text outside hours', async () => {
    const some = PAYLOADS.slice(0, 6).join(' ');
    const texts = { en: { greeting: first(`{company} ${some}`, TEXT), closed: first(some, TEXT) } };
    const never = [{ zone: 'Asia/Dhaka', days: [], open: '09:00', close: '18:00' }];
    const { status } = await settings({ values: { 'company.name': PAYLOADS[12], 'markets.int.support_phone': first(PAYLOADS[12], 100), 'markets.int.hours': never }, texts });
    assert.equal(status, 200);
  });

  const owner = await person('owner');
  await check('nothing runs in the chat: greeting, answer, and what the owner writes', async () => {
    await owner.page.goto(`${URL_}/chat?language=en`);
    await owner.page.locator('#input').waitFor();
    await owner.page.getByText(PAYLOADS[0]).first().waitFor();
    await harmless(owner.page, 'the greeting');
    await owner.page.fill('#input', QUESTION);
    await owner.page.press('#input', 'Enter');
    await owner.page.getByText(PAYLOADS.at(-1), { exact: true }).first().waitFor();
    await harmless(owner.page, 'the answer');
    await owner.page.fill('#input', `${QUESTION} pictures`);
    await owner.page.press('#input', 'Enter');
    await owner.page.locator('.message.bot img').first().waitFor();
    await harmless(owner.page, 'the pictures');
    for (let at = 0; at < PAYLOADS.length; at += 30) {
      await owner.page.fill('#input', PAYLOADS.slice(at, at + 30).join('\n'));
      await owner.page.press('#input', 'Enter');
    }
    await owner.page.fill('#input', LAST);
    await owner.page.press('#input', 'Enter');
    await owner.page.getByText(LAST).first().waitFor();
    await harmless(owner.page, 'what the owner writes');
    await owner.page.click('#person');
    await owner.page.locator('.waiting').waitFor();
    await harmless(owner.page, 'the text outside hours');
    await owner.page.reload();
    await owner.page.getByText(LAST).first().waitFor();
    await harmless(owner.page, 'the chat read again');
  });

  await check('nothing runs in the studio: lists, entries with preview and history, gaps, other content', async () => {
    expect(['404', '/api/v1/faq/']);
    await page.goto(`${URL_}/studio?language=en#/entries?category=xss`);
    await page.reload();
    await page.locator('#entries .entry').first().waitFor();
    await harmless(page, 'the list');
    for (const address of [`entry/xss-${RUN}-all`, `entry/xss-${RUN}-pictures`, `entry/xss-${RUN}-all/revisions`, ...PAYLOADS.map((_, index) => `entry/xss-${RUN}-${index}`)]) {
      await page.goto(`${URL_}/studio?language=en#/${address}`);
      await page.locator(address.endsWith('revisions') ? '.revision' : '#title-en').first().waitFor();
      await harmless(page, address);
    }
    for (const [address, ready] of [['gaps', '.page h2'], ['translations', '.page h2'], ['overview', '#quality-title'], ['settings', '.team'], ['content/settings.toml', '#source'], ['try', '.page h2'], ['files', '.file-row'], ...BESIDE.map((path) => [`content/${path}`, '#source'])]) {
      await page.goto(`${URL_}/studio?language=en#/${address}`);
      await page.locator(ready).first().waitFor();
      await harmless(page, address);
    }
  });

  await check('nothing runs at the desk', async () => {
    const desk = await person('technician');
    await logIn(desk.page, 'desk', DESK, DESK_PASSWORD);
    const row = desk.page.locator('.row').first();
    await row.waitFor();
    await harmless(desk.page, 'the queue');
    // The newest one: others may wait there, too.
    for (const one of (await desk.page.locator('.row').all()).reverse()) {
      await one.click();
      await desk.page.locator('.said').first().waitFor();
      await harmless(desk.page, 'a conversation');
      if ((await desk.page.getByText(LAST).count()) > 0) break;
    }
    await desk.page.locator('.said.owner', { hasText: LAST }).first().waitFor();
    await harmless(desk.page, 'the conversation');
  });

  await check('the house is left as it was', async () => {
    assert.equal((await call(page, 'POST', `/api/v1/faq/xss-${RUN}-all/withdraw`, { override: 'the trial is over' })).status, 200);
    assert.equal((await settings({ values: {} })).status, 200);
    assert.equal((await call(page, 'POST', `/api/v1/faq/xss-${RUN}-pictures/withdraw`, { override: 'the trial is over' })).status, 200);
    for (const [path, text] of kept) {
      const { tag } = await beside(page, path);
      assert.equal((await call(page, 'PUT', `/api/v1/content/${path}`, { text }, { 'If-Match': tag })).status, 200, path);
    }
    // The one that an entry needs stays.
    for (const name of [...files].slice(1)) assert.equal((await call(page, 'DELETE', `/api/v1/faq/files/${name}`)).status, 204, name);
    await rename(admin.page, EDITOR, called);
  });
  await end();
} catch (error) {
  await end(error);
}
