// @ts-check
import { h, icon, put } from '../../shared/dom.js';
import { browserClock } from '../../shared/link.js';
import { changedLanguages, LISTS } from '../core/fields.js';
import { given } from '../core/given.js';
import { Editor } from '../core/editor.js';
import { entryChips, titleOf } from './badges.js';
import { Column } from './column.js';
import { formSelect, selectForm } from './forms.js';
import { mergeBoth } from './merging.js';
import { askAct, askPublish, askRename, askSave, confirm } from './saving.js';
import { Tokens } from './tokens.js';

/**
 * The page of one entry: languages side by side, what holds for all of them, and what can be done with it.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {import('../core/fields.js').Entry} Entry
 */

/** @type {Record<string, string>} */
const LIST_NAMES = { models: 'studio-models', markets: 'studio-markets', related: 'studio-related', tags: 'studio-tags' };
/** @type {Record<string, string>} */
const LIST_HELP = { models: 'studio-models-help', markets: 'studio-markets-help', related: 'studio-related-help', tags: 'studio-tags-help' };
/** What the last thing done is called. @type {Record<string, string>} */
const DONE = { publish: 'studio-done-published', withdraw: 'studio-done-withdrawn', undo: 'studio-done-undone', unschedule: 'studio-done-unscheduled', restore: 'studio-done-restored' };

