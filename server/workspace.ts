/** Open documents and files become machines: which one a file belongs to, and its NodeConfig, kept until it changes. */

import type { Files } from './files.ts';
import type { Role } from './knowledge/flag.ts';
import type { Cluster } from './node/cluster.ts';
import { type Choices, NodeConfig, type NodeSources, withDocument } from './node/config.ts';
import { KUBELET_FOLDER, type Language, languageOf, languageOfPlace, REGISTRIES } from './node/language.ts';
import { LINT_FILE, type LintFile, readLintFile } from './node/lintFile.ts';
import type { ConfigFile } from './node/loader.ts';
import { readMachineFiles } from './node/machineFiles.ts';
import { type OpenTexts, type OtherFiles, readFolder, readOtherFiles } from './node/otherFiles.ts';
import { byBytes, isDropIn, readOne, readStack } from './node/stack.ts';
import { environment, execStart, isOpenEnded, type Service, serviceFiles, unitEnvironment } from './node/unit.ts';
import { canonical, nameOf } from './uri.ts';
import { type ConfigDocument, readText } from './yaml/document.ts';

/** How many machines are kept; a person looks at one at a time. */
const KEPT = 20;

/** Where a machine's configuration begins. */
export interface Place {
  readonly main: string;
  readonly root?: string;
  /** The file of another language that `main` is, or the folder of its files: there is no configuration to it. */
  readonly alone?: 'registries' | 'kubelet';
}

const MACHINE = /^(.*)\/etc\/rancher\/k3s\/config\.yaml(?:\.d\/([^/]+))?$/;
const MACHINE_TOO =
  /^(.*)\/(?:etc\/rancher\/k3s\/registries\.yaml|var\/lib\/rancher\/k3s\/agent\/etc\/kubelet\.conf\.d\/.+)$/;

