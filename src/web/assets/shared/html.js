// @ts-check
/**
 * The only place where markup from the server becomes nodes. The server has sanitised it; this page does not rely on
 * that. A small parser reads the text into a tree of allowed elements, everything else is dropped or kept as text, and
 * the tree is built with `createElement`: no `innerHTML`, no `DOMParser`, so Trusted Types have nothing to refuse.
 *
 * @typedef {{tag: string, href?: string, children: Tree[]}} Element_
 * @typedef {Element_|string} Tree
 */

/** Elements that are kept, and what they become. @type {Record<string, string>} */
const ALLOWED = { p: 'p', ul: 'ul', ol: 'ol', li: 'li', strong: 'strong', b: 'strong', em: 'em', i: 'em', br: 'br', code: 'code', a: 'a' };

/** Elements whose content is no text for people. */
const DROPPED = new Set([
  'script', 'style', 'template', 'iframe', 'object', 'embed', 'noscript', 'noembed', 'noframes', 'textarea', 'select', 'title', 'svg',
  'math', 'xmp', 'plaintext', 'head', 'audio', 'video', 'canvas',
]);

/** Unknown elements that at least end a line of text. */
const BLOCKS = new Set(['div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'table', 'tr', 'section', 'article', 'dl', 'dt', 'dd']);

/** @type {Record<string, string>} */
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', ndash: '–', mdash: '—', hellip: '…', deg: '°' };

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const MAX_DEPTH = 24;

/** `<`, an optional slash, a name, attributes whose quoted values may hold `>`, `>`. */
const TAG = /^<(\/?)([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/i;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/** @param {string} text */
function decode(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    const bad = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
    return bad ? '\ufffd' : String.fromCodePoint(code);
  });
}

/**
 * The address when a link may lead there, else undefined. Relative addresses are refused: an answer has no base.
 * @param {string|undefined} address
 */
export function safeHref(address) {
  if (!address) return undefined;
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

/** @param {string} source */
function hrefOf(source) {
  for (const [, name, double, single, bare] of source.matchAll(ATTRIBUTE)) {
    if (name.toLowerCase() === 'href') return safeHref(decode(double ?? single ?? bare ?? ''));
  }
  return undefined;
}

/**
 * Reads markup into a tree that holds nothing but allowed elements and text.
 * @param {string} markup
 * @returns {Tree[]}
 */
export function parse(markup) {
  /** @type {Element_} */
  const root = { tag: '', children: [] };
  const open = [root];
  let dropping = '';
  let text = '';
  const flush = () => {
    if (text && !dropping) open[open.length - 1].children.push(decode(text));
    text = '';
  };
  for (let at = 0; at < markup.length; ) {
    if (markup[at] !== '<') {
      const next = markup.indexOf('<', at);
      const end = next === -1 ? markup.length : next;
      text += markup.slice(at, end);
      at = end;
      continue;
    }
    if (markup.startsWith('<!', at) || markup.startsWith('<?', at)) {
      const comment = markup.startsWith('<!--', at);
      const end = markup.indexOf(comment ? '-->' : '>', at + 2);
      flush();
      at = end === -1 ? markup.length : end + (comment ? 3 : 1);
      continue;
    }
    const match = TAG.exec(markup.slice(at, at + 4096));
    if (!match) {
      text += '<';
      at += 1;
      continue;
    }
    flush();
    at += match[0].length;
    const closing = match[1] === '/';
    const name = match[2].toLowerCase();
    if (dropping) {
      if (closing && name === dropping) dropping = '';
      continue;
    }
    const tag = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
    if (!tag) {
      if (!closing && DROPPED.has(name) && !match[3].endsWith('/')) dropping = name;
      else if (BLOCKS.has(name)) open[open.length - 1].children.push('\n');
      continue;
    }
    if (closing) {
      const depth = open.findLastIndex((element) => element.tag === tag);
      if (depth > 0) open.length = depth;
      continue;
    }
    /** @type {Element_} */
    const element = { tag, children: [] };
    if (tag === 'a') element.href = hrefOf(match[3]);
    open[open.length - 1].children.push(element);
    if (tag !== 'br' && open.length < MAX_DEPTH) open.push(element);
  }
  flush();
  return root.children;
}

/**
 * The tree as nodes.
 * @param {Document} document
 * @param {Tree[]} trees
 * @returns {DocumentFragment}
 */
export function build(document, trees) {
  const fragment = document.createDocumentFragment();
  for (const tree of trees) {
    if (typeof tree === 'string') {
      fragment.append(document.createTextNode(tree));
      continue;
    }
    const linked = tree.tag === 'a' && tree.href !== undefined;
    const element = document.createElement(tree.tag === 'a' && !linked ? 'span' : tree.tag);
    if (linked && tree.href !== undefined) {
      element.setAttribute('href', tree.href);
      element.setAttribute('rel', 'noopener nofollow ugc');
      element.setAttribute('target', '_blank');
    }
    element.append(build(document, tree.children));
    fragment.append(element);
  }
  return fragment;
}

/**
 * Nodes for an event's `html`, or paragraphs of its `text` when there is none.
 * @param {Document} document
 * @param {{html?: string, text?: string}} content
 * @returns {DocumentFragment}
 */
export function rich(document, content) {
  if (content.html) return build(document, parse(content.html));
  const paragraphs = (content.text ?? '').split(/\n{2,}/).map((text) => ({ tag: 'p', children: [text] }));
  return build(document, paragraphs);
}

/** Addresses in plain text; a full stop or bracket at the end belongs to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}।»”]/g;

/**
 * Plain text with its web addresses as links.
 * @param {Document} document
 * @param {string} text
 */
export function linked(document, text) {
  /** @type {Tree[]} */
  const trees = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = safeHref(match[0]);
    if (!href) continue;
    trees.push(text.slice(at, match.index), { tag: 'a', href, children: [match[0]] });
    at = match.index + match[0].length;
  }
  trees.push(text.slice(at));
  return build(document, trees.filter((tree) => tree !== ''));
}
