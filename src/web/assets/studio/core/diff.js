// @ts-check
/**
 * What lies between two texts, word by word: for the merge of two people's changes, before the server knows of either.
 *
 * @typedef {{kind: 'same'|'added'|'removed', text: string}} Piece
 */

/** Words compared at most on a side; longer texts are shown as they are. */
const MOST_WORDS = 1_500;

/** @param {string} before @param {string} after @returns {Piece[]} */
export function diff(before, after) {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const [a, b] = [pieces(before), pieces(after)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return joined([{ kind: 'removed', text: before }, { kind: 'added', text: after }]);
  // Longest common subsequence, from behind.
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1 : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  }
  /** @type {Piece[]} */
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ kind: 'same', text: a[i] });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      found.push({ kind: 'removed', text: a[i] });
      i += 1;
    } else {
      found.push({ kind: 'added', text: b[j] });
      j += 1;
    }
  }
  return joined(found);
}

/** Words with the blanks behind them. @param {string} text */
const pieces = (text) => text.match(/\S+\s*|\s+/g) ?? [];

/** @param {Piece[]} all @returns {Piece[]} */
function joined(all) {
  /** @type {Piece[]} */
  const found = [];
  for (const piece of all) {
    const last = found.at(-1);
    if (piece.text === '') continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}
