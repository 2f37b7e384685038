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
