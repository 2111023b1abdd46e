/** Asks which machines: this one, hosts of the SSH configuration, typed ones, or those of a file. */

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { l10n, type QuickPickItem, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import { hostList, knownHosts } from '../machines/sshHosts.ts';
import type { Target } from '../operations/target.ts';

interface Offer extends QuickPickItem {
  readonly targets: () => Promise<readonly Target[]>;
}

const ssh = (hosts: readonly string[]): Target[] => hosts.map((host) => ({ kind: 'ssh', host }));

/** None when the person left. */
export async function askForTargets(): Promise<readonly Target[]> {
  const known = await knownHosts(homedir());
  const offers: Offer[] = [
    {
      label: `$(edit) ${l10n.t('Type hosts…')}`,
      description: l10n.t('one or several'),
      targets: askForHosts,
    },
    {
      label: `$(file) ${l10n.t('Hosts from a file…')}`,
      description: l10n.t('one on each line'),
      targets: hostsFromFile,
    },
    ...(process.platform === 'linux'
      ? [
          {
            label: `$(vm) ${l10n.t('This machine')}`,
            description: l10n.t('the one this window runs on'),
            targets: async () => [{ kind: 'here' } as const],
          },
        ]
      : []),
    ...known.map((host) => ({ label: choice(host, 100), targets: async () => ssh([host]) })),
  ];
  const picked = await window.showQuickPick(offers, {
    title: l10n.t('Join'),
    placeHolder: l10n.t('Which machines are to become agents?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  const targets: Target[] = [];
  for (const { targets: of } of picked ?? []) targets.push(...(await of()));
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}

async function askForHosts(): Promise<readonly Target[]> {
  const text = await window.showInputBox({
    title: l10n.t('Hosts'),
    prompt: l10n.t('Aliases of your SSH configuration, names or addresses, with a comma between.'),
    ignoreFocusOut: true,
    validateInput: (input) => {
      const { hosts, wrong } = hostList(input);
      if (wrong[0] !== undefined) return l10n.t('{0} is not the name of a host.', plain(wrong[0], 60));
      return hosts.length === 0 ? l10n.t('Write one host, such as worker-7 or me@10.0.0.7.') : undefined;
    },
  });
  return ssh(hostList(text ?? '').hosts);
}

async function hostsFromFile(): Promise<readonly Target[]> {
  const [uri] = (await window.showOpenDialog({ title: l10n.t('Hosts from a File'), canSelectMany: false })) ?? [];
  if (!uri) return [];
  const { hosts, wrong } = hostList(await readFile(uri.fsPath, 'utf8'));
  if (wrong.length === 0) return ssh(hosts);
  const words = wrong.slice(0, 5).map((word) => plain(word, 40));
  throw new Error(l10n.t('The file has what are no hosts: {0}', words.join(', ')));
}
