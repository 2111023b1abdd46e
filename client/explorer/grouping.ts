/** Lets a person choose by what nodes are grouped, and keeps it in the settings. */

import { ConfigurationTarget, l10n, workspace } from 'vscode';
import { type Choice, pick } from '../ask/pick.ts';
import type { Explorer } from './explorer.ts';
import { nodesOf } from './items/nodes.ts';
import { type Grouping, labelKeys } from './model/groups.ts';
import { choice } from './model/text.ts';

export async function chooseGrouping(explorer: Explorer): Promise<void> {
  const { grouping } = explorer.view();
  const usual: readonly Choice<Grouping>[] = [
    { label: l10n.t('Role'), value: 'role' },
    { label: l10n.t('Status'), value: 'status' },
    { label: l10n.t('Version'), value: 'version' },
    { label: l10n.t('Not at All'), value: 'none' },
  ];
  const labels = labelKeys(explorer.sources.flatMap(nodesOf)).map(
    (key): Choice<Grouping> => ({ label: choice(key), description: l10n.t('label'), value: `label:${key}` }),
  );
  const chosen = await pick<Grouping>({
    title: l10n.t('Group Nodes'),
    placeholder: l10n.t('By what?'),
    choices: [...usual, ...labels].map((one) => ({ ...one, current: one.value === grouping })),
  });
  if (typeof chosen !== 'object') return;
  await workspace.getConfiguration('k3s').update('explorer.groupBy', chosen.value, target());
}

/** Where it takes effect: a setting of the workspace would go before one of the person. */
function target(): ConfigurationTarget {
  const said = workspace.getConfiguration('k3s').inspect('explorer.groupBy');
  if (said?.workspaceFolderValue !== undefined) return ConfigurationTarget.WorkspaceFolder;
  return said?.workspaceValue === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
}
