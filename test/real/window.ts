/** A window of the editor over a real cluster, without the editor: operations on the disk, by the clock of this machine. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../../client/cluster/clock.ts';
import { LiveClusters } from '../../client/cluster/clusters.ts';
import type { Api } from '../../client/cluster/request.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../../client/operations/drain/options.ts';
import { type Plan, planDrain } from '../../client/operations/drain/plan.ts';
import { readFacts } from '../../client/operations/drain/readFacts.ts';
import { beginDrain } from '../../client/operations/drain/state.ts';
import { kinds } from '../../client/operations/kinds.ts';
import { Locks } from '../../client/operations/lock.ts';
import { Operations, type Order } from '../../client/operations/operations.ts';
import { OperationStore } from '../../client/operations/store.ts';
import { noMachines } from '../operations/stage.ts';

/** Where a window is opened. */
export interface Opening {
  readonly kubeconfig: string;
  /** The folder that all windows of a machine share. */
  readonly storage: string;
  /** Puts something between the window and its cluster. */
  readonly through?: (api: Api) => Api;
}

/** Opens it; it talks to the cluster with the first that is asked. */
export async function openWindow({ kubeconfig, storage, through = (api) => api }: Opening) {
  const clusters = new LiveClusters({
    places: () => ({ settings: [kubeconfig], env: {}, home: join(storage, 'none'), k3s: join(storage, 'none') }),
    proxy: () => ({ env: {} }),
    mayRun: () => true,
    translate: (template, ...args) => template.replace(/\{(\d)\}/g, (_, index) => String(args[index])),
    changed: () => undefined,
  });
  const [source] = await clusters.sources();
  if (!source?.reach) throw new Error(`There is no cluster in ${kubeconfig}.`);
  const { access, api, redact } = source.reach;
  const reach = { access, api: through(api), redact };
  const operations = new Operations({
    store: new OperationStore(join(storage, 'operations')),
    locks: new Locks(join(storage, 'locks'), systemClock),
    clock: systemClock,
    kinds,
    window: randomUUID(),
    machines: noMachines,
    reach: async () => reach,
  });
  await operations.open();
  const { entry } = source;
  return {
    source,
    operations,
    api: reach.api,
    access,
    /** Reads the cluster and plans, as a person is shown it. */
    async plan(node: string, some: Partial<DrainOptions> = {}): Promise<Plan> {
      const options = { ...DEFAULT_OPTIONS, ...some };
      const sources = { ...reach, clock: systemClock, signal: AbortSignal.timeout(60_000) };
      const facts = await readFacts(sources, node, options);
      if (!facts.ok) throw new Error(facts.trouble.message);
      return planDrain(facts.value, options);
    },
    /** What a person's yes to these plans begins. */
    order: (...plans: readonly Plan[]): Order => ({
      kind: 'drain',
      cluster: { id: entry.id, name: entry.name },
      goOn: false,
      participants: plans.map((plan) => ({
        name: plan.facts.node.name,
        key: plan.facts.node.uid,
        detail: beginDrain(plan, systemClock.now()),
      })),
    }),
    async close(): Promise<void> {
      await operations.close();
      clusters.dispose();
    },
  };
}

export type OpenWindow = Awaited<ReturnType<typeof openWindow>>;
