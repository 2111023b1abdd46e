/** The item in the status bar that tells: this window is on a machine of K3s, and how its service is. */

import {
  commands,
  Disposable,
  type LogOutputChannel,
  l10n,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  Uri,
  window,
} from 'vscode';
import type { App } from '../app.ts';
import { pick } from '../ask/pick.ts';
import { CONFIG } from './open.ts';
import { type Service, servicesHere, stateOf } from './services.ts';

/** A restart takes a while; so long after an action it is looked at once more. */
const LATER_MS = 10_000;

export interface MachineItem extends Disposable {
  /** Something was done with a service here. */
  refresh(): void;
}

/** Shown nowhere else; asked when the window comes to the front, and after something was done here. */
export function showMachine(log: LogOutputChannel): MachineItem {
  let item: StatusBarItem | undefined;
  let timer: NodeJS.Timeout | undefined;
  const update = async (): Promise<void> => {
    const services = await servicesHere();
    if (services.length === 0) {
      item?.hide();
      return;
    }
    const states = await Promise.all(services.map((service) => stateOf(service)));
    item ??= window.createStatusBarItem('k3s.machine', StatusBarAlignment.Left, 0);
    show(item, services, states);
  };
  const updateQuietly = (): void => void update().catch((error: unknown) => log.error('Service:', String(error)));
  updateQuietly();
  const listener = window.onDidChangeWindowState(({ focused }) => {
    if (focused) updateQuietly();
  });
  return {
    refresh() {
      updateQuietly();
      clearTimeout(timer);
      timer = setTimeout(updateQuietly, LATER_MS);
    },
    dispose() {
      clearTimeout(timer);
      Disposable.from(listener, ...(item ? [item] : [])).dispose();
    },
  };
}

function show(item: StatusBarItem, services: readonly Service[], states: readonly string[]): void {
  const failed = states.some((state) => state === 'failed' || state === 'crashed');
  const idle = states.some((state) => state !== 'active' && state !== 'failed');
  const lines = services.map(({ name }, index) => `${name}: ${words(states[index] ?? '')}`);
  item.name = l10n.t('K3s on This Machine');
  item.text = `$(server-environment) ${lines.join(', ')}`;
  item.tooltip = new MarkdownString([l10n.t('This window is on a machine of K3s.'), ...lines].join('\n\n'));
  item.accessibilityInformation = { label: `${item.name}: ${lines.join(', ')}`, role: 'button' };
  item.backgroundColor = failed
    ? new ThemeColor('statusBarItem.errorBackground')
    : idle
      ? new ThemeColor('statusBarItem.warningBackground')
      : undefined;
  item.command = 'k3s.machine';
  item.show();
}

function words(state: string): string {
  switch (state) {
    case 'active':
      return l10n.t('active');
    case 'activating':
    case 'reloading':
    case 'starting':
      return l10n.t('starting');
    case 'deactivating':
    case 'stopping':
      return l10n.t('stopping');
    case 'inactive':
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
    case 'crashed':
      return l10n.t('failed');
    default:
      return l10n.t('state unknown');
  }
}

/** What can be done on this machine, of what there are commands for; the item leads here. */
export async function chooseForMachine({ machine }: App): Promise<void> {
  const here = { kind: 'here' };
  const rows = [
    { label: l10n.t('Open Configuration as Root'), command: 'k3s.openAsRoot', about: Uri.file(CONFIG) },
    { label: l10n.t('Show Log'), command: 'k3s.machine.log', about: here },
    { label: l10n.t('Restart K3s'), command: 'k3s.service.restart', about: here },
    { label: l10n.t('Diagnose'), command: 'k3s.machine.diagnose', about: here },
  ];
  const known = await commands.getCommands(true);
  const chosen = await pick({
    title: l10n.t('K3s on This Machine'),
    placeholder: l10n.t('What do you want to do?'),
    choices: rows.filter(({ command }) => known.includes(command)).map(({ label, ...value }) => ({ label, value })),
  });
  if (typeof chosen !== 'object') return;
  await commands.executeCommand(chosen.value.command, chosen.value.about);
  machine.refresh();
}
