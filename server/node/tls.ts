/** The TLS versions and cipher suites that the API server takes, by the names Go gives them. */

/** Values of `tls-min-version`. (k8s.io/component-base/cli/flag.) */
export const TLS_VERSIONS: readonly string[] = ['VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13'];

/** Values of `tls-cipher-suites`: the secure and the insecure suites of Go's crypto/tls. */
export const CIPHER_SUITES: ReadonlySet<string> = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
]);

/** What somebody means by another spelling: `1.2`, `TLS1.2`, `tls12` for a version. */
export function meantVersion(text: string): string | undefined {
  const digits = /1[._]?([0-3])$/.exec(text.trim())?.[1];
  return digits === undefined ? undefined : `VersionTLS1${digits}`;
}

/** The suite that OpenSSL calls so: `ECDHE-RSA-AES128-GCM-SHA256`. */
export function meantSuite(text: string): string | undefined {
  const name = text.trim().toUpperCase().replace(/-/g, '_');
  const words = name
    .replace(/^TLS_/, '')
    .replace(/AES(128|256)_/, 'AES_$1_')
    .replace(/^(ECDHE_(?:RSA|ECDSA)|RSA)_(?!WITH)/, '$1_WITH_');
  const candidates = [`TLS_${words}`, name, `TLS_${words}`.replace(/(CHACHA20_POLY1305)$/, '$1_SHA256')];
  return candidates.find((candidate) => CIPHER_SUITES.has(candidate));
}
