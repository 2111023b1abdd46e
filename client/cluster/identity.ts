/** The headers by which an API server knows who asks, and as whom. */

import { say } from '../say.ts';
import type { UserOf } from './kubeconfigUser.ts';
import { done, failed, type Result } from './trouble.ts';

type Headers = Record<string, string | string[]>;

/** Authorization and impersonation; a value that cannot stand in a header is told, not sent. */
export function identityHeaders(user: UserOf, token: string | undefined): Result<Headers> {
  const headers: Headers = {};
  if (token) headers.authorization = `Bearer ${token}`;
  else if (user.username)
    headers.authorization = `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
  const { impersonate } = user;
  if (impersonate) {
    headers['impersonate-user'] = impersonate.user;
    if (impersonate.uid) headers['impersonate-uid'] = impersonate.uid;
    if (impersonate.groups.length > 0) headers['impersonate-group'] = [...impersonate.groups];
    for (const [key, values] of impersonate.extra) headers[`impersonate-extra-${escaped(key)}`] = [...values];
  }
  const wrong = Object.values(headers)
    .flat()
    .some((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value));
  if (!wrong) return done(headers);
  return failed(
    'invalid',
    say('The token or name of this user holds characters that cannot be sent.'),
    say('Import the kubeconfig again.'),
  );
}

/** As client-go writes the keys of extras: what no header name may hold is percent-encoded. */
function escaped(key: string): string {
  const bytes = [...Buffer.from(key.toLowerCase())];
  return bytes
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[a-z0-9!#$&'*+.^_`|~-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
