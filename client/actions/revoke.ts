/** Revoke from the folder Tokens: the token is named, what stays is said, and then it is gone. */

import { l10n, window } from 'vscode';
import { rightWords } from '../explorer/items/words.ts';
import { plain } from '../explorer/model/text.ts';
import type { TokenSubject } from '../explorer/subject.ts';
import { isTokenId } from '../machines/token/bootstrap.ts';
import { missingRights } from '../machines/token/rights.ts';
import type { Actions } from './actions.ts';
import { revokeToken } from './getToken.ts';
import { nameOf } from './mintToken.ts';
import { inView, reachOf } from './subjects.ts';

export async function askToRevoke(_actions: Actions, { source, token }: TokenSubject): Promise<void> {
  const name = plain(token, 20);
  if (!isTokenId(token)) throw new Error(l10n.t('{0} is not the name of a token.', name));
  const missing = await inView(() => missingRights(reachOf(source).access, 'revoke'));
  if (missing.length > 0) {
    const needed = missing.map(rightWords).join(', ');
    return void window.showErrorMessage(l10n.t('You may not revoke a token of {0}: {1}.', nameOf(source), needed));
  }
  const yes = l10n.t('Revoke');
  const detail = l10n.t(
    'No machine can join with it any more. Nodes that joined with it stay; one that is deleted needs another token to come back.',
  );
  const text = l10n.t('Revoke the token {0} of {1}?', name, nameOf(source));
  if ((await window.showWarningMessage(text, { modal: true, detail }, yes)) === yes) await revokeToken(source, token);
}
