/** Which machine it is, and whether it is the one that is meant. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { here } from '../../client/host/here.ts';
import { type Identity, identityOf } from '../../client/host/identity.ts';
import { type Expected, sameMachine } from '../../client/host/sameMachine.ts';
import { folder } from '../support/folder.ts';
import { needs, shells } from './rig.ts';

for (const { name, command, skip } of shells)
  test(`${name}: a machine tells its IDs, its name and its host keys`, { skip }, async (t) => {
    const machine = folder(t, {
      'etc/machine-id': 'b8f1c0d2a3e44f5a9b6c7d8e9f001122\n',
      'proc/sys/kernel/random/boot_id': '3f0a1b2c-4d5e-6f70-8192-a3b4c5d6e7f8\n',
      'etc/ssh/': '',
    });
    const key = machine.at('etc/ssh/ssh_host_ed25519_key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'root@w', '-f', key]);
    const [, print] = execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' }).split(' ');
    assert.deepEqual(await identityOf(here(needs(), { shell: command }), { root: machine.path }), {
      ok: true,
      machineId: 'b8f1c0d2a3e44f5a9b6c7d8e9f001122',
      bootId: '3f0a1b2c-4d5e-6f70-8192-a3b4c5d6e7f8',
      hostname: hostname(),
      hostKeys: [print],
    });
  });

test('what a machine does not tell is not made up', async (t) => {
  const found = await identityOf(here(needs()), { root: folder(t, {}).path });
  assert.ok(found.ok);
  assert.deepEqual([found.machineId, found.bootId, found.hostKeys], [undefined, undefined, []]);
});

const NODE: Expected = { name: 'worker-3', ready: true, machineId: 'aa', bootId: '1-1', hostname: 'worker-3' };
const FOUND: Identity = { ok: true, machineId: 'aa', bootId: '11', hostname: 'worker-3', hostKeys: [] };

const cases: readonly (readonly [string, Partial<Expected>, Partial<Identity>, 'yes' | 'no' | 'unsure', RegExp])[] = [
  ['the same boot is the same machine', {}, {}, 'yes', /boot ID is the one/],
  ['25: another machine ID is another machine', {}, { machineId: 'bb', bootId: '22' }, 'no', /machine ID aa.*has bb/],
  ['18: a clone with the same machine ID is another machine', {}, { bootId: '22' }, 'no', /boot ID 1-1.*has 22/],
  ['a Node that is not Ready may have been restarted', { ready: false }, { bootId: '22' }, 'unsure', /restarted/],
  ['a Node that is not Ready, not restarted', { ready: false }, {}, 'yes', /boot ID is the one/],
  ['25: not Ready, and another machine ID', { ready: false }, { machineId: 'bb' }, 'no', /machine ID/],
  ['too little is known', { machineId: '', bootId: '' }, {}, 'unsure', /Neither/],
  [
    'the machine tells nothing',
    {},
    { machineId: undefined, bootId: undefined, hostname: undefined },
    'unsure',
    /Neither/,
  ],
  ['only the name differs', { machineId: '', bootId: '' }, { hostname: 'worker-4' }, 'unsure', /worker-4/],
];
for (const [what, expected, found, same, reason] of cases)
  test(what, () => {
    const verdict = sameMachine({ ...NODE, ...expected }, { ...FOUND, ...found });
    assert.equal(verdict.same, same);
    assert.match(verdict.reasons[0] ?? '', reason);
  });
