/** To the view of the Kubernetes extension: its interface lets others add lines there, and not choose one. */

import { commands, env, l10n, window } from 'vscode';
import type { Explorer } from './explorer.ts';
import { plain } from './model/text.ts';
import type { NodeSubject } from './subject.ts';

/** Opens the view and says where in it the node is. */
export async function openKubernetesView(_explorer: Explorer, subject: NodeSubject | undefined): Promise<void> {
  await commands.executeCommand('extension.vsKubernetesExplorer.focus');
  if (!subject) return;
  const { node, source } = subject;
  const copy = l10n.t('Copy Name');
  const where = l10n.t(
    'This view cannot be told which node to show. Look for {0} in Nodes, below the context {1} of {2}.',
    plain(node.name, 100),
    plain(source.entry.context, 100),
    plain(source.entry.file, 200),
  );
  if ((await window.showInformationMessage(where, copy)) === copy) await env.clipboard.writeText(plain(node.name, 300));
}
