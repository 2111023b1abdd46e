/** Asks for one of several things, as one step of a short row of questions with a way back. */

import { QuickInputButtons, type QuickPickItem, window } from 'vscode';

export interface Choice<Value> extends QuickPickItem {
  readonly value: Value;
  /** The one in effect now; it is selected at first. */
  readonly current?: boolean;
}

export interface Question<Value> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<Value>[];
  /** Which of how many; without it there is no way back. */
  readonly step?: readonly [number, number];
}

/** Gives what was picked, `back`, or undefined when the person left. */
export function pick<Value>({
  title,
  placeholder,
  choices,
  step,
}: Question<Value>): Promise<{ value: Value } | 'back' | undefined> {
  const input = window.createQuickPick<Choice<Value>>();
  input.title = title;
  input.placeholder = placeholder;
  input.matchOnDescription = true;
  input.items = choices;
  const current = choices.filter((choice) => choice.current);
  // An empty list would leave nothing selected, not even the first.
  if (current.length > 0) input.activeItems = current;
  if (step) [input.step, input.totalSteps] = step;
  if (step && step[0] > 1) input.buttons = [QuickInputButtons.Back];
  return new Promise((resolve) => {
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      resolve(chosen && { value: chosen.value });
      input.hide();
    });
    input.onDidTriggerButton(() => resolve('back'));
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
