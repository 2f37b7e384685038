// @ts-check
import { h, put } from '../shared/dom.js';
import { control, mark, narrow, optionsOf } from '../shared/fields.js';

/**
 * The fields of a form as a technician fills them, with what is wrong beside each. Which values are right is the server's to
 * say: a VIN in Cyrillic letters or a day in Bengali digits is good input.
 *
 * @typedef {import('./requests.js').Field} Field
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

let count = 0;

export class Fields {
  /**
   * @param {Texts} texts @param {Field[]} fields
   * @param {object} [options]
   * @param {Record<string, string>} [options.values]  what stands in them first
   * @param {(values: Record<string, string>) => void} [options.typed]
   * @param {(centre: string, service: string) => Promise<{value: string, label: string}[]>} [options.slots]  free times
   * @param {{centre: string, service: string}} [options.place]  whose free times they are, where no field says it
   */
  constructor(texts, fields, { values = {}, typed, slots, place } = {}) {
    this.texts = texts;
    this.typed = typed;
    this.slots = slots;
    this.place = place;
    this.name = `form-${(count += 1)}`;
    // Photos are the owner's to add.
    this.fields = fields.filter(({ kind }) => kind !== 'photo');
    /** @type {Map<string, import('../shared/fields.js').Part>} */
    this.parts = new Map();
    this.element = h('div', { class: 'form-fields', oninput: () => this.changed(), onchange: () => this.changed() }, this.fields.map((field) => this.part(field, values[field.name] ?? field.value ?? '')));
    this.asked = '';
    this.narrow(values);
    this.fillSlots(values.slot ?? '');
  }

  /** @param {Field} field @param {string} value */
  part(field, value) {
    const id = `${this.name}-${field.name}`;
    const fault = h('p', { class: 'field-error', id: `${id}-fault` });
    const described = [field.help && `${id}-help`, `${id}-fault`].filter(Boolean).join(' ');
    const common = { id, name: field.name, 'aria-describedby': described, 'aria-required': String(field.required) };
    const input = control(field, common, this.options(field, '', ''));
    const label = [field.label, !field.required && h('span', { class: 'muted' }, ` (${this.texts.t('desk-optional')})`)];
    if (field.kind === 'consent') /** @type {HTMLInputElement} */ (input).checked = value === 'true';
    else input.value = value;
    this.parts.set(field.name, { input, fault });
    const help = field.help && h('p', { class: 'help', id: `${id}-help` }, field.help);
    if (field.kind === 'consent') return h('div', { class: 'part', 'data-field': field.name }, h('label', { class: 'option', for: id }, input, h('span', null, label)), help, fault);
    return h('div', { class: 'part', 'data-field': field.name }, h('label', { for: id }, label), help, input, fault);
  }

  /** What may be chosen, given the fields that decide about it. @param {Field} field @param {string} of @param {string} within */
  options(field, of, within) {
    return [h('option', { value: '' }, this.texts.t('desk-choose')), ...optionsOf(field, of, within).map((option) => h('option', { value: option.value }, option.label))];
  }

  /** @param {Record<string, string>} before  what was chosen */
  narrow(before) {
    narrow(this.fields, this.parts, (field, of, within) => this.options(field, of, within), before);
  }

  changed() {
    this.narrow({});
    this.fillSlots('');
    this.typed?.(this.values());
  }

  /** The free times of the centre that is chosen. @param {string} value  the one that was chosen before */
  async fillSlots(value) {
    const slot = this.fields.find(({ kind }) => kind === 'slot');
    const select = slot && this.parts.get(slot.name)?.input;
    const field = this.fields.find(({ kind }) => kind === 'centre');
    // A form that lists the free times itself needs none from here.
    if (!slot || !select || !(field || this.place) || !this.slots || slot.options?.length) return;
    const values = this.values();
    const centre = this.place?.centre ?? (field ? values[field.name] : undefined) ?? '';
    const service = this.place?.service ?? values.service ?? '';
    const wanted = JSON.stringify([centre, service]);
    if (wanted === this.asked) return;
    this.asked = wanted;
    const options = centre ? await this.slots(centre, service) : [];
    if (wanted !== this.asked) return;
    put(select, h('option', { value: '' }, this.texts.t(options.length > 0 || !centre ? 'desk-choose' : 'desk-no-slots')), options.map((option) => h('option', { value: option.value }, option.label)));
    select.value = options.some((option) => option.value === value) ? value : '';
  }

  /** What was typed, without the fields that were left empty. @returns {Record<string, string>} */
  values() {
    /** @type {Record<string, string>} */
    const values = {};
    for (const { name, kind } of this.fields) {
      const input = this.parts.get(name)?.input;
      if (!input) continue;
      const value = kind === 'consent' ? (/** @type {HTMLInputElement} */ (input).checked ? 'true' : '') : input.value.trim();
      if (value !== '') values[name] = value;
    }
    return values;
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    const input = this.parts.get(name)?.input;
    if (!input) return;
    input.value = value;
    this.changed();
  }

  /**
   * Shows what is wrong; the first one gets the focus.
   * @param {Record<string, string>} faults  by field
   * @returns {boolean} whether every fault has found its field
   */
  show(faults) {
    mark(this.parts, faults);
    [...this.parts].find(([name]) => faults[name])?.[1].input.focus();
    return Object.keys(faults).every((name) => this.parts.has(name));
  }
}
