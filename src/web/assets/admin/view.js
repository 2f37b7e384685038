// @ts-check
import { byId, h, icon, put } from '../shared/dom.js';
import { ROLES, STATES } from './core.js';
import { askDisable, editMember, showLink } from './dialogs.js';
import { ROLE_NAMES, STATE_NAMES } from './names.js';
import { Part } from './part.js';

/**
 * Draws the staff list. Truth is in the core; this keeps what is drawn, and what was said last.
 *
 * @typedef {import('./core.js').StaffCore} StaffCore
 * @typedef {import('./core.js').Member} Member
 * @typedef {import('./core.js').Outcome} Outcome
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

/** What a refusal is called where the server's own words do not help here. @type {Record<string, string>} */
const PROBLEMS = {
  unreachable: 'admin-error-unreachable',
  busy: 'admin-error-busy',
  not_found: 'admin-error-not-found',
  forbidden: 'admin-error-forbidden',
  unauthenticated: 'admin-error-logged-out',
  own_account: 'admin-error-own-account',
  last_admin: 'admin-error-last-admin',
  account_disabled: 'admin-error-account-disabled',
};

export class StaffView extends Part {
  /** @param {StaffCore} core */
  constructor(core) {
    super();
    this.core = core;
    /** @type {import('../shared/api.js').User|null} */
    this.me = null;
    this.search = h('input', { class: 'field', type: 'search', id: 'search', autocomplete: 'off', maxlength: 200, oninput: () => this.filter() });
    this.role = h('select', { class: 'field', id: 'role-filter', onchange: () => this.filter() });
    this.state = h('select', { class: 'field', id: 'state-filter', onchange: () => this.filter() });
    put(byId('filters'), this.search, this.role, this.state);
    byId('add').addEventListener('click', () => this.add());
  }

  /** @param {Texts} texts */
  speak(texts) {
    this.search.setAttribute('aria-label', texts.t('admin-search'));
    this.search.placeholder = texts.t('admin-search-placeholder');
    const options = (/** @type {string} */ all, /** @type {readonly string[]} */ values, /** @type {Record<string, string>} */ names) => [h('option', { value: '' }, texts.t(all)), ...values.map((value) => h('option', { value }, texts.t(names[value])))];
    put(this.role, options('admin-all-roles', ROLES, ROLE_NAMES));
    put(this.state, options('admin-all-states', STATES, STATE_NAMES));
    this.role.setAttribute('aria-label', texts.t('admin-role'));
    this.state.setAttribute('aria-label', texts.t('admin-state'));
    this.role.value = this.core.role;
    this.state.value = this.core.status;
    super.speak(texts);
  }

  /** @param {import('../shared/api.js').User} me */
  enter(me) {
    this.me = me;
    this.draw();
  }

  filter() {
    this.core.filter(this.search.value, this.role.value, this.state.value);
  }

  // ---- drawing

  draw() {
    if (!this.texts || !this.me) return;
    const { core } = this;
    const notice = byId('notice');
    notice.hidden = this.said === '';
    if (notice.firstChild?.textContent !== this.said) put(notice, this.said && [h('span', null, this.said), h('button', { type: 'button', class: 'button small quiet', onclick: () => this.say('') }, this.t('desk-dismiss'))]);
    const shown = core.shown();
    if (!this.differs([core.state, core.more, core.filtered(), core.members.size, shown, [...core.busy], this.me.id])) return;
    const words = core.state !== 'ready' ? '' : core.filtered() ? this.t('admin-count-filtered', { count: shown.length, all: core.members.size }) : this.t('admin-count', { count: core.members.size });
    byId('count').textContent = core.more ? `${words} ${this.t('admin-more')}` : words;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    const list = byId('members');
    list.setAttribute('aria-busy', String(core.state === 'loading'));
    if (core.state === 'loading') put(list, h('li', { class: 'empty' }, icon('clock'), h('p', null, this.t('desk-loading'))));
    else if (core.state === 'failed') put(list, this.failed());
    else if (shown.length === 0) put(list, this.empty());
    else put(list, shown.map((member) => this.row(member)));
    if (focused) this.focus(focused);
  }

  failed() {
    return h('li', { class: 'empty' }, icon('warning'), h('p', null, this.t('admin-load-failed')), h('button', { type: 'button', class: 'button', onclick: () => this.core.load() }, this.t('admin-try-again')));
  }

