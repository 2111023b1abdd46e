/** The command table of the explorer, and how a command gets to what it is about. */

import { env, l10n, window } from 'vscode';
import type { Target } from '../operations/target.ts';
import type { ExplorerCommand } from './commandIds.ts';
import type { Explorer } from './explorer.ts';
import { gathered } from './gather.ts';
import { chooseGrouping } from './grouping.ts';
import { openKubernetesView } from './kubernetesView.ts';
import { changeHost, openConfiguration, openTerminal, openWindow } from './machine.ts';
import { plain } from './model/text.ts';
import type { NodeId } from './nodeFiles.ts';
import { openOnNode } from './onNode.ts';
import { clusterReport, clusterReportWants } from './report/cluster.ts';
import { comparison } from './report/compare.ts';
import { fileReport } from './report/file.ts';
import { nodeReport, nodeReportWants } from './report/node.ts';
import { rotationGuide, rotationWants } from './report/rotation.ts';
import type { ClusterSource } from './source.ts';
import {
  clusterFor,
  clustersFor,
  maybeCluster,
  type NodeSubject,
  nodeOf,
  nodesFor,
  operationsFor,
  type TokenSubject,
  tokenFor,
} from './subject.ts';

/**
 * What a command is about, found before it runs. One about a node, a cluster or an operation runs for each that is
 * selected; `alone` says that there is only one.
 */
type Command =
  | { readonly needs: 'nothing'; run(explorer: Explorer): unknown }
  /** That of the window, if nobody names another. */
  | { readonly needs: 'machine'; run(explorer: Explorer, target: Target): unknown }
  | { readonly needs: 'cluster'; run(explorer: Explorer, source: ClusterSource): unknown }
  | { readonly needs: 'clusters'; run(explorer: Explorer, source: ClusterSource, alone: boolean): unknown }
  /** Can be done without one, too. */
  | { readonly needs: 'maybeCluster'; run(explorer: Explorer, source: ClusterSource | undefined): unknown }
  | { readonly needs: 'node'; run(explorer: Explorer, subject: NodeSubject, alone: boolean): unknown }
  | { readonly needs: 'nodes'; run(explorer: Explorer, subjects: readonly NodeSubject[]): unknown }
  /** Undefined: it was not called on a node, and need not be. */
  | { readonly needs: 'maybeNode'; run(explorer: Explorer, subject: NodeSubject | undefined): unknown }
  | { readonly needs: 'token'; run(explorer: Explorer, subject: TokenSubject): unknown }
  /** Undefined: a person says which. Of several, those are left out that it is not possible for, by their facts. */
  | { readonly needs: 'operation'; readonly on: RegExp; run(explorer: Explorer, id: string | undefined): unknown };

