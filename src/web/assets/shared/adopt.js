// @ts-check
/** Which tabs live, and what dead ones left. @typedef {import('./outbox.js').Outbox} Outbox */

const STALE_MS = 20_000;
export const BEAT_MS = 5_000;

/**
 * Says that this tab lives, and adopts what dead ones left. Calls `found` when there was something.
 * @param {Outbox} outbox
 * @param {() => void} found
 * @param {Promise<void>} [kept]  done when it is settled where the outbox is kept
 */
export function shareOutbox(outbox, found, kept = Promise.resolve()) {
  const locks = globalThis.navigator?.locks;
  const lock = (/** @type {string} */ tab) => `${outbox.name}.${tab}`;
  const beat = (/** @type {string} */ tab) => `${outbox.name}-tab.${tab}`;
  const sign = () => {
    try {
      outbox.storage.setItem(beat(outbox.tab), String(outbox.now()));
    } catch {
      // Without storage there is nothing to share either.
    }
  };
  const adopt = async (/** @type {string} */ tab) => {
    if (await (outbox.shelf ?? outbox).adopt(tab)) found();
  };
  const look = async () => {
    for (const tab of new Set([...outbox.tabs(), ...((await outbox.shelf?.tabs()) ?? [])])) {
      if (locks) {
        // The lock is granted only when the tab that held it is gone.
        await locks.request(lock(tab), { ifAvailable: true }, (granted) => (granted ? adopt(tab) : undefined));
      } else if (outbox.now() - Number(outbox.storage.getItem(beat(tab)) ?? 0) > STALE_MS) {
        outbox.storage.removeItem(beat(tab));
        await adopt(tab);
      }
    }
  };
  const again = () => look().catch(() => {});
  if (locks) {
    // Held until the page goes: the promise never settles.
    locks.request(lock(outbox.tab), () => new Promise(() => {})).catch(() => {});
  } else {
    sign();
    addEventListener('pagehide', () => outbox.storage.removeItem(beat(outbox.tab)));
    addEventListener('pageshow', sign);
  }
  setInterval(() => {
    if (!locks) sign();
    if (outbox.shelf || outbox.tabs().length > 0) again();
  }, BEAT_MS);
  return kept.then(look);
}
