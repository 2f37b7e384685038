// @ts-check
import { h, icon, put } from '../shared/dom.js';
import { control, mark, narrow, optionsOf } from '../shared/fields.js';

/**
 * A form in the conversation (`docs/protocol.md` section 9), as an owner fills it in. Which values are right is the server's to say: a VIN
 * in Cyrillic letters and a day in Bengali digits are good input. What was typed is kept outside, so that it survives everything.
 *
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 * @typedef {import('../shared/wire.js').FormField} FormField
 * @typedef {import('../shared/words.js').Words} Texts
 * @typedef {import('../shared/upload.js').Attachment} Attachment
 * @typedef {Record<string, string|boolean|Attachment[]>} Values
 * @typedef {{fields: Record<string, string>, message: string}} Faults
 */

/** A day that shows in which order one is written. */
const EXAMPLE_DAY = new Date(2026, 10, 24);
/** The owner's own, which the browser may fill in. @type {Record<string, Record<string, string>>} */
const OWN = { phone: { autocomplete: 'tel' }, email: { autocomplete: 'email' } };

export class Sheet {
  /**
   * @param {Texts} texts @param {WireEvent} event
   * @param {object} options
   * @param {Values} options.values  what was typed before
   * @param {Faults|undefined} options.faults  what the server found wrong
   * @param {boolean} options.sending
   * @param {boolean} options.online
   * @param {(values: Values) => void} options.typed
   * @param {(values: Record<string, string|boolean|string[]>) => void} options.submit
   * @param {(field: FormField, got: (photos: import('./photos.js').PhotoField) => void) => void} options.photos  what takes the photos of a field, once it is here
   * @param {() => void} options.later
   */
  constructor(texts, event, options) {
    this.texts = texts;
    this.event = event;
    this.options = options;
    this.fields = event.fields ?? [];
    /** @type {Map<string, import('../shared/fields.js').Part>} */
    this.parts = new Map();
    /** @type {Map<string, {group: HTMLElement, fault: HTMLElement, photos: import('./photos.js').PhotoField|null}>} */
    this.photos = new Map();
    const id = `form-${event.seq}`;
    this.fault = h('p', { class: 'form-fault', role: 'alert' });
    this.button = h('button', { type: 'submit', class: 'button primary', disabled: options.sending }, options.sending ? texts.t('chat-sending') : (event.submit ?? ''));
    const later = h('button', { type: 'button', class: 'button quiet', disabled: options.sending, onclick: () => options.later() }, texts.t('chat-form-later'));
    const fields = this.fields.map((field) => this.part(field, `${id}-${field.name}`));
    this.element = h(
      'form',
      { class: 'bubble card sheet', id, novalidate: true, 'aria-labelledby': `${id}-title`, oninput: () => this.changed(), onchange: () => this.changed(), onsubmit: (/** @type {Event} */ sent) => this.submit(sent) },
      h('h2', { id: `${id}-title` }, event.title ?? ''),
      event.intro && h('p', { class: 'muted' }, event.intro),
      h('fieldset', { class: 'fields', disabled: options.sending }, fields),
      this.fault,
      options.sending && !options.online && h('p', { class: 'muted', role: 'status' }, texts.t('chat-form-waits')),
      h('div', { class: 'row' }, this.button, later),
    );
    this.narrow(options.values);
    if (options.faults) this.tell(options.faults.fields, options.faults.message);
  }

  /** @param {FormField} field @param {string} id */
  part(field, id) {
    if (field.kind === 'photo') return this.photoPart(field, id);
    const { texts } = this;
    const value = this.options.values[field.name] ?? field.value ?? '';
    const help = [field.help, field.kind === 'date' && texts.t('chat-form-date', { example: this.example() })].filter(Boolean).join(' ');
    const fault = h('p', { class: 'field-error', id: `${id}-fault` });
    const common = { id, name: field.name, 'aria-required': String(field.required), 'aria-describedby': [help && `${id}-help`, `${id}-fault`].filter(Boolean).join(' ') };
    const input = control(field, { ...OWN[field.kind], ...common }, this.choices(field, '', ''));
    if (field.kind === 'consent') /** @type {HTMLInputElement} */ (input).checked = value === true || value === 'true';
    else input.value = String(value);
    this.parts.set(field.name, { input, fault });
    const optional = !field.required && h('span', { class: 'muted' }, ` (${texts.t('chat-form-optional')})`);
    const below = [help && h('p', { class: 'help', id: `${id}-help` }, help), fault];
    if (field.kind === 'consent') return h('div', { class: 'part' }, h('label', { class: 'consent', for: id }, input, h('span', null, field.label, optional)), below);
    return h('div', { class: 'part' }, h('label', { for: id }, field.label, optional), input, below);
  }

