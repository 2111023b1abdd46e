/** What operations have in common: begun, kept, followed, stopped, resumed and removed, by one window or by several. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { kinds } from '../../client/operations/kinds.ts';
import { BEAT_MS } from '../../client/operations/lock.ts';
import type { Known } from '../../client/operations/operations.ts';
import { operationReport } from '../../client/operations/report.ts';
import { until } from '../cluster/clocks.ts';
import { sample } from './samples.ts';
import type { Told } from './stage.ts';
import { office, play, statesOf } from './windows.ts';

/** All that the first participant told. */
function saidBy({ operation: { participants } }: Pick<Known, 'operation'>): readonly string[] {
  const [first] = participants;
  return (first as { detail: Told }).detail.said;
}

test('begun, followed and ended: every step is on the disk, in the list and in the log', async (t) => {
  const { open, store, disk, clock } = office(t);
  const { operations, stage, begin, sees, onStage } = await open('mine');
  let told = 0;
  operations.onChange(() => told++);
  const id = await begin(play(['one']));
  assert.deepEqual(
    (await store.read()).map((one) => one.id),
    [id],
  );
  await onStage('one');
  assert.deepEqual(statesOf(await sees(id, ({ status, here }) => status === 'running' && here)), ['one running']);
  assert.equal((await operations.busyWith('uid-one'))?.operation.id, id);
  for (const words of ['first', 'second']) {
    const before = told;
    stage.tell('one', words);
    assert.ok(told > before);
    assert.equal(saidBy({ operation: operations.get(id)?.operation ?? sample() }).at(-1), words);
    await until(() => readFileSync(disk.at(`operations/${id}.json`), 'utf8').includes(words));
  }
  stage.end('one');
  const ended = await operations.over(id);
  assert.equal(ended?.ended, clock.now());
  assert.deepEqual(statesOf(await sees(id, ({ status, here }) => status === 'done' && !here)), ['one done']);
  assert.deepEqual(await store.read(), [ended]);
  assert.equal(await operations.busyWith('uid-one'), undefined);
  assert.deepEqual(readdirSync(disk.at('locks')), []);
  const time = new Date(clock.now()).toISOString();
  assert.equal(
    await operations.readLog(id),
    ['begins', 'first', 'second'].map((words) => `${time}  one  ${words}\n`).join(''),
  );
});

test('it is on the disk before anything is done', async (t) => {
  const { open, disk } = office(t);
  const { operations, begin } = await open('mine', {
    kinds: {
      stage: {
        ...kinds.drain,
        isDetail: () => true,
        told: () => [],
        run: async (detail: unknown) => {
          assert.equal(readdirSync(disk.at('operations')).filter((name) => name.endsWith('.json')).length, 1);
          return { detail, result: 'done' };
        },
      } as never,
    },
  });
  const id = await begin(play(['one']));
  await operations.over(id);
  assert.equal(operations.get(id)?.status, 'done');
});

test('nodes are worked on one after the other, in the order they were given, and the first failure is the last node', async (t) => {
  const { open } = office(t);
  const { operations, stage, begin, sees, onStage } = await open('mine');
  const id = await begin(play(['c', 'a', 'b']));
  await onStage('c');
  assert.deepEqual(
    stage.prepared.map(({ said }) => said[0]),
    ['c', 'a', 'b'],
  );
  assert.deepEqual(statesOf(await sees(id, () => true)), ['c running', 'a waiting', 'b waiting']);
  stage.end('c');
  await onStage('a');
  stage.end('a', 'timedOut');
  await operations.over(id);
  const known = await sees(id, ({ here }) => !here);
  assert.deepEqual(statesOf(known), ['c done', 'a timedOut', 'b notStarted']);
  assert.equal(known.status, 'timedOut');
  assert.match(await operations.readLog(id), /Result: timed out\n$/);

  assert.ok((await operations.resume(id)).ok);
  await onStage('a');
  assert.deepEqual(
    stage.prepared.map(({ said }) => said[0]),
    ['a', 'b'],
  );
  stage.end('a');
  await onStage('b');
  stage.end('b');
  assert.deepEqual(statesOf(await sees(id, ({ status }) => status === 'done')), ['c done', 'a done', 'b done']);
});

