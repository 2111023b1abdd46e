/** What a machine is configured with beside its config.yaml: registries.yaml, and the files of its kubelet. */

import type { Files } from '../files.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { KubeletFile } from '../kubelet/file.ts';
import { filesNamed, wordsOf } from '../kubelet/words.ts';
import { nameOf } from '../uri.ts';
import { type ConfigDocument, readDocument } from '../yaml/document.ts';
import type { KubeletSources, NodeConfig, NodeSources } from './config.ts';
import { given, itemsOf } from './given.ts';
import { KUBELET_FOLDER, REGISTRIES } from './language.ts';
import type { ConfigFile } from './loader.ts';
import { below, DATA_DIR } from './machineFiles.ts';
import { readOne } from './stack.ts';

/** The texts an editor holds, which count before those on disk. */
export interface OpenTexts {
  get(uri: string): ConfigDocument | undefined;
  readonly uris: readonly string[];
}

const NONE: OpenTexts = { get: () => undefined, uris: [] };

/** More files than a folder of a kubelet ever holds, and deeper ones. */
const MOST = 100;
const DEEPEST = 3;

export type OtherFiles = Pick<NodeSources, 'registries' | 'kubelet'>;

/**
 * Reads both.
 *
 * @param node the machine as its config.yaml says it
 */
export async function readOtherFiles(files: Files, node: NodeConfig, open: OpenTexts = NONE): Promise<OtherFiles> {
  const { root } = node.sources;
  const [registries, kubelet] = await Promise.all([
    readRegistriesFile(files, node, open),
    root === undefined ? undefined : readKubeletFiles(files, root, node, open),
  ]);
  return { ...(registries ? { registries } : {}), ...(kubelet ? { kubelet } : {}) };
}

/** The file of `private-registry`, else the one K3s looks for; where there is no machine, the one beside config.yaml. */
async function readRegistriesFile(files: Files, node: NodeConfig, open: OpenTexts): Promise<ConfigFile | undefined> {
  const { root, main } = node.sources;
  if (root === undefined && nameOf(main) !== 'config.yaml') return undefined;
  const named = given(node, 'private-registry')?.text || `/etc/rancher/k3s/${REGISTRIES}`;
  const uri = root === undefined ? `${folderOf(main)}/${REGISTRIES}` : below(root, named);
  return uri === undefined ? undefined : readOne(files, uri, open.get);
}

async function readKubeletFiles(
  files: Files,
  root: string,
  node: NodeConfig,
  open: OpenTexts,
): Promise<KubeletSources | undefined> {
  const data = (given(node, 'data-dir')?.text || DATA_DIR).replace(/\/+$/, '');
  const folder = below(root, `${data}/agent/etc/${KUBELET_FOLDER}`);
  if (folder === undefined) return undefined;
  const named = filesNamed(wordsOf(itemsOf(node, 'kubelet-arg'), kubernetesOf(node.flags.release).minor));
  const configUri = named.config === undefined ? undefined : below(root, named.config);
  const dirUri = named.configDir === undefined ? undefined : below(root, named.configDir.replace(/\/+$/, ''));
  const isCopied = (uri: string | undefined): uri is string => uri !== undefined && !`${uri}/`.startsWith(`${folder}/`);
  const [own, config, configDir] = await Promise.all([
    readFolder(files, folder, open),
    isCopied(configUri) ? readOne(files, configUri, open.get) : undefined,
    isCopied(dirUri) ? readFolder(files, dirUri, open) : [],
  ]);
  const file = config?.kind === 'document' ? { name: nameOf(config.uri), document: config.document } : undefined;
  if (own.length === 0 && !file && configDir.length === 0) return undefined;
  return { folder, files: own, ...(file ? { config: file } : {}), ...(configDir.length > 0 ? { configDir } : {}) };
}

/** All files below a folder, also those the kubelet passes over, and those that an editor has not saved yet. */
export async function readFolder(files: Files, folder: string, open: OpenTexts = NONE): Promise<KubeletFile[]> {
  const onDisk = await urisIn(files, folder, DEEPEST);
  const unsaved = open.uris.filter((uri) => uri.startsWith(`${folder}/`) && !onDisk.includes(uri));
  const read = await Promise.all(
    [...onDisk, ...unsaved].slice(0, MOST).map(async (uri): Promise<KubeletFile[]> => {
      const known = open.get(uri);
      const name = uri
        .slice(folder.length + 1)
        .split('/')
        .map(nameOf)
        .join('/');
      if (known) return [{ name, document: known }];
      const result = await files.read(uri);
      return result.kind === 'content' ? [{ name, document: readDocument(uri, result.bytes) }] : [];
    }),
  );
  return read.flat();
}

async function urisIn(files: Files, folder: string, depth: number): Promise<string[]> {
  const listing = await files.list(folder);
  if (listing.kind !== 'entries') return [];
  const found: string[] = [];
  for (const { name, directory } of listing.entries) {
    const uri = `${folder}/${encodeURIComponent(name)}`;
    if (!directory) found.push(uri);
    else if (depth > 0) found.push(...(await urisIn(files, uri, depth - 1)));
  }
  return found;
}

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));
