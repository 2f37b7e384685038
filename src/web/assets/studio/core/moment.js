// @ts-check
/** Times as an editor gives and reads them: in the zone of their device, and said so. */

/** The zone's name and its distance from UTC, such as `Asia/Almaty (UTC+05:00)`. @param {Date} date */
export function zone(date) {
  const minutes = -date.getTimezoneOffset();
  const two = (/** @type {number} */ value) => String(Math.trunc(value)).padStart(2, '0');
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${name} (UTC${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)})`;
}

/** What a field of date and time shows for a moment. @param {Date} date */
export function fieldTime(date) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that a field shows, as the server takes it; nothing for none. @param {string} value */
export function instant(value) {
  const date = new Date(value);
  return value === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
