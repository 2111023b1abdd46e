/** The token of a join that a person has. */

import { l10n, window } from 'vscode';

/** Undefined when the person left. */
export async function askForToken(): Promise<string | undefined> {
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
