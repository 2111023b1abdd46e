/** Starts the VS Code server that code-server carries, on a loopback port with fresh data, and stops exactly that one. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Edition, edition as editionOf, knownVersions, newest } from '../../../scripts/setup/editions.mjs';
import { removeFolder, startProcess, stopProcess, temporaryFolder } from './processes.ts';
import { quietSettings } from './settings.ts';
import { within } from './wait.ts';

export interface ServerOptions {
  /** Default: any free one. */
  port?: number;
  /** Where installed extensions are; default: an empty folder. */
  extensionsDir?: string;
  settings?: Record<string, unknown>;
  /** A VS Code version that `scripts/setup.mjs --vscode` knows; default: the newest. */
  vscodeVersion?: string;
  /** Trust every folder (default). With false VS Code asks, and folders open restricted. */
  trust?: boolean;
  /** Added to the environment of VS Code and its extensions. */
  env?: Record<string, string>;
  /** For a person who may come back after lunch; default: the server ends by itself when nobody uses it. */
  keep?: boolean;
}

export interface EditorServer {
  vscodeVersion: string;
  port: number;
  /** `127.0.0.1:PORT`, what stands after `vscode-remote://`. */
  remoteAuthority: string;
  /** What the server printed so far. */
  output(): string;
  /** Resolves with a sentence when the server ends by itself. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const edition = installed(options.vscodeVersion ?? newest);
  const data = freshData({ ...quietSettings, ...options.settings });
  const child = startProcess(edition.nodeProgram, [edition.server, ...serverArguments(data, options)], {
    cwd: data,
    env: { ...editorEnvironment(), ...temporaryIn(data), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const lastLines = () => `It last printed:\n${printed.trimEnd().split('\n').slice(-15).join('\n')}`;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`The VS Code server could not be started (${error.message}).`));
    child.once('exit', (code, signal) =>
      resolve(`The VS Code server ended (${signal ?? `code ${code}`}). ${lastLines()}`),
    );
  });
  const listening = new Promise<number>((resolve, reject) => {
    const take = (text: string) => {
      printed += text;
      const port = /Extension host agent listening on (\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
      // It says so and stays, listening nowhere.
      if (printed.includes('EADDRINUSE')) reject(new Error(`Port ${options.port} is in use. Choose another one.`));
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
  });
  const stop = async () => {
    await stopProcess(child);
    removeFolder(data);
  };
  try {
    const port = await within(60, () => `the VS Code server did not start. ${lastLines()}`, listening, ended);
    const remoteAuthority = `127.0.0.1:${port}`;
    return { vscodeVersion: edition.version, port, remoteAuthority, output: () => printed, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function installed(version: string): Edition {
  const edition = editionOf(version);
  if (edition === undefined) {
    throw new Error(`VS Code ${version} is not one of those the set-up knows: ${knownVersions.join(', ')}.`);
  }
  if (!existsSync(edition.server)) {
    const setUp = `node scripts/setup.mjs --vscode ${version}`;
    throw new Error(`VS Code ${version} is not installed in ${edition.folder}. Run "${setUp}".`);
  }
  return edition;
}

/** A folder for everything this server will write, with its settings in it. */
function freshData(settings: Record<string, unknown>): string {
  const data = temporaryFolder('vscode');
  for (const part of ['data/Machine', 'extensions', 'tmp']) mkdirSync(join(data, part), { recursive: true });
  writeFileSync(join(data, 'data', 'Machine', 'settings.json'), JSON.stringify(settings, undefined, 2));
  return data;
}

function serverArguments(
  data: string,
  { port = 0, extensionsDir, trust = true, keep = false }: ServerOptions,
): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--server-data-dir', data, '--extensions-dir', extensionsDir ?? join(data, 'extensions')],
    ...['--without-connection-token', '--accept-server-license-terms'],
    ...['--enable-smoke-test-driver', '--disable-telemetry'],
    ...(trust ? ['--disable-workspace-trust'] : []),
    ...(keep ? [] : ['--enable-remote-auto-shutdown']),
  ];
}

/** VS Code leaves its sockets and caches in the temporary folder; this one goes with the rest. */
function temporaryIn(data: string): Record<string, string> {
  return { TMPDIR: join(data, 'tmp'), XDG_RUNTIME_DIR: join(data, 'tmp') };
}

/** Our environment without what a test runner, npm or a VS Code terminal around us put there. */
function editorEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|VSCODE_|ELECTRON_)/.test(name),
    ),
  );
}
