/** Machines that join by what was generated for them, on a real K3s: from the import of its kubeconfig to a ready node. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { systemClock } from '../../client/cluster/clock.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { joinDefaults } from '../../client/machines/join/defaults.ts';
import { cloudInit } from '../../client/machines/joinFiles/cloudInit.ts';
import { joinScript } from '../../client/machines/joinFiles/script.ts';
import type { Install } from '../../client/machines/joinFiles/shell.ts';
import { prepareImport, reachedAt, saveImport } from '../../client/machines/kubeconfig/importing.ts';
import { clusterAuthority } from '../../client/machines/token/authority.ts';
import { type Minted, mint } from '../../client/machines/token/bootstrap.ts';
import { readAgentToken } from '../../client/machines/token/readToken.ts';
import { Redactor } from '../../client/redact.ts';
import { sshNeeds } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { connectionTo } from './connect.ts';
import { nodesReady, type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';

const LIMIT = { timeout: 300_000 };

let cluster: RealCluster;

before(
  async () => {
    cluster = await realCluster({ server: { 'agent-token': 'canary-of-agents' } });
  },
  { timeout: 300_000 },
);

after(() => cluster?.end(), { timeout: 60_000 });

const server = () => overSsh('server', sshNeeds(cluster.ssh.file));

/** Nothing can be downloaded there: the program lies ready, and `curl` gives K3s's own script. */
async function preparedMachine(): Promise<Machine> {
  const machine = await cluster.freshMachine();
  const images = '/var/lib/rancher/k3s/agent/images';
  await machine.exec(`set -e
    install /opt/k3s/k3s /usr/local/bin/; mkdir -p ${images}; cp /opt/k3s/*.tar ${images}
    printf '%s\\n' '#!/bin/sh' 'cp /opt/k3s/install.sh "$3"' >/usr/local/bin/curl; chmod +x /usr/local/bin/curl`);
  return machine;
}

/** By way of the kubeconfig that was imported from the server over SSH. */
async function choices(t: Parameters<typeof folder>[0]): Promise<{ install: Install; minted: Minted }> {
  const home = folder(t, {});
  const found = await prepareImport({ machine: server(), here: false, reachedBy: ['server', cluster.server.address] });
  assert.ok(found.ok, JSON.stringify(found));
  const [address] = found.addresses;
  assert.deepEqual(address, { host: cluster.server.address, named: true, answers: true });
  const imported = reachedAt(found.imported, address);
  assert.ok(imported && (await saveImport(home.at('config'), 'real', imported, systemClock.now())).ok);
  const { api } = await connectionTo(t, home.at('config'));
  const authority = await clusterAuthority(api, found.imported.authorityPem);
  assert.ok(authority.ok);
  const order = { seconds: 600, description: 'join files', authority: authority.pem, now: systemClock.now() };
  const minted = await mint(api, order);
  assert.ok(minted.ok);
  const { plan } = joinDefaults(imported.server.href, []);
  return { install: { plan: { ...plan, labels: ['zone=a'] }, installer: 'https://get.k3s.io' }, minted };
}

/** Files, processes and journal of a machine in which a text stands; the text is in no arguments of those who look. */
async function finds(machine: Machine, text: string): Promise<string> {
  const logs = '/etc /home /root /tmp /usr/local /var/log /run/log /run/systemd /run/journal';
  const script = `journalctl --no-pager >/run/journal; grep -rlsF -f - ${logs} /proc/[0-9]*/cmdline /proc/[0-9]*/environ || :`;
  return machine.exec(script, { input: `${text}\n` });
}

test(
  'the script joins a machine with the token on its standard input, and leaves it in one file only',
  LIMIT,
  async (t) => {
    const { install, minted } = await choices(t);
    const machine = await preparedMachine();
    await machine.exec('cat >/root/join-agent.sh', { input: joinScript(install) });
    const said = await machine.exec('INSTALL_K3S_SKIP_DOWNLOAD=true sh /root/join-agent.sh 2>&1', {
      input: `${minted.token}\n`,
      seconds: 120,
    });
    assert.match(said, /k3s-agent is starting/);
    await nodesReady(cluster.api, [machine.name]);
    const secret = minted.token.slice(-16);
    assert.equal(await finds(machine, secret), '/etc/rancher/k3s/token\n');
    assert.ok(!said.includes(secret));
    assert.equal(
      (await machine.exec('stat -c %a /etc/rancher/k3s/token /etc/rancher/k3s/config.yaml')).trim(),
      '600\n600',
    );
  },
);

test('user-data does the same at the first start of a machine', LIMIT, async (t) => {
  const { install, minted } = await choices(t);
  const machine = await preparedMachine();
  const { write_files: files, runcmd } = parse(cloudInit(install, minted.token));
  for (const { path, permissions, content } of files)
    await machine.exec(`mkdir -p /etc/rancher/k3s; umask 077; cat >${path}; chmod ${permissions} ${path}`, {
      input: content,
    });
  const [[shell, option, script]] = runcmd;
  assert.deepEqual([shell, option], ['sh', '-c']);
  await machine.exec('cat >/root/runcmd', { input: script });
  await machine.exec('INSTALL_K3S_SKIP_DOWNLOAD=true sh /root/runcmd 2>&1', { seconds: 120 });
  await nodesReady(cluster.api, [machine.name]);
});

test('the token for agents is read from the server over SSH, by sudo', LIMIT, async () => {
  const redactor = new Redactor();
  const read = await readAgentToken(server(), redactor);
  const kept = await cluster.server.exec('cat /var/lib/rancher/k3s/server/agent-token');
  assert.deepEqual(read, { ok: true, token: kept.trim(), ofServers: false });
  assert.match(kept, /::node:canary-of-agents$/m);
});
