/** The demo's server keeps the contract of Kubernetes API servers. */

import { after, before, test } from 'node:test';
import { manualClock } from '../../demo/cluster/clock.ts';
import { type DemoCluster, startDemoCluster } from '../../demo/cluster/start.ts';
import { story } from '../../demo/cluster/story.ts';
import { contract, hold } from './contract.ts';
import { Skip, type Target } from './scratch.ts';

const clock = manualClock();
let cluster: DemoCluster;
let target: Target;

before(async () => {
  cluster = await startDemoCluster({ scene: story(), clock });
  const auth = cluster.credentials();
  target = {
    server: { url: cluster.url, ca: cluster.authority.cert, auth },
    pass: (ms) => clock.advance(ms),
    forget: () => cluster.store.compact(),
  };
});

after(() => cluster.stop());

for (const expectation of contract)
  test(expectation.name, async (t) => {
    try {
      await hold(expectation, target);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      t.skip(error.message);
    }
  });
