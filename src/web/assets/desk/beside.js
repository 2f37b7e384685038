// @ts-check
import { h, icon } from '../shared/dom.js';
import { cardButton, coverageList, ownerList, writer } from './pieces.js';

/**
 * What stands beside a conversation: the owner's cars with their coverage, open and past requests.
 *
 * @typedef {import('./requests.js').Beside} Beside
 * @typedef {import('./requests.js').Car} Car
 * @typedef {import('./requests.js').State} State
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/**
 * @param {Texts} texts
 * @param {{state: State, data: Beside|null}} beside
 * @param {object} options
 * @param {boolean} options.mine  the conversation is this technician's
 * @param {(code: string) => void} options.open
 * @param {() => void} options.make
 * @param {() => void} options.offer
 * @param {(owner: string) => void} options.name  the technician has made sure whose conversation it is
 * @param {() => void} options.again
 */
export function besideParts(texts, beside, options) {
  const t = texts.t.bind(texts);
  const { data } = beside;
  if (!data) {
    const failed = beside.state === 'failed';
    return [h('p', { class: 'muted', role: 'status' }, t(failed ? 'desk-beside-failed' : 'desk-loading')), failed && h('button', { type: 'button', class: 'button small', onclick: options.again }, t('desk-try-again'))];
  }
  const open = data.requests.filter((card) => !card.closed);
  const past = data.requests.filter((card) => card.closed);
  const list = (/** @type {import('./requests.js').Card[]} */ cards) => h('ul', { class: 'cases' }, cards.map((card) => h('li', null, cardButton(texts, card, { current: false, wide: false, open: () => options.open(card.code) }))));
  return [
    h('section', { class: 'beside' }, h('h3', null, t('desk-writer')), writer(texts, data.signed)),
    h(
      'section',
      { class: 'beside' },
      h('h3', null, t('desk-requests-open')),
      open.length === 0 ? h('p', { class: 'muted' }, t('desk-requests-none')) : list(open),
      h('p', { class: 'beside-actions' }, h('button', { type: 'button', class: 'button small', id: 'make-request', onclick: options.make }, icon('flag'), t('desk-make')), options.mine && h('button', { type: 'button', class: 'button small', id: 'offer-form', onclick: options.offer }, icon('list'), t('desk-offer'))),
    ),
    past.length > 0 && h('section', { class: 'beside' }, h('details', null, h('summary', null, t('desk-requests-past', { count: past.length })), list(past))),
    data.owners.length > 0 && h('section', { class: 'beside' }, h('h3', null, t('desk-owner')), ownerList(texts, data.owners, options.mine ? options.name : null)),
    h('section', { class: 'beside' }, h('h3', null, t('desk-cars')), data.cars.length === 0 ? h('p', { class: 'muted' }, t('desk-cars-none')) : data.cars.map((car) => carElement(texts, car))),
  ];
}

/** @param {Texts} texts @param {Car} car */
function carElement(texts, car) {
  const t = texts.t.bind(texts);
  const now = new Date();
  const day = (/** @type {string} */ date) => texts.day(new Date(`${date}T00:00:00`), now);
  return h(
    'article',
    { class: 'car' },
    h('p', { class: 'car-name' }, h('strong', null, car.model), car.plate && h('span', { class: 'tag' }, car.plate)),
    h('p', null, h('code', { class: 'vin' }, car.vin)),
    h('p', { class: 'muted' }, car.handed_over ? t('desk-car-since', { day: day(car.handed_over) }) : t('desk-car-since-unknown')),
    car.odometer ? h('p', { class: car.odometer.lower ? 'danger-text' : 'muted' }, t(car.odometer.lower ? 'desk-car-km-lower' : 'desk-car-km', { km: car.odometer.km, day: day(car.odometer.on) })) : h('p', { class: 'muted' }, t('desk-car-km-unknown')),
    coverageList(texts, car.coverage),
  );
}
