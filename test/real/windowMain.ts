/** A window in a process of its own, which drains a node once: to be measured, or killed. */

import { performance } from 'node:perf_hooks';
import type { DrainOptions } from '../../client/operations/drain/options.ts';
import type { DrainState } from '../../client/operations/drain/state.ts';
import { openWindow } from './window.ts';

/** What the parent says. */
export interface Wish {
  readonly kubeconfig: string;
  readonly node: string;
  /** Where windows keep what they do. */
  readonly storage: string;
  readonly options?: Partial<DrainOptions>;
  /** Nobody expects of this pod that it goes, until somebody frees it. */
  readonly blocked?: string;
}

/** What it hears, times in milliseconds since then. */
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'othersGone'; readonly at: number }
  | {
      readonly kind: 'over';
      readonly at: number;
      readonly plan: number;
      /** Processor time. */
      readonly processor: number;
      readonly result: string;
    }
  | { readonly kind: 'failed'; readonly why: string };

const tell = (told: Told): void => void process.send?.(told);

/** Everything that happens from the moment a person asks for a drain, but for the person's yes. */
async function drainOnce({ kubeconfig, node, storage, options, blocked }: Wish): Promise<void> {
  const begin = performance.now();
  const before = process.cpuUsage();
  const { operations, plan, order, close } = await openWindow({ kubeconfig, storage });
  const made = await plan(node, options);
  const planned = performance.now() - begin;
  const begun = await operations.begin(order(made));
  if (!begun.ok) throw new Error(begun.why);
  tell({ kind: 'begun', id: begun.id });
  if (blocked !== undefined) {
    const othersGone = (): boolean => {
      const state = operations.get(begun.id)?.operation.participants[0]?.detail as DrainState | undefined;
      return state?.rows.every((row) => row.name === blocked || row.state === 'gone') ?? false;
    };
    await new Promise<void>((resolve) => operations.onChange(() => othersGone() && resolve()));
    tell({ kind: 'othersGone', at: performance.now() - begin });
  }
  const end = await operations.over(begun.id);
  const { user, system } = process.cpuUsage(before);
  tell({
    ...{ kind: 'over', at: performance.now() - begin, plan: planned, processor: (user + system) / 1000 },
    result: end?.participants[0]?.state ?? 'nothing',
  });
  await close();
}

process.once('message', (wish: Wish) => {
  drainOnce(wish)
    .catch((error: Error) => tell({ kind: 'failed', why: error.stack ?? error.message }))
    .finally(() => process.disconnect?.());
});
tell({ kind: 'ready' });
