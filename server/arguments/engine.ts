/** The engine for component arguments, loaded when the first `*-arg` list is met: its tables are large. */

import type { NodeConfig } from '../node/config.ts';
import { spoken } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';

type Engine = typeof import('./arguments.ts');

let engine: Engine | undefined;

/** Undefined until somebody has waited for `loadEngine`. */
export const loadedEngine = (): Engine | undefined => engine;

export async function loadEngine(): Promise<Engine> {
  if (!engine) {
    const fresh = await import('./arguments.ts');
    // In a bundle it has words of its own.
    fresh.speak(spoken());
    engine = fresh;
  }
  return engine;
}

/** Loads the engine when a machine, or a file beside it, has something for it. */
export async function loadEngineFor(node: NodeConfig, ...more: readonly ConfigDocument[]): Promise<void> {
  if (!engine && [...node.documents, ...more].some(({ text }) => LIST.test(text))) await loadEngine();
}

const LIST = /(?:kubelet|kube-[a-z-]+|etcd)-arg/;
