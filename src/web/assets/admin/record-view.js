// @ts-check
import { show } from '../shared/dialog.js';
import { byId, h, icon, put } from '../shared/dom.js';
import { Part } from './part.js';
import { ID } from './record.js';
import { FieldPart, labelKey } from './record-fields.js';
import { details, KIND_NAMES, title } from './records.js';
import { auditPlace, newPlace, placeOf } from './route.js';

/**
 * Draws one record: its form, and what hangs together with it. Truth is in the core.
 *
 * @typedef {import('./record.js').RecordCore} RecordCore
 * @typedef {import('./record.js').Linked} Linked
 * @typedef {import('./records.js').Item} Item
 */

export class RecordView extends Part {
  /**
   * @param {RecordCore} core
   * @param {object} does
   * @param {(problem: import('../shared/api.js').Problem) => string} does.refusal
   * @param {(place: string) => void} does.go  to another address, in the place of this one
   * @param {(kind: string, words: string) => void} does.gone  a record was removed
   */
  constructor(core, does) {
    super();
    this.core = core;
    this.does = does;
    /** @type {Map<string, FieldPart>} */
    this.parts = new Map();
    /** What the form was built for. */
    this.built = '';
    this.linkedDrawn = '';
    /** @type {HTMLInputElement|null} */
    this.idInput = null;
    this.idFault = h('p', { class: 'field-error', id: 'field-id-fault' });
    this.form = h('form', { class: 'record-form', novalidate: true, onsubmit: (/** @type {Event} */ event) => this.save(event) });
    this.problem = h('div', { class: 'problem', role: 'alert' });
    this.actions = h('div', { class: 'record-actions' });
    this.linked = h('div', { class: 'linked' });
    put(byId('record-body'), this.problem, this.form, this.linked);
  }

  get language() {
    return this.texts?.language ?? '';
  }

  /** @param {string} kind */
  kindName(kind) {
    return this.t(KIND_NAMES[kind] ?? '');
  }

  draw() {
    if (!this.texts || this.core.state === 'idle') return;
    const { core } = this;
    this.head();
    const ready = core.state === 'ready';
    byId('record-state').hidden = ready;
    byId('record-body').hidden = !ready;
    if (!ready) {
      this.built = '';
      put(byId('record-state'), this.waiting());
      return;
    }
    const built = JSON.stringify([core.turn, core.kind, core.id, this.language]);
    if (built !== this.built) {
      this.built = built;
      this.build();
    }
    this.update();
    this.drawLinked();
  }

  head() {
    const { core } = this;
    const back = /** @type {HTMLAnchorElement} */ (byId('record-back'));
    back.href = placeOf(core.kind);
    put(back, icon('back'), h('span', null, this.kindName(core.kind)));
    const name = core.id === '' ? this.t('record-new-title', { kind: this.kindName(core.kind) }) : core.title(this.language) || core.id;
    const heading = byId('record-title');
    if (heading.textContent !== name) put(heading, h('bdi', null, name));
    put(byId('record-chips'), core.base?.sample && h('span', { class: 'chip' }, this.t('records-sample')), core.state === 'ready' && core.dirty() && h('span', { class: 'chip invited' }, this.t('record-unsaved')));
    const notice = byId('record-notice');
    notice.hidden = this.said === '';
    if (notice.textContent !== this.said) put(notice, this.said && h('span', null, this.said));
  }

  waiting() {
    const { core } = this;
    if (core.state === 'loading') return h('p', { class: 'empty', role: 'status' }, icon('clock'), h('span', null, this.t('desk-loading')));
    if (core.state === 'missing') return h('div', { class: 'empty' }, icon('search'), h('p', null, this.t('record-gone')));
    return h('div', { class: 'empty' }, icon('warning'), h('p', null, this.t('admin-load-failed')), h('button', { type: 'button', class: 'button', onclick: () => core.again() }, this.t('admin-try-again')));
  }

