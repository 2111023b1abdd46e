/** From a restart to the sentence about it: the node is read back from its cluster, and held against the file. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uri } from 'vscode';
import type { Explorer } from '../../client/explorer/explorer.ts';
import type { Identity } from '../../client/host/identity.ts';
import { startSettings } from '../../server/features/settings.ts';
import { sitDown } from '../operations/editor.ts';
import { opened } from '../support/ask.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node } from './objects.ts';

const { afterRestart } = await import('../../client/explorer/applied.ts');

const MACHINE: Identity = { ok: true, machineId: 'm1', bootId: 'b1', hostname: 'worker-7', hostKeys: [] };

/** The node of that machine, started with some arguments; another hash each time. */
function started(args: readonly string[], hash: string, machineID = 'm1'): object {
  const made = node({ args, annotations: { 'k3s.io/node-config-hash': hash } }) as { status: object };
  return { ...made, status: { ...made.status, nodeInfo: { machineID, bootID: 'b1', kubeletVersion: 'v1.34.2+k3s1' } } };
}

/** A window that looks at one cluster, and somebody who has saved a file of that machine. */
async function saved(text: string, before: object) {
  const person = sitDown();
  const source = new FakeSource('prod', [before]);
  const shown: string[] = [];
  const settings = startSettings(await opened(`# k3s: role=agent\n${text}`), undefined);
  const explorer = {
    sources: [source],
    app: { server: { request: async () => settings } },
    reports: { show: async (_cluster: string, name: string, report: string) => void shown.push(`${name}\n${report}`) },
    view: () => ({ sources: [source], grouping: 'none', filter: '', now: NOW }),
  } as unknown as Explorer;
  const file = {
    path: '/etc/rancher/k3s/config.yaml',
    toString: () => 'k3s-root://here/etc/rancher/k3s/config.yaml',
  } as unknown as Uri;
  return {
    person,
    source,
    shown,
    /** @param becomes what the node says of itself a moment after the restart; undefined: nothing new */
    restart: (becomes: object | undefined, wasRestarted = true, machine = MACHINE) =>
      afterRestart(
        explorer,
        machine,
        file,
        async () => {
          if (becomes)
            setImmediate(() => {
              source.set('nodes', [becomes]);
              source.change();
            });
          return wasRestarted;
        },
        becomes ? 5000 : 0,
      ),
  };
}

test('scenario 32: after a restart the node is read back, and runs with the file', async () => {
  const { restart, person, source } = await saved('kubelet-arg: [max-pods=50]\n', started([], 'one'));
  await restart(started(['--kubelet-arg', 'max-pods=50'], 'two'));
  assert.deepEqual(person.heard(), ['K3s on worker-7 runs with the settings of the file.']);
  assert.deepEqual([source.wanted, source.listening], [[], 0], 'nothing is followed any more');
});

test('scenario 32: what it does not run with is named with both values, and the whole is one click away', async () => {
  const { restart, person, shown } = await saved('node-label: [zone=b]\ntoken: hunter2\n', started([], 'one'));
  person.will(/does not run/, 'Show');
  await restart(started(['--node-label', 'zone=a', '--token', '********'], 'two'));
  assert.deepEqual(person.heard(), [
    'K3s on worker-7 does not run with all settings of the file: node-label is zone=a, the file says zone=b.',
  ]);
  assert.match(shown[0] ?? '', /^worker-7-file\n# Settings of `worker-7` and Its File/);
  assert.doesNotMatch(shown[0] ?? '', /hunter2/);
});

test('scenario 32: a restart that changes nothing writes nothing new, and is compared all the same', async () => {
  const same = started(['--debug'], 'one');
  const { restart, person } = await saved('debug: true\n', same);
  await restart(undefined);
  assert.deepEqual(person.heard(), ['K3s on worker-7 runs with the settings of the file.']);
});

test('scenario 47: a restart that nobody wanted, or that failed, compares nothing', async () => {
  const { restart, person } = await saved('debug: true\n', started([], 'one'));
  await restart(undefined, false);
  assert.deepEqual(person.heard(), []);
});

test('of another machine, or of one that does not say how it was started, nobody pretends to know', async () => {
  const other = await saved('debug: true\n', started([], 'one', 'm2'));
  await other.restart(undefined);
  assert.deepEqual(other.person.heard(), []);
  const made = started([], 'one') as { metadata: { annotations: object } };
  const silent = { ...made, metadata: { ...made.metadata, annotations: {} } };
  const quiet = await saved('debug: true\n', silent);
  await quiet.restart(undefined);
  assert.deepEqual(quiet.person.heard(), [
    'K3s on worker-7 does not say with what it was started, so it was not compared.',
  ]);
});
