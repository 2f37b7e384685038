// @ts-check
import { h, put } from './dom.js';

/**
 * The controls of a form's fields, as chat and desk show them. Which values are right is the server's to say: a VIN in Cyrillic letters
 * and a day in Bengali digits are good input.
 *
 * @typedef {import('./wire.js').FormField} FormField
 * @typedef {import('./wire.js').FieldOption} FieldOption
 * @typedef {{input: HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement, fault: HTMLElement}} Part
 */

const MOST_CHARS = 4_000;
/** What the kind of a field asks of the keyboard. @type {Record<string, Record<string, string>>} */
const INPUTS = {
  vin: { autocapitalize: 'characters', spellcheck: 'false' },
  code: { autocapitalize: 'characters', spellcheck: 'false' },
  km: { inputmode: 'numeric' },
  date: { inputmode: 'numeric' },
  phone: { type: 'tel' },
  email: { type: 'email', spellcheck: 'false' },
};

/** The control of a field; photos have one of their own. @param {FormField} field @param {Record<string, string>} common  attributes of any control @param {(Node|string)[]} choices  of a select */
export function control(field, common, choices) {
  switch (field.kind) {
    case 'long':
      return h('textarea', { class: 'field', rows: 3, maxlength: field.max ?? MOST_CHARS, ...common });
    case 'choice':
    case 'centre':
    case 'slot':
      return h('select', { class: 'field', ...common }, choices);
    case 'consent':
      return h('input', { type: 'checkbox', ...common });
    default:
      return h('input', { class: 'field', autocomplete: 'off', maxlength: field.max ?? MOST_CHARS, ...INPUTS[field.kind], ...common });
  }
}

/**
 * What may be chosen, given the values of the fields that decide about it. Where nothing is chosen there yet, `among` rules nothing out.
 * @param {FormField} field @param {string} of @param {string} within @returns {FieldOption[]}
 */
export const optionsOf = (field, of, within) => {
  const options = (field.options ?? []).filter((option) => (option.of === undefined || option.of === of) && (option.among === undefined || within === '' || option.among.includes(within)));
  // Times come by service; one service's are shown in their order.
  return field.kind === 'slot' ? options.sort((a, b) => (a.value < b.value ? -1 : 1)) : options;
};

/**
 * Makes the choices of fields that depend on another one anew, where that has changed.
 * @param {FormField[]} fields @param {Map<string, Part>} parts
 * @param {(field: FormField, of: string, within: string) => (Node|string)[]} choices
 * @param {Record<string, unknown>} before  what was chosen
 */
export function narrow(fields, parts, choices, before) {
  for (const field of fields) {
    const input = parts.get(field.name)?.input;
    if (!input || (field.depends === undefined && field.within === undefined)) continue;
    const [of, within] = [field.depends, field.within].map((name) => (name && parts.get(name)?.input.value) || '');
    const decided = JSON.stringify([of, within]);
    if (input.dataset.of === decided) continue;
    const value = String(before[field.name] ?? input.value);
    input.dataset.of = decided;
    put(input, choices(field, of, within));
    input.value = value;
    if (input.value !== value) input.value = '';
  }
}

/** Says what is wrong, beside each field; an empty record takes it back. @param {Map<string, Part>} parts @param {Record<string, string>} faults  by field */
export function mark(parts, faults) {
  for (const [name, { input, fault }] of parts) {
    const words = faults[name] ?? '';
    put(fault, words);
    if (words === '') input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  }
}
