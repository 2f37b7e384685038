// @ts-check
/**
 * The controls of a record's fields. Which values are right is the server's to say: a day with points and a phone with spaces are good
 * input. A field keeps its control while it is typed into; only what stands beside it is drawn anew.
 *
 * @typedef {import('./record.js').Field} Field
 * @typedef {import('./record.js').Typed} Typed
 * @typedef {import('../shared/texts.js').Texts} Texts
 */
import { h, put } from '../shared/dom.js';
import { isTicked, LANGUAGES } from './record.js';
import { placeOf } from './route.js';
import { details, title } from './records.js';

/** Fields that are called otherwise in one kind. */
const OWN_LABELS = ['terms.km', 'centres.hours', 'courses.place'];
/** What stands beside a field, by kind and name, by name, or by type. @type {Record<string, string>} */
const HELPS = {
  'terms.km': 'record-help-terms-km',
  'owners.hours': 'record-help-hours',
  'orders.place': '',
  handed_over: 'record-help-handed-over',
  start: 'record-help-start',
  price: 'record-help-price',
  town: 'record-help-town',
  registered: 'record-help-registered',
  replaces: 'record-help-replaces',
  models: 'record-help-models',
  markets: 'record-help-markets',
  '#day': 'record-help-day',
  '#instant': 'record-help-instant',
  '#phone': 'record-help-phone',
  '#zone': 'record-help-zone',
  '#currency': 'record-help-currency',
  '#record': 'record-help-record',
  '#opening': 'record-help-opening',
  '#service': 'record-help-service',
  '#range': 'record-help-range',
  '#holidays': 'record-help-holidays',
};
/** What a type asks of the keyboard. @type {Record<string, Record<string, string>>} */
const INPUTS = {
  vin: { autocapitalize: 'characters', spellcheck: 'false' },
  name: { autocapitalize: 'characters', spellcheck: 'false' },
  number: { inputmode: 'numeric' },
  degrees: { inputmode: 'decimal' },
  day: { inputmode: 'numeric' },
  instant: { spellcheck: 'false' },
  phone: { type: 'tel' },
  email: { type: 'email', spellcheck: 'false' },
  zone: { spellcheck: 'false' },
  currency: { autocapitalize: 'characters', spellcheck: 'false' },
  record: { spellcheck: 'false' },
};
/** Texts that are longer than a line. */
const LONG = ['address', 'texts'];
const MOST_CHARS = 100_000;
/** Typing is not looked up letter by letter. */
const PAUSE_MS = 250;

/** @param {string} kind @param {string} name */
export const labelKey = (kind, name) => `record-field-${(OWN_LABELS.includes(`${kind}.${name}`) ? `${kind}-${name}` : name).replaceAll('_', '-')}`;

/** What a choice is called. @param {Texts} texts @param {Field} field @param {string} value */
export function choiceName(texts, field, value) {
  if (field.type === 'language') return texts.languageName(value) || value;
  return field.type === 'choice' ? texts.t(`record-choice-${value.replaceAll('_', '-')}`) : value.toUpperCase();
}

/** A value as it is told beside its field. @param {Texts} texts @param {Field} field @param {Typed} typed */
export function told(texts, field, typed) {
  if (typeof typed === 'boolean') return texts.t(typed ? 'record-yes' : 'record-no');
  if (Array.isArray(typed)) return typed.map((value) => choiceName(texts, field, value)).join(', ') || texts.t('record-nothing');
  if (typeof typed === 'object') return Object.entries(typed).filter(([, text]) => text !== '').map(([language, text]) => `${texts.languageName(language)}: ${text}`).join(' · ') || texts.t('record-nothing');
  return typed === '' ? texts.t('record-nothing') : field.choices.includes(typed) ? choiceName(texts, field, typed) : typed.replaceAll('\n', ' · ');
}

/** One field of the form. */
export class FieldPart {
  /**
   * @param {Texts} texts @param {string} kind @param {Field} field @param {Typed} value
   * @param {{type: (typed: Typed) => void, take: () => void, offer: (words: string) => Promise<import('./records.js').Item[]>}} does
   */
  constructor(texts, kind, field, value, does) {
    this.texts = texts;
    this.field = field;
    this.does = does;
    this.id = `field-${field.name}`;
    /** Controls by what they are of: a language, a choice, or nothing. @type {Map<string, HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement>} */
    this.inputs = new Map();
    this.fault = h('p', { class: 'field-error', id: `${this.id}-fault` });
    this.theirs = h('div', { class: 'theirs-now', hidden: true });
    this.beside = h('p', { class: 'beside', hidden: true });
    const key = HELPS[`${kind}.${field.name}`] ?? HELPS[field.name] ?? HELPS[`#${field.type}`] ?? (field.list && !isTicked(field) ? 'record-help-lines' : '');
    this.help = h('p', { class: 'muted help', id: `${this.id}-help` }, key && texts.t(key));
    this.common = { 'aria-describedby': `${this.id}-fault ${this.id}-help`, 'aria-required': field.required ? 'true' : null };
    this.label = texts.t(labelKey(kind, field.name));
    this.element = this.build(value);
  }

  /** @param {Typed} value */
  build(value) {
    const { field } = this;
    const tail = [this.beside, this.fault, this.theirs, this.help];
    const mark = field.required && h('span', { class: 'needed', 'aria-hidden': 'true' }, '*');
    if (field.type === 'flag') return h('div', { class: 'part', 'data-field': field.name }, h('label', { class: 'option' }, this.flag(value === true), h('span', null, this.label)), tail);
    if (field.type === 'texts' || isTicked(field)) return h('fieldset', { class: 'part', 'data-field': field.name, 'aria-describedby': this.common['aria-describedby'] }, h('legend', null, this.label, mark), field.type === 'texts' ? this.inLanguages(value) : this.ticks(value), tail);
    return h('div', { class: 'part', 'data-field': field.name }, h('label', { for: this.id }, this.label, mark), this.single(String(value)), tail);
  }

