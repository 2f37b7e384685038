// @ts-check
import { h, put } from '../../shared/dom.js';

/**
 * How well the bot finds the right topic, as `faq eval` measures it: coverage, confusions, and whether it is as sure as it may be. Measured on the
 * corpus's own phrasings, each left out in turn, in the background.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {{questions: number, right_first: number, answered: number, answered_rightly: number, helped: number, offtopic: number, offtopic_answered: number}} Group
 * @typedef {{probability: number, right: number, questions: number}} Step
 * @typedef {{current: boolean, measured_at: string, calibration_error: number, groups: Record<string, Group>, reliability: Step[], confusions: {right: string, found: string, count: number}[], entries: {entry: string, questions: number, right_first: number, stolen: number}[]}} Figures
 */

const PATH = '/api/v1/faq/quality';
/** It is looked again so often while it is measured. */
const AGAIN_MS = 5_000;
/** Rows of each list. */
const SHOWN = 15;
const SVG = 'http://www.w3.org/2000/svg';
/** The plot of calibration: its side, and where its square begins and how long it is. */
const SIDE = 320;
const LEFT = 36;
const TOP = 10;
const LONG = 270;

/** @param {string} name @param {Record<string, string|number>} attributes @param {...(Node|string)} children */
function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * Parts of a whole, which fill it.
 * @param {Group} group @returns {{right: number, offered: number, wrong: number, person: number}} shares of all questions, 0 to 1
 */
export function coverage({ questions, answered, answered_rightly, helped }) {
  const all = Math.max(1, questions);
  const right = answered_rightly / all;
  const offered = Math.max(0, helped - answered_rightly) / all;
  const wrong = Math.max(0, answered - answered_rightly) / all;
  return { right, offered, wrong, person: Math.max(0, 1 - right - offered - wrong) };
}

export class Quality {
  /** @param {Shell} shell @param {Map<string, string>} titles */
  constructor(shell, titles) {
    this.shell = shell;
    this.titles = titles;
    this.gone = false;
    /** @type {any} */
    this.timer = null;
    this.body = h('div', { class: 'stack' }, shell.loading());
    this.element = h('section', { class: 'stack', 'aria-labelledby': 'quality-title' }, h('h3', { id: 'quality-title' }, shell.t('studio-quality')), h('p', { class: 'muted' }, shell.t('studio-quality-help')), this.body);
    this.load('GET');
  }

  leave() {
    this.gone = true;
    clearTimeout(this.timer);
  }

  /** @param {'GET'|'POST'} method */
  async load(method) {
    clearTimeout(this.timer);
    const { data, problem } = await this.shell.api.call(method, PATH, method === 'POST' ? { body: {} } : {});
    if (this.gone) return;
    if (problem) {
      put(this.body, this.shell.failed(problem, () => this.load('GET')));
      return;
    }
    this.draw(data);
    if (data.measuring) this.timer = setTimeout(() => this.load('GET'), AGAIN_MS);
  }

