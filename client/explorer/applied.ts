/** After a restart of K3s on a machine: whether its node runs with what the file says. */

import { l10n, type Uri, window } from 'vscode';
import { messages, type SettingsResult } from '../editor/protocol.ts';
import type { Identity } from '../host/identity.ts';
import { type Expected, sameMachine } from '../host/sameMachine.ts';
import type { Explorer } from './explorer.ts';
import { changedUntil, gathered } from './gather.ts';
import { nodesOf } from './items/nodes.ts';
import type { NodeFacts } from './model/node.ts';
import { textAt } from './model/raw.ts';
import { settingsOf } from './model/settings.ts';
import { plain } from './model/text.ts';
import { appliedWords, fileReport } from './report/file.ts';
import type { ClusterSource } from './source.ts';

/** K3s writes on its node soon after it has started; with the same settings as before it writes nothing new. */
const WRITTEN_MS = 30_000;

interface Found {
  readonly source: ClusterSource;
  readonly name: string;
}

/**
 * Without a cluster that is connected and has the machine as a node, nothing is compared; nor is it after a restart that
 * the person did not want, or that failed, which is told by then.
 *
 * @param restart answers whether K3s has been restarted
 * @param limitMs how long to wait for what K3s writes on its node
 */
export async function afterRestart(
  explorer: Explorer,
  machine: Identity,
  file: Uri,
  restart: () => Promise<boolean>,
  limitMs = WRITTEN_MS,
): Promise<void> {
  const found = await nodeOf(explorer, machine);
  if (!found) return void (await restart());
  const { source, name } = found;
  source.want('nodes');
  try {
    const before = markOf(source, name);
    if (!(await restart())) return;
    await changedUntil(source, () => markOf(source, name) !== before, limitMs);
    await tell(explorer, found, file);
  } finally {
    source.release('nodes');
  }
}

const current = (source: ClusterSource, name: string): NodeFacts | undefined =>
  nodesOf(source).find((node) => node.name === name);

/** Another text when K3s was started with something else. */
const markOf = (source: ClusterSource, name: string): string | undefined =>
  current(source, name)?.annotations.get('k3s.io/node-config-hash');

async function nodeOf(explorer: Explorer, machine: Identity): Promise<Found | undefined> {
  for (const source of explorer.sources.filter(({ state }) => state.kind === 'connected')) {
    const nodes = await gathered(source, [{ name: 'nodes' }], () => nodesOf(source));
    const node = nodes.find((one) => sameMachine(expectedOf(one), machine).same === 'yes');
    if (node) return { source, name: node.name };
  }
  return undefined;
}

/** What a node says of its machine. */
export function expectedOf({ raw, name, ready, labels }: NodeFacts): Expected {
  const machineId = textAt(raw, 'status', 'nodeInfo', 'machineID');
  const bootId = textAt(raw, 'status', 'nodeInfo', 'bootID');
  const hostname = labels.get('kubernetes.io/hostname');
  return {
    name,
    ready: ready === 'yes',
    ...(machineId ? { machineId } : {}),
    ...(bootId ? { bootId } : {}),
    ...(hostname ? { hostname } : {}),
  };
}

async function tell(explorer: Explorer, { source, name }: Found, file: Uri): Promise<void> {
  const node = current(source, name);
  const settings = await explorer.app.server.request<SettingsResult>(messages.settings, { uri: file.toString() });
  if (!node || !settings) return;
  if (!settingsOf(node)) {
    // Without rights to read its annotations, or from another tool: nobody knows.
    void window.showInformationMessage(
      l10n.t('K3s on {0} does not say with what it was started, so it was not compared.', plain(name, 60)),
    );
    return;
  }
  const of = { path: plain(file.path, 200), link: file.toString(), settings };
  const { same, text } = appliedWords(node, of);
  if (same) return void window.showInformationMessage(text);
  const show = l10n.t('Show');
  if ((await window.showWarningMessage(text, show)) !== show) return;
  await explorer.reports.show(source.entry.name, `${name}-file`, fileReport(explorer.view(), node, of));
}
