/**
 * Turns registries.yaml into what containerd is given: one `hosts.toml` per registry, and credentials in its own
 * configuration.
 */

import type { Release } from '../knowledge/flag.ts';
import { dockerHub } from '../knowledge/registries.ts';
import { credentialsOf } from './credentials.ts';
import { readAddress, urlRules } from './endpoint.ts';
import type { Embedded, Endpoint, Generated, Host, Logged, Options, Server, Settings } from './host.ts';
import type { HostSettings, Mirror, Registries, Text } from './model.ts';
import { asRead, tomlLibrary } from './readBack.ts';
import { isLocalhost, type UrlRules } from './url.ts';

/**
 * Builds everything K3s hands over.
 * (K3s `getHostConfigs`, `InjectMirror` and `HostsTomlTemplate` at v1.32.0; the conformance cases for v1.36.0.)
 */
export function generate(registries: Registries, options: Options): Generated {
  return new Generator(registries, options).run();
}

const WILDCARD = '*';
const DEFAULT = '_default';

class Generator {
  private readonly release: Release;
  private readonly noDefault: boolean;
  private readonly embedded: Embedded | undefined;
  private readonly local: string;
  private readonly rules: UrlRules;
  private readonly mirrors: ReadonlyMap<string, Mirror>;
  private readonly settings: Map<string, Settings>;
  private readonly configs: ReadonlyMap<string, HostSettings>;
  private readonly hosts = new Map<string, Host>();
  private readonly log: Logged[] = [];

  constructor(registries: Registries, { release, noDefaultEndpoint = false, embedded }: Options) {
    this.release = release;
    this.noDefault = noDefaultEndpoint;
    this.embedded = embedded;
    // Without an embedded registry K3s compares with an empty host and an empty port.
    this.local = embedded?.address ?? ':';
    this.rules = urlRules(release);
    const isRead = registries.error === undefined;
    this.mirrors = isRead ? registries.mirrors : new Map();
    const configs = [...(isRead ? registries.configs : [])];
    // The entry K3s adds for its own registry takes the place of one in the file.
    this.configs = new Map(configs.filter(([name]) => name !== embedded?.address));
    this.settings = new Map([...this.configs].map(([name, config]) => [name, settingsOf(config)]));
    if (embedded) {
      const { caFile, certFile, keyFile } = embedded;
      this.settings.set(embedded.address, { caFile, certFile, keyFile, skipVerify: false, hasTls: true });
    }
  }

  run(): Generated {
    for (const [name, settings] of this.settings) this.addSettings(name, settings);
    for (const mirror of this.mirrors.values()) {
      if (mirror.name !== this.embedded?.address) this.addMirror(mirror.name, mirror.endpoints, mirror);
    }
    if (this.embedded) this.addMirror(this.embedded.address, [], undefined);
    const library = tomlLibrary(this.release);
    const hosts = [...this.hosts.values()].filter(saysSomething).map((host) => asRead(host, library, this.rules));
    return {
      hosts: new Map(hosts.map((host) => [host.folder, host])),
      log: this.log,
      credentials: credentialsOf(this.configs, this.release),
    };
  }

  /** The settings of the default endpoint of a host. */
  private addSettings(name: string, settings: Settings): void {
    const server = this.serverOf(name, settings);
    if (!server) return;
    const folder = name === WILDCARD ? DEFAULT : name;
    this.hosts.set(folder, {
      folder,
      server,
      endpoints: [],
      ...(settings.from ? { settings: settings.from } : {}),
    });
  }

  private serverOf(name: string, settings: Settings | undefined): Server | undefined {
    const read = readAddress(name, this.local, this.rules);
    if ('flaw' in read) {
      const key = this.mirrors.get(name)?.key ?? this.configs.get(name)?.key;
      if (key) this.log.push({ level: 'error', kind: 'invalid-registry', registry: name, key, flaw: read.flaw });
      return undefined;
    }
    return name === WILDCARD ? { url: null, settings } : { url: read.address.url, address: read.address, settings };
  }

  private addMirror(name: string, written: readonly Text[], mirror: Mirror | undefined): void {
    const known = this.hosts.get(name);
    let server = known?.server ?? null;
    if (!known) {
      const own = this.serverOf(name, this.settingsFor(name));
      if (!own) return;
      server = this.noDefault ? null : name === WILDCARD ? { url: '', settings: undefined } : own;
    }
    const endpoints: Endpoint[] = [...(known?.endpoints ?? [])];
    const seen = new Map<string, Text | undefined>();
    const list: readonly (Text | undefined)[] =
      this.embedded && !(mirror && isLocalhost(name)) ? [undefined, ...written] : written;
    list.forEach((text, index) => {
      const endpoint = this.endpointOf(name, text, index, mirror, seen);
      if (!endpoint) return;
      if (index + 1 === list.length && endpoint.url === (server?.url ?? '')) {
        server = { url: endpoint.url, address: endpoint, settings: endpoint.settings, folded: endpoint };
      } else {
        endpoints.push(endpoint);
      }
    });
    const folder = name === WILDCARD ? DEFAULT : name;
    this.hosts.set(folder, {
      folder,
      server,
      endpoints,
      ...(mirror ? { mirror } : {}),
      ...(known?.settings ? { settings: known.settings } : {}),
    });
  }

  private endpointOf(
    registry: string,
    text: Text | undefined,
    index: number,
    mirror: Mirror | undefined,
    seen: Map<string, Text | undefined>,
  ): Endpoint | undefined {
    const written = text?.text ?? `https://${this.local}/v2`;
    const read = readAddress(written, this.local, this.rules);
    if ('flaw' in read) {
      if (text) {
        const { flaw } = read;
        this.log.push({ level: 'warning', kind: 'invalid-endpoint', registry, index, endpoint: text, flaw });
      }
      return undefined;
    }
    const { address } = read;
    if (seen.has(address.url)) {
      const first = seen.get(address.url);
      if (text) {
        const repeated = { level: 'warning', kind: 'duplicate-endpoint', registry, index, endpoint: text } as const;
        this.log.push({ ...repeated, ...(first ? { first } : {}) });
      }
      return undefined;
    }
    seen.set(address.url, text);
    const rewrites = address.host === this.local ? [] : (mirror?.rewrites ?? []);
    return {
      ...address,
      ...(text ? { from: text } : {}),
      settings: this.settingsFor(address.registry),
      mirror,
      rewrites: new Map(rewrites.map(({ pattern, replacement }) => [pattern.text, replacement.text])),
    };
  }

  /** Docker Hub's settings may stand under its real host too, and then that wins. */
  private settingsFor(registry: string): Settings | undefined {
    return (registry === 'docker.io' ? this.settings.get(dockerHub) : undefined) ?? this.settings.get(registry);
  }
}

function settingsOf(from: HostSettings): Settings {
  const { tls, auth } = from;
  return {
    from,
    caFile: tls?.caFile?.text ?? '',
    certFile: tls?.certFile?.text ?? '',
    keyFile: tls?.keyFile?.text ?? '',
    skipVerify: tls?.skipVerify ?? false,
    hasTls: tls !== undefined,
    ...(auth ? { auth } : {}),
  };
}

/** K3s writes no file that would only repeat what containerd does anyway. */
function saysSomething({ server, endpoints }: Host): boolean {
  if (endpoints.length > 0) return true;
  if (!server) return false;
  const { settings, folded } = server;
  const hasPath = folded !== undefined && (folded.overridePath || folded.rewrites.size > 0);
  return hasPath || settings?.auth !== undefined || settings?.hasTls === true;
}