  /** @param {{measuring: boolean, failed: boolean, figures?: Figures}} state */
  draw({ measuring, failed, figures }) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const state = measuring ? 'studio-quality-measuring' : failed ? 'studio-quality-failed' : !figures ? 'studio-quality-none' : figures.current ? 'studio-quality-current' : 'studio-quality-old';
    put(
      this.body,
      h('div', { class: 'row-actions' }, h('p', { role: 'status' }, t(state, { moment: shell.moment(figures?.measured_at) })), !measuring && !figures?.current && h('button', { type: 'button', class: 'button', id: 'measure', onclick: () => this.load('POST') }, t('studio-quality-measure'))),
      figures && [
        this.covered(figures.groups),
        h('div', { class: 'three-panes' }, this.calibration(figures), this.confusions(figures), this.worst(figures)),
      ],
    );
  }

  /** @param {number} share */
  share(share) {
    return this.shell.t('studio-percent', { value: Math.round(share * 100) });
  }

  /** By language, a bar of what its questions came to. @param {Record<string, Group>} groups */
  covered(groups) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const rows = ['all', ...shell.house.languages].filter((name) => (groups[name]?.questions ?? 0) > 0);
    const parts = /** @type {const} */ (['right', 'offered', 'wrong', 'person']);
    const words = { right: 'studio-covered-right', offered: 'studio-covered-offered', wrong: 'studio-covered-wrong', person: 'studio-covered-person' };
    return h(
      'div',
      { class: 'card-box stack' },
      h('h4', null, t('studio-covered')),
      h('ul', { class: 'legend' }, parts.map((part) => h('li', null, h('span', { class: `swatch ${part}`, 'aria-hidden': 'true' }), t(words[part])))),
      h(
        'ul',
        { class: 'stacked' },
        rows.map((name) => {
          const of = coverage(groups[name]);
          const label = parts.map((part) => t('studio-covered-part', { what: t(words[part]), share: this.share(of[part]) })).join(', ');
          const bar = svg('svg', { viewBox: '0 0 100 4', preserveAspectRatio: 'none', role: 'img', 'aria-label': label });
          let x = 0;
          for (const part of parts) {
            bar.append(svg('rect', { x, y: 0, width: 100 * of[part], height: 4, class: part }, svg('title', {}, t('studio-covered-part', { what: t(words[part]), share: this.share(of[part]) }))));
            x += 100 * of[part];
          }
          return h('li', null, h('span', null, name === 'all' ? t('studio-covered-all') : shell.name(name)), bar, h('span', { class: 'muted small' }, this.share(of.right)));
        }),
      ),
    );
  }

  /** What the bot says against what is. @param {Figures} figures */
  calibration({ reliability, calibration_error }) {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const most = Math.max(1, ...reliability.map(({ questions }) => questions));
    const at = (/** @type {number} */ value) => [LEFT + LONG * value, TOP + LONG * (1 - value)];
    const end = TOP + LONG;
    const plot = svg(
      'svg',
      { viewBox: `0 0 ${SIDE} ${SIDE}`, class: 'plot', role: 'img', 'aria-label': t('studio-calibration-label', { error: this.share(calibration_error) }) },
      svg('path', { d: `M${LEFT} ${TOP}V${end}H${LEFT + LONG}`, class: 'axis' }),
      svg('path', { d: `M${LEFT} ${end}L${LEFT + LONG} ${TOP}`, class: 'axis ideal' }),
      svg('text', { x: LEFT + LONG / 2, y: SIDE - 8, 'text-anchor': 'middle' }, t('studio-calibration-said')),
      svg('text', { x: 0, y: 0, transform: `translate(14 ${TOP + LONG / 2}) rotate(-90)`, 'text-anchor': 'middle' }, t('studio-calibration-was')),
    );
    for (const { probability, right, questions } of reliability.filter((step) => step.questions > 0)) {
      const words = t('studio-calibration-point', { said: this.share(probability), was: this.share(right), count: questions });
      plot.append(svg('circle', { cx: at(probability)[0], cy: at(right)[1], r: 3 + 9 * Math.sqrt(questions / most), class: 'point' }, svg('title', {}, words)));
    }
    return h('section', { class: 'card-box' }, h('h4', null, t('studio-calibration')), h('p', { class: 'muted small' }, t('studio-calibration-help')), plot, h('p', { class: 'small' }, t('studio-calibration-label', { error: this.share(calibration_error) })));
  }

  /** @param {string} id */
  link(id) {
    return h('a', { href: `#/entry/${encodeURIComponent(id)}` }, this.titles.get(id) ?? id);
  }

  /** @param {Figures} figures */
  confusions({ confusions }) {
    const t = this.shell.t.bind(this.shell);
    const most = Math.max(1, ...confusions.map(({ count }) => count));
    return h(
      'section',
      { class: 'card-box' },
      h('h4', null, t('studio-confusions')),
      h('p', { class: 'muted small' }, t('studio-confusions-help')),
      confusions.length === 0 ? h('p', { class: 'muted' }, t('studio-confusions-none')) : h('ol', { class: 'bars' }, confusions.slice(0, SHOWN).map(({ right, found, count }) => h('li', null, h('span', null, this.link(right), ' → ', this.link(found)), h('meter', { min: 0, max: most, value: count, 'aria-hidden': 'true' }), h('span', { class: 'muted small' }, t('studio-confusions-times', { count }))))),
    );
  }

  /** @param {Figures} figures */
  worst({ entries }) {
    const t = this.shell.t.bind(this.shell);
    return h(
      'section',
      { class: 'card-box' },
      h('h4', null, t('studio-worst')),
      h('p', { class: 'muted small' }, t('studio-worst-help')),
      h('ol', { class: 'bars' }, entries.slice(0, SHOWN).map(({ entry, questions, right_first }) => h('li', null, this.link(entry), h('meter', { min: 0, max: Math.max(1, questions), value: right_first, 'aria-hidden': 'true' }), h('span', { class: 'muted small' }, t('studio-worst-of', { right: right_first, all: questions }))))),
    );
  }
}
