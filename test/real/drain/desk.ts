/** What tests of drains at a real cluster have in common: a window that is looked at, and states in words. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DrainOptions } from '../../../client/operations/drain/options.ts';
import type { Plan } from '../../../client/operations/drain/plan.ts';
import type { DrainState } from '../../../client/operations/drain/state.ts';
import type { Known } from '../../../client/operations/operations.ts';
import { operationReport } from '../../../client/operations/report.ts';
import { until } from '../../cluster/clocks.ts';
import { place } from '../place.ts';
import { type OpenWindow, openWindow } from '../window.ts';
import { Recorder } from './recorded.ts';

/** Longest for what takes a few seconds, on a machine that may have other things to do. */
const SOON_MS = 60_000;

/** An empty folder for what windows of one machine share; in memory. */
export const storage = (): string => mkdtempSync(join(place().folder, 'storage-'));

/** A window whose requests are remembered; it closes with the test. */
export async function desk(t: Pick<TestContext, 'after'>, kubeconfig: string, folder = storage()) {
  const recorder = new Recorder();
  const window = await openWindow({ kubeconfig, storage: folder, through: recorder.through });
  t.after(() => window.close());
  const { operations, plan, order } = window;
  const known = (id: string): Known => {
    const found = operations.get(id);
    if (!found) throw new Error(`There is no operation ${id}.`);
    return found;
  };
  const state = (id: string): DrainState => known(id).operation.participants[0]?.detail as DrainState;
  return {
    ...window,
    folder,
    recorder,
    known,
    state,
    rows: (id: string): string[] => rowsOf(state(id)),
    report: async (id: string): Promise<string> => operationReport(known(id), await operations.readLog(id), Date.now()),
    begin: (...plans: readonly Plan[]): Promise<string> => begun(operations.begin(order(...plans))),
    resume: (id: string): Promise<string> => begun(operations.resume(id)),
    /** From the plan on. */
    drain: async (node: string, some: Partial<DrainOptions> = {}): Promise<string> =>
      begun(operations.begin(order(await plan(node, some)))),
    /** Waits until this window knows the operation as it should be. */
    async sees(id: string, test: (known: Known, state: DrainState) => boolean, limitMs = SOON_MS): Promise<Known> {
      try {
        await until(() => operations.get(id) !== undefined && test(known(id), state(id)), '', limitMs);
      } catch {
        throw new Error(`${test} did not come true:\n${JSON.stringify(operations.get(id), null, 1)}`);
      }
      return known(id);
    },
    /** Waits for its end; gives the result of each participant. */
    async over(id: string): Promise<string[]> {
      const operation = await operations.over(id);
      return operation?.participants.map(({ state }) => state) ?? [];
    },
  };
}

async function begun(begins: ReturnType<OpenWindow['operations']['begin']>): Promise<string> {
  const answer = await begins;
  if (!answer.ok) throw new Error(answer.why);
  return answer.id;
}

/** `web gone` for each pod; of a pod's name what its owner gave it. */
export const rowsOf = ({ rows }: DrainState): string[] => rows.map((row) => `${appOf(row.name)} ${row.state}`).sort();

const appOf = (pod: string): string => pod.replace(/(-[a-z0-9]{6,10})?-[b-z2-9]{5}$/, '');

/** How many of them are as that says. */
export const count = (rows: readonly string[], row: string): number => rows.filter((one) => one === row).length;
