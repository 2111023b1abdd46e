/** The store: versions, history that ends somewhere, and what optimistic concurrency means. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CONFIGMAPS, DEPLOYMENTS, NAMESPACES } from '../../demo/cluster/api/resources.ts';
import { ApiError } from '../../demo/cluster/api/status.ts';
import { manualClock } from '../../demo/cluster/clock.ts';
import { EXPIRED } from '../../demo/cluster/store/collection.ts';
import { alike, Store } from '../../demo/cluster/store/store.ts';

const map = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'a' },
  data,
});

const names = (entries: readonly { key: string }[] | typeof EXPIRED) =>
  entries === EXPIRED ? 'expired' : entries.map(({ key }) => key);

test('every change has a version of its own, higher than all before', () => {
  const store = new Store(manualClock(), { version: 10 });
  const made = store.create(CONFIGMAPS, map('one'));
  assert.equal(made.metadata.resourceVersion, '11');
  const changed = store.update(CONFIGMAPS, { ...made, data: { x: '1' } });
  assert.equal(changed.metadata.resourceVersion, '12');
  assert.equal(changed.metadata.uid, made.metadata.uid);
  assert.equal(store.remove(CONFIGMAPS, 'one', 'a')?.metadata.resourceVersion, '13');
  assert.equal(store.version, 13);
});

test('whoever changes an older version is told so', () => {
  const store = new Store(manualClock());
  const made = store.create(CONFIGMAPS, map('one'));
  store.update(CONFIGMAPS, { ...made, data: { x: '1' } });
  assert.throws(
    () => store.update(CONFIGMAPS, { ...made, data: { x: '2' } }),
    (error: unknown) => error instanceof ApiError && error.code === 409 && error.status.reason === 'Conflict',
  );
});

test('a change of nothing is no change', () => {
  const store = new Store(manualClock());
  const made = store.create(CONFIGMAPS, map('one', { x: '1' }));
  assert.equal(store.update(CONFIGMAPS, { ...made, data: { x: '1' } }), made);
});

test('only the specification counts for the generation', () => {
  const store = new Store(manualClock());
  const made = store.create(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'a' },
    spec: { replicas: 1 },
  });
  assert.equal(made.metadata.generation, 1);
  const told = store.update(DEPLOYMENTS, { ...made, status: { replicas: 1 } });
  assert.equal(told.metadata.generation, 1);
  assert.equal(store.update(DEPLOYMENTS, { ...told, spec: { replicas: 2 } }).metadata.generation, 2);
});

test('the past can be seen until it is forgotten', () => {
  const store = new Store(manualClock());
  const collection = store.collection(CONFIGMAPS);
  store.create(CONFIGMAPS, map('a'));
  const then = store.version;
  store.create(CONFIGMAPS, map('b'));
  store.remove(CONFIGMAPS, 'a', 'a');
  assert.deepEqual(names(collection.at(then)), ['a/a']);
  assert.deepEqual(names(collection.at(then + 1)), ['a/a', 'a/b']);
  assert.deepEqual(names(collection.all()), ['a/b']);
  store.compact();
  assert.equal(collection.at(then), EXPIRED);
  assert.equal(collection.since(then), EXPIRED);
  assert.deepEqual(collection.since(store.version), []);
});

test('the window of the history is limited', () => {
  const store = new Store(manualClock(), { window: 10 });
  const collection = store.collection(CONFIGMAPS);
  const first = store.version;
  for (let index = 0; index < 50; index++) store.create(CONFIGMAPS, map(`m${index}`));
  assert.equal(collection.since(first), EXPIRED);
  const recent = collection.since(store.version - 10);
  assert.equal(recent === EXPIRED ? 0 : recent.length, 10);
});

test('a namespace waits for its own finalizers', () => {
  const store = new Store(manualClock());
  const made = store.create(NAMESPACES, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a' },
    spec: { finalizers: ['kubernetes'] },
  });
  const going = store.update(NAMESPACES, {
    ...made,
    metadata: { ...made.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
  });
  assert.notEqual(store.get(NAMESPACES, 'a'), undefined);
  store.update(NAMESPACES, { ...going, spec: {} });
  assert.equal(store.get(NAMESPACES, 'a'), undefined);
});

/** Any sequence of changes to a few objects. */
const steps = fc.array(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), what: fc.constantFrom('put', 'drop'), value: fc.nat(3) }),
  { maxLength: 40 },
);

test('replaying the changes since any version leads from then to now', () => {
  fc.assert(
    fc.property(steps, fc.nat(40), (all, at) => {
      const store = new Store(manualClock());
      const collection = store.collection(CONFIGMAPS);
      let then = store.version;
      for (const [index, { name, what, value }] of all.entries()) {
        if (index === at) then = store.version;
        const known = store.get(CONFIGMAPS, name, 'a');
        if (what === 'drop') store.remove(CONFIGMAPS, name, 'a');
        else if (known === undefined) store.create(CONFIGMAPS, map(name, { value: String(value) }));
        else store.update(CONFIGMAPS, { ...known, data: { value: String(value) } });
      }
      const before = collection.at(then);
      const changes = collection.since(then);
      assert.ok(before !== EXPIRED && changes !== EXPIRED);
      const replayed = new Map(before.map((entry) => [entry.key, entry.object]));
      for (const { type, entry } of changes) {
        assert.equal(replayed.has(entry.key), type !== 'ADDED');
        if (type === 'DELETED') replayed.delete(entry.key);
        else replayed.set(entry.key, entry.object);
      }
      assert.deepEqual([...replayed.keys()].sort(), names(collection.all()));
      for (const { key, object } of collection.all()) assert.deepEqual(replayed.get(key), object);
    }),
    { numRuns: 200 },
  );
});

test('JSON is alike whatever the order of its fields', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = JSON.parse(JSON.stringify(value), (_, inner) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).reverse())
          : inner,
      );
      assert.ok(alike(JSON.parse(JSON.stringify(value)), turned));
    }),
    { numRuns: 200 },
  );
  assert.ok(!alike({ a: 1 }, { a: 1, b: 1 }));
  assert.ok(!alike([1, 2], [2, 1]));
  assert.ok(alike({ a: undefined }, {}));
});
