// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { ACTIONS } from './audit.js';
import { ROLE_NAMES } from './names.js';
import { Part } from './part.js';
import { fieldName } from './record-view.js';
import { KIND_NAMES } from './records.js';
import { auditPlace, placeOf } from './route.js';

/**
 * Draws the log of what was done. Truth is in the core; what is asked of it stands in the page's address.
 *
 * @typedef {import('./audit.js').AuditCore} AuditCore
 * @typedef {import('./audit.js').Row} Row
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** Typing is not searched letter by letter. */
const PAUSE_MS = 400;
/** How much of a name that is only a number is shown. */
const SHORT = 8;

export class AuditView extends Part {
  /**
   * @param {AuditCore} core
   * @param {object} does
   * @param {(place: string) => void} does.go  to another address, in the place of this one
   * @param {() => {id: string, name: string}[]} does.people  the staff
   */
  constructor(core, does) {
    super();
    this.core = core;
    this.does = does;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.typing = undefined;
    const changed = () => this.asked();
    this.action = h('select', { class: 'field', id: 'audit-action', onchange: changed });
    this.by = h('select', { class: 'field', id: 'audit-by', onchange: changed });
    this.about = h('input', { class: 'field', type: 'search', id: 'audit-about', autocomplete: 'off', maxlength: 200, oninput: () => this.typed() });
    this.from = h('input', { class: 'field', type: 'date', id: 'audit-from', onchange: changed });
    this.to = h('input', { class: 'field', type: 'date', id: 'audit-to', onchange: changed });
    this.controls = { action: this.action, by: this.by, about: this.about, from: this.from, to: this.to };
    this.labels = { action: 'audit-action', by: 'audit-by', about: 'audit-about', from: 'audit-from', to: 'audit-to' };
  }

  /** @param {Texts} texts */
  speak(texts) {
    const label = (/** @type {keyof typeof this.labels} */ name) => h('div', { class: 'part' }, h('label', { for: `audit-${name}` }, texts.t(this.labels[name])), this.controls[name]);
    put(byId('audit-filters'), label('about'), label('action'), label('by'), label('from'), label('to'));
    this.about.placeholder = texts.t('audit-about-placeholder');
    put(this.action, h('option', { value: '' }, texts.t('audit-all-actions')), ACTIONS.map((action) => h('option', { value: action }, texts.t(`audit-action-${action.replaceAll('_', '-')}`))));
    super.speak(texts);
  }

