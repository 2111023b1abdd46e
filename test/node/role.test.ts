/** Which role a machine has: comment, setting, service, keys that only one role has, and what follows when nobody knows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asked, diagnose, opened, status } from '../support/ask.ts';

const role = async (text: string, setup = {}): Promise<[string | undefined, string]> => {
  const { node } = await opened(text, setup);
  return [node.role.role, node.role.from];
};
const AGENT_UNIT = '-- etc/systemd/system/k3s-agent.service --\nExecStart=/usr/local/bin/k3s agent\n';
const SERVER_UNIT = '-- etc/systemd/system/k3s.service --\nExecStart=/usr/local/bin/k3s server\n';

describe('the role', () => {
  it('is what the comment at the top says', async () =>
    assert.deepEqual(await role('# k3s: role=agent version=v1.33\ncluster-init: true\n'), ['agent', 'modeline']));
  it('may be said in a drop-in', async () =>
    assert.deepEqual(await role('-- config.yaml --\ntoken: x\n-- config.yaml.d/1.yaml --\n# k3s: role=agent\n'), [
      'agent',
      'modeline',
    ]));
  it('is else what a person chose', async () =>
    assert.deepEqual(await role('cluster-init: true\n', { role: 'agent' }), ['agent', 'setting']));
  it('the comment wins over what a person chose', async () =>
    assert.deepEqual(await role('# k3s: role=server\n', { role: 'agent' }), ['server', 'modeline']));
  it('is else that of the service of the machine', async () =>
    assert.deepEqual(await role(`-- config.yaml --\ncluster-init: true\n${AGENT_UNIT}`), ['agent', 'service']));
  it('what a person chose wins over the service', async () =>
    assert.deepEqual(await role(`-- config.yaml --\ntoken: x\n${AGENT_UNIT}`, { role: 'server' }), [
      'server',
      'setting',
    ]));
  it('an environment file tells it too', async () =>
    assert.deepEqual(
      await role('-- config.yaml --\ntoken: x\n-- etc/systemd/system/k3s-agent.service.env --\nK3S_URL=x\n'),
      ['agent', 'service'],
    ));
  it('two services tell nothing', async () =>
    assert.deepEqual(await role(`-- config.yaml --\ntoken: x\n${SERVER_UNIT}${AGENT_UNIT}`), [undefined, 'unknown']));
  it('is else that of a key only one role has', async () => {
    assert.deepEqual(await role('token: x\nflannel-backend: none\n'), ['server', 'keys']);
    assert.deepEqual(await role('disable-apiserver-lb: true\n'), ['agent', 'keys']);
  });
  it('is that of a key in any of the files', async () =>
    assert.deepEqual(await role('-- config.yaml --\ntoken: x\n-- config.yaml.d/1.yaml --\ntls-san: x\n'), [
      'server',
      'keys',
    ]));
  it('is unknown when keys of both roles are there', async () =>
    assert.deepEqual(await role('disable-apiserver-lb: true\ncluster-init: true\n'), [undefined, 'unknown']));
  it('is unknown when nothing tells', async () =>
    assert.deepEqual(await role('server: https://a:6443\ntoken: x\n'), [undefined, 'unknown']));
  it('is not guessed from a comment far down', async () =>
    assert.deepEqual(await role(`${'\n'.repeat(30)}# k3s: role=agent\n`), [undefined, 'unknown']));
  it('is not taken from nonsense', async () =>
    assert.deepEqual(await role('# k3s: role=boss\ncluster-init: true\n'), ['server', 'keys']));
});

describe('while the role is unknown', () => {
  it('only what is wrong for both is reported', async () => {
    await diagnose('tokne: x\nnode-label: [a=b]\n').include('unknown-key', 'tokne');
    assert.deepEqual(
      (await diagnose('disable-apiserver-lb: true\ncluster-init: true\n').all()).filter(
        ({ severity }) => severity === 1,
      ),
      [],
    );
  });
  it('a hint asks for the role when it makes a difference', async () => {
    const hint = await diagnose('disable-apiserver-lb: true\ncluster-init: true\n').at('role-unknown');
    assert.equal(hint.severity, 4);
  });
  it('no hint asks when it makes none', () => diagnose('debug: true\n').lack('role-unknown'));
  it('the status says so', async () => assert.equal((await status('token: x\n')).roleFrom, 'unknown'));
  it('the machine is read as a server for everything else', async () => {
    const { node } = await asked('tok|en: x\n');
    assert.equal(node.flags.role, 'server');
  });
});
