/** The kubelet of a machine: its files, its arguments, and what K3s hands on from config.yaml. */

import { filesSince, writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { KubeletSources, NodeConfig } from '../node/config.ts';
import { given, itemsOf } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { check, type KubeletFinding } from './check.ts';
import type { K3sValues } from './k3sFile.ts';
import { withCopies } from './order.ts';
import { type Kubelet, readKubelet } from './read.ts';
import { wordsOf } from './words.ts';

export interface NodeKubelet {
  readonly kubelet: Kubelet;
  readonly findings: readonly KubeletFinding[];
  /** The items of `kubelet-arg` that stand in files, by their position; those behind them come from the service. */
  readonly parts: readonly Part[];
}

/** By files and by what counts besides them, which is mostly the same for a server and an agent. */
const known = new WeakMap<KubeletSources, Map<string, Omit<NodeKubelet, 'parts'>>>();

/** What the kubelet makes of its files and arguments; undefined where the machine has no files for it. */
export function kubeletOf(node: NodeConfig): NodeKubelet | undefined {
  const { kubelet: sources } = node.sources;
  if (!sources) return undefined;
  const { minor } = kubernetesOf(node.flags.release);
  const words = wordsOf(itemsOf(node, 'kubelet-arg'), minor);
  const k3s = valuesOf(node);
  const id = JSON.stringify([minor, words, k3s]);
  const ofFiles = known.get(sources) ?? new Map<string, Omit<NodeKubelet, 'parts'>>();
  let found = ofFiles.get(id);
  if (!found) {
    const { files, config, configDir = [] } = sources;
    const isCopied = minor >= filesSince;
    const kubelet = readKubelet({
      minor,
      files: isCopied ? withCopies(files, { ...(config ? { config } : {}), configDir }) : [...files, ...configDir],
      ...(config && !isCopied ? { base: config } : {}),
      words,
      k3s,
    });
    found = { kubelet, findings: check(kubelet) };
    known.set(sources, ofFiles.set(id, found));
  }
  return { ...found, parts: node.setting('kubelet-arg')?.parts ?? [] };
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
