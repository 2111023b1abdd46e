/** What K3s makes of registries.yaml, as data for the view and for programs. No password and no token is in it. */

import { type Origin, originAt } from '../features/origin.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import { relativeTo } from '../uri.ts';
import { say } from '../words/say.ts';
import { positionAt, readText } from '../yaml/document.ts';
import { registryFindings } from './check.ts';
import type { Endpoint, Host, Logged, Settings } from './host.ts';
import { type ImageName, readImage } from './image.ts';
import { type NodeRegistries, registriesOf } from './ofNode.ts';
import { type Attempt, type Blocked, type CredentialKind, credentialFor, kindOf, type Pull } from './pull.ts';
import { asReadable } from './seen.ts';
import { imageText, pullOf } from './uses.ts';
import {
  blockedWords,
  idleWords,
  isPartlyUsed,
  logWords,
  publicUrl,
  type TlsFacts,
  tlsOf,
  unreadableWords,
} from './words.ts';

/** How an address is reached. */
export interface Access {
  readonly tls: TlsFacts;
  readonly credentials: CredentialKind;
  /** The entry of `configs` that counts. */
  readonly settings?: string;
  readonly settingsOrigin?: Origin;
}

export interface EndpointSummary extends Access {
  readonly url: string;
  readonly scheme: string;
  /** None is written, K3s chose it. */
  readonly schemeGuessed: boolean;
  readonly capabilities: readonly string[];
  /** The path stays as it is written; otherwise it is `/v2`. */
  readonly overridePath: boolean;
  /** The embedded registry: the other nodes. */
  readonly embedded: boolean;
  readonly rewrites: readonly { readonly pattern: string; readonly replacement: string }[];
  readonly origin?: Origin;
}

export interface DefaultSummary extends Access {
  /** Null where it is another one for each image, or none at all. */
  readonly url: string | null;
  readonly when: 'last' | 'only' | 'never';
  /** It was written as the last endpoint. */
  readonly folded: boolean;
  readonly capabilities: readonly string[];
}

export interface RegistrySummary {
  /** As images call it, or `*`. */
  readonly name: string;
  /** What stands behind `server` in the file K3s writes. */
  readonly server: string | null;
  readonly endpoints: readonly EndpointSummary[];
  readonly default: DefaultSummary;
  /** Why containerd does as if there were no entry. */
  readonly unreadable?: string;
  readonly origin?: Origin;
}

export interface IdleSummary {
  readonly entry: 'mirrors' | 'configs';
  readonly name: string;
  /** The reason as one word. */
  readonly why: string;
  readonly message: string;
  readonly origin: Origin;
}

export interface RegistriesSummary {
  readonly role: string;
  readonly release: string;
  /** Absent where the machine has none. */
  readonly file?: string;
  /** Why K3s cannot read it. */
  readonly error?: { readonly message: string; readonly origin?: Origin };
  /** The option of config.yaml because of which K3s does nothing with the file. */
  readonly unusedBecause?: string;
  readonly options: {
    /** Null on an agent, which the servers tell. */
    readonly embeddedRegistry: boolean | null;
    readonly disableDefaultRegistryEndpoint: boolean;
    readonly systemDefaultRegistry: string | null;
  };
  readonly registries: readonly RegistrySummary[];
  readonly idle: readonly IdleSummary[];
  readonly log: readonly {
    readonly level: Logged['level'];
    readonly kind: Logged['kind'];
    readonly registry: string;
    readonly message: string;
  }[];
  readonly image?: ImageSummary;
}

/** One address that is asked for an image. */
export interface AttemptSummary extends Access {
  readonly kind: Attempt['kind'];
  readonly url: string;
  readonly repository: string;
  /** Where more than one rewrite fits, containerd takes any of them. */
  readonly otherRepositories: readonly string[];
  /** A rewrite that only containerd can try may lead to another repository. */
  readonly untried?: true;
  readonly origin?: Origin;
}

