// @ts-check
import { LISTS, PARTS, same, tidy } from './fields.js';

/**
 * Two people have changed one entry: what each of them changed is kept, field by field. Lists join; a text that both have
 * changed is for a person to decide.
 *
 * @typedef {import('./fields.js').Fields} Fields
 * @typedef {{path: string[], base: any, mine: any, theirs: any}} Conflict
 */

/**
 * @param {Fields} base  what both began with
 * @param {Fields} mine @param {Fields} theirs
 * @returns {{merged: Fields, conflicts: Conflict[], taken: string[][]}}  `merged` has my texts where we conflict; `taken`: what is theirs alone
 */
export function merge(base, mine, theirs) {
  const [b, m, t] = [tidy(base), tidy(mine), tidy(theirs)];
  const merged = structuredClone(m);
  /** @type {Conflict[]} */
  const conflicts = [];
  /** @type {string[][]} */
  const taken = [];
  for (const path of paths(b, m, t)) {
    const [old, own, other] = [get(b, path), get(m, path), get(t, path)];
    if (same(own, other) || same(other, old)) continue;
    if (same(own, old)) {
      set(merged, path, other);
      taken.push(path);
    } else if (Array.isArray(own) || Array.isArray(other)) {
      set(merged, path, join(old ?? [], own ?? [], other ?? []));
      taken.push(path);
    } else {
      conflicts.push({ path, base: old, mine: own, theirs: other });
    }
  }
  return { merged, conflicts, taken };
}

/** Their list with what I added and without what I took away. @param {string[]} old @param {string[]} own @param {string[]} other */
export function join(old, own, other) {
  const gone = new Set(old.filter((one) => !own.includes(one)));
  const added = own.filter((one) => !old.includes(one));
  return [...new Set([...other.filter((one) => !gone.has(one)), ...added])];
}

/** @param {Fields[]} all @returns {string[][]} */
function paths(...all) {
  const codes = new Set(all.flatMap((fields) => Object.keys(fields.languages)));
  return [['category'], ['action'], ...LISTS.map((name) => [name]), ...[...codes].sort().flatMap((code) => PARTS.map((part) => ['languages', code, part]))];
}

/** @param {any} from @param {string[]} path */
export function get(from, path) {
  const empty = path.at(-1) === 'phrasings' ? [] : '';
  return path.reduce((value, name) => value?.[name], from) ?? empty;
}

/** @param {any} into @param {string[]} path @param {any} value */
export function set(into, path, value) {
  let at = into;
  for (const name of path.slice(0, -1)) at = at[name] ??= path.length === 3 && name === path[1] ? { title: '', phrasings: [], answer: '' } : {};
  at[/** @type {string} */ (path.at(-1))] = value;
}
