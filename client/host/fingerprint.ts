/** A key as ssh names it to people. */

import { createHash } from 'node:crypto';

/** `SHA256:…` of a public key in base64, as it stands in known_hosts, authorized_keys and `*.pub`. */
export function fingerprint(key: string): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}