export interface ImageSummary {
  /** In full, as containerd completes it. */
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  /** Which entry counts: that of the registry, the wildcard, or none. */
  readonly by: Pull['by'];
  readonly attempts: readonly AttemptSummary[];
  readonly blocked?: { readonly why: Blocked['kind']; readonly message: string };
  readonly unreadable?: string;
}

/** Options of config.yaml that decide on the file. */
export const OPTIONS = [
  'embedded-registry',
  'disable-default-registry-endpoint',
  'system-default-registry',
  'private-registry',
] as const;
const OTHER_RUNTIMES = ['docker', 'container-runtime-endpoint'] as const;

/** An image as people write it; undefined for what is none. */
export const imageOf = (text: string): ImageName | undefined => readImage(text.trim());

/** Everything about the registries of a machine, and about one image when it is named. */
export function registriesSummary(node: NodeConfig, image?: ImageName): RegistriesSummary {
  const own = registriesOf(node) ?? withoutFile(node);
  const writer = new Writer(node, own);
  const { registries, generated, idle } = own;
  const file = node.sources.registries;
  const error = file ? errorOf(node, own) : undefined;
  const unused = OTHER_RUNTIMES.find((name) => isOn(node, name));
  return {
    role: node.role.role ?? 'unknown',
    release: node.flags.release,
    ...(file ? { file: relativeTo(node.sources.main, file.uri) } : {}),
    ...(error ? { error } : {}),
    ...(unused ? { unusedBecause: unused } : {}),
    options: {
      embeddedRegistry: node.flags.role === 'agent' ? null : isOn(node, 'embedded-registry'),
      disableDefaultRegistryEndpoint: isOn(node, 'disable-default-registry-endpoint'),
      systemDefaultRegistry: given(node, 'system-default-registry')?.text || null,
    },
    registries: hostsInOrder(own).map((host) => writer.registry(host)),
    idle: idle.map((one) => ({
      entry: one.entry === 'mirror' ? 'mirrors' : 'configs',
      name: publicUrl(one.of.name),
      why: one.why,
      message: idleWords(one),
      origin: writer.originOf(one.of.key),
    })),
    log: generated.log.map((logged) => ({
      level: logged.level,
      kind: logged.kind,
      registry: publicUrl(logged.registry),
      message: logWords(logged),
    })),
    ...(image ? { image: writer.image(pullOf({ ...own, registries }, image), image) } : {}),
  };
}

/** A machine without the file does as one with an empty file. */
function withoutFile(node: NodeConfig): NodeRegistries {
  const options = { release: node.flags.release };
  const document = readText(node.sources.main, '');
  const nothing = { hosts: new Map(), log: [], credentials: { byHost: new Map(), unreadable: [] } };
  const registries = { mirrors: new Map(), configs: new Map(), auths: new Map(), sections: new Map(), dropped: [] };
  return asReadable({ options, registries: { document, ...registries }, generated: nothing, idle: [] }, document);
}

/** Registries as they stand in the file, those with endpoints first, without what is about no image at all. */
function hostsInOrder({ generated, options, idle }: NodeRegistries): Host[] {
  const useless = new Set<unknown>(idle.filter((one) => !isPartlyUsed(one)).map(({ of }) => of));
  const place = ({ mirror, settings }: Host): number => mirror?.key.start ?? settings?.key.start ?? 0;
  const isAsked = ({ folder, mirror, settings }: Host): boolean =>
    folder !== options.embedded?.address && !useless.has(mirror ?? settings);
  return [...generated.hosts.values()]
    .filter(isAsked)
    .sort((a, b) => Number(!a.mirror) - Number(!b.mirror) || place(a) - place(b));
}

