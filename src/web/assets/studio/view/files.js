// @ts-check
import { show } from '../../shared/dialog.js';
import { h, icon, put } from '../../shared/dom.js';
import { ACCEPTED, fault, Files, isPicture, place } from '../core/files.js';

/**
 * Manuals and pictures of answers: all of them as a page, and as a choice for an answer.
 *
 * @typedef {import('./shell.js').Shell} Shell
 * @typedef {import('../core/files.js').Attached} Attached
 * @typedef {import('../core/files.js').Brought} Brought
 */

const SEARCH_AFTER_MS = 250;
const KILOBYTE = 1 << 10;
/** @type {Record<string, string>} */
const MEDIA_NAMES = { 'application/pdf': 'PDF', 'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/webp': 'WebP' };

/** Why a file was not taken, in words. @param {Shell} shell @param {string} name @param {Brought} brought */
export function refusal(shell, name, { large, problem }) {
  if (large !== undefined) return shell.t('studio-attach-large', { name, limit: large });
  return problem ? `${name}: ${fault(problem) || shell.refusal(problem)}` : '';
}

/** A size as people say it. @param {Shell} shell @param {number} bytes */
function sized(shell, bytes) {
  const kilobytes = bytes / KILOBYTE;
  const number = (/** @type {number} */ value, /** @type {number} */ digits) => Number(value.toFixed(digits));
  if (kilobytes < 1_000) return shell.t('studio-files-kilobytes', { size: Math.max(1, Math.round(kilobytes)) });
  return shell.t('studio-files-megabytes', { size: number(kilobytes / KILOBYTE, 1) });
}

