/** Compares the options of `k3s etcd-snapshot` with the facts, both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotFlags } from '../../server/knowledge/etcdSnapshot.ts';
import { flags } from '../../server/knowledge/flags.ts';
import { facts, versionsIn, versionsOf } from './facts.ts';

const save = facts.otherCommands['etcd-snapshot save']?.flags ?? [];

test('the rows are those of the command, with type, aliases, environment and default', () => {
  assert.deepEqual(Object.keys(snapshotFlags), [...facts.commands['etcd-snapshot']]);
  assert.deepEqual(save.map(({ name }) => name).sort(), Object.keys(snapshotFlags).sort());
  for (const fact of save) {
    const row = snapshotFlags[fact.name];
    assert.equal(row?.type, fact.type, fact.name);
    assert.deepEqual(row?.aliases ?? [], fact.aliases, fact.name);
    assert.deepEqual(row?.env ?? [], fact.env, fact.name);
    const empty = fact.default === '' || fact.default === false;
    assert.equal(row?.default, empty ? undefined : fact.default, fact.name);
  }
});

test('the snapshot mark of the server options agrees with the names here', () => {
  const names = new Set(Object.entries(snapshotFlags).flatMap(([name, { aliases }]) => [name, ...(aliases ?? [])]));
  for (const [name, flag] of Object.entries(flags)) assert.equal(flag.snapshot === true, names.has(name), name);
  for (const [name, { sameAs }] of Object.entries(snapshotFlags)) if (sameAs) assert.ok(flags[sameAs]?.snapshot, name);
});

test('names and aliases that came later or lasted shortly are those of the facts', () => {
  const [from = '', until = ''] = facts.loader.etcdSnapshotServerAndToken.split('until');
  for (const name of ['etcd-server', 'etcd-token']) {
    const former = snapshotFlags[name]?.formerly;
    assert.deepEqual(versionsOf(former?.from), versionsIn(from), name);
    assert.deepEqual(versionsOf(former?.upTo), versionsIn(until), name);
    assert.equal(`etcd-${former?.name}`, name);
  }
  const told = versionsIn(facts.loader.etcdSnapshotRetention);
  assert.deepEqual(versionsOf(snapshotFlags['snapshot-retention']?.aliasSince), told);
});
