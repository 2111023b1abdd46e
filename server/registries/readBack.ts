/** Reads the generated files as containerd does, to know which of them it cannot read and why. */

import type { Release } from '../knowledge/flag.ts';
import { registryChanges } from '../knowledge/registries.ts';
import { hasSince } from '../knowledge/versions.ts';
import type { Endpoint, Host, Settings, Unreadable } from './host.ts';
import type { Mirror } from './model.ts';
import { readBack, readBackName, readBackTable, survivesQuoting, type TomlLibrary } from './toml.ts';
import { parseUrl, type UrlRules } from './url.ts';

/** Library that containerd reads its files with. */
export function tomlLibrary(release: Release): TomlLibrary {
  return hasSince(registryChanges.secondToml, release) ? 2 : 1;
}

/** A host with its rewrites as containerd understands them, or with the reason why it cannot read the file. */
export function asRead(host: Host, library: TomlLibrary, rules: UrlRules): Host {
  const unreadable = unreadableIn(host, library, rules);
  if (unreadable) return { ...host, unreadable };
  return { ...host, endpoints: host.endpoints.map((endpoint) => readRewrites(endpoint, library)) };
}

function readRewrites(endpoint: Endpoint, library: TomlLibrary): Endpoint {
  const rewrites = [...endpoint.rewrites].map(
    ([pattern, replacement]) =>
      [readBackName(pattern, library) ?? pattern, readBack(replacement, library) ?? replacement] as const,
  );
  return { ...endpoint, rewrites: new Map(rewrites) };
}

function unreadableIn(
  { server, endpoints, mirror }: Host,
  library: TomlLibrary,
  rules: UrlRules,
): Unreadable | undefined {
  if (server) {
    if (server.url && !isReadable(readBack(server.url, library), rules)) {
      return { kind: 'address', url: server.url, ...(server.folded?.from ? { from: server.folded.from } : {}) };
    }
    const file = unreadableFile(server.settings);
    if (file) return file;
  }
  for (const endpoint of endpoints) {
    const { url, from, settings } = endpoint;
    if (!isReadable(readBackTable(url, library), rules)) return { kind: 'address', url, ...(from ? { from } : {}) };
    const file = unreadableFile(settings);
    if (file) return file;
  }
  return endpoints.some(({ rewrites }) => rewrites.size > 0) ? unreadableRewrite(mirror, library) : undefined;
}

function unreadableRewrite(mirror: Mirror | undefined, library: TomlLibrary): Unreadable | undefined {
  const names = new Set<string>();
  for (const { pattern, replacement } of mirror?.rewrites ?? []) {
    const name = readBackName(pattern.text, library);
    if (name === undefined || names.has(name)) return { kind: 'rewrite', pattern, replacement, where: pattern };
    if (readBack(replacement.text, library) === undefined) {
      return { kind: 'rewrite', pattern, replacement, where: replacement };
    }
    names.add(name);
  }
  return undefined;
}

function unreadableFile(settings: Settings | undefined): Unreadable | undefined {
  if (!settings) return undefined;
  const path = [settings.caFile, settings.certFile, settings.keyFile].find((file) => !survivesQuoting(file));
  return path === undefined ? undefined : { kind: 'file', path, ...(settings.from ? { from: settings.from } : {}) };
}

/** An address has to be a URL for containerd, which puts https in front of what does not begin with http. */
function isReadable(address: string | undefined, rules: UrlRules): boolean {
  if (address === undefined) return false;
  return address === '' || 'url' in parseUrl(address.startsWith('http') ? address : `https://${address}`, rules);
}
