/** What lies on a machine beside its configuration, where options or K3s itself look: kinds and names, no contents. */

import { listsWithFiles, namedFiles } from '../arguments/files.ts';
import type { Files } from '../files.ts';
import type { Role } from '../knowledge/flag.ts';
import { flags } from '../knowledge/flags.ts';
import { type ConfigDocument, lineStartsOf } from '../yaml/document.ts';
import { parse, type Span } from '../yaml/tree.ts';
import type { NodeConfig } from './config.ts';
import { given, isOn, itemsOf } from './given.ts';
import { tlsFilesOf } from './registryFile.ts';
import { serviceFiles } from './unit.ts';

export type PathKind = 'file' | 'empty file' | 'directory' | 'missing';

/** A file among the manifests that K3s installs, and where it stops reading it. */
export interface BrokenManifest {
  readonly uri: string;
  readonly at: Span;
  /** The words of the YAML reader. */
  readonly message: string;
  readonly lineStarts: readonly number[];
}

export interface MachineFiles {
  /** The root is a whole machine, and no copy of some of its files: what is not found does not exist. */
  readonly whole: boolean;
  /** What lies at the paths that options, arguments and registries.yaml name, by path as the machine sees it. */
  readonly paths: ReadonlyMap<string, PathKind>;
  /** Names of its user groups, when an option names one. */
  readonly groups?: ReadonlySet<string>;
  /** Kernel settings in its sysctl files, when an option asks for them. */
  readonly kernel?: ReadonlyMap<string, string>;
  readonly manifests: readonly BrokenManifest[];
  /** Environment files where only OpenRC looks. */
  readonly openRcFiles: readonly string[];
}

/** More than these is no machine but a mistake; what is beyond stays unread. */
const MOST_PATHS = 30;
const MOST_MANIFESTS = 100;
const DEEPEST = 2;

/** Where K3s keeps its data unless `data-dir` says otherwise. */
export const DATA_DIR = '/var/lib/rancher/k3s';
const ROLES: readonly Role[] = ['server', 'agent'];

/** The root of a machine as a URI: of this one, or of one whose files an editor reads as root. */
const WHOLE = /^(file:\/\/|k3s-root:\/\/[^/]*)$/;

/**
 * Looks around on a machine, as far as its configuration gives a reason to.
 *
 * @param root URI of the folder that is `/` to the machine
 * @param registries its registries.yaml, as far as it can be read
 */
export async function readMachineFiles(
  files: Files,
  root: string,
  node: NodeConfig,
  registries?: ConfigDocument,
): Promise<MachineFiles> {
  const seen = ROLES.map((role) => node.as(role));
  const wants = (name: string): boolean => seen.some((machine) => isOn(machine, name));
  const [paths, groups, kernel, manifests, openRcFiles] = await Promise.all([
    pathsOf(files, root, seen, registries),
    wants('write-kubeconfig-group') ? groupsOf(files, root) : undefined,
    wants('protect-kernel-defaults') ? kernelOf(files, root) : undefined,
    manifestsOf(files, root, seen),
    openRc(files, root),
  ]);
  return {
    whole: WHOLE.test(root),
    paths,
    manifests,
    openRcFiles,
    ...(groups ? { groups } : {}),
    ...(kernel ? { kernel } : {}),
  };
}

/** A path of the machine as a URI; undefined for one that leaves its root or is none. */
export function below(root: string, path: string): string | undefined {
  const segments = path.split('/');
  if (!path.startsWith('/') || segments.includes('..')) return undefined;
  return root + segments.map(encodeURIComponent).join('/').replace(/\/$/, '');
}

