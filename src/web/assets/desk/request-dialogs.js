// @ts-check
import { show } from '../shared/dialog.js';
import { h, put } from '../shared/dom.js';
import { Fields } from './form.js';

/**
 * The dialogs of requests: a form for the owner, a request made for them, a move, the three C's, a part. A refusal stands
 * beside its field and the dialog stays open: nothing typed is lost.
 *
 * @typedef {import('../shared/texts.js').Texts} Texts
 * @typedef {import('../shared/api.js').Problem} Problem
 * @typedef {import('./requests.js').Requests} Requests
 * @typedef {import('./requests.js').Field} Field
 * @typedef {import('./requests.js').Form} Form
 * @typedef {import('./requests.js').Move} Move
 * @typedef {import('./requests.js').Open} Open
 * @typedef {{code: string, message: string, fields: Record<string, string>}} Refused
 */

const MOST_NOTE = 4_000;

/**
 * The form of a dialog: handed in once at a time, with what is refused beside its fields.
 * @param {Texts} texts @param {() => void} close
 * @param {object} what
 * @param {() => Fields} what.fields  those that are shown now
 * @param {string} what.submit  its button
 * @param {() => Promise<Refused|null>} what.send
 * @param {() => void} [what.sent]
 * @param {string} [what.said]  what was refused before
 * @param {any[]} parts  what stands above the buttons
 */
function sheet(texts, close, { fields, submit, send, sent, said = '' }, parts) {
  const problem = h('p', { class: 'login-problem', role: 'alert' }, said);
  const button = h('button', { type: 'submit', class: 'button primary' }, submit);
  const handIn = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    problem.textContent = '';
    fields().show({});
    const refused = await send();
    button.disabled = false;
    if (!refused) {
      close();
      sent?.();
      return;
    }
    const told = fields().show(refused.fields);
    if (!told || Object.keys(refused.fields).length === 0) problem.textContent = refused.message;
  };
  const cancel = h('button', { type: 'button', class: 'button quiet', onclick: close }, texts.t('desk-cancel'));
  return h('form', { class: 'dialog-form', novalidate: true, onsubmit: handIn }, parts, problem, h('div', { class: 'dialog-actions' }, cancel, button));
}

/**
 * One form in a dialog.
 * @param {Texts} texts @param {string} title
 * @param {object} what
 * @param {(Node|null|false)[]} [what.before]
 * @param {Fields} what.fields
 * @param {(Node|null|false)[]} [what.after]
 * @param {string} what.submit  its button
 * @param {(values: Record<string, string>) => Promise<Refused|null>} what.send
 * @param {() => void} [what.sent]
 */
function ask(texts, title, { before = [], fields, after = [], submit, send, sent }) {
  show(
    texts,
    title,
    (close) => [sheet(texts, close, { fields: () => fields, submit, send: () => send(fields.values()), sent }, [...before, fields.element, ...after])],
    { keep: true },
  );
  /** @type {HTMLElement|null} */ (fields.element.querySelector('input, select, textarea'))?.focus();
}

/** A refusal over HTTP, with its faults by field. @param {Texts} texts @param {Problem|null} problem @returns {Refused|null} */
function refusedBy(texts, problem) {
  if (!problem) return null;
  const own = problem.code === 'stale_revision' ? texts.t('desk-request-stale') : problem.code === 'unreachable' ? texts.t('desk-request-unreachable') : problem.detail || texts.t('desk-request-refused');
  return { code: problem.code, message: own, fields: Object.fromEntries(problem.errors.map(({ field, detail }) => [field, detail])) };
}

/** What each need of a move asks for. @param {Texts} texts @param {Open} open @returns {Record<string, Field>} */
function needs(texts, open) {
  const long = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ help = '') => ({ name, label: texts.t(label), kind: 'long', required: true, ...(help ? { help: texts.t(help) } : {}) });
  return {
    note: long('note', 'desk-move-note'),
    reason: long('reason', 'desk-move-reason', 'desk-move-reason-help'),
    complaint: { ...long('complaint', 'desk-complaint', 'desk-complaint-help'), value: open.complaint },
    cause: { ...long('cause', 'desk-cause', 'desk-cause-help'), value: open.cause },
    correction: { ...long('correction', 'desk-correction', 'desk-correction-help'), value: open.correction },
    quote: { ...long('quote', 'desk-move-quote', 'desk-move-quote-help'), kind: 'text' },
    slot: { name: 'slot', label: texts.t('desk-move-slot'), kind: 'slot', required: true, help: texts.t('desk-move-slot-help') },
  };
}

/** Moves the open request on. @param {Texts} texts @param {Requests} requests @param {Move} move */
export function askMove(texts, requests, move) {
  const open = requests.current?.data;
  if (!open) return;
  const known = needs(texts, open);
  const fields = move.needs.flatMap((need) => (known[need] ? [known[need]] : []));
  if (!move.needs.includes('note')) fields.push({ ...known.note, required: false });
  const place = { centre: open.slot_centre ?? '', service: open.slot_service ?? '' };
  const form = new Fields(texts, fields, { slots: (centre, service) => freeTimes(requests, centre, service), place });
  const visible = h('input', { type: 'checkbox', id: 'move-visible', checked: true });
  ask(texts, texts.t('desk-move-title', { state: move.name }), {
    before: [h('p', { class: 'muted' }, `${open.kind_name} · ${open.code}`)],
    fields: form,
    after: [h('label', { class: 'option', for: 'move-visible' }, visible, h('span', null, texts.t('desk-move-visible')))],
    submit: move.name,
    send: async (values) => refusedBy(texts, await requests.act('move', { to: move.to, visible: visible.checked, ...values })),
  });
}