/** The main file a file belongs to, by the names K3s uses. */
export function placeOf(uri: string, language: Language = languageOfPlace(uri) ?? 'config'): Place {
  const [, top] = MACHINE_TOO.exec(uri) ?? [];
  if (top !== undefined) return { main: `${top}/etc/rancher/k3s/config.yaml`, root: top };
  if (language === 'kubelet') {
    const folder = uri.lastIndexOf(`/${KUBELET_FOLDER}/`);
    return { main: folder < 0 ? uri : uri.slice(0, folder + KUBELET_FOLDER.length + 1), alone: 'kubelet' };
  }
  if (language === 'registries') {
    const beside = `${uri.slice(0, uri.lastIndexOf('/'))}/config.yaml`;
    return nameOf(uri) === REGISTRIES ? { main: beside } : { main: uri, alone: 'registries' };
  }
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

type Clusters = readonly Cluster[] | undefined;

interface OpenDocument {
  /** The URI as the editor spells it. */
  readonly original: string;
  readonly version: number;
  readonly document: ConfigDocument;
  readonly language: Language;
}

export class Workspace {
  private readonly files: Files;
  private readonly open = new Map<string, OpenDocument>();
  private readonly machines = new Map<string, Promise<NodeSources>>();
  private readonly nodes = new WeakMap<NodeSources, { choices: string; clusters: Clusters; node: NodeConfig }>();
  /** Where files belong that no name gives away, such as one that `kubelet-arg: config=…` names. */
  private readonly owners = new Map<string, Place>();

  constructor(files: Files) {
    this.files = files;
  }

  /**
   * A document was opened or changed in an editor.
   *
   * @param languageId what the editor takes it for
   */
  change(original: string, version: number, text: string, languageId?: string): void {
    const uri = canonical(original);
    const document = readText(uri, text);
    const before = this.open.get(uri);
    const language = before?.language ?? languageOf(uri, text, languageId);
    this.open.set(uri, { original, version, document, language });
    if (before) this.swap(uri, document);
    else this.forget(uri);
  }

  /** Only the text of an open file is new, the rest of its machine stays as it was read. */
  private swap(uri: string, document: ConfigDocument): void {
    const { main } = this.placeFor(uri);
    const machine = this.machines.get(main);
    if (!machine) return;
    const swapped = machine.then((sources) => withDocument(sources, document));
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
    const { main, root } = this.placeFor(uri);
    this.owners.clear();
    // It counts for every machine below its folder.
    if (nameOf(uri) === LINT_FILE) this.machines.clear();
    for (const key of this.machines.keys()) {
      const sameMachine = root !== undefined && root === machineRoot(key);
      const isInFolder = key.endsWith(`/${KUBELET_FOLDER}`) && uri.startsWith(`${key}/`);
      if (key === main || uri === `${key}.d` || sameMachine || isInFolder || isOfMachine(uri, key)) {
        this.machines.delete(key);
      }
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
    const { main } = this.placeFor(canonical(uri));
    return [...this.open].filter(([other]) => this.placeFor(other).main === main).map(([, { original }]) => original);
  }

  /** The machine a file belongs to, read for what a person chose. */
  async node(written: string, choices: Choices = {}): Promise<NodeConfig> {
    const uri = canonical(written);
    const sources = await this.sources(uri);
    const { clusters, ...said } = choices;
    const wanted = JSON.stringify(said);
    const known = this.nodes.get(sources);
    // Clusters are large and come as one list, which is compared as it is.
    if (known?.choices === wanted && known.clusters === clusters) return known.node;
    const node = new NodeConfig(sources, choices);
    this.nodes.set(sources, { choices: wanted, clusters, node });
    return node;
  }

  /** Where a file belongs, as far as is known without looking around. */
  private placeFor(uri: string): Place {
    return this.owners.get(uri) ?? placeOf(uri, this.open.get(uri)?.language);
  }

  private async sources(uri: string): Promise<NodeSources> {
    let place = this.placeFor(uri);
    const open = this.open.get(uri);
    if (place.root === undefined && !open && languageOfPlace(uri) === undefined) place = await this.placeOnDisk(uri);
    const isOther = place.alone !== undefined || nameOf(uri) === REGISTRIES;
    if (place.root === undefined && isOther && !this.owners.has(uri)) {
      place = (await this.ownerOf(uri)) ?? place;
      this.owners.set(uri, place);
    }
    return this.sourcesAt(place);
  }

  /** The place of a file that only its text tells what it is. */
  private async placeOnDisk(uri: string): Promise<Place> {
    const read = await this.files.read(uri);
    return placeOf(uri, read.kind === 'content' ? languageOf(uri, new TextDecoder().decode(read.bytes)) : 'config');
  }

  /** The machine whose configuration names a file, looked for in the folders above it. */
  private async ownerOf(uri: string): Promise<Place | undefined> {
    const scheme = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? '';
    const segments = uri.slice(scheme.length).split('/').slice(0, -1);
    for (let count = segments.length; count > 0; count--) {
      const root = scheme + segments.slice(0, count).join('/');
      const { kind } = await this.files.stat(`${root}/etc/rancher/k3s`);
      if (kind !== 'directory') continue;
      const place = { main: `${root}/etc/rancher/k3s/config.yaml`, root };
      const { registries, kubelet } = await this.sourcesAt(place);
      const { files = [], config, configDir = [] } = kubelet ?? {};
      const uris = [...files, ...(config ? [config] : []), ...configDir].map(({ document }) => document.uri);
      if (registries?.uri === uri || uris.includes(uri)) return place;
    }
    return undefined;
  }

  private async sourcesAt(place: Place): Promise<NodeSources> {
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
    const open: OpenTexts = { get: (uri) => this.open.get(uri)?.document, uris: [...this.open.keys()] };
    const { alone, ...named } = place;
    const [files, services, lintFile] = await Promise.all([
      alone ? [] : readStack(this.files, place.main, open.get),
      place.root === undefined ? [] : readServices(this.files, place.root),
      nearestLintFile(this.files, place.main),
    ]);
    const sources = { ...named, files: this.withUnsaved(place, files), services, ...(lintFile ? { lintFile } : {}) };
    if (alone) return { ...sources, ...(await this.readAlone(place.main, alone, open)) };
    return withSurroundings(this.files, sources, open);
  }

  /** A file, or the files of a folder, that no configuration belongs to. */
  private async readAlone(uri: string, language: 'registries' | 'kubelet', open: OpenTexts): Promise<OtherFiles> {
    if (language === 'kubelet' && uri.endsWith(`/${KUBELET_FOLDER}`)) {
      return { kubelet: { folder: uri, files: await readFolder(this.files, uri, open) } };
    }
    const file = await readOne(this.files, uri, open.get);
    if (language === 'registries') return file ? { registries: file } : {};
    if (file?.kind !== 'document') return {};
    return { kubelet: { folder: '', files: [], config: { name: nameOf(uri), document: file.document } } };
  }

  /** Open drop-ins that lie on no disk yet, in the place they will have. */
  private withUnsaved(place: Place, files: readonly ConfigFile[]): readonly ConfigFile[] {
    const known = new Set(files.map(({ uri }) => uri));
    const unsaved = [...this.open]
      .filter(
        ([uri]) =>
          uri !== place.main && !known.has(uri) && this.placeFor(uri).main === place.main && isConfig(uri, place.main),
      )
      .map(([uri, { document }]): ConfigFile => ({ kind: 'document', uri, document }));
    if (unsaved.length === 0) return files;
    const isDropInOf = ({ uri }: ConfigFile): boolean => uri.startsWith(`${place.main}.d/`);
    const dropIns = [...files.filter(isDropInOf), ...unsaved].sort((a, b) => byBytes(nameOf(a.uri), nameOf(b.uri)));
    return [...files.filter((file) => !isDropInOf(file)), ...dropIns];
  }
}

/** Main file and drop-ins together with all else that lies on the machine and counts. */
export async function withSurroundings(files: Files, sources: NodeSources, open?: OpenTexts): Promise<NodeSources> {
  const node = new NodeConfig(sources);
  const { root } = sources;
  const other = await readOtherFiles(files, node, open);
  const registries = other.registries?.kind === 'document' ? other.registries.document : undefined;
  const machine = root === undefined ? undefined : await readMachineFiles(files, root, node, registries);
  return { ...sources, ...other, ...(machine ? { machine } : {}) };
}

const isConfig = (uri: string, main: string): boolean => uri === main || uri.startsWith(`${main}.d/`);

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
