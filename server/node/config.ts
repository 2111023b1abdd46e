/** NodeConfig: one machine's configuration as one immutable snapshot that rules and features read. */

import type { Flag, Release, Role } from '../knowledge/flag.ts';
import { type Found, find, options } from '../knowledge/lookup.ts';
import type { KubeletFile } from '../kubelet/file.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { type Cluster, type Membership, membershipOf } from './cluster.ts';
import { validNames } from './commandLine.ts';
import type { Language } from './language.ts';
import type { LintFile } from './lintFile.ts';
import { type ConfigFile, merge, type Setting } from './loader.ts';
import type { MachineFiles } from './machineFiles.ts';
import { modelineOf } from './modeline.ts';
import { type RoleInEffect, roleInEffect } from './role.ts';
import { type Started, start } from './start.ts';
import type { Service } from './unit.ts';
import { type VersionInEffect, versionInEffect } from './version.ts';

/** What a person chose outside the files. */
export interface Choices {
  readonly role?: Role;
  readonly version?: string;
  /** The role is only tried out, nobody chose it. */
  readonly assumed?: true;
  /** Said for this run, as on a command line: beats `.k3slint.yaml`. */
  readonly now?: true;
  /** Those the editor is connected to. */
  readonly clusters?: readonly Cluster[];
}

export interface NodeSources {
  /** URI of the machine's root folder; absent for a file that stands alone. */
  readonly root?: string;
  /** URI of the main file, whether it exists or not. */
  readonly main: string;
  /** Main file and drop-ins in reading order. */
  readonly files: readonly ConfigFile[];
  readonly services: readonly Service[];
  /** What else lies on the machine; absent where nobody has looked. */
  readonly machine?: MachineFiles;
  /** The nearest `.k3slint.yaml`. */
  readonly lintFile?: LintFile;
  /** What K3s reads as registries.yaml; absent where there is none. */
  readonly registries?: ConfigFile;
  /** Files of the kubelet; absent where there are none. */
  readonly kubelet?: KubeletSources;
}

/** What a kubelet reads beside its arguments. */
export interface KubeletSources {
  /** URI of the folder that K3s names to it. */
  readonly folder: string;
  /** Files below it, those that are passed over included, in any order. */
  readonly files: readonly KubeletFile[];
  /** The file of `kubelet-arg: config=…`, where it lies elsewhere. */
  readonly config?: KubeletFile;
  /** The files of `kubelet-arg: config-dir=…`, by their paths below it, where that is another folder. */
  readonly configDir?: readonly KubeletFile[];
}

/** The same files with another text in one of them, wherever it counts. */
export function withDocument(sources: NodeSources, document: ConfigDocument): NodeSources {
  const { uri } = document;
  const other = <F extends { readonly document: ConfigDocument }>(file: F): F =>
    file.document.uri === uri ? { ...file, document } : file;
  const { registries, kubelet } = sources;
  return {
    ...sources,
    files: sources.files.map((file): ConfigFile => (file.uri === uri ? { kind: 'document', uri, document } : file)),
    ...(registries?.uri === uri ? { registries: { kind: 'document', uri, document } } : {}),
    ...(kubelet
      ? {
          kubelet: {
            ...kubelet,
            files: kubelet.files.map(other),
            ...(kubelet.config ? { config: other(kubelet.config) } : {}),
            ...(kubelet.configDir ? { configDir: kubelet.configDir.map(other) } : {}),
          },
        }
      : {}),
  };
}

/** The options of a role in a release, as rules and features ask for them. */
export interface FlagsInForce {
  readonly role: Role;
  readonly release: Release;
  /** True for every key the loader passes on: long names and one-letter aliases. */
  has(key: string): boolean;
  /** The option a key names in any role or release, with whether it can be used here. */
  find(key: string): Found | undefined;
  /** All options that can be used here, by long name. */
  readonly all: ReadonlyMap<string, Flag>;
}

export class NodeConfig {
  readonly sources: NodeSources;
  readonly choices: Choices;
  /** The live cluster that the machine belongs to, while somebody is connected to it. */
  readonly cluster: Membership | undefined;
  readonly version: VersionInEffect;
  readonly role: RoleInEffect;
  readonly flags: FlagsInForce;
  private startedOnce: Started | undefined;
  private documentsOnce: readonly ConfigDocument[] | undefined;
  private settingsOnce: ReadonlyMap<string, Setting> | undefined;
  private replacedOnce: ReadonlySet<Entry> | undefined;
  private inForceOnce: ReadonlySet<Entry> | undefined;

  constructor(sources: NodeSources, choices: Choices = {}) {
    this.sources = sources;
    this.choices = choices;
    const { files, services, lintFile } = sources;
    const overruled = (choice: string | undefined): boolean => choices.now === true && choice !== undefined;
    const { clusters = [] } = choices;
    this.cluster = clusters.length > 0 ? membershipOf(sources, this.settings, clusters) : undefined;
    this.version = versionInEffect(
      this.modelineVersion(),
      choices.version,
      overruled(choices.version) ? undefined : lintFile?.version,
      this.cluster?.node?.version ?? this.cluster?.cluster.version,
    );
    const { release } = this.version;
    this.role = roleInEffect(
      files,
      this.allDocuments,
      choices.role,
      services,
      release,
      overruled(choices.role) ? undefined : lintFile,
    );
    this.flags = flagsFor(this.role.role ?? 'server', this.version.release);
  }

