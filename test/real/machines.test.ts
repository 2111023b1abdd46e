/** K3s restarted, recovered and uninstalled on real machines, over SSH, with K3s's own scripts: scenarios 23, 27 and 47. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import type { Connection } from '../../client/cluster/connection.ts';
import type { Machine } from '../../client/host/machine.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { recoverKind } from '../../client/machines/recover/kind.ts';
import { defaultRecovery, planRecovery, recoverOrder } from '../../client/machines/recover/plan.ts';
import { readRecovery } from '../../client/machines/recover/readFacts.ts';
import { removeKind } from '../../client/machines/remove/kind.ts';
import { orderOf } from '../../client/machines/remove/order.ts';
import { defaultChoices, planRemoval } from '../../client/machines/remove/plan.ts';
import { readCluster, readMachine } from '../../client/machines/remove/readFacts.ts';
import { planAction, serviceOrder } from '../../client/machines/service/actionPlan.ts';
import { serviceKind } from '../../client/machines/service/kind.ts';
import { readFacts as readDeletion } from '../../client/operations/delete/readFacts.ts';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import type { StepsKind } from '../../client/operations/steps.ts';
import { Client } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { sshNeeds } from '../host/rig.ts';
import { operate } from '../machines/operate.ts';
import { connectionTo } from './connect.ts';
import { type RealCluster, realCluster } from './machines/cluster.ts';
import { IMAGE } from './machines/image.ts';

const LIMIT = { timeout: 300_000 };
const { signal } = new AbortController();

let cluster: RealCluster;
let api: Client;
let backups: string;

before(
  async () => {
    cluster = await realCluster({ agents: 2 });
    api = new Client(cluster.api);
    backups = mkdtempSync(join(tmpdir(), 'k3s-backups-'));
  },
  { timeout: 400_000 },
);

after(
  async () => {
    rmSync(backups, { recursive: true, force: true });
    await cluster?.end();
  },
  { timeout: 60_000 },
);

const machineOf = (name: string): Machine => overSsh(name, sshNeeds(cluster.ssh.file));
const target = (host: string) => ({ kind: 'ssh' as const, host });
const sourcesOf = ({ api, access }: Connection) => ({ api, access, clock: systemClock, signal });
const reachOf = ({ api, access }: Connection) => ({ api, access, redact: (text: string) => text });

async function run<Plan>(t: TestContext, kind: StepsKind<Plan>, plan: Plan, name: string, connection: Connection) {
  const end = await operate(kind, plan, { machine: machineOf(name), reach: reachOf(connection), clock: systemClock });
  t.diagnostic(end.told.join('\n'));
  return end;
}

/** A pod on a node, with a real container. */
async function startPod(nodeName: string, name: string): Promise<void> {
  const pods = '/api/v1/namespaces/default/pods';
  const containers = [{ name: 'main', image: IMAGE, imagePullPolicy: 'Never' }];
  const spec = { nodeName, tolerations: [{ operator: 'Exists' }], containers, terminationGracePeriodSeconds: 1 };
  ok(await api.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }));
  for (;;) {
    const { status } = ok(await api.get(`${pods}/${name}`));
    if (status.containerStatuses?.[0].ready) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

test(
  'scenario 47: an agent is restarted, its containers run on, and it is Ready by a lease of its own',
  LIMIT,
  async (t) => {
    const connection = await connectionTo(t, cluster.kubeconfig);
    await startPod('agent-1', 'stays');
    const [agent] = cluster.agents;
    const shims = async (): Promise<string> => (await agent?.exec('pgrep -f "[c]ontainerd-shim" | sort; true')) ?? '';
    const before = await shims();
    assert.notEqual(before, '');
    const known = await readDeletion(sourcesOf(connection), 'agent-1');
    assert.ok(known.ok);
    const machine = await readMachine(machineOf('agent-1'), known.value, signal);
    const plan = planAction({
      action: 'restart',
      target: target('agent-1'),
      machine,
      node: known.value,
      name: 'agent-1',
    });
    assert.deepEqual(plan.blocks, [], JSON.stringify(machine));
    assert.deepEqual(plan.changes, [], 'the configuration is as it was when the agent started');
    const order = serviceOrder(plan, 'restart1');
    assert.ok(order);
    const { result, summary } = await run(t, serviceKind('restart'), order, 'agent-1', connection);
    assert.equal(result, 'done', summary);
    assert.equal(await shims(), before);
  },
);

test(
  'scenario 27: an agent is recovered with a token made for it, which counts before the one it has',
  LIMIT,
  async (t) => {
    const connection = await connectionTo(t, cluster.kubeconfig);
    const [agent] = cluster.agents;
    assert.ok(agent);
    await agent.exec(
      'mkdir -p /var/lib/rancher/k3s/storage/pvc-1; echo rows >/var/lib/rancher/k3s/storage/pvc-1/table',
    );
    // Its token is of no use any more, and what it keeps neither.
    await agent.exec("sed -i 's/^token: .*/token: K10aaaa::node:wrong/' /etc/rancher/k3s/config.yaml");
    const around = { ...sourcesOf(connection), name: 'real' };
    const read = await readRecovery(target('agent-1'), machineOf('agent-1'), 'agent-1', around);
    assert.ok(read.ok, JSON.stringify(read));
    const plan = planRecovery(read.facts, {
      ...defaultRecovery(read.facts),
      clear: true,
      token: true,
      password: false,
    });
    assert.deepEqual(plan.blocks, []);
    const order = recoverOrder(plan, { id: 'recover1', backups });
    assert.ok(order);
    const { result, summary, told } = await run(t, recoverKind, order, 'agent-1', connection);
    assert.equal(result, 'done', summary);
    assert.equal(await agent.exec('cat /var/lib/rancher/k3s/storage/pvc-1/table'), 'rows\n');
    assert.equal(await agent.exec('test -d /var/lib/rancher/k3s/agent.before-recover1 && echo kept'), 'kept\n');
    assert.match(await agent.exec('stat -c "%a %U" /etc/rancher/k3s/join-token'), /^600 root$/m);
    const token = (await agent.exec('cat /etc/rancher/k3s/join-token')).trim();
    assert.ok(!told.join().includes(token.slice(-16)));
    const { items } = ok(
      await api.get('/api/v1/namespaces/kube-system/secrets?fieldSelector=type=bootstrap.kubernetes.io/token'),
    );
    assert.deepEqual(items, []);
  },
);

test(
  'scenario 23: a node is drained, uninstalled by K3s’s own script, deleted, and does not come back',
  LIMIT,
  async (t) => {
    const connection = await connectionTo(t, cluster.kubeconfig);
    const [, agent] = cluster.agents;
    assert.ok(agent);
    await startPod('agent-2', 'goes');
    await agent.exec(
      'mkdir -p /var/lib/rancher/k3s/storage/pvc-2; echo rows >/var/lib/rancher/k3s/storage/pvc-2/table',
    );
    const read = await readCluster(sourcesOf(connection), 'real', 'agent-2', DEFAULT_OPTIONS);
    assert.ok(read.ok, JSON.stringify(read));
    const machine = await readMachine(machineOf('agent-2'), read.value.deletion, signal);
    const facts = { target: target('agent-2'), machine, cluster: read.value };
    const volume = '/var/lib/rancher/k3s/storage/pvc-2';
    const consent = { emptyDir: [], unmanaged: 'all' as const, orphan: [] };
    const plan = planRemoval(facts, {
      ...defaultChoices(facts),
      keep: [volume],
      drainOptions: { ...DEFAULT_OPTIONS, consent },
    });
    assert.deepEqual(plan.blocks, []);
    const order = orderOf(plan, { id: 'remove2', backups, now: Date.now() });
    const { result, summary, states } = await run(t, removeKind, order, 'agent-2', connection);
    assert.equal(result, 'done', `${summary}\n${states.join('\n')}`);
    assert.equal((await api.get('/api/v1/nodes/agent-2')).code, 404);
    assert.equal((await api.get('/api/v1/namespaces/kube-system/secrets/agent-2.node-password.k3s')).code, 404);
    const left =
      'ls -d /etc/rancher/k3s /var/lib/rancher/k3s /var/lib/kubelet /usr/local/bin/k3s* /etc/systemd/system/k3s* /var/lib/k3s-editor 2>/dev/null; true';
    assert.equal(await agent.exec(left), '');
    assert.equal(await agent.exec('pgrep -f "[k]3s|[c]ontainerd"; iptables-save | grep -c KUBE-; true'), '0\n');
    assert.equal(
      await agent.exec('cat /var/lib/rancher/k3s-kept-remove2/pvc-2/table; ls /etc/rancher/node'),
      'rows\npassword\n',
    );
    const file = readdirSync(backups).find((name) => name.startsWith('agent-2'));
    assert.ok(file);
    assert.equal(statSync(join(backups, file)).mode & 0o777, 0o600);
  },
);
