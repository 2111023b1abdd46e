/** How much nodes and pods use: numbers that wobble around what they have. */

import { NODES, PODS, type ResourceType } from '../api/resources.ts';
import { type Clock, timestamp } from '../clock.ts';
import { conditionOf, type KubeObject, type Loose } from '../store/object.ts';
import type { Store } from '../store/store.ts';

/** The metrics of every node or every pod, as metrics-server would tell them now. */
export function usage(store: Store, clock: Clock, { kind }: ResourceType): KubeObject[] {
  const now = clock.now();
  return kind === 'NodeMetrics' ? nodeUsage(store, now) : podUsage(store, now);
}

function nodeUsage(store: Store, now: number): KubeObject[] {
  return store
    .list(NODES)
    .filter((node) => conditionOf(node, 'Ready')?.status === 'True')
    .map(({ metadata, status }) => {
      const cores = Number(status?.capacity?.cpu ?? 2);
      const memory = Number.parseInt(status?.capacity?.memory ?? '4000000Ki', 10);
      return metrics('NodeMetrics', metadata.name, undefined, now, {
        usage: {
          cpu: `${Math.round(cores * 1e9 * wobble(metadata.name, now, 0.3, 0.2))}n`,
          memory: `${Math.round(memory * wobble(`${metadata.name} memory`, now, 0.55, 0.15))}Ki`,
        },
      });
    });
}

function podUsage(store: Store, now: number): KubeObject[] {
  return store
    .list(PODS)
    .filter(({ status }) => status?.phase === 'Running')
    .map(({ metadata, spec }) =>
      metrics('PodMetrics', metadata.name, metadata.namespace, now, {
        containers: (spec?.containers ?? []).map(({ name }: Loose) => ({
          name,
          usage: {
            cpu: `${Math.round(2e7 * wobble(metadata.uid + name, now, 1, 0.6))}n`,
            memory: `${Math.round(30_000 * wobble(metadata.uid + name, now, 1, 0.3))}Ki`,
          },
        })),
      }),
    );
}

function metrics(kind: string, name: string, namespace: string | undefined, now: number, rest: object): KubeObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), creationTimestamp: timestamp(now) };
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata,
    timestamp: timestamp(now),
    window: '15.021s',
    ...rest,
  } as unknown as KubeObject;
}

/** Swings slowly around a middle, each name in its own rhythm; the same time gives the same value. */
function wobble(name: string, now: number, middle: number, swing: number): number {
  let seed = 7;
  for (const char of name) seed = (seed * 31 + char.charCodeAt(0)) % 9973;
  return middle + swing * Math.sin(now / (20_000 + seed * 3) + seed) * Math.cos(seed);
}
