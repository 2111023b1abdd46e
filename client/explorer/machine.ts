/** From a node to its machine: a terminal over SSH, a window on it, its configuration in the workspace. */

import { commands, extensions, l10n, Uri, window } from 'vscode';
import { isHost } from '../host/hostName.ts';
import type { Explorer } from './explorer.ts';
import { hostGuesses, rememberedHost, rememberHost, remoteAuthority } from './hosts.ts';
import { plain } from './model/text.ts';
import type { NodeSubject } from './subject.ts';

/** A terminal that runs `ssh` and no shell, so that nothing in the name of a host means anything. */
export async function openTerminal(explorer: Explorer, subject: NodeSubject): Promise<void> {
  const host = await hostOf(explorer, subject);
  if (host === undefined) return;
  const name = l10n.t('SSH {0}', plain(subject.node.name, 60));
  window.createTerminal({ name, shellPath: 'ssh', shellArgs: ['--', host] }).show();
}

const REMOTE_SSH = ['ms-vscode-remote.remote-ssh', 'jeanp413.open-remote-ssh'];

/** Without an extension for such windows there is still a terminal. */
export async function openWindow(explorer: Explorer, subject: NodeSubject): Promise<void> {
  if (!REMOTE_SSH.some((id) => extensions.getExtension(id))) {
    const terminal = l10n.t('Open Terminal');
    const missing = l10n.t('For a window on a node an extension such as Remote - SSH is needed.');
    if ((await window.showInformationMessage(missing, terminal)) === terminal) await openTerminal(explorer, subject);
    return;
  }
  const host = await hostOf(explorer, subject);
  if (host === undefined) return;
  const folder = Uri.from({ scheme: 'vscode-remote', authority: remoteAuthority(host), path: '/etc/rancher/k3s' });
  await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}

/** Asked for once per node, and remembered for all windows; undefined when the person left. */
export async function hostOf(explorer: Explorer, subject: NodeSubject): Promise<string | undefined> {
  const { source, node } = subject;
  return rememberedHost(explorer.app.everywhere, source.entry.id, node.name) ?? askForHost(explorer, subject);
}

async function askForHost(
  { app: { everywhere } }: Explorer,
  { source, node }: NodeSubject,
  [guess = ''] = hostGuesses(node),
): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('SSH Host of {0}', plain(node.name, 60)),
    prompt: l10n.t('An alias of your SSH configuration, a name or an address. It is remembered for this node.'),
    value: guess,
    ignoreFocusOut: true,
    validateInput: (text) =>
      isHost(text.trim()) ? undefined : l10n.t('Write one host, such as worker-7 or me@10.0.0.7.'),
  });
  const host = typed?.trim();
  if (host !== undefined) await rememberHost(everywhere, source.entry.id, node.name, host);
  return host;
}

/** Asks again, for a host that was wrong or has changed. */
export async function changeHost(explorer: Explorer, subject: NodeSubject): Promise<void> {
  const { source, node } = subject;
  const known = rememberedHost(explorer.app.everywhere, source.entry.id, node.name);
  await askForHost(explorer, subject, [...(known === undefined ? [] : [known]), ...hostGuesses(node)]);
}

/** Opens the configuration of the machine that is the node: its folder or its file says so, or a person does. */
export async function openConfiguration({ files }: Explorer, { source, node }: NodeSubject): Promise<void> {
  const uri = await files.fileOf({ cluster: source.entry.id, node: node.name });
  if (uri) await window.showTextDocument(uri);
}
