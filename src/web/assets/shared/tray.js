// @ts-check
import { h, icon, put } from './dom.js';
import { ACCEPTED, MOST, Upload } from './upload.js';

/**
 * Files that wait beside the box to be sent: chosen, pasted, dropped or recorded; each on its way, there, or refused with the reason.
 *
 * @typedef {import('./upload.js').Attachment} Attachment
 *
 * @typedef {object} Options
 * @property {HTMLElement} element  where they are shown
 * @property {(key: string, values?: Record<string, string|number>) => string} t
 * @property {() => Record<string, string>} headers
 * @property {() => string} language
 * @property {() => string|undefined} [conversation]
 * @property {() => void} changed
 * @property {Attachment[]} [kept]  what has arrived before
 * @property {number} [most]  files that may be there; else those of one message
 */

/** Longest voice note, in milliseconds. */
const VOICE_MS = 180_000;
const VOICES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export class Tray {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.most = options.most ?? MOST;
    /** @type {Upload[]} */
    this.uploads = (options.kept ?? []).map((attachment) => Upload.kept(attachment, this.way()));
    /** @type {MediaRecorder|null} */
    this.recorder = null;
    this.notice = '';
  }

  /** Who brings the files, and who is told. @returns {import('./upload.js').Options} */
  way() {
    const { headers, language, conversation } = this.options;
    return { headers, language: language(), conversation: conversation?.(), changed: () => this.changed() };
  }

  /** Whether this device is held in the hand, and so has a camera to take a photo with. */
  static takes() {
    return matchMedia('(pointer: coarse)').matches;
  }

  /** Asks for files of the device. @param {boolean} [camera]  for a photo that is taken now */
  pick(camera = false) {
    // In the page until the device's dialog is closed: some browsers forget an input that stands nowhere.
    const input = h('input', { type: 'file', accept: camera ? 'image/*' : ACCEPTED, capture: camera && 'environment', multiple: !camera, hidden: true });
    input.addEventListener('cancel', () => input.remove());
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.remove();
      this.add(files);
    });
    document.body.append(input);
    input.click();
  }

  /** @param {File[]} files */
  add(files) {
    const room = this.most - this.uploads.length;
    this.notice = files.length > room ? this.options.t('file-most', { count: this.most }) : '';
    for (const file of files.slice(0, room)) {
      const upload = new Upload(file, this.way());
      this.uploads.push(upload);
      upload.start();
    }
    this.changed();
  }

  empty() {
    return this.uploads.length === 0;
  }

  /** Whether all that is there may be sent. */
  ready() {
    return this.uploads.every((upload) => upload.state === 'done');
  }

  /** What has arrived. @returns {Attachment[]} */
  attachments() {
    return this.uploads.flatMap((upload) => (upload.state === 'done' && upload.attachment) || []);
  }

  /** What is there, which is then no longer here. @returns {Attachment[]} */
  take() {
    const taken = this.uploads.flatMap((upload) => upload.attachment ?? []);
    this.uploads = [];
    this.notice = '';
    this.changed();
    return taken;
  }

  /** Takes all of it back. */
  clear() {
    for (const upload of this.uploads) upload.cancel();
    this.uploads = [];
    this.changed();
  }

  changed() {
    this.draw();
    this.options.changed();
  }

  /** Whether this browser records. */
  static records() {
    return typeof MediaRecorder === 'function' && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  /** Begins a voice note, or ends the one that is being recorded. */
  async voice() {
    if (this.recorder) {
      this.recorder.stop();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = VOICES.find((type) => MediaRecorder.isTypeSupported(type));
      const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : undefined);
      /** @type {Blob[]} */
      const parts = [];
      recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
      const timer = setTimeout(() => recorder.state === 'recording' && recorder.stop(), VOICE_MS);
      recorder.addEventListener('stop', () => {
        clearTimeout(timer);
        for (const track of stream.getTracks()) track.stop();
        this.recorder = null;
        const type = recorder.mimeType.split(';')[0];
        const ending = type === 'audio/mp4' ? 'm4a' : type === 'audio/ogg' ? 'ogg' : 'webm';
        const note = new File(parts, `voice.${ending}`, { type });
        if (note.size > 0) this.add([note]);
        else this.changed();
      });
      recorder.start();
      this.recorder = recorder;
    } catch {
      this.notice = this.options.t('file-voice-refused');
    }
    this.changed();
  }

  draw() {
    const { element, t } = this.options;
    element.hidden = this.empty() && this.notice === '' && !this.recorder;
    const focused = element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    put(
      element,
      this.notice !== '' && h('p', { class: 'tray-notice', role: 'status' }, this.notice),
      this.recorder && h('p', { class: 'tray-notice', role: 'status' }, t('file-voice-going')),
      this.uploads.map((upload, index) => this.row(upload, index)),
    );
    if (focused) /** @type {HTMLElement|null} */ (element.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  /** @param {Upload} upload @param {number} index */
  row(upload, index) {
    const { t } = this.options;
    const name = upload.attachment?.name ?? upload.file.name;
    const percent = Math.round(upload.share * 100);
    const words = upload.state === 'failed' ? upload.message || t('file-cut') : upload.state === 'done' ? t('file-ready') : t('file-going', { percent });
    const remove = () => {
      upload.cancel();
      this.uploads = this.uploads.filter((one) => one !== upload);
      this.changed();
    };
    const again = () => {
      upload.start();
      this.changed();
    };
    return h(
      'div',
      { class: `tray-file ${upload.state}` },
      h('span', { class: 'tray-name' }, name),
      upload.state === 'going' && h('progress', { max: 100, value: percent, 'aria-label': t('file-progress', { name }) }),
      h('span', { class: 'tray-words', role: upload.state === 'going' ? null : 'status' }, words),
      upload.state === 'failed' && upload.message === '' && h('button', { type: 'button', class: 'button small', 'data-key': `again ${index}`, onclick: again }, t('file-again')),
      h('button', { type: 'button', class: 'icon-button', 'data-key': `remove ${index}`, 'aria-label': t('file-remove', { name }), onclick: remove }, icon('close')),
    );
  }
}

/**
 * Files that are pasted into a box, or dropped onto a part of the page.
 * @param {HTMLElement} box @param {HTMLElement} area @param {(files: File[]) => void} add
 */
export function takeFiles(box, area, add) {
  box.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
  const brings = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files');
  area.addEventListener('dragover', (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    area.classList.add('dropping');
  });
  area.addEventListener('dragleave', (event) => {
    if (!area.contains(/** @type {Node|null} */ (event.relatedTarget))) area.classList.remove('dropping');
  });
  area.addEventListener('drop', (event) => {
    area.classList.remove('dropping');
    if (!brings(event)) return;
    event.preventDefault();
    add([...(event.dataTransfer?.files ?? [])]);
  });
}
