// @ts-check
import { h, put } from '../shared/dom.js';
import { rich } from '../shared/nodes.js';
import { SOUND_KEY } from './sound.js';

/**
 * What an owner needs now and then: a sound for a reply that waits, and the conversation as a file. Loaded when it is first asked for.
 *
 * @typedef {import('./view.js').ChatView} ChatView
 * @typedef {import('../shared/wire.js').WireEvent} WireEvent
 */

/** Pages of older messages that are fetched for a file, and how long one of them may take. */
const MOST_PAGES = 100;
const PAGE_MS = 15_000;
const LOOK_MS = 50;

export class Menu {
  /** @param {ChatView} view @param {HTMLElement} button */
  constructor(view, button) {
    this.view = view;
    this.button = button;
    this.element = h('div', { class: 'menu', id: 'menu', hidden: true });
    button.after(this.element);
    button.setAttribute('aria-controls', 'menu');
    document.addEventListener('pointerdown', (event) => {
      const target = /** @type {Node} */ (event.target);
      if (!this.element.contains(target) && !button.contains(target)) this.show(false);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      // It closes the menu, and not the chat.
      event.stopPropagation();
      this.show(false);
      button.focus();
    });
  }

  toggle() {
    this.show(this.element.hidden === true);
  }

  /** @param {boolean} open */
  show(open) {
    if (open) this.draw();
    /** @type {HTMLElement} */ (this.element).hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) this.element.querySelector('button')?.focus();
  }

  draw() {
    const { view } = this;
    const { storage } = view.options;
    const on = storage.getItem(SOUND_KEY) === 'on';
    const sound = () => {
      try {
        storage.setItem(SOUND_KEY, on ? 'off' : 'on');
      } catch {
        // Then it stays as it is.
      }
      view.options.sounds();
      this.draw();
      this.element.querySelector('button')?.focus();
    };
    const file = (/** @type {string} */ key, /** @type {() => Promise<Blob>} */ make, /** @type {string} */ ending) =>
      h('button', { type: 'button', class: 'button quiet', disabled: view.core.last === 0, onclick: () => this.save(make, ending) }, view.t(key));
    put(
      this.element,
      h('button', { type: 'button', class: 'button quiet', 'aria-pressed': String(on), onclick: sound }, view.t(on ? 'chat-menu-sound-off' : 'chat-menu-sound-on')),
      file('chat-menu-save-text', () => this.asText(), 'txt'),
      file('chat-menu-save-page', () => this.asPage(), 'html'),
    );
  }

  /** @param {() => Promise<Blob>} make @param {string} ending */
  async save(make, ending) {
    this.show(false);
    const address = URL.createObjectURL(await make());
    const day = new Date().toISOString().slice(0, 10);
    const link = h('a', { href: address, download: `chat-${day}.${ending}`, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    URL.revokeObjectURL(address);
    this.button.focus();
  }

  /** The whole conversation, oldest first; without a line, what is here. @returns {Promise<WireEvent[]>} */
  async events() {
    const { core } = this.view;
    for (let page = 0; page < MOST_PAGES && core.hasOlder() && core.link.state === 'ready'; page += 1) {
      const first = core.log.firstSeq();
      const until = Date.now() + PAGE_MS;
      core.loadOlder();
      while (core.log.firstSeq() === first && core.historyId && Date.now() < until) await new Promise((done) => setTimeout(done, LOOK_MS));
      if (core.log.firstSeq() === first) break;
    }
    return core.events.filter((event) => wordsOf(event) !== '');
  }

  /** @param {WireEvent} event */
  head(event) {
    const { view } = this;
    const who = event.from.role === 'owner' ? view.t('chat-from-you') : event.from.role === 'technician' ? event.from.name || view.t('chat-from-technician') : view.t('chat-from-bot');
    const at = new Date(event.at);
    return `${who}, ${view.texts?.moment(at, new Date(0)) ?? ''}`;
  }

  async asText() {
    const parts = (await this.events()).map((event) => `${this.head(event)}\n${wordsOf(event)}\n`);
    return new Blob([parts.join('\n')], { type: 'text/plain;charset=utf-8' });
  }

  async asPage() {
    const events = await this.events();
    const page = document.implementation.createHTMLDocument(document.title);
    page.documentElement.lang = document.documentElement.lang;
    page.head.append(page.adoptNode(h('meta', { charset: 'utf-8' })));
    page.body.append(page.adoptNode(h('h1', null, `${document.documentElement.dataset.company ?? ''}: ${this.view.t('chat-title')}`)));
    for (const event of events) {
      const words = (event.nodes ? beside(event) : wordsOf(event)).split('\n').filter(Boolean);
      page.body.append(page.adoptNode(h('section', null, h('h2', null, this.head(event)), event.nodes && event.title && h('h3', null, event.title), event.nodes && h('div', null, rich(document, event)), words.map((line) => h('p', null, line)))));
    }
    // Pictures and manuals of answers are still found at the server.
    for (const name of ['href', 'src']) for (const part of page.body.querySelectorAll(`[${name}^="/"]`)) part.setAttribute(name, location.origin + part.getAttribute(name));
    return new Blob([new XMLSerializer().serializeToString(page)], { type: 'text/html;charset=utf-8' });
  }
}

/** What an event says, as plain text; nothing for one that only changes a state. @param {WireEvent} event */
function wordsOf(event) {
  const parts = [event.title, event.code, event.status_text, event.when, event.next, event.note, event.text];
  if (event.kind === 'suggestions') parts.push(...(event.entries ?? []).map(({ title }) => `- ${title}`));
  return [...parts, beside(event)].filter(Boolean).join('\n');
}

/** What stands beside an event's text: what was handed in, what was found, files. @param {WireEvent} event */
function beside(event) {
  const found = (event.items ?? []).flatMap((item) => [{ label: '', text: item.title }, ...(item.lines ?? []), { label: '', text: item.phone ?? '' }]);
  const lines = [...(event.shown ?? []), ...found].map(({ label, text }) => (label ? `${label}: ${text}` : text));
  return [...lines, ...(event.attachments ?? []).map(({ name }) => name)].filter(Boolean).join('\n');
}
