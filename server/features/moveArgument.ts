/** Moves an item of `kubelet-arg` into a file of the kubelet; what is written there, its engine knows. */

import { loadedEngine } from '../engines.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import type { Asked, LanguageFeatures } from './feature.ts';

export const moveArgument: LanguageFeatures['refactorings'] = (asked, { start }) => {
  const index = itemAt(asked, start);
  const action = index < 0 ? undefined : loadedEngine('kubelet')?.toDropIn(asked.node, index);
  return action ? [action] : [];
};

/** Whether the answer needs the engine for files of the kubelet, which is loaded for it then. */
export function wantsKubelet(asked: Asked, start: number): boolean {
  const { sources, flags } = asked.node;
  const hasFolder = sources.root !== undefined && kubernetesOf(flags.release).minor >= filesSince;
  return asked.language === 'config' && hasFolder && itemAt(asked, start) >= 0;
}

/** The item of the list in force that holds an offset, by its position; -1 elsewhere. */
export function itemAt({ node, document }: Asked, offset: number): number {
  const { parts = [] } = node.setting('kubelet-arg') ?? {};
  return parts.findIndex(
    (part) => part.document.uri === document.uri && part.node.start <= offset && offset <= part.node.end,
  );
}
