/** Which K3s is on a machine: names of units, roles, folders and scripts, as K3s's installer makes them (2.1, 2.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOn } from '../../client/machines/remove/readFacts.ts';
import { serviceFor } from '../../client/machines/service/found.ts';
import { shells } from '../host/rig.ts';
import { sandbox, type Wishes } from './installed.ts';
import { CANARY } from './k3sFiles.ts';

const find = async (t: Parameters<typeof sandbox>[0], wishes: Wishes) => {
  const place = sandbox(t, wishes);
  const answer = await findOn(place.machine, new AbortController().signal);
  assert.ok(answer.ok, JSON.stringify(answer));
  return { ...place, found: answer.found };
};

for (const shell of shells) {
  test(`${shell.name}: an agent as the installer leaves it`, { skip: shell.skip }, async (t) => {
    const { found } = await find(t, { shell });
    const [service] = found.services;
    assert.ok(service);
    const { name, role, init, dataDir, nodeName, server, killall, uninstall, program, state } = service;
    assert.deepEqual(
      {
        name,
        role,
        init,
        dataDir,
        nodeName,
        server,
        killall,
        uninstall,
        program,
        active: state.active,
        enabled: state.enabled,
      },
      {
        name: 'k3s-agent',
        role: 'agent',
        init: 'systemd',
        dataDir: '/var/lib/rancher/k3s',
        nodeName: 'worker-1',
        server: 'https://10.0.0.1:6443',
        killall: '/usr/local/bin/k3s-killall.sh',
        uninstall: '/usr/local/bin/k3s-agent-uninstall.sh',
        program: '/usr/local/bin/k3s',
        active: 'active',
        enabled: true,
      },
    );
    assert.equal(found.version, 'v1.34.1+k3s1');
    assert.ok(!JSON.stringify(found).includes('canary5b1f0e77'), CANARY);
  });

  test(`scenario 44: ${shell.name}: an agent under OpenRC`, { skip: shell.skip }, async (t) => {
    const { found } = await find(t, {
      shell,
      init: 'openrc',
      units: [{ name: 'k3s-agent', words: 'agent --node-name edge-7' }],
    });
    const [service] = found.services;
    assert.deepEqual(
      [found.init, service?.init, service?.nodeName, service?.state.active, service?.state.enabled, service?.server],
      ['openrc', 'openrc', 'edge-7', 'active', true, 'https://10.0.0.1:6443'],
    );
  });

  test(`${shell.name}: a service manager that hangs does not hang us`, { skip: shell.skip }, async (t) => {
    const { found } = await find(t, { shell, files: { 'control/hang': '' } });
    assert.equal(found.services[0]?.state.active, 'unknown');
  });
}

test('a data folder is found wherever K3s is told of it: words before files before variables', async (t) => {
  const unit = (words: string) => ({ units: [{ name: 'k3s-agent', words }] });
  const dataDir = async (wishes: Wishes) => (await find(t, wishes)).found.services[0]?.dataDir;
  assert.equal(await dataDir(unit("agent '--data-dir' '/srv/k3s/'")), '/srv/k3s');
  assert.equal(await dataDir(unit('agent -d=/srv/short')), '/srv/short');
  assert.equal(await dataDir({ files: { 'etc/rancher/k3s/config.yaml.d/10.yaml': 'data-dir: /mnt/a\n' } }), '/mnt/a');
  assert.equal(await dataDir({ files: { 'etc/default/k3s-agent': 'K3S_DATA_DIR=/mnt/b\n' } }), '/mnt/b');
  assert.equal(
    await dataDir({
      ...unit('agent --config /etc/other.yaml'),
      files: { 'etc/other.yaml': 'data-dir: /mnt/c\nnode-name: X\n' },
    }),
    '/mnt/c',
  );
});

test('of several services, the one with the name of the node; what is only called like K3s is none', async (t) => {
  const { found } = await find(t, {
    units: [
      { name: 'k3s-agent-blue', words: 'agent --node-name blue' },
      { name: 'k3s-green', words: 'server --node-name green' },
    ],
    files: { 'etc/systemd/system/k3s-backup.service': '[Service]\nExecStart=/usr/bin/rsync k3s agent\n' },
  });
  assert.deepEqual(
    found.services.map(({ name, role, uninstall }) => [name, role, uninstall]),
    [
      ['k3s-agent-blue', 'agent', '/usr/local/bin/k3s-agent-blue-uninstall.sh'],
      ['k3s-green', 'server', '/usr/local/bin/k3s-green-uninstall.sh'],
    ],
  );
  assert.deepEqual(found.others, ['k3s-backup']);
  assert.equal(serviceFor(found, 'green')?.name, 'k3s-green');
  assert.equal(serviceFor(found, 'red'), undefined);
});
