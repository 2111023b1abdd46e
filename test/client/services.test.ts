/** Which services of K3s a machine has, and how they are: from its folders and from systemctl or rc-service. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servicesHere, stateOf } from '../../client/rootFiles/services.ts';
import { standIns } from '../host/rig.ts';
import { folder } from '../support/folder.ts';

test('units of systemd, by the names that the install script gives', async (t) => {
  const { path } = folder(t, {
    'etc/systemd/system/k3s-agent.service': '',
    'etc/systemd/system/k3s-agent.service.env': '',
    'etc/systemd/system/k3s.service': '',
    'etc/systemd/system/k3s.service.d/10-x.conf': '',
    'etc/systemd/system/ssh.service': '',
    'etc/init.d/k3s': '',
  });
  assert.deepEqual(await servicesHere(path), [
    { name: 'k3s', init: 'systemd' },
    { name: 'k3s-agent', init: 'systemd' },
  ]);
});

test('without systemd those of OpenRC, and elsewhere none', async (t) => {
  const alpine = folder(t, { 'etc/init.d/k3s-agent': '', 'etc/init.d/sshd': '' });
  assert.deepEqual(await servicesHere(alpine.path), [{ name: 'k3s-agent', init: 'openrc' }]);
  assert.deepEqual(await servicesHere(folder(t, {}).path), []);
});

test('the state is what the init system says, whatever its exit code', async (t) => {
  const says = (text: string, code: number): string => `#!/bin/sh\necho '${text}'\nexit ${code}\n`;
  const systemd = { name: 'k3s', init: 'systemd' } as const;
  const openrc = { name: 'k3s', init: 'openrc' } as const;
  for (const [text, code, state] of [
    ['active', 0, 'active'],
    ['failed', 3, 'failed'],
    ['inactive', 3, 'inactive'],
    ['$(evil) text', 0, ''],
  ] as const)
    assert.equal(await stateOf(systemd, standIns(t, { systemctl: says(text, code) })), state);
  for (const [text, code, state] of [
    [' * status: started', 0, 'active'],
    [' * status: stopped', 3, 'stopped'],
    [' * status: crashed', 32, 'crashed'],
  ] as const)
    assert.equal(await stateOf(openrc, standIns(t, { 'rc-service': says(text, code) })), state);
});

test('a machine without the program tells nothing', async () => {
  assert.equal(await stateOf({ name: 'k3s', init: 'systemd' }, { PATH: '/nonexistent' }), '');
});
