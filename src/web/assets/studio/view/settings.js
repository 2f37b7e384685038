// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { changed, joined, KeptSettings } from '../core/settings.js';

/**
 * Phones, hours, holidays and the first words of the chat. What the operator has set in the configuration is shown and stays as it is.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {{zone: string, days: string[], open: string, close: string, holidays?: string|string[]}} Team
 * @typedef {{key: string, value?: any, from: 'default'|'editor'|'operator'}} Item
 * @typedef {import('../core/settings.js').Words} Words
 * @typedef {import('../core/settings.js').Chosen} Chosen
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
    this.kept = new KeptSettings(shell.house.storage, shell.house.me.id);
    /** What stands in the form: only what shall be set here. @type {Chosen} */
    this.mine = { values: {}, texts: {} };
    /** What the server has of it. @type {Chosen} */
    this.base = { values: {}, texts: {} };
    this.revision = '0';
    this.leaving = () => this.keep();
    addEventListener('pagehide', this.leaving);
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

  /** Whether something here is not saved on the server. */
  unsaved() {
    return changed(this.base, this.mine).length > 0;
  }

  /** @returns {string} what is to be said of it on the next page */
  leave() {
    removeEventListener('pagehide', this.leaving);
    this.left = true;
    return this.unsaved() && this.keep() ? this.t('studio-left-unsaved') : '';
  }

  /** @returns {boolean} false: the device has no room for it */
  keep() {
    return this.kept.set({ mine: this.mine, base: this.base, revision: this.revision });
  }

  async load() {
    const { data, problem } = await this.shell.api.call('GET', PATH);
    if (this.left) return;
    if (problem) put(this.body, this.shell.failed(problem, () => this.load()));
    else this.take(data);
  }

  /** What was set on this device and not saved is laid over what the server has. @returns {string} what is to be said of it */
  restore() {
    const kept = this.kept.get();
    if (!kept) return '';
    const { chosen, both } = joined(kept.base, kept.mine, this.base);
    this.mine = chosen;
    this.keep();
    if (!this.unsaved()) return '';
    if (both.length > 0) return this.t('studio-set-both', { fields: both.map((key) => this.label(key)).join(', ') });
    return this.t(kept.revision === this.revision ? 'studio-restored' : 'studio-set-joined');
  }

  /** What a value is called to people. @param {string} key */
  label(key) {
    const [section, of] = key.split('.');
    const name = last(key);
    if (section === 'texts') return this.t('studio-merge-field', { field: this.t(name === 'closed' ? 'studio-set-closed' : 'studio-set-greeting'), language: this.shell.name(of) });
    const label = this.t(NAMES[name] ?? 'studio-details');
    return section === 'markets' ? `${this.t('studio-set-market', { name: of })} – ${label}` : label;
  }

  /** @param {Settings} settings */
  take(settings) {
    this.revision = String(settings.revision);
    const values = Object.fromEntries(settings.items.filter(({ from }) => from === 'editor').map(({ key, value }) => [key, value]));
    this.base = { values, texts: settings.texts };
    this.mine = structuredClone(this.base);
    put(this.status, this.restore());
    const { t } = this;
    const of = (/** @type {string} */ start) => settings.items.filter(({ key }) => key.startsWith(start));
    put(
      this.body,
      h('section', { class: 'card-box stack' }, h('h3', null, t('studio-set-texts')), h('p', { class: 'muted small' }, t('studio-set-texts-help')), this.shell.house.languages.filter((code) => this.mine.texts[code]).map((code) => this.words(code))),
      this.group(t('studio-set-company'), [...of('company.'), ...of('support.')]),
      settings.markets.map((name) => this.group(t('studio-set-market', { name }), of(`markets.${name}.`))),
    );
  }

  /** @param {string} code */
  words(code) {
    const { shell, t } = this;
    const words = this.mine.texts[code];
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

  /** @param {Item} found */
  item(found) {
    const { t } = this;
    const item = { ...found, value: this.shown(found) };
    const name = last(item.key);
    const id = `set-${item.key.replaceAll('.', '-')}`;
    const fixed = item.from === 'operator';
    const field = name === 'hours' ? this.hours(item, fixed) : name === 'training_day' ? this.day(item, id, fixed) : this.text(item, id, fixed);
    const note = h('p', { class: 'muted help', id: `${id}-help` }, fixed ? t('studio-set-fixed') : item.from === 'default' ? t('studio-set-default') : '');
    const label = t(NAMES[name] ?? 'studio-details');
    return name === 'hours' ? h('fieldset', { class: 'part hours' }, h('legend', null, label), field, note) : h('div', { class: 'part' }, h('label', { for: id }, label), field, note);
  }

  /** What stands in a field: what shall be set here, else what holds without it. @param {Item} item */
  shown({ key, value, from }) {
    if (from === 'operator') return value;
    return this.mine.values[key] ?? (from === 'editor' ? undefined : value);
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
    if (value === '' || (Array.isArray(value) && value.length === 0)) delete this.mine.values[key];
    else this.mine.values[key] = value;
    this.changed();
  }

  changed() {
    const kept = this.keep();
    put(this.status, this.t(!kept ? 'studio-saving-unkept' : this.unsaved() ? 'studio-set-kept' : 'studio-saving-nothing'));
    put(this.problem);
  }

  async send() {
    const { shell, t } = this;
    this.save.disabled = true;
    put(this.status, t('studio-saving-sending'));
    const { data, problem } = await shell.api.call('PUT', PATH, { body: this.mine, revision: this.revision });
    this.save.disabled = false;
    if (problem?.code === 'stale_revision') {
      // What somebody else has saved is taken in; whoever saves again has seen it.
      this.keep();
      await this.load();
      return;
    }
    if (problem) {
      put(this.status, t('studio-saving-refused'));
      put(this.problem, [shell.refusal(problem), ...(problem.body?.problems ?? []).map((/** @type {{message: string}} */ one) => one.message)].join(' '));
      return;
    }
    this.kept.remove();
    if (!this.left) this.take(data);
    shell.say(t('studio-set-done'));
  }
}
