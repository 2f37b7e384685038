// @ts-check
/**
 * Numbers, days and times as a language writes them, and the filling of a page; where the messages come from is the business of those
 * who extend it.
 *
 * Browsers often carry no data for Kazakh and then print "2026 M11 22" and "1,234.5" without a warning. So dates come
 * from messages with our own names of months and days, numbers and clocks of Kazakh from the Russian locale, which
 * writes them alike, and plural categories are never used for Kazakh: its messages are written with numbers as keys.
 */

/** The locale whose numbers and clock look as this language's do. @type {Record<string, string>} */
const FORMATS = { kk: 'ru' };

export class Words {
  /** @param {string} language */
  constructor(language) {
    this.language = language;
    this.locale = FORMATS[language] ?? language;
    this.numbers = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
    this.clock = new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit' });
  }

  /**
   * The message in the page's language; its key when it is missing, so that a mistake shows.
   * @param {string} key
   * @param {Record<string, string|number>} [_values]
   */
  t(key, _values) {
    return key;
  }

  /** A language's name in itself; nothing for one that the messages do not name. @param {string} language */
  languageName(language) {
    const key = `language-name-${language}`;
    const name = this.t(key);
    return name === key ? '' : name;
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
