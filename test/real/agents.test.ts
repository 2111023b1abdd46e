/** A real K3s with real agents on machines of their own: what they say of themselves, and what happens to them. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { systemClock } from '../../client/cluster/clock.ts';
import { deleteKind } from '../../client/operations/delete/kind.ts';
import { DEFAULT_CHOICES, planDelete } from '../../client/operations/delete/plan.ts';
import { readFacts } from '../../client/operations/delete/readFacts.ts';
import { deleteNode } from '../../client/operations/delete/run.ts';
import { beginDelete, type DeleteState } from '../../client/operations/delete/state.ts';
import { Client } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo, faster } from './connect.ts';
import { installK3s, nodesReady, type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';
import { podSpec } from './machines/pods.ts';

const LIMIT = { timeout: 120_000 };

let cluster: RealCluster;
let api: Client;

before(
  async () => {
    cluster = await realCluster({ agents: 1 });
    api = new Client(cluster.api);
  },
  { timeout: 300_000 },
);

after(
  async () => {
    api?.end();
    await cluster?.end();
  },
  { timeout: 60_000 },
);

/** Runs a command on a machine over SSH, as a person would; gives what it printed. */
async function ssh(name: string, ...command: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('ssh', ['-F', cluster.ssh.file, name, ...command]);
  return stdout;
}

test('a fresh machine is reached by its alias, and has the release of K3s and nothing else of it', LIMIT, async () => {
  const fresh = await cluster.freshMachine();
  assert.equal(await ssh(fresh.name, 'sudo', '-n', 'id', '-un'), 'root\n');
  assert.equal(await ssh(fresh.name, 'command -v k3s; ls -d /etc/rancher 2>/dev/null; ls /var/lib/rancher'), '');
  assert.match(
    await ssh(fresh.name, 'cd /opt/k3s && sha256sum -c sha256sum-*.txt'),
    /^k3s: OK\nk3s-airgap-images-.*: OK\n$/,
  );
});

test('pods run on every machine, and what they print can be read', LIMIT, async () => {
  const pods = '/api/v1/namespaces/default/pods';
  for (const name of ['server', 'agent-1']) {
    const spec = podSpec(['--say', '100ms'], { nodeName: name });
    ok(await api.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `on-${name}` }, spec }));
    for (;;) {
      const { status } = ok(await api.get(`${pods}/on-${name}`));
      if (status.containerStatuses?.[0].ready) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    const { text } = await api.get(`${pods}/on-${name}/log?tailLines=1`);
    assert.match(text, /^line \d+\n$/);
  }
});

test('a node whose agent is started again after the deletion is back, and that is told', LIMIT, async (t) => {
  const connection = await connectionTo(t, cluster.kubeconfig);
  const { signal } = new AbortController();
  const sources = { api: connection.api, access: connection.access, clock: systemClock, signal };
  const facts = await readFacts(sources, 'agent-1');
  assert.ok(facts.ok);
  const plan = planDelete(facts.value, DEFAULT_CHOICES);
  assert.ok(plan.typed);
  assert.match(plan.warnings.join(' '), /K3s runs on agent-1: the node registers again, at the next start/);
  // This release does not notice by itself that its node is gone.
  let restarted: Promise<string> | undefined;
  const onState = ({ step }: DeleteState): void => {
    if (step === 'gone') restarted ??= ssh('agent-1', 'sudo', '-n', 'systemctl', 'restart', 'k3s-agent');
  };
  const end = await deleteNode(beginDelete(plan), { ...sources, onState });
  await restarted;
  assert.deepEqual([end.result, end.back, end.password.state], ['partlyDone', 'yes', 'gone']);
  assert.match(deleteKind.summary(end, Date.now()), /^agent-1 was deleted and is back/);
});

/** What there may be of K3s on a machine: files, services, processes, networks, mounts, rules of the firewall. */
const LEFT = `command -v k3s
ls -d /etc/rancher/* /var/lib/rancher/* /run/k3s /run/flannel /var/lib/kubelet 2>/dev/null
ls /etc/systemd/system | grep k3s
ps ax -o args | grep -E 'k3s|containerd|[p]ause' | grep -v grep
ip -brief link show | grep -oE '^(cni0|flannel.1|veth)'
awk '$2 ~ "^/(run/k3s|run/netns/|var/lib/kubelet|var/lib/rancher/)" { print $2 }' /proc/mounts
iptables-save | grep -E 'KUBE|CNI|flannel'
true`;

test(
  'after the uninstall script nothing of the agent is left but its password, and its deleted node stays away',
  LIMIT,
  async (t) => {
    const [agent] = cluster.agents as [Machine];
    assert.match(await agent.exec(LEFT), /containerd-shim/);
    await ssh('agent-1', 'sudo', '-n', '/usr/local/bin/k3s-agent-uninstall.sh');
    assert.equal(await agent.exec(LEFT), '/etc/rancher/node\n');

    const connection = await connectionTo(t, cluster.kubeconfig);
    const { signal } = new AbortController();
    const sources = { api: connection.api, access: connection.access, clock: faster(6), signal };
    const facts = await readFacts(sources, 'agent-1');
    assert.ok(facts.ok);
    const end = await deleteNode(beginDelete(planDelete(facts.value, DEFAULT_CHOICES)), sources);
    assert.deepEqual([end.result, end.back, end.password.state], ['done', 'no', 'gone']);
  },
);

test('a fresh machine of the same name may take its place', LIMIT, async () => {
  const token = (await cluster.server.exec('cat /var/lib/rancher/k3s/server/node-token')).trim();
  const [agent] = cluster.agents as [Machine];
  await agent.exec('rm -r /etc/rancher/node');
  await installK3s(agent, { words: 'agent', config: { server: `https://${cluster.server.address}:6443`, token } });
  await nodesReady(cluster.api, ['agent-1']);
});
