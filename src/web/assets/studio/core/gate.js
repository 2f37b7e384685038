// @ts-check
/**
 * What a publication changes for owners, as the gate found it, grouped so that an editor can read it.
 *
 * @typedef {object} Changed  one question that would be answered otherwise
 * @property {string} kind  `takes`, `answers`, `loses`, `dangers`
 * @property {string} question
 * @property {string} entry  who answered it before, or answers it then; empty: a person
 * @property {string} title
 */

export const KINDS = /** @type {const} */ (['dangers', 'loses', 'takes', 'answers']);
/** Questions shown of each kind; the rest is counted. */
export const SHOWN = 8;

/** @param {any} changes  an array of changes, or arrays by kind @returns {Changed[]} */
export function changesOf(changes) {
  const list = Array.isArray(changes) ? changes : Object.entries(changes ?? {}).flatMap(([kind, all]) => (Array.isArray(all) ? all.map((one) => ({ kind, ...(typeof one === 'string' ? { question: one } : one) })) : []));
  return list.map((one) => {
    const other = one.from ?? one.before ?? one.entry ?? one.to;
    return { kind: String(one.kind ?? ''), question: String(one.question ?? one.text ?? ''), entry: String(other?.id ?? other ?? ''), title: String(other?.title ?? one.title ?? other ?? '') };
  });
}

/**
 * By kind, worst first, and within it by entry, the largest first.
 * @param {any} changes
 * @returns {{kind: string, groups: {entry: string, title: string, questions: string[]}[]}[]}
 */
export function grouped(changes) {
  const all = changesOf(changes);
  return KINDS.map((kind) => {
    /** @type {Map<string, {entry: string, title: string, questions: string[]}>} */
    const groups = new Map();
    for (const one of all.filter((change) => change.kind === kind)) {
      const group = groups.get(one.entry) ?? { entry: one.entry, title: one.title, questions: [] };
      group.questions.push(one.question);
      groups.set(one.entry, group);
    }
    return { kind, groups: [...groups.values()].sort((a, b) => b.questions.length - a.questions.length) };
  }).filter(({ groups }) => groups.length > 0);
}
