/** A window of the editor as a process of its own, which does what its parent says and knows no time but its parent's. */

import { join } from 'node:path';
import { Access } from '../../client/cluster/access.ts';
import { kinds } from '../../client/operations/kinds.ts';
import { Locks } from '../../client/operations/lock.ts';
import type { Result } from '../../client/operations/operation.ts';
import { Operations, type Order } from '../../client/operations/operations.ts';
import { OperationStore } from '../../client/operations/store.ts';
import { manualClock } from '../../demo/cluster/clock.ts';
import { type Config, transportTo } from '../cluster/reach.ts';
import { counted } from './busy.ts';
import { noMachines, stage } from './stage.ts';

/** What a window gets when it opens; keys of a person come this way too, and never in an argument. */
export interface Opening {
  readonly folder: string;
  readonly window: string;
  readonly now: number;
  /** Without one there is nothing to reach, which is enough for a stage. */
  readonly config?: Config;
}

function open({ folder, window, now, config }: Opening) {
  const clock = { ...manualClock(now), random: () => 0 };
  const locks = new Locks(join(folder, 'locks'), clock);
  const reached = config && counted(transportTo({ after: () => undefined }, config, { clock }));
  const theatre = stage();
  const api = reached?.api ?? { request: never, list: never, watch: never };
  const reach = { api, access: new Access(api, clock), redact: (text: string) => text };
  const operations = new Operations({
    store: new OperationStore(join(folder, 'operations')),
    locks,
    clock,
    kinds: { ...kinds, stage: theatre.kind },
    window,
    reach: async () => reach,
    machines: noMachines,
  });
  return {
    ready: () => operations.open(),
    begin: (order: Order) => operations.begin(order),
    resume: (id: string) => operations.resume(id),
    cancel: (id: string) => operations.cancel(id),
    remove: (id: string) => operations.remove(id),
    /** What this window knows. */
    all: async () => operations.all,
    busyWith: (key: string) => operations.busyWith(key),
    tell: async (name: string, words: string) => theatre.tell(name, words),
    end: async (name: string, result?: Result) => theatre.end(name, result),
    /** Tries to take these locks one after the other, from the same moment on as others; gives those that it got. */
    async take(keys: readonly string[], from: number) {
      const holder = { operation: window, window, pid: process.pid };
      const got: string[] = [];
      while (Date.now() < from) await new Promise((resolve) => setTimeout(resolve, 1));
      for (const key of keys) if (!(await locks.take(key, holder))) got.push(key);
      return got;
    },
    async advance(ms: number) {
      await reached?.quiet();
      await clock.advance(ms);
      await reached?.quiet();
    },
  };
}

const never = (): never => {
  throw new Error('there is no cluster');
};

/** What its parent can ask for. */
export type WindowOrders = ReturnType<typeof open>;

let orders: WindowOrders | undefined;

/** Which order, and with what; `open` comes first. */
interface Call {
  readonly call: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

process.on('message', async ({ call, name, args }: Call) => {
  try {
    if (name === 'open') orders = open(args[0] as Opening);
    const order = orders?.[name as keyof WindowOrders] as
      | ((...all: readonly unknown[]) => Promise<unknown>)
      | undefined;
    process.send?.({ call, value: await order?.(...args) });
  } catch (error) {
    process.send?.({ call, error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ call: 0 });
