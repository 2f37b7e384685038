// @ts-check
import { show } from '../../shared/dialog.js';
import { h, icon, put } from '../../shared/dom.js';
import { gateList } from './gate.js';

/**
 * What lies beside the entries: synonyms, off-topic questions, small talk, dangers and their cards. Text files, each with what
 * the check says of it, line by line.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {{file?: string, line: number, severity?: string, message: string}} Said
 */

/** What a file is for, by the begin of its path. @type {[string, string][]} */
const KINDS = [
  ['synonyms/', 'studio-file-synonyms'],
  ['offtopic/', 'studio-file-offtopic'],
  ['smalltalk', 'studio-file-smalltalk'],
  ['dialogue', 'studio-file-dialogue'],
  ['safety', 'studio-file-safety'],
  ['dangers/', 'studio-file-dangers'],
  ['questions/', 'studio-file-questions'],
  ['languages/', 'studio-file-languages'],
  ['settings', 'studio-settings'],
];
const CONTENT = '/api/v1/content';
const KEPT = 'aftercare.studio.content';
const CHECK_AFTER_MS = 1_500;

/** @param {string} path */
const address = (path) => `${CONTENT}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** @param {Shell} shell @param {string} path */
function kindOf(shell, path) {
  const key = KINDS.find(([start]) => path.startsWith(start))?.[1];
  return key ? shell.t(key) : '';
}

export class ContentPage {
  /** @param {Shell} shell @param {string} path  none: the list of files */
  constructor(shell, path) {
    this.shell = shell;
    this.path = path;
    /** @type {FileEditor|null} */
    this.editor = null;
    this.element = h('div', { class: 'stack' });
    if (path) this.openFile();
    else this.openList();
  }

  leave() {
    return this.editor?.leave() ?? '';
  }

  unsaved() {
    return this.editor?.dirty() ?? false;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.editor || !(event.ctrlKey || event.metaKey) || event.altKey || event.code !== 'KeyS') return false;
    this.editor.save(false);
    return true;
  }

  async openList() {
    const { shell } = this;
    const t = shell.t.bind(shell);
    const body = h('div', null, shell.loading());
    put(this.element, h('div', { class: 'page-head' }, h('h2', null, t('studio-content'))), h('p', { class: 'muted' }, t('studio-content-help')), body);
    const { data, problem } = await shell.api.call('GET', CONTENT);
    if (problem) {
      put(body, shell.failed(problem, () => this.openList()));
      return;
    }
    const files = /** @type {{path: string, revision?: number, size?: number}[]} */ (data.items ?? data.files ?? []);
    if (files.length === 0) put(body, shell.empty('note', 'studio-content-none'));
    else put(body, h('ul', { class: 'files' }, files.map((file) => h('li', { class: 'card-box' }, h('a', { href: `#/content/${file.path.split('/').map(encodeURIComponent).join('/')}` }, file.path), h('p', { class: 'muted small' }, kindOf(shell, file.path))))));
  }

  async openFile() {
    const { shell, path } = this;
    put(this.element, shell.loading());
    const { data, revision, problem } = await shell.api.call('GET', address(path), { as: 'text' });
    if (problem) {
      put(this.element, shell.failed(problem, () => this.openFile()));
      return;
    }
    this.editor = new FileEditor(shell, path, String(data), revision ?? '0');
    put(this.element, this.editor.element);
  }
}

/** One file: its text, and what is wrong in it. */
class FileEditor {
  /** @param {Shell} shell @param {string} path @param {string} text @param {string} revision */
  constructor(shell, path, text, revision) {
    this.shell = shell;
    this.path = path;
    this.base = text;
    this.revision = revision;
    const t = (this.t = shell.t.bind(shell));
    this.status = h('p', { class: 'save-state', role: 'status' });
    this.said = h('ul', { class: 'said', 'aria-live': 'polite' });
    this.box = h('textarea', { class: 'field source', id: 'source', rows: 24, spellcheck: 'false', 'aria-label': path, 'aria-describedby': 'source-kind', oninput: () => this.typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && this.box.blur() });
    const kept = this.kept();
    this.box.value = kept?.text ?? text;
    if (kept) this.revision = kept.revision;
    this.note = h('p', { class: 'note-line', hidden: kept === null }, t('studio-restored'));
    this.conflict = h('div', { class: 'stack' });
    this.element = h(
      'div',
      { class: 'stack' },
      h('p', null, h('a', { class: 'back', href: '#/content' }, icon('back'), t('studio-content'))),
      h('div', { class: 'page-head' }, h('h2', null, path), h('div', { class: 'actions' }, h('button', { type: 'button', class: 'button', onclick: () => this.save(false) }, t('studio-save')), h('button', { type: 'button', class: 'button primary', onclick: () => this.publish() }, t('studio-publish')))),
      h('p', { class: 'muted', id: 'source-kind' }, kindOf(shell, path)),
      this.status,
      this.note,
      this.conflict,
      this.said,
      this.box,
    );
    this.drawStatus(this.dirty() ? 'studio-saving-typing' : 'studio-saving-nothing');
    this.leaving = () => this.keep();
    addEventListener('pagehide', this.leaving);
  }

  key() {
    return `${KEPT}.${this.shell.house.me.id}.${this.path}`;
  }

  /** @returns {{text: string, revision: string}|null} */
  kept() {
    try {
      const kept = JSON.parse(this.shell.house.storage.getItem(this.key()) ?? 'null');
      return typeof kept?.text === 'string' && kept.text !== this.base ? kept : null;
    } catch {
      return null;
    }
  }

