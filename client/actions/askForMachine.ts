/** Asks for any machine: the one this window runs on, or one that ssh knows. */

import { homedir } from 'node:os';
import { l10n, type QuickPickItem, window } from 'vscode';
import { choice } from '../explorer/model/text.ts';
import { isHost } from '../host/hostName.ts';
import { knownHosts } from '../machines/sshHosts.ts';
import type { Target } from '../operations/target.ts';
import type { Actions } from './actions.ts';

const LAST = 'k3s.lastHost';

interface Offer extends QuickPickItem {
  /** Undefined for the one that asks further. */
  readonly target?: Target;
}

/** What was typed last is offered again; undefined when the person left. */
export async function askForMachine({ explorer }: Actions, title: string): Promise<Target | undefined> {
  const { memory } = explorer.app;
  const last = memory.get<string>(LAST, '');
  const known = await knownHosts(homedir());
  const hosts = [...new Set([...(isHost(last) ? [last] : []), ...known])];
  const here: Offer = {
    label: `$(vm) ${l10n.t('This machine')}`,
    description: l10n.t('the one this window runs on'),
    target: { kind: 'here' },
  };
  const offers: Offer[] = [
    { label: `$(edit) ${l10n.t('Another machine over SSH…')}` },
    ...(process.platform === 'linux' ? [here] : []),
    ...hosts.map((host): Offer => ({ label: choice(host, 100), target: { kind: 'ssh', host } })),
  ];
  const options = { title, placeHolder: l10n.t('Which machine?'), ignoreFocusOut: true };
  const picked = await window.showQuickPick(offers, options);
  if (!picked || picked.target) return picked?.target;
  const host = await window.showInputBox({
    title,
    prompt: l10n.t('An alias of your SSH configuration, a name or an address.'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      isHost(text.trim()) ? undefined : l10n.t('Write one host, such as worker-7 or me@10.0.0.7.'),
  });
  if (host === undefined) return undefined;
  await memory.update(LAST, host.trim());
  return { kind: 'ssh', host: host.trim() };
}
