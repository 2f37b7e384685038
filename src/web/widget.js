/**
 * Aftercare: the loader for a site. One tag puts a button on the page; the chat itself is loaded in a frame from our own
 * origin at the first tap.
 *
 *   <script async src="https://HOST/widget.js" data-language="kk" data-market="kz"></script>
 *
 * `window.Aftercare`: open(draft?), close(), toggle(), setLanguage(code), on('ready'|'open'|'close'|'unread'|'message', fn),
 * which returns a function that ends it. No cookies, no storage, no style attributes: it works under a strict policy that
 * names HOST in script-src and frame-src.
 */
(function () {
  'use strict';
  /** @typedef {(detail?: any) => void} Listener */

  /** The site's own page, where we leave one name. */
  var site = /** @type {Window & {Aftercare?: object}} */ (window);
  if (site.Aftercare) return;

  /** Texts of the button in all languages, put in by the server. */
  var TEXTS = /** @type {Record<string, Record<string, string>>} */ (/** @type {unknown} */ ('{{loader-texts}}'));

  var script = /** @type {HTMLScriptElement} */ (document.currentScript || document.querySelector('script[src$="/widget.js"]'));
  var origin = new URL(script.src, location.href).origin;
  var language = known(script.getAttribute('data-language')) || known(document.documentElement.lang) || 'en';
  /** The market that the site names: phones, hours and holidays are of it. */
  var market = script.getAttribute('data-market');
  /** @type {Record<string, Listener[]>} */
  var listeners = {};
  var isOpen = false;
  var connected = false;
  var unread = 0;
  var draft = '';
  /** @type {HTMLIFrameElement|null} */
  var frame = null;

  /** @param {string|null} code */
  function known(code) {
    var short = String(code || '').slice(0, 2).toLowerCase();
    return Object.prototype.hasOwnProperty.call(TEXTS, short) ? short : '';
  }

  /** @param {string} key */
  function text(key) {
    return TEXTS[language][key] || '';
  }

  /** @param {string} name @param {any} [detail] */
  function emit(name, detail) {
    (listeners[name] || []).slice().forEach(function (listener) {
      try {
        listener(detail);
      } catch (error) {
        setTimeout(function () { throw error; });
      }
    });
  }

  // ---- the button, in a shadow tree: the site's styles don't reach it, ours don't leave it

  var CSS =
    ':host{all:initial}' +
    '*{box-sizing:border-box}' +
    'button{all:unset;box-sizing:border-box;position:fixed;right:max(20px,env(safe-area-inset-right));bottom:max(20px,env(safe-area-inset-bottom));z-index:2147483000;display:grid;place-items:center;width:60px;height:60px;border-radius:50%;background:#0b6670;color:#fff;cursor:pointer;box-shadow:0 2px 6px rgb(6 30 35/20%),0 10px 28px rgb(6 30 35/28%);transition:transform .15s,background-color .15s}' +
    'button:hover{background:#084f57}' +
    'button:active{transform:scale(.95)}' +
    'button:focus-visible{outline:3px solid #fff;outline-offset:-6px;box-shadow:0 0 0 3px #0b6670,0 10px 28px rgb(6 30 35/28%)}' +
    'svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}' +
    '.count{position:absolute;top:-4px;right:-4px;min-width:24px;height:24px;padding:0 6px;border:2px solid #fff;border-radius:12px;background:#b3211a;color:#fff;font:600 13px/20px "Noto Sans","Noto Sans Bengali","Segoe UI",Roboto,system-ui,sans-serif;text-align:center}' +
    '.count[hidden],.panel[hidden]{display:none}' +
    '.panel{position:fixed;right:max(20px,env(safe-area-inset-right));bottom:calc(max(20px,env(safe-area-inset-bottom)) + 76px);z-index:2147483001;width:400px;max-width:calc(100vw - 40px);height:660px;max-height:calc(100vh - 120px);overflow:hidden;border-radius:20px;background:#f3f6f6;box-shadow:0 2px 8px rgb(6 30 35/14%),0 20px 60px rgb(6 30 35/30%)}' +
    'iframe{display:block;width:100%;height:100%;border:0;color-scheme:light dark}' +
    '@media (max-width:520px),(max-height:480px){.panel{inset:0;width:100%;max-width:none;height:100%;height:100dvh;max-height:none;border-radius:0}}' +
    '@media (prefers-color-scheme:dark){.panel{background:#0c1214}}' +
    '@media (prefers-reduced-motion:no-preference){.panel{animation:up .18s ease-out}}' +
    '@keyframes up{from{opacity:0;transform:translateY(12px)}}' +
    '@media (prefers-reduced-motion:reduce){button{transition:none}}' +
    '@media print{button,.panel{display:none}}';

  var host = document.createElement('div');
  var root = host.attachShadow({ mode: 'open' });
  try {
    var sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    // Safari before 16.4: a style element, which a strict policy of the site would refuse.
    var style = document.createElement('style');
    style.textContent = CSS;
    root.append(style);
  }

  var button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-haspopup', 'dialog');
  var space = 'http://www.w3.org/2000/svg';
  var svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  var path = document.createElementNS(space, 'path');
  svg.append(path);
  var count = document.createElement('span');
  count.className = 'count';
  count.hidden = true;
  button.append(svg, count);
  var panel = document.createElement('div');
  panel.className = 'panel';
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  root.append(panel, button);

  function label() {
    var name = text(isOpen ? 'loader-close' : 'loader-open');
    var shown = unread > 99 ? '99+' : unread ? unread.toLocaleString(language === 'bn' ? 'bn' : 'en') : '';
    button.setAttribute('aria-label', shown && !isOpen ? name + '. ' + text('loader-new') + ' ' + shown : name);
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('lang', language);
    panel.setAttribute('aria-label', text('loader-title'));
    if (frame) frame.title = text('loader-title');
    path.setAttribute('d', isOpen ? 'M6 9.5l6 6 6-6' : 'M4.5 5.5h15a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H11l-4.5 3.5V17h-2a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1ZM8 10h8M8 13h5');
    count.textContent = shown;
    count.hidden = isOpen || !shown;
  }

  // ---- the frame

  function load() {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.src = origin + '/chat?embed=1&language=' + language + (market ? '&market=' + encodeURIComponent(market) : '');
    frame.setAttribute('allow', 'clipboard-write');
    frame.addEventListener('load', hello);
    panel.append(frame);
  }

  /** To the frame, and to our own origin only. @param {Record<string, unknown>} message */
  function post(message) {
    if (frame && frame.contentWindow) frame.contentWindow.postMessage(message, origin);
  }

  function hello() {
    post({ aftercare: 'hello', open: isOpen, language: language });
    if (draft) post({ aftercare: 'draft', text: draft });
    draft = '';
    connected = true;
  }

  addEventListener('message', function (event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    var message = event.data;
    if (!message || typeof message !== 'object') return;
    if (message.aftercare === 'ready') emit('ready');
    else if (message.aftercare === 'close') close();
    else if (message.aftercare === 'message') emit('message', { kind: String(message.kind) });
    else if (message.aftercare === 'unread' && message.count >= 0 && message.count !== unread) {
      unread = Math.floor(message.count);
      label();
      emit('unread', unread);
    }
  });

  // ---- what the site may call

  /** @param {string} [words]  a draft for the owner's box */
  function open(words) {
    if (typeof words === 'string') draft = words.slice(0, 4000);
    load();
    if (connected && draft) {
      post({ aftercare: 'draft', text: draft });
      draft = '';
    }
    if (!isOpen) {
      isOpen = true;
      panel.hidden = false;
      label();
      emit('open');
    }
    if (connected) post({ aftercare: 'open' });
    if (frame) frame.focus();
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    panel.hidden = true;
    if (connected) post({ aftercare: 'close' });
    label();
    button.focus();
    emit('close');
  }

  function toggle() {
    if (isOpen) close();
    else open();
  }

  /** @param {string} code */
  function setLanguage(code) {
    var next = known(code);
    if (!next || next === language) return;
    language = next;
    label();
    if (connected) post({ aftercare: 'language', language: language });
  }

  /** @param {string} name @param {Listener} listener */
  function on(name, listener) {
    (listeners[name] = listeners[name] || []).push(listener);
    return function () {
      listeners[name] = listeners[name].filter(function (other) { return other !== listener; });
    };
  }

  button.addEventListener('click', toggle);
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && isOpen) close();
  });
  label();
  (document.body || document.documentElement).append(host);
  site.Aftercare = { open: open, close: close, toggle: toggle, setLanguage: setLanguage, on: on };
})();
