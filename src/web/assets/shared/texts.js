// @ts-check
import { FluentBundle, FluentNumber, FluentResource } from '../vendor/fluent.js';
import { Words } from './words.js';

/** The texts of a page: Fluent messages, and numbers and dates as the language writes them. */

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

export class Texts extends Words {
  /**
   * @param {string} language
   * @param {string[]} sources  contents of `.ftl` files
   */
  constructor(language, sources) {
    super(language);
    this.bundle = new FluentBundle(language, { useIsolating: false });
    for (const source of sources) this.bundle.addResource(new FluentResource(source), { allowOverrides: false });
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

  /**
   * Day and time of day on the clock of a zone; nothing where that is the reader's own clock at that time.
   * @param {Date} date @param {string} zone @param {Date} now
   */
  momentIn(date, zone, now) {
    const there = onClockOf(zone, date);
    return there && there.getTime() !== Math.floor(date.getTime() / 1_000) * 1_000 ? this.moment(there, onClockOf(zone, now) ?? now, true) : '';
  }
}

/**
 * The date whose day and time here are those of a moment on the clock of a zone; nothing for a zone that the browser does not know.
 * @param {string} zone @param {Date} date
 */
export function onClockOf(zone, date) {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
    return new Date(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  } catch {
    return null;
  }
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
