// @ts-check
/**
 * What an editor has set and not yet saved: kept on this device, and joined with what somebody else has saved meanwhile.
 *
 * @typedef {{greeting: string, closed: string}} Words
 * @typedef {{values: Record<string, any>, texts: Record<string, Words>}} Chosen  what is set, by key and by language; what is not there is not set
 * @typedef {{mine: Chosen, base: Chosen, revision: string}} Kept  `base` is what the server had when it was begun
 */

const PREFIX = 'aftercare.studio.settings';

/** Every value under one name. @param {Chosen} chosen @returns {Map<string, any>} */
function flat({ values, texts }) {
  const texted = Object.entries(texts).flatMap(([code, words]) => Object.entries(words).map(([name, text]) => /** @type {[string, any]} */ ([`texts.${code}.${name}`, text])));
  return new Map([...Object.entries(values), ...texted]);
}

/** @param {any} one @param {any} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The names of what differs. @param {Chosen} base @param {Chosen} mine @returns {string[]} */
export function changed(base, mine) {
  const [before, after] = [flat(base), flat(mine)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => !same(before.get(name), after.get(name)));
}

/**
 * Theirs with what I changed laid over it, and the names of what both of us changed to different things: mine stands there.
 * @param {Chosen} base @param {Chosen} mine @param {Chosen} theirs
 * @returns {{chosen: Chosen, both: string[]}}
 */
export function joined(base, mine, theirs) {
  const chosen = structuredClone(theirs);
  const own = changed(base, mine);
  for (const name of own) {
    const [, code, part] = /^texts\.([^.]+)\.(greeting|closed)$/.exec(name) ?? [];
    if (code) {
      chosen.texts[code] ??= { greeting: '', closed: '' };
      chosen.texts[code][/** @type {'greeting'|'closed'} */ (part)] = mine.texts[code]?.[/** @type {'greeting'|'closed'} */ (part)] ?? '';
    } else if (name in mine.values) chosen.values[name] = structuredClone(mine.values[name]);
    else delete chosen.values[name];
  }
  const others = new Set(changed(base, theirs));
  const differing = new Set(changed(mine, theirs));
  return { chosen, both: own.filter((name) => others.has(name) && differing.has(name)) };
}

/** The drawer for one person's settings. */
export class KeptSettings {
  /** @param {import('../../shared/outbox.js').Store} storage @param {string} user  what is typed belongs to one person */
  constructor(storage, user) {
    this.storage = storage;
    this.key = `${PREFIX}.${user}`;
  }

  /** @returns {Kept|null} */
  get() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? 'null');
      const sound = [kept?.mine, kept?.base].every((one) => one?.values && one.texts);
      return sound && typeof kept.revision === 'string' ? kept : null;
    } catch {
      // Torn or not ours: there is nothing to bring back.
      return null;
    }
  }

  /** @param {Kept} kept @returns {boolean} false: the device has no room for it */
  set(kept) {
    try {
      if (changed(kept.base, kept.mine).length === 0) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  remove() {
    this.storage.removeItem(this.key);
  }
}
