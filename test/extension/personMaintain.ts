/** Restarts, diagnoses and recovers an agent as a person does, each from the menu of its node to its verified end. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import type { StandInMachine, StandInMachines } from './host/machines.ts';
import { answerDialog, choose, openOnMachine, textOf } from './host/operation.ts';
import { choiceOf, doneLine } from './host/tree.ts';

const long = { timeout: 30_000 };
const NODE = 'agent-4';
/** On the machine; to be seen nowhere else. */
const SECRET = 'canary5b1f0e77';
const REJECTED =
  'level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry"\n';

type See = (name: string) => Promise<void>;

/** The view has to be open. */
export async function maintainAsPerson(
  page: Page,
  cluster: DemoCluster,
  machines: StandInMachines,
  see: See,
): Promise<void> {
  const info = cluster.store.get(NODES, NODE)?.status?.nodeInfo;
  const machine = machines.addAgent(NODE, {
    'etc/machine-id': `${info.machineID}\n`,
    'proc/sys/kernel/random/boot_id': `${info.bootID}\n`,
    'etc/rancher/k3s/config.yaml': 'kubelet-arg:\n  - image-gc-high-threshold=90\n',
    'etc/rancher/k3s/token': `${SECRET}\n`,
    'etc/systemd/system/k3s-agent.service.env':
      'K3S_URL=https://10.0.0.11:6443\nK3S_TOKEN_FILE=/etc/rancher/k3s/token\n',
  });
  // Ready is what reports anew: it does so more often than a kubelet, so that nobody waits.
  const beats = setInterval(() => cluster.life.startKubelet(NODE), 500);
  try {
    await restart(page, machine, see);
    machine.write('journal', REJECTED);
    await diagnose(page, see);
    await recover(page, cluster, machine, see);
  } finally {
    clearInterval(beats);
  }
}

async function restart(page: Page, machine: StandInMachine, see: See): Promise<void> {
  await openOnMachine(page, NODE, 'Restart Agent…');
  await choiceOf(page, 'Start').waitFor(long);
  await textOf(page, 'image-gc-high-threshold').waitFor(long);
  await see('restart-plan');
  const before = machine.read('state/k3s-agent');
  await choose(page, 'Start');
  await ended(page, `Restart K3s on ${NODE}`);
  await see('restarted');
  assert.notEqual(machine.read('state/k3s-agent'), before, 'it is another run of the service');
}

async function diagnose(page: Page, see: See): Promise<void> {
  await openOnMachine(page, NODE, 'Diagnose Node', false);
  await textOf(page, 'with another password').waitFor(long);
  await see('diagnosis');
  assert.equal((await page.content()).includes(SECRET), false, 'no token is on the screen');
}

async function recover(page: Page, cluster: DemoCluster, machine: StandInMachine, see: See): Promise<void> {
  const password = () => cluster.store.get(SECRETS, `${NODE}.node-password.k3s`, 'kube-system');
  assert.ok(password());
  await openOnMachine(page, NODE, 'Recover Agent…', false);
  await textOf(page, 'the node password was rejected').waitFor(long);
  await choiceOf(page, 'Start').waitFor(long);
  await choose(page, 'Make the data of the agent anew');
  await textOf(page, 'Move /var/lib/rancher/k3s/agent aside').waitFor(long);
  await choiceOf(page, 'Start').waitFor(long);
  await see('recover-plan');
  await choose(page, 'Start');
  await answerDialog(page, `Delete the node password of ${NODE}`, 'Delete Node Password');
  await ended(page, `Recover ${NODE}`);
  await textOf(page, `${NODE} is Ready again`).waitFor(long);
  await see('recovered');
  assert.equal(password(), undefined, 'the node password is deleted');
  const data = join(machine.root, 'var/lib/rancher/k3s');
  const aside = readdirSync(data).find((name) => name.startsWith('agent.before-')) ?? '';
  assert.equal(machine.read(`var/lib/rancher/k3s/${aside}/client-kubelet.crt`), 'old\n', 'its data is kept aside');
  assert.deepEqual(readdirSync(join(data, 'agent')), [], 'and it begins with none');
  assert.equal(statSync(join(data, 'agent')).mode & 0o777, 0o700);
}

/** Its line in the view says so. */
async function ended(page: Page, title: string): Promise<void> {
  await doneLine(page, title).waitFor({ timeout: 60_000 });
}