  /** Makes the controls, with what they show now. */
  build() {
    const { core } = this;
    const texts = /** @type {import('../shared/texts.js').Texts} */ (this.texts);
    this.parts = new Map(
      core.fields().map((field) => [
        field.name,
        new FieldPart(texts, core.kind, field, core.value(field), {
          type: (typed) => this.typed(field, typed),
          take: () => this.take(field.name),
          offer: (words) => core.offer(field.record ?? '', words),
        }),
      ]),
    );
    put(this.form, core.id === '' ? this.idPart() : null, [...this.parts.values()].map((part) => part.element), this.actions);
  }

  idPart() {
    const input = h('input', { class: 'field', id: 'field-id', autocomplete: 'off', maxlength: 200, spellcheck: 'false', 'aria-describedby': 'field-id-fault field-id-help', oninput: () => this.core.type(ID, input.value) });
    input.value = this.core.typedId();
    this.idInput = input;
    return h('div', { class: 'part', 'data-field': ID }, h('label', { for: 'field-id' }, this.t('record-field-id')), input, this.idFault, h('p', { class: 'muted help', id: 'field-id-help' }, this.t('record-help-id')));
  }

  /** @param {import('./record.js').Field} field @param {import('./record.js').Typed} typed */
  typed(field, typed) {
    this.said = '';
    this.core.type(field.name, typed);
    // What was chosen of the offers is known by its id.
    if (field.record && typeof typed === 'string') this.core.options.changed();
  }

  /** Shows what is stored in a field's control. @param {string} name */
  take(name) {
    this.core.take(name);
    this.renew();
    this.parts.get(name)?.focus();
  }

  /** Makes the controls anew: what they show was changed by somebody else than who types. */
  renew() {
    this.built = '';
    this.draw();
  }

  /** What stands beside the fields, above and below them. */
  update() {
    const { core } = this;
    for (const [name, part] of this.parts) {
      part.mark(core.faults[name] ?? '');
      part.other(core.theirs.get(name));
      const value = String(core.value(part.field));
      if (part.field.record) part.names(part.field.record, core.named.get(`${part.field.record}/${value.trim()}`));
      else if (part.field.type === 'instant') part.moment(value);
    }
    const fault = core.faults[ID] ?? '';
    if (this.idFault.textContent !== fault) put(this.idFault, fault);
    if (fault) this.idInput?.setAttribute('aria-invalid', 'true');
    else this.idInput?.removeAttribute('aria-invalid');
    const words = this.problemWords();
    if (this.problem.dataset.words !== words) {
      this.problem.dataset.words = words;
      put(this.problem, words && h('p', null, icon('warning'), h('span', null, words)), core.conflict === 'gone' && h('button', { type: 'button', class: 'button small', onclick: () => core.anew() }, this.t('record-make')));
    }
    this.drawActions();
  }

  problemWords() {
    const { conflict, problem, faults } = this.core;
    if (conflict === 'both') return this.t('record-theirs');
    if (conflict === 'other') return this.t('record-theirs-other');
    if (conflict === 'gone') return this.t('record-gone-kept');
    if (!problem) return '';
    if (problem.code !== 'invalid') return this.does.refusal(problem);
    // A field that this form does not have: its words would stand nowhere.
    const elsewhere = problem.errors.filter(({ field }) => field !== ID && !this.parts.has(field)).map(({ detail }) => detail);
    return [Object.keys(faults).length > 0 ? this.t('record-check') : '', ...elsewhere].filter((text) => text !== '').join(' ');
  }

