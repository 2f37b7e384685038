// @ts-check
import { h, icon, put } from '../../shared/dom.js';

/**
 * Phones, hours, holidays and the first words of the chat. What the operator has set in the configuration is shown and stays as it is.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {{zone: string, days: string[], open: string, close: string, holidays?: string|string[]}} Team
 * @typedef {{key: string, value?: any, from: 'default'|'editor'|'operator'}} Item
 * @typedef {{greeting: string, closed: string}} Words
 * @typedef {{revision: number, items: Item[], texts: Record<string, Words>, markets: string[]}} Settings
 */

const PATH = '/api/v1/settings';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** @type {Record<string, string>} */
const DAY_NAMES = { mon: 'studio-day-mon', tue: 'studio-day-tue', wed: 'studio-day-wed', thu: 'studio-day-thu', fri: 'studio-day-fri', sat: 'studio-day-sat', sun: 'studio-day-sun' };
const MOST_TEXT = 500;
const MOST_VALUE = 200;
/** @type {Record<string, string>} */
const NAMES = {
  name: 'studio-set-name',
  support_phone: 'studio-set-support-phone',
  roadside_phone: 'studio-set-roadside-phone',
  support_email: 'studio-set-support-email',
  emergency_number: 'studio-set-emergency',
  fire_number: 'studio-set-fire',
  ambulance_number: 'studio-set-ambulance',
  police_number: 'studio-set-police',
  partner_bank: 'studio-set-bank',
  training_day: 'studio-set-training',
  hours: 'studio-set-hours',
  holidays: 'studio-set-holidays',
};

/** The last part of a key. @param {string} key */
const last = (key) => key.slice(key.lastIndexOf('.') + 1);

/** Dates, or the name of a calendar. @param {string} text @returns {string|string[]} */
export function holidays(text) {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.length === 1 && !/^\d{4}-/.test(parts[0]) ? parts[0] : parts;
}

