/** Who is at the other end: by bearer token or by client certificate. */

import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Access, User } from '../api/access.ts';

/** The user, or undefined where nobody known speaks; there are no anonymous users, as in K3s. */
export function identify(message: IncomingMessage, access: Access): User | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(message.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return access.byToken(bearer);
  const socket = message.socket as TLSSocket;
  if (!socket.authorized) return undefined;
  // A group of several values comes as an array, whatever the type says.
  const subject = socket.getPeerCertificate().subject as { CN?: string; O?: string | string[] } | undefined;
  if (subject?.CN === undefined) return undefined;
  return { name: subject.CN, groups: subject.O === undefined ? [] : [subject.O].flat() };
}
