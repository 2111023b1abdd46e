/** Sentences that hover, view and lenses share. None of them holds a password or a token. */

import { dockerHub } from '../knowledge/registries.ts';
import type { RegistryBlock } from '../knowledge/registryFields.ts';
import { MASK } from '../words/password.ts';
import { say } from '../words/say.ts';
import { configHost, dockerHubKey, idleMirror, keyUrl } from './checks/name.ts';
import { portMismatch } from './checks/port.ts';
import type { Endpoint, Host, Logged, Settings, Unreadable } from './host.ts';
import type { Idle } from './idle.ts';
import type { Blocked, CredentialKind } from './pull.ts';
import { portOf } from './url.ts';

/** An address or a name as it may be shown: without user and password, and without what follows the path. */
export function publicUrl(text: string): string {
  const bare = text.replace(/[?#].*$/s, '').replace(/[\r\n\t\u0085\u2028\u2029]+/g, ' ');
  return bare.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/*).*@/s, `$1${MASK}@`);
}

/** The block a path of names leads into, for the fields that stand in it. */
export function blockAt(path: readonly string[]): RegistryBlock | undefined {
  const [section, , part] = path;
  if (path.length === 0) return 'file';
  if (path.length === 2 && section === 'mirrors') return 'mirror';
  if (path.length === 2 && section === 'configs') return 'host';
  if (path.length === 2 && section === 'auths') return 'auth';
  return path.length === 3 && section === 'configs' && (part === 'auth' || part === 'tls') ? part : undefined;
}

/** What containerd shows a host, by kind. */
export function credentialWords(kind: CredentialKind): string {
  switch (kind) {
    case 'none':
      return say('none');
    case 'empty':
      return say('none, because nothing usable is in "auth"');
    case 'password':
      return say('user name and password');
    case 'identity-token':
      return say('identity token');
    case 'auth':
      return say('user name and password, both in "auth"');
    case 'broken':
      return say('unreadable, so every pull fails');
  }
}

/** How a connection is secured: who vouches for the host, and what it is shown. */
export interface TlsFacts {
  readonly mode: 'system' | 'ca' | 'unverified' | 'none';
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The address says http, and https is tried before it. */
  readonly httpsFirst?: true;
}

/** TLS at an address. */
export function tlsOf(scheme: string, host: string, settings: Settings | undefined): TlsFacts {
  const { caFile = '', certFile = '', keyFile = '', skipVerify = false } = settings ?? {};
  const isSet = skipVerify || caFile !== '' || certFile !== '' || keyFile !== '';
  const httpsFirst = scheme === 'http' && isSet && !['', '80'].includes(portOf(host));
  if (scheme === 'http' && !httpsFirst) return { mode: 'none' };
  return {
    mode: skipVerify ? 'unverified' : caFile ? 'ca' : 'system',
    ...(caFile ? { caFile } : {}),
    ...(certFile ? { certFile } : {}),
    ...(keyFile ? { keyFile } : {}),
    ...(httpsFirst ? { httpsFirst: true } : {}),
  };
}

export function tlsWords({ mode, caFile = '', certFile, httpsFirst }: TlsFacts): string {
  const check = {
    none: say('none, plain HTTP'),
    unverified: say('any certificate is taken'),
    ca: say('checked against the authorities of the system and {0}', caFile),
    system: say('checked against the authorities of the system'),
  }[mode];
  const shown = certFile ? say('{0}, with the client certificate {1}', check, certFile) : check;
  return httpsFirst ? say('{0}; https is tried before http', shown) : shown;
}

/** What containerd does with the path of an endpoint. */
export function pathWords({ overridePath, path, from }: Endpoint): string {
  if (overridePath) return say('The path {0} is taken as it stands, nothing is put behind it', path);
  const written = from !== undefined && /\/v2\/?$/.test(from.text);
  return written ? say('The path is the usual one') : say('K3s puts the usual path {0} behind it', '/v2');
}

/** Settings that count for a registry, though not for the endpoints that stand in for it or for others. */
const PARTLY: ReadonlySet<Idle['why']> = new Set(['mirrored', 'mirrored-credentials', 'wildcard-narrow', 'shadowed']);

/** Whether an entry still does something for the registry itself. */
export const isPartlyUsed = ({ why }: Idle): boolean => PARTLY.has(why);

/** Why an entry does nothing, in the words of the findings. */
export function idleWords({ entry, why, of, meant = '' }: Idle): string {
  const template = IDLE[why];
  return template === undefined
    ? say('containerd cannot read the file that K3s writes for "{0}", so none of it counts.', publicUrl(of.name))
    : say(template, publicUrl(of.name), meant, entry === 'mirror' ? 'mirrors' : 'configs');
}

const IDLE: Readonly<Record<string, string | undefined>> = {
  ...keyUrl.message,
  ...portMismatch.message,
  ...dockerHubKey.message,
  ...configHost.message,
  ...idleMirror.message,
  'mirrored-credentials': configHost.message.mirrored,
};

export function unreadableWords(folder: string, unreadable: Unreadable): string {
  const name = folder === '_default' ? '*' : publicUrl(folder);
  switch (unreadable.kind) {
    case 'rewrite':
      return say('containerd cannot read a rewrite of "{0}", so it goes on as if there were no entry.', name);
    case 'address':
      return say('containerd cannot read an address of "{0}", so it goes on as if there were no entry.', name);
    case 'file':
      return say('containerd cannot read the path of a file for "{0}", so it goes on as if there were no entry.', name);
  }
}

export function blockedWords(blocked: Blocked): string {
  switch (blocked.kind) {
    case 'file-unreadable':
      return say('K3s cannot read registries.yaml, so the node does not come up.');
    case 'runtime-unreadable':
      return say('containerd cannot read the credentials and does not start.');
    case 'client-pair':
      return say('A client certificate without its key, or the reverse, makes every pull fail.');
  }
}

/** A line that K3s writes to its log about the file. */
export function logWords(logged: Logged): string {
  const registry = publicUrl(logged.registry);
  if (logged.kind === 'invalid-registry')
    return say('error: K3s skips "{0}", which it cannot read as a host', registry);
  const endpoint = publicUrl(logged.endpoint.text);
  return logged.kind === 'invalid-endpoint'
    ? say('warning: K3s skips the endpoint "{0}" of "{1}", which is no URL', endpoint, registry)
    : say('warning: K3s skips the endpoint "{0}" of "{1}", which stands there twice', endpoint, registry);
}

/** The registry itself, in the fewest words that name it. */
export function defaultName({ folder, server }: Host): string {
  if (folder === '_default') return say('the registry itself');
  return publicUrl(server?.address?.host || (folder === 'docker.io' ? dockerHub : folder));
}

/** What is asked after the endpoints, as Markdown. */
export function defaultWords(host: Host): string {
  if (!host.server) return say('The registry itself is never asked, because disable-default-registry-endpoint is set.');
  if (host.server.url === null || host.folder === '_default') return say('Last, the registry that the image names.');
  return say('Last, the registry itself: {0}', `\`${publicUrl(host.server.url)}\``);
}
