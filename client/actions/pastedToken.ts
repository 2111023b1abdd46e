/** The token of a join that is not made for it: pasted by a person, or read from a server. */

import { l10n, window } from 'vscode';
import { plain } from '../explorer/model/text.ts';
import type { TokenMode } from '../machines/join/plan.ts';
import { readAgentToken } from '../machines/token/readToken.ts';
import type { Actions } from './actions.ts';
import { askForMachine } from './askForMachine.ts';
import { inView } from './subjects.ts';

/** Undefined when the person left, or it could not be read; that has been told. */
export async function tokenBy(actions: Actions, { kind }: TokenMode): Promise<string | undefined> {
  if (kind !== 'agentToken') return askForToken();
  const target = await askForMachine(actions, l10n.t('Which Server Has the Token?'));
  if (!target) return undefined;
  const found = await inView(() => readAgentToken(actions.operations.machine(target), actions.machines));
  if (found.ok) return found.token;
  void window.showErrorMessage(plain(`${found.message} ${found.next}`, 500));
  return undefined;
}

async function askForToken(): Promise<string | undefined> {
  const text = await window.showInputBox({
    title: l10n.t('Join Token'),
    prompt: l10n.t('It goes to the machines only, into a file for root, and is kept nowhere here.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (input) => tokenFlaw(input.trim()),
  });
  return text?.trim();
}

function tokenFlaw(token: string): string | undefined {
  if (token === '') return l10n.t('Paste the token.');
  if (/\s/.test(token)) return l10n.t('A token has no blanks.');
  if (/^K10/.test(token) && !/^K10[0-9a-f]{64}::.+/.test(token))
    return l10n.t('This is part of a token only: a full one is K10, 64 hexadecimal digits, ::, and more.');
  return undefined;
}

/** The hash of the CA in a full token, which is no secret. */
export const hashIn = (token: string): string | undefined => /^K10([0-9a-f]{64})::/.exec(token)?.[1];
