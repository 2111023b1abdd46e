/** The engines that not everybody needs, each a file of its own beside the bundles: loaded when a machine has something for it. */

import type { NodeConfig } from './node/config.ts';
import { spoken } from './words/say.ts';
import type { ConfigDocument } from './yaml/document.ts';

const modules = {
  arguments: () => import('./arguments/arguments.ts'),
  registries: () => import('./registries/registries.ts'),
  kubelet: () => import('./kubelet/kubelet.ts'),
  live: () => import('./live/live.ts'),
};

type Name = keyof typeof modules;
type Engines = { readonly [N in Name]: Awaited<ReturnType<(typeof modules)[N]>> };

const loaded: { -readonly [N in Name]?: Engines[N] } = {};

/** Undefined until somebody has waited for `loadEngine`. */
export const loadedEngine = <N extends Name>(name: N): Engines[N] | undefined => loaded[name];

/** @throws where the file is missing, which a broken installation has */
export async function loadEngine<N extends Name>(name: N): Promise<Engines[N]> {
  const known: Engines[N] | undefined = loaded[name];
  if (known) return known;
  const fresh = (await modules[name]()) as Engines[N];
  // In a bundle it has words of its own.
  fresh.speak(spoken());
  loaded[name] = fresh;
  return fresh;
}

/** All of them, for tests and for what is generated. */
export async function loadEngines(): Promise<void> {
  for (const name of Object.keys(modules) as Name[]) await loadEngine(name);
}

/** What each engine is there for. */
const needed: Readonly<Record<Name, (node: NodeConfig, documents: readonly ConfigDocument[]) => boolean>> = {
  arguments: (_node, documents) => documents.some(({ text }) => LIST.test(text)),
  registries: ({ sources }) => sources.registries !== undefined,
  kubelet: ({ sources }) => sources.kubelet !== undefined,
  live: ({ cluster }) => cluster !== undefined,
};

const LIST = /(?:kubelet|kube-[a-z-]+|etcd)-arg/;

/** Loads the engines that a machine, or a file beside it, has something for. */
export async function loadEnginesFor(node: NodeConfig, ...more: readonly ConfigDocument[]): Promise<void> {
  for (const [name, isNeeded] of Object.entries(needed) as [Name, (typeof needed)[Name]][]) {
    if (!loaded[name] && isNeeded(node, [...node.documents, ...more])) await loadEngine(name);
  }
}
