/** Our own connection to a real server, by way of a kubeconfig on the disk, as the extension has one. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Clock, systemClock } from '../../client/cluster/clock.ts';
import { LiveClusters } from '../../client/cluster/clusters.ts';
import { Connection } from '../../client/cluster/connection.ts';
import { readEntries } from '../../client/cluster/kubeconfigFiles.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import type { ClusterSource } from '../../client/explorer/source.ts';
import { until } from '../cluster/clocks.ts';

const places = (file: string) => ({ settings: [file], env: {}, home: join(file, 'none'), k3s: join(file, 'none') });

/** A connection that nobody has used yet. */
export async function connectionTo(test: Pick<TestContext, 'after'>, kubeconfig: string): Promise<Connection> {
  const [entry] = await readEntries(places(kubeconfig));
  assert.ok(entry && !entry.trouble, JSON.stringify(entry?.trouble));
  const plugins = new Plugins(systemClock);
  const connection = new Connection(entry, {
    clock: systemClock,
    plugins,
    mayRun: () => true,
    proxy: () => ({ env: {} }),
  });
  test.after(() => connection.close());
  return connection;
}

/** The cluster as the explorer asks for it. */
export async function sourceOf(test: Pick<TestContext, 'after'>, kubeconfig: string): Promise<ClusterSource> {
  const clusters = new LiveClusters({
    places: () => places(kubeconfig),
    proxy: () => ({ env: {} }),
    mayRun: () => true,
    translate: (template) => template,
    changed: () => undefined,
  });
  test.after(() => clusters.dispose());
  const [source] = await clusters.sources();
  assert.ok(source);
  return source;
}

/** Waits until something is true that usually is after a second, on a machine that may have other things to do. */
export const soon = (condition: () => boolean, what?: string): Promise<void> => until(condition, what, 40_000);

/** A clock that goes so many times as fast as a real one, for those who would wait long for nothing to happen. */
export const faster = (times: number): Clock => ({
  now: () => Date.now() * times,
  after: (ms, run) => systemClock.after(ms / times, run),
  random: () => 0,
});
