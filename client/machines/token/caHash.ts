/** The hash of the cluster's CA that stands in a full token, and by which an agent knows that it talks to the right cluster. */

import { createHash, X509Certificate } from 'node:crypto';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, in their order; undefined when one of them is none. */
export function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  try {
    return (pem.match(PEM) ?? []).map((one) => new X509Certificate(one));
  } catch {
    // Not even OpenSSL's words say more than that.
    return undefined;
  }
}

/**
 * As K3s computes it, in hexadecimal: of one certificate over the text as it is, to the last line break; of several
 * over the root that the first leads to, so that an intermediate can be renewed. Where it leads to none, over the text.
 * Undefined for a text without certificates.
 */
export function caHash(pem: string, now: number): string | undefined {
  const certificates = certificatesIn(pem);
  const [first, ...others] = certificates ?? [];
  if (!first) return undefined;
  const root = others.length > 0 ? rootOf(first, others, now) : undefined;
  return createHash('sha256')
    .update(root?.raw ?? pem)
    .digest('hex');
}

/** Through issuers that vouch for one another now, up to one that vouches for itself. */
function rootOf(
  from: X509Certificate,
  others: readonly X509Certificate[],
  now: number,
  seen: readonly X509Certificate[] = [],
): X509Certificate | undefined {
  if (!holds(from, now)) return undefined;
  for (const issuer of others) {
    if (seen.includes(issuer) || !issuer.ca || !holds(issuer, now) || !isIssued(from, issuer)) continue;
    const root = isIssued(issuer, issuer) ? issuer : rootOf(issuer, others, now, [...seen, issuer]);
    if (root) return root;
  }
  return undefined;
}

const isIssued = (one: X509Certificate, by: X509Certificate): boolean =>
  one.checkIssued(by) && one.verify(by.publicKey);

const holds = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo);
