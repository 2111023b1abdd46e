/** Asks for any machine: the one this window runs on, or one that ssh knows. */

import { l10n, type QuickPickItem, window } from 'vscode';
import { isHost } from '../host/hostName.ts';
import type { Target } from '../operations/target.ts';
import type { Actions } from './actions.ts';

const LAST = 'k3s.lastHost';

/** What was typed last is offered again; undefined when the person left. */
export async function askForMachine({ explorer }: Actions, title: string): Promise<Target | undefined> {
  const { memory } = explorer.app;
  const last = memory.get<string>(LAST, '');
  const here: QuickPickItem & { readonly target: Target } = {
    label: `$(vm) ${l10n.t('This machine')}`,
    description: l10n.t('the one this window runs on'),
    target: { kind: 'here' },
  };
  const typed: QuickPickItem & { readonly target?: Target } = {
    label: `$(remote) ${l10n.t('A machine over SSH…')}`,
    description: isHost(last) ? last : '',
  };
  const picked = await window.showQuickPick<QuickPickItem & { readonly target?: Target }>(
    process.platform === 'linux' ? [typed, here] : [typed],
    { title, placeHolder: l10n.t('Which machine?'), ignoreFocusOut: true },
  );
  if (!picked || picked.target) return picked?.target;
  const host = await window.showInputBox({
    title,
    prompt: l10n.t('An alias of your SSH configuration, a name or an address.'),
    value: isHost(last) ? last : '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      isHost(text.trim()) ? undefined : l10n.t('Write one host, such as worker-7 or me@10.0.0.7.'),
  });
  if (host === undefined) return undefined;
  await memory.update(LAST, host.trim());
  return { kind: 'ssh', host: host.trim() };
}
