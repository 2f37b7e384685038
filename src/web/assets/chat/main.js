// @ts-check
import { withFallback } from '../shared/fallback.js';
import { browserClock, watchBrowser, webSocket } from '../shared/link.js';
import { browserStore } from '../shared/outbox.js';
import { uuid } from '../shared/uuid.js';
import { Bridge, holderOrigin } from './bridge.js';
import { ChatCore } from './core.js';
import { ChatTexts, loadMore, loadTexts } from './texts.js';
import { ChatView } from './view.js';

/**
 * `/chat`, as a page of its own or in the frame of `/widget.js` (`?embed=1`): joins core, view and loader.
 */

const LANGUAGE_KEY = 'aftercare.language';

const query = new URLSearchParams(location.search);
const embedded = query.get('embed') === '1' && window.parent !== window;
const root = document.documentElement;
const languages = (root.dataset.languages ?? '').split(',');
const storage = browserStore();

/** The pause before the first words are asked for again, on a line that breaks. */
const WORDS_AGAIN_MS = 3_000;

/** Languages are loaded one after the other; only the last one asked for is shown. */
let wanted = '';
/** One that did not come, and is asked for again with the line. */
let missed = '';
let open = !embedded || query.get('open') === '1';

/** @param {string} language @param {boolean} chosen  by the owner or by the site around the chat; else the conversation has led here */
async function show(language, chosen) {
  if (!languages.includes(language)) return;
  missed = '';
  if (language === wanted) return view.languageFailed(false);
  wanted = language;
  try {
    const texts = await loadTexts(language, Boolean(view.deeds || view.menu));
    if (wanted !== language) return;
    if (chosen) core.setLanguage(language);
    else core.followLanguage(language);
    view.speak(texts);
  } catch {
    wanted = core.language;
    // Nobody waits for what only follows the conversation; the next event tries again.
    if (!chosen) return;
    missed = language;
    view.languageFailed();
  }
}

const chosen = storage.getItem(LANGUAGE_KEY);
const first = chosen && languages.includes(chosen) ? chosen : root.lang;
/** Whether somebody has chosen: then the page does not follow the conversation. */
let isChosen = first === chosen;

/** @param {string} language */
function choose(language) {
  if (!languages.includes(language)) return;
  isChosen = true;
  try {
    storage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Then it holds as long as the page.
  }
  show(language, true);
}

const FIRST_WORD_LOCK = 'aftercare.first-word';
/** What one tab has stored needs a moment to reach another one that waited for it. */
const STORED_MS = 100;

/** Runs what no other tab may run meanwhile, where the browser can tell. @param {() => Promise<void>} run */
async function exclusively(run) {
  const { locks } = navigator;
  if (!locks) return run();
  const isDone = await locks.request(FIRST_WORD_LOCK, { ifAvailable: true }, (lock) => lock && run().then(() => true));
  if (isDone) return;
  await locks.request(FIRST_WORD_LOCK, async () => {
    await new Promise((resolve) => setTimeout(resolve, STORED_MS));
    await run();
  });
}

/** Plays the sound for a reply, where the owner wants one. */
function sounds() {
  if (storage.getItem('aftercare.sound') === 'on') import('./sound.js').then(({ play }) => play()).catch(() => {});
}

const core = new ChatCore({
  open: withFallback(webSocket('/ws/v1/widget'), async () => (await import('../shared/stream.js')).eventStream, browserClock.now),
  clock: browserClock,
  storage,
  uuid,
  exclusively,
  hidden: () => document.visibilityState === 'hidden',
  changed: () => changed(),
  arrived: (event) => {
    bridge?.post({ aftercare: 'message', kind: event.kind });
    if (!core.looking) sounds();
  },
  forgotten: () => view.forget(),
  language: first,
  page: pageAround(),
  market: query.get('market') ?? undefined,
  model: query.get('model') ?? undefined,
});

const view = new ChatView(core, {
  embedded,
  storage,
  chooseLanguage: (language) => choose(language),
  moreTexts: () => (view.texts instanceof ChatTexts ? loadMore(view.texts) : Promise.resolve()),
  sounds: () => sounds(),
  close: () => bridge?.post({ aftercare: 'close' }),
});

