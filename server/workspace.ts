/** Open documents and files become machines: which one a file belongs to, and its NodeConfig, kept until it changes. */

import type { Files } from './files.ts';
import type { Role } from './knowledge/flag.ts';
import { type Choices, NodeConfig, type NodeSources } from './node/config.ts';
import { isDropIn, readStack } from './node/stack.ts';
import { environment, execStart, type Service, serviceFiles } from './node/unit.ts';
import { canonical } from './uri.ts';
import { type ConfigDocument, readText } from './yaml/document.ts';

/** How many machines are kept; a person looks at one at a time. */
const KEPT = 20;

/** Where a machine's configuration begins. */
export interface Place {
  readonly main: string;
  readonly root?: string;
}

const MACHINE = /^(.*)\/etc\/rancher\/k3s\/config\.yaml(?:\.d\/[^/]+)?$/;

/** The main file a configuration file belongs to, by the names K3s uses. */
export function placeOf(uri: string): Place {
  const machine = MACHINE.exec(uri);
  if (machine) return { main: `${machine[1]}/etc/rancher/k3s/config.yaml`, root: machine[1] as string };
  const dropIn = /^(.*\.ya?ml)\.d\/([^/]+)$/.exec(uri);
  if (dropIn && isDropIn(decodeURIComponent(dropIn[2] as string))) return { main: dropIn[1] as string };
  return { main: uri };
}

interface OpenDocument {
  /** The URI as the editor spells it. */
  readonly original: string;
  readonly version: number;
  readonly document: ConfigDocument;
}

export class Workspace {
  private readonly files: Files;
  private readonly open = new Map<string, OpenDocument>();
  private readonly machines = new Map<string, Promise<NodeSources>>();
  private readonly nodes = new WeakMap<NodeSources, { choices: string; node: NodeConfig }>();

  constructor(files: Files) {
    this.files = files;
  }

  /** A document was opened or changed in an editor. */
  change(original: string, version: number, text: string): void {
    const uri = canonical(original);
    this.open.set(uri, { original, version, document: readText(uri, text) });
    this.forget(uri);
  }

  close(original: string): void {
    const uri = canonical(original);
    this.open.delete(uri);
    this.forget(uri);
  }

  /** Something changed on disk below or at this URI. */
  forget(written: string): void {
    const uri = canonical(written);
    const { main, root } = placeOf(uri);
    for (const key of this.machines.keys()) {
      const sameMachine = root !== undefined && root === machineRoot(key);
      if (key === main || key === uri || sameMachine || isService(uri, key)) this.machines.delete(key);
    }
  }

  /** The version an editor gave to the text it holds; undefined when the file is not open. */
  version(uri: string): number | undefined {
    return this.open.get(canonical(uri))?.version;
  }

  document(uri: string): ConfigDocument | undefined {
    return this.open.get(canonical(uri))?.document;
  }

  get openUris(): readonly string[] {
    return [...this.open.keys()];
  }

  /** The spelling of the editor for a file it has open. */
  original(uri: string): string {
    return this.open.get(canonical(uri))?.original ?? uri;
  }

  /** The open files of the same machine, in the editor's spelling, the file itself included. */
  relatives(uri: string): string[] {
    const { main } = placeOf(canonical(uri));
    return [...this.open].filter(([other]) => placeOf(other).main === main).map(([, { original }]) => original);
  }

  /** The machine a file belongs to, read for what a person chose. */
  async node(written: string, choices: Choices = {}): Promise<NodeConfig> {
    const uri = canonical(written);
    const sources = await this.sources(uri);
    const wanted = JSON.stringify(choices);
    const known = this.nodes.get(sources);
    if (known?.choices === wanted) return known.node;
    const node = new NodeConfig(sources, choices);
    this.nodes.set(sources, { choices: wanted, node });
    return node;
  }

  private async sources(uri: string): Promise<NodeSources> {
    const place = placeOf(uri);
    let sources = this.machines.get(place.main);
    if (!sources) {
      sources = this.read(place, uri);
      this.machines.set(place.main, sources);
      if (this.machines.size > KEPT) this.machines.delete(this.machines.keys().next().value as string);
    }
    return sources;
  }

  private async read(place: Place, asked: string): Promise<NodeSources> {
    const open = (uri: string): ConfigDocument | undefined => this.open.get(uri)?.document;
    const [files, services] = await Promise.all([
      readStack(this.files, place.main, open),
      place.root === undefined ? [] : readServices(this.files, place.root),
    ]);
    const document = open(asked);
    // A document that lies on no disk yet, or under a name K3s would not read, still gets help on its own.
    const missing = document && !files.some((file) => file.uri === asked);
    const all = missing ? [...files, { kind: 'document' as const, uri: asked, document }] : files;
    return { ...place, files: all, services };
  }
}

const machineRoot = (main: string): string | undefined => placeOf(main).root;

const isService = (uri: string, main: string): boolean => {
  const root = machineRoot(main);
  return root !== undefined && uri.startsWith(`${root}/etc/`);
};

/** What systemd knows of K3s on a machine, per role. */
export async function readServices(files: Files, root: string): Promise<Service[]> {
  const found = await Promise.all((['server', 'agent'] as const).map((role) => readService(files, root, role)));
  return found.filter((service) => service !== undefined);
}

async function readService(files: Files, root: string, role: Role): Promise<Service | undefined> {
  const { units, environments } = serviceFiles[role];
  const unread: string[] = [];
  const read = async (path: string): Promise<{ uri: string; text: string } | undefined> => {
    const uri = `${root}/${path}`;
    const result = await files.read(uri);
    if (result.kind === 'unreadable') unread.push(uri);
    return result.kind === 'content' ? { uri, text: new TextDecoder().decode(result.bytes) } : undefined;
  };
  const [unit] = (await Promise.all(units.map(read))).filter((file) => file !== undefined);
  const variables = (await Promise.all(environments.map(read))).filter((file) => file !== undefined);
  const own = variables.filter(({ uri }) => uri.endsWith('.service.env'));
  if (!unit && own.length === 0) return undefined;
  const env: Record<string, string> = {};
  const envFrom: Record<string, string> = {};
  for (const { uri, text } of variables) {
    for (const [name, value] of Object.entries(environment(text))) {
      env[name] = value;
      envFrom[name] = uri;
    }
  }
  const words = unit ? execStart(unit.text) : [];
  return {
    role,
    uri: unit?.uri ?? (own[0]?.uri as string),
    argv: words.includes(role) ? words : [role],
    env,
    envFrom,
    texts: Object.fromEntries([...(unit ? [unit] : []), ...variables].map(({ uri, text }) => [uri, text])),
    unread,
  };
}
