// Says who the logged-in owner is, for `Aftercare.identify(token)`. Node 18 or newer, nothing to install.
// As a program it prints a token: AFTERCARE_SECRET=... node identity.mjs https://cars.example https://chat.example 2026-11 owner-7
import { createHmac } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * @param {{site: string, chat: string, kid: string, secret: string}} key  the origins of your site and of the chat, and the shared secret
 * @param {{id: string, email?: string, name?: string}} owner  of your own session, never of what the browser says
 */
export function identityToken({ site, chat, kid, secret }, { id, email, name }) {
  const head = { alg: 'HS256', typ: 'JWT', kid };
  const claims = { iss: site, aud: chat, sub: id, exp: Math.floor(Date.now() / 1000) + 3600, email, name };
  const signed = `${part(head)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [site, chat, kid, id, email, name] = process.argv.slice(2);
  process.stdout.write(identityToken({ site, chat, kid, secret: process.env.AFTERCARE_SECRET ?? '' }, { id, email, name }));
}
