/** Diagnoses machines: of nodes, and the one this window runs on; what was found is a document to read. */

import { type CancellationToken, l10n, ProgressLocation, window } from 'vscode';
import type { NodeFacts } from '../explorer/model/node.ts';
import { textAt } from '../explorer/model/raw.ts';
import { plain } from '../explorer/model/text.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { diagnose } from '../machines/diagnose/diagnose.ts';
import type { NodeSeen } from '../machines/diagnose/facts.ts';
import { diagnosisReport } from '../machines/diagnose/report.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { targetOf, tellTrouble } from './target.ts';

/** One after the other: each may ask for a password. */
export async function diagnoseNodes(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const subject of subjects) {
    const target = await targetOf(actions, subject);
    if (!target) return;
    await show(actions, target, plain(subject.node.name, 100), subject);
  }
}

/** Needs no cluster. */
export const diagnoseHere = (actions: Actions): Promise<void> =>
  show(actions, { kind: 'here' }, targetName({ kind: 'here' }));

async function show(actions: Actions, target: Target, title: string, subject?: NodeSubject): Promise<void> {
  const answer = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Looking at {0}…', title), cancellable: true },
    (_progress, token) =>
      diagnose(actions.machines.at(target), {
        now: () => Date.now(),
        signal: signalOf(token),
        ...(subject ? { node: seen(subject.node) } : undefined),
      }),
  );
  if (!answer.ok) return tellTrouble(actions, answer, subject);
  const text = actions.machines.redact(diagnosisReport(answer, title));
  await actions.explorer.reports.show(subject?.source.entry.name ?? 'k3s', `diagnosis ${title}`, text);
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function seen({ raw, name, ready }: NodeFacts): NodeSeen {
  const bootId = textAt(raw, 'status', 'nodeInfo', 'bootID');
  const machineId = textAt(raw, 'status', 'nodeInfo', 'machineID');
  return { name, ready: ready === 'yes', ...(bootId ? { bootId } : {}), ...(machineId ? { machineId } : {}) };
}