async function pathsOf(
  files: Files,
  root: string,
  seen: readonly NodeConfig[],
  registries: ConfigDocument | undefined,
): Promise<Map<string, PathKind>> {
  const wanted = new Map<string, boolean>();
  for (const [name, { path }] of Object.entries(flags)) {
    if (!path) continue;
    for (const node of seen) {
      const text = given(node, name)?.text;
      if (text) wanted.set(text, path.emptyIsUnset === true || wanted.get(text) === true);
    }
  }
  for (const node of seen) {
    for (const list of listsWithFiles) {
      for (const { path } of namedFiles(list, itemsOf(node, list))) if (!wanted.has(path)) wanted.set(path, false);
    }
  }
  const named = registries ? tlsFilesOf(registries).map(({ node }) => [node.text, false] as const) : [];
  const others = named.filter(([path]) => !wanted.has(path)).slice(0, MOST_PATHS);
  const found = await Promise.all(
    [...[...wanted].slice(0, MOST_PATHS), ...new Map(others)].map(async ([path, content]) => {
      const uri = below(root, path);
      const kind = uri && (await kindOf(files, uri, content));
      return kind ? [[path, kind] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function kindOf(files: Files, uri: string, content: boolean): Promise<PathKind | undefined> {
  const { kind } = await files.stat(uri);
  if (kind === 'unreadable') return undefined;
  if (kind !== 'file' || !content) return kind;
  const read = await files.read(uri);
  if (read.kind !== 'content') return undefined;
  return read.bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13)) ? 'empty file' : 'file';
}

async function textOf(files: Files, uri: string): Promise<string | undefined> {
  const read = await files.read(uri);
  return read.kind === 'content' ? new TextDecoder().decode(read.bytes) : undefined;
}

async function groupsOf(files: Files, root: string): Promise<Set<string> | undefined> {
  const text = await textOf(files, `${root}/etc/group`);
  return text === undefined ? undefined : new Set([...text.matchAll(/^([^:#\s]+):/gm)].map(([, name = '']) => name));
}

/** `/etc/sysctl.conf` and what lies in `/etc/sysctl.d`, the last setting of a name. */
async function kernelOf(files: Files, root: string): Promise<Map<string, string>> {
  const folder = `${root}/etc/sysctl.d`;
  const listing = await files.list(folder);
  const names = listing.kind === 'entries' ? listing.entries.map(({ name }) => name).filter(isSysctl) : [];
  const uris = [...names.sort().map((name) => `${folder}/${encodeURIComponent(name)}`), `${root}/etc/sysctl.conf`];
  const texts = await Promise.all(uris.slice(0, MOST_PATHS).map((uri) => textOf(files, uri)));
  return new Map(
    texts.flatMap((text) =>
      [...(text ?? '').matchAll(/^[ \t]*-?([\w./]+)[ \t]*=[ \t]*(\S+)[ \t]*$/gm)].map(
        ([, name = '', value = '']) => [name.replaceAll('/', '.'), value] as const,
      ),
    ),
  );
}

const isSysctl = (name: string): boolean => name.endsWith('.conf');

/** The manifests of a server that cannot be read; K3s leaves out hidden files and those with a `.skip` beside them. */
async function manifestsOf(files: Files, root: string, seen: readonly NodeConfig[]): Promise<BrokenManifest[]> {
  const server = seen.find(({ flags: { role } }) => role === 'server');
  const data = (server && given(server, 'data-dir')?.text) || DATA_DIR;
  const folder = below(root, `${data.replace(/\/+$/, '')}/server/manifests`);
  if (!folder) return [];
  const uris = await manifestsIn(files, folder, DEEPEST);
  const read = await Promise.all(
    uris.slice(0, MOST_MANIFESTS).map(async (uri) => ({ uri, text: await textOf(files, uri) })),
  );
  return read.flatMap(({ uri, text }) => (text === undefined ? [] : flawOf(uri, text)));
}

async function manifestsIn(files: Files, folder: string, depth: number): Promise<string[]> {
  const listing = await files.list(folder);
  if (listing.kind !== 'entries') return [];
  const names = new Set(listing.entries.map(({ name }) => name));
  const entries = listing.entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const { name, directory } of entries) {
    const uri = `${folder}/${encodeURIComponent(name)}`;
    if (directory && depth > 0) found.push(...(await manifestsIn(files, uri, depth - 1)));
    else if (!directory && /\.ya?ml$/i.test(name) && !names.has(`${name}.skip`)) found.push(uri);
  }
  return found;
}

/** K3s cuts the file at lines with `---` before it reads the pieces; the first that it cannot read ends the file. */
function flawOf(uri: string, text: string): BrokenManifest[] {
  let start = 0;
  for (const piece of text.split(/^(?=---[ \t]*\r?$)/m)) {
    const { error } = parse(piece);
    if (error) {
      const at = start + Math.min(error.at, piece.length);
      const end = at + Math.max(text.slice(at).search(/\r?\n|$/), 0);
      return [{ uri, at: { start: at, end }, message: error.message, lineStarts: lineStartsOf(text) }];
    }
    start += piece.length;
  }
  return [];
}

async function openRc(files: Files, root: string): Promise<string[]> {
  const uris = ROLES.flatMap((role) => serviceFiles[role].openRc).map((path) => `${root}/${path}`);
  const found = await Promise.all(uris.map(async (uri) => ((await files.stat(uri)).kind === 'file' ? [uri] : [])));
  return found.flat();
}
