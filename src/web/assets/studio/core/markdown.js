// @ts-check
/**
 * What the buttons above an answer do to its Markdown: pure, on a text and what is selected in it.
 *
 * @typedef {{from: number, to: number, text: string, select: [number, number]}} Edit
 *   `text` takes the place of `from` to `to`; `select` is selected afterwards
 */

/**
 * Puts a mark around what is selected, or takes it away.
 * @param {string} text @param {number} start @param {number} end @param {string} mark @returns {Edit}
 */
export function around(text, start, end, mark) {
  const size = mark.length;
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { from: start - size, to: end + size, text: text.slice(start, end), select: [start - size, end - size] };
  }
  // A mark beside a blank is none.
  const selected = text.slice(start, end);
  const from = start + (selected.length - selected.trimStart().length);
  const to = Math.max(from, end - (selected.length - selected.trimEnd().length));
  return { from, to, text: `${mark}${text.slice(from, to)}${mark}`, select: [from + size, to + size] };
}

/**
 * Begins each selected line with a mark (`1. ` counts), or takes the marks away where all have one.
 * @param {string} text @param {number} start @param {number} end @param {string} mark @returns {Edit}
 */
export function before(text, start, end, mark) {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', Math.max(start, end - 1));
  const to = stop === -1 ? text.length : stop;
  const lines = text.slice(from, to).split('\n');
  const counted = /^\d+\. $/.test(mark);
  const has = counted ? /^\d+\. / : new RegExp(`^${mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
  const all = lines.every((line) => line === '' || has.test(line)) && lines.some((line) => line !== '');
  let number = 0;
  const changed = lines.map((line) => {
    if (all) return line.replace(has, '');
    if (line === '' && lines.length > 1) return line;
    number += 1;
    return `${counted ? `${number}. ` : mark}${line.replace(/^(?:- |\d+\. |#+ )/, '')}`;
  });
  const made = changed.join('\n');
  return { from, to, text: made, select: lines.length > 1 ? [from, from + made.length] : [from + made.length, from + made.length] };
}

/** A link; its address is selected, to be typed. @param {string} text @param {number} start @param {number} end @returns {Edit} */
export function link(text, start, end) {
  const words = text.slice(start, end);
  const address = /^https?:\/\/\S+$/.test(words) ? words : 'https://';
  const made = `[${address === words ? '' : words}](${address})`;
  const at = address === words || words === '' ? start + 1 : start + words.length + 3;
  return { from: start, to: end, text: made, select: address === words || words === '' ? [at, at] : [at, at + address.length] };
}

/** An empty table below the line. @param {string} text @param {number} end @returns {Edit} */
export function table(text, end) {
  const stop = text.indexOf('\n', end);
  const at = stop === -1 ? text.length : stop;
  const gap = at === 0 ? '' : text.slice(0, at).endsWith('\n') ? '\n' : '\n\n';
  const made = `${gap}|  |  |\n|---|---|\n|  |  |\n`;
  return { from: at, to: at, text: made, select: [at + gap.length + 2, at + gap.length + 2] };
}

/** @param {number} start @param {number} end @param {string} words @returns {Edit} */
export function insert(start, end, words) {
  return { from: start, to: end, text: words, select: [start + words.length, start + words.length] };
}

/**
 * A picture or a manual of ours, with what is selected as its description; the description is selected, to be written.
 * @param {string} text @param {number} start @param {number} end @param {{link: string, media: string}} file @param {string} words  where nothing is selected
 * @returns {Edit}
 */
export function attached(text, start, end, file, words) {
  // Brackets would end the description.
  const described = (text.slice(start, end).trim() || words).replace(/[[\]\\\n]/g, ' ').trim();
  const sign = file.media.startsWith('image/') ? '![' : '[';
  const from = start + sign.length;
  return { from: start, to: end, text: `${sign}${described}](${file.link})`, select: [from, from + described.length] };
}
