// @ts-check
/**
 * What a publication changes for owners, as the gate found it, grouped so that an editor can read it.
 *
 * @typedef {{id: string, title: string}} Named
 *
 * @typedef {object} Changed  one question that would be answered otherwise
 * @property {string} kind  `dangers`, `loses`, `takes`, `answers`
 * @property {string} question
 * @property {Named|null} [from]  who answers it now; none: a person
 * @property {Named|null} [to]  who would answer it then
 */

export const KINDS = /** @type {const} */ (['dangers', 'loses', 'takes', 'answers']);
/** Questions shown of each kind; the rest is counted. */
export const SHOWN = 8;

/**
 * What happens to one question, as seen from the entry that is published.
 * @param {Changed} change @param {string} id  that entry's
 * @returns {{kind: string, other: Named|null}}  `other`: from whom it is taken, or to whom it goes
 */
function seen({ kind, from, to }, id) {
  if (kind === 'takes' && to?.id === id) return { kind, other: from ?? null };
  // Another one takes it: from this entry, or from a third.
  if (kind === 'takes' || kind === 'loses') return { kind: 'loses', other: to?.id === id ? null : (to ?? null) };
  return { kind, other: null };
}

/**
 * By kind, worst first, and within it by the other entry, the largest first.
 * @param {Changed[]|undefined} changes @param {string} id  the entry that is published
 * @returns {{kind: string, groups: {entry: string, title: string, questions: string[]}[]}[]}
 */
export function grouped(changes, id) {
  /** @type {Map<string, Map<string, {entry: string, title: string, questions: string[]}>>} */
  const kinds = new Map(KINDS.map((kind) => [kind, new Map()]));
  for (const change of changes ?? []) {
    const { kind, other } = seen(change, id);
    const groups = kinds.get(kind);
    if (!groups) continue;
    const group = groups.get(other?.id ?? '') ?? { entry: other?.id ?? '', title: other?.title || other?.id || '', questions: [] };
    group.questions.push(change.question);
    groups.set(group.entry, group);
  }
  return [...kinds].map(([kind, groups]) => ({ kind, groups: [...groups.values()].sort((a, b) => b.questions.length - a.questions.length) })).filter(({ groups }) => groups.length > 0);
}
