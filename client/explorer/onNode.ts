/** Opens the configuration of a node's machine as root: here, when this window is on it, else over SSH. */

import { l10n, window } from 'vscode';
import { identityOf } from '../host/identity.ts';
import { sameMachine } from '../host/sameMachine.ts';
import { type Target, targetName } from '../operations/target.ts';
import { CONFIG, openRootFile } from '../rootFiles/open.ts';
import { expectedOf } from './applied.ts';
import type { Explorer } from './explorer.ts';
import { changeHost, hostOf } from './machine.ts';
import { plain } from './model/text.ts';
import type { NodeSubject } from './subject.ts';

/** A machine that is not the node's is not opened: what is saved there would go to the wrong one. */
export async function openOnNode(explorer: Explorer, subject: NodeSubject): Promise<void> {
  const machines = await explorer.app.machines();
  const expected = expectedOf(subject.node);
  const own = await identityOf(machines.quietly({ kind: 'here' }));
  if (own.ok && sameMachine(expected, own).same === 'yes') return void (await openRootFile({ kind: 'here' }, CONFIG));
  const host = await hostOf(explorer, subject);
  if (host === undefined) return;
  const target: Target = { kind: 'ssh', host };
  const found = await identityOf(machines.at(target));
  if (found.ok) {
    const { same, reasons } = sameMachine(expected, found);
    if (same !== 'no') return void (await openRootFile(target, CONFIG));
    const text = l10n.t('{0} is not the machine of {1}.', plain(targetName(target), 60), plain(subject.node.name, 60));
    return otherHost(explorer, subject, `${text} ${plain(reasons[0] ?? '', 300)}`);
  }
  if (found.kind !== 'cancelled') await otherHost(explorer, subject, plain(`${found.message} ${found.next}`, 500));
}

async function otherHost(explorer: Explorer, subject: NodeSubject, text: string): Promise<void> {
  const change = l10n.t('Change SSH Host…');
  if ((await window.showWarningMessage(text, change)) === change) await changeHost(explorer, subject);
}
