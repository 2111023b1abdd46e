/** Which addresses an image is pulled from, in which order, with which credentials, and why no others. */

import type { Release } from '../knowledge/flag.ts';
import { dockerHub, registryChanges } from '../knowledge/registries.ts';
import { hasSince } from '../knowledge/versions.ts';
import { urlRules } from './endpoint.ts';
import type { Credentials, Endpoint, Generated, Host, Server, Settings, Unreadable } from './host.ts';
import type { ImageName } from './image.ts';
import type { Auth, Registries, Rewrite, Text } from './model.ts';
import { readPattern, replaceAll } from './re2.ts';
import { tomlLibrary } from './readBack.ts';
import { readBack, readBackTable } from './toml.ts';
import { isLocalhost, parseUrl, portOf } from './url.ts';

/** What an address gets to prove who asks. `empty` and `broken` are written down but of no use. */
export type CredentialKind = 'none' | 'empty' | 'password' | 'identity-token' | 'auth' | 'broken';

/** One address that is asked. */
export interface Attempt {
  readonly kind: 'mirror' | 'embedded' | 'registry';
  readonly scheme: string;
  readonly host: string;
  /** What is asked for the manifest. */
  readonly url: string;
  /** After the rewrites. Several where more than one rewrite fits: containerd takes any of them. */
  readonly repositories: readonly string[];
  readonly rewrittenBy: readonly Rewrite[];
  /** There is a rewrite that only Go can try, so the repository may be another one. */
  readonly untried: boolean;
  readonly settings: Settings | undefined;
  readonly credentials: CredentialKind;
  /** https is tried first although http is written, because there are TLS settings. */
  readonly httpsFirst: boolean;
  readonly from?: Text;
}

/** Why nothing is pulled at all. */
export type Blocked =
  | { readonly kind: 'file-unreadable' }
  /** containerd does not start with its credentials. */
  | { readonly kind: 'runtime-unreadable' }
  /** A client certificate without its key, or the reverse, fails every pull of the registry. */
  | { readonly kind: 'client-pair'; readonly settings: Settings };

export interface Pull {
  readonly image: ImageName;
  /** The `hosts.toml` that counts: of the registry, of the wildcard, or none. */
  readonly by: 'registry' | 'wildcard' | 'nothing';
  readonly host?: Host;
  /** containerd cannot read that file and does as if it were not there. */
  readonly unreadable?: Unreadable;
  readonly attempts: readonly Attempt[];
  readonly blocked?: Blocked;
}

/**
 * The way of one image.
 * (containerd 1.7.23 `remotes/docker/config/hosts.go`, `resolver.go` with the K3s patch for rewrites, and its CRI
 * `registryHosts`.)
 */
export function endpointsFor(
  image: ImageName,
  registries: Registries,
  { hosts, credentials }: Generated,
  release: Release,
): Pull {
  const host = hostFor(image.registry, hosts);
  const by = host ? (host.folder === '_default' ? 'wildcard' : 'registry') : 'nothing';
  const read = host && !host.unreadable ? host : undefined;
  const steps = read ? stepsOf(read, image.registry, release) : [defaultStep(image.registry, undefined)];
  const blocked = blockedBy(registries, credentials, read);
  return {
    image,
    by,
    ...(host ? { host } : {}),
    ...(host?.unreadable ? { unreadable: host.unreadable } : {}),
    attempts: blocked ? [] : steps.map((step) => attemptOf(step, image, credentials, release)),
    ...(blocked ? { blocked } : {}),
  };
}

/** The folder containerd finds: one with a port may be written with underscores. */
function hostFor(registry: string, hosts: ReadonlyMap<string, Host>): Host | undefined {
  const colon = registry.lastIndexOf(':');
  const escaped = colon > 0 ? `${registry.slice(0, colon)}_${registry.slice(colon + 1)}_` : registry;
  const own = hosts.get(escaped) ?? hosts.get(registry);
  if (own) return own;
  // A name with a path makes a folder for its first part, which hides the wildcard.
  const hidden = [...hosts.keys()].some((name) => name.startsWith(`${registry}/`));
  return hidden ? undefined : hosts.get('_default');
}

function blockedBy(registries: Registries, { unreadable }: Credentials, host: Host | undefined): Blocked | undefined {
  if (registries.error) return { kind: 'file-unreadable' };
  if (unreadable.length > 0) return { kind: 'runtime-unreadable' };
  const all = host ? [...host.endpoints, ...(host.server ? [host.server] : [])] : [];
  const half = all.find(({ settings }) => settings && (settings.certFile === '') !== (settings.keyFile === ''));
  return half?.settings ? { kind: 'client-pair', settings: half.settings } : undefined;
}

interface Step {
  readonly kind: Attempt['kind'];
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly settings: Settings | undefined;
  readonly endpoint?: Endpoint;
  /** TLS is decided by containerd itself, for an unconfigured local registry. */
  readonly local?: boolean;
}

