// @ts-check
/**
 * The only place where an answer becomes elements of the page. The server sends a tree (`docs/protocol.md` section 2): a
 * text is a string, an element `[name, attributes?, child...]`. Nothing here reads markup: elements are made by name from a
 * list, with the attributes of a list, and everything else keeps its text alone.
 *
 * @typedef {string|[string, ...any[]]} WireNode
 */

/** Elements that an answer may have; the server has the same list. */
const ELEMENTS = new Set([
  'p', 'br', 'strong', 'em', 'del', 'ul', 'ol', 'li', 'a', 'code', 'pre', 'blockquote', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table',
  'thead', 'tbody', 'tr', 'th', 'td', 'img',
]);

/** Within these an address is not made a link. */
const PLAIN = new Set(['a', 'code', 'pre']);

/** Headings of an answer stand below those of the page. @type {Record<string, string>} */
const SHOWN_AS = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6' };

/** A file that stands beside an answer on our own server; the server has the same rule for names. */
const FILE = /^\/files\/[a-z0-9][a-z0-9-]*\.(?:pdf|png|jpg|jpeg|webp)$/;
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);
/** Deeper than the server ever sends. */
const MAX_DEPTH = 40;

/**
 * The address when a link may lead there, else undefined. Relative addresses are refused, for an answer has no base, but for those of our own files.
 * @param {unknown} address
 */
export function safeHref(address) {
  if (typeof address !== 'string' || address === '') return undefined;
  if (FILE.test(address)) return address;
  try {
    const url = new URL(address.trim());
    if (!SCHEMES.has(url.protocol)) return undefined;
    // What a person would read as one host and the browser as another.
    if (url.username || url.password) return undefined;
    return url.href;
  } catch {
    return undefined;
  }
}

/**
 * Nodes of the page for nodes of the wire.
 * @param {Document} document
 * @param {unknown} nodes
 * @param {number} [depth]
 * @param {boolean} [plain]  addresses in words stay words: within links and code
 * @returns {DocumentFragment}
 */
export function build(document, nodes, depth = 0, plain = false) {
  const fragment = document.createDocumentFragment();
  for (const node of Array.isArray(nodes) ? nodes : []) {
    if (typeof node === 'string') fragment.append(plain ? document.createTextNode(node) : linked(document, node));
    else if (Array.isArray(node)) fragment.append(element(document, node, depth, plain));
  }
  return fragment;
}

/** A picture of ours; of any other one its description. @param {Document} document @param {Record<string, unknown>|null} attributes */
function picture(document, attributes) {
  const [src, alt] = [attributes?.src, attributes?.alt].map((value) => (typeof value === 'string' ? value : ''));
  if (!FILE.test(src) || src.endsWith('.pdf')) return document.createTextNode(alt);
  const made = document.createElement('img');
  made.setAttribute('src', src);
  made.setAttribute('alt', alt);
  // Not before it comes into sight: an owner may pay for each megabyte.
  made.setAttribute('loading', 'lazy');
  return made;
}

/** @param {Document} document @param {unknown[]} node @param {number} depth @param {boolean} plain */
function element(document, node, depth, plain) {
  const [name, second] = node;
  const attributes = second !== null && typeof second === 'object' && !Array.isArray(second) ? /** @type {Record<string, unknown>} */ (second) : null;
  const children = build(document, node.slice(attributes ? 2 : 1), depth + 1, plain || PLAIN.has(String(name)));
  if (typeof name !== 'string' || !ELEMENTS.has(name) || depth > MAX_DEPTH) return children;
  if (name === 'img') return picture(document, attributes);
  const href = name === 'a' ? safeHref(attributes?.href) : undefined;
  const made = document.createElement(name === 'a' && href === undefined ? 'span' : (SHOWN_AS[name] ?? name));
  if (href !== undefined) {
    made.setAttribute('href', href);
    made.setAttribute('rel', 'noopener noreferrer nofollow');
    // A number is dialled by this device: another window would stay empty.
    if (!href.startsWith('tel:')) made.setAttribute('target', '_blank');
    if (typeof attributes?.title === 'string') made.setAttribute('title', attributes.title);
  }
  if (name === 'ol' && Number.isSafeInteger(attributes?.start)) made.setAttribute('start', String(attributes?.start));
  // A wide table or line of code is scrolled by itself, also with the keyboard; the page is not.
  if (name === 'table' || name === 'pre') return scrolled(document, made, children);
  made.append(children);
  return made;
}

/** @param {Document} document @param {HTMLElement} made @param {DocumentFragment} children */
function scrolled(document, made, children) {
  made.append(children);
  const box = document.createElement('div');
  box.setAttribute('class', 'wide-part');
  box.setAttribute('tabindex', '0');
  box.append(made);
  return box;
}

/**
 * An answer as elements; paragraphs of its text when there are no nodes.
 * @param {Document} document
 * @param {{nodes?: unknown, text?: string}} content
 * @returns {DocumentFragment}
 */
export function rich(document, content) {
  if (Array.isArray(content.nodes) && content.nodes.length > 0) {
    // Text that stands in no paragraph is one.
    return build(document, content.nodes.map((node) => (typeof node === 'string' ? ['p', node] : node)));
  }
  return build(document, (content.text ?? '').split(/\n{2,}/).map((text) => ['p', text]));
}

/** Addresses in plain text; a full stop or bracket at the end belongs to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}।»”]/;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/;
/** A number that is written to be called: from `+` or a leading zero on, in groups; kilometres, prices and codes are not. Bengali digits, too. */
const PHONE = /(?<![\d\u09e6-\u09efA-Za-z+./-])(?:\+[\d\u09e6-\u09ef]|[0\u09e6][\d\u09e6-\u09ef])(?:[ ().-]{0,2}[\d\u09e6-\u09ef]){7,13}(?![\d\u09e6-\u09efA-Za-z])/;
const LINKS = new RegExp(`${ADDRESS.source}|${EMAIL.source}|${PHONE.source}`, 'gi');
const BENGALI_ZERO = 0x09e6;

/** What calls a number, as it is written. @param {string} number */
export function telephone(number) {
  const ascii = number.replace(/[\u09e6-\u09ef]/g, (digit) => String((digit.codePointAt(0) ?? 0) - BENGALI_ZERO));
  return `tel:${ascii.replace(/[^+\d]/g, '')}`;
}

/** Where a part of plain text leads. @param {string} found */
function leads(found) {
  if (/^https?:/i.test(found)) return found;
  return found.includes('@') ? `mailto:${found}` : telephone(found);
}

/**
 * Plain text with its web and e-mail addresses and phone numbers as links.
 * @param {Document} document
 * @param {string} text
 */
export function linked(document, text) {
  /** @type {WireNode[]} */
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(LINKS)) {
    const href = leads(match[0]);
    if (safeHref(href) === undefined) continue;
    nodes.push(text.slice(at, match.index), ['a', { href }, match[0]]);
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return build(document, nodes.filter((node) => node !== ''), 0, true);
}
