// @ts-check
import { show } from '../../shared/dialog.js';
import { h, put } from '../../shared/dom.js';
import { isId } from '../core/fields.js';
import { fieldTime, instant, zone } from '../core/moment.js';
import { gateList } from './gate.js';

/**
 * The dialogs of saving and publishing.
 *
 * @typedef {import('./entry.js').EntryPage} EntryPage
 * @typedef {import('../core/editor.js').Change} Change
 * @typedef {import('../core/editor.js').Outcome} Outcome
 */

/** What kind of change it is, and what that means for the other languages. @type {[Change, string, string][]} */
const CHANGES = [
  ['wording', 'studio-change-wording', 'studio-change-wording-help'],
  ['meaning', 'studio-change-meaning', 'studio-change-meaning-help'],
  ['wrong', 'studio-change-wrong', 'studio-change-wrong-help'],
];

/** A publication at a time is first proposed for so much later. */
const AN_HOUR_MS = 3_600_000;

/** @param {EntryPage} page */
const textsOf = (page) => /** @type {import('../../shared/texts.js').Texts} */ (page.shell.texts);

/** @param {EntryPage} page @param {string[]} behind  languages that were not changed along */
function changeChoice(page, behind) {
  const { t, shell } = page;
  const inputs = CHANGES.map(([value]) => h('input', { type: 'radio', name: 'change', value, checked: value === 'wording' }));
  const element = h(
    'fieldset',
    null,
    h('legend', null, t('studio-change')),
    h('p', { class: 'muted small' }, t('studio-change-others', { languages: behind.map((code) => shell.name(code)).join(', ') })),
    CHANGES.map(([, label, help], index) => h('label', { class: 'option' }, inputs[index], h('span', null, t(label), h('small', { class: 'muted' }, t(help))))),
  );
  return { element, chosen: () => /** @type {Change} */ (inputs.find((input) => input.checked)?.value ?? 'wording') };
}

/** @param {EntryPage} page */
function noteField(page) {
  const field = h('input', { class: 'field', id: 'save-note', autocomplete: 'off', maxlength: 500 });
  return { field, element: h('div', { class: 'part' }, h('label', { for: 'save-note' }, page.t('studio-note')), field, h('p', { class: 'muted help' }, page.t('studio-note-help'))) };
}

/**
 * What kind of change it is, for the other languages.
 * @param {EntryPage} page @param {string[]} behind @param {(what: {change: Change, note?: string}) => void} done
 */
export function askSave(page, behind, done) {
  const { t } = page;
  show(
    textsOf(page),
    t('studio-save-title'),
    (close) => {
      const change = changeChoice(page, behind);
      const note = noteField(page);
      const submit = (/** @type {Event} */ event) => {
        event.preventDefault();
        close();
        done({ change: change.chosen(), ...(note.field.value.trim() ? { note: note.field.value.trim() } : {}) });
      };
      return [h('form', { class: 'dialog-form', onsubmit: submit }, change.element, note.element, h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), h('button', { type: 'submit', class: 'button primary' }, t('studio-save'))))];
    },
    { keep: true },
  );
}

/** Publishes, now or at a time; what the gate says comes before it, or after it. @param {EntryPage} page */
export function askPublish(page) {
  const { t } = page;
  show(textsOf(page), t('studio-publish-title'), (close) => [new PublishForm(page, close).element], { keep: true });
}

