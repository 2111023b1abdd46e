/** What TLS needs for an account: authorities, client certificate and key, checked before anything is sent. */

import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { say } from '../say.ts';
import { done, failed, type Result } from './trouble.ts';

/** What an account says about TLS, in PEM. */
export interface TlsMaterial {
  readonly authority?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly skipVerify: boolean;
}

/** Ready for `tls.connect`. */
export interface TlsOptions {
  readonly secureContext: tls.SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
}

/** Reads certificates and key once; garbage is told by its place, never by its content. */
export function tlsOptions({ authority, certificate, key, serverName, skipVerify }: TlsMaterial): Result<TlsOptions> {
  if ((certificate === undefined) !== (key === undefined))
    return failed(
      'invalid',
      certificate === undefined
        ? say('The kubeconfig has a client key, but no client certificate.')
        : say('The kubeconfig has a client certificate, but no client key.'),
      again(),
    );
  const authorities = authority ?? systemAuthorities();
  if (!accepted({ ca: authorities }) || (authority !== undefined && !authority.includes('-----BEGIN')))
    return failed('invalid', say('The certificate authority of the kubeconfig is no certificate.'), again());
  if (certificate !== undefined && key !== undefined && !accepted({ cert: certificate, key }))
    return failed(
      'invalid',
      say('Client certificate and client key cannot be read, or do not belong together.'),
      again(),
    );
  const secureContext = tls.createSecureContext({
    ca: authorities,
    minVersion: 'TLSv1.2',
    ...(certificate === undefined || key === undefined ? undefined : { cert: certificate, key }),
  });
  return done({
    secureContext,
    rejectUnauthorized: !skipVerify,
    ...(serverName ? { servername: serverName } : undefined),
  });
}

/** When the client certificate stops being valid. */
export function expiryOf(certificate: string | undefined): Date | undefined {
  if (certificate === undefined) return undefined;
  try {
    return new Date(new X509Certificate(certificate).validTo);
  } catch {
    // What cannot be read is told by `tlsOptions`.
    return undefined;
  }
}

function accepted(options: tls.SecureContextOptions): boolean {
  try {
    tls.createSecureContext(options);
    return true;
  } catch {
    // OpenSSL's words say less than the sentence that follows.
    return false;
  }
}

/** A cluster without an authority of its own is trusted as the machine trusts. */
function systemAuthorities(): string[] {
  const { getCACertificates } = tls;
  if (typeof getCACertificates !== 'function') return [...tls.rootCertificates];
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}

const again = (): string => say('Import the kubeconfig again.');
