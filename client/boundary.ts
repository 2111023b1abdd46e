/** The one place where a failing command ends up: told once, written to the log. */

import { commands, type Disposable, type LogOutputChannel, l10n, window } from 'vscode';
import { short } from './redact.ts';

/**
 * Registers a command; whatever it throws is told. Whoever calls it from elsewhere gets its yes or no: everything else
 * would be sent to the editor's own process, which not every object survives.
 */
export function registerCommand(
  log: LogOutputChannel,
  id: string,
  run: (...args: readonly unknown[]) => unknown,
): Disposable {
  return commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      const answer = await run(...args);
      return typeof answer === 'boolean' ? answer : undefined;
    } catch (error) {
      report(log, id, error);
      return undefined;
    }
  });
}

/** Does not wait for an answer: the command is over. */
function report(log: LogOutputChannel, id: string, error: unknown): void {
  log.error(`${id}:`, error instanceof Error ? error : String(error));
  const show = l10n.t('Show Log');
  const why = short(error instanceof Error ? error.message : String(error));
  void window.showErrorMessage(l10n.t('This did not work: {0}', why), show).then((answer) => {
    if (answer === show) log.show();
  });
}
