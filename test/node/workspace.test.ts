/** Which machine a file belongs to, and what counts while it is open in an editor. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disk } from '../../server/disk.ts';
import { type Files, memory } from '../../server/files.ts';
import { relativeTo } from '../../server/uri.ts';
import { placeOf, Workspace } from '../../server/workspace.ts';
import { CONFIG, folder } from '../support/folder.ts';
import { filesOf, ROOT, uriOf } from '../support/machine.ts';

const workspaceWith = (text: string): Workspace =>
  new Workspace(
    memory(new Map([...filesOf(text)].map(([path, content]) => [uriOf(path), new TextEncoder().encode(content)]))),
  );
const names = async (workspace: Workspace, uri: string): Promise<string[]> => {
  const { sources } = await workspace.node(uri);
  return sources.files.map((file) => relativeTo(sources.main, file.uri));
};

describe('a file belongs to', () => {
  const place = (path: string): [string, string | undefined] => {
    const { main, root } = placeOf(`file:///fleet/${path}`);
    return [main.replace('file:///fleet/', ''), root?.replace('file:///fleet/', '')];
  };
  it('the machine whose folder it lies in', () => {
    assert.deepEqual(place('a/etc/rancher/k3s/config.yaml'), ['a/etc/rancher/k3s/config.yaml', 'a']);
    assert.deepEqual(place('a/etc/rancher/k3s/config.yaml.d/1.yaml'), ['a/etc/rancher/k3s/config.yaml', 'a']);
    assert.deepEqual(place('a/etc/rancher/k3s/config.yaml.d/1.YML'), ['a/etc/rancher/k3s/config.yaml', 'a']);
  });
  it('this machine itself', () => {
    assert.equal(placeOf('file:///etc/rancher/k3s/config.yaml').root, 'file://');
  });
  it('the file whose drop-in it is, anywhere', () => {
    assert.deepEqual(place('k3s/server.yaml.d/1.yaml'), ['k3s/server.yaml', undefined]);
  });
  it('itself when it stands alone', () => {
    assert.deepEqual(place('k3s-config.yaml'), ['k3s-config.yaml', undefined]);
    assert.deepEqual(place('roles/k3s/templates/config.yaml.j2'), ['roles/k3s/templates/config.yaml.j2', undefined]);
  });
  it('itself when K3s would not read it as a drop-in', () => {
    assert.equal(
      place('a/etc/rancher/k3s/config.yaml.d/1.yaml.disabled')[0],
      'a/etc/rancher/k3s/config.yaml.d/1.yaml.disabled',
    );
    assert.equal(place('k3s.yaml.d/notes.txt')[0], 'k3s.yaml.d/notes.txt');
  });
});

describe('an open file', () => {
  it('counts instead of the one on disk', async () => {
    const workspace = workspaceWith('debug: true\n');
    workspace.change(uriOf('config.yaml'), 1, 'debug: false\n');
    const { started } = await workspace.node(uriOf('config.yaml'));
    assert.deepEqual(
      started.args?.map(({ text }) => text),
      ['server', '--debug=false'],
    );
  });
  it('counts for the other files of the machine', async () => {
    const workspace = workspaceWith('-- config.yaml --\ndebug: true\n-- config.yaml.d/1.yaml --\ndebug: true\n');
    workspace.change(uriOf('config.yaml.d/1.yaml'), 1, 'debug: false\n');
    const { started } = await workspace.node(uriOf('config.yaml'));
    assert.deepEqual(
      started.args?.map(({ text }) => text),
      ['server', '--debug=false'],
    );
  });
  it('no longer counts once it is closed', async () => {
    const workspace = workspaceWith('debug: true\n');
    workspace.change(uriOf('config.yaml'), 1, 'debug: false\n');
    workspace.close(uriOf('config.yaml'));
    const { started } = await workspace.node(uriOf('config.yaml'));
    assert.deepEqual(
      started.args?.map(({ text }) => text),
      ['server', '--debug=true'],
    );
  });
  it('that is not saved yet stands where K3s will read it', async () => {
    const workspace = workspaceWith('-- config.yaml --\ndebug: true\n-- config.yaml.d/50.yaml --\ndebug: true\n');
    workspace.change(uriOf('config.yaml.d/10.yaml'), 1, 'v: 1\n');
    const wanted = ['config.yaml', 'config.yaml.d/10.yaml', 'config.yaml.d/50.yaml'];
    assert.deepEqual(await names(workspace, uriOf('config.yaml.d/10.yaml')), wanted);
  });
  it('that is not saved yet counts whoever asks first', async () => {
    const workspace = workspaceWith('debug: true\n');
    workspace.change(uriOf('config.yaml.d/10.yaml'), 1, 'v: 1\n');
    const wanted = ['config.yaml', 'config.yaml.d/10.yaml'];
    assert.deepEqual(await names(workspace, uriOf('config.yaml')), wanted);
    assert.deepEqual(await names(workspace, uriOf('config.yaml.d/10.yaml')), wanted);
  });
  it('under a name K3s does not read stands alone, with the role of its machine', async () => {
    const workspace = workspaceWith(
      '-- config.yaml --\ndebug: true\n-- etc/systemd/system/k3s-agent.service --\nExecStart=/usr/local/bin/k3s agent\n',
    );
    const uri = uriOf('config.yaml.d/10.yaml.disabled');
    workspace.change(uri, 1, 'v: 1\n');
    assert.deepEqual(await names(workspace, uri), ['config.yaml.d/10.yaml.disabled'.split('/').at(-1)]);
    assert.equal((await workspace.node(uri)).role.role, 'agent');
    assert.deepEqual(await names(workspace, uriOf('config.yaml')), ['config.yaml']);
  });
  it('is the same file however the editor spells its name', async () => {
    const workspace = workspaceWith('-- config.yaml --\ndebug: true\n-- config.yaml.d/a b.yaml --\n');
    workspace.change(`${ROOT}/etc/rancher/k3s/config%2Eyaml.d/a%20b.yaml`, 1, 'debug: false\n');
    assert.deepEqual(await names(workspace, uriOf('config.yaml')).then((list) => list.length), 2);
  });
  it('is read once for all who ask', async () => {
    const workspace = workspaceWith('debug: true\n');
    assert.equal(await workspace.node(uriOf('config.yaml')), await workspace.node(uriOf('config.yaml')));
  });
});

describe('what is kept', () => {
  it('is bounded, however many files come and go', async () => {
    const workspace = new Workspace(memory(new Map()));
    const machines = (workspace as unknown as { machines: Map<string, unknown> }).machines;
    for (let i = 0; i < 300; i++) {
      const uri = `memory:/machine-${i}/etc/rancher/k3s/config.yaml`;
      workspace.change(uri, 1, 'debug: true\n');
      await workspace.node(uri);
      await workspace.node(`memory:/other-${i}/etc/rancher/k3s/config.yaml`);
      assert.ok(machines.size <= 20, `${machines.size} machines`);
      workspace.close(uri);
    }
    assert.deepEqual(workspace.openUris, []);
  });
  it('is not a failure', async () => {
    const files = memory(new Map([[uriOf('config.yaml'), new TextEncoder().encode('debug: true\n')]]));
    let broken = true;
    const workspace = new Workspace({
      ...files,
      read: (uri) => (broken ? Promise.reject(new Error('not now')) : files.read(uri)),
    });
    await assert.rejects(workspace.node(uriOf('config.yaml')));
    broken = false;
    assert.equal((await workspace.node(uriOf('config.yaml'))).documents.length, 1);
  });
});

describe('a change on disk', () => {
  it('of a file counts when the workspace hears of it', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n' });
    const workspace = new Workspace(disk);
    const value = async () => (await workspace.node(machine.uri(CONFIG))).settings.get('debug')?.parts[0]?.text;
    assert.equal(await value(), 'true');
    machine.write(CONFIG, 'debug: false\n');
    assert.equal(await value(), 'true');
    workspace.forget(machine.uri(CONFIG));
    assert.equal(await value(), 'false');
  });
  for (const [what, path] of [
    ['a new drop-in', `${CONFIG}.d/1.yaml`],
    ['the folder of drop-ins', `${CONFIG}.d`],
    ['a service', 'etc/systemd/system/k3s.service'],
    ['an environment file', 'etc/default/k3s'],
    ['the folder above', 'etc/rancher/k3s'],
  ] as const) {
    it(`of ${what} makes the machine new`, async (test) => {
      const machine = folder(test, { [CONFIG]: 'debug: true\n' });
      const workspace = new Workspace(disk);
      const before = await workspace.node(machine.uri(CONFIG));
      workspace.forget(machine.uri(path));
      assert.notEqual(await workspace.node(machine.uri(CONFIG)), before);
    });
  }
  it('of the folder of drop-ins of a file that stands alone makes it new', async (test) => {
    const machine = folder(test, { 'k3s.yaml': 'debug: true\n', 'k3s.yaml.d/1.yaml': 'v: 1\n' });
    const workspace = new Workspace(disk);
    const before = await workspace.node(machine.uri('k3s.yaml'));
    workspace.forget(machine.uri('k3s.yaml.d'));
    assert.notEqual(await workspace.node(machine.uri('k3s.yaml')), before);
  });
  it('of another machine changes nothing', async (test) => {
    const machine = folder(test, { [`a/${CONFIG}`]: 'debug: true\n', [`b/${CONFIG}`]: 'debug: true\n' });
    const workspace = new Workspace(disk);
    const before = await workspace.node(machine.uri(`a/${CONFIG}`));
    workspace.forget(machine.uri(`b/${CONFIG}`));
    assert.equal(await workspace.node(machine.uri(`a/${CONFIG}`)), before);
  });
});

describe('a keystroke', () => {
  it('asks the disk for nothing: what lies beside the file was read when it was opened', async (test) => {
    const files = folder(test, { [CONFIG]: 'debug: true\n', [`${CONFIG}.d/10-a.yaml`]: 'node-name: a\n' });
    let asked = 0;
    const counted: Files = {
      stat: (uri) => disk.stat(uri).finally(() => asked++),
      list: (uri) => disk.list(uri).finally(() => asked++),
      read: (uri) => disk.read(uri).finally(() => asked++),
    };
    const workspace = new Workspace(counted);
    workspace.change(files.uri(CONFIG), 1, 'debug: true\n');
    await workspace.node(files.uri(CONFIG));
    assert.ok(asked > 0);
    asked = 0;
    workspace.change(files.uri(CONFIG), 2, 'debug: false\n');
    assert.equal((await workspace.node(files.uri(CONFIG))).documents[0]?.text, 'debug: false\n');
    assert.equal(asked, 0);
  });
});