export class EntryPage {
  /** @param {Shell} shell @param {string} id  none: a new one @param {URLSearchParams} query @param {Editor} [editor]  goes on with this one */
  constructor(shell, id, query, editor) {
    this.shell = shell;
    this.query = query;
    const t = (this.t = shell.t.bind(shell));
    this.editor = editor ?? new Editor({ api: shell.api, keep: shell.house.keep, clock: browserClock, languages: shell.house.languages, changed: () => {}, visible: () => document.visibilityState === 'visible' });
    this.editor.options.changed = () => this.draw();
    this.editor.options.refill = () => this.fill();
    this.online = () => this.editor.online();
    addEventListener('online', this.online);
    this.leaving = () => this.editor.dirty() && this.editor.store();
    addEventListener('pagehide', this.leaving);
    /** @type {Map<string, Column>} */
    this.columns = new Map();
    this.filled = false;
    this.merging = false;
    /** Somebody gave the new entry a name of their own. */
    this.named = false;
    /** The name that was suggested last. */
    this.suggested = '';
    /** What was asked for: what is missing for it is told. @type {''|'save'|'publish'} */
    this.asked = '';
    /** The page says that something is missing. */
    this.toldLacks = false;
    this.actionsDrawn = '';
    this.notesDrawn = '';
    /** The entry that the page's address names. */
    this.address = '';
    this.heading = h('h2', { id: 'entry-title' });
    this.chips = h('div', { class: 'chips' });
    this.status = h('p', { class: 'save-state', id: 'save-state', role: 'status' });
    this.others = h('p', { class: 'others', role: 'status' });
    this.actions = h('div', { class: 'more-actions' });
    this.saves = h('div', { class: 'actions' });
    this.notes = h('div', { class: 'stack' });
    this.tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('studio-languages') });
    this.body = h('div', { class: 'columns' });
    this.details = h('div', { class: 'details' });
    this.element = h(
      'div',
      { class: 'stack entry-page', 'aria-labelledby': 'entry-title' },
      h('p', null, h('a', { class: 'back', href: '#/entries' }, icon('back'), t('studio-back'))),
      h('div', { class: 'entry-head' }, h('div', { class: 'entry-name' }, this.heading, this.chips), this.actions),
      this.notes,
      this.tabs,
      this.body,
      this.details,
    );
    // In sight however long the answers are.
    this.foot = h('div', { class: 'save-bar', hidden: true }, h('div', { class: 'states' }, this.status, this.others), this.saves);
    /** The gap that this entry is to close. */
    this.gap = query.get('gap') ?? '';
    if (editor) this.draw();
    else if (id) this.editor.open(id);
    else this.begin();
    this.draw();
  }

  again() {
    this.forget();
    return new EntryPage(this.shell, this.editor.id, this.query, this.editor);
  }

  /** The entry is saved: the gap knows what is to answer it, and closes when its questions find it. */
  async closeGap() {
    const { gap, shell, editor, t } = this;
    this.gap = '';
    const { problem } = await shell.api.call('POST', `/api/v1/gaps/${encodeURIComponent(gap)}`, { body: { entry: editor.id } });
    shell.say(problem ? shell.refusal(problem) : t('studio-gap-linked'));
    // Questions of the gap that were not in the address are phrasings now.
    await editor.refresh();
  }

  /** A new entry: empty, like another one, or with what a gap gave. */
  async begin() {
    const like = this.query.get('like');
    if (!like) {
      const languages = given(this.query, this.shell.house.languages);
      const fresh = Object.keys(languages).length > 0;
      this.editor.create(fresh ? { languages } : {}, fresh);
      return;
    }
    const { data } = await this.shell.api.call('GET', `/api/v1/faq/${encodeURIComponent(like)}`);
    const { id, revision, published_revision, draft, ...fields } = data ?? {};
    this.editor.create(fields, true);
  }

  leave() {
    this.forget();
    this.editor.close();
  }

  /** What is typed is kept on this device, unless it has no room. */
  unsaved() {
    return this.editor.unkept;
  }

  forget() {
    removeEventListener('online', this.online);
    removeEventListener('pagehide', this.leaving);
    for (const column of this.columns.values()) column.leave();
  }

  focus() {
    if (this.editor.isNew() && this.filled) [...this.columns.values()].find(({ element }) => element.classList.contains('shown'))?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (this.editor.state !== 'ready') return false;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (control && event.code === 'KeyS') this.save();
    else if (control && event.key === 'Enter') this.publish();
    else if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code)) this.show([...this.columns.keys()][Number(event.code.slice(5)) - 1], true);
    else return false;
    return true;
  }

  // ---- the form

  build() {
    const { editor, shell } = this;
    for (const language of Object.keys(editor.fields.languages)) {
      const column = new Column(shell, language, {
        typed: (words) => {
          editor.fields.languages[language] = words;
          editor.typed();
        },
        current: () => this.markCurrent(language),
        entered: () => {
          editor.language = language;
        },
      });
      this.columns.set(language, column);
    }
    put(this.body, [...this.columns.values()].map((column) => column.element));
    const first = shell.texts?.language ?? '';
    this.buildTabs();
    this.show(this.columns.has(first) ? first : [...this.columns.keys()][0], false);
    this.buildDetails();
    this.filled = true;
    this.fill();
    if (editor.isNew()) this.focus();
  }

  buildTabs() {
    const { shell } = this;
    put(
      this.tabs,
      [...this.columns.keys()].map((language) => {
        const tab = h('button', { type: 'button', role: 'tab', id: `tab-${language}`, lang: language, 'data-language': language, onclick: () => this.show(language, false), onkeydown: (/** @type {KeyboardEvent} */ event) => this.tabKey(event, language) }, shell.name(language));
        return tab;
      }),
    );
  }

  /** @param {KeyboardEvent} event @param {string} language */
  tabKey(event, language) {
    const all = [...this.columns.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = all[(all.indexOf(language) + step + all.length) % all.length];
    this.show(next, false);
    /** @type {HTMLElement|null} */ (this.tabs.querySelector(`[data-language="${next}"]`))?.focus();
  }

  /** Where there is room for one language only, this one is shown. @param {string|undefined} language @param {boolean} focus */
  show(language, focus) {
    const column = this.columns.get(language ?? '');
    if (!column) return;
    for (const [code, { element }] of this.columns) element.classList.toggle('shown', code === language);
    for (const tab of this.tabs.children) {
      const on = tab.getAttribute('data-language') === language;
      tab.setAttribute('aria-selected', String(on));
      tab.setAttribute('tabindex', on ? '0' : '-1');
    }
    if (focus) column.focus();
  }

  buildDetails() {
    const { editor, shell, t } = this;
    this.category = h('input', { class: 'field', id: 'category', autocomplete: 'off', list: 'categories', maxlength: 80, 'aria-describedby': 'category-error', oninput: () => { editor.fields.category = this.category?.value ?? ''; editor.typed(); } });
    this.categories = h('datalist', { id: 'categories' });
    this.id = h('input', { class: 'field', id: 'entry-id', autocomplete: 'off', spellcheck: 'false', maxlength: 80, 'aria-describedby': 'entry-id-error entry-id-help', oninput: () => { editor.id = this.id?.value.trim() ?? ''; this.named = true; editor.typed(); } });
    this.lists = LISTS.map((name) => {
      const tokens = new Tokens({
        shell,
        label: t(LIST_NAMES[name]),
        help: t(LIST_HELP[name]),
        changed: (values) => {
          editor.fields[name] = values;
          editor.typed();
        },
        ...(name === 'related' ? { suggest: (/** @type {string} */ text) => this.find(text), href: (/** @type {string} */ id) => `#/entry/${encodeURIComponent(id)}` } : {}),
      });
      return { name, tokens };
    });
    this.action = formSelect(shell, { id: 'entry-action', 'aria-describedby': 'entry-action-help entry-action-error', onchange: () => { editor.fields.action = this.action?.value ?? ''; editor.typed(); } });
    this.general = h('p', { class: 'field-error', role: 'alert' });
    put(
      this.details,
      h('h3', null, t('studio-details')),
      this.general,
      h(
        'div',
        { class: 'detail-grid' },
        h('div', { class: 'part', 'data-field': 'category' }, h('label', { for: 'category' }, t('studio-category')), this.category, this.categories, h('p', { class: 'field-error', id: 'category-error' })),
        editor.isNew() && h('div', { class: 'part', 'data-field': 'id' }, h('label', { for: 'entry-id' }, t('studio-id')), this.id, h('p', { class: 'field-error', id: 'entry-id-error' }), h('p', { class: 'muted help', id: 'entry-id-help' }, t('studio-id-help'))),
        this.lists.map(({ tokens }) => tokens.element),
        h('div', { class: 'part', 'data-field': 'action' }, h('label', { for: 'entry-action' }, t('studio-action')), this.action, h('p', { class: 'muted help', id: 'entry-action-help' }, t('studio-action-help')), h('p', { class: 'field-error', id: 'entry-action-error' })),
      ),
    );
    this.learnCategories();
  }

  /** Entries that fit a text, to be related. @param {string} text */
  async find(text) {
    const { data } = await this.shell.api.call('GET', `/api/v1/faq?${new URLSearchParams({ q: text, limit: '9' })}`);
    return (data?.items ?? []).filter((/** @type {Entry} */ one) => one.id !== this.editor.id).map((/** @type {Entry} */ one) => ({ value: one.id, label: titleOf(this.shell, one).title }));
  }

  async learnCategories() {
    const { data } = await this.shell.api.call('GET', '/api/v1/faq?limit=200');
    const all = new Set([...(data?.categories ?? []), ...(data?.items ?? []).map((/** @type {Entry} */ one) => one.category)]);
    put(/** @type {Element} */ (this.categories), [...all].sort().map((name) => h('option', { value: name })));
  }

  /** The form shows what the editor has. */
  fill() {
    if (!this.filled) return;
    const { fields } = this.editor;
    for (const [language, column] of this.columns) column.fill(fields.languages[language] ?? { title: '', phrasings: [], answer: '' });
    if (this.category) this.category.value = fields.category;
    if (this.id) this.id.value = this.editor.id;
    if (this.action) selectForm(this.action, fields.action ?? '');
    for (const { name, tokens } of this.lists ?? []) tokens.fill(fields[name]);
  }

  // ---- drawing

  draw() {
    const { editor, shell } = this;
    if (!this.foot) return;
    if (editor.state !== 'ready') {
      put(this.notes, editor.state === 'loading' ? shell.loading() : editor.state === 'missing' ? shell.empty('search', 'studio-entry-missing') : shell.failed(editor.problem, () => this.editor.open(editor.id)));
      return;
    }
    if (!this.filled) this.build();
    this.foot.hidden = false;
    if (editor.isNew() && !this.named && this.id) {
      // The name follows the title until somebody gives one.
      if (editor.id === '' || this.suggested === editor.id) {
        editor.id = this.suggested = this.columnsHaveTitle() ? this.suggestion() : '';
        this.id.value = editor.id;
      }
    } else if (!editor.isNew() && this.address !== editor.id) {
      this.address = editor.id;
      shell.rename(`entry/${encodeURIComponent(editor.id)}`);
      this.details.querySelector('[data-field=id]')?.remove();
    }
    if (this.toldLacks && editor.lacks(this.asked === 'publish').length === 0) {
      this.toldLacks = false;
      shell.say('');
    }
    if (this.gap !== '' && editor.savedAt && !editor.isNew()) this.closeGap();
    this.drawHead();
    this.drawNotes();
    this.drawColumns();
    if (editor.conflict && !this.merging) this.merge();
  }

  columnsHaveTitle() {
    return Object.values(this.editor.fields.languages).some(({ title }) => title.trim() !== '');
  }

  /** A name from the title; one that says nothing stays the same while the title is typed. */
  suggestion() {
    const fresh = this.editor.suggestId();
    return fresh.startsWith('topic-') && this.suggested.startsWith('topic-') ? this.suggested : fresh;
  }

  drawHead() {
    const { editor, shell, t } = this;
    const { title, language } = titleOf(shell, { id: editor.id, languages: editor.fields.languages });
    const shown = editor.isNew() && title === editor.id ? { title: t('studio-new'), language: shell.texts?.language ?? '' } : { title, language };
    this.heading.textContent = shown.title || t('studio-new');
    this.heading.setAttribute('lang', shown.language);
    put(this.chips, editor.entry && [h('span', { class: 'muted small' }, editor.id), ...entryChips(shell, editor.entry)]);
    this.status.className = `save-state ${editor.saving}`;
    const words = this.saved();
    if (this.status.textContent !== words) this.status.textContent = words;
    const others = editor.others.map(({ name, language: at }) => (at ? t('studio-other-at', { name, language: shell.name(at) }) : t('studio-other', { name }))).join(' ');
    if (this.others.textContent !== others) this.others.textContent = others;
    const signature = JSON.stringify([editor.isNew(), editor.busy, editor.entry?.published_revision, editor.entry?.draft, editor.entry?.scheduled_at, editor.dirty()]);
    if (signature !== this.actionsDrawn) this.drawActions();
    this.actionsDrawn = signature;
  }

  /** The state of what is typed, in plain words. */
  saved() {
    const { editor, shell, t } = this;
    switch (editor.saving) {
      case 'typing':
        return t('studio-saving-typing');
      case 'sending':
        return t('studio-saving-sending');
      case 'offline':
        return t(editor.unkept ? 'studio-saving-unkept' : 'studio-saving-offline');
      case 'incomplete':
        return t(editor.unkept ? 'studio-saving-unkept' : 'studio-saving-incomplete');
      case 'large':
        return t(editor.unkept ? 'studio-saving-unkept' : 'studio-saving-large');
      case 'conflict':
        return t('studio-saving-conflict');
      case 'refused':
        return editor.problem && editor.problem.code !== 'invalid' && editor.problem.code !== 'stale_revision' ? shell.refusal(editor.problem) : t('studio-saving-refused');
      default:
        if (editor.isNew()) return t('studio-saving-nothing');
        return editor.savedAt && shell.texts ? t('studio-saving-saved-at', { time: shell.texts.time(editor.savedAt) }) : t(editor.entry?.draft ? 'studio-saving-draft' : 'studio-saving-published');
    }
  }

  drawActions() {
    const { editor, t } = this;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    const { entry } = editor;
    const live = entry?.published_revision !== undefined && entry?.published_revision !== null;
    const busy = editor.busy !== '';
    const button = (/** @type {string} */ key, /** @type {string} */ label, /** @type {() => void} */ run, kind = '') => h('button', { type: 'button', class: `button ${kind}`, 'data-key': key, disabled: busy, onclick: run }, t(label));
    const way = (/** @type {string} */ href, /** @type {string} */ label) => h('a', { class: 'button small quiet', href }, t(label));
    const path = encodeURIComponent(editor.id);
    put(this.saves, button('save', 'studio-save', () => this.save()), button('publish', 'studio-publish', () => this.publish(), 'primary'));
    put(
      this.actions,
      entry && [
        way(`#/entry/${path}/revisions`, 'studio-revisions'),
        way(`#/try?${this.question()}`, 'studio-try'),
        way(`#/new?like=${path}`, 'studio-duplicate'),
        button('rename', 'studio-rename', () => this.rename(), 'small quiet'),
        live && button('undo', 'studio-undo', () => this.undo(), 'small quiet'),
        live && entry.draft && button('discard', 'studio-discard', () => this.discard(), 'small quiet'),
        entry.scheduled_at && button('unschedule', 'studio-unschedule', () => this.act('unschedule', () => editor.unschedule()), 'small quiet'),
        !live && entry.draft && button('remove', 'studio-remove-draft', () => this.remove(), 'small quiet danger-text'),
        live && button('withdraw', 'studio-withdraw', () => this.withdraw(), 'small quiet danger-text'),
      ],
    );
    if (focused) /** @type {HTMLElement|null} */ (document.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  }

  /** What "try it" asks first: a phrasing, of the drafts. */
  question() {
    const { fields } = this.editor;
    const words = fields.languages[this.shell.texts?.language ?? ''];
    const question = [words, ...Object.values(fields.languages)].flatMap((one) => one?.phrasings ?? [])[0] ?? '';
    return new URLSearchParams({ from: 'draft', question });
  }

  drawNotes() {
    const { editor, t } = this;
    const notes = [
      editor.restored && h('p', { class: 'note-line' }, t('studio-restored')),
      editor.joined !== '' && h('p', { class: 'note-line' }, t('studio-joined', { name: editor.joined })),
      editor.conflict && h('p', { class: 'note-line' }, t('studio-conflict', { name: editor.conflict.by }), ' ', h('button', { type: 'button', class: 'button small', onclick: () => this.merge() }, t('studio-conflict-open'))),
      editor.unkept && h('p', { class: 'note-line strong' }, t('studio-saving-unkept')),
    ].filter(Boolean);
    const signature = JSON.stringify([editor.restored, editor.joined, editor.conflict !== null, editor.unkept]);
    if (signature === this.notesDrawn) return;
    this.notesDrawn = signature;
    put(this.notes, notes);
  }

  drawColumns() {
    const { editor } = this;
    const changed = new Set(changedLanguages(editor.settled, editor.fields));
    for (const [language, column] of this.columns) {
      const known = editor.entry?.languages?.[language];
      const words = editor.fields.languages[language];
      const empty = !words || (words.title.trim() === '' && words.answer.trim() === '' && words.phrasings.every((text) => text.trim() === ''));
      const state = empty ? 'missing' : changed.has(language) ? 'current' : (known?.state ?? 'current');
      column.drawState(state, known?.based_on);
      column.drawMistakes(this.mistakes(language));
      this.tabs.querySelector(`[data-language="${language}"]`)?.setAttribute('data-state', state);
    }
    const own = this.mistakes('');
    for (const field of ['category', 'id', 'action']) {
      const part = this.details.querySelector(`[data-field=${field}]`);
      if (part) put(/** @type {Element} */ (part.querySelector('.field-error')), own.get(field)?.message ?? '');
    }
    const rest = [...own].filter(([field]) => !['category', 'id', 'action'].includes(field)).map(([, { message }]) => message).join(' ');
    if (this.general && this.general.textContent !== rest) put(this.general, rest);
  }

  /**
   * What is wrong, by field. What is merely not there yet is told once somebody wanted to save or publish.
   * @param {string} language  none: what belongs to no language
   * @returns {Map<string, {message: string, warning: boolean}>}
   */
  mistakes(language) {
    const { editor, t } = this;
    /** @type {Map<string, {message: string, warning: boolean}>} */
    const found = new Map();
    const add = (/** @type {string} */ field, /** @type {string} */ message, warning = false) => {
      const known = found.get(field);
      if (known?.message.includes(message)) return;
      found.set(field, { message: known ? `${known.message} ${message}` : message, warning: warning && (known?.warning ?? true) });
    };
    for (const lack of editor.lacks(this.asked === 'publish')) {
      const always = lack.count !== undefined;
      if ((lack.language ?? '') === language && (always || this.asked !== '')) add(lack.field, t(lack.key, { count: lack.count ?? 0 }));
    }
    const said = editor.dirty() ? [] : (editor.entry?.problems ?? []);
    for (const { field, message, code, severity, language: of } of [...editor.mistakes, ...said]) {
      // These stand there already, in the page's own words.
      if ((of ?? '') === language && code !== 'missing') add(field, message || t('studio-id-taken'), severity === 'warning');
    }
    return found;
  }

  // ---- doing

  /** It cannot be saved or published yet: says why, beside the fields. @param {'save'|'publish'} what */
  lacking(what) {
    const { editor, shell, t } = this;
    this.asked = what;
    // What was said of the last thing is over.
    shell.say('');
    const lacks = editor.lacks(what === 'publish');
    this.draw();
    if (lacks.length === 0) return false;
    shell.say(t('studio-incomplete'));
    this.toldLacks = true;
    const first = lacks[0];
    if (first.language) this.show(first.language, false);
    const part = (first.language ? this.columns.get(first.language)?.element : this.details)?.querySelector(`[data-field=${first.field}]`);
    /** @type {HTMLElement|null|undefined} */ (part?.querySelector('.field, .button'))?.focus();
    return true;
  }

  async save() {
    const { editor, shell, t } = this;
    if (this.lacking('save')) return;
    const behind = editor.behind();
    if (!editor.dirty() && editor.undeclared().length === 0) {
      shell.say(t('studio-nothing-to-save'));
      return;
    }
    const told = (/** @type {import('../core/editor.js').Outcome} */ outcome) => {
      if (outcome.ok) shell.say(t('studio-done-saved'));
      else if (outcome.problem) shell.say(shell.refusal(outcome.problem));
    };
    if (behind.length === 0) told(await editor.save());
    else askSave(this, behind, async (what) => told(await editor.save(what)));
  }

  publish() {
    if (this.lacking('publish')) return;
    const { editor } = this;
    const live = editor.entry?.published_revision !== undefined && editor.entry?.published_revision !== null;
    if (live && !editor.entry?.draft && !editor.dirty()) this.shell.say(this.t('studio-already-published'));
    else askPublish(this);
  }

  /** @param {string} language */
  async markCurrent(language) {
    const { editor, shell, t } = this;
    const outcome = await editor.save({ current: [language] });
    if (outcome.ok) shell.say(t('studio-done-current', { language: shell.name(language) }));
    else if (outcome.problem) shell.say(shell.refusal(outcome.problem));
  }

  rename() {
    const { editor, shell, t } = this;
    askRename(this, async (id) => {
      const outcome = await editor.rename(id);
      if (outcome.ok) shell.say(t('studio-done-renamed', { id }));
      return outcome;
    });
  }

  withdraw() {
    askAct(this, 'withdraw', { heading: 'studio-withdraw-title', consequences: ['studio-withdraw-answers', 'studio-withdraw-kept'], label: 'studio-withdraw', done: 'studio-done-withdrawn' });
  }

  undo() {
    askAct(this, 'undo', { heading: 'studio-undo-title', consequences: ['studio-undo-help'], label: 'studio-undo', done: 'studio-done-undone' });
  }

  discard() {
    const { editor } = this;
    confirm(this, 'studio-discard-title', ['studio-discard-help', 'studio-discard-kept'], 'studio-discard', () => this.act('restore', () => editor.restoreRevision(Number(editor.entry?.published_revision))));
  }

  remove() {
    const { shell, editor, t } = this;
    confirm(this, 'studio-remove-draft-title', ['studio-remove-draft-help'], 'studio-remove-draft', async () => {
      const outcome = await editor.remove();
      if (outcome.ok) shell.go('entries', t('studio-done-removed'));
      else if (outcome.problem) shell.say(shell.refusal(outcome.problem));
    });
  }

  /** @param {string} name @param {() => Promise<import('../core/editor.js').Outcome>} run */
  async act(name, run) {
    const outcome = await run();
    if (outcome.ok) this.shell.say(this.t(DONE[name] ?? 'studio-done-saved'));
    else if (outcome.problem) this.shell.say(this.shell.refusal(outcome.problem));
    return outcome;
  }

  merge() {
    this.merging = true;
    mergeBoth(this, () => {
      this.merging = false;
    });
  }
}
