/** The files of a machine on a real disk: their order, and the ones that cannot be read, which are values. */

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { disk } from '../../server/disk.ts';
import { NodeConfig } from '../../server/node/config.ts';
import { isDropIn, readStack } from '../../server/node/stack.ts';
import { relativeTo } from '../../server/uri.ts';
import { CONFIG, type Folder, folder } from '../support/folder.ts';

/** `config.yaml`, `config.yaml.d/x.yaml (directory)` in the order K3s reads them. */
async function stack(machine: Folder): Promise<string[]> {
  const files = await readStack(disk, machine.uri(CONFIG));
  return files.map((file) => {
    const name = relativeTo(machine.uri(CONFIG), file.uri);
    return file.kind === 'unreadable' ? `${name} (${file.why})` : name;
  });
}

async function starts(machine: Folder): Promise<NodeConfig['started']> {
  const files = await readStack(disk, machine.uri(CONFIG));
  return new NodeConfig({ main: machine.uri(CONFIG), files, services: [] }, { role: 'server' }).started;
}

describe('drop-ins', () => {
  it('come behind the main file, in the order of the bytes of their names', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n' });
    for (const name of ['9-x.yaml', '10-x.yaml', 'a.yaml', 'B.yaml', '.hidden.yaml', 'ä.yaml', 'z.yml'])
      machine.write(`${CONFIG}.d/${name}`, 'debug: true\n');
    assert.deepEqual(await stack(machine), [
      'config.yaml',
      ...['.hidden.yaml', '10-x.yaml', '9-x.yaml', 'B.yaml', 'a.yaml', 'z.yml', 'ä.yaml'].map(
        (n) => `config.yaml.d/${n}`,
      ),
    ]);
  });
  it('end in .yaml or .yml in any case, and nothing else does', () => {
    assert.deepEqual(
      ['a.yaml', 'a.yml', 'a.YAML', 'a.Yml', '.yaml'].filter((name) => !isDropIn(name)),
      [],
    );
    assert.deepEqual(['a.yaml~', 'a.yaml.bak', 'a.yaml.disabled', 'a.json', 'yaml', 'a.yaml.'].filter(isDropIn), []);
  });
  it('are read without a main file', async (test) => {
    const machine = folder(test, { [`${CONFIG}.d/1.yaml`]: 'debug: true\n' });
    assert.deepEqual(await stack(machine), ['config.yaml.d/1.yaml']);
  });
  it('have names that are hard to write as a URI', async (test) => {
    const machine = folder(test, { [CONFIG]: '' });
    for (const name of ['a b.yaml', '100%.yaml', 'c#d.yaml', 'e?f.yaml', '[g].yaml'])
      machine.write(`${CONFIG}.d/${name}`, 'debug: true\n');
    assert.deepEqual(await stack(machine), [
      'config.yaml',
      'config.yaml.d/100%.yaml',
      'config.yaml.d/[g].yaml',
      'config.yaml.d/a b.yaml',
      'config.yaml.d/c#d.yaml',
      'config.yaml.d/e?f.yaml',
    ]);
  });
  it('no files at all are a machine too', async (test) => {
    const machine = folder(test, { 'etc/rancher/k3s/': '' });
    assert.deepEqual(await stack(machine), []);
    assert.equal((await starts(machine)).outcome, 'ok');
  });
});

