/** Lets two machines join as a person does: from the folder of the nodes, with a look first, a plan, and a verified end. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { CONFIGMAPS, NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import { bootIdOf, machineIdOf, type StandInMachines } from './host/machines.ts';
import { typeHosts } from './host/operation.ts';
import { choiceOf, lineOf, openMenu } from './host/tree.ts';

const long = { timeout: 30_000 };

export async function joinAsPerson(
  page: Page,
  cluster: DemoCluster,
  machines: StandInMachines,
  see: (name: string) => Promise<void>,
): Promise<void> {
  const worker = machines.add('worker-8');
  await lineOf(page, 'server-1').waitFor(long);
  const text = (words: string) => page.locator('.editor-group-container .view-line', { hasText: words }).first();
  const menu = await openMenu(page, 'Nodes');
  await menu.getByText('Join Agent…').click();

  await typeHosts(page, 'worker-8, nowhere');

  await choiceOf(page, 'Look at the machines').waitFor(long);
  await see('join-choices');
  await page.keyboard.press('Enter');
  await text('worker-8 becomes the node worker-8').waitFor(long);
  await see('join-plan');
  assert.ok(!worker.has('etc/rancher'), 'a look changes nothing');
  await choiceOf(page, '1 of 2 machines join').waitFor(long);
  await page.keyboard.press('Enter');

  await text('Wait until the Node worker-8 is ready').waitFor({ timeout: 60_000 });
  register(cluster, 'worker-8');
  await lineOf(page, 'Join worker-8').and(page.locator('[aria-label*="done"]')).waitFor({ timeout: 60_000 });
  await lineOf(page, 'worker-8').waitFor(long);
  await see('joined');
  assert.match(worker.read('etc/rancher/k3s/token'), /^K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}$/);
  const id = /::([a-z0-9]{6})\./.exec(worker.read('etc/rancher/k3s/token'))?.[1] ?? '';
  assert.equal(
    cluster.store.get(SECRETS, `bootstrap-token-${id}`, 'kube-system'),
    undefined,
    'the token is taken back',
  );
  assert.ok(cluster.store.get(CONFIGMAPS, 'kube-root-ca.crt', 'kube-system'), 'agents can check whom they talk to');
}

/** The agent registers, as a kubelet does. */
function register(cluster: DemoCluster, name: string): void {
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' };
  cluster.store.create(NODES, {
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: {
      conditions: [ready],
      nodeInfo: { machineID: machineIdOf(name), bootID: bootIdOf(name), kubeletVersion: 'v1.34.1+k3s1' },
    },
  } as never);
}
