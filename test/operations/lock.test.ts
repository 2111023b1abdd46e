/** One operation per node over all windows: real processes contend for it, die with it, and take it over. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { BEAT_MS, Locks } from '../../client/operations/lock.ts';
import type { Known } from '../../client/operations/operations.ts';
import { FakeClock, settle } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { windowProcess } from './windowProcess.ts';

const NOBODY = 2 ** 30;

/** Windows of one machine; `running` are the processes that there are. */
function machine(t: TestContext) {
  const disk = folder(t, {});
  const clock = new FakeClock();
  const running = new Set([1, 2, 3]);
  const window = (pid: number, skewed = clock) => {
    const locks = new Locks(disk.at('locks'), skewed, (some) => running.has(some));
    const holder = { operation: `op-${pid}`, window: `window-${pid}`, pid };
    return {
      locks,
      holder,
      take: (key = 'node') => locks.take(key, holder),
      beat: (key = 'node') => locks.beat(key, holder),
      release: (key = 'node') => locks.release(key, holder),
    };
  };
  /** The one lock there is. */
  const path = (): string => disk.at(`locks/${readdirSync(disk.at('locks'))[0]}`);
  /** Time passes while some say that they work. */
  const beat = async (...beating: readonly { beat(): Promise<boolean> }[]): Promise<void> => {
    await clock.advance(BEAT_MS);
    for (const one of beating) assert.equal(await one.beat(), true);
    await breath();
  };
  /** So long, or until something has happened. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += BEAT_MS) await beat();
  }
  async function until<T>(what: Promise<T>, ...beating: readonly { beat(): Promise<boolean> }[]): Promise<T> {
    let over = false;
    void what.finally(() => {
      over = true;
    });
    while (!over) await beat(...beating);
    return what;
  }
  return { disk, clock, running, window, pass, until, path };
}

/** A moment for the disk. */
const breath = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  await settle();
};

test('whoever has a node has it alone, until it is done', async (t) => {
  const { window } = machine(t);
  const [one, two] = [window(1), window(2)];
  assert.equal(await one.take(), undefined);
  assert.equal(await one.take(), undefined);
  assert.equal((await two.take())?.operation, 'op-1');
  assert.equal(await two.take('another node'), undefined);
  assert.equal(await two.beat(), false);
  await two.release();
  assert.equal((await one.locks.holder('node'))?.window, 'window-1');
  assert.equal(await one.beat(), true);
  await one.release();
  assert.equal(await one.beat(), false);
  assert.equal(await two.take(), undefined);
});

test('locks are for their owner only, and their names tell nobody about which nodes they are', async (t) => {
  const { window, disk } = machine(t);
  await window(1).take('../../uid of a node');
  const [name = ''] = readdirSync(disk.at('locks'));
  assert.match(name, /^[0-9a-f]{32}\.lock$/);
  assert.equal(statSync(disk.at(`locks/${name}`)).mode & 0o777, 0o600);
  assert.equal(statSync(disk.at('locks')).mode & 0o777, 0o700);
});

test('the lock of a process that is gone is free at once', async (t) => {
  const { window, running } = machine(t);
  await window(1).take();
  running.delete(1);
  assert.equal(await window(2).take(), undefined);
  assert.equal((await window(3).take())?.operation, 'op-2');
});

test('a process number that somebody else has by now holds nothing: the lock is silent, and that is waited for', async (t) => {
  const { window, pass, until } = machine(t);
  await window(1).take();
  await pass(60_000);
  assert.equal((await window(2).take())?.operation, 'op-1');
  await pass(120_000);
  assert.equal(await until(window(2).take()), undefined);
});

for (const [how, jump] of [
  ['forwards', 3_600_000],
  ['backwards', -3_600_000],
] as const)
  test(`the clock jumps ${how} between two signs of life: whoever works is not robbed`, async (t) => {
    const { disk, clock, running, until } = machine(t);
    let skew = 0;
    const skewed = { now: () => clock.now() + skew, after: clock.after.bind(clock), random: () => 0 };
    const window = (pid: number) => {
      const locks = new Locks(disk.at('locks'), skewed, (some) => running.has(some));
      const holder = { operation: `op-${pid}`, window: `window-${pid}`, pid };
      return { take: () => locks.take('node', holder), beat: () => locks.beat('node', holder), locks };
    };
    const one = window(1);
    await one.take();
    skew = jump;
    assert.equal((await until(window(2).take(), one))?.operation, 'op-1');
    assert.equal(await one.beat(), true);
    running.delete(1);
    assert.equal(await window(2).take(), undefined);
  });