  typed() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.asked(), PAUSE_MS);
  }

  /** Goes where the rows are that are asked for. */
  asked() {
    clearTimeout(this.typing);
    this.does.go(auditPlace(Object.fromEntries(Object.entries(this.controls).map(([name, control]) => [name, control.value.trim()]))));
  }

  draw() {
    if (!this.texts || this.core.state === 'idle') return;
    const { core } = this;
    const people = this.does.people();
    if (!this.differs([core.filter, core.state, core.items.length, core.items[0]?.id, core.next, people, this.texts.language])) return;
    const names = new Map(people.map(({ id, name }) => [id, name]));
    if (core.filter.by !== '' && core.filter.by !== 'operator' && !names.has(core.filter.by)) names.set(core.filter.by, core.items[0]?.by.name ?? core.filter.by.slice(0, SHORT));
    put(this.by, h('option', { value: '' }, this.t('audit-everybody')), [...names].map(([id, name]) => h('option', { value: id }, name)), h('option', { value: 'operator' }, this.t('audit-operator')));
    for (const [name, control] of Object.entries(this.controls)) {
      const value = core.filter[/** @type {keyof typeof core.filter} */ (name)];
      // Who types on is not put back.
      if (control !== document.activeElement && control.value !== value) control.value = value;
    }
    this.by.value = core.filter.by;
    const list = byId('audit-list');
    list.setAttribute('aria-busy', String(core.state === 'loading'));
    put(list, this.list());
    const more = byId('audit-more');
    more.hidden = !core.hasMore() && !core.isCut();
    put(more, core.isCut() ? h('p', { class: 'muted' }, this.t('audit-most')) : h('button', { type: 'button', class: 'button', disabled: core.state === 'loading', onclick: () => core.more() }, this.t('audit-more')));
  }

  list() {
    const { core } = this;
    if (core.items.length > 0) return core.items.map((row) => this.row(row));
    if (core.state === 'loading') return [h('li', { class: 'empty' }, icon('clock'), h('p', null, this.t('desk-loading')))];
    if (core.state === 'failed') return [h('li', { class: 'empty' }, icon('warning'), h('p', null, this.t('admin-load-failed')), h('button', { type: 'button', class: 'button', onclick: () => core.again() }, this.t('admin-try-again')))];
    if (core.filtered()) return [h('li', { class: 'empty' }, icon('search'), h('p', null, this.t('audit-none-found')), h('a', { class: 'button', href: auditPlace({}) }, this.t('audit-clear')))];
    return [h('li', { class: 'empty' }, icon('note'), h('p', null, this.t('audit-none')))];
  }

  /** @param {Row} row */
  row(row) {
    const texts = /** @type {Texts} */ (this.texts);
    const date = new Date(row.at);
    return h(
      'li',
      { class: `audit-row ${row.action}`, 'data-id': row.id },
      h('p', { class: 'muted when' }, h('time', { datetime: row.at, title: date.toISOString() }, texts.moment(date, new Date()))),
      h('p', { class: 'name' }, this.t(`audit-action-${row.action.replaceAll('_', '-')}`)),
      h('p', { class: 'subject' }, this.subject(row)),
      h('p', { class: 'muted who' }, this.who(row)),
      h('p', { class: 'detail' }, this.detail(row)),
    );
  }

  /** @param {Row} row */
  subject({ action, subject, subject_name }) {
    const [kind, ...id] = subject.split('/');
    const kindName = KIND_NAMES[kind] ? this.t(KIND_NAMES[kind]) : kind;
    if (action === 'records_imported' || action === 'records_exported') return h('a', { href: placeOf(kind) }, kindName);
    if (action === 'record_removed') return `${kindName} · ${id.join('/')}`;
    if (action === 'record_added' || action === 'record_changed') return h('a', { href: placeOf(kind, id.join('/')) }, `${kindName} · ${id.join('/')}`);
    if (action === 'request_moved' || action === 'part_exchanged' || action === 'wrong_vin_end') return h('a', { href: `/r/${subject}` }, subject);
    return h('bdi', null, subject_name ?? subject);
  }

  /** @param {Row} row */
  who({ by }) {
    if (by.kind === 'staff') return h('a', { href: auditPlace({ by: by.id }) }, h('bdi', null, by.name ?? by.id));
    if (by.kind === 'operator') return h('a', { href: auditPlace({ by: by.id }) }, this.t('audit-operator'));
    const id = by.id.slice(0, SHORT);
    return h('a', { href: auditPlace({ by: by.id }) }, by.kind === 'session' ? this.t('audit-session', { id }) : this.t('audit-address', { id }));
  }

  /** @param {Row} row */
  detail({ action, subject, detail }) {
    const texts = /** @type {Texts} */ (this.texts);
    const state = (/** @type {string} */ name) => this.t(`request-state-${name.replaceAll('_', '-')}`);
    const role = (/** @type {string} */ name) => this.t(ROLE_NAMES[name] ?? '');
    if (detail.reason) return this.t('audit-reason', { reason: String(detail.reason) });
    if (action === 'request_moved') return `${state(detail.from)} → ${state(detail.to)}`;
    if (action === 'part_exchanged') return `${detail.old} → ${detail.new}`;
    if (detail.from) return `${role(detail.from)} → ${role(detail.to)}`;
    if (detail.role) return this.t('audit-role', { role: role(detail.role) });
    if (detail.added !== undefined) return this.t('audit-counts', { added: detail.added, changed: detail.changed });
    if (action === 'record_changed' && detail.fields?.length > 0) return this.t('audit-fields', { fields: detail.fields.map((/** @type {string} */ name) => fieldName(texts, subject.split('/')[0], name)).join(', ') });
    return '';
  }
}