/** Complaint, cause and correction, without a move. @param {Texts} texts @param {Requests} requests */
export function askThree(texts, requests) {
  const open = requests.current?.data;
  if (!open) return;
  const known = needs(texts, open);
  const form = new Fields(texts, ['complaint', 'cause', 'correction'].map((part) => ({ ...known[part], required: false })));
  ask(texts, texts.t('desk-three'), {
    before: [h('p', { class: 'muted' }, texts.t('desk-three-help'))],
    fields: form,
    submit: texts.t('desk-save'),
    send: async (values) => refusedBy(texts, await requests.act('describe', { complaint: '', cause: '', correction: '', ...values })),
  });
}

/** A part with both serial numbers. @param {Texts} texts @param {Requests} requests */
export function askPart(texts, requests) {
  const text = (/** @type {string} */ name, /** @type {string} */ label, required = true) => ({ name, label: texts.t(label), kind: 'code', required });
  const form = new Fields(texts, [{ ...text('part', 'desk-part-name'), kind: 'text', help: texts.t('desk-part-name-help') }, text('old', 'desk-part-old'), text('new', 'desk-part-new')]);
  ask(texts, texts.t('desk-part-title'), {
    before: [h('p', { class: 'muted' }, texts.t('desk-part-help'))],
    fields: form,
    submit: texts.t('desk-save'),
    send: async (values) => refusedBy(texts, await requests.act('exchange', values)),
  });
}

/**
 * A form that the owner is to fill in. What the technician fills in already goes with it.
 * @param {Texts} texts @param {Requests} requests @param {string[]} vins  of the owner's cars
 * @param {(form: Form, values: Record<string, string>) => Promise<Refused|null>} send
 */
export function offerForm(texts, requests, vins, send) {
  choose(texts, requests, { title: texts.t('desk-offer-title'), help: texts.t('desk-offer-help'), forms: requests.kinds?.forms ?? [], submit: texts.t('desk-offer-go'), optional: true, vins, send });
}

/**
 * A request that the technician makes for the owner.
 * @param {Texts} texts @param {Requests} requests @param {string[]} vins
 * @param {(form: Form, values: Record<string, string>) => Promise<Refused|null>} send
 * @param {{form?: string, values?: Record<string, string>, refused?: Refused}} [from]  as it was refused
 */
export function makeRequest(texts, requests, vins, send, from) {
  // Where the owner has to agree, only the owner can ask for it.
  const forms = (requests.kinds?.forms ?? []).filter((form) => form.makes !== null && form.fields.every(({ kind }) => kind !== 'consent'));
  choose(texts, requests, { title: texts.t('desk-make-title'), help: texts.t('desk-make-help'), forms, submit: texts.t('desk-make-go'), optional: false, vins, send, from });
}

/**
 * @param {Texts} texts @param {Requests} requests
 * @param {object} what
 * @param {string} what.title
 * @param {string} what.help
 * @param {Form[]} what.forms
 * @param {string} what.submit
 * @param {boolean} what.optional  the owner fills in what is left empty
 * @param {string[]} what.vins
 * @param {(form: Form, values: Record<string, string>) => Promise<Refused|null>} what.send
 * @param {{form?: string, values?: Record<string, string>, refused?: Refused}} [what.from]
 */
function choose(texts, requests, { title, help, forms, submit, optional, vins, send, from }) {
  if (forms.length === 0) {
    show(texts, title, () => [h('p', null, texts.t('desk-forms-failed'))]);
    return;
  }
  const select = h('select', { class: 'field', id: 'form-kind', onchange: () => fill({}) }, forms.map((form) => h('option', { value: form.form }, form.title)));
  const place = h('div', null);
  let fields = new Fields(texts, []);
  const chosen = () => forms.find(({ form }) => form === select.value) ?? forms[0];
  // What was typed for one form is kept when another is looked at.
  let typed = from?.values ?? {};
  const fill = (/** @type {Record<string, string>} */ values) => {
    typed = { ...typed, ...fields.values(), ...values };
    const form = chosen();
    const all = form.fields.map((field) => ({ ...field, required: field.required && !optional, options: field.kind === 'centre' && !field.options ? (requests.kinds?.centres ?? []).map(({ id, name }) => ({ value: id, label: name })) : field.options }));
    // Consent is the owner's alone: nobody ticks it for them.
    const shown = optional ? all.filter(({ kind }) => kind !== 'consent' && kind !== 'slot') : all;
    const vin = shown.find(({ kind }) => kind === 'vin');
    const first = vin && vins.length === 1 ? { [vin.name]: vins[0] } : {};
    fields = new Fields(texts, shown, { values: { ...first, ...typed }, slots: (centre, service) => freeTimes(requests, centre, service) });
    const cars = vin && vins.length > 1 && h('p', { class: 'pick' }, vins.map((one) => h('button', { type: 'button', class: 'button small', onclick: () => fields.set(vin.name, one) }, h('code', null, one))));
    put(place, cars || null, fields.element);
  };
  if (from?.form && forms.some(({ form }) => form === from.form)) select.value = from.form;
  fill({});
  show(
    texts,
    title,
    (close) => {
      const parts = [h('label', { for: 'form-kind' }, texts.t('desk-form-kind')), select, place];
      const sent = { fields: () => fields, submit, send: () => send(chosen(), fields.values()), said: from?.refused?.message };
      return [h('p', { class: 'muted' }, help), sheet(texts, close, sent, parts)];
    },
    { keep: true },
  );
  if (from?.refused) fields.show(from.refused.fields);
  else select.focus();
}

/** @param {Requests} requests @param {string} centre @param {string} service */
async function freeTimes(requests, centre, service) {
  const { data } = await requests.api.slots(centre, service);
  const items = Array.isArray(data?.items) ? data.items : [];
  return /** @type {{value: string, label: string}[]} */ (items);
}
