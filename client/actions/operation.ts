/** What a person does with an operation that there is: look, stop, go on, take it off the list. */

import { l10n, ProgressLocation, window } from 'vscode';
import type { NodeFacts } from '../explorer/model/node.ts';
import { textAt } from '../explorer/model/raw.ts';
import { choice, plain } from '../explorer/model/text.ts';
import type { Kind } from '../operations/kind.ts';
import { kinds } from '../operations/kinds.ts';
import { isResumable, type Operation } from '../operations/operation.ts';
import type { Begun, Known, Order } from '../operations/operations.ts';
import { stateWords } from '../operations/words.ts';
import type { Actions } from './actions.ts';
import { uncordon } from './cordon.ts';

/** `Drain worker-1` */
export function titleOf({ kind, participants }: Operation): string {
  return plain(kinds[kind]?.title(participants.map(({ name }) => plain(name, 60))) ?? kind);
}

/** Another window, or this one, works on one of the nodes already: that is shown instead. */
export async function isBusy({ operations, documents }: Actions, nodes: readonly NodeFacts[]): Promise<boolean> {
  for (const { raw } of nodes) {
    const known = await operations.busyWith(textAt(raw, 'metadata', 'uid') ?? '');
    if (!known) continue;
    const show = l10n.t('Show Operation');
    const text = l10n.t('This is under way already: {0}.', titleOf(known.operation));
    if ((await window.showInformationMessage(text, show)) === show) await documents.show(known.operation.id);
    return true;
  }
  return false;
}

/** Begins it, shows how far it is, and tells how it ended; the answer is whether all of it is done. */
export async function begin(actions: Actions, order: Order): Promise<boolean> {
  return follow(actions, await actions.operations.begin(order));
}

export async function resume(actions: Actions, { operation }: Known): Promise<void> {
  await follow(actions, await actions.operations.resume(operation.id));
}

export const cancel = ({ operations }: Actions, { operation }: Known): Promise<void> => operations.cancel(operation.id);

export async function remove({ operations }: Actions, known: Known): Promise<void> {
  if (await operations.remove(known.operation.id)) return;
  await window.showInformationMessage(l10n.t('{0} is running. Cancel it first.', titleOf(known.operation)));
}

async function follow(actions: Actions, begun: Begun): Promise<boolean> {
  if (!begun.ok) {
    await refused(actions, begun);
    return false;
  }
  const known = actions.operations.get(begun.id);
  if (!known) return false;
  await actions.documents.show(begun.id);
  const title = titleOf(known.operation);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => void actions.operations.cancel(begun.id));
    let shown = 0;
    const stop = actions.operations.onChange(() => {
      const { done, all, message } = far(actions.operations.get(begun.id));
      const percent = all === 0 ? 0 : (done / all) * 100;
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
    await actions.operations.over(begun.id);
    stop();
  });
  const end = actions.operations.get(begun.id);
  // Does not wait: whoever began it is free to do something else.
  if (end) void tell(actions, end);
  return end?.status === 'done';
}

function far(known: Known | undefined): { done: number; all: number; message: string } {
  const kind = known && kinds[known.operation.kind];
  if (!kind) return { done: 0, all: 0, message: '' };
  const each = known.operation.participants.map(({ detail }) => kind.progress(detail));
  const { participants } = known.operation;
  const working = participants.find(({ state }) => state === 'running');
  const summary = working ? plain(kind.summary(working.detail, Date.now())) : '';
  return {
    done: each.reduce((sum, { done }) => sum + done, 0),
    all: each.reduce((sum, { all }) => sum + all, 0),
    // The title has the name of a single one.
    message: working && participants.length > 1 ? `${plain(working.name, 60)}: ${summary}` : summary,
  };
}

async function refused(actions: Actions, { why, busy }: Extract<Begun, { ok: false }>): Promise<void> {
  const other = busy === undefined ? undefined : actions.operations.get(busy);
  const show = l10n.t('Show Operation');
  const answer = await window.showWarningMessage(plain(why), ...(other ? [show] : []));
  if (answer === show && other) await actions.documents.show(other.operation.id);
}

/** How it ended, and what can be done now. */
async function tell(actions: Actions, known: Known): Promise<void> {
  const { operation, status } = known;
  const kind = kinds[operation.kind];
  const show = l10n.t('Show');
  const { participants } = operation;
  const done = participants.filter(({ state }) => state === 'done').length;
  const many = participants.length > 1;
  const again = many && done > 0 && operation.ended !== undefined ? l10n.t('Retry Failed') : l10n.t('Resume');
  const back = l10n.t('Uncordon');
  const undo = l10n.t('Undo');
  const leave = l10n.t('Leave');
  // Of many, one that needs somebody.
  const wanting = participants.findLast(({ state }) => state !== 'notStarted' && state !== 'done');
  const last = wanting ?? participants.findLast(({ state }) => state === 'done') ?? participants[0];
  const summary = kind && last ? plain(kind.summary(last.detail, Date.now()), 300) : '';
  const which =
    many && last ? `${l10n.t('{0} of {1} are done.', done, participants.length)} ${plain(last.name, 60)}: ` : '';
  const text = `${titleOf(operation)}: ${stateWords(status)}. ${which}${summary}`;
  const answer =
    status === 'done'
      ? await window.showInformationMessage(text, show)
      : await window.showWarningMessage(
          text,
          ...(isResumable(operation, status) ? [again] : []),
          ...(kind?.cordons ? [back] : []),
          ...(kind?.undo ? [undo] : []),
          leave,
          show,
        );
  if (answer === show) await actions.documents.show(operation.id);
  if (answer === again) await resume(actions, known);
  if (answer === back) await uncordonParticipants(actions, operation);
  if (answer === undo && kind?.undo) await undoParticipants(actions, operation, kind.undo);
}

/** Of those that are done nothing is taken back. */
async function undoParticipants(
  actions: Actions,
  { cluster, participants }: Operation,
  { kind, begin: beginWith }: NonNullable<Kind<unknown>['undo']>,
): Promise<void> {
  const begun = participants.filter(({ state }) => state !== 'done' && state !== 'notStarted');
  await begin(actions, {
    kind,
    cluster,
    goOn: true,
    participants: begun.map(({ name, key, detail }) => ({ name, key, detail: beginWith(detail) })),
  });
}

async function uncordonParticipants(actions: Actions, { cluster, participants }: Operation): Promise<void> {
  const names = new Set(participants.map(({ name }) => name));
  await uncordon(actions, cluster.id, names);
}

/** Those whose window is gone are told once, when this one begins. */
export async function explainInterrupted(actions: Actions): Promise<void> {
  for (const known of actions.operations.all.filter(({ status }) => status === 'interrupted'))
    void tell(actions, known);
}

/** The one that a command is about: the line it was called on, else a person says which. */
export async function operationFor({ operations }: Actions, id: string | undefined): Promise<Known | undefined> {
  const known = id === undefined ? undefined : operations.get(id);
  if (known) return known;
  if (operations.all.length === 0) {
    await window.showInformationMessage(l10n.t('There are no operations.'));
    return undefined;
  }
  const picked = await window.showQuickPick(
    [...operations.all].reverse().map((one) => ({
      label: choice(titleOf(one.operation)),
      description: `${choice(one.operation.cluster.name, 60)}, ${stateWords(one.status)}`,
      one,
    })),
    { placeHolder: l10n.t('Which operation?') },
  );
  return picked?.one;
}