export class SettingsPage {
  /** @param {Shell} shell */
  constructor(shell) {
    this.shell = shell;
    this.t = shell.t.bind(shell);
    /** What stands in the form, by key: only what shall be set here. @type {Map<string, any>} */
    this.values = new Map();
    /** @type {Record<string, Words>} */
    this.texts = {};
    this.revision = '0';
    this.body = h('div', { class: 'stack' }, shell.loading());
    this.status = h('p', { class: 'save-state', role: 'status' });
    this.problem = h('p', { class: 'field-error', role: 'alert' });
    this.save = h('button', { type: 'button', class: 'button primary', id: 'settings-save', onclick: () => this.send() }, this.t('studio-set-save'));
    this.element = h('div', { class: 'stack' }, h('div', { class: 'page-head' }, h('h2', null, this.t('studio-settings')), this.save), h('p', { class: 'muted' }, this.t('studio-settings-help')), this.status, this.problem, this.body);
    this.load();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== 'KeyS') return false;
    this.send();
    return true;
  }

  async load() {
    const { data, problem } = await this.shell.api.call('GET', PATH);
    if (problem) put(this.body, this.shell.failed(problem, () => this.load()));
    else this.take(data);
  }

  /** @param {Settings} settings */
  take(settings) {
    this.revision = String(settings.revision);
    this.values = new Map(settings.items.filter(({ from }) => from === 'editor').map(({ key, value }) => [key, value]));
    this.texts = structuredClone(settings.texts);
    const { t } = this;
    const of = (/** @type {string} */ start) => settings.items.filter(({ key }) => key.startsWith(start));
    put(
      this.body,
      h('section', { class: 'card-box stack' }, h('h3', null, t('studio-set-texts')), h('p', { class: 'muted small' }, t('studio-set-texts-help')), this.shell.house.languages.filter((code) => this.texts[code]).map((code) => this.words(code))),
      this.group(t('studio-set-company'), [...of('company.'), ...of('support.')]),
      settings.markets.map((name) => this.group(t('studio-set-market', { name }), of(`markets.${name}.`))),
    );
  }

  /** @param {string} code */
  words(code) {
    const { shell, t } = this;
    const words = this.texts[code];
    const field = (/** @type {'greeting'|'closed'} */ name, /** @type {string} */ label) => {
      const id = `text-${name}-${code}`;
      const box = h('textarea', { class: 'field', id, rows: 2, maxlength: MOST_TEXT, lang: code, oninput: () => { words[name] = box.value; this.changed(); } });
      box.value = words[name];
      return h('div', { class: 'part' }, h('label', { for: id }, t('studio-merge-field', { field: t(label), language: shell.name(code) })), box);
    };
    return h('div', { class: 'detail-grid' }, field('greeting', 'studio-set-greeting'), field('closed', 'studio-set-closed'));
  }

  /** @param {string} heading @param {Item[]} items */
  group(heading, items) {
    return h('section', { class: 'card-box stack' }, h('h3', null, heading), h('div', { class: 'detail-grid' }, items.map((item) => this.item(item))));
  }

  /** @param {Item} item */
  item(item) {
    const { t } = this;
    const name = last(item.key);
    const id = `set-${item.key.replaceAll('.', '-')}`;
    const fixed = item.from === 'operator';
    const field = name === 'hours' ? this.hours(item, fixed) : name === 'training_day' ? this.day(item, id, fixed) : this.text(item, id, fixed);
    const note = h('p', { class: 'muted help', id: `${id}-help` }, fixed ? t('studio-set-fixed') : item.from === 'default' ? t('studio-set-default') : '');
    const label = t(NAMES[name] ?? 'studio-details');
    return name === 'hours' ? h('fieldset', { class: 'part hours' }, h('legend', null, label), field, note) : h('div', { class: 'part' }, h('label', { for: id }, label), field, note);
  }

  /** @param {Item} item @param {string} id @param {boolean} fixed */
  text({ key, value }, id, fixed) {
    const shown = Array.isArray(value) ? value.join(', ') : (value ?? '');
    const field = h('input', { class: 'field', id, autocomplete: 'off', maxlength: last(key) === 'holidays' ? 4_000 : MOST_VALUE, value: shown, disabled: fixed, 'aria-describedby': `${id}-help`, oninput: () => this.set(key, last(key) === 'holidays' ? holidays(field.value) : field.value.trim()) });
    return field;
  }

  /** @param {Item} item @param {string} id @param {boolean} fixed */
  day({ key, value }, id, fixed) {
    const select = h('select', { class: 'field', id, disabled: fixed, onchange: () => this.set(key, select.value) }, DAYS.map((day) => h('option', { value: day }, this.t(DAY_NAMES[day]))));
    select.value = value ?? 'sat';
    return select;
  }

  /** Teams, each with its zone, days and times. @param {Item} item @param {boolean} fixed */
  hours({ key, value }, fixed) {
    const { t } = this;
    const teams = /** @type {Team[]} */ (structuredClone(value ?? []));
    const list = h('div', { class: 'stack' });
    const changed = () => this.set(key, teams);
    const draw = () => {
      put(
        list,
        teams.map((team, at) => {
          const input = (/** @type {'zone'|'open'|'close'} */ name, /** @type {string} */ label, /** @type {string} */ type) => {
            const box = h('input', { class: 'field', type, 'aria-label': t(label), title: t(label), value: team[name], disabled: fixed, oninput: () => { team[name] = box.value.trim(); changed(); } });
            return box;
          };
          const days = DAYS.map((day) => {
            const box = h('input', { type: 'checkbox', checked: team.days.includes(day), disabled: fixed, onchange: () => { team.days = DAYS.filter((one) => (one === day ? box.checked : team.days.includes(one))); changed(); } });
            return h('label', { class: 'option' }, box, h('span', null, t(DAY_NAMES[day])));
          });
          return h('div', { class: 'team', role: 'group', 'aria-label': team.zone }, input('zone', 'studio-set-zone', 'text'), input('open', 'studio-set-open', 'time'), input('close', 'studio-set-close', 'time'), h('div', { class: 'days' }, days), !fixed && h('button', { type: 'button', class: 'icon-button', 'aria-label': t('studio-set-team-remove'), onclick: () => { teams.splice(at, 1); changed(); draw(); } }, icon('close')));
        }),
        !fixed && h('button', { type: 'button', class: 'button small', onclick: () => { teams.push({ zone: teams.at(-1)?.zone ?? 'Asia/Almaty', days: ['mon', 'tue', 'wed', 'thu', 'fri'], open: '09:00', close: '18:00' }); changed(); draw(); } }, t('studio-set-team-add')),
      );
    };
    draw();
    return list;
  }

  /** @param {string} key @param {any} value  empty: what is common holds again */
  set(key, value) {
    if (value === '' || (Array.isArray(value) && value.length === 0)) this.values.delete(key);
    else this.values.set(key, value);
    this.changed();
  }

  changed() {
    put(this.status, this.t('studio-saving-typing'));
    put(this.problem);
  }

  async send() {
    const { shell, t } = this;
    this.save.disabled = true;
    put(this.status, t('studio-saving-sending'));
    const { data, problem } = await shell.api.call('PUT', PATH, { body: { values: Object.fromEntries(this.values), texts: this.texts }, revision: this.revision });
    this.save.disabled = false;
    if (problem) {
      put(this.status, t('studio-saving-refused'));
      put(this.problem, [shell.refusal(problem), ...(problem.body?.problems ?? []).map((/** @type {{message: string}} */ one) => one.message)].join(' '));
      return;
    }
    this.take(data);
    put(this.status);
    shell.say(t('studio-set-done'));
  }
}
