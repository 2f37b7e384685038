// @ts-check
/**
 * What the parts of the page share: the texts that they speak in, and drawing once for many changes.
 *
 * @typedef {import('../shared/texts.js').Texts} Texts
 */
export class Part {
  constructor() {
    /** @type {Texts|null} */
    this.texts = null;
    /** What was done last, in words. */
    this.said = '';
    this.scheduled = false;
    /** What is drawn: nothing is drawn twice. */
    this.signature = '';
  }

  /** @param {string} key @param {Record<string, string|number>} [values] */
  t(key, values) {
    return this.texts ? this.texts.t(key, values) : '';
  }

  /** Draws everything anew in these texts. @param {Texts} texts */
  speak(texts) {
    this.texts = texts;
    this.signature = '';
    this.said = '';
    this.draw();
  }

  /** Draws once for many changes. */
  later() {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  /** Whether there is anything to draw: something is not as it was drawn last. @param {any[]} shown  all that is drawn */
  differs(shown) {
    const signature = JSON.stringify(shown);
    if (signature === this.signature) return false;
    this.signature = signature;
    return true;
  }

  /** @param {string} words */
  say(words) {
    this.said = words;
    this.draw();
  }

  draw() {}
}
