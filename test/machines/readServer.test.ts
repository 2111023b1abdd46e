/** What is read on a server, through every shell: kubeconfig, certificate, addresses, token, wherever they are kept. */

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { type TestContext, test } from 'node:test';
import { here } from '../../client/host/here.ts';
import { readServer } from '../../client/machines/kubeconfig/readServer.ts';
import { readAgentToken } from '../../client/machines/token/readToken.ts';
import { MASK, Redactor } from '../../client/redact.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { base64 } from '../cluster/reach.ts';
import { needs, shells, standIns } from '../host/rig.ts';
import { type Folder, folder } from '../support/folder.ts';
import { k3sYaml, SUDO } from './kubeconfigs.ts';

const SERVER = `K10${'a'.repeat(64)}::server:canary-of-servers`;
const AGENT = `K10${'a'.repeat(64)}::node:canary-of-agents`;

const IP = `#!/bin/sh
cat <<'X'
1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0
2: eth0    inet6 fd00::5/64 scope global \\ valid_lft forever
2: eth0    inet6 fe80::1/64 scope link
3: cni0    inet 10.42.0.1/24 scope global cni0
4: flannel.1    inet 10.42.0.0/32 scope global flannel.1
X
`;

/** Of this machine, because busybox asks it by itself; behind sudo another shell does the work. */
const OWN = {
  addresses: Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    /^(cni|flannel|docker|br-|veth|kube-|virbr)/.test(name)
      ? []
      : all.filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0).map(({ address }) => address),
  ),
  hostname: hostname(),
};

function server(t: TestContext, shell: readonly [string, ...string[]], files: Readonly<Record<string, string>> = {}) {
  const root = folder(t, { 'etc/rancher/k3s/': '', 'proc/1/': '', ...files });
  const env = standIns(t, { ip: IP, uname: '#!/bin/sh\necho server-1\n', sudo: SUDO });
  return { root, machine: here(needs(), { shell, env }) };
}

const listener = (authority = createAuthority()): string => {
  const { cert, key } = authority.server(['kubernetes', 'server-1', '10.0.0.5']);
  return JSON.stringify({ kind: 'Secret', data: { 'tls.crt': base64(cert), 'tls.key': base64(key) } });
};

/** A process of K3s that works in its data folder. */
function running(root: Folder, data: string): void {
  root.write('proc/4711/comm', 'k3s-server\n');
  mkdirSync(root.at(`${data}/server/tls`), { recursive: true });
  symlinkSync(root.at(`${data}/server`), root.at('proc/4711/cwd'));
}

for (const { name, command, skip } of shells) {
  test(`scenario 31: ${name}: the kubeconfig with what is needed to reach the server from elsewhere`, {
    skip,
  }, async (t) => {
    const yaml = k3sYaml();
    const certificate = listener();
    const { root, machine } = server(t, command, {
      'etc/rancher/k3s/k3s.yaml': yaml,
      'etc/rancher/k3s/config.yaml': 'service-cidr: 10.50.0.0/16   # ours',
      'var/lib/rancher/k3s/server/tls/dynamic-cert.json': certificate,
    });
    const found = await readServer(machine, { root: root.path });
    assert.ok(found.ok);
    assert.deepEqual(
      { ...found, certificate: base64(found.certificate ?? '') },
      {
        ok: true,
        path: root.at('etc/rancher/k3s/k3s.yaml'),
        text: yaml,
        certificate: JSON.parse(certificate).data['tls.crt'],
        ...(name === 'busybox' && process.getuid?.() === 0
          ? OWN
          : { addresses: ['10.0.0.5', 'fd00::5'], hostname: 'server-1' }),
        serviceCidr: '10.50.0.0/16',
      },
    );
  });

  test(`${name}: the kubeconfig and the data folder may be anywhere`, { skip }, async (t) => {
    const { root, machine } = server(t, command, {
      'etc/rancher/k3s/config.yaml': 'write-kubeconfig: /root/k3s.yaml\ndata-dir: /wrong\n',
      'etc/rancher/k3s/config.yaml.d/10-data.yaml':
        '"data-dir": /quoted-key-is-not-read\ndata-dir: "/srv/k3s"  # disk 2',
      'etc/rancher/k3s/config.yaml.d/20-off.yaml.bak': 'data-dir: /never\n',
      'root/k3s.yaml': 'there: yes\n',
      'srv/k3s/server/tls/dynamic-cert.json': listener(),
    });
    const found = await readServer(machine, { root: root.path });
    assert.ok(found.ok && found.certificate);
    assert.deepEqual([found.path, found.text], [root.at('root/k3s.yaml'), 'there: yes\n']);
    running(root, 'mnt/k3s data');
    const other = await readServer(machine, { root: root.path });
    assert.ok(other.ok && other.certificate === undefined, 'the folder of the server that runs counts');
  });

  test(`${name}: an agent, and a machine without K3s, are told as such`, { skip }, async (t) => {
    const { root, machine } = server(t, command, { 'var/lib/rancher/k3s/agent/x': '' });
    const told = async (): Promise<string> => {
      const found = await readServer(machine, { root: root.path });
      return found.ok ? '' : found.message;
    };
    assert.match(await told(), /is an agent; only servers have/);
    root.write('var/lib/rancher/k3s/server/x', '');
    assert.match(await told(), /has written no kubeconfig/);
    rmSync(root.at('var'), { recursive: true });
    assert.match(await told(), /There is no K3s server/);
  });

  test(`${name}: the token for agents; that of the servers only where there is no other, and it is said`, {
    skip,
  }, async (t) => {
    const { root, machine } = server(t, command, {
      'var/lib/rancher/k3s/server/token': `${SERVER}\n`,
      'var/lib/rancher/k3s/server/agent-token': `${AGENT}\n`,
    });
    const redactor = new Redactor();
    const read = () => readAgentToken(machine, redactor, { root: root.path });
    assert.deepEqual(await read(), { ok: true, token: AGENT, ofServers: false });
    assert.equal(redactor.redact('canary: canary-of-agents'), 'canary: canary-of-agents');
    assert.equal(redactor.redact(`<${AGENT}>`), `<${MASK}>`);
    rmSync(root.at('var/lib/rancher/k3s/server/agent-token'));
    symlinkSync('token', root.at('var/lib/rancher/k3s/server/agent-token'));
    assert.deepEqual(await read(), { ok: true, token: SERVER, ofServers: true });
    rmSync(root.at('var/lib/rancher/k3s/server/agent-token'));
    symlinkSync('token', root.at('var/lib/rancher/k3s/server/node-token'));
    assert.deepEqual(await read(), { ok: true, token: SERVER, ofServers: true });
    running(root, 'mnt/k3s');
    root.write('mnt/k3s/server/agent-token', 'short-secret\n');
    assert.deepEqual(await read(), { ok: true, token: 'short-secret', ofServers: false });
    root.write('mnt/k3s/server/agent-token', 'two words\n');
    const bad = await read();
    assert.doesNotMatch(bad.ok ? '' : bad.message, /words/);
    rmSync(root.at('mnt/k3s/server/agent-token'));
    const none = await read();
    assert.match(none.ok ? '' : none.message, /There is no token/);
  });
}
