/** Operations on the disk: whole or not at all, for nobody else's eyes, and nothing of others is touched. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { OperationStore } from '../../client/operations/store.ts';
import { until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { sample } from './samples.ts';

function storage(t: TestContext, files: Readonly<Record<string, string>> = {}) {
  const disk = folder(t, files);
  const at = (name: string): string => disk.at(`operations/${name}`);
  return { ...disk, at, store: new OperationStore(disk.at('operations')), names: () => readdirSync(at('')).sort() };
}

const { id } = sample();

test('what is written is read, oldest first, by every window', async (t) => {
  const { store, at } = storage(t);
  assert.deepEqual(await store.read(), []);
  const younger = sample({ id: 'a-younger', created: sample().created + 1 });
  await store.write(younger);
  await store.write(sample());
  assert.deepEqual(await new OperationStore(at('')).read(), [sample(), younger]);
});

test('folder and files are for their owner only', async (t) => {
  const { store, at } = storage(t);
  await store.write(sample());
  await store.log(id, ['began']);
  await store.askToCancel(id);
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  assert.equal(mode(at('')), '700');
  assert.deepEqual(
    ['json', 'log', 'cancel'].map((kind) => mode(at(`${id}.${kind}`))),
    ['600', '600', '600'],
  );
});

test('of many states written at once the last one is kept, and whoever reads meanwhile finds a whole one', async (t) => {
  const { store, at } = storage(t);
  const long = 'x'.repeat(200_000);
  let over = false;
  let read = 0;
  const reader = (async () => {
    const other = new OperationStore(at(''));
    for (; !over; read++) for (const { cluster } of await other.read()) assert.equal(cluster.name.length, long.length);
  })();
  for (let step = 0; read < 10; step++) {
    void store.write(sample({ cluster: { id: `${step}`, name: long } }));
    await new Promise(setImmediate);
  }
  const last = sample({ cluster: { id: 'last', name: long } });
  await store.write(last);
  over = true;
  await reader;
  assert.deepEqual(await store.read(), [last]);
});

test('what is broken, foreign, or of a later version is no operation, and stays as it is', async (t) => {
  const whole = JSON.stringify(sample());
  const [first] = sample().participants;
  const files: Readonly<Record<string, string>> = {
    'cut-off.json': whole.slice(0, 40),
    'empty.json': '',
    'list.json': '[]',
    'null.json': 'null',
    'later.json': JSON.stringify({ ...sample(), id: 'later', format: 2 }),
    'other-name.json': whole,
    'nobody.json': JSON.stringify({ ...sample(), id: 'nobody', participants: [] }),
    'no-detail.json': JSON.stringify({ ...sample(), id: 'no-detail', participants: [{ ...first, detail: 7 }] }),
    'no-state.json': JSON.stringify({ ...sample(), id: 'no-state', participants: [{ ...first, state: 'dancing' }] }),
    'UPPER.json': JSON.stringify({ ...sample(), id: 'UPPER' }),
    'notes.txt': 'mine',
    [`${id}.json.1.abc.tmp`]: whole.slice(0, 10),
    'folder.json/file': '',
  };
  const { store, at, names } = storage(
    t,
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`operations/${name}`, text])),
  );
  const before = names();
  assert.deepEqual(await store.read(), []);
  await store.write(sample());
  assert.deepEqual(await store.read(), [sample()]);
  assert.deepEqual(names(), [...before, `${id}.json`].sort());
  for (const [name, text] of Object.entries(files)) assert.equal(readFileSync(at(name), 'utf8'), text);
});

test('taken off the list, nothing of it stays behind, and everything of others does', async (t) => {
  const { store, names } = storage(t, { [`operations/${id}.json.1.abc.tmp`]: '{', [`operations/${id}0.json`]: '{}' });
  await store.write(sample());
  await store.log(id, ['began']);
  await store.askToCancel(id);
  await store.remove(id);
  assert.deepEqual(names(), [`${id}0.json`]);
});

test('a request to stop is heard once', async (t) => {
  const { store } = storage(t);
  assert.equal(await store.isCancelled(id), false);
  await store.askToCancel(id);
  assert.equal(await store.isCancelled(id), true);
  assert.equal(await store.isCancelled(id), false);
});

test('lines are added to a log, and of a very long one the end is read', async (t) => {
  const { store } = storage(t);
  assert.equal(await store.readLog(id), '');
  await store.log(id, []);
  await store.log(id, ['one', 'two']);
  await store.log(id, ['three']);
  assert.equal(await store.readLog(id), 'one\ntwo\nthree\n');
  await store.log(id, ['x'.repeat(2_000_000), 'the end']);
  const text = await store.readLog(id);
  assert.ok(text.length <= 1_000_000 && text.endsWith('x\nthe end\n'));
});

test('other windows hear of a change, but not of every line of a log', async (t) => {
  const { store, at } = storage(t);
  let heard = 0;
  const stop = await new OperationStore(at('')).watch(() => heard++);
  await store.log(id, ['began']);
  await store.write(sample());
  await until(() => heard > 0);
  stop();
  const before = heard;
  await store.write(sample({ goOn: true }));
  await store.askToCancel(id);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(heard, before);
});

test('a state that cannot be put in its place is told, leaves nothing behind, and the next one is tried again', async (t) => {
  const { store, at, names } = storage(t, { [`operations/${id}.json/in-the-way`]: '' });
  await assert.rejects(store.write(sample()), /EISDIR|EEXIST|ENOTEMPTY|EPERM/);
  assert.deepEqual(names(), [`${id}.json`]);
  rmSync(at(`${id}.json`), { recursive: true });
  await store.write(sample());
  assert.deepEqual(await store.read(), [sample()]);
});

test('a folder that cannot be made is told; made later, or made anew, it is used', async (t) => {
  const { store, path, write, at } = storage(t);
  write('operations', 'a file where the folder should be');
  await assert.rejects(store.write(sample()), /EEXIST|ENOTDIR/);
  await assert.rejects(store.log(id, ['began']), /EEXIST|ENOTDIR/);
  rmSync(`${path}/operations`);
  await store.write(sample());
  rmSync(at(''), { recursive: true });
  await store.write(sample());
  await store.log(id, ['again']);
  assert.deepEqual(await store.read(), [sample()]);
  assert.equal(await store.readLog(id), 'again\n');
  mkdirSync(at('more'), { recursive: true });
  assert.equal((await store.read()).length, 1);
});