  dirty() {
    return this.box.value !== this.base;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), CHECK_AFTER_MS);
    this.drawStatus(this.dirty() ? 'studio-saving-typing' : 'studio-saving-nothing');
  }

  /** @returns {boolean} false: the device has no room for it */
  keep() {
    const { storage } = this.shell.house;
    try {
      if (this.dirty()) storage.setItem(this.key(), JSON.stringify({ text: this.box.value, revision: this.revision }));
      else storage.removeItem(this.key());
      if (this.dirty()) this.drawStatus('studio-content-kept');
      return true;
    } catch {
      this.drawStatus('studio-saving-unkept');
      return false;
    }
  }

  /** @returns {string} what is to be said of it on the next page */
  leave() {
    clearTimeout(this.timer);
    removeEventListener('pagehide', this.leaving);
    return this.keep() && this.dirty() ? this.t('studio-left-unsaved') : '';
  }

  /** @param {string} key */
  drawStatus(key) {
    put(this.status, this.t(key));
  }

  /** Tells what publishing would change; what changes nothing is published at once. */
  async publish() {
    const { shell, t } = this;
    this.drawStatus('studio-gate-asking');
    const { data, problem } = await shell.api.call('PUT', address(this.path), { body: { text: this.box.value, publish: true, dry_run: true }, revision: this.revision });
    if (problem) {
      this.keep();
      this.refused(problem);
      return;
    }
    this.drawStatus(this.dirty() ? 'studio-saving-typing' : 'studio-saving-nothing');
    const changes = data.changes ?? [];
    if (changes.length === 0 || !shell.texts) this.save(true);
    else this.ask(changes);
  }

  /** @param {import('../core/gate.js').Changed[]} changes @param {boolean} [held]  a reason is needed */
  ask(changes, held = false) {
    const { shell, t } = this;
    if (!shell.texts) return;
    show(shell.texts, t('studio-publish-title'), (close) => {
      const reason = h('textarea', { class: 'field', id: 'override', rows: 2, maxlength: 500 });
      const problem = h('p', { class: 'field-error', role: 'alert' });
      const submit = (/** @type {Event} */ event) => {
        event.preventDefault();
        const override = reason.value.trim();
        if (held && override === '') {
          put(problem, t('studio-override-needed'));
          reason.focus();
          return;
        }
        close();
        this.save(true, override);
      };
      return [
        h('form', { class: 'dialog-form', novalidate: true, onsubmit: submit }, h('p', null, t(held ? 'studio-gate-held' : 'studio-gate-would')), gateList(shell, changes, ''), held && h('div', { class: 'part' }, h('label', { for: 'override' }, t('studio-override')), reason, h('p', { class: 'muted help' }, t('studio-override-help'))), problem, h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), h('button', { type: 'submit', class: 'button primary' }, t(held ? 'studio-publish-anyway' : 'studio-publish')))),
      ];
    }, { keep: true });
  }

  /** @param {boolean} publish @param {string} [override]  why, although the gate warns */
  async save(publish, override = '') {
    const { shell, t } = this;
    const text = this.box.value;
    this.drawStatus('studio-saving-sending');
    const { data, revision, problem } = await shell.api.call('PUT', address(this.path), { body: { text, publish, ...(override ? { override } : {}) }, revision: this.revision });
    if (problem) {
      this.keep();
      if (problem.code === 'gate') {
        this.drawStatus('studio-saving-typing');
        this.ask(problem.body?.changes ?? [], true);
        return;
      }
      this.refused(problem);
      return;
    }
    this.base = text;
    this.revision = revision ?? String(data.revision ?? this.revision);
    this.keep();
    this.note.hidden = true;
    put(this.conflict);
    this.draw(data.problems ?? []);
    this.drawStatus('studio-saving-draft');
    shell.say(t(publish ? 'studio-done-published' : 'studio-done-saved'));
  }

  /** @param {import('../../shared/api.js').Problem} problem */
  async refused(problem) {
    const { shell, t } = this;
    this.draw(problem.body?.problems ?? []);
    if (problem.code !== 'stale_revision') {
      put(this.status, problem.body?.problems?.length > 0 ? t('studio-saving-refused') : shell.refusal(problem));
      return;
    }
    const theirs = await shell.api.call('GET', address(this.path), { as: 'text' });
    if (theirs.problem) {
      put(this.status, shell.refusal(theirs.problem));
      return;
    }
    this.drawStatus('studio-saving-conflict');
    const own = () => {
      this.base = String(theirs.data);
      this.revision = theirs.revision ?? this.revision;
      put(this.conflict);
      this.typed();
    };
    const take = () => {
      own();
      this.box.value = this.base;
      this.typed();
    };
    put(
      this.conflict,
      h('p', null, t('studio-content-conflict', { name: String(problem.body?.updated_by ?? '') })),
      h('textarea', { class: 'field source', rows: 10, readonly: true, 'aria-label': t('studio-merge-theirs') }, String(theirs.data)),
      h('div', { class: 'row-actions' }, h('button', { type: 'button', class: 'button', onclick: take }, t('studio-merge-take-theirs')), h('button', { type: 'button', class: 'button', onclick: own }, t('studio-content-keep-mine'))),
    );
  }

  /** What the check says, each a way to its line. @param {Said[]} said */
  draw(said) {
    put(this.said, said.map((one) => h('li', { class: one.severity ?? 'error' }, h('button', { type: 'button', class: 'button small', onclick: () => this.goTo(one.line) }, this.t('studio-line', { line: one.line })), h('span', null, one.message))));
  }

  /** @param {number} line  from 1 */
  goTo(line) {
    const lines = this.box.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.box.focus();
    this.box.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const height = this.box.scrollHeight / Math.max(1, lines.length);
    this.box.scrollTop = Math.max(0, height * (line - 4));
  }
}
