/** Takes a node out of its cluster as a person does: a plan, a choice for data that is nowhere else, one yes, a verified end. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { BUDGETS, NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import type { StandInMachine, StandInMachines } from './host/machines.ts';
import { answerDialog, choose, openOnMachine, shownIn, textOf } from './host/operation.ts';
import { choiceOf, doneLine, operationLine } from './host/tree.ts';

const long = { timeout: 30_000 };
/** Cordoned, with a volume of `data/data-reports-0` on its disk. */
export const NODE = 'agent-2';
const VOLUME = `pvc-${NODE}-data-reports-0`;

type See = (name: string) => Promise<void>;

/** The view has to be open. Resolves once it is under way; what it gives waits for the end, a minute later. */
export async function removeAsPerson(
  page: Page,
  cluster: DemoCluster,
  machines: StandInMachines,
  see: See,
): Promise<() => Promise<void>> {
  // With two budgets it could not be evicted at all.
  cluster.store.remove(BUDGETS, 'cart-old', 'shop');
  const info = cluster.store.get(NODES, NODE)?.status?.nodeInfo;
  const machine = machines.addAgent(NODE, {
    'etc/machine-id': `${info.machineID}\n`,
    'proc/sys/kernel/random/boot_id': `${info.bootID}\n`,
    [`var/lib/rancher/k3s/storage/${VOLUME}/table`]: 'rows\n',
  });
  // What does not run on the machine tells the cluster nothing.
  const watch = setInterval(() => runs(machine) || cluster.life.stopKubelet(NODE), 100);

  await openOnMachine(page, NODE, 'Uninstall Agent…');
  await choiceOf(page, 'Start is not possible yet').waitFor(long);
  await textOf(page, VOLUME).waitFor(long);
  await see('uninstall-open');
  await choose(page, 'Data of volumes…');
  await page.locator('.quick-input-title', { hasText: 'Data on This Machine Only' }).waitFor(long);
  await see('uninstall-volumes');
  // Nothing is ticked: it is kept.
  await page.keyboard.press('Enter');
  await choiceOf(page, 'Uninstall…').waitFor(long);
  await textOf(page, 'Keep data of volumes on the machine').waitFor(long);
  await see('uninstall-plan');
  assert.ok(runs(machine), 'a look changes nothing');
  await choose(page, 'Uninstall…');
  await see('uninstall-question');
  await answerDialog(page, `Take ${NODE} out`, 'Uninstall');
  await operationLine(page, `Uninstall ${NODE}`).waitFor(long);

  return async () => {
    const done = doneLine(page, `Uninstall ${NODE}`);
    await done.waitFor({ timeout: 120_000 });
    clearInterval(watch);
    await done.hover();
    await done.locator('.action-label').first().click();
    await textOf(page, `${NODE} is out of the cluster`).waitFor(long);
    await see('uninstalled');
    // Lines are broken where a path has a slash.
    const backup = /is saved in (\/.+?\.tar)/.exec((await shownIn(page, 0)).replaceAll('\n', ''))?.[1] ?? '';
    assert.equal(statSync(backup).mode & 0o777, 0o600, 'its configuration is saved');
    assert.equal(cluster.store.get(NODES, NODE), undefined, 'the Node is gone');
    assert.equal(cluster.store.get(SECRETS, `${NODE}.node-password.k3s`, 'kube-system'), undefined);
    for (const path of ['etc/rancher/k3s', 'var/lib/rancher/k3s', 'usr/local/bin/k3s', 'var/lib/k3s-editor'])
      assert.equal(machine.has(path), false, `${path} is gone`);
    const kept = readdirSync(join(machine.root, 'var/lib/rancher')).find((name) => name.startsWith('k3s-kept-'));
    assert.equal(machine.read(`var/lib/rancher/${kept}/${VOLUME}/table`), 'rows\n', 'what is kept is there');
  };
}

const runs = ({ has }: StandInMachine): boolean => has('proc/4243/cmdline');
