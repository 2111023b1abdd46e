/** Open documents and files become machines: which one a file belongs to, and its NodeConfig, kept until it changes. */

import type { Files } from './files.ts';
import type { Role } from './knowledge/flag.ts';
import { type Choices, NodeConfig, type NodeSources } from './node/config.ts';
import { LINT_FILE, type LintFile, readLintFile } from './node/lintFile.ts';
import type { ConfigFile } from './node/loader.ts';
import { readMachineFiles } from './node/machineFiles.ts';
import { byBytes, isDropIn, readStack } from './node/stack.ts';
import { environment, execStart, isOpenEnded, type Service, serviceFiles, unitEnvironment } from './node/unit.ts';
import { canonical, nameOf } from './uri.ts';
import { type ConfigDocument, readText } from './yaml/document.ts';

/** How many machines are kept; a person looks at one at a time. */
const KEPT = 20;

/** Where a machine's configuration begins. */
export interface Place {
  readonly main: string;
  readonly root?: string;
}

const MACHINE = /^(.*)\/etc\/rancher\/k3s\/config\.yaml(?:\.d\/([^/]+))?$/;

/** The main file a configuration file belongs to, by the names K3s uses. */
export function placeOf(uri: string): Place {
  const machine = MACHINE.exec(uri);
  if (machine) {
    const [, root = '', name] = machine;
    // A file that K3s does not read stands alone, but its machine still tells the role.
    const main = name === undefined || isDropIn(nameOf(uri)) ? `${root}/etc/rancher/k3s/config.yaml` : uri;
    return { main, root };
  }
  const dropIn = /^(.*\.ya?ml)\.d\/[^/]+$/.exec(uri);
  if (dropIn && isDropIn(nameOf(uri))) return { main: dropIn[1] as string };
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
    const document = readText(uri, text);
    const isNew = !this.open.has(uri);
    this.open.set(uri, { original, version, document });
    if (isNew) this.forget(uri);
    else this.swap(uri, document);
  }

  /** Only the text of an open file is new, the rest of its machine stays as it was read. */
  private swap(uri: string, document: ConfigDocument): void {
    const { main } = placeOf(uri);
    const machine = this.machines.get(main);
    if (!machine) return;
    const swapped = machine.then((sources): NodeSources => {
      const files = sources.files.map(
        (file): ConfigFile => (file.uri === uri ? { kind: 'document', uri, document } : file),
      );
      return { ...sources, files };
    });
    this.machines.set(main, swapped);
    swapped.catch(() => this.machines.delete(main));
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
    // It counts for every machine below its folder.
    if (nameOf(uri) === LINT_FILE) this.machines.clear();
    for (const key of this.machines.keys()) {
      const sameMachine = root !== undefined && root === machineRoot(key);
      if (key === main || uri === `${key}.d` || sameMachine || isOfMachine(uri, key)) this.machines.delete(key);
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
      sources = this.read(place);
      this.machines.set(place.main, sources);
      const started = sources;
      sources.catch(() => {
        if (this.machines.get(place.main) === started) this.machines.delete(place.main);
      });
      if (this.machines.size > KEPT) this.machines.delete(this.machines.keys().next().value as string);
    }
    return sources;
  }

  private async read(place: Place): Promise<NodeSources> {
    const open = (uri: string): ConfigDocument | undefined => this.open.get(uri)?.document;
    const [files, services, lintFile] = await Promise.all([
      readStack(this.files, place.main, open),
      place.root === undefined ? [] : readServices(this.files, place.root),
      nearestLintFile(this.files, place.main),
    ]);
    const sources = { ...place, files: this.withUnsaved(place, files), services, ...(lintFile ? { lintFile } : {}) };
    if (place.root === undefined) return sources;
    return { ...sources, machine: await readMachineFiles(this.files, place.root, new NodeConfig(sources)) };
  }

  /** Open drop-ins that lie on no disk yet, in the place they will have. */
  private withUnsaved(place: Place, files: readonly ConfigFile[]): readonly ConfigFile[] {
    const known = new Set(files.map(({ uri }) => uri));
    const unsaved = [...this.open]
      .filter(([uri]) => uri !== place.main && !known.has(uri) && placeOf(uri).main === place.main)
      .map(([uri, { document }]): ConfigFile => ({ kind: 'document', uri, document }));
    if (unsaved.length === 0) return files;
    const isDropInOf = ({ uri }: ConfigFile): boolean => uri.startsWith(`${place.main}.d/`);
    const dropIns = [...files.filter(isDropInOf), ...unsaved].sort((a, b) => byBytes(nameOf(a.uri), nameOf(b.uri)));
    return [...files.filter((file) => !isDropInOf(file)), ...dropIns];
  }
}

const machineRoot = (main: string): string | undefined => placeOf(main).root;

const isOfMachine = (uri: string, main: string): boolean => {
  const root = machineRoot(main);
  return root !== undefined && (uri.startsWith(`${root}/etc/`) || uri.startsWith(`${root}/var/lib/rancher/`));
};

/** The first `.k3slint.yaml` in the folder of a file and the folders above it. */
export async function nearestLintFile(files: Files, main: string): Promise<LintFile | undefined> {
  const [, start = '', path = ''] = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?)((?:\/[^/]*)*)$/i.exec(main) ?? [];
  const names = path.split('/').slice(0, -1);
  const folders = names.map((_, index) => start + names.slice(0, names.length - index).join('/'));
  const found = await Promise.all(folders.map((folder) => files.read(`${folder}/${LINT_FILE}`)));
  const nearest = found.findIndex(({ kind }) => kind === 'content');
  const result = found[nearest];
  if (result?.kind !== 'content') return undefined;
  return readLintFile(`${folders[nearest]}/${LINT_FILE}`, new TextDecoder().decode(result.bytes));
}

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
  const sets = variables.map(({ uri, text }) => ({ uri, set: environment(text) }));
  for (const { uri, set } of unit ? [{ uri: unit.uri, set: unitEnvironment(unit.text) }, ...sets] : sets) {
    for (const [name, value] of Object.entries(set)) {
      env[name] = value;
      envFrom[name] = uri;
    }
  }
  const words = unit ? execStart(unit.text) : [];
  if (unit && isOpenEnded(unit.text, role)) unread.push(unit.uri);
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
