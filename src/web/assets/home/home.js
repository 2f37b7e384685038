// @ts-check
/**
 * The demo site: a topic opens the chat with its question in the box, ready to be sent. Without the widget the links lead
 * to the chat's own page.
 *
 * @typedef {{open: (draft?: string) => void}} Widget
 */

/** @param {Event} event @param {string} [draft] */
function open(event, draft) {
  const widget = /** @type {Widget|undefined} */ (/** @type {any} */ (window).Aftercare);
  if (!widget) return;
  event.preventDefault();
  widget.open(draft);
}

document.getElementById('open')?.addEventListener('click', (event) => open(event));

for (const topic of document.querySelectorAll('.topic')) {
  const question = topic.querySelector('.question')?.textContent ?? '';
  topic.setAttribute('href', `${topic.getAttribute('href')}#q=${encodeURIComponent(question)}`);
  topic.addEventListener('click', (event) => open(event, question));
}

for (const link of document.querySelectorAll('.languages a')) {
  if (link.getAttribute('lang') === document.documentElement.lang) link.setAttribute('aria-current', 'true');
}
