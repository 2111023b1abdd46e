/** Operations on machines: steps that are done once, told as they go, and gone on with where they stopped. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KindNeeds } from '../../client/operations/kind.ts';
import { noCluster } from '../../client/operations/noCluster.ts';
import { beginSteps, type Step, type StepEnd, type StepsDetail, stepsKind } from '../../client/operations/steps.ts';
import { targetName } from '../../client/operations/target.ts';

interface Plan {
  readonly version: string;
  /** What each step answers. */
  readonly fails?: string;
}

const done: string[] = [];

const step = (id: string, changes: boolean, more: Partial<Step<Plan>> = {}): Step<Plan> => ({
  id,
  changes,
  title: ({ version }) => `${id} ${version}`,
  async run({ plan }): Promise<StepEnd> {
    done.push(id);
    if (plan.fails === id) return { ok: false, words: 'It did not start.', next: 'Look at its log.' };
    return { ok: true, words: `${id} is so` };
  },
  ...more,
});

const kindOf = (...steps: Step<Plan>[]) => ({
  title: () => 'Join node-1',
  steps: () => steps,
  cordons: false,
  alone: true,
  done: () => 'It is a node now.',
});

const three = [step('look', false), step('install', true), step('start', true)];

function needs(told: StepsDetail<Plan>[], signal = new AbortController().signal): KindNeeds<StepsDetail<Plan>> {
  return {
    ...noCluster((text) => text),
    clock: { now: () => 0, after: () => () => undefined, random: () => 0 },
    signal,
    machine: () => assert.fail('no step asks for a machine'),
    secret: async () => undefined,
    onDetail: (detail) => told.push(detail),
  };
}

async function run(steps: Step<Plan>[], plan: Plan, from?: StepsDetail<Plan>, signal?: AbortSignal) {
  done.length = 0;
  const own = kindOf(...steps);
  const kind = stepsKind(own);
  const told: StepsDetail<Plan>[] = [];
  const end = await kind.run(from ?? beginSteps(own, plan), needs(told, signal));
  return { ...end, kind, told, states: end.detail.rows.map(({ id, state }) => `${id} ${state}`) };
}

test('steps are shown in their order, also those that were not needed', async () => {
  const unneeded = step('install', true, { run: async () => ({ ok: true, words: 'It is there.', skipped: true }) });
  const { kind, detail } = await run([step('look', false), unneeded, step('start', true)], { version: '1' });
  assert.equal(kind.inOrder, true);
  assert.deepEqual(
    kind.parts(detail, 0).map(({ id, state }) => `${id} ${state}`),
    ['look done', 'install kept', 'start done'],
  );
});

test('steps are done in their order, and each is told', async () => {
  const { result, states, told, kind, detail } = await run(three, { version: 'v1' });
  assert.equal(result, 'done');
  assert.deepEqual(done, ['look', 'install', 'start']);
  assert.deepEqual(states, ['look done', 'install done', 'start done']);
  assert.equal(kind.summary(detail, 0), 'It is a node now.');
  const news = told.flatMap((after, index) => kind.told(told[index - 1], after));
  assert.deepEqual(
    news.filter((line) => line.startsWith('install')),
    ['install v1: install is so'],
  );
});

test('what a step said last is not said again when it ends with it', async () => {
  const talking = step('drain', true, {
    async run({ tell }) {
      tell('2 pods are left.');
      tell('Drained.');
      return { ok: true, words: 'Drained.' };
    },
  });
  const { told, kind } = await run([talking], { version: 'v1' });
  const news = told.flatMap((after, index) => kind.told(told[index - 1], after));
  assert.deepEqual(news, ['drain v1: 2 pods are left.', 'drain v1: Drained.']);
});

test('a step that fails is the last, and says what to do', async () => {
  const { result, states, kind, detail } = await run(three, { version: 'v1', fails: 'install' });
  assert.equal(result, 'partlyDone');
  assert.deepEqual(states, ['look done', 'install failed', 'start todo']);
  assert.equal(kind.summary(detail, 0), 'install v1: It did not start. Look at its log.');
  assert.deepEqual(kind.progress(detail), { done: 1, all: 3 });
});

test('one that only looked has changed nothing', async () => {
  const { result } = await run(three, { version: 'v1', fails: 'look' });
  assert.equal(result, 'failedBeforeStart');
});

test('resumed, it goes on with the step that failed, and what was found is still known', async () => {
  const found = step('look', false, {
    async run({ keep }) {
      done.push('look');
      keep({ uid: '42' });
      return { ok: true, words: 'found' };
    },
  });
  const uses = step('start', true, { run: async ({ found: { uid } }) => ({ ok: true, words: `started ${uid}` }) });
  const first = await run([found, step('install', true), uses], { version: 'v1', fails: 'install' });
  const kept = JSON.parse(JSON.stringify(first.detail)) as StepsDetail<Plan>;
  const again = await run(
    [found, step('install', true, { run: async () => ({ ok: true, words: '' }) }), uses],
    { version: 'v1' },
    kept,
  );
  assert.equal(again.result, 'done');
  assert.deepEqual(done, []);
  assert.equal(again.detail.rows[2]?.words, 'started 42');
  assert.equal(again.detail.next, undefined);
});

test('a kind may want steps done anew when one goes on, although they were done', async () => {
  const own = { ...kindOf(...three), again: () => ['look'] };
  const rows = [
    { id: 'look', state: 'done' as const, words: 'seen' },
    { id: 'install', state: 'done' as const, words: 'installed' },
    { id: 'start', state: 'failed' as const, words: 'It did not start.' },
  ];
  done.length = 0;
  const { result } = await stepsKind(own).run({ plan: { version: 'v1', fails: 'look' }, rows, found: {} }, needs([]));
  assert.deepEqual(done, ['look']);
  assert.equal(result, 'partlyDone', 'what was changed before is not forgotten');
});

test('cancelled, no other step is begun', async () => {
  const stop = new AbortController();
  const stops = step('install', true, {
    async run() {
      stop.abort();
      return { ok: true, words: 'installed all the same' };
    },
  });
  const { result, states } = await run(
    [step('look', false), stops, step('start', true)],
    { version: 'v1' },
    undefined,
    stop.signal,
  );
  assert.equal(result, 'cancelled');
  assert.deepEqual(states, ['look done', 'install done', 'start todo']);
});

test('a step with nothing to do is skipped, and says why', async () => {
  const skips = step('install', true, {
    run: async () => ({ ok: true, skipped: true, words: 'v1 is there already.' }),
  });
  const { detail, kind } = await run([skips], { version: 'v1' });
  assert.deepEqual(
    kind.parts(detail, 0).map(({ label, words, state }) => [label, words, state]),
    [['install v1', 'v1 is there already.', 'kept']],
  );
});

test('machines are called as people call them', () => {
  assert.equal(targetName({ kind: 'here' }), 'this machine');
  assert.equal(targetName({ kind: 'ssh', host: 'me@worker-7' }), 'me@worker-7');
});

test('without a cluster whatever is asked of one is refused in words', async () => {
  const { api, access } = noCluster((text) => text);
  const answer = await api.request({ path: '/api/v1/nodes' });
  assert.equal(answer.ok, false);
  assert.equal(await access.may({ verb: 'get', resource: 'nodes' }), 'no');
});