test('where it was chosen to go on, the others follow after a failure, and the whole is partly done', async (t) => {
  const { open } = office(t);
  const { stage, begin, sees, onStage } = await open('mine');
  const id = await begin(play(['a', 'b', 'c'], { goOn: true }));
  for (const [name, result] of [
    ['a', 'failedBeforeStart'],
    ['b', 'done'],
    ['c', 'partlyDone'],
  ] as const) {
    await onStage(name);
    stage.end(name, result);
  }
  const known = await sees(id, ({ here }) => !here);
  assert.deepEqual(statesOf(known), ['a failedBeforeStart', 'b done', 'c partlyDone']);
  assert.equal(known.status, 'partlyDone');
});

test('cancelled, it stops where it is, and what was not begun is cancelled too', async (t) => {
  const { open } = office(t);
  const { operations, stage, begin, sees, onStage } = await open('mine');
  const id = await begin(play(['a', 'b', 'c']));
  await onStage('a');
  stage.end('a');
  await onStage('b');
  stage.tell('b', 'half');
  await operations.cancel(id);
  const known = await sees(id, ({ here }) => !here);
  assert.deepEqual(statesOf(known), ['a done', 'b cancelled', 'c cancelled']);
  assert.equal(known.status, 'cancelled');
  assert.deepEqual(known.operation.participants[1]?.detail, { said: ['b', 'half'] });
});

test('cancelled while all are prepared, it is cancelled, and never worked on', async (t) => {
  const { open } = office(t);
  let prepared: (() => void) | undefined;
  const slow = (kind: object) => ({
    ...kind,
    prepare: (details: readonly unknown[]) =>
      new Promise((resolve) => {
        prepared = () => resolve(details);
      }),
  });
  const first = await open('first');
  const { operations, stage, begin, sees } = await open('mine', { kinds: { stage: slow(first.stage.kind) as never } });
  const id = await begin(play(['a', 'b']));
  await until(() => prepared !== undefined);
  await operations.cancel(id);
  prepared?.();
  const known = await sees(id, ({ here }) => !here);
  assert.deepEqual(statesOf(known), ['a cancelled', 'b cancelled']);
  assert.deepEqual([known.status, stage.now, first.stage.now], ['cancelled', [], []]);
});

test('another window sees it live, may stop it, and takes it off the list when it is over', async (t) => {
  const { open, disk } = office(t);
  const mine = await open('mine');
  const theirs = await open('theirs');
  const id = await theirs.begin(play(['one']));
  await theirs.onStage('one');
  theirs.stage.tell('one', 'half');
  const seen = await mine.sees(id, (known) => saidBy(known).includes('half'));
  assert.deepEqual([seen.status, seen.here], ['running', false]);
  assert.equal((await mine.operations.busyWith('uid-one'))?.operation.id, id);
  assert.match(await mine.operations.readLog(id), /half/);
  assert.equal(await mine.operations.remove(id), false);
  assert.deepEqual(await mine.operations.resume(id), { ok: false, why: 'It is running.' });
  const again = await mine.operations.begin(play(['two', 'one']));
  assert.deepEqual(again, { ok: false, why: 'Another operation works on one.', busy: id });
  assert.equal(await mine.operations.busyWith('uid-two'), undefined);
  await mine.operations.cancel(id);
  assert.equal((await theirs.sees(id, ({ here }) => !here)).status, 'cancelled');
  await mine.sees(id, ({ status }) => status === 'cancelled');
  assert.equal(await mine.operations.remove(id), true);
  assert.equal(mine.operations.get(id), undefined);
  await until(() => theirs.operations.get(id) === undefined);
  assert.deepEqual([readdirSync(disk.at('operations')), readdirSync(disk.at('locks'))], [[], []]);
});

