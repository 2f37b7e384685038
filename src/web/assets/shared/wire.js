// @ts-check
/**
 * The wire, as types: what `docs/protocol.md` sections 2 to 5 say, for the checker and the reader. No code but the
 * meaning of close codes.
 *
 * @typedef {'owner'|'bot'|'technician'|'system'} Role
 * @typedef {'bot'|'queued'|'assigned'|'resolved'} Status
 *
 * @typedef {{label: string, text: string}} Shown
 * @typedef {{value: string, label: string, of?: string, among?: string[]}} FieldOption
 * @typedef {{name: string, label: string, kind: string, required: boolean, help?: string, options?: FieldOption[], value?: string, max?: number, depends?: string, within?: string}} FormField
 * @typedef {{item: string, title: string, tone?: 'good'|'bad'|'unsure', lines?: Shown[], phone?: string, url?: string, action?: {form: string, label: string}}} ResultItem
 *
 * @typedef {object} WireEvent  One event of a conversation's log, with the fields of its kind.
 * @property {number} seq
 * @property {string} at  RFC 3339, UTC
 * @property {string} kind
 * @property {{role: Role, name?: string}} from
 * @property {string} [id]  the author's own frame, so that an outbox finds its copy
 * @property {string} [text]
 * @property {import('./upload.js').Attachment[]} [attachments]
 * @property {unknown[]} [nodes]  an answer as a tree (`nodes.js`)
 * @property {string} [title]
 * @property {string} [note]
 * @property {string} [entry]
 * @property {number} [revision]  of the entry that an answer was
 * @property {string} [language]
 * @property {string} [language_reason]
 * @property {string} [reason]
 * @property {string} [name]
 * @property {string} [user]
 * @property {string} [to]
 * @property {string} [outcome]
 * @property {string[]} [tags]
 * @property {{entry: string, title: string}[]} [entries]
 * @property {string[]} [numbers]  whom to call
 * @property {string[]} [labels]  what each number is
 * @property {number} [answer]
 * @property {boolean} [helpful]
 * @property {number} [stars]
 * @property {string} [comment]
 * @property {string} [version]  of the words that the owner has agreed to
 * @property {boolean} [offer_person]
 * @property {string} [conversation]
 * @property {number} [claim]
 * @property {{form: string, label: string}} [action]  what the owner may do about an answer, or to choose another time for an appointment
 * @property {string} [form]
 * @property {string} [intro]
 * @property {FormField[]} [fields]
 * @property {string} [submit]  the words of the form's button
 * @property {number} [form_seq]  of the form that was handed in
 * @property {Shown[]} [shown]
 * @property {string} [code]  of a request
 * @property {string} [request_kind]
 * @property {string} [status]
 * @property {string} [status_text]
 * @property {string} [next]
 * @property {string} [due]
 * @property {string} [when]  day and time of an appointment, in words
 * @property {{to: string, label: string}[]} [choices]  what its owner may decide with one tap
 * @property {string} [url]
 * @property {string} [calendar]  the file for calendars of a request's appointment
 * @property {ResultItem[]} [items]
 *
 * @typedef {{type: string, id?: string} & Record<string, any>} Frame
 */

/**
 * What a close code asks of the client.
 * @param {number} code
 * @returns {'retry'|'stop'}
 */
export function closeMeaning(code) {
  return code >= 4500 && code <= 4999 ? 'stop' : 'retry';
}

/**
 * How long the server asks us to stay away (close 4000, whose reason is `{"after_ms": N}`); 0 when it does not say.
 * @param {number} code
 * @param {string} reason
 */
export function drainDelay(code, reason) {
  if (code !== 4000) return 0;
  try {
    const after = JSON.parse(reason).after_ms;
    return Number.isFinite(after) && after > 0 ? Math.min(after, 300_000) : 0;
  } catch {
    return 0;
  }
}
