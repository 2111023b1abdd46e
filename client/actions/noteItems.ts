/** What a plan has to say beside its steps, as lines of a menu: the first sentence of each, the rest is in the document. */

import { l10n, type QuickPickItem, QuickPickItemKind } from 'vscode';
import { choice, firstSentence } from '../explorer/model/text.ts';

/** With a headline; empty where there is nothing to say. */
export const noteItems = (notes: readonly string[]): QuickPickItem[] =>
  notes.length === 0
    ? []
    : [
        { label: l10n.t('Good to know'), kind: QuickPickItemKind.Separator },
        ...notes.map((note) => ({ label: `$(info) ${choice(firstSentence(note), 300)}` })),
      ];