const bridge = embedded
  ? new Bridge({
      parent: /** @type {any} */ (window.parent),
      holder: holderOrigin(),
      received: (message) => {
        if (message.aftercare === 'hello') {
          dress(message);
          setOpen(message.open, message.quiet === true);
        } else if (message.aftercare === 'open') setOpen(true, message.quiet === true);
        else if (message.aftercare === 'close') setOpen(false);
        else if (message.aftercare === 'language') {
          choose(message.language);
        } else if (message.aftercare === 'identify') core.identify(message.token);
        else if (message.aftercare === 'reset') core.logOut();
        else if (message.aftercare === 'draft') view.draft(message.text);
      },
    })
  : null;

if (bridge) addEventListener('message', (event) => bridge.receive(event));

/** The page on which the owner is, without what may be private in its address. */
function pageAround() {
  try {
    const url = new URL(embedded ? document.referrer : location.href);
    return `${url.origin}${url.pathname}`.slice(0, 300);
  } catch {
    return undefined;
  }
}

/** @param {boolean} value @param {boolean} [quiet]  the site has opened it, and not the owner: the focus stays where it is */
function setOpen(value, quiet = false) {
  open = value;
  look();
  if (open) view.opened(quiet);
  begin();
}

/** The line is there while the chat is open, and as long as there is a conversation; a visitor who never wrote holds none. */
function begin() {
  const wanted = open || core.stored || core.started();
  if (wanted && core.link.state === 'idle') core.start();
  else if (!wanted) core.link.rest();
}

/** How the site wants the chat to look. @param {import('./bridge.js').Message} message */
function dress(message) {
  if (message.inline === true) view.standsInPage();
  if (message.colour || message.title) import('./theme.js').then(({ dress }) => dress(message)).catch(() => {});
}

function look() {
  core.look(open && document.visibilityState === 'visible');
}

let scheduled = false;
let unread = -1;
let hasStarted = false;
let isReady = false;

/** Draws once for all that changed in this turn. */
function changed() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    // Nobody has chosen a language here: go on in the one that the conversation has.
    const spoken = core.conversationLanguage;
    if (!isChosen && wanted !== '' && spoken && spoken !== wanted) show(spoken, false);
    view.draw();
    if (isReady !== (isReady = core.link.state === 'ready') && isReady && missed) show(missed, true);
    const count = core.unread();
    if (count !== unread) bridge?.post({ aftercare: 'unread', count: (unread = count) });
    if (hasStarted !== (hasStarted = core.started()) && hasStarted) bridge?.post({ aftercare: 'started' });
  });
}

document.addEventListener('visibilitychange', look);
addEventListener('storage', () => core.storageChanged());

/** The first words. Without them nothing is shown, so they are asked for until they come. */
async function speak() {
  try {
    const texts = await loadTexts(first, false);
    // Another language may have come meanwhile.
    if (!view.texts) view.speak(texts);
    wanted ||= first;
    view.draft(new URLSearchParams(location.hash.slice(1)).get('q') ?? '');
    bridge?.post({ aftercare: 'ready' });
    look();
  } catch {
    setTimeout(speak, WORDS_AGAIN_MS);
  }
}
speak();

// The line is opened while the texts are on their way; what other tabs have left is sent from here.
begin();
watchBrowser(core.link);

/** Longest time that a browser which refuses `localStorage` keeps the first word waiting for IndexedDB. */
const SHELF_MS = 10_000;

/** More may be sent, was found, or is kept elsewhere. */
function go() {
  begin();
  core.pump();
  changed();
}

/** Without a shelf this tab sends its own; what another one has left waits for the next visit. */
function unshelved() {
  core.outbox.opening = false;
  go();
}

core.outbox.opening = true;
setTimeout(unshelved, SHELF_MS);
import('../shared/shelf.js').then(({ keepOutbox }) => keepOutbox(core.outbox, { clock: browserClock, out: () => core.out, changed: go })).catch(unshelved);
changed();