const table: Readonly<Record<ExplorerCommand, Command>> = {
  'k3s.explorer.refresh': { needs: 'nothing', run: refresh },
  'k3s.explorer.groupBy': { needs: 'nothing', run: chooseGrouping },
  'k3s.explorer.filter': { needs: 'nothing', run: askForFilter },
  'k3s.explorer.clearFilter': { needs: 'nothing', run: (explorer) => explorer.setFilter('') },
  'k3s.cluster.retry': { needs: 'clusters', run: (_explorer, source) => source.retryNow() },
  'k3s.cluster.report': { needs: 'clusters', run: reportCluster },
  'k3s.cluster.join': {
    needs: 'maybeCluster',
    run: (explorer, source) => explorer.act((to) => to.join(source)),
  },
  'k3s.cluster.compareSettings': { needs: 'clusters', run: compareServers },
  'k3s.cluster.importKubeconfig': {
    needs: 'maybeNode',
    run: (explorer, subject) => explorer.act((to) => to.importKubeconfig(subject)),
  },
  'k3s.cluster.rotateToken': { needs: 'cluster', run: explainRotation },
  'k3s.cluster.joinToken': { needs: 'cluster', run: (explorer, source) => explorer.act((to) => to.joinToken(source)) },
  'k3s.cluster.joinFiles': { needs: 'cluster', run: (explorer, source) => explorer.act((to) => to.joinFiles(source)) },
  'k3s.token.revoke': { needs: 'token', run: (explorer, subject) => explorer.act((to) => to.revoke(subject)) },
  'k3s.node.report': { needs: 'node', run: reportNode },
  'k3s.node.openConfiguration': { needs: 'node', run: openConfiguration },
  'k3s.node.openAsRoot': { needs: 'node', run: openOnNode },
  'k3s.node.compareWithFile': { needs: 'node', run: compareWithFile },
  'k3s.node.changeFile': { needs: 'node', run: (explorer, subject) => explorer.files.askForFile(idOf(subject)) },
  'k3s.node.terminal': { needs: 'node', run: openTerminal },
  'k3s.node.window': { needs: 'node', run: openWindow },
  'k3s.node.changeHost': { needs: 'node', run: changeHost },
  'k3s.node.cordon': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.cordon(subjects)) },
  'k3s.node.uncordon': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.uncordon(subjects)) },
  'k3s.node.drain': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.drain(subjects)) },
  'k3s.node.labels': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.labels(subjects)) },
  'k3s.node.taints': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.taints(subjects)) },
  'k3s.node.delete': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.delete(subjects)) },
  'k3s.node.diagnose': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.diagnose(subjects)) },
  'k3s.node.log': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.serviceLog(subjects)) },
  'k3s.service.restart': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.restart(subjects)) },
  'k3s.service.stop': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.stop(subjects)) },
  'k3s.service.killall': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.killall(subjects)) },
  'k3s.node.recover': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.recover(subjects)) },
  'k3s.node.uninstall': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.uninstall(subjects)) },
  'k3s.server.restart': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.restart(subjects)) },
  'k3s.server.stop': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.stop(subjects)) },
  'k3s.server.uninstall': { needs: 'nodes', run: (explorer, subjects) => explorer.act((to) => to.uninstall(subjects)) },
  'k3s.machine.diagnose': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.diagnoseHere()) },
  'k3s.machine.log': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.serviceLogHere()) },
  'k3s.machine.restart': { needs: 'machine', run: (explorer, target) => explorer.act((to) => to.restartAt(target)) },
  'k3s.machine.stop': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.stopHere()) },
  'k3s.machine.killall': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.killallHere()) },
  'k3s.machine.recover': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.recoverHere()) },
  'k3s.machine.uninstall': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.uninstallHere()) },
  'k3s.log.filter': { needs: 'nothing', run: (explorer) => explorer.act((to) => to.filterLog()) },
  'k3s.operation.show': { needs: 'operation', on: /./, run: (explorer, id) => explorer.act((to) => to.show(id)) },
  'k3s.operation.cancel': {
    needs: 'operation',
    on: /\.running\./,
    run: (explorer, id) => explorer.act((to) => to.cancel(id)),
  },
  'k3s.operation.resume': {
    needs: 'operation',
    on: /\.resumable$/,
    run: (explorer, id) => explorer.act((to) => to.resume(id)),
  },
  'k3s.operation.remove': {
    needs: 'operation',
    on: /\.(?!running)\w+\.\w+$/,
    run: (explorer, id) => explorer.act((to) => to.remove(id)),
  },
  'k3s.node.copyName': { needs: 'nodes', run: copyNames },
  'k3s.node.openInKubernetes': { needs: 'maybeNode', run: openKubernetesView },
};

/**
 * Runs a command on the lines it was called on, else on what is selected, else on what a person says when asked. Of what
 * is done to a machine it gives the answer: others wait for it.
 */