class PublishForm {
  /** @param {EntryPage} page @param {() => void} close */
  constructor(page, close) {
    this.page = page;
    this.close = close;
    const { t, editor } = page;
    const behind = editor.behind();
    this.change = behind.length > 0 ? changeChoice(page, behind) : null;
    this.note = noteField(page);
    this.times = ['now', 'later'].map((value) => h('input', { type: 'radio', name: 'when', value, checked: value === 'now', onchange: () => this.timeChanged() }));
    this.at = h('input', { class: 'field', id: 'publish-at', type: 'datetime-local', value: fieldTime(new Date(Date.now() + AN_HOUR_MS)) });
    this.atPart = h('div', { class: 'part', hidden: true }, h('label', { for: 'publish-at' }, t('studio-publish-at')), this.at, h('p', { class: 'muted help' }, t('studio-zone', { zone: zone(new Date()) })));
    this.reason = h('textarea', { class: 'field', id: 'override', rows: 2, maxlength: 500 });
    this.reasonPart = h('div', { class: 'part', hidden: true }, h('label', { for: 'override' }, t('studio-override')), this.reason, h('p', { class: 'muted help' }, t('studio-override-help')));
    this.found = h('div', { class: 'gate-found', role: 'status' });
    this.problem = h('p', { class: 'field-error', role: 'alert' });
    this.go = h('button', { type: 'submit', class: 'button primary' }, t('studio-publish'));
    this.asked = false;
    this.foresee();
    this.element = h(
      'form',
      { class: 'dialog-form', novalidate: true, onsubmit: (/** @type {Event} */ event) => this.submit(event) },
      this.change?.element ?? null,
      this.note.element,
      h('fieldset', null, h('legend', null, t('studio-when')), this.times.map((input) => h('label', { class: 'option' }, input, h('span', null, t(input.value === 'now' ? 'studio-now' : 'studio-later'))))),
      this.atPart,
      this.found,
      this.reasonPart,
      this.problem,
      h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), this.go),
    );
  }

  /** What it would change is told before, as soon as it is known; nobody has to wait for it. */
  async foresee() {
    const { page, found } = this;
    put(found, page.t('studio-gate-asking'));
    const { ok, changes } = await page.editor.foresee('publish');
    if (this.asked) return;
    put(found, ok && [h('p', null, page.t('studio-gate-would')), gateList(page.shell, changes, page.editor.id)]);
  }

  timeChanged() {
    this.atPart.hidden = this.times[0].checked;
    put(this.go, this.page.t(this.times[0].checked ? 'studio-publish' : 'studio-schedule'));
    if (!this.atPart.hidden) this.at.focus();
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    const { page, go } = this;
    if (go.disabled) return;
    const later = this.times[1].checked;
    const at = later ? instant(this.at.value) : undefined;
    put(this.problem);
    if (later && (at === undefined || new Date(at).getTime() <= Date.now())) {
      put(this.problem, page.t('studio-publish-at-past'));
      this.at.focus();
      return;
    }
    const override = this.reasonPart.hidden ? '' : this.reason.value.trim();
    if (!this.reasonPart.hidden && override === '') {
      put(this.problem, page.t('studio-override-needed'));
      this.reason.focus();
      return;
    }
    go.disabled = true;
    this.asked = true;
    put(this.found, page.t('studio-gate-asking'));
    const note = this.note.field.value.trim();
    const outcome = await page.editor.publish({ change: this.change?.chosen(), ...(note ? { note } : {}), ...(at ? { at } : {}), ...(override ? { override } : {}) });
    go.disabled = false;
    put(this.found);
    this.answered(outcome, at);
  }

  /** @param {Outcome} outcome @param {string|undefined} at */
  answered(outcome, at) {
    const { page } = this;
    const { t, shell } = page;
    if (outcome.ok) {
      this.close();
      if (at) shell.say(t('studio-done-scheduled', { moment: shell.moment(at) }));
      else published(page, outcome.changes);
    } else if (outcome.problem?.code === 'gate') {
      put(this.found, h('p', null, t('studio-gate-held')), gateList(shell, outcome.changes, page.editor.id));
      this.reasonPart.hidden = false;
      put(this.go, t('studio-publish-anyway'));
      this.reason.focus();
    } else if (outcome.problem) {
      put(this.problem, shell.refusal(outcome.problem), outcome.problem.code === 'invalid' ? ` ${page.editor.mistakes.map(({ message }) => message).join(' ')}` : '');
    } else {
      // Somebody else was faster, or something is missing: the page says which.
      this.close();
      shell.say(outcome.conflict ? t('studio-publish-conflict') : t('studio-incomplete'));
    }
  }
}

/**
 * Withdraws or undoes, with what that changes told before.
 * @param {EntryPage} page @param {'withdraw'|'undo'} name
 * @param {{heading: string, consequences: string[], label: string, done: string}} words
 */
