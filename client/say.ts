/** Sentences of the parts that know no editor: English is the key, whoever knows a translation hands it in. */

export type Translate = (template: string, ...args: (string | number)[]) => string;

let translate: Translate = fill;

/** Takes the editor's translator, `vscode.l10n.t`; without one everything stays English. */
export function speakWith(translator: Translate): void {
  translate = translator;
}

/** A sentence with its gaps filled. */
export function say(template: string, ...args: (string | number)[]): string {
  return translate(template, ...args);
}

function fill(template: string, ...args: (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (gap, index: string) => String(args[Number(index)] ?? gap));
}
