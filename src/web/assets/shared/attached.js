// @ts-check
import { ICONS, h, icon, put } from './dom.js';
import { UPLOADS } from './upload.js';

/**
 * Files of a message: pictures small, to be enlarged; sound and film to be played; documents to be downloaded.
 *
 * @typedef {import('./upload.js').Attachment} Attachment
 *
 * @typedef {object} Way
 * @property {(key: string, values?: Record<string, string|number>) => string} t
 * @property {() => Record<string, string>} headers  who asks
 */

/** Icons that only files have. */
Object.assign(ICONS, {
  camera: ['M4 8h3.5L9 5.5h6L16.5 8H20v11H4V8Z', 'M12 16.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z'],
  note: ['M5 4h14v11l-5 5H5V4Z', 'M14 20v-5h5', 'M8.5 8.5h7', 'M8.5 12h4'],
  play: ['M8 5.5v13l10.5-6.5L8 5.5Z'],
  mic: ['M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3Z', 'M6 11.5a6 6 0 0 0 12 0', 'M12 17.5v3'],
});

/** The file's bytes as an address for this page alone. @param {string} path @param {Way} way */
async function bytes(path, way) {
  const response = await fetch(path, { headers: way.headers() });
  if (!response.ok) throw new Error(String(response.status));
  return URL.createObjectURL(await response.blob());
}

/** @param {number} size */
function megabytes(size) {
  return (size / 1_048_576).toFixed(size < 1_048_576 ? 2 : 1);
}

/** @param {Attachment[]} list @param {Way} way */
export function attached(list, way) {
  return h('ul', { class: 'attached', 'aria-label': way.t('file-list', { count: list.length }) }, list.map((file) => h('li', null, one(file, way))));
}

/** @param {Attachment} file @param {Way} way */
function one(file, way) {
  const failed = (/** @type {Element} */ element) => put(element, h('span', { class: 'file-gone' }, way.t('file-gone')));
  if (file.kind === 'image') {
    const button = h('button', { type: 'button', class: 'file-picture', 'aria-label': way.t('file-enlarge', { name: file.name }), onclick: () => enlarge(file, way) });
    // The room that it will take, so that nothing jumps.
    if (file.width && file.height) button.style.setProperty('--ratio', `${file.width} / ${file.height}`);
    bytes(`${UPLOADS}/${file.id}/thumbnail`, way).then((url) => put(button, h('img', { src: url, alt: file.name, onload: () => URL.revokeObjectURL(url) }))).catch(() => failed(button));
    return button;
  }
  if (file.kind === 'document') {
    return h('button', { type: 'button', class: 'file-line', onclick: () => download(file, way) }, icon('note'), h('span', null, file.name), h('small', null, way.t('file-size', { size: megabytes(file.size) })));
  }
  const box = h('div', { class: 'file-play' });
  const load = async () => {
    const label = way.t('file-loading');
    put(box, h('span', { role: 'status' }, label));
    try {
      const url = await bytes(`${UPLOADS}/${file.id}`, way);
      const player = h(file.kind === 'video' ? 'video' : 'audio', { src: url, controls: true, autoplay: true, playsinline: true, 'aria-label': file.name });
      put(box, player);
      player.focus();
    } catch {
      failed(box);
    }
  };
  const name = way.t(file.kind === 'video' ? 'file-play-video' : 'file-play-audio', { name: file.name });
  put(box, h('button', { type: 'button', class: 'file-line', onclick: load }, icon('play'), h('span', null, name), h('small', null, way.t('file-size', { size: megabytes(file.size) }))));
  return box;
}

/** @param {Attachment} file @param {Way} way */
async function download(file, way) {
  const url = await bytes(`${UPLOADS}/${file.id}`, way).catch(() => null);
  if (!url) return;
  const link = h('a', { href: url, download: file.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @param {Attachment} file @param {Way} way */
async function enlarge(file, way) {
  const dialog = h('dialog', { class: 'file-dialog', 'aria-label': file.name });
  const box = h('div', { class: 'file-large' }, h('span', { role: 'status' }, way.t('file-loading')));
  const close = () => dialog.close();
  put(
    dialog,
    h('div', { class: 'file-bar' }, h('span', null, file.name), h('button', { type: 'button', class: 'icon-button', 'aria-label': way.t('file-download', { name: file.name }), onclick: () => download(file, way) }, icon('down_arrow')), h('button', { type: 'button', class: 'icon-button', 'aria-label': way.t('file-close'), onclick: close }, icon('close'))),
    box,
  );
  dialog.addEventListener('click', (event) => event.target === dialog && close());
  let url = '';
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (url !== '') URL.revokeObjectURL(url);
  });
  // Escape closes the picture, not the chat around it.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  try {
    url = await bytes(`${UPLOADS}/${file.id}`, way);
    put(box, h('img', { src: url, alt: file.name }));
  } catch {
    put(box, h('span', { class: 'file-gone' }, way.t('file-gone')));
  }
}