test('a window that wakes up after another took its operation over leaves that one its lock', async (t) => {
  const { window, path } = machine(t);
  const slept = window(1);
  await slept.take();
  const next = window(2);
  const resumed = { ...next.holder, operation: 'op-1' };
  rmSync(path());
  assert.equal(await next.locks.take('node', resumed), undefined);
  assert.equal(await slept.beat(), false);
  await slept.release();
  assert.equal(await next.locks.beat('node', resumed), true);
});

test('a lock that nobody can read is nobody’s, one that cannot be taken away is not ours', async (t) => {
  const { window, disk, path: lockPath } = machine(t);
  const one = window(1);
  await one.take();
  const path = lockPath();
  for (const text of ['', '{"operation":"op', '[]', '{"operation":1}', 'null']) {
    writeFileSync(path, text);
    assert.equal(await window(2).take(), undefined, text);
    assert.equal(await one.beat(), false);
    await window(2).release();
  }
  rmSync(path, { force: true });
  mkdirSync(`${path}/something`, { recursive: true });
  await assert.rejects(one.take());
  rmSync(path, { recursive: true });
  rmSync(disk.at('locks'), { recursive: true });
  assert.equal(await one.beat(), false);
  assert.equal(await one.take(), undefined);
});

test('of many processes that find what the dead left, exactly one gets each', async (t) => {
  const disk = folder(t, { 'locks/': '' });
  const now = Date.now();
  const left = new Locks(disk.at('locks'), { now: () => now, after: () => () => undefined, random: () => 0 });
  const keys = Array.from({ length: 100 }, (_, index) => `node-${index}`);
  for (const key of keys) await left.take(key, { operation: 'dead', window: 'dead', pid: NOBODY });
  const windows = await Promise.all(
    ['a', 'b', 'c', 'd'].map((window) => windowProcess(t, { folder: disk.path, window, now })),
  );
  const from = Date.now() + 200;
  const got = (await Promise.all(windows.map((window) => window.take(keys, from)))).flat();
  assert.deepEqual(got.toSorted(), keys.toSorted());
  const rest = readdirSync(disk.at('locks')).filter((name) => !/^[0-9a-f]{32}\.lock$/.test(name));
  assert.deepEqual(rest, []);
});

test('two windows as two processes: one has the node, and when it is killed the other one goes on', async (t) => {
  const disk = folder(t, {});
  const now = Date.parse('2026-11-20T09:00:00Z');
  const [one, two] = await Promise.all(
    ['one', 'two'].map(async (window) => {
      const made = await windowProcess(t, { folder: disk.path, window, now });
      await made.ready();
      return made;
    }),
  );
  assert.ok(one && two);
  const participant = { name: 'worker-1', key: 'uid-1', detail: { said: ['worker-1'] } };
  const order = { kind: 'stage', cluster: { id: 'c', name: 'c' }, goOn: false, participants: [participant] };
  const begun = await one.begin(order);
  assert.ok(begun.ok);
  const refused = await two.begin(order);
  assert.deepEqual(refused, { ok: false, why: 'Another operation works on worker-1.', busy: begun.id });
  await one.tell('worker-1', 'half way');
  const seen = async (test: (known: Known) => boolean, every = 0): Promise<Known> => {
    for (let tries = 0; tries < 1000; tries++) {
      const [known] = await two.all();
      if (known && test(known)) return known;
      await two.advance(every);
      await breath();
    }
    throw new Error(`not seen: ${test}`);
  };
  const said = ({ operation: { participants } }: Known): string => JSON.stringify(participants[0]?.detail);
  assert.equal((await seen((known) => said(known).includes('half way'))).status, 'running');
  assert.equal((await two.busyWith('uid-1'))?.operation.id, begun.id);
  assert.equal(await two.remove(begun.id), false);
  assert.deepEqual(await two.resume(begun.id), { ok: false, why: 'It is running.' });
  await one.kill();
  await seen(({ status }) => status === 'interrupted', BEAT_MS);
  assert.deepEqual(await two.resume(begun.id), { ok: true, id: begun.id });
  await two.tell('worker-1', 'the rest');
  await two.end('worker-1');
  const known = await seen(({ here }) => !here);
  assert.deepEqual([known.status, said(known)], ['done', '{"said":["worker-1","half way","the rest"]}']);
  assert.deepEqual(readdirSync(disk.at('locks')), []);
});
