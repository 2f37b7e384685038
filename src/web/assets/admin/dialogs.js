// @ts-check
import { show } from '../shared/dialog.js';
import { h, icon, put } from '../shared/dom.js';
import { ROLES } from './core.js';
import { ROLE_NAMES } from './names.js';

/**
 * The dialogs of the staff list.
 *
 * @typedef {import('./view.js').StaffView} View
 * @typedef {import('./core.js').Member} Member
 * @typedef {import('./core.js').Outcome} Outcome
 * @typedef {import('./core.js').Fields & {email: string, password?: string}} Fields
 */

/** The contract's limits, in characters. */
const MOST = { email: 254, name: 100, password: 128 };
/** What each role may do, in words. @type {Record<string, string>} */
const ROLE_HELP = { technician: 'admin-role-technician-help', editor: 'admin-role-editor-help', admin: 'admin-role-admin-help' };

/**
 * Adds somebody, or changes a member.
 * @param {View} view
 * @param {Member|null} member
 * @param {object} what
 * @param {(fields: Fields, from: Member|null) => Promise<Outcome>} what.save
 * @param {(outcome: Outcome) => void} what.saved
 * @param {(id: string) => Promise<Outcome>} [what.enable]
 */
export function editMember(view, member, what) {
  const texts = /** @type {import('../shared/texts.js').Texts} */ (view.texts);
  const t = texts.t.bind(texts);
  const form = new MemberForm(view, member);
  const dialog = show(
    texts,
    member ? t('admin-edit-title', { name: member.name }) : t('admin-add'),
    (close) => {
      form.element.addEventListener('submit', async (event) => {
        event.preventDefault();
        const outcome = await form.send(what);
        if (!outcome?.done) return;
        close();
        what.saved(outcome);
      });
      put(form.actions, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), form.submit);
      return [form.element];
    },
    { keep: true, closed: () => member && view.focus(`edit ${member.id}`) },
  );
  form.close = () => dialog.close();
  form.first().focus();
}

/** The fields of a member, with what is wrong beside each. */
class MemberForm {
  /** @param {View} view @param {Member|null} member */
  constructor(view, member) {
    this.view = view;
    const t = (this.t = /** @type {import('../shared/texts.js').Texts['t']} */ ((key, values) => view.t(key, values)));
    /** What the change is based on: the newest that we know, once somebody else's change was seen. */
    this.from = member;
    this.own = member !== null && member.id === view.me?.id;
    this.close = () => {};
    this.email = h('input', { class: 'field', id: 'member-email', type: 'email', autocomplete: 'off', maxlength: MOST.email, spellcheck: 'false' });
    this.name = h('input', { class: 'field', id: 'member-name', autocomplete: 'off', maxlength: MOST.name });
    this.name.value = member?.name ?? '';
    this.password = h('input', { class: 'field', id: 'member-password', type: 'text', autocomplete: 'off', maxlength: MOST.password, spellcheck: 'false' });
    this.roles = ROLES.map((role) => h('input', { type: 'radio', name: 'role', value: role, checked: role === (member?.role ?? 'technician'), disabled: this.own }));
    // Those in use, and those that this person has besides.
    const languages = [...new Set([...(document.documentElement.dataset.languages ?? '').split(','), ...(member?.languages ?? [])])];
    this.languages = languages.map((language) => h('input', { type: 'checkbox', name: 'language', value: language, checked: member?.languages.includes(language) ?? false }));
    this.invites = ['link', 'password'].map((way) => h('input', { type: 'radio', name: 'way', value: way, checked: way === 'link', onchange: () => this.wayChanged() }));
    this.submit = h('button', { type: 'submit', class: 'button primary' }, t(member ? 'admin-save' : 'admin-add-go'));
    this.actions = h('div', { class: 'dialog-actions' });
    this.problem = h('div', { class: 'problem', role: 'alert' });
    this.passwordPart = h('div', { class: 'part', hidden: true }, this.part('password', 'admin-password', this.password, t('admin-password-help')));
    this.element = h(
      'form',
      { class: 'dialog-form', novalidate: true },
      this.problem,
      member ? h('p', { class: 'muted' }, member.email) : this.part('email', 'desk-email', this.email),
      this.part('name', 'admin-name', this.name, t('admin-name-help')),
      this.group('role', 'admin-role', this.roles.map((input) => this.option(input, ROLE_NAMES[input.value], ROLE_HELP[input.value])), this.own ? t('admin-own-role-help') : ''),
      this.group('languages', 'admin-languages', this.languages.map((input) => this.choice(input, view.texts?.languageName(input.value) ?? '')), t('admin-languages-help')),
      !member && this.group('way', 'admin-way', this.invites.map((input) => this.option(input, input.value === 'link' ? 'admin-way-link' : 'admin-way-password', input.value === 'link' ? 'admin-way-link-help' : 'admin-way-password-help'))),
      !member && this.passwordPart,
      this.actions,
    );
  }

