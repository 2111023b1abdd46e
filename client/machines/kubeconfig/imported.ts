/** The kubeconfig that K3s wrote on a server, of which only what is needed and harmless is taken: no programs, no paths. */

import { X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import { asArray, asText, at } from '../../cluster/json.ts';
import { say } from '../../say.ts';
import { certificatesIn } from '../token/caHash.ts';
import { type MachineTrouble, machineTrouble } from '../trouble.ts';

/** How to reach a cluster, with the administrator's key in it: a secret. */
export interface Imported {
  /** `https://127.0.0.1:6443`, as it is good on the server. */
  readonly server: URL;
  /** Base64, as it stands in the file. */
  readonly authority: string;
  /** The same as PEM. */
  readonly authorityPem: string;
  /** The name in the certificate to expect, where it is not that of the address. */
  readonly tlsServerName?: string;
  /** By their keys in a kubeconfig. */
  readonly user: Readonly<Record<string, string>>;
}

const LARGEST = 1024 * 1024;
/** A certificate with its key, or a token. */
const USER_KEYS = ['client-certificate-data', 'client-key-data', 'token'] as const;

/** Reads it. Never throws, and never tells what stands in it. */
export function readImported(text: string): { readonly ok: true; readonly imported: Imported } | MachineTrouble {
  const root = text.length > LARGEST ? undefined : parsed(text);
  const wanted = asText(at(root, 'current-context'));
  const context = entryOf(root, 'contexts', wanted, 'context');
  const cluster = entryOf(root, 'clusters', asText(at(context, 'cluster')), 'cluster');
  const found = entryOf(root, 'users', asText(at(context, 'user')), 'user');
  const server = URL.parse(asText(at(cluster, 'server')) ?? '');
  const authority = asText(at(cluster, 'certificate-authority-data'));
  if (server?.protocol !== 'https:' || server.username !== '' || authority === undefined)
    return no(say('The kubeconfig on the server names no cluster with an https address and a CA.'));
  const authorityPem = decoded(authority);
  if (!authorityPem || !certificatesIn(authorityPem)?.length)
    return no(say('The CA in the kubeconfig on the server is no certificate.'));
  const user = Object.fromEntries(
    USER_KEYS.flatMap((key) => {
      const value = asText(at(found, key));
      return value ? [[key, value] as const] : [];
    }),
  );
  if (!isUser(user))
    return no(
      say('The user in the kubeconfig on the server has neither a client certificate with its key nor a token.'),
    );
  return { ok: true, imported: { server, authority, authorityPem, user } };
}

/** When the client certificate ends; undefined for a token. */
export function expiresOf({ user }: Imported): number | undefined {
  const certificate = user['client-certificate-data'];
  const [first] = certificate === undefined ? [] : (certificatesIn(decoded(certificate) ?? '') ?? []);
  return first && Date.parse(first.validTo);
}

function parsed(text: string): unknown {
  try {
    return parse(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  } catch {
    // The library's message quotes the text, and the text holds secrets.
    return undefined;
  }
}

function entryOf(root: unknown, list: string, name: string | undefined, key: string): unknown {
  const entry = asArray(at(root, list))?.find((one) => name !== undefined && at(one, 'name') === name);
  return at(entry, key);
}

/** One line of base64; undefined for anything else. */
const decoded = (text: string): string | undefined =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined;

function isUser(user: Readonly<Record<string, string>>): boolean {
  const { token, 'client-certificate-data': certificate, 'client-key-data': key } = user;
  if (certificate === undefined && key === undefined) return token !== undefined && /^[!-~]+$/.test(token);
  const pem = decoded(certificate ?? '');
  return (
    isCertificate(pem) && /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(decoded(key ?? '') ?? '') && token === undefined
  );
}

function isCertificate(pem: string | undefined): boolean {
  try {
    return pem !== undefined && new X509Certificate(pem).subject !== undefined;
  } catch {
    // Whatever is wrong with it, it is none.
    return false;
  }
}

const no = (message: string): MachineTrouble =>
  machineTrouble(message, say('Restart K3s on the server, which writes the file anew, and try again.'));