  empty() {
    const clear = () => {
      this.search.value = '';
      this.role.value = '';
      this.state.value = '';
      this.filter();
      this.search.focus();
    };
    if (this.core.filtered()) return h('li', { class: 'empty' }, icon('search'), h('p', null, this.t('admin-none-found')), h('button', { type: 'button', class: 'button', onclick: clear }, this.t('admin-clear')));
    return h('li', { class: 'empty' }, icon('person'), h('p', null, this.t('admin-none')));
  }

  /** @param {Member} member */
  row(member) {
    const own = member.id === this.me?.id;
    const busy = this.core.busy.has(member.id);
    const disabled = member.state === 'disabled';
    const action = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ run, kind = '') =>
      h('button', { type: 'button', class: `button small ${kind}`, 'data-key': `${name} ${member.id}`, disabled: busy, 'aria-label': `${this.t(label)}: ${member.name}`, onclick: run }, this.t(label));
    return h(
      'li',
      { class: `member ${member.state}`, 'data-id': member.id, 'aria-busy': busy ? 'true' : null },
      h('div', { class: 'who' }, h('p', { class: 'name' }, member.name, own && h('span', { class: 'chip' }, this.t('admin-you'))), h('p', { class: 'email muted' }, member.email)),
      h('div', { class: 'what' }, h('span', { class: 'role' }, this.t(ROLE_NAMES[member.role] ?? '')), h('span', { class: 'languages' }, member.languages.map((language) => h('span', { class: 'tag', lang: language }, this.texts?.languageName(language) ?? '')))),
      h('p', { class: 'state' }, h('span', { class: `chip ${member.state}` }, this.t(STATE_NAMES[member.state] ?? ''))),
      h(
        'div',
        { class: 'actions' },
        !disabled && action('edit', 'admin-edit', () => this.edit(member)),
        !disabled && action('link', 'admin-link', () => this.link(member)),
        disabled && action('enable', 'admin-enable', () => this.enable(member)),
        !disabled && !own && action('disable', 'admin-disable', () => this.disable(member), 'quiet'),
      ),
    );
  }

  /** Puts the focus on a button of the list, or near it. @param {string} key */
  focus(key) {
    const list = byId('members');
    const [, id] = key.split(' ');
    const button = list.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`) ?? list.querySelector(`[data-id="${CSS.escape(id ?? '')}"] button:not(:disabled)`);
    /** @type {HTMLElement|null} */ (button)?.focus();
  }

  /** A refusal in words. @param {import('../shared/api.js').Problem} problem @param {string} [missing]  what is said of something that is not there */
  refusal(problem, missing) {
    const key = problem.code === 'not_found' && missing ? missing : PROBLEMS[problem.code];
    return key ? this.t(key) : problem.detail || this.t('admin-error-other');
  }

  // ---- doing

  /** @param {Outcome} outcome @param {string} done  a message's key, with `$name` */
  told(outcome, done) {
    if (outcome.done) this.say(this.t(done, { name: outcome.done.name }));
    else if (outcome.problem) this.say(this.refusal(outcome.problem));
    return outcome.done !== undefined;
  }

  add() {
    editMember(this, null, {
      save: (fields) => this.core.add(fields),
      saved: (outcome) => {
        this.told(outcome, outcome.link ? 'admin-invited' : 'admin-added');
        if (outcome.link && outcome.done) showLink(this, outcome.done, outcome.link);
      },
      enable: (id) => this.enableById(id),
    });
  }

  /** @param {Member} member */
  edit(member) {
    editMember(this, member, {
      save: (fields, from) => this.core.edit(/** @type {Member} */ (from), fields),
      saved: (outcome) => this.told(outcome, 'admin-saved'),
    });
  }

  /** @param {Member} member */
  async link(member) {
    const outcome = await this.core.link(member);
    if (outcome.problem) this.say(this.refusal(outcome.problem));
    else if (outcome.done && outcome.link) showLink(this, outcome.done, outcome.link);
  }

  /** @param {Member} member */
  disable(member) {
    askDisable(this, member, async () => {
      const outcome = await this.core.disable(member.id);
      this.told(outcome, 'admin-disabled');
      this.focus(`enable ${member.id}`);
    });
  }

  /** @param {Member} member */
  async enable(member) {
    const outcome = await this.core.enable(member.id);
    const invited = outcome.done?.state === 'invited';
    this.told(outcome, invited ? 'admin-enabled-invited' : 'admin-enabled');
    this.focus(`edit ${member.id}`);
  }

  /** Enables somebody whose address was to be added once more. @param {string} id */
  async enableById(id) {
    const outcome = await this.core.enable(id);
    if (this.told(outcome, 'admin-enabled')) this.focus(`edit ${id}`);
    return outcome;
  }
}
