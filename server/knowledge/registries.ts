/** What registries.yaml can hold, and what changed with the releases in what K3s and containerd make of it. */

import type { Since } from './flag.ts';

/** The type of a value as the decoder inside K3s wants it. */
export type Shape =
  | { readonly kind: 'text' | 'bool' }
  | { readonly kind: 'list' }
  | { readonly kind: 'map'; readonly of: Shape }
  | {
      readonly kind: 'struct';
      /** The Go type, for error messages. */
      readonly name: string;
      readonly fields: Readonly<Record<string, Shape>>;
      /** Without a value the whole block counts as absent, which is another thing than an empty one. */
      readonly optional?: true;
    };

const text: Shape = { kind: 'text' };
const auth = {
  kind: 'struct',
  name: 'AuthConfig',
  fields: { username: text, password: text, auth: text, identity_token: text },
} as const satisfies Shape;
const tls = {
  kind: 'struct',
  name: 'TLSConfig',
  fields: { ca_file: text, cert_file: text, key_file: text, insecure_skip_verify: { kind: 'bool' } },
} as const satisfies Shape;
const mirror = {
  kind: 'struct',
  name: 'Mirror',
  fields: { endpoint: { kind: 'list' }, rewrite: { kind: 'map', of: text } },
} as const satisfies Shape;
const registryConfig = {
  kind: 'struct',
  name: 'RegistryConfig',
  fields: { auth: { ...auth, optional: true }, tls: { ...tls, optional: true } },
} as const satisfies Shape;

/**
 * The whole file. `auths` is decoded, so a wrong type in it is fatal, and then used by nobody.
 * (rancher/wharfie v0.6.7 and v0.7.1, `pkg/registries/types.go`: the same in both.)
 */
export const registriesShape = {
  kind: 'struct',
  name: 'Registry',
  fields: {
    mirrors: { kind: 'map', of: mirror },
    configs: { kind: 'map', of: registryConfig },
    auths: { kind: 'map', of: auth },
  },
} as const satisfies Shape;

/** Each a release per minor line: see `Since`. */
export interface RegistryChanges {
  /** containerd reads one `hosts.toml` per registry; before, everything stood in its own configuration. */
  readonly hostsToml: Since;
  /** `"*"` stands for every registry that has no entry of its own. */
  readonly wildcard: Since;
  /** The containerd settings are read by go-toml 2, which knows brackets in quoted names and refuses `\/`. */
  readonly secondToml: Since;
  /** Credentials under `docker.io` count for registry-1.docker.io, where Docker Hub really is. */
  readonly dockerHubAlias: Since;
  /** K3s refuses brackets around anything but an IPv6 address. */
  readonly strictBrackets: Since;
  /** K3s refuses an IPv6 address without brackets. */
  readonly strictColons: Since;
}

/**
 * Sources: `hostsToml`, `wildcard` K3s documentation (January and March 2024); `secondToml` containerd 2.0 with the
 * release notes of February 2025 and the conformance case `key-ipv6`; `dockerHubAlias` k3s-io/k3s #12561 and its
 * backports #12613 to #12615; `strictBrackets` CVE-2025-47912, fixed in Go 1.24.8 and 1.25.2 of October 2025, so from
 * the K3s releases after it; `strictColons` Go 1.26. The last two are derived, not seen in a run of K3s.
 */
export const registryChanges: RegistryChanges = {
  hostsToml: { '1.26': 'v1.26.13+k3s2', '1.27': 'v1.27.10+k3s2', '1.28': 'v1.28.6+k3s2', '1.29': 'v1.29.1+k3s2' },
  wildcard: { '1.26': 'v1.26.15+k3s1', '1.27': 'v1.27.12+k3s1', '1.28': 'v1.28.8+k3s1', '1.29': 'v1.29.3+k3s1' },
  secondToml: { '1.31': 'v1.31.6+k3s1', '1.32': 'v1.32.2+k3s1', '1.33': 'v1.33.0+k3s1' },
  dockerHubAlias: { '1.31': 'v1.31.11+k3s1', '1.32': 'v1.32.7+k3s1', '1.33': 'v1.33.3+k3s1' },
  strictBrackets: { '1.32': 'v1.32.10+k3s1', '1.33': 'v1.33.6+k3s1', '1.34': 'v1.34.2+k3s1' },
  strictColons: { '1.36': 'v1.36.0+k3s1' },
};

/** Releases in which K3s writes no settings for a registry that stands under `configs` only (k3s-io/k3s #9839). */
export const configsAloneBroken: readonly string[] = ['v1.26.15+k3s1', 'v1.27.12+k3s1', 'v1.28.8+k3s1', 'v1.29.3+k3s1'];

/** The host behind the name docker.io (`docker.DefaultHost` of containerd). */
export const dockerHub = 'registry-1.docker.io';

/** A line with the wildcard for its key, without the quotes YAML wants around a star. */
export const BARE_STAR = /^([ \t]*)\*(?=[ \t]*:(?:\s|$))/m;

const NAMES = [registriesShape, mirror, registryConfig, auth, tls].flatMap(({ fields }) => Object.entries(fields));
const shapes: ReadonlyMap<string, Shape['kind']> = new Map(NAMES.map(([name, { kind }]) => [name, kind]));

/** What a field takes, wherever it stands; undefined for a name that is no field. */
export const kindOfField = (name: string): Shape['kind'] | undefined => shapes.get(name);
