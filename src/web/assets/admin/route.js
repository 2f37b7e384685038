// @ts-check
/**
 * What the address of the page names: a part of it, a kind of records, one of them. Links between records are such addresses, and so
 * are the steps that "back" goes.
 *
 * @typedef {{part: 'staff'}
 *   | {part: 'records', kind: string}
 *   | {part: 'record', kind: string, id: string}
 *   | {part: 'new', kind: string, values: Record<string, string>}
 *   | {part: 'audit', filter: Record<string, string>}} Route
 */
import { KINDS } from './records.js';

/** The parts of a name, percent-encoded; what is not stays as it is. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} hash @returns {Route} */
export function routeOf(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [part, kind = '', ...rest] = path.split('/');
  const values = Object.fromEntries(new URLSearchParams(query));
  const known = /** @type {readonly string[]} */ (KINDS).includes(kind);
  if (part === 'audit') return { part: 'audit', filter: values };
  if (part === 'new' && known) return { part: 'new', kind, values };
  if (part === 'records' && known && rest.length > 0 && rest[0] !== '') return { part: 'record', kind, id: decoded(rest.join('/')) };
  if (part === 'records') return { part: 'records', kind: known ? kind : '' };
  return { part: 'staff' };
}

/** @param {string} kind @param {string} [id] */
export const placeOf = (kind, id) => `#/records/${kind}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** @param {string} kind @param {Record<string, string>} [values]  what is filled in already */
export function newPlace(kind, values = {}) {
  const query = new URLSearchParams(values).toString();
  return `#/new/${kind}${query && `?${query}`}`;
}

/** @param {Record<string, string>} filter */
export function auditPlace(filter) {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString();
  return `#/audit${query && `?${query}`}`;
}
