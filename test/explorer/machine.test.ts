/** From a node to its machine: what names a host, and which file is its configuration; and the number on the view. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countNotReady } from '../../client/explorer/badge.ts';
import { hostGuesses, isConfigOf, rememberedHost, rememberHost, remoteAuthority } from '../../client/explorer/hosts.ts';
import { prose } from '../../client/explorer/model/text.ts';
import { Wants } from '../../client/explorer/wants.ts';
import { isHost } from '../../client/host/hostName.ts';
import { FakeSource } from './fakeSource.ts';
import { facts, node } from './objects.ts';

test('aliases, names and addresses are hosts', () => {
  for (const host of ['worker-7', 'me@worker-7.example.com', '10.0.0.7', 'fd00::7', 'root@fd00::7', 'Pi_4'])
    assert.ok(isHost(host), host);
});

test('options, commands and several words are none', () => {
  for (const text of [
    '',
    '-oProxyCommand=evil',
    'me@-x',
    'a b',
    'a;b',
    '$(x)',
    'a\n',
    'ssh://a',
    'a:22',
    '`x`',
    'x'.repeat(256),
  ])
    assert.ok(!isHost(text), text);
});

test('whatever is a host: one word that begins like one', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (isHost(text)) assert.match(text, /^[\w:.@-]+$/);
      assert.ok(!isHost(`-${text}`));
    }),
  );
});

test('a node is looked for by its name, then its addresses', () => {
  assert.deepEqual(hostGuesses(facts({ name: 'worker-7', address: '10.0.0.7' })), ['worker-7', '10.0.0.7']);
  assert.deepEqual(hostGuesses(facts({ name: '-o evil', address: '10.0.0.7' })), ['10.0.0.7']);
});

test('what a person called a node is remembered per cluster and node, and used only while it is a host', async () => {
  const kept = new Map<string, unknown>();
  const memory = {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.get(key) ?? otherwise) as T,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  assert.equal(rememberedHost(memory, 'prod', 'worker-7'), undefined);
  await rememberHost(memory, 'prod', 'worker-7', 'me@seven');
  await rememberHost(memory, 'prod', 'worker-8', 'eight');
  await rememberHost(memory, 'lab', 'worker-7', '-oProxyCommand=evil');
  assert.equal(rememberedHost(memory, 'prod', 'worker-7'), 'me@seven');
  assert.equal(rememberedHost(memory, 'prod', 'worker-8'), 'eight');
  assert.equal(rememberedHost(memory, 'lab', 'worker-7'), undefined);
  assert.equal(rememberedHost(memory, 'prod', 'constructor'), undefined);
});

test('a window is asked for by the alias, in hexadecimal where a URI would change it', () => {
  assert.equal(remoteAuthority('worker-7'), 'ssh-remote+worker-7');
  const hex = remoteAuthority('me@Pi').replace('ssh-remote+', '');
  assert.deepEqual(JSON.parse(Buffer.from(hex, 'hex').toString()), { hostName: 'Pi', user: 'me' });
});

test('the configuration of a node lies in a folder of its name', () => {
  assert.ok(isConfigOf('/fleet/worker-7/etc/rancher/k3s/config.yaml', 'worker-7'));
  assert.ok(isConfigOf('/fleet/Worker-7/etc/rancher/k3s/config.yaml', 'worker-7.example.com'));
  assert.ok(!isConfigOf('/fleet/worker-77/etc/rancher/k3s/config.yaml', 'worker-7'));
  assert.ok(!isConfigOf('/etc/rancher/k3s/config.yaml', 'etc'));
});

test('the number on the view is that of nodes which are not ready, where somebody looks', () => {
  const known = new Map<string, number>();
  const [prod, lab] = [
    new FakeSource('prod', [node({ ready: 'False' }), node()]),
    new FakeSource('lab', [node({ ready: 'Unknown' })]),
  ];
  assert.equal(countNotReady(known, [prod, lab]), 2);
  prod.set('nodes', [], { kind: 'loading' });
  assert.equal(countNotReady(known, [prod, lab]), 2, 'the last number while nodes are on their way');
  prod.set('nodes', [], { kind: 'idle' });
  assert.equal(countNotReady(known, [prod, lab]), 2, 'and while nobody looks');
  assert.equal(countNotReady(known, [prod]), 1, 'none of a cluster that is gone');
  prod.set('nodes', [], { kind: 'denied', verb: 'list', resource: 'nodes' });
  assert.equal(countNotReady(known, [prod]), 0, 'none of nodes that may no longer be read');
  prod.set('nodes', [], { kind: 'idle' });
  assert.equal(countNotReady(known, [prod]), 0);
});

test('a source that takes the place of another is asked anew', () => {
  const [before, after] = [new FakeSource('prod'), new FakeSource('prod')];
  const wants = new Wants();
  const wanted = [{ cluster: before.entry.id, name: 'nodes' }] as const;
  wants.hold([before], wanted);
  wants.hold([after], wanted);
  assert.deepEqual([before.wanted, after.wanted], [[], ['nodes']]);
});

test('a sentence in a report is text, with few backslashes', () => {
  assert.equal(prose('not ready since 10:38 (KubeletNotReady)'), 'not ready since 10:38 (KubeletNotReady)');
  assert.equal(
    prose('[x](y) <b> https://evil www.evil me@evil'),
    '\\[x\\](y) \\<b\\> https:\\//evil www\\.evil me\\@evil',
  );
  assert.equal(prose('1. x'), '1\\. x');
  assert.equal(prose('- x'), '\\- x');
});
