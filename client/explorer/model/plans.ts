/** Upgrade plans of the system-upgrade-controller: what they bring, how far they are, what stops them. */

import type { NodeFacts } from './node.ts';
import { at, isTrueAt, listAt, nameOf, namespaceOf, numberAt, textAt, textsAt } from './raw.ts';

export interface Plan {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
  /** What it asks for: a version, or the channel it follows. */
  readonly wanted: string;
  /** What that was found to be. */
  readonly latest: string;
  readonly concurrency: number | undefined;
  /** Nodes it works on now. */
  readonly applying: readonly string[];
  /** It takes nodes out of service while it works on them. */
  readonly cordons: boolean;
  readonly complete: boolean;
  /** Why it does not go on. */
  readonly failure: string;
  readonly hash: string;
}

export function planOf(raw: object): Plan {
  const condition = (type: string) => listAt(raw, 'status', 'conditions').find((one) => textAt(one, 'type') === type);
  const failed = ['Validated', 'LatestResolved'].map(condition).find((one) => textAt(one, 'status') === 'False');
  return {
    raw,
    name: nameOf(raw),
    namespace: namespaceOf(raw),
    wanted: textAt(raw, 'spec', 'version') || textAt(raw, 'spec', 'channel') || '',
    latest: textAt(raw, 'status', 'latestVersion') ?? '',
    concurrency: numberAt(raw, 'spec', 'concurrency'),
    applying: textsAt(raw, 'status', 'applying'),
    cordons: isTrueAt(raw, 'spec', 'cordon') || at(raw, 'spec', 'drain') !== undefined,
    complete: textAt(condition('Complete'), 'status') === 'True',
    failure: failed ? textAt(failed, 'message') || textAt(failed, 'reason') || 'Validated=False' : '',
    hash: textAt(raw, 'status', 'latestHash') ?? '',
  };
}

/** The label that a plan leaves on a node it is done with; its value is the hash of what it brought. */
export const PLAN_LABEL = 'plan.upgrade.cattle.io/';

/** Nodes that carry the label of a plan in its present form. */
export function doneBy({ name, hash }: Plan, nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  return hash === '' ? [] : nodes.filter(({ labels }) => labels.get(PLAN_LABEL + name) === hash);
}
