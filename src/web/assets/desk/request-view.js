// @ts-check
import { attached } from '../shared/attached.js';
import { h, icon, put } from '../shared/dom.js';
import { coverageList, due, lateness, missing, ownerList } from './pieces.js';
import { askMove, askPart, askThree } from './request-dialogs.js';

/**
 * Draws the request that is open: what it is, what the owner wrote, the three C's, parts, what may be done, and its log. It
 * stands in the board and beside a conversation alike.
 *
 * @typedef {import('./requests.js').Requests} Requests
 * @typedef {import('./requests.js').Open} Open
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

export class RequestView {
  /**
   * @param {Requests} requests
   * @param {object} options
   * @param {() => void} options.back
   * @param {(conversation: string) => void} options.conversation  shows the conversation that it was made in
   */
  constructor(requests, options) {
    this.requests = requests;
    this.options = options;
    this.drawn = '';
  }

  /** Draw anew the next time. */
  reset() {
    this.drawn = '';
  }

  /** @param {HTMLElement} element @param {Texts} texts @param {string|null} here  the conversation that it stands beside */
  draw(element, texts, here) {
    const { current } = this.requests;
    const signature = JSON.stringify([texts.language, current, here, new Date().toDateString()]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.texts = texts;
    const t = texts.t.bind(texts);
    const focused = element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    const head = (/** @type {string} */ title) => h('div', { class: 'context-head' }, h('button', { type: 'button', class: 'icon-button', 'data-key': 'back', 'aria-label': t('desk-request-back'), onclick: () => this.options.back() }, icon('back')), h('h2', null, title));
    const open = current?.data;
    if (!current) put(element);
    else if (!open) {
      const words = { loading: 'desk-loading', missing: 'desk-request-missing', failed: 'desk-request-failed', ready: 'desk-loading' }[current.state];
      put(element, head(current.code), h('p', { class: 'muted', role: 'status' }, t(words)), current.state === 'failed' && h('button', { type: 'button', class: 'button small', onclick: () => this.requests.open(current.code) }, t('desk-try-again')));
    } else put(element, head(open.kind_name), this.body(open, here));
    if (focused) /** @type {HTMLElement|null} */ (element.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Open} open @param {string|null} here */
  body(open, here) {
    const texts = /** @type {Texts} */ (this.texts);
    const t = texts.t.bind(texts);
    const section = (/** @type {string} */ title, /** @type {any[]} */ ...content) => h('section', null, h('h3', null, title), ...content);
    const pairs = (/** @type {[string, any][]} */ rows) => h('dl', null, rows.filter(([, value]) => value).map(([label, value]) => h('div', null, h('dt', null, label), h('dd', null, value))));
    const elsewhere = open.conversation && open.conversation !== here ? open.conversation : null;
    return h(
      'div',
      { class: 'request' },
      h('p', { class: 'request-line' }, h('code', { class: 'case-code' }, open.code), h('span', { class: 'tag' }, open.status_name), lateness(texts, open)),
      due(texts, open) && h('p', null, due(texts, open), this.dueThere(open)),
      open.next && h('p', { class: 'muted' }, open.next),
      open.moves.length > 0 && h('div', { class: 'moves', role: 'group', 'aria-label': t('desk-moves') }, open.moves.map((move, index) => h('button', { type: 'button', class: `button small ${index === 0 ? 'primary' : ''}`, 'data-key': `move ${move.to}`, onclick: () => askMove(texts, this.requests, move) }, move.name))),
      elsewhere && h('p', null, h('button', { type: 'button', class: 'button small', 'data-key': 'conversation', onclick: () => this.options.conversation(elsewhere) }, icon('chat'), t('desk-request-conversation'))),
      section(t('desk-request-written'), open.shown.length === 0 ? h('p', { class: 'muted' }, t('desk-context-none')) : pairs(open.shown.map(({ label, text }) => [label, text]))),
      this.slot(open),
      open.photos && open.photos.length > 0 && section(t('desk-request-photos'), attached(open.photos, { t, headers: () => ({}) })),
      open.files && open.files.length > 0 && section(t('desk-request-files'), attached(open.files, { t, headers: () => ({}) })),
      open.three && this.three(open),
      (open.three || open.car || open.parts.length > 0) && this.parts(open),
      open.owners.length > 0 && section(t('desk-owner'), ownerList(texts, open.owners, null)),
      open.car && section(t('desk-car'), h('p', null, h('strong', null, open.car.model), ' ', h('code', null, open.car.vin)), coverageList(texts, open.car.coverage)),
      this.log(open),
    );
  }

  /** The due time as its owner reads it, where their clock shows another one. @param {Open} open */
  dueThere(open) {
    const texts = /** @type {Texts} */ (this.texts);
    const when = open.due ? texts.momentIn(new Date(open.due), open.owner_zone, new Date()) : '';
    return when !== '' && h('span', { class: 'muted' }, ` (${texts.t('desk-due-there', { when })})`);
  }

  /** The appointment on the clock of its place and on the reader's own, where these differ. @param {Open} open */
  slot(open) {
    const texts = /** @type {Texts} */ (this.texts);
    if (!open.slot) return null;
    const [at, now] = [new Date(open.slot), new Date()];
    const there = texts.momentIn(at, open.place_zone, now);
    const here = texts.moment(at, now, true);
    const words = there === '' ? here : texts.t('desk-slot-both', { there, here });
    return h('section', null, h('h3', null, texts.t('desk-slot')), h('p', { class: 'slot' }, words));
  }

  /** Complaint, cause, correction: what is there, and what is missing. @param {Open} open */
  three(open) {
    const texts = /** @type {Texts} */ (this.texts);
    const t = texts.t.bind(texts);
    const rows = /** @type {const} */ ([['desk-complaint', open.complaint], ['desk-cause', open.cause], ['desk-correction', open.correction]]);
    return h(
      'section',
      null,
      h('h3', null, t('desk-three')),
      h('p', { class: 'chips' }, missing(texts, open)),
      h('dl', null, rows.map(([label, text]) => h('div', null, h('dt', null, t(label)), h('dd', { class: text === '' ? 'muted' : 'plain' }, text === '' ? t('desk-three-missing') : text)))),
      !open.closed && h('button', { type: 'button', class: 'button small', 'data-key': 'three', onclick: () => askThree(texts, this.requests) }, t('desk-three-edit')),
    );
  }

  /** @param {Open} open */
  parts(open) {
    const texts = /** @type {Texts} */ (this.texts);
    const t = texts.t.bind(texts);
    return h(
      'section',
      null,
      h('h3', null, t('desk-parts')),
      open.parts.length === 0 && h('p', { class: 'muted' }, t('desk-parts-none')),
      open.parts.length > 0 && h('ul', { class: 'parts' }, open.parts.map((part) => h('li', null, h('strong', null, part.name), h('p', null, h('code', null, part.old), ' → ', h('code', null, part.new)), part.until && h('p', { class: 'muted' }, t('desk-part-until', { day: texts.day(new Date(`${part.until}T00:00:00`), new Date()) }))))),
      !open.closed && h('button', { type: 'button', class: 'button small', 'data-key': 'part', onclick: () => askPart(texts, this.requests) }, t('desk-part-add')),
    );
  }

  /** @param {Open} open */
  log(open) {
    const texts = /** @type {Texts} */ (this.texts);
    const t = texts.t.bind(texts);
    const now = new Date();
    return h(
      'section',
      null,
      h('h3', null, t('desk-request-log')),
      h('ol', { class: 'request-log' }, open.log.map((line) => h('li', null, h('p', null, h('strong', null, line.to), ' ', h('time', { class: 'muted', datetime: line.at }, texts.moment(new Date(line.at), now))), h('p', { class: 'muted' }, line.by, !line.visible && ` · ${t('desk-log-internal')}`), line.note && h('p', { class: 'plain' }, line.note)))),
    );
  }
}
