/** How the language client is set up: which documents, which files on disk, how the server process is started. */

import { type FileSystemWatcher, type LogOutputChannel, l10n, Uri } from 'vscode';
import {
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { LANGUAGES } from './protocol.ts';
import { matters } from './watch.ts';

/** Where a person edits files. Not among them: the effective view, and the old side of a comparison (`git:`). */
const schemes = [
  'file',
  'untitled',
  'vscode-remote',
  'vscode-vfs',
  'vscode-test-web',
  'github',
  'memfs',
  'sftp',
  'ssh',
  'vsls',
];

export const selector = LANGUAGES.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

export function clientOptions(log: LogOutputChannel, fileEvents: FileSystemWatcher[]): LanguageClientOptions {
  return {
    documentSelector: selector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // The server turns to us for files on other file systems than its own, and may name our commands in lenses.
    initializationOptions: { l10n: l10n.bundle, fileSystem: true, commands: true },
    synchronize: { fileEvents, configurationSection: 'k3s' },
    middleware: {
      workspace: {
        didChangeWatchedFile: async (event, next) => {
          if (matters(Uri.parse(event.uri))) await next(event);
        },
      },
    },
  };
}

/** What is young dies young here: a small nursery keeps a third of the memory that typing would take otherwise. */
const NURSERY = '--max-semi-space-size=2';

/** A process of its own, on the Node of VS Code; while the client is debugged the server can be, too. */
export function serverOptions(module: string): ServerOptions {
  const start = { module, transport: TransportKind.ipc };
  return {
    run: { ...start, options: { execArgv: [NURSERY] } },
    debug: { ...start, options: { execArgv: [NURSERY, '--nolazy', '--inspect=6009'] } },
  };
}