  drawActions() {
    const { core } = this;
    const signature = JSON.stringify([this.built, core.busy, core.dirty(), core.base === null]);
    if (this.actions.dataset.signature === signature) return;
    this.actions.dataset.signature = signature;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : '';
    put(
      this.actions,
      core.base && h('button', { type: 'button', class: 'button quiet danger-text', id: 'record-remove', disabled: core.busy, onclick: () => this.remove() }, this.t('record-remove')),
      h('span', { class: 'gap' }),
      core.dirty() && h('button', { type: 'button', class: 'button quiet', id: 'record-discard', disabled: core.busy, onclick: () => this.discard() }, this.t('record-discard')),
      h('button', { type: 'submit', class: 'button primary', id: 'record-save', disabled: core.busy }, this.t(core.busy ? 'admin-saving' : core.base ? 'admin-save' : 'record-make')),
    );
    if (focused && this.actions.querySelector(`#${CSS.escape(focused)}`)) byId(focused).focus();
  }

  discard() {
    this.core.discard();
    this.renew();
    byId('record-save').focus();
  }

  /** @param {Event} event */
  async save(event) {
    event.preventDefault();
    const { core } = this;
    this.said = '';
    const isNew = core.base === null;
    const kind = core.kind;
    const stored = await core.save();
    if (stored && isNew) {
      this.does.go(placeOf(kind, stored.id));
      this.said = this.t('record-made');
      return;
    }
    // The server writes some things its own way: a phone with its country, a VIN in capitals.
    if (stored) this.said = this.t('record-saved');
    if (stored || core.conflict !== '') this.renew();
    if (stored) byId('record-save').focus();
    else this.toFault();
  }

  /** Puts the focus on what has to be looked at. */
  toFault() {
    const { core } = this;
    const first = [...this.parts.values()].find(({ field }) => core.faults[field.name] !== undefined || core.theirs.has(field.name));
    if (core.faults[ID] !== undefined) this.idInput?.focus();
    else if (first) first.focus();
    else this.problem.scrollIntoView({ block: 'nearest' });
  }

  remove() {
    const { core } = this;
    const texts = /** @type {import('../shared/texts.js').Texts} */ (this.texts);
    const name = core.title(this.language);
    let confirmed = false;
    const act = async (/** @type {() => void} */ close) => {
      confirmed = true;
      close();
      const kind = core.kind;
      if (await core.remove()) this.does.gone(kind, this.t('record-removed', { name }));
      else this.problem.scrollIntoView({ block: 'nearest' });
    };
    show(
      texts,
      this.t('record-remove-title', { name }),
      (close) => [
        h('ul', { class: 'consequences' }, ['record-remove-for-good', 'record-remove-in-use', 'record-remove-audit'].map((key) => h('li', null, this.t(key)))),
        h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', autofocus: true, onclick: close }, this.t('desk-cancel')), h('button', { type: 'button', class: 'button danger', onclick: () => act(close) }, this.t('record-remove'))),
      ],
      { closed: () => !confirmed && byId('record-remove').focus() },
    );
  }

  // ---- what belongs to it

  drawLinked() {
    const { core } = this;
    const signature = JSON.stringify([core.id, core.linked, core.requests, core.coverage, core.base?.past_owners, [...core.named.keys()], this.language]);
    if (this.linkedDrawn === signature) return;
    this.linkedDrawn = signature;
    if (core.id === '') {
      put(this.linked);
      return;
    }
    const groups = [this.coverage(), ...(core.linked ?? []).map((one) => this.group(one)), this.requests(), this.pastOwners()].filter((group) => group !== null);
    const history = h('p', null, h('a', { href: auditPlace({ about: core.key() }) }, this.t('record-history')));
    put(this.linked, groups.length > 0 && h('h3', null, this.t('record-linked')), groups, history);
  }

  /** @param {Linked} linked */
  group({ kind, field, items, more }) {
    const { core } = this;
    const name = this.kindName(kind);
    const add = h('a', { class: 'button small', href: newPlace(kind, { [field]: core.id }), 'aria-label': `${this.t('record-linked-add')}: ${name}` }, this.t('record-linked-add'));
    return h(
      'div',
      { class: 'link-group' },
      h('div', { class: 'link-head' }, h('h4', null, name), add),
      items === null ? h('p', { class: 'muted' }, this.t('record-linked-failed')) : this.list(items.map((item) => this.link(kind, item))),
      more && h('p', { class: 'muted' }, this.t('record-linked-newest')),
    );
  }

