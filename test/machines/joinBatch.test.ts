/** Many machines join at once: scenario 21 of the node operations, through the operations that windows share. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import { systemClock } from '../../client/cluster/clock.ts';
import { joinKind } from '../../client/machines/join/kind.ts';
import type { Known } from '../../client/operations/operations.ts';
import { operationReport } from '../../client/operations/report.ts';
import { beginSteps } from '../../client/operations/steps.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import { until } from '../cluster/clocks.ts';
import { office } from '../operations/windows.ts';
import { type Flaw, Fleet, orderFor } from './fleet.ts';
import { joinCluster } from './joining.ts';

const HOSTS = Array.from({ length: 120 }, (_, index) => `worker-${index + 1}`);

/** Seven that are bad, each in its own way, with what a person reads of it. */
const BAD: readonly (readonly [host: string, flaw: Flaw, reason: RegExp])[] = [
  ['worker-8', 'unreachable', /worker-8 does not answer\. Switch it on\./],
  ['worker-23', 'other machine', /worker-23 is another machine than the one that was looked at/],
  ['worker-41', 'sudo', /sudo refused on worker-41\. Look at the password\./],
  ['worker-60', 'disk', /No space left on device/],
  ['worker-77', 'download', /Download failed Check that the machine can reach the address/],
  ['worker-95', 'unit', /Unit is masked/],
  ['worker-118', 'refused', /401 Unauthorized/],
];

/** Windows over one storage, a cluster, and 120 machines of which seven are bad. */
async function batch(t: TestContext) {
  const { demo, api, tokens, register } = await joinCluster(t);
  const reach = { api, access: new Access(api, systemClock), redact: (text: string) => text };
  const fleet = new Fleet(register, (token) =>
    tokens().some((name) => token.includes(`::${name.replace('bootstrap-token-', '')}.`)),
  );
  for (const [host, flaw] of BAD) fleet.flaws.set(host, flaw);
  const { open, clock, disk } = office(t);
  return {
    fleet,
    tokens,
    disk,
    /** How many tokens were made since the start. */
    made: () => demo.log.find('POST', /\/namespaces\/kube-system\/secrets/).length,
    nodes: () => demo.store.list(NODES).map(({ metadata: { name } }) => name),
    async window(name: string) {
      const opened = await open(name, { reach: async () => reach, machines: fleet });
      return {
        ...opened,
        /** Time passes until it has ended here. */
        ended: (id: string): Promise<Known> => opened.over(id, async () => pass(clock)),
        report: async (id: string): Promise<string> =>
          operationReport(opened.operations.get(id), await opened.operations.readLog(id), clock.now()),
      };
    },
  };
}

/** A second of the operation's time, in a few milliseconds of ours. */
async function pass(clock: { advance(milliseconds: number): Promise<void> }): Promise<void> {
  await clock.advance(1000);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const JOIN = {
  kind: 'join',
  cluster: { id: 'file#context', name: 'home' },
  goOn: true,
  atOnce: 50,
  participants: HOSTS.map((host) => ({ name: host, key: host, detail: beginSteps(joinKind, orderFor(host)) })),
};

const namesOf = ({ operation: { participants } }: Known, wanted: (state: string) => boolean): string[] =>
  participants.filter(({ state }) => wanted(state)).map(({ name }) => name);

const bad = BAD.map(([host]) => host);

test('scenario 21: of 120 machines 113 join with one token, 7 are listed with their reasons, and a retry touches only those', async (t) => {
  const { fleet, tokens, made, nodes, window } = await batch(t);
  const { begin, ended, operations, report } = await window('mine');
  const id = await begin(JOIN);
  const first = await ended(id);
  assert.equal(first.status, 'partlyDone');
  assert.equal(namesOf(first, (state) => state === 'done').length, 113);
  assert.deepEqual(
    namesOf(first, (state) => state !== 'done'),
    bad,
  );
  assert.equal(nodes().length, 113);
  assert.ok(fleet.most > 1 && fleet.most <= 50, `${fleet.most} at the same time`);
  assert.equal(made(), 1, 'one token for all');
  assert.deepEqual(tokens(), [], 'and it is gone');
  const text = await report(id);
  const [, listed = ''] = /## 7 of 120 are not done\n\n((?:- .*\n)+)/.exec(text) ?? [];
  assert.equal(listed.trim().split('\n').length, 7);
  for (const [host, , reason] of BAD) {
    assert.match(listed.split('\n').find((line) => line.startsWith(`- \`${host}\`: `)) ?? '', reason);
  }

  fleet.flaws.clear();
  fleet.done.length = 0;
  assert.ok((await operations.resume(id)).ok);
  const second = await ended(id);
  assert.equal(second.status, 'done', await report(id));
  assert.deepEqual(fleet.touched.sort(), [...bad].sort());
  assert.equal(nodes().length, 120);
  assert.equal(made(), 2, 'the first was taken back, so those that are left get another');
  assert.deepEqual(tokens(), []);
  assert.equal(new Set(bad.map((host) => fleet.tokenOn(host))).size, 1);
});

test('scenario 21: a reload of the window in the middle loses nothing', async (t) => {
  const { fleet, tokens, made, nodes, window, disk } = await batch(t);
  const before = await window('before');
  const id = await before.begin(JOIN);
  const joined = (): string[] => namesOf(before.operations.get(id) as Known, (state) => state === 'done').sort();
  await until(() => joined().length >= 30, 'thirty machines that have joined');
  await before.operations.close();
  await until(() => readdirSync(disk.at('locks')).length === 0, 'machines that are free again');
  const kept = readFileSync(disk.at(`operations/${id}.json`), 'utf8');
  assert.ok(
    fleet.learned.length === 1 && !kept.includes(fleet.learned[0]?.split('.')[1] ?? ''),
    'no token on the disk',
  );

  const after = await window('after');
  const found = after.operations.get(id) as Known;
  assert.equal(found.status, 'interrupted');
  assert.equal(found.operation.participants.length, 120);
  const done = namesOf(found, (state) => state === 'done');
  assert.ok(done.length >= 30 && done.length < 113, `${done.length} were done`);
  fleet.done.length = 0;
  assert.ok((await after.operations.resume(id)).ok);
  const known = await after.ended(id);
  assert.deepEqual(
    namesOf(known, (state) => state !== 'done'),
    bad,
  );
  assert.equal(nodes().length, 113);
  assert.deepEqual(
    fleet.touched.filter((name) => done.includes(name)),
    [],
    'those that were done are left alone',
  );
  // The secret half of the first is in no file, so the second window makes one more; both are taken back.
  assert.equal(made(), 2);
  assert.deepEqual(tokens(), []);
});

test('scenario 21: never more than 50 machines at the same time, whatever was asked for', async (t) => {
  const { fleet, window } = await batch(t);
  const { begin, ended } = await window('mine');
  await ended(await begin({ ...JOIN, atOnce: 500 }));
  assert.ok(fleet.most <= 50, `${fleet.most} at the same time`);
  assert.ok(fleet.most > 20, `${fleet.most} at the same time`);
});
