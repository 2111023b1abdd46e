/** What a person is offered after a file of root was saved: a restart, once, and the look whether it did what it should. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uri } from 'vscode';
import type { WindowMachines } from '../../client/actions/machines.ts';
import type { App } from '../../client/app.ts';
import { hostTrouble } from '../../client/host/trouble.ts';
import type { Target } from '../../client/operations/target.ts';
import { sitDown } from '../operations/editor.ts';

const { Applied } = await import('../../client/rootFiles/applied.ts');

const OFFER = 'Restart K3s to Apply';
const here: Target = { kind: 'here' };
const uri = (path: string, authority = 'here') =>
  ({ path, authority, toString: () => `k3s-root://${authority}${path}` }) as unknown as Uri;
const CONFIG = uri('/etc/rancher/k3s/config.yaml');

/** A window in which K3s can be restarted; `done` says how that ends. */
function window({ reached = true, done = true } = {}) {
  const person = sitDown();
  const asked: string[] = [];
  person.commands.set('k3s.machine.restart', (target) => {
    asked.push(`restart ${JSON.stringify(target)}`);
    return done;
  });
  const machine = {
    run: async () =>
      reached
        ? {
            ok: true,
            code: 0,
            stderr: '',
            output: '',
            sections: new Map(),
            revealed: new Map([['machine', Buffer.from('m1')]]),
          }
        : hostTrouble('unreachable', 'It does not answer.', ''),
  };
  const app = {
    log: { debug: () => undefined },
    machine: { refresh: () => void asked.push('refresh') },
  } as unknown as App;
  const applied = new Applied(app, { quietly: () => machine } as unknown as WindowMachines, {
    async afterRestart({ machineId }, file, restart) {
      asked.push(`compared ${machineId} with ${file.path}: ${await restart()}`);
    },
  });
  return { person, asked, applied };
}

test('scenario 32: a save that K3s takes up at its start offers a restart, after which node and file are compared', async () => {
  const { person, asked, applied } = window();
  person.will(/Saved as root/, OFFER);
  await applied.offer(CONFIG, here, false);
  assert.deepEqual(person.asked, [
    { text: 'Saved as root on this machine. K3s reads this file when it starts.', choices: [OFFER] },
  ]);
  assert.deepEqual(asked, [
    'restart {"kind":"here"}',
    'compared m1 with /etc/rancher/k3s/config.yaml: true',
    'refresh',
  ]);
});

test('scenario 32: nothing is restarted that nobody wants, nor for files that K3s reads while it runs', async () => {
  const { person, asked, applied } = window();
  await applied.offer(CONFIG, here, false);
  assert.equal(person.heard().length, 1);
  await applied.offer(uri('/var/lib/rancher/k3s/server/manifests/web.yaml'), here, false);
  await applied.offer(uri('/etc/rancher/k3s/config.yaml.d/10-x.yaml.bak'), here, false);
  assert.deepEqual(person.heard(), []);
  assert.deepEqual(asked, []);
});

test('scenario 32: one offer for a machine at a time; an editor that saves by itself makes one for each file', async () => {
  const { person, applied } = window();
  await Promise.all([
    applied.offer(CONFIG, here, false),
    applied.offer(CONFIG, here, false),
    applied.offer(uri('/etc/rancher/k3s/registries.yaml'), here, false),
  ]);
  assert.equal(person.heard().length, 1);
  await applied.offer(CONFIG, here, true);
  assert.equal(person.heard().length, 0);
  await applied.offer(uri('/etc/rancher/k3s/registries.yaml'), here, true);
  assert.equal(person.heard().length, 1);
});

test('scenario 32: a machine that does not say who it is is restarted all the same, and a restart that fails is no success', async () => {
  const silent = window({ reached: false });
  silent.person.will(/Saved as root/, OFFER);
  await silent.applied.offer(CONFIG, here, false);
  assert.deepEqual(silent.asked, ['restart {"kind":"here"}', 'refresh']);
  const failing = window({ done: false });
  failing.person.will(/Saved as root/, OFFER);
  await failing.applied.offer(CONFIG, here, false);
  assert.ok(failing.asked.includes('compared m1 with /etc/rancher/k3s/config.yaml: false'));
});
