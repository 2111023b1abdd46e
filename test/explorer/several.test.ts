/** Commands on several lines: each of them is meant, and what opens for one stays open for the next. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExplorerCommand } from '../../client/explorer/commandIds.ts';
import type { Explorer } from '../../client/explorer/explorer.ts';
import type { Line } from '../../client/explorer/tree.ts';
import { sitDown } from '../operations/editor.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node } from './objects.ts';

const { runCommand } = await import('../../client/explorer/commands.ts');

/** A window with two clusters and some operations. */
function sit() {
  const person = sitDown();
  const sources = [new FakeSource('prod', [node({ name: 'a' }), node({ name: 'b' })]), new FakeSource('lab')];
  for (const source of sources)
    for (const name of ['podCounts', 'nodeMetrics', 'addonEvents', 'helmChartConfigs', 'chartJobs'] as const)
      source.set(name, []);
  for (const name of ['a', 'b'])
    for (const one of ['podsOf', 'eventsOf', 'leaseOf'] as const) sources[0]?.set(one, [], { kind: 'live' }, name);
  const shown: string[] = [];
  const done: string[] = [];
  const show = async (cluster: string, title: string, _text: string, { preview = true } = {}): Promise<void> =>
    void shown.push(`${cluster}/${title}${preview ? ' preview' : ''}`);
  const commands = { cancel: async (id: string | undefined) => void done.push(id ?? 'which?') };
  const explorer = {
    sources,
    load: async () => undefined,
    treeView: { selection: [] },
    reports: { show },
    view: () => ({ sources, grouping: 'none', filter: '', now: NOW }),
    act: (what: (to: typeof commands) => unknown) => what(commands),
  } as unknown as Explorer;
  const run = (id: ExplorerCommand, ...lines: readonly Line[]) => runCommand(explorer, id, [lines[0], lines]);
  return { person, sources, shown, done, run };
}

const of = ({ entry }: FakeSource, rest: object = {}): Line =>
  ({ id: 'x', item: { cluster: entry.id, context: '', ...rest } }) as unknown as Line;

test('reports of several nodes stay open, that of one makes room for the next', async () => {
  const { sources, shown, run } = sit();
  const [prod] = sources as [FakeSource];
  await run('k3s.node.report', of(prod, { node: 'a' }), of(prod, { node: 'b' }));
  await run('k3s.node.report', of(prod, { node: 'b' }));
  assert.deepEqual(shown, ['prod/a', 'prod/b', 'prod/b preview']);
});

test('several clusters are all meant', async () => {
  const { sources, shown, run } = sit();
  const [prod, lab] = sources as [FakeSource, FakeSource];
  await run('k3s.cluster.retry', of(prod), of(lab));
  assert.deepEqual([prod.retries, lab.retries], [1, 1]);
  await run('k3s.cluster.report', of(prod), of(lab));
  assert.deepEqual(shown, ['prod/cluster', 'lab/cluster']);
});

test('of several operations those that can be are cancelled; without any a person says which', async () => {
  const { sources, done, run } = sit();
  const [prod] = sources as [FakeSource];
  const operation = (id: string, facts: string) => of(prod, { operation: id, context: `k3s.operation.drain.${facts}` });
  await run(
    'k3s.operation.cancel',
    operation('1', 'running.final'),
    operation('2', 'done.final'),
    operation('3', 'running.final'),
  );
  await run('k3s.operation.cancel', operation('4', 'done.final'));
  await run('k3s.operation.cancel', of(prod));
  assert.deepEqual(done, ['1', '3', '4', 'which?']);
});
