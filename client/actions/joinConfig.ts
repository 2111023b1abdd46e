/** The config.yaml of a join as a document that a person may change, with our language server looking at it. */

import { DiagnosticSeverity, l10n, languages, type TextDocument, window, workspace } from 'vscode';
import { plain } from '../explorer/model/text.ts';
import { configText, type JoinPlan } from '../machines/join/plan.ts';

export interface ConfigDocument {
  /** Opens it, with what the plan makes; what a person wrote stays. False when they do not want to go on. */
  edit(plan: JoinPlan): Promise<boolean>;
  /** What a person made of it; undefined when nobody opened it, or it is closed. */
  text(): string | undefined;
  /** The first error our server finds in it. */
  flaw(): string | undefined;
}

export function configDocument(): ConfigDocument {
  let document: TextDocument | undefined;
  const open = (): TextDocument | undefined => (document?.isClosed ? undefined : document);
  return {
    async edit(plan) {
      document = open() ?? (await workspace.openTextDocument({ language: 'k3s-config', content: configText(plan) }));
      await window.showTextDocument(document, { preview: false });
      const on = l10n.t('Go On');
      const text = l10n.t('Change the configuration as you like. What is wrong with it is shown in it.');
      return (await window.showInformationMessage(text, on)) === on;
    },
    text: () => open()?.getText(),
    flaw() {
      const shown = open();
      const errors =
        shown && languages.getDiagnostics(shown.uri).filter(({ severity }) => severity === DiagnosticSeverity.Error);
      const [first] = errors ?? [];
      return (
        first && l10n.t('Line {0} of the configuration: {1}', first.range.start.line + 1, plain(first.message, 200))
      );
    },
  };
}