  /** @param {(Node|false|null)[]} items */
  list(items) {
    return items.length > 0 ? h('ul', null, items.map((item) => h('li', null, item))) : h('p', { class: 'muted' }, this.t('record-linked-none'));
  }

  /** @param {string} kind @param {Item} item */
  link(kind, item) {
    // A reading is called by its car, which everybody sees here.
    const name = kind === 'odometer' ? `${this.texts?.number(item.km)} · ${item.on}` : title(item, this.language);
    const more = kind === 'odometer' ? [] : details(item, this.language).filter((text) => text !== this.core.id);
    return h('a', { href: placeOf(kind, item.id) }, h('bdi', null, name), more.length > 0 && h('span', { class: 'muted' }, more.join(' · ')));
  }

  requests() {
    const { requests } = this.core;
    if (!requests) return null;
    const of = (/** @type {string} */ begin, /** @type {string} */ name) => this.t(`${begin}${name.replaceAll('_', '-')}`);
    const items = requests.items.map(({ code, kind, status }) => h('a', { href: `/r/${code}` }, h('bdi', null, code), h('span', { class: 'muted' }, `${of('request-kind-', kind)} · ${of('request-state-', status)}`)));
    return h('div', { class: 'link-group' }, h('h4', null, this.t('record-requests')), this.list(items), requests.more && h('p', { class: 'muted' }, this.t('record-linked-newest')));
  }

  coverage() {
    const { coverage } = this.core;
    if (!coverage) return null;
    const texts = /** @type {import('../shared/texts.js').Texts} */ (this.texts);
    const line = (/** @type {import('./record.js').Coverage} */ { names, state, by, until, km_left }) => {
      const key = { covered: 'request-coverage-covered', covered_by_date: 'request-coverage-by-date', not_started: 'request-coverage-not-started' }[state] ?? (state === 'ended' ? { date: 'request-coverage-ended-date', mileage: 'request-coverage-ended-mileage', both: 'request-coverage-ended-both' }[by ?? ''] : 'request-coverage-unknown');
      const words = [this.t(key ?? 'request-coverage-unknown')];
      if (until && state !== 'ended') words.push(this.t('record-coverage-until', { day: texts.day(new Date(`${until}T00:00`), new Date()) }));
      if (km_left !== null && km_left !== undefined && state !== 'ended') words.push(this.t('record-coverage-km', { km: km_left }));
      return h('span', null, h('bdi', null, names[this.language] ?? names.en ?? Object.values(names)[0] ?? ''), h('span', { class: 'muted' }, words.join(' · ')));
    };
    return h('div', { class: 'link-group' }, h('h4', null, this.t('record-coverage')), this.list(coverage.map(line)));
  }

  pastOwners() {
    const past = this.core.base?.past_owners ?? [];
    if (past.length === 0) return null;
    const line = (/** @type {{owner: string, from: string|null, until: string|null}} */ { owner, from, until }) => {
      const item = this.core.named.get(`owners/${owner}`);
      return h('a', { href: placeOf('owners', owner) }, h('bdi', null, item ? title(item, this.language) : owner), (from || until) && h('span', { class: 'muted' }, `${from ?? ''} – ${until ?? ''}`));
    };
    return h('div', { class: 'link-group' }, h('h4', null, this.t('record-field-past-owners')), this.list(past.map(line)));
  }
}

/** What a field is called, for who tells of it elsewhere. @param {import('../shared/texts.js').Texts} texts @param {string} kind @param {string} name */
export const fieldName = (texts, kind, name) => (texts.bundle.hasMessage(labelKey(kind, name)) ? texts.t(labelKey(kind, name)) : name);

