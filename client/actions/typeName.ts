/** Names typed by a person who is about to do what cannot be taken back. */

import { l10n, window } from 'vscode';
import { plain } from '../explorer/model/text.ts';

/** Each of them, one after the other; false when the person left. @param prompt what typing does, in a sentence */
export async function areTyped(
  title: (name: string) => string,
  prompt: string,
  names: readonly string[],
): Promise<boolean> {
  for (const [index, name] of names.entries()) {
    const count = names.length === 1 ? '' : ` ${l10n.t('({0} of {1})', index + 1, names.length)}`;
    const text = await window.showInputBox({
      title: title(plain(name, 60)),
      prompt: `${prompt}${count}`,
      placeHolder: plain(name, 100),
      ignoreFocusOut: true,
      validateInput: (input) =>
        input === name || input === '' ? undefined : l10n.t('This is not {0}.', plain(name, 100)),
    });
    if (text !== name) return false;
  }
  return true;
}
