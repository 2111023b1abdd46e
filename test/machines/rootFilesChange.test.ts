/** Folders, renaming and removing as root: with care, and what was there is kept. */

import assert from 'node:assert/strict';
import { existsSync, lstatSync, symlinkSync } from 'node:fs';
import { bytes, inEachShell, NOW, STAMP, sandbox } from './rootRig.ts';

const FOLDER = 'etc/rancher/k3s';
const plain = { now: NOW, overwrite: false };

inEachShell('a folder is made for everybody to look into, and drop-ins in it for root', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/config.yaml`]: '' });
  const made = await box.files.createFolder(`/${FOLDER}/config.yaml.d`, { now: NOW });
  assert.ok(made.ok, JSON.stringify(made));
  assert.equal(box.mode(`${FOLDER}/config.yaml.d`), '755');
  const again = await box.files.createFolder(`/${FOLDER}/config.yaml.d`, { now: NOW });
  assert.ok(!again.ok && again.kind === 'exists', JSON.stringify(again));
  const far = await box.files.createFolder('/etc/nothing/more', { now: NOW });
  assert.ok(!far.ok && far.kind === 'missing');
});

inEachShell('a removed file is kept under another name; that one goes for good', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/config.yaml.d/10-x.yaml`]: 'token: canary\n' });
  const removed = await box.files.remove(`/${FOLDER}/config.yaml.d/10-x.yaml`, { now: NOW });
  assert.ok(removed.ok, JSON.stringify(removed));
  const kept = `10-x.yaml.bak-${STAMP}`;
  assert.equal(removed.backup, kept);
  assert.deepEqual(box.names(`${FOLDER}/config.yaml.d`), [kept]);
  assert.equal(box.read(`${FOLDER}/config.yaml.d/${kept}`), 'token: canary\n');
  assert.equal(box.mode(`${FOLDER}/config.yaml.d/${kept}`), '600');
  const full = await box.files.remove(`/${FOLDER}/config.yaml.d`, { now: NOW });
  assert.ok(!full.ok && full.kind === 'notEmpty', JSON.stringify(full));
  assert.ok((await box.files.remove(`/${FOLDER}/config.yaml.d/${kept}`, { now: NOW })).ok);
  assert.ok((await box.files.remove(`/${FOLDER}/config.yaml.d`, { now: NOW })).ok);
  const gone = await box.files.remove(`/${FOLDER}/config.yaml.d`, { now: NOW });
  assert.ok(!gone.ok && gone.kind === 'missing');
});

inEachShell('of a link only the link goes', async (t, shell) => {
  const box = sandbox(t, shell, { 'opt/x': 'one\n', [`${FOLDER}/`]: '' });
  symlinkSync(box.at('opt/x'), box.at(`${FOLDER}/config.yaml`));
  assert.ok((await box.files.remove(`/${FOLDER}/config.yaml`, { now: NOW })).ok);
  assert.deepEqual([box.names(FOLDER), box.read('opt/x')], [[], 'one\n']);
});

inEachShell('a file gets another name, over another one only when that is meant', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/a.yaml`]: 'a', [`${FOLDER}/b.yaml`]: 'b', [`${FOLDER}/c/`]: '' });
  const [a, b, c] = ['a.yaml', 'b.yaml', 'c'].map((name) => `/${FOLDER}/${name}`) as [string, string, string];
  const taken = await box.files.rename(a, b, plain);
  assert.ok(!taken.ok && taken.kind === 'exists');
  const folder = await box.files.rename(a, c, { now: NOW, overwrite: true });
  assert.ok(!folder.ok && folder.kind === 'exists');
  assert.ok((await box.files.rename(a, b, { now: NOW, overwrite: true })).ok);
  assert.deepEqual(box.names(FOLDER), ['b.yaml', `b.yaml.bak-${STAMP}`, 'c']);
  assert.deepEqual([box.read(b), box.read(`${b}.bak-${STAMP}`)], ['a', 'b']);
  assert.ok((await box.files.rename(b, `${c}/b.yaml`, plain)).ok);
  assert.equal(box.read(`${c}/b.yaml`), 'a');
  const gone = await box.files.rename(a, b, plain);
  assert.ok(!gone.ok && gone.kind === 'missing');
});

inEachShell('what does not belong to K3s is neither renamed nor removed', async (t, shell) => {
  const box = sandbox(t, shell, { 'etc/passwd': 'x', [`${FOLDER}/config.yaml`]: '', 'var/lib/kubelet/': '' });
  for (const answer of [
    await box.files.remove('/etc/passwd', { now: NOW }),
    await box.files.rename('/etc/passwd', `/${FOLDER}/passwd`, plain),
    await box.files.rename(`/${FOLDER}/config.yaml`, '/etc/config.yaml', plain),
    await box.files.remove('/etc/rancher', { now: NOW }),
    await box.files.remove('/var/lib/kubelet', { now: NOW }),
  ])
    assert.ok(!answer.ok && answer.kind === 'foreign', JSON.stringify(answer));
  assert.ok(existsSync(box.at('etc/passwd')) && existsSync(box.at(`${FOLDER}/config.yaml`)));
});

inEachShell('a folder that is a link leads nowhere', async (t, shell) => {
  const box = sandbox(t, shell, { 'srv/k3s/config.yaml': 'one\n', 'etc/rancher/': '' });
  symlinkSync('../../srv/k3s', box.at(FOLDER));
  const removed = await box.files.remove(`/${FOLDER}/config.yaml`, { now: NOW });
  assert.ok(!removed.ok && removed.kind === 'elsewhere' && removed.real === '/srv/k3s/config.yaml');
  const made = await box.files.createFolder(`/${FOLDER}/config.yaml.d`, { now: NOW });
  assert.ok(!made.ok && made.kind === 'elsewhere');
  const moved = await box.files.rename('/etc/rancher/k3s', '/etc/rancher/k3s/new', plain);
  assert.ok(!moved.ok && moved.kind === 'elsewhere');
  assert.ok(lstatSync(box.at(FOLDER)).isSymbolicLink());
  assert.equal(box.read('srv/k3s/config.yaml'), 'one\n');
  assert.ok((await box.files.save('/srv/k3s/config.yaml', bytes('two\n'), { now: NOW })).ok);
});
