// @ts-check
import { FluentBundle, FluentNumber, FluentResource } from '../vendor/fluent.js';

/**
 * The texts of a page: Fluent messages, and numbers and dates as the language writes them.
 *
 * Browsers often carry no data for Kazakh and then print "2026 M11 22" and "1,234.5" without a warning. So dates come
 * from Fluent patterns with our own names of months and days, numbers and clocks of Kazakh from the Russian locale, which
 * writes them alike, and plural categories are never used for Kazakh: its messages are written with numbers as keys.
 */

/** The locale whose numbers and clock look as this language's do. @type {Record<string, string>} */
const FORMATS = { kk: 'ru' };

/** A number that prints itself in the page's digits and still selects a plural variant. */
class LocalNumber extends FluentNumber {
  /** @param {number} value @param {Intl.NumberFormat} format */
  constructor(value, format) {
    super(value);
    this.format = format;
  }
  toString() {
    return this.format.format(this.value);
  }
}

export class Texts {
  /**
   * @param {string} language
   * @param {string[]} sources  contents of `.ftl` files
   */
  constructor(language, sources) {
    this.language = language;
    this.locale = FORMATS[language] ?? language;
    this.bundle = new FluentBundle(language, { useIsolating: false });
    for (const source of sources) this.bundle.addResource(new FluentResource(source), { allowOverrides: false });
    this.numbers = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
    this.clock = new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit' });
  }

  /**
   * The message in the page's language; its key when it is missing, so that a mistake shows.
   * @param {string} key
   * @param {Record<string, string|number>} [values]
   */
  t(key, values) {
    const message = this.bundle.getMessage(key);
    if (!message?.value) return key;
    /** @type {Record<string, string|LocalNumber>} */
    const all = {};
    for (const [name, value] of Object.entries(values ?? {})) all[name] = typeof value === 'number' ? new LocalNumber(value, this.numbers) : value;
    return this.bundle.formatPattern(message.value, /** @type {any} */ (all), /** @type {any} */ ([]));
  }

  /** A language's name in itself; nothing for one that the messages do not name. @param {string} language */
  languageName(language) {
    const key = `language-name-${language}`;
    return this.bundle.hasMessage(key) ? this.t(key) : '';
  }

  /** @param {number} value */
  number(value) {
    return this.numbers.format(value);
  }

  /** The time of day, in the reader's own zone. @param {Date} date */
  time(date) {
    return this.clock.format(date);
  }

  /**
   * The day in words: today, yesterday, tomorrow, else weekday and date.
   * @param {Date} date
   * @param {Date} now
   */
  day(date, now) {
    const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
    if (days === 0) return this.t('calendar-today');
    if (days === -1) return this.t('calendar-yesterday');
    if (days === 1) return this.t('calendar-tomorrow');
    const names = {
      weekday: this.t('calendar-weekdays').split(', ')[date.getDay()],
      day: this.digits(date.getDate()),
      month: this.t('calendar-months').split(', ')[date.getMonth()],
    };
    if (date.getFullYear() === now.getFullYear()) return this.t('calendar-day', names);
    return this.t('calendar-day-year', { ...names, year: this.digits(date.getFullYear()) });
  }

  /** Day and time of day. @param {Date} date @param {Date} now @param {boolean} [inside]  within a sentence: "today", not "Today" */
  moment(date, now, inside = false) {
    const day = this.day(date, now);
    const near = Math.abs(startOfDay(date) - startOfDay(now)) < 1.5 * 86_400_000;
    return this.t('calendar-moment', { day: inside && near ? day.toLocaleLowerCase(this.locale) : day, time: this.time(date) });
  }

  /** A number without grouping: years and days. @param {number} value */
  digits(value) {
    return new Intl.NumberFormat(this.locale, { useGrouping: false }).format(value);
  }

  /**
   * Fills a page: `data-t` is the text, `data-t-label`, `data-t-title` and `data-t-placeholder` are attributes. The server
   * has filled the same places in the first language; this is for another one.
   * @param {ParentNode} root
   */
  fill(root) {
    for (const element of root.querySelectorAll('[data-t]')) element.textContent = this.t(element.getAttribute('data-t') ?? '');
    for (const [name, attribute] of [['data-t-label', 'aria-label'], ['data-t-title', 'title'], ['data-t-placeholder', 'placeholder']]) {
      for (const element of root.querySelectorAll(`[${name}]`)) element.setAttribute(attribute, this.t(element.getAttribute(name) ?? ''));
    }
  }
}

/** @param {Date} date */
function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/**
 * Loads a language's files from beside this module (`{{assets}}/locales/<language>/<file>`).
 * @param {string} language
 * @param {string[]} files
 */
export async function loadTexts(language, files) {
  const sources = await Promise.all(
    files.map(async (file) => {
      const answer = await fetch(new URL(`../locales/${language}/${file}`, import.meta.url));
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return answer.text();
    }),
  );
  return new Texts(language, sources);
}