/** The list with its search; what can be done with a file is whoever shows it. */
export class FileList {
  /** @param {Shell} shell @param {string} id  of the search field @param {(file: Attached) => (Node|false|null)[]} actions */
  constructor(shell, id, actions) {
    this.shell = shell;
    this.actions = actions;
    this.files = new Files({ api: shell.api, changed: () => this.draw() });
    /** @type {any} */
    this.timer = null;
    const t = (this.t = shell.t.bind(shell));
    this.search = h('input', { class: 'field', type: 'search', id, autocomplete: 'off', maxlength: 200, 'aria-label': t('studio-files-search'), placeholder: t('studio-files-placeholder'), oninput: () => this.later() });
    this.rows = h('ul', { class: 'file-rows' });
    this.more = h('div', { class: 'more' });
    this.element = h('div', { class: 'stack' }, this.search, this.rows, this.more);
    this.files.load();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.files.q = this.search.value;
      this.files.load();
    }, SEARCH_AFTER_MS);
  }

  leave() {
    clearTimeout(this.timer);
    this.files.turn += 1;
  }

  draw() {
    const { files, shell, t } = this;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    if (files.state === 'loading') put(this.rows, h('li', null, shell.loading()));
    else if (files.state === 'failed') put(this.rows, h('li', null, shell.failed(files.problem, () => files.load())));
    else if (files.items.length === 0) put(this.rows, h('li', null, shell.empty('clip', files.q.trim() === '' ? 'studio-files-none' : 'studio-files-none-found')));
    else put(this.rows, files.items.map((file) => this.row(file)));
    put(this.more, files.next !== null && files.state === 'ready' && h('button', { type: 'button', class: 'button', 'data-key': 'more-files', onclick: () => files.more() }, t('studio-more')));
    if (focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {Attached} file */
  row(file) {
    return h(
      'li',
      { class: 'file-row', 'data-name': file.name },
      this.sight(file),
      h('div', { class: 'what' }, h('a', { class: 'file-name', href: place(file), target: '_blank', rel: 'noopener' }, file.name), h('p', { class: 'muted small' }, this.about(file)), this.uses(file)),
      h('div', { class: 'row-actions' }, this.actions(file)),
    );
  }

  /** A picture as it is; its name says what it is to those who do not see it. @param {Attached} file */
  sight(file) {
    if (!isPicture(file)) return h('span', { class: 'sight' }, icon('note'));
    const { t } = this;
    return h('button', { type: 'button', class: 'sight', 'data-key': `look ${file.name}`, 'aria-label': t('studio-files-look', { name: file.name }), onclick: () => this.look(file) }, h('img', { src: place(file), alt: '', loading: 'lazy' }));
  }

  /** @param {Attached} file */
  look(file) {
    const { shell } = this;
    const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
    show(texts, file.name, () => [h('img', { class: 'whole-picture', src: place(file), alt: file.name }), h('p', { class: 'muted small' }, this.about(file))]).classList.add('wide-dialog');
  }

  /** @param {Attached} file */
  about(file) {
    const { shell, t } = this;
    const pixels = file.width && file.height ? t('studio-files-pixels', { width: file.width, height: file.height }) : '';
    const when = t('studio-updated-by', { moment: shell.moment(file.updated_at), name: file.updated_by });
    return [MEDIA_NAMES[file.media] ?? file.media, pixels, sized(shell, file.size), when].filter((part) => part !== '').join(' · ');
  }

  /** Which topics need it. @param {Attached} file */
  uses(file) {
    const { shell, t } = this;
    if (file.uses === 0) return h('p', { class: 'small' }, file.removed_at ? t('studio-files-unused-until', { moment: shell.moment(file.removed_at) }) : t('studio-files-unused'));
    return h('ul', { class: 'file-uses small', 'aria-label': t('studio-files-used-by') }, this.topics(file));
  }

  /** @param {Attached} file */
  topics(file) {
    const { t } = this;
    const chip = (/** @type {import('../core/files.js').Use} */ use) => {
      if (use.published) return h('span', { class: 'chip active' }, t('studio-published'));
      return use.draft ? h('span', { class: 'chip draft' }, t('studio-draft')) : h('span', { class: 'muted' }, t('studio-files-older'));
    };
    const left = file.uses - file.used_by.length;
    return [
      ...file.used_by.map((use) => h('li', null, h('a', { href: `#/entry/${encodeURIComponent(use.id)}` }, use.title), ' ', chip(use))),
      left > 0 && h('li', { class: 'muted' }, t('studio-gate-more', { count: left })),
    ];
  }
}

export class FilesPage {
  /** @param {Shell} shell */
  constructor(shell) {
    this.shell = shell;
    const t = (this.t = shell.t.bind(shell));
    this.list = new FileList(shell, 'search', (file) => this.actions(file));
    const changed = this.list.draw.bind(this.list);
    this.list.files.options.changed = () => {
      changed();
      this.drawHelp();
    };
    this.help = h('p', { class: 'muted' }, t('studio-files-help'));
    this.status = h('p', { class: 'save-state', role: 'status' });
    this.picker = h('input', { type: 'file', id: 'files-bring', accept: ACCEPTED.any, multiple: true, hidden: true, 'aria-label': t('studio-files-bring'), onchange: () => { this.bring([...(this.picker.files ?? [])]); this.picker.value = ''; } });
    this.element = h(
      'div',
      { class: 'stack' },
      h('div', { class: 'page-head' }, h('h2', null, t('studio-files')), h('button', { type: 'button', class: 'button primary', onclick: () => this.picker.click() }, t('studio-files-bring')), this.picker),
      this.help,
      this.status,
      this.list.element,
    );
    this.element.addEventListener('dragover', (event) => event.preventDefault());
    this.element.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.bring(files);
    });
  }

  leave() {
    this.list.leave();
  }

  drawHelp() {
    const { limit } = this.list.files;
    const words = limit > 0 ? `${this.t('studio-files-help')} ${this.t('studio-files-limit', { limit })}` : this.t('studio-files-help');
    if (this.help.textContent !== words) put(this.help, words);
  }

  /** One after the other; the first that is refused ends it. @param {File[]} files */
  async bring(files) {
    for (const file of files) {
      put(this.status, this.t('studio-attach-sending', { name: file.name }));
      const brought = await this.list.files.bring(file);
      if (!brought.file) {
        put(this.status, h('span', { class: 'field-error' }, refusal(this.shell, file.name, brought)));
        return;
      }
      put(this.status, this.t('studio-files-brought', { name: brought.file.name }));
    }
  }

  /** @param {Attached} file */
  actions(file) {
    const { t } = this;
    return [
      h('button', { type: 'button', class: 'button small', 'data-key': `replace ${file.name}`, 'aria-label': t('studio-files-replace-this', { name: file.name }), onclick: () => this.replace(file) }, t('studio-files-replace')),
      h('button', { type: 'button', class: 'button small quiet danger-text', 'data-key': `remove ${file.name}`, 'aria-label': t('studio-files-remove-this', { name: file.name }), onclick: () => this.remove(file) }, t('studio-files-remove')),
    ];
  }

  /** @param {Attached} file */
  replace(file) {
    const { shell, t } = this;
    const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
    show(
      texts,
      t('studio-files-replace-title', { name: file.name }),
      (close) => {
        const problem = h('p', { class: 'field-error', role: 'alert' });
        const picker = h('input', { type: 'file', class: 'field', id: 'replace-file', accept: isPicture(file) ? ACCEPTED.picture : ACCEPTED.manual, 'aria-describedby': 'replace-help', onchange: () => { go.disabled = !picker.files?.[0]; put(problem); } });
        const go = h('button', { type: 'submit', class: 'button primary', disabled: true }, t('studio-files-replace'));
        const submit = async (/** @type {Event} */ event) => {
          event.preventDefault();
          const chosen = picker.files?.[0];
          if (!chosen || go.disabled) return;
          go.disabled = true;
          const brought = await this.list.files.replace(file, chosen);
          go.disabled = false;
          if (brought.file) {
            close();
            put(this.status, t('studio-files-replaced', { name: file.name }));
          } else {
            put(problem, refusal(shell, chosen.name, brought));
            // Somebody else has replaced it: whoever tries again has been told.
            if (brought.problem?.code === 'stale_revision') file = (await this.list.files.one(file.name)).file ?? file;
          }
        };
        return [
          h(
            'form',
            { class: 'dialog-form', onsubmit: submit },
            h('ul', { class: 'consequences', id: 'replace-help' }, h('li', null, t(file.uses > 0 ? 'studio-files-replace-used' : 'studio-files-replace-unused')), h('li', null, t('studio-files-replace-gone'), ' ', h('a', { href: place(file), download: file.name }, t('studio-files-save-old')))),
            file.uses > 0 && h('ul', { class: 'file-uses small' }, this.list.topics(file)),
            h('label', { for: 'replace-file' }, t('studio-files-replace-with')),
            picker,
            problem,
            h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', onclick: close }, t('desk-cancel')), go),
          ),
        ];
      },
      { keep: true },
    );
  }

  /** What no topic needs can be deleted; of what one needs, the topics are named. @param {Attached} file */
  remove(file) {
    const { shell, t } = this;
    const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
    show(texts, t('studio-files-remove-title', { name: file.name }), (close) => {
      if (file.uses > 0) {
        const topics = h('ul', { class: 'file-uses' }, this.list.topics(file));
        topics.addEventListener('click', (event) => event.target instanceof HTMLAnchorElement && close());
        return [h('p', null, t('studio-files-in-use')), topics, h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button primary', autofocus: true, onclick: close }, t('desk-close')))];
      }
      const problem = h('p', { class: 'field-error', role: 'alert' });
      const go = async () => {
        const refused = await this.list.files.remove(file);
        if (refused) {
          put(problem, fault(refused) || shell.refusal(refused));
          return;
        }
        close();
        put(this.status, t('studio-files-removed', { name: file.name }));
        this.list.search.focus();
      };
      return [h('p', null, t('studio-files-remove-help')), problem, h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button quiet', autofocus: true, onclick: close }, t('desk-cancel')), h('button', { type: 'button', class: 'button danger', onclick: go }, t('studio-files-remove')))];
    });
  }
}

/**
 * Asks which file an answer shall have: one that is there, or one from the device.
 * @param {Shell} shell @param {() => void} fromDevice @param {(file: Attached) => void} chosen
 */
export function chooseFile(shell, fromDevice, chosen) {
  const texts = /** @type {import('../../shared/texts.js').Texts} */ (shell.texts);
  const t = shell.t.bind(shell);
  /** @type {FileList|null} */
  let list = null;
  const dialog = show(
    texts,
    t('studio-attach'),
    (close) => {
      const take = (/** @type {() => void} */ run) => () => {
        close();
        run();
      };
      list = new FileList(shell, 'choose-file', (file) => [h('button', { type: 'button', class: 'button small', 'aria-label': t('studio-files-insert-this', { name: file.name }), onclick: take(() => chosen(file)) }, t('studio-files-insert'))]);
      return [h('p', null, h('button', { type: 'button', class: 'button primary', id: 'from-device', autofocus: true, onclick: take(fromDevice) }, t('studio-files-device'))), h('h3', null, t('studio-files-there')), list.element];
    },
    { closed: () => list?.leave() },
  );
  dialog.classList.add('wide-dialog');
}
