/** The command table of the editor side, and the loop that registers it. */

import { commands, type Disposable, l10n, type TextDocument, window } from 'vscode';
import type { App } from './app.ts';
import { registerCommand } from './boundary.ts';
import { choose, chooseRole, chooseVersion } from './editor/choose.ts';
import { showAs, showEffective, showPullEndpoints } from './editor/show.ts';
import { anyDocument, configurationDocument } from './editor/subject.ts';
import { treatAsConfiguration } from './editor/treatAs.ts';
import { openAsRoot } from './rootFiles/open.ts';
import { chooseForMachine } from './rootFiles/status.ts';

/** What a command is about, found before it runs: nothing, any text file, or a K3s configuration. */
type Command =
  | { readonly needs: 'nothing'; run(app: App, argument: unknown): unknown }
  | {
      readonly needs: 'text' | 'configuration';
      readonly server?: true;
      run(app: App, document: TextDocument): unknown;
    };

const table: Readonly<Record<string, Command>> = {
  'k3s.showEffective': { needs: 'configuration', server: true, run: showEffective },
  'k3s.showRegistries': { needs: 'configuration', server: true, run: showAs('registries') },
  'k3s.showKubelet': { needs: 'configuration', server: true, run: showAs('kubelet') },
  'k3s.pullEndpoints': { needs: 'configuration', server: true, run: showPullEndpoints },
  'k3s.treatAsConfig': { needs: 'text', run: (_app, document) => treatAsConfiguration(document) },
  'k3s.choose': { needs: 'configuration', server: true, run: choose },
  'k3s.chooseVersion': { needs: 'configuration', server: true, run: chooseVersion },
  'k3s.chooseRole': { needs: 'configuration', run: chooseRole },
  'k3s.restartServer': { needs: 'nothing', run: ({ server }) => server.restart() },
  'k3s.openAsRoot': { needs: 'nothing', run: (_app, argument) => openAsRoot(argument) },
  'k3s.machine': { needs: 'nothing', run: chooseForMachine },
  'k3s.showLog': { needs: 'nothing', run: ({ log }) => log.show() },
};

/** Registers every command; each answers whatever state the language server is in. */
export function registerCommands(app: App): Disposable[] {
  return Object.entries(table).map(([id, command]) =>
    registerCommand(app.log, id, (argument) => runCommand(app, command, argument)),
  );
}

async function runCommand(app: App, command: Command, argument: unknown): Promise<void> {
  if (command.needs === 'nothing') return void (await command.run(app, argument));
  const document = await (command.needs === 'text' ? anyDocument(argument) : configurationDocument(argument));
  if (!document) return askForDocument(command.needs);
  if (command.server && !(await app.server.ready())) return tellServerIsDown(app);
  await command.run(app, document);
}

async function askForDocument(needs: 'text' | 'configuration'): Promise<void> {
  if (needs === 'text' || !window.activeTextEditor) {
    await window.showInformationMessage(l10n.t('Open a K3s configuration file first.'));
    return;
  }
  const treat = l10n.t('Treat as K3s Configuration');
  const answer = await window.showInformationMessage(l10n.t('This file is not known as K3s configuration.'), treat);
  if (answer === treat) await commands.executeCommand('k3s.treatAsConfig');
}

async function tellServerIsDown({ server, log }: App): Promise<void> {
  const restart = l10n.t('Restart Language Server');
  const show = l10n.t('Show Log');
  const answer = await window.showWarningMessage(l10n.t('The K3s language server is not running.'), restart, show);
  if (answer === restart) await server.restart();
  if (answer === show) log.show();
}