  /** @param {boolean} value */
  flag(value) {
    const input = h('input', { type: 'checkbox', id: this.id, 'aria-describedby': this.common['aria-describedby'], onchange: () => this.does.type(input.checked) });
    input.checked = value;
    this.inputs.set('', input);
    return input;
  }

  /** A text for each language. @param {Typed} value */
  inLanguages(value) {
    const texts = /** @type {Record<string, string>} */ (value);
    const read = () => this.does.type(Object.fromEntries([...this.inputs].map(([language, input]) => [language, input.value])));
    return LANGUAGES.map((language) => {
      const id = `${this.id}-${language}`;
      const props = { class: 'field', id, lang: language, autocomplete: 'off', maxlength: MOST_CHARS, oninput: read };
      const input = LONG.includes(this.field.name) ? h('textarea', { rows: 3, ...props }) : h('input', props);
      input.value = texts[language] ?? '';
      this.inputs.set(language, input);
      return h('div', { class: 'in-language' }, h('label', { for: id, lang: language }, this.texts.languageName(language)), input);
    });
  }

  /** A list that is ticked: what is ticked last stands last. @param {Typed} value */
  ticks(value) {
    let chosen = [.../** @type {string[]} */ (value)];
    const marks = new Map();
    const tell = () => {
      for (const [name, mark] of marks) put(mark, chosen.length > 1 && chosen.includes(name) ? this.texts.number(chosen.indexOf(name) + 1) : null);
    };
    const options = [...new Set([...this.field.choices, ...chosen])].map((name) => {
      const input = h('input', { type: 'checkbox', value: name, onchange: () => {
        chosen = input.checked ? [...chosen, name] : chosen.filter((one) => one !== name);
        tell();
        this.does.type([...chosen]);
      } });
      input.checked = chosen.includes(name);
      this.inputs.set(name, input);
      const mark = h('span', { class: 'muted order' });
      if (this.field.type === 'language') marks.set(name, mark);
      return h('label', { class: 'option' }, input, h('span', null, choiceName(this.texts, this.field, name)), mark);
    });
    tell();
    return h('div', { class: 'ticks' }, options);
  }

  /** @param {string} value */
  single(value) {
    const { field, id } = this;
    /** @type {HTMLInputElement|HTMLTextAreaElement|HTMLSelectElement} */
    let input;
    const read = () => this.does.type(input.value);
    if (field.choices.length > 0) {
      const names = [...new Set([...field.choices, value])].filter((name) => name !== '');
      input = h('select', { class: 'field', id, ...this.common, onchange: read }, (!field.required || value === '') && h('option', { value: '' }, this.texts.t('record-not-said')), names.map((name) => h('option', { value: name }, choiceName(this.texts, field, name))));
    } else if (field.list || field.type === 'holidays') {
      input = h('textarea', { class: 'field', id, rows: 3, spellcheck: 'false', maxlength: MOST_CHARS, ...this.common, oninput: read });
    } else {
      input = h('input', { class: 'field', id, autocomplete: 'off', maxlength: MOST_CHARS, ...INPUTS[field.type], ...this.common, oninput: read });
    }
    input.value = value;
    this.inputs.set('', input);
    return field.record ? [input, this.offers(/** @type {HTMLInputElement} */ (input))] : [input];
  }

  /** What is offered while somebody types a reference. @param {HTMLInputElement} input */
  offers(input) {
    const list = h('datalist', { id: `${this.id}-offers` });
    input.setAttribute('list', list.id);
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let typing;
    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(async () => {
        const words = input.value;
        const found = await this.does.offer(words);
        if (input.value !== words) return;
        const language = this.texts.language;
        put(list, found.map((item) => h('option', { value: item.id }, [title(item, language), ...details(item, language)].join(' · '))));
      }, PAUSE_MS);
    });
    return list;
  }

  /** @param {string} words  what is wrong; empty: nothing */
  mark(words) {
    if (this.fault.textContent !== words) put(this.fault, words);
    for (const input of this.inputs.values()) {
      if (words === '') input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
  }

  /** What somebody else has written here. @param {Typed|undefined} typed */
  other(typed) {
    this.theirs.hidden = typed === undefined;
    if (typed === undefined) put(this.theirs);
    else put(this.theirs, h('p', null, this.texts.t('record-theirs-now', { value: told(this.texts, this.field, typed) })), h('button', { type: 'button', class: 'button small', 'aria-label': `${this.texts.t('admin-conflict-take')}: ${this.label}`, onclick: this.does.take }, this.texts.t('admin-conflict-take')));
  }

  /** Which record is named here. @param {string} kind @param {import('./records.js').Item|null|undefined} item  null: none is called so */
  names(kind, item) {
    this.beside.hidden = !item;
    put(this.beside, item && h('a', { href: placeOf(kind, item.id) }, title(item, this.texts.language)));
  }

  /** The time that is meant, in the reader's zone. @param {string} value */
  moment(value) {
    const date = new Date(value);
    this.beside.hidden = Number.isNaN(date.getTime());
    put(this.beside, !this.beside.hidden && this.texts.t('record-local-time', { moment: this.texts.moment(date, new Date()) }));
  }

  focus() {
    [...this.inputs.values()][0]?.focus();
  }
}
