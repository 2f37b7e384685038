// @ts-check
import { h, icon, ICONS } from '../shared/dom.js';
import { telephone } from '../shared/nodes.js';
import { lines, requestCard, resultCard } from './cards.js';
import { Sheet } from './form.js';

/**
 * Draws forms, what was handed in, requests, what was found, the stars at the end, and the place in the queue. Loaded when the first of them comes.
 *
 * @typedef {import('./view.js').ChatView} ChatView
 * @typedef {import('./view.js').Item} Item
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/words.js').Words} Texts
 */

/** Shapes that nothing else in the chat has. */
Object.assign(ICONS, {
  calendar: ['M4.5 6h15v14h-15V6Z', 'M4.5 10.5h15', 'M8.5 3.5V8', 'M15.5 3.5V8'],
  star: ['m12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8L12 3.6Z'],
  link: ['M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3', 'M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2'],
  info: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M12 11v5.5', 'M12 7.6v.2'],
  phone: ['M6 3.5h3.5l1.5 4.5-2.2 1.6a12 12 0 0 0 5.6 5.6L16 13l4.5 1.5V18a2.5 2.5 0 0 1-2.7 2.5C10.5 20 4 13.5 3.5 6.2A2.5 2.5 0 0 1 6 3.5Z'],
});

/** Photos of a field, where it says nothing. */
const MOST_PHOTOS = 10;
const STARS = ['chat-rate-1', 'chat-rate-2', 'chat-rate-3', 'chat-rate-4', 'chat-rate-5'];

export class Deeds {
  /** @param {ChatView} view */
  constructor(view) {
    this.view = view;
    /** Forms that the owner has opened or put away. @type {Map<number, boolean>} */
    this.openForms = new Map();
    /** Mistakes that were shown already: the first of them has the focus once. @type {import('./form.js').Faults|null} */
    this.toldFaults = null;
    this.stars = 0;
    this.comment = '';
  }

  /** What an event of these kinds looks like. @param {string} key @param {WireEvent} event @param {Date} at @returns {Item|null} */
  part(key, event, at) {
    const { view } = this;
    switch (event.kind) {
      case 'form':
        return this.form(key, event);
      case 'submitted':
        return { key, signature: '', make: () => this.submitted(event, at) };
      case 'request':
        return this.request(key, event, at);
      default: {
        const waits = view.core.pending('start').length > 0;
        return { key, signature: `${waits}`, make: () => view.card(event, at, resultCard(event, waits, (form) => view.start(form))) };
      }
    }
  }

  /** A request; what may be decided about it stands below its newest state. @param {string} key @param {WireEvent} event @param {Date} at @returns {Item} */
  request(key, event, at) {
    const { view } = this;
    const { core } = view;
    const code = event.code ?? '';
    const newest = core.isNewest(event.seq, code);
    const choices = newest ? (event.choices ?? []) : [];
    const action = newest ? event.action : undefined;
    const waits = core.deciding(code) || (action !== undefined && core.pending('start').length > 0);
    const start = (/** @type {string} */ form) => view.start(form);
    const decide = (/** @type {string} */ to) => {
      view.toEnd();
      core.decide(code, to);
    };
    const make = () => view.card(event, at, requestCard(event, (words, values) => view.t(words, values), { choices, action, waits, decide, start, files: view.filesOf(event.attachments) }));
    return { key, signature: `${newest},${waits}`, make };
  }

  /** A form: open, put away, or handed in. @param {string} key @param {WireEvent} event @returns {Item|null} */
  form(key, event) {
    const { view } = this;
    const { core } = view;
    const { seq } = event;
    // What was handed in stands further down, in the owner's words.
    if (core.submitted(seq)) return null;
    const at = new Date(event.at);
    const open = this.openForms.get(seq) ?? seq === core.events.findLast((one) => one.kind === 'form')?.seq;
    const putAway = (/** @type {boolean} */ opened) => {
      this.openForms.set(seq, opened);
      view.draw();
    };
    if (!open) {
      const again = () => h('div', { class: 'bubble card sheet' }, h('h2', null, event.title ?? ''), h('div', { class: 'row' }, h('button', { type: 'button', class: 'button', onclick: () => putAway(true) }, view.t('chat-form-open'))));
      return { key, signature: 'away', make: () => view.card(event, at, again()) };
    }
    const sending = core.submitting(seq);
    const online = core.link.state === 'ready';
    const faults = core.faults.get(seq);
    const make = () => {
      const sheet = new Sheet(/** @type {Texts} */ (view.texts), event, {
        values: core.typed[seq] ?? {},
        faults,
        sending,
        online,
        typed: (values) => core.keepTyped(seq, values),
        submit: (values) => core.submitForm(seq, event.form ?? '', values),
        later: () => putAway(false),
        photos: (field, got) => view.withFiles((files) => got(files.field(`${event.at} ${seq} ${field.name}`, this.keptFiles(seq, field.name), field.max ?? MOST_PHOTOS))),
      });
      if (faults && this.toldFaults !== faults) {
        this.toldFaults = faults;
        view.stick = false;
        queueMicrotask(() => sheet.first()?.focus());
      }
      return view.card(event, at, sheet.element);
    };
    return { key, signature: JSON.stringify([sending, sending && online, faults]), make };
  }

