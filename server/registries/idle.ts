/** Entries of `mirrors` and `configs` that do nothing, or less than they seem to, and why. */

import { configsAloneBroken, dockerHub, registryChanges } from '../knowledge/registries.ts';
import { hasSince } from '../knowledge/versions.ts';
import type { YamlNode } from '../yaml/tree.ts';
import type { Generated, Options } from './host.ts';
import { canBeAsked, isRegistryName } from './image.ts';
import type { HostSettings, Mirror, Registries } from './model.ts';

export type IdleMirror =
  /** A scheme stands in front: `https://reg.lan`. */
  | 'scheme'
  /** A path stands behind: `reg.lan/team`. */
  | 'path'
  /** Images from Docker Hub are asked for under docker.io only. */
  | 'docker-hub-name'
  /** Without a dot or a port the first word of an image is a folder on Docker Hub. */
  | 'folder-name'
  /** No host can be called so. */
  | 'no-host'
  /** K3s refuses the name and says so in its log. */
  | 'refused'
  | 'no-endpoints'
  /** Every endpoint is refused. */
  | 'endpoints-refused'
  /** The only endpoint is the registry itself. */
  | 'only-itself'
  /** containerd cannot read the file K3s writes for it. */
  | 'unreadable';

export type IdleSettings =
  | 'scheme'
  | 'path'
  | 'no-host'
  | 'refused'
  | 'empty'
  /** An endpoint is on the same host, but with another port or none. */
  | 'other-port'
  /** They count for the registry itself, not for the endpoints that stand in for it. */
  | 'mirrored'
  /** The same with credentials only, which the registry itself may well want. */
  | 'mirrored-credentials'
  /** With `*` under `mirrors` too, TLS and credentials of `*` are lost. */
  | 'wildcard-lost'
  /** `*` counts for registries without an entry, never for the endpoints of others. */
  | 'wildcard-narrow'
  /** registry-1.docker.io has an entry, and that one counts. */
  | 'shadowed'
  /** The release looks for credentials of Docker Hub under registry-1.docker.io only. */
  | 'docker-hub-credentials'
  /** A name Docker Hub answers to elsewhere, but not here. */
  | 'docker-hub-name'
  | 'unreadable';

export type Idle =
  | { readonly entry: 'mirror'; readonly of: Mirror; readonly why: IdleMirror; readonly meant?: string }
  | { readonly entry: 'config'; readonly of: HostSettings; readonly why: IdleSettings; readonly meant?: string };

/** Names of Docker Hub that people write and containerd never asks for. */
const HUB_NAMES = new Set(['index.docker.io', 'hub.docker.com', 'docker.com', 'www.docker.com', 'registry.docker.io']);

/** All of them, in the order of the file; none where K3s cannot read it. */
export function idleEntries(registries: Registries, generated: Generated, options: Options): Idle[] {
  if (registries.error) return [];
  const refused = new Set(
    generated.log.filter(({ kind }) => kind === 'invalid-registry').map(({ registry }) => registry),
  );
  const told = new Set(registries.dropped.map(({ path }) => nameIn(path[0], path[1])));
  const invalid = new Map<string, number>();
  for (const { kind, registry } of generated.log) {
    if (kind === 'invalid-endpoint') invalid.set(registry, (invalid.get(registry) ?? 0) + 1);
  }
  const known: Known = { registries, generated, refused, told, invalid, asked: askedHosts(generated), options };
  const mirrors = [...registries.mirrors.values()].flatMap((of): Idle[] => {
    const why = idleMirror(of, known);
    return why ? [{ entry: 'mirror', of, ...why }] : [];
  });
  const configs = [...registries.configs.values()].flatMap((of): Idle[] => {
    const why = idleSettings(of, known);
    return why ? [{ entry: 'config', of, ...why }] : [];
  });
  return [...mirrors, ...configs].sort((a, b) => placeOf(a).start - placeOf(b).start);
}

const placeOf = ({ of }: Idle): YamlNode => of.key;

interface Because<Why> {
  readonly why: Why;
  /** The name that was probably meant. */
  readonly meant?: string;
}

/** What the reasons are looked for in. */
interface Known {
  readonly registries: Registries;
  readonly generated: Generated;
  /** Names K3s cannot read. */
  readonly refused: ReadonlySet<string>;
  /** Entries of which something is dropped, which is told by itself. */
  readonly told: ReadonlySet<string>;
  /** How many endpoints of a registry are refused. */
  readonly invalid: ReadonlyMap<string, number>;
  readonly asked: Asked;
  readonly options: Options;
}

