// @ts-check
import { h, icon } from '../shared/dom.js';
import { rich } from '../shared/nodes.js';

/**
 * Forms, requests and what was looked up, as they stand in a conversation.
 *
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** A form that the owner is to fill in: its title and what it asks for. @param {Texts} texts @param {WireEvent} event */
export function formBody(texts, event) {
  const fields = event.fields ?? [];
  return h('div', null, h('p', { class: 'title' }, icon('list'), event.title ?? ''), h('ul', null, fields.map(({ label, value }) => h('li', null, label, value && h('span', { class: 'muted' }, `: ${value}`)))));
}

/** What the owner wrote into it, and the files with it. @param {WireEvent} event @param {HTMLElement|false} files */
export function submittedBody(event, files) {
  return h('div', null, h('dl', { class: 'shown-values' }, (event.shown ?? []).map(({ label, text }) => h('div', null, h('dt', null, label), h('dd', null, text)))), files);
}

/** A request that was made or moved on; the code opens it. @param {Texts} texts @param {WireEvent} event @param {HTMLElement|false} files  that its owner has added @param {(code: string) => void} open */
export function requestBody(texts, event, files, open) {
  const code = event.code ?? '';
  return h(
    'div',
    { class: 'request-card' },
    h('p', { class: 'title' }, event.title ?? ''),
    h('p', null, event.status_text && h('span', { class: 'tag' }, event.status_text), ' ', h('button', { type: 'button', class: 'link', 'data-code': code, onclick: () => open(code) }, code)),
    event.when && h('p', null, icon('clock'), ' ', event.when),
    event.note && h('p', { class: 'plain' }, event.note),
    files,
    event.next && h('p', { class: 'muted' }, event.next),
  );
}

/** What was looked up for the owner. @param {WireEvent} event */
export function resultBody(event) {
  const items = event.items ?? [];
  return h(
    'div',
    null,
    h('p', { class: 'title' }, event.title ?? ''),
    event.nodes ? h('div', { class: 'rich' }, rich(document, event)) : h('p', { class: 'plain' }, event.text ?? ''),
    items.map((item) => h('div', { class: `found-item ${item.tone ?? ''}` }, h('p', { class: 'title' }, item.title), (item.lines ?? []).map(({ label, text }) => h('p', null, h('span', { class: 'muted' }, `${label}: `), text)), item.phone && h('p', null, item.phone))),
  );
}
