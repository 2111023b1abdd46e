/** How full a node is: processor and memory against what pods may use, and pods against how many may run. */

import type { NodeFacts } from './node.ts';
import { amount, percent } from './quantity.ts';
import { at } from './raw.ts';

export interface Usage {
  /** In percent; undefined where nothing measures it. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly pods: number | undefined;
  readonly podsAllowed: number | undefined;
}

/** @param metrics the object of `metrics.k8s.io` for this node, when there is one */
export function usageOf({ allocatable }: NodeFacts, metrics: object | undefined, pods: number | undefined): Usage {
  const memoryBytes = amount(at(metrics, 'usage', 'memory'));
  return {
    cpu: percent(amount(at(metrics, 'usage', 'cpu')), allocatable.cpu),
    memory: percent(memoryBytes, allocatable.memory),
    memoryBytes,
    pods,
    podsAllowed: allocatable.pods,
  };
}