  private modelineVersion(): string | undefined {
    for (const document of this.allDocuments) {
      const { version } = modelineOf(document);
      if (version) return version;
    }
    return undefined;
  }

  /** The readable files, in reading order. */
  get documents(): readonly ConfigDocument[] {
    this.documentsOnce ??= this.sources.files.flatMap((file) => (file.kind === 'document' ? [file.document] : []));
    return this.documentsOnce;
  }

  /** The files of the kubelet that can be read. */
  get kubeletDocuments(): readonly ConfigDocument[] {
    const { files = [], config, configDir = [] } = this.sources.kubelet ?? {};
    return [...files, ...(config ? [config] : []), ...configDir].map(({ document }) => document);
  }

  /** Every file of the machine that can be read, in the order in which findings are told. */
  get allDocuments(): readonly ConfigDocument[] {
    const { registries } = this.sources;
    return [
      ...this.documents,
      ...(registries?.kind === 'document' ? [registries.document] : []),
      ...this.kubeletDocuments,
    ];
  }

  /** One of them, or the `.k3slint.yaml`. */
  document(uri: string): ConfigDocument | undefined {
    const { lintFile } = this.sources;
    if (lintFile?.uri === uri) return lintFile.document;
    return this.allDocuments.find((document) => document.uri === uri);
  }

  /** What a file of the machine is to K3s. */
  languageOf(uri: string): Language {
    if (this.sources.registries?.uri === uri) return 'registries';
    return this.kubeletDocuments.some((document) => document.uri === uri) ? 'kubelet' : 'config';
  }

  /** The same machine seen in one role. */
  as(role: Role): NodeConfig {
    return this.role.role === role ? this : new NodeConfig(this.sources, { ...this.choices, role, assumed: true });
  }

  /** The service whose words and variables count for the role in effect. */
  get service(): Service | undefined {
    return this.sources.services.find(({ role }) => role === this.flags.role);
  }

  /** What happens when K3s starts with these files. For an unknown role: as a server. */
  get started(): Started {
    this.startedOnce ??= start(this.sources.files, {
      role: this.flags.role,
      release: this.flags.release,
      argv: this.argv,
      env: this.service?.env ?? {},
    });
    return this.startedOnce;
  }

  /** The words K3s is started with; the role alone when no service tells. */
  get argv(): readonly string[] {
    return this.service?.argv.includes(this.flags.role) ? this.service.argv : [this.flags.role];
  }

  /** A server skips keys it does not know, but only when its role is the first word; otherwise they end K3s. */
  get skipsUnknownKeys(): boolean {
    return this.flags.role === 'server' && this.argv[0] === 'server';
  }

  /** What K3s does with a key that it does not have: a key whose value is an empty list never reaches it. */
  fateOf(key: string): 'skipped' | 'fatal' | 'unseen' {
    if (this.settings.get(key)?.parts.length === 0) return 'unseen';
    return this.skipsUnknownKeys ? 'skipped' : 'fatal';
  }

  /** Every key over all files that can be read, by the name K3s gives it. */
  get settings(): ReadonlyMap<string, Setting> {
    this.settingsOnce ??= new Map(merge(this.sources.files).map((setting) => [setting.key, setting]));
    return this.settingsOnce;
  }

  /** The setting of an option under whichever of its names it is written. */
  setting(name: string): Setting | undefined {
    const { settings } = this;
    const own = settings.get(name);
    if (own) return own;
    // A loop of its own: this is asked for every option at each keystroke.
    for (const alias of this.flags.all.get(name)?.aliases ?? []) {
      const setting = settings.get(alias);
      if (setting) return setting;
    }
    return undefined;
  }

  /** Whether a later entry of the same key, in this file or a later one, takes the place of this one. */
  isReplaced(entry: Entry): boolean {
    this.replacedOnce ??= entriesOf(this.settings, 'overridden');
    return this.replacedOnce.has(entry);
  }

  /** Whether the entry is part of a value in force, and not replaced by a later one. */
  isInForce(entry: Entry): boolean {
    this.inForceOnce ??= entriesOf(this.settings, 'entries');
    return this.inForceOnce.has(entry);
  }
}

function entriesOf(settings: ReadonlyMap<string, Setting>, which: 'entries' | 'overridden'): ReadonlySet<Entry> {
  return new Set([...settings.values()].flatMap((setting) => setting[which].map(({ entry }) => entry)));
}

const inForce = new Map<string, FlagsInForce>();

/** The options of a role in a release. */
export function flagsFor(role: Role, release: Release): FlagsInForce {
  const id = `${role} ${release}`;
  const known = inForce.get(id);
  if (known) return known;
  const flags: FlagsInForce = {
    role,
    release,
    has: validNames({ role, release }),
    find: (key) => find(key, { role, release }),
    all: options({ role, release }),
  };
  inForce.set(id, flags);
  return flags;
}
