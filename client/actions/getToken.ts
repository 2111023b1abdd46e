/** Get Join Token: a minted one that expires, or the one that servers keep; it goes to the clipboard when somebody says so. */

import { env, l10n, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { clock, span } from '../explorer/model/age.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import { revoke } from '../machines/token/bootstrap.ts';
import { readAgentToken } from '../machines/token/readToken.ts';
import { targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { askForMachine } from './askForMachine.ts';
import { askForLife, mintToken, nameOf } from './mintToken.ts';
import { inView, reachOf } from './subjects.ts';
import { tellTrouble } from './target.ts';

export async function getJoinToken(actions: Actions, source: ClusterSource): Promise<void> {
  const title = l10n.t('Join Token of {0}', nameOf(source));
  const mint = {
    label: `$(key) ${l10n.t('New token that expires')}`,
    description: l10n.t('only for agents; can be revoked'),
    run: () => giveMinted(source, title),
  };
  const read = {
    label: `$(server) ${l10n.t('Token for agents from a server…')}`,
    description: l10n.t('never expires; read as root'),
    run: () => giveRead(actions, title),
  };
  const picked = await window.showQuickPick([mint, read], { title, ignoreFocusOut: true });
  await picked?.run();
}

async function giveMinted(source: ClusterSource, title: string): Promise<void> {
  const seconds = await askForLife(title);
  if (seconds === undefined) return;
  const minted = await mintToken(source, seconds, 'Join token');
  if (!minted) return;
  const copy = l10n.t('Copy Token');
  const back = l10n.t('Revoke');
  const text = l10n.t('Agents can join {0} with the token {1}.', nameOf(source), minted.id);
  const detail = l10n.t(
    'It expires at {0}, in {1}. It is not shown; until then it can be revoked in the folder Tokens.',
    clock(minted.expires, systemClock.now()),
    span(seconds * 1000),
  );
  const answer = await window.showInformationMessage(text, { modal: true, detail }, copy, back);
  if (answer === copy) await env.clipboard.writeText(minted.token);
  if (answer === back) await revokeToken(source, minted.id);
}

async function giveRead(actions: Actions, title: string): Promise<void> {
  const target = await askForMachine(actions, title);
  if (!target) return;
  const found = await inView(() => readAgentToken(actions.operations.machine(target), actions.machines));
  if (!found.ok) {
    if ('kind' in found) return tellTrouble(actions, found);
    return void window.showErrorMessage(plain(`${found.message} ${found.next}`, 500));
  }
  const copy = l10n.t('Copy Token');
  const text = l10n.t('The token for agents of {0} was read. It is not shown, and never expires.', targetName(target));
  const detail = found.ofServers
    ? l10n.t(
        'The cluster has no agent-token of its own: this is the token of its servers, and who has it can do anything to the cluster. A token that expires is safer.',
      )
    : '';
  const answer = await (found.ofServers
    ? window.showWarningMessage(text, { modal: true, detail }, copy)
    : window.showInformationMessage(text, { modal: true }, copy));
  if (answer === copy) await env.clipboard.writeText(found.token);
}

/** Tells how it ended. */
export async function revokeToken(source: ClusterSource, id: string): Promise<void> {
  const answer = await inView(() => revoke(reachOf(source).api, id));
  const name = plain(id, 20);
  if (!answer.ok)
    return void window.showErrorMessage(plain(`${answer.trouble.message} ${answer.trouble.next ?? ''}`, 500));
  const text = answer.gone ? l10n.t('The token {0} is gone already.', name) : l10n.t('The token {0} is revoked.', name);
  void window.showInformationMessage(text);
}
