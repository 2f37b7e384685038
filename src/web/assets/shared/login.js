// @ts-check
import { h, put } from './dom.js';

/**
 * The log-in form of the staff's pages: on a page of its own, and above a page whose log-in has ended.
 *
 * @typedef {import('./texts.js').Texts} Texts
 * @typedef {import('./api.js').Session} Session
 *
 * @typedef {object} Options
 * @property {import('./api.js').Api} api
 * @property {string} heading  a message's key
 * @property {string} company
 * @property {string} mark  address of the picture
 * @property {(session: Session) => void} entered
 * @property {() => HTMLElement} [languages]  the switch of languages
 */

export class Login {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** Why somebody has to log in, as a message's key. */
    this.problem = '';
    this.email = h('input', { class: 'field', id: 'email', name: 'email', type: 'email', autocomplete: 'username', required: true });
    this.password = h('input', { class: 'field', id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
    this.why = h('p', { class: 'login-problem', id: 'login-problem', role: 'alert' });
    this.go = h('button', { class: 'button primary', id: 'login-go', type: 'submit' });
    this.title = h('h1', { id: 'login-title' });
    this.emailLabel = h('label', { for: 'email' });
    this.passwordLabel = h('label', { for: 'password' });
    this.element = h(
      'form',
      { class: 'login-card', id: 'login-form', 'aria-labelledby': 'login-title', onsubmit: (/** @type {Event} */ event) => this.submit(event) },
      h('img', { src: options.mark, alt: '', width: 48, height: 48 }),
      this.title,
      h('p', { class: 'company' }, options.company),
      this.why,
      this.emailLabel,
      this.email,
      this.passwordLabel,
      this.password,
      this.go,
      options.languages?.(),
    );
  }

  /** @param {Texts} texts */
  speak(texts) {
    this.texts = texts;
    put(this.title, texts.t(this.options.heading));
    put(this.emailLabel, texts.t('desk-email'));
    put(this.passwordLabel, texts.t('desk-password'));
    put(this.go, texts.t('desk-login'));
    put(this.why, this.problem && texts.t(this.problem));
  }

  /** Shows why, and puts the cursor where it is needed. @param {string} problem  a message's key, or nothing */
  ask(problem) {
    this.problem = problem;
    put(this.why, problem && this.texts?.t(problem));
    (this.email.value === '' ? this.email : this.password).focus();
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.go.disabled) return;
    this.go.disabled = true;
    const answer = await this.options.api.logIn(this.email.value.trim(), this.password.value);
    this.go.disabled = false;
    if ('problem' in answer) {
      this.ask(answer.problem);
      this.password.select();
      return;
    }
    this.password.value = '';
    this.ask('');
    this.options.entered(answer);
  }
}

/** The log-in above a page, when the one before it has ended: what is typed below stays. */
export class LoginAbove {
  /**
   * @param {Login} login
   * @param {HTMLElement} home  where the form stands otherwise
   * @param {string} why  a message's key
   */
  constructor(login, home, why) {
    this.login = login;
    this.home = home;
    this.why = why;
    /** What waits for a new log-in: the calls that were refused. @type {{dialog: HTMLDialogElement, done: Promise<boolean>, end: (entered: boolean) => void}|null} */
    this.waiting = null;
  }

  /** Asks, once for all calls that wait. @returns {Promise<boolean>} whether there is a new log-in */
  ask() {
    if (this.waiting) return this.waiting.done;
    let end = (/** @type {boolean} */ _) => {};
    const done = new Promise((/** @type {(entered: boolean) => void} */ resolve) => (end = resolve));
    const dialog = h('dialog', { class: 'login-again', 'aria-labelledby': 'login-title' }, this.login.element);
    dialog.addEventListener('close', () => {
      this.home.append(this.login.element);
      dialog.remove();
      this.waiting = null;
      end(false);
    });
    this.waiting = { dialog, done, end };
    document.body.append(dialog);
    dialog.showModal();
    this.login.ask(this.why);
    return done;
  }

  /** Somebody has logged in: the calls go on. */
  entered() {
    this.waiting?.end(true);
    this.waiting?.dialog.close();
  }
}
