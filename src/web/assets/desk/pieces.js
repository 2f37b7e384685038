// @ts-check
import { h, icon } from '../shared/dom.js';

/**
 * Small parts of requests and coverage that several places of the desk show alike.
 *
 * @typedef {import('./requests.js').Card} Card
 * @typedef {import('./requests.js').Coverage} Coverage
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** @type {Record<string, string>} */
const LATENESS = { overdue: 'desk-overdue', soon: 'desk-due-soon', paused: 'desk-paused' };
/** @type {Record<string, string>} */
const THREE = { complaint: 'desk-complaint', cause: 'desk-cause', correction: 'desk-correction' };
/** @type {Record<string, string>} */
const COVER = { covered: 'desk-covered', by_date: 'desk-covered-by-date', ended: 'desk-not-covered', not_started: 'desk-cover-not-started', unknown: 'desk-cover-unknown' };

/** How late it is, in a word. @param {Texts} texts @param {Card} card */
export function lateness(texts, card) {
  const words = LATENESS[card.lateness];
  if (!words || card.closed) return null;
  const kind = card.lateness === 'overdue' ? 'alarm' : card.lateness === 'soon' ? 'soon' : '';
  return h('span', { class: `chip ${kind}` }, icon(card.lateness === 'overdue' ? 'warning' : 'clock'), texts.t(words));
}

/** By when something has to happen. @param {Texts} texts @param {Card} card */
export function due(texts, card) {
  if (!card.due || card.closed) return null;
  return h('span', { class: 'due' }, texts.t('desk-due', { when: texts.moment(new Date(card.due), new Date(), true) }));
}

/** The chips of what a warranty desk will miss. @param {Texts} texts @param {Card} card */
export function missing(texts, card) {
  if (card.closed) return [];
  return card.missing.map((part) => h('span', { class: 'chip missing' }, texts.t('desk-missing', { what: texts.t(THREE[part] ?? part) })));
}

/** What is left of a term, or why it has ended. @param {Texts} texts @param {Coverage} one */
function left(texts, one) {
  const until = one.until && texts.day(new Date(`${one.until}T00:00:00`), new Date());
  if (one.state === 'ended') {
    const words = { date: 'desk-cover-ended-date', mileage: 'desk-cover-ended-km', both: 'desk-cover-ended-both' }[one.ended_by ?? 'date'];
    return [texts.t(words, { day: until ?? '', km: one.km_limit ?? 0 })];
  }
  const months = one.months_left ?? 0;
  const days = one.days_left ?? 0;
  return [
    until && texts.t('desk-cover-until', { day: until }),
    one.days_left !== null && (months > 0 ? texts.t('desk-cover-months', { count: months }) : texts.t('desk-cover-days', { count: days })),
    one.km_left !== null && texts.t('desk-cover-km', { km: one.km_left }),
    one.km_left === null && one.km_limit !== null && texts.t('desk-cover-limit', { km: one.km_limit }),
    one.serial && texts.t('desk-cover-serial', { serial: one.serial }),
  ].filter(Boolean);
}

/** What each term promises, and what is left of it. @param {Texts} texts @param {Coverage[]} coverage */
export function coverageList(texts, coverage) {
  if (coverage.length === 0) return h('p', { class: 'muted' }, texts.t('desk-cover-none'));
  return h(
    'ul',
    { class: 'coverage' },
    coverage.map((one) => h('li', { class: one.state }, h('p', null, h('strong', null, one.name), ' ', h('span', { class: `cover ${one.state}` }, texts.t(COVER[one.state] ?? 'desk-cover-unknown'))), h('p', { class: 'muted' }, left(texts, one).join(' · ')))),
  );
}

/** Who writes, as far as their site has signed it. @param {Texts} texts @param {import('./requests.js').Beside['signed']} signed */
export function writer(texts, signed) {
  if (!signed) return h('p', null, h('span', { class: 'chip doubt' }, texts.t('desk-signed-no')));
  return h(
    'div',
    { class: 'owner' },
    h('p', null, h('strong', null, signed.name ?? signed.email ?? signed.subject), ' ', h('span', { class: 'tag' }, texts.t('desk-signed-yes', { site: signed.site.replace(/^https?:\/\//, '') }))),
    signed.email && h('p', { class: 'muted' }, signed.email),
  );
}

/** Owners, and whether somebody has made sure that it is them. @param {Texts} texts @param {import('./requests.js').Owner[]} owners @param {((id: string) => void)|null} name */
export function ownerList(texts, owners, name) {
  return owners.map((owner) =>
    h(
      'div',
      { class: 'owner' },
      h('p', null, h('strong', null, owner.name), ' ', h('span', { class: owner.sure ? 'tag' : 'chip doubt' }, texts.t(owner.sure ? 'desk-owner-sure' : 'desk-owner-unsure'))),
      [owner.phone, owner.email].some(Boolean) && h('p', { class: 'muted' }, [owner.phone, owner.email].filter(Boolean).join(' · ')),
      !owner.sure && name && h('button', { type: 'button', class: 'button small', 'data-key': `owner ${owner.id}`, onclick: () => name(owner.id) }, texts.t('desk-owner-name')),
    ),
  );
}

/**
 * A request in a list: a button that opens it.
 * @param {Texts} texts @param {Card} card
 * @param {{current: boolean, wide: boolean, open: () => void}} options  `wide`: with car, centre and words
 */
export function cardButton(texts, card, { current, wide, open }) {
  const car = [card.model, card.vin && `…${card.vin.slice(-6)}`].filter(Boolean).join(' ');
  return h(
    'button',
    { type: 'button', class: `row case ${card.lateness === 'overdue' && !card.closed ? 'danger' : ''} ${card.closed ? 'closed' : ''}`, 'data-case': card.code, 'aria-current': current ? 'true' : null, onclick: open },
    h('span', { class: 'row-head' }, h('strong', null, card.kind_name), h('span', { class: 'tag' }, card.status_name), lateness(texts, card)),
    wide && card.words !== '' && h('span', { class: 'row-text' }, card.words),
    h('span', { class: 'row-foot' }, h('code', { class: 'case-code' }, card.code), wide && car !== '' && h('span', null, car), wide && card.centre && h('span', null, card.centre), due(texts, card), missing(texts, card)),
  );
}
