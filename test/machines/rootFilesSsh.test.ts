/** The same files over a real OpenSSH: as root of the other side, whatever the line between makes of it. */

import assert from 'node:assert/strict';
import { chmodSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { overSsh } from '../../client/host/overSsh.ts';
import { RootFiles } from '../../client/machines/rootFiles/rootFiles.ts';
import { versionOf } from '../../client/machines/rootFiles/save.ts';
import { sshNeeds } from '../host/rig.ts';
import { noSshd, startSshd } from '../host/sshd.ts';
import { folder } from '../support/folder.ts';
import { bytes, NOW } from './rootRig.ts';

const noRoot = process.getuid?.() === 0 ? false : 'the user of these tests is not root, whom the rig lets in as';

test('a file is read, checked against what was read, and saved over SSH', { skip: noSshd || noRoot }, async (t) => {
  const { host, configFile } = await startSshd(t);
  const place = folder(t, {
    'etc/rancher/k3s/config.yaml': 'token: ü\n',
    'etc/rancher/k3s/config.yaml.d/10-x.yaml': 'k字: 1\n',
  });
  chmodSync(place.at('etc/rancher/k3s/config.yaml'), 0o600);
  const files = new RootFiles(overSsh(host, sshNeeds(configFile)), { root: place.path });
  const [read, listed, dropIn, missing] = await Promise.all([
    files.look('read', '/etc/rancher/k3s/config.yaml'),
    files.look('list', '/etc/rancher/k3s/config.yaml.d'),
    files.look('read', '/etc/rancher/k3s/config.yaml.d/10-x.yaml'),
    files.look('stat', '/etc/rancher/k3s/registries.yaml'),
  ]);
  assert.ok(read.ok && read.content);
  assert.equal(Buffer.from(read.content).toString(), 'token: ü\n');
  assert.deepEqual(listed.ok && listed.entries, [{ name: '10-x.yaml', kind: 'file', isLink: false }]);
  assert.ok(dropIn.ok && Buffer.from(dropIn.content ?? []).toString() === 'k字: 1\n');
  assert.ok(!missing.ok && missing.kind === 'missing');
  const text = 'k字: 1\nküche: 2\n';
  const expected = versionOf(read.content);
  const saved = await files.save('/etc/rancher/k3s/config.yaml', bytes(text), { now: NOW, expected });
  assert.ok(saved.ok, JSON.stringify(saved));
  assert.equal(statSync(place.at('etc/rancher/k3s/config.yaml')).mode & 0o7777, 0o600);
  const again = await files.look('read', '/etc/rancher/k3s/config.yaml');
  assert.ok(again.ok && Buffer.from(again.content ?? []).toString() === text);
  const late = await files.save('/etc/rancher/k3s/config.yaml', bytes('x'), { now: NOW, expected });
  assert.ok(!late.ok && late.kind === 'changed');
});

test('a machine that is not reached says why, for every file', { skip: noSshd }, async (t) => {
  const sshd = await startSshd(t);
  await sshd.stop();
  const files = new RootFiles(overSsh(sshd.host, sshNeeds(sshd.configFile)));
  const answers = await Promise.all(['/a', '/b'].map((path) => files.look('read', path)));
  for (const answer of answers) assert.ok(!answer.ok && answer.kind === 'refused', JSON.stringify(answer));
  const saved = await files.save('/a', bytes('x'), { now: NOW });
  assert.ok(!saved.ok && saved.kind === 'refused');
});
