// @ts-check
import { browserClock, watchBrowser, webSocket } from '../shared/link.js';
import { browserStore, shareOutbox } from '../shared/outbox.js';
import { loadTexts } from '../shared/texts.js';
import { uuid } from '../shared/uuid.js';
import { Bridge, holderOrigin } from './bridge.js';
import { ChatCore } from './core.js';
import { ChatView } from './view.js';

/**
 * `/chat`, as a page of its own or in the frame of `/widget.js` (`?embed=1`): joins core, view and loader.
 */

const LANGUAGE_KEY = 'aftercare.language';
const FILES = ['chat.ftl'];

const query = new URLSearchParams(location.search);
const embedded = query.get('embed') === '1' && window.parent !== window;
const root = document.documentElement;
const languages = (root.dataset.languages ?? '').split(',');
const storage = browserStore();

/** Languages are loaded one after the other; only the last one asked for is shown. */
let wanted = '';
let open = !embedded;

/** @param {string} language */
async function show(language) {
  if (!languages.includes(language) || language === wanted) return;
  wanted = language;
  try {
    const texts = await loadTexts(language, FILES);
    if (wanted !== language) return;
    core.setLanguage(language);
    view.speak(texts);
  } catch {
    wanted = core.language;
    view.languageFailed();
  }
}

const chosen = storage.getItem(LANGUAGE_KEY);
const first = chosen && languages.includes(chosen) ? chosen : root.lang;

const core = new ChatCore({
  open: webSocket('/ws/v1/widget'),
  clock: browserClock,
  storage,
  uuid,
  hidden: () => document.visibilityState === 'hidden',
  changed: () => changed(),
  arrived: (event) => bridge?.post({ aftercare: 'message', kind: event.kind }),
  language: first,
  page: pageAround(),
});

const view = new ChatView(core, {
  embedded,
  storage,
  chooseLanguage: (language) => {
    storage.setItem(LANGUAGE_KEY, language);
    show(language);
  },
  close: () => bridge?.post({ aftercare: 'close' }),
});

const bridge = embedded
  ? new Bridge({
      parent: /** @type {any} */ (window.parent),
      holder: holderOrigin(),
      received: (message) => {
        if (message.aftercare === 'hello') setOpen(message.open);
        else if (message.aftercare === 'open') setOpen(true);
        else if (message.aftercare === 'close') setOpen(false);
        else if (message.aftercare === 'language') {
          storage.setItem(LANGUAGE_KEY, message.language);
          show(message.language);
        } else if (message.aftercare === 'draft') view.draft(message.text);
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

/** @param {boolean} value */
function setOpen(value) {
  open = value;
  look();
  if (open) view.opened();
}

function look() {
  core.look(open && document.visibilityState === 'visible');
}

let scheduled = false;
let unread = -1;

/** Draws once for all that changed in this turn. */
function changed() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    // Nobody has chosen a language here: go on in the one that the conversation has.
    const spoken = core.conversationLanguage;
    if (!chosen && !query.has('language') && spoken && wanted === first && spoken !== first && !view.switched) {
      view.switched = true;
      show(spoken);
    }
    view.draw();
    const count = core.unread();
    if (count !== unread) bridge?.post({ aftercare: 'unread', count: (unread = count) });
  });
}

document.addEventListener('visibilitychange', look);
addEventListener('storage', () => core.storageChanged());

loadTexts(first, FILES)
  .then((texts) => {
    wanted = first;
    view.speak(texts);
    view.draft(new URLSearchParams(location.hash.slice(1)).get('q') ?? '');
    bridge?.post({ aftercare: 'ready' });
    look();
  })
  .catch(() => view.languageFailed());

// The line is opened while the texts are on their way; what other tabs have left is sent from here.
core.start();
watchBrowser(core.link);
shareOutbox(core.outbox, () => {
  core.pump();
  changed();
});