  /** What had arrived of a form's photos. @param {number} seq @param {string} name */
  keptFiles(seq, name) {
    const kept = this.view.core.typed[seq]?.[name];
    return Array.isArray(kept) ? kept : [];
  }

  /** What the owner has handed in. @param {WireEvent} event @param {Date} at */
  submitted(event, at) {
    const { view } = this;
    const title = view.core.events.find((one) => one.kind === 'form' && one.seq === event.form_seq)?.title ?? view.t('chat-form-sent');
    const time = h('time', { datetime: at.toISOString() }, view.texts?.time(at) ?? '');
    return h('article', { class: 'message owner begins ends' }, h('span', { class: 'visually-hidden' }, view.t('chat-from-you')), h('div', { class: 'bubble handed-in' }, h('h2', null, title), lines(event.shown ?? []), view.filesOf(event.attachments)), h('p', { class: 'meta' }, time, h('span', { class: 'state' }, icon('check'), view.t('chat-sent'))));
  }

  /** @param {string|null} closed */
  waiting(closed) {
    const { view } = this;
    const { queue } = view.core;
    const phone = view.core.phone ?? document.documentElement.dataset.phone;
    const place = queue && queue.position > 0 && h('p', { class: 'strong' }, view.t('chat-wait-place', { position: queue.position }));
    const words = closed === null
      ? [h('h2', null, view.t('chat-wait-title')), place, queue?.waitS != null && h('p', null, this.waitWords(queue.waitS)), h('p', { class: 'muted' }, view.t('chat-wait-stay'))]
      : [h('h2', null, view.t(closed === '' ? 'chat-nobody-title' : 'chat-closed-title')), closed !== '' && h('p', { class: 'strong' }, view.t('chat-closed-next', { moment: closed })), view.core.hours?.note && h('p', null, view.core.hours.note), place, h('p', null, view.t('chat-closed-kept')), h('p', { class: 'muted' }, view.t('chat-closed-number'))];
    return h(
      'section',
      { class: 'waiting', role: 'status' },
      h('span', { class: 'waiting-icon' }, icon(closed === null ? 'person' : 'clock')),
      h('div', null, words, phone && h('p', { class: 'call' }, view.t('chat-call'), ' ', h('a', { href: telephone(phone) }, phone))),
    );
  }

  /** @param {number} seconds */
  waitWords(seconds) {
    const { view } = this;
    if (seconds < 90) return view.t('chat-wait-soon');
    const minutes = Math.ceil(seconds / 60);
    if (minutes <= 90) return view.t('chat-wait-minutes', { minutes: minutes > 10 ? Math.ceil(minutes / 5) * 5 : minutes });
    return view.t('chat-wait-hours', { hours: Math.round(minutes / 60) });
  }

  /** Stars that were given. @param {string} key @param {WireEvent} event @returns {Item} */
  rated(key, event) {
    return { key, signature: '', make: () => h('p', { class: 'system' }, starRow(event.stars ?? 0), h('span', null, this.view.t('chat-rate-thanks'))) };
  }

  /** Below a conversation that is closed. @param {boolean} rates  nobody has given stars yet */
  after(rates) {
    return rates ? this.ratingCard() : h('p', { class: 'system' }, h('span', null, this.view.t('chat-rate-more')));
  }

  ratingCard() {
    const { view } = this;
    const stars = STARS.map((key, index) => {
      const value = index + 1;
      const input = h('input', { type: 'radio', name: 'stars', value, class: 'visually-hidden', checked: value === this.stars, onchange: () => this.setStars(value) });
      return h('label', { class: value <= this.stars ? 'star on' : 'star', title: view.t(key) }, input, icon('star'), h('span', { class: 'visually-hidden' }, view.t(key)));
    });
    const comment = this.stars > 0 && h('textarea', { class: 'field', rows: 2, maxlength: 1000, placeholder: view.t('chat-rate-comment'), 'aria-label': view.t('chat-rate-comment'), oninput: (/** @type {any} */ event) => (this.comment = event.target.value) });
    if (comment) comment.value = this.comment;
    return h(
      'form',
      { class: 'rating', onsubmit: (/** @type {Event} */ event) => this.submitRating(event) },
      h('fieldset', null, h('legend', null, view.t('chat-rate-title')), h('div', { class: 'stars' }, stars), this.stars > 0 && h('p', { class: 'muted' }, view.t(STARS[this.stars - 1]))),
      comment,
      this.stars > 0 && h('button', { type: 'submit', class: 'button primary' }, view.t('chat-rate-send')),
      h('p', { class: 'muted' }, view.t('chat-rate-more')),
    );
  }

  /** @param {number} value */
  setStars(value) {
    const { view } = this;
    this.stars = value;
    view.draw();
    /** @type {HTMLElement|null} */
    const checked = view.live.querySelector('input:checked');
    checked?.focus({ preventScroll: true });
    view.toEnd();
  }

  /** @param {Event} event */
  submitRating(event) {
    const { view } = this;
    event.preventDefault();
    if (this.stars === 0) return;
    view.core.rate(this.stars, this.comment);
    this.stars = 0;
    this.comment = '';
    view.input.focus({ preventScroll: true });
  }
}

/** @param {number} count */
function starRow(count) {
  return h('span', { class: 'star-row', 'aria-hidden': 'true' }, Array.from({ length: 5 }, (_, index) => h('span', { class: index < count ? 'star on' : 'star' }, icon('star'))));
}