export async function runCommand(explorer: Explorer, id: ExplorerCommand, given: readonly unknown[]): Promise<unknown> {
  const command = table[id];
  const [argument, all] = given;
  if (command.needs === 'nothing') return void (await command.run(explorer));
  if (command.needs === 'machine') return command.run(explorer, isTarget(argument) ? argument : HERE);
  if (command.needs === 'cluster') {
    const source = await clusterFor(explorer, argument);
    return source && void (await command.run(explorer, source));
  }
  if (command.needs === 'clusters') {
    const sources = await clustersFor(explorer, argument, all);
    for (const source of sources) await command.run(explorer, source, sources.length === 1);
    return undefined;
  }
  if (command.needs === 'maybeCluster') {
    const found = await maybeCluster(explorer, argument);
    return found && void (await command.run(explorer, found.source));
  }
  if (command.needs === 'maybeNode') return void (await command.run(explorer, await nodeOf(explorer, argument)));
  if (command.needs === 'token') {
    const subject = await tokenFor(explorer, argument);
    return subject && void (await command.run(explorer, subject));
  }
  if (command.needs === 'operation') {
    // None waits for another: each may take an hour.
    const ids = operationsFor(explorer, argument, all, command.on);
    return void (await Promise.all(ids.map((one) => command.run(explorer, one))));
  }
  const subjects = await nodesFor(explorer, argument, all);
  if (subjects.length === 0) return undefined;
  if (command.needs === 'nodes') return void (await command.run(explorer, subjects));
  for (const subject of subjects) await command.run(explorer, subject, subjects.length === 1);
  return undefined;
}

const HERE: Target = { kind: 'here' };

/** What our own code passes on; a line of the tree is none. */
function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'here' || (value.kind === 'ssh' && 'host' in value && typeof value.host === 'string');
}

/** Files are read again, nobody waits for a next try, and what was refused or not there is asked for anew. */
async function refresh(explorer: Explorer): Promise<void> {
  await explorer.reload();
  for (const source of explorer.sources) if (!source.entry.trouble) source.refresh();
}

async function askForFilter(explorer: Explorer): Promise<void> {
  const filter = await window.showInputBox({
    title: l10n.t('Filter Nodes'),
    prompt: l10n.t(
      'Words that occur in a name, an address, a version or a label, such as zone=a. Empty shows all nodes.',
    ),
    value: explorer.filter,
  });
  if (filter !== undefined) explorer.setFilter(filter);
}

function copyNames(_explorer: Explorer, subjects: readonly NodeSubject[]): Thenable<void> {
  return env.clipboard.writeText(subjects.map(({ node }) => plain(node.name, 300)).join('\n'));
}

const inView = <T>(task: () => Promise<T>): Thenable<T> =>
  window.withProgress({ location: { viewId: 'k3s.explorer' } }, task);

async function reportNode(explorer: Explorer, { source, node: { name } }: NodeSubject, alone: boolean): Promise<void> {
  const text = await inView(() =>
    gathered(source, nodeReportWants(name), () => nodeReport(explorer.view(), source, name)),
  );
  if (text === undefined) throw new Error(l10n.t('The node {0} is not there any more.', plain(name, 100)));
  await explorer.reports.show(source.entry.name, name, text, { preview: alone });
}

const idOf = ({ source, node }: NodeSubject): NodeId => ({ cluster: source.entry.id, node: node.name });

async function compareWithFile(explorer: Explorer, subject: NodeSubject, alone: boolean): Promise<void> {
  const { source, node } = subject;
  const file = await explorer.files.choose(idOf(subject));
  if (!file) return;
  const text = fileReport(explorer.view(), node, file);
  await explorer.reports.show(source.entry.name, `${node.name}-file`, text, { preview: alone });
}

async function reportCluster(explorer: Explorer, source: ClusterSource, alone: boolean): Promise<void> {
  const text = await inView(() => gathered(source, clusterReportWants, () => clusterReport(explorer.view(), source)));
  await explorer.reports.show(source.entry.name, 'cluster', text, { preview: alone });
}

async function compareServers(explorer: Explorer, source: ClusterSource, alone: boolean): Promise<void> {
  const text = await inView(() => gathered(source, [{ name: 'nodes' }], () => comparison(explorer.view(), source)));
  await explorer.reports.show(source.entry.name, 'servers', text, { preview: alone });
}

async function explainRotation(explorer: Explorer, source: ClusterSource): Promise<void> {
  const text = await inView(() => gathered(source, rotationWants, () => rotationGuide(explorer.view(), source)));
  await explorer.reports.show(source.entry.name, 'rotate-token', text);
}
