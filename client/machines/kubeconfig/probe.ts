/** Asks a server for its certificate, as any client would, and says whether it is the one that is meant, and for which names. */

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';

export type Probed =
  /** It answers with a certificate of the CA, which holds for these names and addresses. */
  | { readonly kind: 'answers'; readonly names: readonly string[] }
  /** Somebody else answers, or with a certificate that is out of date. */
  | { readonly kind: 'stranger' }
  | { readonly kind: 'silent' };

const LIMIT_MS = 4000;

/** Sends nothing but a handshake. `host` is a name or an address without brackets, `authority` the CA as PEM. */
export function probe(
  host: string,
  port: number,
  authority: string,
  { timeoutMs = LIMIT_MS, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Probed> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      ca: authority,
      ...(isIP(host) === 0 ? { servername: host } : undefined),
      // For which names it is good is what we want to know.
      checkServerIdentity: () => undefined,
      rejectUnauthorized: false,
    });
    const end = (probed: Probed): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', silent);
      socket.destroy();
      resolve(probed);
    };
    const silent = (): void => end({ kind: 'silent' });
    const timer = setTimeout(silent, timeoutMs);
    signal?.addEventListener('abort', silent);
    socket.on('error', silent);
    socket.on('secureConnect', () => {
      if (!socket.authorized) return end({ kind: 'stranger' });
      const { raw } = socket.getPeerCertificate() as Partial<PeerCertificate>;
      end(raw ? { kind: 'answers', names: namesIn(new X509Certificate(raw)) } : { kind: 'stranger' });
    });
    if (signal?.aborted) silent();
  });
}

/** The names and addresses a certificate is for; whatever else stands there is none of them. */
export function namesIn({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): readonly string[] {
  return subjectAltName.split(', ').flatMap((part) => {
    const [, type, name = ''] = /^(DNS|IP Address):(.+)$/.exec(part) ?? [];
    if (type === 'DNS') return /^(?:\*\.)?[\w.-]{1,253}$/.test(name) ? [name.toLowerCase()] : [];
    return isIP(name) === 0 ? [] : [canonical(name)];
  });
}

/** One spelling for each address: OpenSSL writes `0:0:0:0:0:0:0:1`. */
export function canonical(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return isIP(bare) === 6 ? (URL.parse(`https://[${bare}]`)?.hostname.slice(1, -1) ?? bare) : bare;
}