function stepsOf({ endpoints, server }: Host, registry: string, release: Release): Step[] {
  const library = tomlLibrary(release);
  const steps = endpoints.map((endpoint): Step => {
    const { from, overridePath, settings } = endpoint;
    const kind = from ? 'mirror' : 'embedded';
    const written = readBackTable(endpoint.url, library) ?? endpoint.url;
    return { kind, ...baseOf(written, overridePath, release), settings, endpoint };
  });
  const tail = server && serverStep(server, registry, release);
  const all = tail ? [...steps, tail] : steps;
  const last = all.at(-1);
  // An address without a host, or none at all, becomes that of the registry.
  if (!last) return [defaultStep(registry, server?.settings)];
  return last.host === '' ? [...all.slice(0, -1), defaultStep(registry, last.settings)] : all;
}

function serverStep({ url, settings, folded }: Server, registry: string, release: Release): Step {
  if (!url) return defaultStep(registry, settings);
  const written = readBack(url, tomlLibrary(release)) ?? url;
  const kind = folded && !folded.from ? 'embedded' : 'registry';
  return { kind, ...baseOf(written, false, release), settings };
}

function defaultStep(registry: string, settings: Settings | undefined): Step {
  const host = registry === 'docker.io' ? dockerHub : registry;
  const port = portOf(host);
  const local = isLocalhost(host);
  const scheme = local && port !== '' && port !== '443' ? 'http' : 'https';
  return { kind: 'registry', scheme, host, path: '/v2', settings, local: local && port !== '80' };
}

/** Host and path of an address as containerd completes them. */
function baseOf(written: string, overridePath: boolean, release: Release): Pick<Step, 'scheme' | 'host' | 'path'> {
  const parsed = parseUrl(written.startsWith('http') ? written : `https://${written}`, urlRules(release));
  if ('flaw' in parsed) return { scheme: '', host: '', path: '' };
  const { scheme, host, path } = parsed.url;
  const clean = path === '' ? '' : cleanPath(path);
  return { scheme, host, path: overridePath || clean.endsWith('/v2') ? clean : `${clean}/v2` };
}

/** Go's `path.Clean`. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  const rooted = path.startsWith('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  return `${rooted ? '/' : ''}${parts.join('/')}` || '.';
}

function attemptOf(step: Step, image: ImageName, credentials: Credentials, release: Release): Attempt {
  const { kind, scheme, host, path, settings, endpoint, local } = step;
  const { repositories, rewrittenBy, untried } = rewritten(image.repository, endpoint);
  const [repository = image.repository] = repositories;
  const port = portOf(host);
  const hasTls = settings && (settings.caFile || settings.certFile || settings.keyFile || settings.skipVerify);
  return {
    kind,
    scheme,
    host,
    url: `${scheme}://${host}${path.replace(/^(?=[^/])/, '/')}/${repository}/manifests/${image.digest || image.tag}`,
    repositories,
    rewrittenBy,
    untried,
    settings,
    credentials: kindOf(credentialFor(host, credentials, release)),
    httpsFirst: scheme === 'http' && port !== '' && port !== '80' && Boolean(hasTls || local),
    ...(endpoint?.from ? { from: endpoint.from } : {}),
  };
}

/** What a host is shown, by its exact name. */
export function credentialFor(host: string, { byHost }: Credentials, release: Release): Auth | undefined {
  const alias = host === dockerHub && hasSince(registryChanges.dockerHubAlias, release) ? 'docker.io' : host;
  return byHost.get(host) ?? byHost.get(alias);
}

/** What containerd makes of credentials, in its order. (CRI `ParseAuth`.) */
export function kindOf(auth: Auth | undefined): CredentialKind {
  if (!auth) return 'none';
  if (auth.username) return 'password';
  if (auth.identityToken) return 'identity-token';
  if (!auth.auth) return 'empty';
  return isUserAndPassword(auth.auth.text) ? 'auth' : 'broken';
}

/** Whether a text is the base64 of `user:password`, which is what `auth` holds. */
export function isUserAndPassword(text: string): boolean {
  const bare = text.replace(/[\r\n]/g, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare) && atob(bare).includes(':');
}

/** The first rewrite that changes something counts, but there is no first among several. */
function rewritten(
  repository: string,
  endpoint: Endpoint | undefined,
): { repositories: readonly string[]; rewrittenBy: readonly Rewrite[]; untried: boolean } {
  const results = new Map<string, Rewrite[]>();
  const written = endpoint?.mirror?.rewrites ?? [];
  let untried = false;
  [...(endpoint?.rewrites ?? [])].forEach(([pattern, replacement], index) => {
    const read = readPattern(pattern);
    const result = replaceAll(read, repository, replacement);
    if (result === undefined && !read.flaw) untried = true;
    const source = written[index];
    if (result === undefined || result === repository || !source) return;
    results.set(result, [...(results.get(result) ?? []), source]);
  });
  return results.size === 0
    ? { repositories: [repository], rewrittenBy: [], untried }
    : { repositories: [...results.keys()], rewrittenBy: [...results.values()].flat(), untried };
}