test('a window that closes ends nothing: another goes on from the last word', async (t) => {
  const { open, passing } = office(t);
  const mine = await open('mine');
  const theirs = await open('theirs');
  const id = await theirs.begin(play(['a', 'b']));
  await theirs.onStage('a');
  theirs.stage.end('a');
  await theirs.onStage('b');
  theirs.stage.tell('b', 'half');
  await mine.sees(id, (known) => JSON.stringify(known).includes('half'));
  await theirs.operations.close();
  const seen = await passing(mine.sees(id, ({ status }) => status === 'interrupted'));
  assert.deepEqual(statesOf(seen), ['a done', 'b running']);
  assert.equal(seen.operation.ended, undefined);
  assert.ok((await mine.operations.resume(id)).ok);
  await mine.onStage('b');
  mine.stage.end('b');
  const known = await mine.sees(id, ({ status }) => status === 'done');
  assert.deepEqual(known.operation.participants[1]?.detail, { said: ['b', 'half'] });
  assert.equal(known.operation.owner?.window, 'mine');
  assert.deepEqual(await mine.operations.resume(id), { ok: false, why: 'There is nothing left to do.' });
});

test('to stop what nobody runs any more stops nobody who resumes it', async (t) => {
  const { open, store } = office(t);
  const { id } = sample();
  await store.write(sample({ participants: play(['one']).participants.map((one) => ({ ...one, state: 'running' })) }));
  const { operations, stage, sees, onStage } = await open('mine');
  assert.equal((await sees(id, () => true)).status, 'interrupted');
  await operations.cancel(id);
  assert.ok((await operations.resume(id)).ok);
  await onStage('one');
  stage.tell('one', 'goes on');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(stage.now, ['one']);
  stage.end('one');
  await sees(id, ({ status }) => status === 'done');
});

test('who has lost a node to another window, after a long sleep, stops and leaves everything to it', async (t) => {
  const { open, disk, clock, passing } = office(t);
  let wake: (() => void) | undefined;
  const slept = await open('slept', {
    clock: {
      now: () => clock.now(),
      random: () => 0,
      after: (ms, run) => {
        if (ms === BEAT_MS) wake = run;
        return () => undefined;
      },
    },
  });
  const id = await slept.begin(play(['one']));
  await slept.onStage('one');
  slept.stage.tell('one', 'before the sleep');
  const next = await open('next');
  await next.sees(id, (known) => saidBy(known).includes('before the sleep'));
  await clock.advance(180_000);
  assert.deepEqual(await passing(next.operations.resume(id)), { ok: true, id });
  await next.onStage('one');
  wake?.();
  await slept.onStage();
  await slept.sees(id, ({ here, operation }) => !here && operation.owner?.window === 'next');
  next.stage.tell('one', 'after it');
  await clock.advance(3 * BEAT_MS);
  await next.onStage('one');
  await slept.sees(id, (known) => saidBy(known).includes('after it') && known.status === 'running');
  next.stage.end('one');
  await next.sees(id, ({ status }) => status === 'done');
  assert.equal((await slept.sees(id, ({ status }) => status === 'done')).operation.owner?.window, 'next');
  assert.doesNotMatch(readFileSync(disk.at(`operations/${id}.log`), 'utf8'), /cancel/i);
});

test('a lock that somebody threw away is a run that stops, and can be resumed', async (t) => {
  const { open, disk, clock } = office(t);
  const { operations, begin, sees, onStage } = await open('mine');
  const id = await begin(play(['one']));
  await onStage('one');
  rmSync(disk.at('locks'), { recursive: true });
  await clock.advance(BEAT_MS);
  assert.equal((await sees(id, ({ here }) => !here)).status, 'interrupted');
  assert.ok((await operations.resume(id)).ok);
  await onStage('one');
});