  first() {
    return this.from ? this.name : this.email;
  }

  wayChanged() {
    this.passwordPart.hidden = this.invites[0].checked;
    if (!this.passwordPart.hidden) this.password.focus();
  }

  /** @param {string} field @param {string} label @param {HTMLInputElement} input @param {string} [help] */
  part(field, label, input, help) {
    input.setAttribute('aria-describedby', `error-${field} help-${field}`);
    return h('div', { class: 'part', 'data-field': field }, h('label', { for: input.id }, this.t(label)), input, h('p', { class: 'field-error', id: `error-${field}` }), h('p', { class: 'muted help', id: `help-${field}` }, help));
  }

  /** @param {string} field @param {string} legend @param {Node[]} options @param {string} [help] */
  group(field, legend, options, help) {
    return h('fieldset', { 'data-field': field, 'aria-describedby': `error-${field} help-${field}` }, h('legend', null, this.t(legend)), options, h('p', { class: 'field-error', id: `error-${field}` }), h('p', { class: 'muted help', id: `help-${field}` }, help));
  }

  /** @param {HTMLInputElement} input @param {string} label @param {string} [help] */
  option(input, label, help) {
    return h('label', { class: 'option' }, input, h('span', null, this.t(label), help && h('small', { class: 'muted' }, this.t(help))));
  }

  /** @param {HTMLInputElement} input @param {string} name */
  choice(input, name) {
    return h('label', { class: 'option' }, input, h('span', null, name));
  }

  fields() {
    /** @type {Fields} */
    const fields = {
      email: this.email.value.trim(),
      name: this.name.value.trim(),
      role: this.roles.find((input) => input.checked)?.value ?? '',
      languages: this.languages.filter((input) => input.checked).map((input) => input.value),
    };
    if (this.from) return { name: fields.name, role: fields.role, languages: fields.languages, email: '' };
    if (!this.invites[0].checked) fields.password = this.password.value;
    return fields;
  }

  /** @param {Parameters<typeof editMember>[2]} what @returns {Promise<Outcome|undefined>} */
  async send(what) {
    if (this.submit.disabled) return undefined;
    const { email, ...rest } = this.fields();
    this.clear();
    this.submit.disabled = true;
    put(this.submit, this.t('admin-saving'));
    const outcome = await what.save(/** @type {Fields} */ (this.from ? rest : { email, ...rest }), this.from);
    this.submit.disabled = false;
    put(this.submit, this.t(this.from ? 'admin-save' : 'admin-add-go'));
    if (outcome.theirs) this.conflict(outcome.theirs);
    else if (outcome.problem) this.refuse(outcome.problem, what);
    return outcome;
  }

