// @ts-check
/**
 * The few lines that stand in for a framework.
 *
 * @typedef {Node|string|number|null|undefined|false} Child
 * @typedef {Record<string, any>} Props
 */

/**
 * An element: `on…` are listeners, `class` and every other name are attributes; `true` is an empty attribute, `false`,
 * `null` and `undefined` are none.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props|null} [props]
 * @param {...(Child|Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  put(element, ...children);
  return element;
}

/**
 * Replaces what an element holds.
 * @param {Element} element
 * @param {...(Child|Child[])} children
 */
export function put(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
}

/**
 * The shapes of the icons: 24 by 24, drawn as lines. Those that the chat needs; `icons.js` adds those of the staff's pages.
 * @type {Record<string, string[]>}
 */
export const ICONS = {
  person: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z', 'M4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5'],
  more: ['M12 5.5v.2', 'M12 11.9v.2', 'M12 18.3v.2'],
  send: ['M5 12h13', 'm12.5 5.5 6.5 6.5-6.5 6.5'],
  close: ['m6 6 12 12', 'M18 6 6 18'],
  warning: ['M12 3.5 2.8 19.5h18.4L12 3.5Z', 'M12 10v4.5', 'M12 17.3v.2'],
  clock: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M12 7v5l3.2 2'],
  check: ['m5 12.5 4.5 4.5L19 7.5'],
  up: ['M7 11v9H4v-9h3Z', 'M7 11l4-7.5c1.5 0 2.5 1 2.5 2.5V9.5h4.7c1.2 0 2.1 1.1 1.8 2.3l-1.5 6.5A2.2 2.2 0 0 1 16.3 20H7'],
  down: ['M17 13V4h3v9h-3Z', 'M17 13l-4 7.5c-1.5 0-2.5-1-2.5-2.5V14.5H5.8c-1.2 0-2.1-1.1-1.8-2.3l1.5-6.5A2.2 2.2 0 0 1 7.7 4H17'],
  down_arrow: ['M12 5v13', 'm6 12.5 6 6 6-6'],
  clip: ['m19.5 11.5-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.6 1.6 0 0 1-2.3-2.3l7.2-7.1'],
};

/**
 * A line icon, hidden from assistive technology: the words beside it say what it means.
 * @param {string} name
 */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  for (const shape of ICONS[name] ?? []) {
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', shape);
    svg.append(path);
  }
  return svg;
}

/**
 * The element with this id; a missing one is a mistake in the page.
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`#${id} is missing`);
  return /** @type {T} */ (element);
}