export function askAct(page, name, { heading, consequences, label, done }) {
  const { t, shell, editor } = page;
  show(textsOf(page), t(heading), (close) => {
    const found = h('div', { class: 'gate-found', role: 'status' }, t('studio-gate-asking'));
    const reason = h('textarea', { class: 'field', id: 'override', rows: 2, maxlength: 500 });
    const reasonPart = h('div', { class: 'part', hidden: true }, h('label', { for: 'override' }, t('studio-override-act')), reason, h('p', { class: 'muted help' }, t('studio-override-help')));
    const problem = h('p', { class: 'field-error', role: 'alert' });
    const go = h('button', { type: 'submit', class: 'button danger' }, t(label));
    let acting = false;
    editor.foresee(name).then(({ ok, changes }) => {
      if (!acting) put(found, ok && [h('p', null, t('studio-gate-would')), gateList(shell, changes, editor.id)]);
    });
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (go.disabled) return;
      const override = reasonPart.hidden ? '' : reason.value.trim();
      if (!reasonPart.hidden && override === '') {
        put(problem, t('studio-override-needed'));
        reason.focus();
        return;
      }
      acting = true;
      go.disabled = true;
      put(problem);
      const outcome = name === 'withdraw' ? await editor.withdraw(override) : await editor.undo(override);
      go.disabled = false;
      if (outcome.ok) {
        close();
        shell.say(t(done));
      } else if (outcome.problem?.code === 'gate') {
        put(found, h('p', null, t('studio-gate-held-act')), gateList(shell, outcome.changes, editor.id));
        reasonPart.hidden = false;
        reason.focus();
      } else if (outcome.problem) put(problem, [shell.refusal(outcome.problem), ...(outcome.problem.body?.problems ?? []).map((/** @type {{message: string}} */ one) => one.message)].join(' '));
    };
    return [
      h('form', { class: 'dialog-form', novalidate: true, onsubmit: submit }, h('ul', { class: 'consequences' }, consequences.map((key) => h('li', null, t(key)))), found, reasonPart, problem, h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', autofocus: true, onclick: close }, t('desk-cancel')), go)),
    ];
  });
}

/** It is published: what that changes, and the way back. @param {EntryPage} page @param {import('../core/gate.js').Changed[]|undefined} changes */
function published(page, changes) {
  const { t, shell, editor } = page;
  const undo = { label: t('studio-undo'), run: () => page.act('undo', () => editor.undo()) };
  shell.say(t('studio-done-published'), undo);
  if (!changes || changes.length === 0) return;
  show(textsOf(page), t('studio-done-published'), (close) => [
    h('p', null, t('studio-gate-changed')),
    gateList(shell, changes, editor.id),
    h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button', onclick: () => { close(); undo.run(); } }, undo.label), h('button', { type: 'button', class: 'button primary', autofocus: true, onclick: close }, t('desk-dismiss'))),
  ]);
}

/**
 * @param {EntryPage} page
 * @param {(id: string) => Promise<Outcome>} done
 */
export function askRename(page, done) {
  const { t, shell, editor } = page;
  show(
    textsOf(page),
    t('studio-rename-title'),
    (close) => {
      const field = h('input', { class: 'field', id: 'rename-id', autocomplete: 'off', spellcheck: 'false', maxlength: 80, value: editor.id, 'aria-describedby': 'rename-help rename-error' });
      const problem = h('p', { class: 'field-error', id: 'rename-error', role: 'alert' });
      const submit = async (/** @type {Event} */ event) => {
        event.preventDefault();
        const id = field.value.trim();
        if (!isId(id)) {
          put(problem, t('studio-needs-id'));
          field.focus();
          return;
        }
        const outcome = await done(id);
        if (outcome.ok) close();
        else if (outcome.problem) put(problem, shell.refusal(outcome.problem));
      };
      queueMicrotask(() => field.select());
      return [h('form', { class: 'dialog-form', onsubmit: submit }, h('label', { for: 'rename-id' }, t('studio-id')), field, problem, h('p', { class: 'muted help', id: 'rename-help' }, t('studio-rename-help')), h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), h('button', { type: 'submit', class: 'button primary' }, t('studio-rename'))))];
    },
    { keep: true },
  );
}

/**
 * Asks before something that owners will notice.
 * @param {EntryPage} page @param {string} title @param {string[]} consequences @param {string} label @param {() => void} done
 */
export function confirm(page, title, consequences, label, done) {
  const { t } = page;
  show(textsOf(page), t(title), (close) => [
    h('ul', { class: 'consequences' }, consequences.map((key) => h('li', null, t(key)))),
    h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', autofocus: true, onclick: close }, t('desk-cancel')), h('button', { type: 'button', class: 'button danger', onclick: () => { close(); done(); } }, t(label))),
  ]);
}