  clear() {
    put(this.problem);
    for (const error of this.element.querySelectorAll('.field-error')) put(error);
    for (const input of this.element.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  }

  /** @param {import('../shared/api.js').Problem} problem @param {Parameters<typeof editMember>[2]} what */
  refuse(problem, what) {
    /** @type {HTMLElement|null} */
    let first = null;
    for (const { field, code, detail } of problem.errors) {
      const part = /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-field="${CSS.escape(field)}"]`));
      if (!part) continue;
      const input = /** @type {HTMLElement|null} */ (part.querySelector('input'));
      input?.setAttribute('aria-invalid', 'true');
      const { id } = problem;
      const enable = code === 'disabled' && id !== undefined && what.enable !== undefined;
      put(/** @type {HTMLElement} */ (part.querySelector('.field-error')), detail || this.t('admin-error-other'), enable && h('button', { type: 'button', class: 'button small', onclick: () => this.enable(/** @type {string} */ (id), what) }, this.t('admin-enable')));
      first ??= input;
    }
    if (!first) put(this.problem, h('p', null, icon('warning'), h('span', null, this.view.refusal(problem))));
    first?.focus();
  }

  /** @param {string} id @param {Parameters<typeof editMember>[2]} what */
  async enable(id, what) {
    const outcome = await what.enable?.(id);
    if (outcome?.done) this.close();
    else if (outcome?.problem) put(this.problem, h('p', null, icon('warning'), h('span', null, this.view.refusal(outcome.problem))));
  }

  /** Somebody else was faster: shows what they made of it, and keeps what stands here. @param {Member} theirs */
  conflict(theirs) {
    this.from = theirs;
    const mine = this.fields();
    const names = (/** @type {string[]} */ languages) => languages.map((language) => this.view.texts?.languageName(language) ?? '').join(', ') || this.t('desk-context-none');
    const rows = /** @type {[string, string, string][]} */ ([
      ['admin-name', theirs.name, mine.name],
      ['admin-role', this.t(ROLE_NAMES[theirs.role]), this.t(ROLE_NAMES[mine.role])],
      ['admin-languages', names(theirs.languages), names(mine.languages)],
    ]).filter(([, now, here]) => now !== here);
    const take = () => {
      this.name.value = theirs.name;
      for (const input of this.roles) input.checked = input.value === theirs.role;
      for (const input of this.languages) input.checked = theirs.languages.includes(input.value);
      put(this.problem);
      this.name.focus();
    };
    if (theirs.state === 'disabled') put(this.problem, h('p', null, icon('warning'), h('span', null, this.t('admin-conflict-disabled'))));
    else
      put(
        this.problem,
        h('p', null, icon('warning'), h('span', null, this.t(rows.length > 0 ? 'admin-conflict' : 'admin-conflict-same'))),
        rows.length > 0 && h('dl', { class: 'theirs' }, rows.map(([label, now]) => h('div', null, h('dt', null, this.t(label)), h('dd', null, now)))),
        rows.length > 0 && h('p', { class: 'muted' }, this.t('admin-conflict-help')),
        rows.length > 0 && h('button', { type: 'button', class: 'button small', onclick: take }, this.t('admin-conflict-take')),
      );
    this.submit.focus();
    this.problem.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {View} view @param {Member} member @param {() => void} done */
export function askDisable(view, member, done) {
  const texts = /** @type {import('../shared/texts.js').Texts} */ (view.texts);
  const t = texts.t.bind(texts);
  let confirmed = false;
  show(
    texts,
    t('admin-disable-title', { name: member.name }),
    (close) => [
      h('ul', { class: 'consequences' }, ['admin-disable-sessions', 'admin-disable-chats', 'admin-disable-kept'].map((key) => h('li', null, t(key)))),
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button quiet', autofocus: true, onclick: close }, t('desk-cancel')),
        h('button', { type: 'button', class: 'button danger', onclick: () => { confirmed = true; close(); done(); } }, t('admin-disable')),
      ),
    ],
    { closed: () => !confirmed && view.focus(`disable ${member.id}`) },
  );
}

/** Shows a password link: now or never. @param {View} view @param {Member} member @param {import('./core.js').Link} link */
export function showLink(view, member, link) {
  const texts = /** @type {import('../shared/texts.js').Texts} */ (view.texts);
  const t = texts.t.bind(texts);
  show(
    texts,
    t('admin-link-title', { name: member.name }),
    (close) => {
      const field = h('input', { class: 'field', id: 'link', readonly: true, value: link.url, 'aria-label': t('admin-link'), onfocus: () => field.select() });
      const copied = h('p', { class: 'muted', role: 'status' });
      const copy = async () => {
        try {
          await navigator.clipboard.writeText(link.url);
          put(copied, t('admin-link-copied'));
        } catch {
          // Plain http, or refused: the link is selected, and the keyboard copies it.
          field.focus();
          put(copied, t('admin-link-copy-failed'));
        }
      };
      const until = texts.moment(new Date(link.expires_at), new Date(), true);
      return [
        h('p', null, t('admin-link-help', { name: member.name, moment: until })),
        member.state === 'active' && h('p', { class: 'muted' }, t('admin-link-active')),
        h('div', { class: 'link-row' }, field, h('button', { type: 'button', class: 'button primary', autofocus: true, onclick: copy }, t('admin-link-copy'))),
        copied,
        h('p', { class: 'muted' }, t('admin-link-once')),
        h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button', onclick: close }, t('desk-close'))),
      ];
    },
    { keep: true, closed: () => view.focus(`link ${member.id}`) },
  );
}
