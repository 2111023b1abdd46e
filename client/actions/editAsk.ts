/** Asks for a label, a taint or a value, and says while somebody types what is wrong with it. */

import { type InputBoxValidationMessage, InputBoxValidationSeverity, l10n, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import { type Effect, readLabel, readTaint, type Typed, valueFlaw } from '../operations/edit/grammar.ts';
import { editNotes } from '../operations/edit/notes.ts';
import { meets, type Standing } from '../operations/edit/overview.ts';
import { taintId } from '../operations/edit/taints.ts';
import type { Editing } from './edit.ts';

type Change = readonly [id: string, value: string];

/** Undefined when the person left. */
export async function askForNew(editing: Editing): Promise<Change | undefined> {
  const labels = editing.field.kind === 'labels';
  const text = await window.showInputBox({
    title: labels ? l10n.t('Add a Label') : l10n.t('Add a Taint'),
    prompt: labels
      ? l10n.t('key=value, such as zone=a or example.com/tier=front.')
      : l10n.t('key=value:Effect or key:Effect; without an effect you are asked for it.'),
    ignoreFocusOut: true,
    validateInput: (input) => (input.trim() === '' ? undefined : judged(editing, read(editing, input))),
  });
  if (text === undefined || text.trim() === '') return undefined;
  const typed = read(editing, text);
  if (!typed.ok) return undefined;
  const { key, value, effect } = typed.value;
  if (labels) return [key, value];
  const chosen = effect ?? (await askForEffect(key));
  return chosen && [taintId(key, chosen), value];
}

interface Read {
  readonly key: string;
  readonly value: string;
  readonly effect?: Effect;
}

const read = ({ field }: Editing, text: string): Typed<Read> =>
  field.kind === 'labels' ? readLabel(text) : readTaint(text);

/** An error keeps the person from going on; a note does not. */
function judged({ field, nodes }: Editing, typed: Typed<Read>): InputBoxValidationMessage | undefined {
  if (!typed.ok) return { message: typed.flaw, severity: InputBoxValidationSeverity.Error };
  const { key, value, effect } = typed.value;
  if (field.kind === 'taints' && effect === undefined) return undefined;
  const id = effect === undefined ? key : taintId(key, effect);
  const met = meets(field, nodes, id, value);
  if (met?.kind === 'same') return { message: met.text, severity: InputBoxValidationSeverity.Error };
  if (met) return { message: met.text, severity: InputBoxValidationSeverity.Warning };
  const [note] = editNotes(field, nodes, new Map([[id, value]]));
  return note && { message: note.text, severity: InputBoxValidationSeverity.Info };
}

async function askForEffect(key: string): Promise<Effect | undefined> {
  const effects: { readonly label: Effect; readonly detail: string }[] = [
    { label: 'NoSchedule', detail: l10n.t('New pods stay away, unless they tolerate it. Pods that run stay.') },
    { label: 'PreferNoSchedule', detail: l10n.t('New pods go elsewhere if they can.') },
    {
      label: 'NoExecute',
      detail: l10n.t('Pods that do not tolerate it leave at once, and no budget is asked.'),
    },
  ];
  const picked = await window.showQuickPick(effects, {
    title: l10n.t('Effect of {0}', choice(key, 100)),
    placeHolder: l10n.t('What does it do to pods?'),
    ignoreFocusOut: true,
  });
  return picked?.label;
}

/** Another value for one that is there; undefined when the person left. */
export async function askForValue({ field }: Editing, { id, value, next }: Standing): Promise<Change | undefined> {
  const before = next ?? value ?? '';
  const text = await window.showInputBox({
    title: plain(field.text(id, before), 150),
    prompt: l10n.t('The value; it may be empty.'),
    value: before,
    ignoreFocusOut: true,
    validateInput: (input) => valueFlaw(input.trim()),
  });
  return text === undefined ? undefined : [id, text.trim()];
}
