/**
 * A person in a real VS Code, real machines: two join, one is taken out of the cluster, the other is recovered. Pictures
 * of each step go to dist-test/pictures-real/.
 */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { type Editor, startEditor } from '../extension/host/browser.ts';
import { answerDialog, choose, openOnMachine, textOf, typeHosts } from '../extension/host/operation.ts';
import { picture } from '../extension/host/picture.ts';
import { removeFolder, temporaryFolder } from '../extension/host/processes.ts';
import { choiceOf, doneLine, lineOf, openMenu, operationLine, showClusters } from '../extension/host/tree.ts';
import { type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';
import { podSpec, workload } from './machines/pods.ts';

const project = resolve(import.meta.dirname, '..', '..');
const pictures = join(project, 'dist-test', 'pictures-real');
const size = { width: 1280, height: 800 };
const long = { timeout: 60_000 };
const PODS = '/api/v1/namespaces/default/pods';
const BOOTSTRAP = '/api/v1/namespaces/kube-system/secrets?fieldSelector=type=bootstrap.kubernetes.io/token';

let cluster: RealCluster;
let api: Client;
let editor: Editor;
let goes: Machine;
let stays: Machine;
const work = temporaryFolder('commands');

before(
  async () => {
    cluster = await realCluster();
    api = new Client(cluster.api);
    [goes, stays] = await Promise.all([cluster.freshMachine('worker-1'), cluster.freshMachine('worker-2')]);
    const home = join(work, 'home');
    mkdirSync(home);
    editor = await startEditor({
      folder: cluster.release,
      extension: project,
      env: { KUBECONFIG: cluster.kubeconfig, HOME: home },
      settings: { 'remote.SSH.configFile': cluster.ssh.file },
      ...size,
    });
  },
  { timeout: 300_000 },
);

after(
  async () => {
    await editor?.stop();
    await cluster?.end();
    removeFolder(work);
  },
  { timeout: 60_000 },
);

const see = (name: string): Promise<void> => picture(editor.page, join(pictures, `${name}.png`), size);

const nodesNow = async (): Promise<Json[]> => ok(await api.get('/api/v1/nodes')).items;

test('two fresh machines join, one is drained and uninstalled, the other recovered, and a minute later it is so', {
  timeout: 300_000,
}, async () => {
  try {
    await joinBoth();
    await uninstallAndRecover();
  } catch (error) {
    await see('failed');
    throw error;
  }
});

async function joinBoth(): Promise<void> {
  const { page } = editor;
  await showClusters(page, 'server', 160);
  const menu = await openMenu(page, 'Nodes');
  await menu.getByText('Join Agent…').click();
  await typeHosts(page, `${goes.name}, ${stays.name}`);
  await choose(page, 'Where K3s comes from…');
  await choose(page, 'Files of this computer…');
  const images = readdirSync(cluster.release).find((name) => name.endsWith('.tar')) ?? '';
  for (const [title, name] of [
    ['The Binary k3s', 'k3s'],
    ['The Install Script', 'install.sh'],
    ['The Images', images],
  ] as const)
    await openFile(title, name);
  await choose(page, 'Look at the machines');
  await textOf(page, `${goes.name} becomes the node ${goes.name}`).waitFor(long);
  await choiceOf(page, '2 of 2 machines join').waitFor(long);
  await see('join-plan');
  await choose(page, 'Start');
  await doneLine(page, 'Join 2 machines').waitFor({ timeout: 150_000 });
  await see('joined');
  assert.deepEqual(ok(await api.get(BOOTSTRAP)).items, [], 'the token is taken back');
  for (const { name } of [goes, stays]) {
    await lineOf(page, name).waitFor(long);
    assert.equal(readyOf(await nodesNow(), name), 'True', name);
  }
}

async function uninstallAndRecover(): Promise<void> {
  const { page } = editor;
  // A pod that has to go elsewhere.
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [goes.name] }] }];
  const prefers = [{ weight: 100, preference: terms[0] }];
  const spec = podSpec([], {
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: prefers } },
  });
  ok(
    await api.post(
      '/apis/apps/v1/namespaces/default/deployments',
      workload('Deployment', 'app', spec, { replicas: 1 }),
    ),
  );
  await soon('a pod runs', async () => (await podsOn(goes.name)).some(({ status }) => status.phase === 'Running'));

  await openOnMachine(page, goes.name, 'Uninstall Agent…');
  await textOf(page, `Drain ${goes.name}`).waitFor(long);
  await see('uninstall-plan');
  await choose(page, 'Uninstall…');
  await answerDialog(page, `Take ${goes.name} out`, 'Uninstall');
  await operationLine(page, `Uninstall ${goes.name}`).waitFor(long);
  const gone = whenGone(goes.name);

  const token = '/etc/rancher/k3s/token';
  const before = await stays.exec(`cat ${token}`);
  await openOnMachine(page, stays.name, 'Recover Agent…');
  await choiceOf(page, 'Start').waitFor(long);
  await see('recover-plan');
  await choose(page, 'Start');
  await doneLine(page, `Recover ${stays.name}`).waitFor({ timeout: 120_000 });
  await see('recovered');
  assert.notEqual(await stays.exec(`cat ${token}`), before, 'it has another token');
  assert.match(await stays.exec('ls -d /var/lib/rancher/k3s/agent.before-*'), /before-/);

  // Done is what it says after a second look, a minute after the Node was deleted.
  await doneLine(page, `Uninstall ${goes.name}`).waitFor({ timeout: 150_000 });
  await see('uninstalled');
  const nodes = await nodesNow();
  assert.deepEqual(nodes.map(({ metadata }) => metadata.name).sort(), ['server', stays.name]);
  assert.ok(Date.now() - (await gone) >= 60_000, 'so it is a minute after the Node was deleted');
  assert.equal(readyOf(nodes, stays.name), 'True');
  const lease = ok(await api.get(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${stays.name}`));
  assert.ok(Date.now() - Date.parse(lease.spec.renewTime) < 40_000, 'by its own word');
  assert.equal((await api.get(`/api/v1/namespaces/kube-system/secrets/${goes.name}.node-password.k3s`)).code, 404);
  const left =
    'ls -d /etc/rancher/k3s /var/lib/rancher/k3s /usr/local/bin/k3s* /etc/systemd/system/k3s* 2>/dev/null; true';
  assert.equal(await goes.exec(left), '');
  assert.deepEqual(ok(await api.get(BOOTSTRAP)).items, []);
  await soon('the pod runs elsewhere', async () =>
    ok(await api.get(PODS)).items.some(
      ({ spec: { nodeName }, status }: Json) => nodeName !== goes.name && status.phase === 'Running',
    ),
  );
}

/** In the dialog of VS Code in a browser, which begins in the folder that is open. */
async function openFile(title: string, name: string): Promise<void> {
  const { page } = editor;
  await page.locator('.quick-input-title', { hasText: title }).waitFor(long);
  const file = page.locator('.quick-input-list .monaco-list-row').getByText(name, { exact: true });
  await file.waitFor(long);
  await file.click();
  await page.locator('.quick-input-title', { hasText: title }).waitFor({ state: 'hidden', ...long });
}

const podsOn = async (node: string): Promise<Json[]> =>
  ok(await api.get(`${PODS}?fieldSelector=spec.nodeName=${node}`)).items;

const readyOf = (nodes: readonly Json[], name: string): string | undefined =>
  nodes.find(({ metadata }) => metadata.name === name)?.status.conditions.find(({ type }: Json) => type === 'Ready')
    .status;

/** The time at which the first look finds no such Node any more. */
async function whenGone(node: string): Promise<number> {
  while ((await api.get(`/api/v1/nodes/${node}`)).code !== 404) await sleep(200);
  return Date.now();
}

async function soon(what: string, is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(300)) if (await is()) return;
  assert.fail(what);
}
