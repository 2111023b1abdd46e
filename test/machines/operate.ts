/** Runs operations of steps in tests: what they need, and how they ended in a few words. */

import type { Clock } from '../../client/cluster/clock.ts';
import type { Machine } from '../../client/host/machine.ts';
import type { Reach } from '../../client/operations/kind.ts';
import { noCluster } from '../../client/operations/noCluster.ts';
import { beginSteps, type StepsDetail, type StepsKind, stepsKind } from '../../client/operations/steps.ts';
import { hastyClock } from './installed.ts';

export interface With {
  readonly machine: Machine;
  readonly reach?: Reach;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Where it was interrupted, as it was kept. */
  readonly from?: unknown;
  /** Told after every change; what it throws away is the window. */
  readonly onDetail?: (detail: StepsDetail<unknown>) => void;
}

/** From the beginning, or from where it was, to its end. */
export async function operate<Plan>(own: StepsKind<Plan>, plan: Plan, needs: With) {
  const kind = stepsKind(own);
  const told: string[] = [];
  let before: StepsDetail<Plan> | undefined;
  const { detail, result } = await kind.run((needs.from as StepsDetail<Plan> | undefined) ?? beginSteps(own, plan), {
    ...(needs.reach ?? noCluster((text) => text)),
    clock: needs.clock ?? hastyClock(),
    signal: needs.signal ?? new AbortController().signal,
    machine: () => needs.machine,
    secret: async () => undefined,
    onDetail(next) {
      told.push(...kind.told(before, next));
      before = next;
      needs.onDetail?.(next);
    },
  });
  return {
    result,
    detail,
    told,
    /** `restart done`, `ready skipped`, one below the other. */
    states: detail.rows.map(({ id, state }) => `${id} ${state}`),
    summary: kind.summary(detail, 0),
    words: (id: string): string => detail.rows.find((row) => row.id === id)?.words ?? '',
    /** As it is read again from the disk. */
    kept: JSON.parse(JSON.stringify(detail)) as unknown,
  };
}
