/** A menu of choices that comes again until one of them leads somewhere. */

import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';

export interface MenuItem<Said> extends QuickPickItem {
  /** Undefined when it leads nowhere, or somebody left the question behind it. */
  readonly run?: () => Promise<Said | undefined> | Said;
}

export const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });

/** What was said in the end; undefined when the person left. */
export async function askInMenu<Said>(
  items: readonly MenuItem<Said>[],
  { title, placeHolder }: { readonly title: string; readonly placeHolder: string },
): Promise<Said | undefined> {
  for (;;) {
    const options = { title, placeHolder, ignoreFocusOut: true, matchOnDescription: true };
    const picked = await window.showQuickPick<MenuItem<Said>>(items, options);
    if (!picked) return undefined;
    const said = await picked.run?.();
    if (said) return said;
  }
}
