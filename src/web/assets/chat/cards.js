// @ts-check
import { h, icon } from '../shared/dom.js';
import { linked, rich, telephone } from '../shared/nodes.js';
import { actionButton } from './pieces.js';

/**
 * What came of a form or of a look-up: the owner's own words, a request with its number, and what was found.
 *
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/wire.js').Shown} Shown
 * @typedef {import('../shared/wire.js').ResultItem} ResultItem
 * @typedef {(key: string, values?: Record<string, string|number>) => string} T
 * @typedef {import('./pieces.js').Action} Action
 */

/** How an item's news are marked. @type {Record<string, string>} */
const TONES = { good: 'check', bad: 'warning', unsure: 'info' };

/** Labels with what stands beside them. @param {Shown[]} shown */
export function lines(shown) {
  return h('dl', { class: 'lines' }, shown.map(({ label, text }) => h('div', null, h('dt', null, label), h('dd', null, linked(document, text)))));
}

/**
 * A request: its number large enough to read out, how it stands, what comes next, and what its owner may decide now.
 * @param {WireEvent} event @param {T} t
 * @param {{choices: {to: string, label: string}[], action: Action|undefined, waits: boolean, decide: (to: string) => void, start: (form: string) => void, files: HTMLElement|null}} deciding  with the files that were added
 */
export function requestCard(event, t, { choices, action, waits, decide, start, files }) {
  const taps = choices.map(({ to, label }, index) => h('button', { type: 'button', class: index === 0 ? 'button primary' : 'button', 'data-to': to, disabled: waits, onclick: () => decide(to) }, label));
  const form = action && h('button', { type: 'button', class: 'button', 'data-form': action.form, disabled: waits, onclick: () => start(action.form) }, action.label);
  return h(
    'div',
    { class: 'bubble card request' },
    h('h2', null, event.title ?? ''),
    h('p', { class: 'request-code' }, h('span', { class: 'muted' }, t('chat-request-number')), ' ', h('strong', { translate: 'no' }, event.code ?? '')),
    event.status_text && h('p', { class: 'request-state' }, h('span', { class: 'chip' }, event.status_text)),
    event.when && h('p', { class: 'request-when' }, icon('clock'), ' ', h('strong', null, event.when)),
    event.next && h('p', null, event.next),
    event.note && h('p', { class: 'request-note' }, h('span', { class: 'muted' }, t(event.from.role === 'technician' ? 'chat-request-note' : 'chat-request-own-note')), ' ', linked(document, event.note)),
    files,
    event.url?.startsWith('/r/') && h('p', null, h('a', { href: event.url, target: '_blank', rel: 'noopener' }, icon('link'), ' ', t('chat-request-page'))),
    (choices.length > 0 || form) && h('div', { class: 'decide' }, taps, form),
    event.calendar?.startsWith('/r/') && h('p', null, h('a', { href: event.calendar, download: '' }, icon('calendar'), ' ', t('chat-request-calendar'))),
  );
}

/** What was found. @param {WireEvent} event @param {boolean} waits @param {(form: string) => void} start */
export function resultCard(event, waits, start) {
  const items = event.items ?? [];
  return h(
    'div',
    { class: 'bubble card result' },
    event.title && h('h2', null, event.title),
    h('div', { class: 'rich' }, rich(document, event)),
    items.length > 0 && h('ul', { class: 'items' }, items.map((item) => h('li', { class: `item ${item.tone ?? ''}` }, itemCard(item, waits, start)))),
  );
}

/** @param {ResultItem} item @param {boolean} waits @param {(form: string) => void} start */
function itemCard(item, waits, start) {
  const tone = item.tone && TONES[item.tone];
  const { phone } = item;
  return [
    h('h3', null, tone && icon(tone), h('span', null, item.title)),
    (item.lines ?? []).length > 0 && lines(item.lines ?? []),
    phone && h('p', null, h('a', { href: telephone(phone) }, icon('phone'), ' ', phone)),
    item.url?.startsWith('/r/') && h('p', null, h('a', { href: item.url, target: '_blank', rel: 'noopener' }, item.url.slice(3))),
    item.action && actionButton(item.action, waits, start),
  ];
}