  /** Photos: until what takes them is here, a button that fetches it once more. @param {FormField} field @param {string} id */
  photoPart(field, id) {
    const { texts } = this;
    const fault = h('p', { class: 'field-error', id: `${id}-fault` });
    const place = h('div', null, h('button', { type: 'button', class: 'button small', onclick: () => load() }, icon('clip'), texts.t('chat-attach')));
    const optional = !field.required && h('span', { class: 'muted' }, ` (${texts.t('chat-form-optional')})`);
    const described = [field.help && `${id}-help`, `${id}-fault`].filter(Boolean).join(' ');
    const group = h('div', { class: 'part', role: 'group', tabindex: -1, 'aria-labelledby': `${id}-label`, 'aria-describedby': described }, h('p', { class: 'strong', id: `${id}-label` }, field.label, optional), place, field.help && h('p', { class: 'help', id: `${id}-help` }, field.help), fault);
    /** @type {{group: HTMLElement, fault: HTMLElement, photos: import('./photos.js').PhotoField|null}} */
    const part = { group, fault, photos: null };
    this.photos.set(field.name, part);
    const load = () =>
      this.options.photos(field, (photos) => {
        part.photos = photos;
        photos.changed = () => {
          if (photos.waits() === '') this.tellPhotos({});
          this.options.typed(this.values());
        };
        put(place, photos.element);
      });
    load();
    return group;
  }

  /** Says what is wrong with photos. @param {Record<string, string>} faults */
  tellPhotos(faults) {
    for (const [name, { group, fault }] of this.photos) {
      put(fault, faults[name] ?? '');
      if (faults[name]) group.setAttribute('aria-invalid', 'true');
      else group.removeAttribute('aria-invalid');
    }
  }

  /** What may be chosen, given the values of the fields that decide about it. @param {FormField} field @param {string} of @param {string} within */
  choices(field, of, within) {
    const options = optionsOf(field, of, within);
    const none = field.kind === 'slot' && (field.depends === undefined || of !== '') && options.length === 0;
    return [h('option', { value: '' }, this.texts.t(none ? 'chat-form-no-slots' : 'chat-form-choose')), ...options.map(({ value, label }) => h('option', { value }, label))];
  }

  /** @param {Values} before  what was chosen */
  narrow(before) {
    narrow(this.fields, this.parts, (field, of, within) => this.choices(field, of, within), before);
  }

  example() {
    const two = (/** @type {number} */ value) => this.texts.digits(value).padStart(2, this.texts.digits(0));
    return `${two(EXAMPLE_DAY.getDate())}.${two(EXAMPLE_DAY.getMonth() + 1)}.${this.texts.digits(EXAMPLE_DAY.getFullYear())}`;
  }

  changed() {
    this.narrow({});
    this.options.typed(this.values());
  }

  /** What was filled in. @returns {Values} */
  values() {
    /** @type {Values} */
    const values = {};
    for (const field of this.fields) {
      if (field.kind === 'photo') {
        const kept = this.options.values[field.name];
        const list = this.photos.get(field.name)?.photos?.list() ?? (Array.isArray(kept) ? kept : []);
        if (list.length > 0) values[field.name] = list;
        continue;
      }
      const input = this.parts.get(field.name)?.input;
      if (!input) continue;
      if (field.kind === 'consent') values[field.name] = /** @type {HTMLInputElement} */ (input).checked;
      else if (input.value.trim() !== '') values[field.name] = input.value.trim();
    }
    return values;
  }

  /** @param {Event} sent */
  submit(sent) {
    sent.preventDefault();
    const values = this.values();
    this.options.typed(values);
    const missing = this.fields.filter((field) => field.required && (values[field.name] ?? '') === '');
    const waits = [...this.photos].map(([name, { photos }]) => [name, photos?.waits() ?? '']).filter(([, words]) => words !== '');
    if (missing.length + waits.length > 0) {
      this.tell(Object.fromEntries([...missing.map(({ name }) => [name, this.texts.t('chat-form-missing')]), ...waits]), this.texts.t('chat-form-faults'));
      this.first()?.focus();
      return;
    }
    // The server knows files by their ids.
    this.options.submit(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(({ id }) => id) : value])));
  }

  /** Says what is wrong, beside each field. @param {Record<string, string>} faults @param {string} message */
  tell(faults, message) {
    mark(this.parts, faults);
    this.tellPhotos(faults);
    put(this.fault, message);
  }

  /** The first field with a mistake. @returns {HTMLElement|null} */
  first() {
    return this.element.querySelector('[aria-invalid=true]');
  }
}
