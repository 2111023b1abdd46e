/** Windows of the editor in this process, over one storage folder, with one clock and a stage each. */

import type { TestContext } from 'node:test';
import type { Kind, Reach } from '../../client/operations/kind.ts';
import { kinds } from '../../client/operations/kinds.ts';
import { BEAT_MS, Locks } from '../../client/operations/lock.ts';
import { type Known, type Machines, Operations, type Order } from '../../client/operations/operations.ts';
import { OperationStore } from '../../client/operations/store.ts';
import { FakeClock, until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { noMachines, stage } from './stage.ts';

/** Nothing answers: a stage asks nobody. */
const NOWHERE: Reach = {
  api: { request: nothing, list: nothing, watch: nothing },
  access: { may: async () => 'unknown' },
  redact: (text) => text.replaceAll('hunter2', '***'),
};

function nothing(): never {
  throw new Error('there is no cluster');
}

export interface WindowOptions {
  readonly kinds?: Readonly<Record<string, Kind<unknown>>>;
  readonly reach?: (cluster: string) => Promise<Reach | undefined>;
  readonly clock?: ConstructorParameters<typeof Locks>[1];
  readonly machines?: Machines;
}

export function office(t: TestContext, files: Readonly<Record<string, string>> = {}) {
  const disk = folder(t, files);
  const clock = new FakeClock();
  const store = new OperationStore(disk.at('operations'));
  async function open(window: string, options: WindowOptions = {}) {
    const theatre = stage();
    const operations = new Operations({
      store: new OperationStore(disk.at('operations')),
      locks: new Locks(disk.at('locks'), options.clock ?? clock, () => true),
      clock: options.clock ?? clock,
      kinds: Object.assign(Object.create(null), kinds, { stage: theatre.kind }, options.kinds),
      window,
      reach: options.reach ?? (async () => NOWHERE),
      machines: options.machines ?? noMachines,
    });
    t.after(() => operations.close());
    await operations.open();
    return {
      operations,
      stage: theatre,
      /** Begins, and gives the id. */
      async begin(order: Order): Promise<string> {
        const begun = await operations.begin(order);
        if (!begun.ok) throw new Error(begun.why);
        return begun.id;
      },
      /** When this window knows an operation as it should be. */
      sees: async (id: string, test: (known: Known) => boolean): Promise<Known> => {
        const now = () => operations.get(id);
        await until(
          () => {
            const known = now();
            return known !== undefined && test(known);
          },
          `${window}: ${test}`,
          5000,
        );
        return now() as Known;
      },
      /** When it has ended or was stopped, and everything is given back; time passes as long as it takes. */
      async over(id: string, pass: (ms: number) => Promise<void>): Promise<Known> {
        const running = () => operations.get(id)?.here !== false;
        while (running() && operations.get(id)?.operation.ended === undefined) await pass(500);
        await until(() => !running(), `${id} is over in ${window}`);
        return operations.get(id) as Known;
      },
      onStage: (...names: readonly string[]) =>
        until(() => theatre.now.join() === names.join(), `${names} on the stage of ${window}`, 5000),
    };
  }
  /** Lets time pass until something has happened. */
  async function passing<T>(what: Promise<T>): Promise<T> {
    let over = false;
    void what.finally(() => {
      over = true;
    });
    while (!over) {
      await clock.advance(BEAT_MS);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return what;
  }
  return { disk, clock, store, open, passing };
}

/** Something to play: each participant says its own name first. */
export const play = (names: readonly string[], more: Partial<Order> = {}): Order => ({
  kind: 'stage',
  cluster: { id: 'file#context', name: 'home' },
  goOn: false,
  participants: names.map((name) => ({ name, key: `uid-${name}`, detail: { said: [name] } })),
  ...more,
});

/** `name state` of all participants. */
export const statesOf = ({ operation }: Known): string[] =>
  operation.participants.map(({ name, state }) => `${name} ${state}`);