test('the log is one line for each event, without secrets, whatever a cluster calls its things', async (t) => {
  const { open } = office(t);
  const { operations, stage, begin, sees, onStage } = await open('mine');
  const name = 'one\nfake line\u001b[2J';
  const id = await begin(play([name]));
  await onStage(name);
  stage.tell(name, 'password hunter2\r\n2026-01-01T00:00:00Z  one  Drained\u202e\u0007 ```\n# heading');
  stage.end(name);
  await sees(id, ({ here }) => !here);
  const log = await operations.readLog(id);
  assert.equal(log.trimEnd().split('\n').length, 2);
  assert.doesNotMatch(log, /hunter2/);
  assert.doesNotMatch(log.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
});

test('a defect of ours is no operation that runs for ever, and its words are in the log', async (t) => {
  const { open, disk } = office(t);
  const broken = { run: () => Promise.reject(new Error('cannot read properties of hunter2')) };
  const other = await open('other');
  const { operations, begin, sees } = await open('mine', {
    kinds: { stage: { ...other.stage.kind, ...broken } },
  });
  const id = await begin(play(['a', 'b']));
  const known = await sees(id, ({ here }) => !here);
  assert.deepEqual(statesOf(known), ['a partlyDone', 'b notStarted']);
  assert.match(await operations.readLog(id), /cannot read properties of \*\*\*/);
  assert.deepEqual(readdirSync(disk.at('locks')), []);
});

test('what a later version wrote is listed and left alone; what nobody can read is not listed', async (t) => {
  const [one] = sample().participants;
  const files = {
    later: sample({ id: 'later', kind: 'teleport' }),
    inherited: sample({ id: 'inherited', kind: 'constructor' }),
    damaged: {
      ...sample({ id: 'damaged', kind: 'drain' }),
      participants: [{ ...one, detail: { format: 1, rows: 7 } }],
    },
  };
  const { open, disk } = office(
    t,
    Object.fromEntries(
      Object.entries(files).map(([name, value]) => [`operations/${name}.json`, JSON.stringify(value)]),
    ),
  );
  const { operations } = await open('mine', { kinds });
  assert.deepEqual(operations.all.map(({ operation }) => operation.id).sort(), ['inherited', 'later']);
  for (const id of ['later', 'inherited']) {
    assert.match(JSON.stringify(await operations.resume(id)), /does not know operations of the kind/);
    assert.match(operationReport(operations.get(id), '', 0), /not there any more/);
  }
  assert.ok(existsSync(disk.at('operations/damaged.json')));
});

test('a cluster that is not there any more is said, and nothing is taken', async (t) => {
  const { open, disk } = office(t);
  const { operations } = await open('mine', { reach: async () => undefined });
  assert.deepEqual(await operations.begin(play(['one'])), {
    ok: false,
    why: 'The cluster home is not there any more.',
  });
  assert.equal(existsSync(disk.at('locks')), false);
});

test('where nothing can be written nothing is begun, and that is said', async (t) => {
  for (const name of ['operations', 'locks']) {
    const { open, disk } = office(t, { [name]: 'a file where the folder should be' });
    const { operations, stage } = await open('mine');
    const begun = await operations.begin(play(['one']));
    assert.match(begun.ok ? '' : begun.why, /^What it does could not be written down: E/);
    assert.deepEqual(stage.now, []);
    rmSync(disk.at(name));
    assert.ok((await operations.begin(play(['one']))).ok);
  }
});

test('a disk that fails on the way ends nothing; the report says what is not kept, until it is', async (t) => {
  const { open, disk, clock } = office(t);
  const { operations, stage, begin, sees, onStage } = await open('mine');
  const id = await begin(play(['one']));
  await onStage('one');
  await until(() => readFileSync(disk.at(`operations/${id}.json`), 'utf8').includes('running'));
  rmSync(disk.at('operations'), { recursive: true });
  writeFileSync(disk.at('operations'), 'in the way');
  stage.tell('one', 'unheard');
  const known = await sees(id, ({ unwritten }) => unwritten !== undefined);
  assert.match(known.unwritten ?? '', /EEXIST|ENOTDIR/);
  await clock.advance(BEAT_MS);
  assert.deepEqual(stage.now, ['one']);
  rmSync(disk.at('operations'));
  mkdirSync(disk.at('operations'));
  stage.tell('one', 'heard');
  assert.equal((await sees(id, ({ unwritten }) => unwritten === undefined)).status, 'running');
  stage.end('one');
  assert.equal((await operations.over(id))?.ended, clock.now());
});
