/**
 * Aftercare: the loader for a site. One tag puts a button on the page; the chat itself is loaded in a frame from our own
 * origin at the first tap.
 *
 *   <script async src="https://HOST/widget.js" data-language="kk" data-market="kz"></script>
 *
 * Options and `window.Aftercare` are described in docs/embedding.md. No cookies, no style attributes: it works under a strict policy that
 * names HOST in script-src and frame-src. One mark is left in the site's storage, once its owner has written: then the next page
 * loads the chat by itself, and looks for a reply.
 */
(function () {
  'use strict';
  /** @typedef {(detail?: any) => void} Listener */

  /** The site's own page, where we leave one name. */
  var site = /** @type {Window & {Aftercare?: object}} */ (window);
  if (site.Aftercare) return;

  /** Texts of the button in all languages, put in by the server. */
  var TEXTS = /** @type {Record<string, Record<string, string>>} */ (/** @type {unknown} */ ('{{loader-texts}}'));

  /** What the server has for this site, where the tag says nothing. */
  var own = (TEXTS['@'] && /** @type {any} */ (TEXTS['@'])[location.origin]) || {};
  var script = /** @type {HTMLScriptElement} */ (document.currentScript || document.querySelector('script[src$="/widget.js"]'));
  var origin = new URL(script.src, location.href).origin;
  var language = known(option('language')) || known(document.documentElement.lang) || 'en';
  /** Where the chat stands in the page itself, without a button. */
  var target = option('target');
  var colour = /^#[\da-f]{6}$/i.test(option('colour')) ? option('colour') : '';
  var title = option('title').slice(0, 60);
  /** In the site's storage: the owner has written here. */
  var MARK = 'aftercare.started';
  /** From the frame's arrival to its first word. */
  var PATIENCE_MS = 10000;
  /** @type {Record<string, Listener[]>} */
  var listeners = {};
  var isOpen = false;
  /** Opened by the page and not by a tap: the focus stays where it is. */
  var isQuiet = false;
  var connected = false;
  /** Whether the chat has spoken; else it is not allowed on this site, or was not reached. */
  var spoke = false;
  var unread = 0;
  var draft = '';
  /** The site's word on who its owner is, until the frame is there to hear it. */
  var token = '';
  var resets = false;
  /** @type {HTMLIFrameElement|null} */
  var frame = null;
  /** @type {any} */
  var timer;

  /** @param {string} name  of a `data-` attribute of the tag */
  function option(name) {
    return script.getAttribute('data-' + name) || own[name] || '';
  }

  /** Distance from an edge of the window, in pixels. @param {string} name */
  function offset(name) {
    var value = Number(option(name) || 20);
    return (value >= 0 && value <= 400 ? value : 20) + 'px';
  }

  /** Whether black reads better on this colour than white (WCAG 2.2, relative luminance). @param {string} code */
  function isLight(code) {
    var parts = [1, 3, 5].map(function (at) {
      var part = parseInt(code.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] > 0.179;
  }

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

  var ground = colour || '#0b6670';
  var side = option('side') === 'left' ? 'left' : 'right';
  var near = side + ':max(' + offset('x') + ',env(safe-area-inset-' + side + '))';
  var low = 'max(' + offset('y') + ',env(safe-area-inset-bottom))';
  // What the site says of our element (`div {display: none !important}`) yields to an important rule from inside.
  var CSS =
    ':host{all:initial!important;display:block!important' + (target ? ';height:100%!important;min-height:480px!important' : '') + '}' +
    '*{box-sizing:border-box}' +
    'button{all:unset;box-sizing:border-box;position:fixed;' + near + ';bottom:' + low + ';z-index:2147483000;display:grid;place-items:center;width:60px;height:60px;border-radius:50%;background:' + ground + ';color:' + (isLight(ground) ? '#000' : '#fff') + ';cursor:pointer;box-shadow:0 2px 6px rgb(6 30 35/20%),0 10px 28px rgb(6 30 35/28%);transition:transform .15s,filter .15s}' +
    'button:hover{filter:brightness(.9)}' +
    'button:active{transform:scale(.95)}' +
    'button:focus-visible{outline:3px solid currentColor;outline-offset:-6px;box-shadow:0 0 0 3px ' + ground + ',0 10px 28px rgb(6 30 35/28%)}' +
    'svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}' +
    'img{width:36px;height:36px;border-radius:50%;object-fit:cover}' +
    '.count{position:absolute;top:-4px;right:-4px;min-width:24px;height:24px;padding:0 6px;border:2px solid #fff;border-radius:12px;background:#b3211a;color:#fff;font:600 13px/20px "Noto Sans","Noto Sans Bengali","Segoe UI",Roboto,system-ui,sans-serif;text-align:center}' +
    '[hidden]{display:none!important}' +
    '.panel{position:fixed;' + near + ';bottom:calc(' + low + ' + 76px);z-index:2147483001;width:400px;max-width:calc(100vw - 40px);height:660px;max-height:calc(100vh - 120px);overflow:hidden;border-radius:20px;background:#f3f6f6;box-shadow:0 2px 8px rgb(6 30 35/14%),0 20px 60px rgb(6 30 35/30%)}' +
    'iframe{display:block;width:100%;height:100%;border:0;color-scheme:light dark}' +
    '.note{position:absolute;inset:0;display:grid;place-content:center;gap:16px;padding:24px;background:#fff;color:#10191b;font:16px/1.6 "Noto Sans","Noto Sans Bengali","Segoe UI",Roboto,system-ui,sans-serif;text-align:center}' +
    '.note a{padding:8px;color:#0a5a63;font-weight:600}' +
    '@media (max-width:520px),(max-height:480px){.panel{inset:0;width:100%;max-width:none;height:100%;height:100dvh;max-height:none;border-radius:0}}' +
    (target ? '.panel.panel{position:relative;inset:auto;z-index:auto;width:100%;max-width:none;height:100%;min-height:inherit;max-height:none;border-radius:0;box-shadow:none}' : '') +
    '@media (prefers-color-scheme:dark){.panel{background:#0c1214}}' +
    '@media (prefers-reduced-motion:no-preference){.panel{animation:up .18s ease-out}}' +
    '@keyframes up{from{opacity:0;transform:translateY(12px)}}' +
    '@media (prefers-reduced-motion:reduce){button{transition:none}}' +
    '@media (forced-colors:active){button,.count{border:2px solid ButtonText}}' +
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
  var logo = option('logo');
  if (/^https:/.test(logo)) {
    var picture = document.createElement('img');
    picture.src = logo;
    picture.alt = '';
    button.append(picture, count);
  } else button.append(svg, count);
  button.hidden = target !== '';
  var panel = document.createElement('div');
  panel.className = 'panel';
  panel.hidden = true;
  panel.setAttribute('role', target ? 'region' : 'dialog');
  var note = document.createElement('div');
  note.className = 'note';
  note.hidden = true;
  note.setAttribute('role', 'status');
  var words = document.createElement('span');
  var way = document.createElement('a');
  way.target = '_blank';
  way.rel = 'noopener';
  note.append(words, way);
  panel.append(note);
  root.append(panel, button);

  function label() {
    var name = text(isOpen ? 'loader-close' : 'loader-open');
    var shown = unread > 99 ? '99+' : unread ? unread.toLocaleString(language === 'bn' ? 'bn' : 'en') : '';
    button.setAttribute('aria-label', shown && !isOpen ? name + '. ' + text('loader-new') + ' ' + shown : name);
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('lang', language);
    var called = title || text('loader-title');
    panel.setAttribute('aria-label', called);
    if (frame) frame.title = called;
    words.textContent = text('loader-failed');
    way.textContent = text('loader-window');
    way.href = address('');
    note.setAttribute('lang', language);
    path.setAttribute('d', isOpen ? 'M6 9.5l6 6 6-6' : 'M4.5 5.5h15a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H11l-4.5 3.5V17h-2a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1ZM8 10h8M8 13h5');
    count.textContent = shown;
    count.hidden = isOpen || !shown;
  }

  // ---- the frame

  /** @param {string} how */
  function address(how) {
    // The market that the site names: phones, hours and holidays are of it.
    return origin + '/chat?' + how + 'language=' + language + ['market', 'model'].map(function (name) {
      return option(name) ? '&' + name + '=' + encodeURIComponent(option(name)) : '';
    }).join('');
  }

  function load() {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.src = address('embed=1&' + (isOpen ? 'open=1&' : ''));
    frame.setAttribute('allow', 'clipboard-write; microphone');
    frame.addEventListener('load', hello);
    label();
    panel.append(frame);
  }

  /** The chat did not speak: where a site is missing in `widget.allowed_origins`, the browser refuses the frame. */
  function failed() {
    if (spoke) return;
    note.hidden = false;
    console.warn('Aftercare: no chat from ' + origin + '. Is ' + location.origin + ' in widget.allowed_origins?');
  }

  /** To the frame, and to our own origin only. @param {Record<string, unknown>} message */
  function post(message) {
    if (frame && frame.contentWindow) frame.contentWindow.postMessage(message, origin);
  }

  /** The frame has loaded, for the first time or after it was moved in the page. */
  function hello() {
    connected = true;
    clearTimeout(timer);
    timer = setTimeout(failed, PATIENCE_MS);
    post({ aftercare: 'hello', open: isOpen, quiet: isQuiet, language: language, colour: colour, title: title, inline: target !== '' });
    tell();
  }

  /** What waits for the frame. */
  function tell() {
    if (!connected) return;
    if (resets) post({ aftercare: 'reset' });
    if (token) post({ aftercare: 'identify', token: token });
    if (draft) post({ aftercare: 'draft', text: draft });
    resets = false;
    draft = '';
  }

  /** Marks in the site's storage that its owner has written, or takes that back. Without storage each page begins anew. @param {boolean} [written] */
  function mark(written) {
    try {
      if (written) localStorage.setItem(MARK, '1');
      else if (written === false) localStorage.removeItem(MARK);
      return localStorage.getItem(MARK) === '1';
    } catch (error) {
      return false;
    }
  }

  addEventListener('message', function (event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    var message = event.data;
    if (!message || typeof message !== 'object') return;
    spoke = true;
    note.hidden = true;
    if (message.aftercare === 'ready') emit('ready');
    else if (message.aftercare === 'started') mark(true);
    else if (message.aftercare === 'close') close();
    else if (message.aftercare === 'message') emit('message', { kind: String(message.kind) });
    else if (message.aftercare === 'unread' && message.count >= 0 && message.count !== unread) {
      unread = Math.floor(message.count);
      label();
      emit('unread', unread);
    }
  });

  // ---- what the site may call

  /** @param {string} [question]  a draft for the owner's box @param {boolean} [quiet]  the focus stays where it is */
  function open(question, quiet) {
    // 4,000 letters as the server counts them: a pair of surrogates is one of them.
    if (typeof question === 'string') draft = Array.from(question).slice(0, 4000).join('');
    isQuiet = quiet === true;
    if (!isOpen) {
      isOpen = true;
      panel.hidden = false;
      label();
      emit('open');
    }
    load();
    tell();
    if (connected) post({ aftercare: 'open', quiet: isQuiet });
    if (frame && !isQuiet) frame.focus();
  }

  function close() {
    if (!isOpen || target) return;
    isOpen = false;
    panel.hidden = true;
    if (connected) post({ aftercare: 'close' });
    label();
    button.focus();
    if (!spoke && !note.hidden && frame) {
      // The next tap tries once more.
      frame.remove();
      frame = null;
      connected = false;
      note.hidden = true;
    }
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

  /** Who the site's owner is, in a token that the site's server has signed. @param {string} signed */
  function identify(signed) {
    token = String(signed);
    tell();
  }

  /** The owner has logged out of the site: the conversation is forgotten on this device. */
  function reset() {
    token = '';
    resets = true;
    mark(false);
    load();
    tell();
  }

  /** @param {string} name @param {Listener} listener */
  function on(name, listener) {
    (listeners[name] = listeners[name] || []).push(listener);
    return function () {
      listeners[name] = listeners[name].filter(function (other) { return other !== listener; });
    };
  }

  /** Puts us into the page, again after a page of the site was swapped for another one. */
  function attach() {
    if (host.isConnected) return;
    // Beside the body: it is what such sites swap.
    var place = target ? document.querySelector(target) : document.documentElement;
    if (!place) return;
    connected = false;
    place.append(host);
    if (target) open('', true);
  }

  button.addEventListener('click', toggle);
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && isOpen) close();
  });
  label();
  attach();
  new MutationObserver(attach).observe(document.documentElement, { childList: true, subtree: target !== '' });
  site.Aftercare = { open: open, close: close, toggle: toggle, setLanguage: setLanguage, identify: identify, reset: reset, on: on };
  // A whole screen is not taken without a tap.
  if (option('open') && !target && !matchMedia('(max-width:520px),(max-height:480px)').matches) open('', true);
  else if (mark() && !target) setTimeout(load, 1000);
})();