describe('what cannot be read is a value', () => {
  it('a folder named like a file is skipped', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/x.yaml/`]: '' });
    assert.deepEqual(await stack(machine), ['config.yaml']);
  });
  it('a link to a folder named like a file ends K3s', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '', 'elsewhere/': '' });
    symlinkSync(machine.at('elsewhere'), machine.at(`${CONFIG}.d/x.yaml`));
    assert.deepEqual(await stack(machine), ['config.yaml', 'config.yaml.d/x.yaml (directory)']);
    assert.deepEqual((await starts(machine)).error?.kind, 'file-read');
  });
  it('a main file that is a folder ends K3s', async (test) => {
    const machine = folder(test, { [`${CONFIG}/`]: '' });
    assert.deepEqual(await stack(machine), ['config.yaml (directory)']);
    assert.equal((await starts(machine)).error?.kind, 'file-read');
  });
  it('a dangling link makes K3s forget everything without a word', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n', [`${CONFIG}.d/`]: '' });
    symlinkSync('/nowhere/at/all', machine.at(`${CONFIG}.d/x.yaml`));
    assert.deepEqual(await stack(machine), ['config.yaml', 'config.yaml.d/x.yaml (gone)']);
    const { outcome, loaded, args } = await starts(machine);
    assert.equal(outcome, 'ok');
    assert.ok(loaded.ignoredBecause);
    assert.deepEqual(
      args?.map(({ text }) => text),
      ['server'],
    );
  });
  it('a link to itself', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '' });
    symlinkSync('x.yaml', machine.at(`${CONFIG}.d/x.yaml`));
    assert.deepEqual(await stack(machine), ['config.yaml', 'config.yaml.d/x.yaml (loop)']);
    assert.equal((await starts(machine)).error?.kind, 'file-read');
  });
  it('a drop-in folder that is a file', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d`]: 'debug: true\n' });
    assert.deepEqual(await stack(machine), ['config.yaml.d (not-a-directory)', 'config.yaml']);
    assert.equal((await starts(machine)).error?.kind, 'file-read');
  });
  it('a drop-in folder that is a link to itself', async (test) => {
    const machine = folder(test, { [CONFIG]: '' });
    symlinkSync('config.yaml.d', machine.at(`${CONFIG}.d`));
    assert.deepEqual(await stack(machine), ['config.yaml.d (loop)', 'config.yaml']);
  });
  it('a file below a file', async (test) => {
    const machine = folder(test, { etc: 'no folder' });
    assert.match((await stack(machine)).join(), /not-a-directory/);
  });
  it('a file that is far too large', async (test) => {
    const machine = folder(test, { [CONFIG]: new Uint8Array(17 * 1024 * 1024).fill(97) });
    assert.deepEqual(await stack(machine), ['config.yaml (io)']);
  });
  it('a device', async () => assert.equal((await disk.read('file:///dev/zero')).kind, 'unreadable'));
  it('a name no disk can have', async () => {
    assert.equal((await disk.read('file:///a%00b')).kind, 'unreadable');
    assert.equal((await disk.list('file:///a%2Fb')).kind, 'unreadable');
    assert.equal((await disk.stat('http://host/x')).kind, 'unreadable');
  });
  it('a file that vanishes between listing and reading', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n', [`${CONFIG}.d/x.yaml`]: 'v: 1\n' });
    const vanishing: typeof disk = {
      ...disk,
      read: (uri) => (uri.endsWith('x.yaml') ? Promise.resolve({ kind: 'missing' }) : disk.read(uri)),
    };
    const files = await readStack(vanishing, machine.uri(CONFIG));
    assert.deepEqual(files.at(-1), { kind: 'unreadable', uri: machine.uri(`${CONFIG}.d/x.yaml`), why: 'gone' });
  });
});

describe('links', () => {
  it('to a file elsewhere are read', async (test) => {
    const machine = folder(test, { [CONFIG]: '', [`${CONFIG}.d/`]: '', 'elsewhere.yaml': 'debug: true\n' });
    symlinkSync(machine.at('elsewhere.yaml'), machine.at(`${CONFIG}.d/x.yaml`));
    assert.deepEqual(
      (await starts(machine)).args?.map(({ text }) => text),
      ['server', '--debug=true'],
    );
  });
  it('to a drop-in folder elsewhere are followed', async (test) => {
    const machine = folder(test, { [CONFIG]: '' });
    mkdirSync(machine.at('elsewhere'));
    writeFileSync(machine.at('elsewhere/x.yaml'), 'debug: true\n');
    symlinkSync(machine.at('elsewhere'), machine.at(`${CONFIG}.d`));
    assert.deepEqual(await stack(machine), ['config.yaml', 'config.yaml.d/x.yaml']);
  });
});
