// @ts-check
/** What roles and states are called: messages' keys. */

/** @type {Record<string, string>} */
export const ROLE_NAMES = { technician: 'admin-role-technician', editor: 'admin-role-editor', admin: 'admin-role-admin' };
/** @type {Record<string, string>} */
export const STATE_NAMES = { active: 'admin-state-active', invited: 'admin-state-invited', disabled: 'admin-state-disabled' };
