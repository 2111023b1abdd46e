/** Where VS Code starts and stops the extension: commands first, then what shows something, the server when it is needed. */

import { type ExtensionContext, ExtensionMode, window } from 'vscode';
import type { App } from './app.ts';
import { registerCommands } from './commands.ts';
import { EffectiveView } from './editor/effective.ts';
import { LanguageServer } from './editor/languageClient.ts';
import { offerToTreat } from './editor/offer.ts';
import { showStatus } from './editor/status.ts';
import { WindowClusters } from './explorer/live.ts';
import { type LateExplorer, registerExplorer } from './explorer/register.ts';
import { once } from './once.ts';
import { offerRoot } from './rootFiles/offer.ts';
import { LateRootFiles } from './rootFiles/register.ts';
import { showMachine } from './rootFiles/status.ts';

let server: LanguageServer | undefined;

/** What tests of the extension get to see, because VS Code shows a tree to nobody; others get nothing. */
interface ForTests {
  readonly explorer: LateExplorer;
}

/** Waits for nothing: a command that needs the language server waits for it itself. */
export function activate(context: ExtensionContext): ForTests | undefined {
  const log = window.createOutputChannel('K3s', { log: true });
  const rootFiles = new LateRootFiles(() => app, { afterRestart: (...restart) => explorer.afterRestart(...restart) });
  server = new LanguageServer(context.asAbsolutePath('dist/server.js'), log, rootFiles.quiet);
  const effective = new EffectiveView(server);
  const machine = showMachine(log);
  const app: App = {
    memory: context.workspaceState,
    everywhere: context.globalState,
    storage: context.globalStorageUri.fsPath,
    log,
    server,
    effective,
    machine,
    machines: once(async () => (await import('./actions/machines.ts')).machines(__dirname, app.storage)),
  };
  const clusters = new WindowClusters(() => void explorer.reload());
  const explorer = registerExplorer(app, () => clusters.sources());
  context.subscriptions.push(
    log,
    ...registerCommands(app),
    explorer,
    clusters,
    effective,
    machine,
    rootFiles,
    offerRoot(app),
    showStatus(app),
    offerToTreat(app),
    server,
  );
  server.startWithFirstDocument();
  return context.extensionMode === ExtensionMode.Test ? { explorer } : undefined;
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
