/** The kubelet of a machine: its files, its arguments, and what K3s hands on from config.yaml. */

import { filesSince, namedFolderSince, writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { KubeletSources, NodeConfig } from '../node/config.ts';
import { given, itemsOf } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { check, type KubeletFinding } from './check.ts';
import type { K3sValues } from './k3sFile.ts';
import { withCopies } from './order.ts';
import { type Kubelet, type KubeletInput, readKubelet } from './read.ts';
import { wordsOf } from './words.ts';

export interface NodeKubelet {
  readonly input: KubeletInput;
  readonly kubelet: Kubelet;
  readonly findings: readonly KubeletFinding[];
  /** The items of `kubelet-arg` that stand in files, by their position; those behind them come from the service. */
  readonly parts: readonly Part[];
}

/** By files and by what counts besides them, which is mostly the same for a server and an agent. */
const known = new WeakMap<KubeletSources, Map<string, Omit<NodeKubelet, 'parts'>>>();

/** Stands in for a machine without files. */
const NO_FILES: KubeletSources = { folder: '', files: [] };

/** What the kubelet makes of its files and arguments; undefined where the machine has no files for it. */
export function kubeletOf(node: NodeConfig): NodeKubelet | undefined {
  return node.sources.kubelet && kubeletFor(node);
}

/** The same, also of a machine where only K3s and `kubelet-arg` say something. */
export function kubeletFor(node: NodeConfig): NodeKubelet {
  const input = inputOf(node);
  const id = JSON.stringify([input.minor, input.words, input.k3s]);
  const sources = node.sources.kubelet ?? NO_FILES;
  const ofFiles = known.get(sources) ?? new Map<string, Omit<NodeKubelet, 'parts'>>();
  let found = ofFiles.get(id);
  if (!found) {
    const kubelet = readKubelet(input);
    found = { input, kubelet, findings: check(kubelet) };
    known.set(sources, ofFiles.set(id, found));
  }
  return { ...found, parts: node.setting('kubelet-arg')?.parts ?? [] };
}

function inputOf(node: NodeConfig): KubeletInput {
  const { minor } = kubernetesOf(node.flags.release);
  const { files = [], config, configDir = [] } = node.sources.kubelet ?? {};
  const isCopied = minor >= filesSince;
  const isNamed = !isCopied && minor >= namedFolderSince;
  const own = isNamed ? files : [...files, ...configDir];
  return {
    minor,
    files: isCopied ? withCopies(files, { ...(config ? { config } : {}), configDir }) : own,
    ...(isNamed && configDir.length > 0 ? { named: configDir } : {}),
    ...(config && !isCopied ? { base: config } : {}),
    words: wordsOf(itemsOf(node, 'kubelet-arg'), minor),
    k3s: valuesOf(node),
  };
}

/** The options that K3s writes into its own file. */
function valuesOf(node: NodeConfig): K3sValues {
  const names = new Set(Object.values(writtenByK3s).flatMap(({ option }) => option ?? []));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const flag = node.flags.all.get(name);
      const texts = flag?.type === 'list' ? itemsOf(node, name) : [given(node, name)?.text ?? ''].filter(Boolean);
      return texts.length > 0 ? [[name, texts]] : [];
    }),
  );
}
