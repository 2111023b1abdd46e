/** Which hosts there are to choose from, and which a list names. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostList, hostsOf, knownHosts } from '../../client/machines/sshHosts.ts';
import { folder } from '../support/folder.ts';

const CONFIG = `
Host worker-1 worker-2
  HostName 10.0.0.7
host=jump
Host *.example.com !secret.example.com ?
  User me
Host "pi"
Match host worker-9
# Host old
Host -oProxyCommand=x
`;

test('an SSH configuration names hosts; patterns, remarks and options are none', () => {
  assert.deepEqual(hostsOf(CONFIG), ['worker-1', 'worker-2', 'jump', 'pi']);
});

test('without a configuration there are none', async (t) => {
  const home = folder(t, { '.ssh/config': 'Host a\r\nHost a b\r\n' });
  assert.deepEqual(await knownHosts(home.path), ['a', 'b']);
  assert.deepEqual(await knownHosts(home.at('nowhere')), []);
});

test('a list of hosts, as people write them', () => {
  assert.deepEqual(hostList('worker-1, worker-2\nme@10.0.0.9 # the old one\n\nworker-1;fd00::7'), {
    hosts: ['worker-1', 'worker-2', 'me@10.0.0.9', 'fd00::7'],
    wrong: [],
  });
  assert.deepEqual(hostList('a $(touch x) -oProxyCommand=x b').wrong, ['$(touch', 'x)', '-oProxyCommand=x']);
});