const nameIn = (section = '', name = ''): string => `${section}\n${name}`;

function idleMirror(
  { name, endpoints }: Mirror,
  { generated: { hosts }, refused, told, invalid, options }: Known,
): Because<IdleMirror> | undefined {
  const odd = oddName(name);
  if (odd) return odd;
  if (HUB_NAMES.has(name)) return { why: 'docker-hub-name', meant: 'docker.io' };
  if (refused.has(name)) return { why: 'refused' };
  if (name !== '*' && !canBeAsked(name)) return { why: isRegistryName(name) ? 'no-host' : 'folder-name' };
  const host = hosts.get(name === '*' ? '_default' : name);
  if (host?.unreadable) return { why: 'unreadable' };
  if (endpoints.length === 0) {
    const counts = options.embedded !== undefined || options.mayEmbed === true;
    return counts || told.has(nameIn('mirrors', name)) ? undefined : { why: 'no-endpoints' };
  }
  if (host && host.endpoints.length > 0) return undefined;
  if (invalid.get(name) === endpoints.length) return { why: 'endpoints-refused' };
  // There the settings of a registry need it.
  return configsAloneBroken.includes(options.release) ? undefined : { why: 'only-itself' };
}

function idleSettings(
  { name, auth, tls }: HostSettings,
  {
    registries: { mirrors, configs },
    generated: { hosts },
    asked,
    refused,
    told,
    options: { release, noDefaultEndpoint },
  }: Known,
): Because<IdleSettings> | undefined {
  const odd = oddName(name);
  if (odd) return odd;
  if (HUB_NAMES.has(name)) return { why: 'docker-hub-name', meant: dockerHub };
  if (refused.has(name)) return { why: 'refused' };
  const mirror = mirrors.get(name);
  if (!auth && !tls) {
    return told.has(nameIn('configs', name)) || (noDefaultEndpoint && mirror) ? undefined : { why: 'empty' };
  }
  if (name === '*' && !hasSince(registryChanges.wildcard, release)) return undefined;
  if (name === '*')
    return mirror ? { why: 'wildcard-lost' } : mirrors.size > 0 ? { why: 'wildcard-narrow' } : undefined;
  if (name === 'docker.io') {
    if (configs.has(dockerHub)) return { why: 'shadowed' };
    if (auth && !hasSince(registryChanges.dockerHubAlias, release)) {
      return { why: 'docker-hub-credentials', meant: dockerHub };
    }
  }
  if (asked.exact.has(name)) return undefined;
  if (hosts.get(name)?.unreadable) return { why: 'unreadable' };
  const port = asked.byHost.get(bare(name));
  if (port !== undefined) return { why: 'other-port', meant: port };
  if (mirror && mirror.endpoints.length > 0 && !noDefaultEndpoint) {
    // Somebody who wrote settings for an endpoint knows where they belong.
    const own = hosts.get(name)?.endpoints.some(({ settings }) => settings?.from);
    return own ? undefined : { why: tls ? 'mirrored' : 'mirrored-credentials' };
  }
  return canBeAsked(name) || asked.exact.size === 0 ? undefined : { why: 'no-host' };
}

/** The names under which the settings of endpoints are looked for. */
interface Asked {
  readonly exact: ReadonlySet<string>;
  /** One of them for each host without its port. */
  readonly byHost: ReadonlyMap<string, string>;
}

/** The hosts of all endpoints. */
export function askedHosts({ hosts }: Generated): Asked {
  const exact = new Set<string>();
  for (const { endpoints, server } of hosts.values()) {
    for (const endpoint of server?.folded ? [...endpoints, server.folded] : endpoints) {
      exact.add(endpoint.host);
      exact.add(endpoint.registry);
    }
  }
  return { exact, byHost: new Map([...exact].reverse().map((host) => [bare(host), host])) };
}

const bare = (host: string): string => host.replace(/:\d*$/, '');

function oddName(name: string): Because<'scheme' | 'path'> | undefined {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(name);
  const rest = scheme ? name.slice(scheme[0].length) : name;
  // Before an @ stand user and password, which no registry is called by.
  const host = rest.replace(/[/?#].*$/s, '').replace(/^.*@/s, '');
  const hub = HUB_NAMES.has(host) ? 'docker.io' : host;
  if (scheme) return { why: 'scheme', ...(hub ? { meant: hub } : {}) };
  return rest.includes('/') && name !== '*' ? { why: 'path', ...(hub ? { meant: hub } : {}) } : undefined;
}
