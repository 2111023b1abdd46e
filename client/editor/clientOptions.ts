/** How the language client is set up: which documents, which files on disk, how the server process is started. */

import { type FileSystemWatcher, type LogOutputChannel, l10n, Uri } from 'vscode';
import {
  FileChangeType,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { ROOT_SCHEME } from '../rootFiles/uri.ts';
import { LANGUAGES } from './protocol.ts';
import { matters, mayStillFill } from './watch.ts';

/** Where a person edits files. Not among them: the effective view, and the old side of a comparison (`git:`). */
const schemes = [
  'file',
  'untitled',
  'vscode-remote',
  ROOT_SCHEME,
  'vscode-vfs',
  'vscode-test-web',
  'github',
  'memfs',
  'sftp',
  'ssh',
  'vsls',
];

/** When a folder that appeared has what belongs into it: soon, or later where much else is going on. */
const FILLED_MS = [1500, 5000, 15_000];

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
          const uri = Uri.parse(event.uri);
          if (!matters(uri)) return;
          // A server that is not running needs no telling: it reads the disk when it starts.
          const tell = () =>
            next(event).catch((error: unknown) => log.debug('A changed file was not told of:', String(error)));
          await tell();
          if (event.type !== FileChangeType.Created || !mayStillFill(uri)) return;
          for (const later of FILLED_MS) setTimeout(() => void tell(), later);
        },
      },
    },
  };
}

/**
 * What is young dies young here, and a process that waits most of the time should not keep what it needed for a
 * moment: a small nursery, a heap that grows slowly, and one arena of glibc that is given back (docs/performance.md).
 */
const SMALL = ['--max-semi-space-size=1', '--optimize-for-size'];
const SMALL_TOO = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' };

/** A process of its own, on the Node of VS Code; while the client is debugged the server can be, too. */
export function serverOptions(module: string): ServerOptions {
  const start = { module, transport: TransportKind.ipc };
  return {
    run: { ...start, options: { execArgv: SMALL, env: SMALL_TOO } },
    debug: { ...start, options: { execArgv: [...SMALL, '--nolazy', '--inspect=6009'], env: SMALL_TOO } },
  };
}
