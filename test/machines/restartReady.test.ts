/** A restart of an agent that a cluster knows: its pods go on, and it is over when the node says itself that it is Ready. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Clock } from '../../client/cluster/clock.ts';
import { findOn } from '../../client/machines/remove/readFacts.ts';
import { serviceKind } from '../../client/machines/service/kind.ts';
import { plannedService } from '../../client/machines/service/plan.ts';
import type { ServicePlan } from '../../client/machines/service/steps.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import { MACHINE_ID } from './installed.ts';
import { operate } from './operate.ts';
import { removing } from './removing.ts';

/** Restarts the agent of `one`; its kubelet says nothing until somebody has waited so many seconds for it. */
async function restarted(t: TestContext, silentSeconds: number) {
  const { place, store, cluster, clock, reach, pods } = await removing(t);
  const found = await findOn(place.machine, new AbortController().signal);
  const [service] = found.ok ? found.found.services : [];
  assert.ok(service);
  const plan: ServicePlan = {
    id: 'a1',
    action: 'restart',
    target: { kind: 'here' },
    pinned: { machineId: MACHINE_ID, hostname: 'one' },
    service: plannedService(service),
    node: { name: 'one', uid: store.get(NODES, 'one')?.metadata.uid ?? '' },
  };
  const before = pods();
  cluster.life.stopKubelet('one');
  let waiting = Number.POSITIVE_INFINITY;
  const over = operate(serviceKind('restart'), plan, {
    machine: place.machine,
    reach,
    clock: clock as Clock,
    onDetail({ rows }) {
      if (rows.at(-1)?.state === 'doing') waiting = Math.min(waiting, clock.now());
    },
  });
  let ended = false;
  void over.finally(() => {
    ended = true;
  });
  for (let turn = 0; !ended && turn < 5000; turn++) {
    if (clock.now() - waiting >= silentSeconds * 1000) cluster.life.startKubelet('one');
    await clock.advance(500);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { ...(await over), place, before, after: pods(), waited: clock.now() - waiting };
}

test('scenario 47: pods keep running, and Ready counts when the node has said it anew', async (t) => {
  const { result, states, told, summary, place, before, after, waited } = await restarted(t, 15);
  assert.equal(result, 'done', summary);
  assert.deepEqual(states, ['machine done', 'restart done', 'ready done']);
  // The condition is from before the restart for as long as the kubelet is silent.
  assert.ok(
    told.some((line) => line.includes('one was Ready before, and has not reported since.')),
    told.join('\n'),
  );
  assert.ok(waited >= 15_000);
  assert.match(summary, /one is Ready/);
  assert.deepEqual(after, before);
  assert.ok(place.has('proc/4242/cmdline'), 'its containers run on');
  assert.ok(!place.calls.some((call) => call.includes('killall')));
});

test('scenario 47: a node that does not come back is told, and the restart is not called done', async (t) => {
  const { result, states, detail } = await restarted(t, Number.POSITIVE_INFINITY);
  assert.notEqual(result, 'done');
  assert.deepEqual(states.slice(0, 2), ['machine done', 'restart done']);
  assert.equal(states[2], 'ready failed');
  assert.match(detail.next ?? '', /Diagnose the node, or resume/);
});