function errorOf(node: NodeConfig, { registries }: NodeRegistries): RegistriesSummary['error'] {
  const file = node.sources.registries;
  if (file?.kind === 'unreadable') return { message: say('The file cannot be read from the disk.') };
  const { error, document } = registries;
  if (!error) return undefined;
  const found = registryFindings(node).find(({ id }) => id === 'registry-wildcard-quote' || id === 'registry-type');
  const at = found?.at ?? ('at' in error ? error.at : { start: 0 });
  const line = positionAt(document, at.start).line + 1;
  const message = found?.message ?? say('The node does not come up: line {0} is no YAML that K3s can read.', line);
  return { message, origin: originAt(node, document, at.start) };
}

class Writer {
  private readonly node: NodeConfig;
  private readonly own: NodeRegistries;

  constructor(node: NodeConfig, own: NodeRegistries) {
    this.node = node;
    this.own = own;
  }

  originOf({ start }: { readonly start: number }): Origin {
    return originAt(this.node, this.own.registries.document, start);
  }

  registry(host: Host): RegistrySummary {
    const { folder, server, endpoints, unreadable } = host;
    const key = host.mirror?.key ?? host.settings?.key;
    return {
      name: folder === '_default' ? '*' : publicUrl(folder),
      server: server?.url ? publicUrl(server.url) : null,
      endpoints: endpoints.map((endpoint) => this.endpoint(endpoint)),
      default: this.itself(host),
      ...(unreadable ? { unreadable: unreadableWords(folder, unreadable) } : {}),
      ...(key ? { origin: this.originOf(key) } : {}),
    };
  }

  private endpoint(endpoint: Endpoint): EndpointSummary {
    const { url, scheme, host, guessed, overridePath, from, settings, rewrites } = endpoint;
    return {
      url: publicUrl(url),
      scheme,
      schemeGuessed: from !== undefined && guessed,
      capabilities: ['pull', 'resolve'],
      overridePath,
      embedded: from === undefined,
      ...this.access(scheme, host, settings),
      rewrites: [...rewrites].map(([pattern, replacement]) => ({ pattern, replacement })),
      ...(from ? { origin: this.originOf(from.node) } : {}),
    };
  }

  private itself({ server, endpoints }: Host): DefaultSummary {
    const { scheme = 'https', host = '' } = server?.address ?? {};
    return {
      url: server?.url ? publicUrl(server.url) : null,
      when: server ? (endpoints.length > 0 ? 'last' : 'only') : 'never',
      folded: server?.folded !== undefined,
      capabilities: server ? ['pull', 'resolve', 'push'] : [],
      ...this.access(scheme, host, server?.settings),
    };
  }

  private access(scheme: string, host: string, settings: Settings | undefined): Access {
    const { generated, options } = this.own;
    const entry = settings?.from;
    return {
      tls: tlsOf(scheme, host, settings),
      credentials: kindOf(credentialFor(host, generated.credentials, options.release)),
      ...(entry ? { settings: publicUrl(entry.name), settingsOrigin: this.originOf(entry.key) } : {}),
    };
  }

  image(pull: Pull, image: ImageName): ImageSummary {
    const { by, attempts, blocked, unreadable, host } = pull;
    return {
      name: imageText(image),
      registry: image.registry,
      repository: image.repository,
      by,
      attempts: attempts.map((attempt) => this.attempt(attempt)),
      ...(blocked ? { blocked: { why: blocked.kind, message: blockedWords(blocked) } } : {}),
      ...(unreadable && host ? { unreadable: unreadableWords(host.folder, unreadable) } : {}),
    };
  }

  private attempt(attempt: Attempt): AttemptSummary {
    const { kind, url, repositories, scheme, host, settings, from, credentials, untried } = attempt;
    const [repository = '', ...otherRepositories] = repositories;
    return {
      kind,
      url: publicUrl(url),
      ...this.access(scheme, host, settings),
      credentials,
      repository,
      otherRepositories,
      ...(untried ? { untried } : {}),
      ...(from ? { origin: this.originOf(from.node) } : {}),
    };
  }
}
