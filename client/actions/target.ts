/** The machine of a node: the one this window runs on, when it is that one, else one that ssh knows. */

import { readFile } from 'node:fs/promises';
import { l10n, window } from 'vscode';
import { changeHost, hostOf } from '../explorer/machine.ts';
import type { NodeFacts } from '../explorer/model/node.ts';
import { textAt } from '../explorer/model/raw.ts';
import { plain } from '../explorer/model/text.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { HostTrouble, HostTroubleKind } from '../host/trouble.ts';
import type { Target } from '../operations/target.ts';
import type { Actions } from './actions.ts';

/** Asks for the host once per node; undefined when the person left. */
export async function targetOf({ explorer }: Actions, subject: NodeSubject): Promise<Target | undefined> {
  if (await isHere(subject.node)) return { kind: 'here' };
  const host = await hostOf(explorer, subject);
  return host === undefined ? undefined : { kind: 'ssh', host };
}

/** Containers share the boot ID of their machine, and clones the machine ID of their image: only both together tell. */
async function isHere({ raw }: NodeFacts): Promise<boolean> {
  const has = async (key: string, path: string): Promise<boolean> => {
    const wanted = textAt(raw, 'status', 'nodeInfo', key);
    return wanted !== undefined && wanted !== '' && (await readFile(path, 'utf8').catch(() => '')).trim() === wanted;
  };
  return (await has('bootID', '/proc/sys/kernel/random/boot_id')) && (await has('machineID', '/etc/machine-id'));
}

/** Where another host may be the answer. */
const OTHER_HOST: readonly HostTroubleKind[] = ['dns', 'refused', 'unreachable', 'timeout', 'denied', 'ssh'];

/** Tells what went wrong on the way, and what to do; a person who left knows it already. */
export async function tellTrouble(
  { explorer }: Actions,
  { kind, message, next, evidence }: HostTrouble,
  subject?: NodeSubject,
): Promise<void> {
  if (kind === 'cancelled') return;
  const { log } = explorer.app;
  if (evidence !== '') log.warn(message, evidence);
  const change = l10n.t('Change SSH Host…');
  const show = l10n.t('Show Log');
  const buttons = [...(subject && OTHER_HOST.includes(kind) ? [change] : []), ...(evidence === '' ? [] : [show])];
  const answer = await window.showWarningMessage(plain(`${message} ${next}`, 600), ...buttons);
  if (answer === change && subject) await changeHost(explorer, subject);
  if (answer === show) log.show();
}
