/** An editor for protocol tests: talks to the real server, spawned or in this process, and keeps all it hears. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CancellationTokenSource,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  ProposedFeatures,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { serve } from '../../server/connection.ts';
import { disk } from '../../server/disk.ts';
import { byScheme, editorFiles } from '../../server/editorFiles.ts';

/** The scheme of files only the client can read. */
export const VIRTUAL = 'vscode-vfs://github/fleet';

const MAIN = join(import.meta.dirname, '../../server/main.ts');
const LONGEST = 5_000;

export interface Abilities {
  /** Asks for findings instead of waiting for them. */
  readonly pulls?: boolean;
  /** Answers questions about settings, by the URI they are for. */
  readonly settings?: (scopeUri: string) => unknown;
  /** Holds these files for the server. */
  readonly files?: Readonly<Record<string, string>>;
  /** How long it takes over each of them. */
  readonly delay?: number;
  readonly options?: unknown;
}

interface Heard {
  readonly method: string;
  readonly params: unknown;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export class Client {
  readonly connection: ProtocolConnection;
  readonly heard: Heard[] = [];
  capabilities: InitializeResult['capabilities'] = {};
  private readonly abilities: Abilities;
  private readonly versions = new Map<string, number>();

  constructor(input: Readable, output: Writable, abilities: Abilities) {
    this.abilities = abilities;
    this.connection = createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
    // The typed connection hides the handlers that hear everything.
    const anything = this.connection as unknown as Pick<MessageConnection, 'onNotification' | 'onRequest'>;
    anything.onNotification((method, params) => void this.heard.push({ method, params }));
    anything.onRequest(async (method, params) => {
      this.heard.push({ method, params });
      return this.answer(method, params as unknown as { uri: string; items?: { scopeUri: string }[] });
    });
    this.connection.listen();
  }

  async initialize(): Promise<this> {
    const { pulls = false, settings, options } = this.abilities;
    const { capabilities } = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {
        workspace: { configuration: settings !== undefined, diagnostics: { refreshSupport: true } },
        textDocument: pulls ? { diagnostic: {} } : {},
      },
      initializationOptions: options,
    });
    this.capabilities = capabilities;
    await this.tell('initialized', {});
    return this;
  }

  ask<Answer>(method: string, params: unknown, source = new CancellationTokenSource()): Promise<Answer> {
    return this.connection.sendRequest(method, params, source.token);
  }

  tell(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  open(uri: string, text: string): Promise<void> {
    this.versions.set(uri, 1);
    return this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'k3s-config', version: 1, text } });
  }

  /** Sends a new text; the version it got. */
  async change(uri: string, ...contentChanges: readonly { text: string; range?: unknown }[]): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    await this.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    return version;
  }

  close(uri: string): Promise<void> {
    return this.tell('textDocument/didClose', { textDocument: { uri } });
  }

  /** A request about a place in a file. */
  at<Answer>(method: string, uri: string, line = 0, character = 0): Promise<Answer> {
    return this.ask(method, { textDocument: { uri }, position: { line, character } });
  }

  /** The findings of a file, for a client that asks for them. */
  async pull(uri: string): Promise<readonly Diagnostic[]> {
    const { items } = await this.ask<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
    return items;
  }

  /** The findings the server sent for a file, oldest first. */
  published(uri: string): Published[] {
    return this.all<Published>('textDocument/publishDiagnostics').filter((published) => published.uri === uri);
  }

  /** What the server said under one name. */
  all<Params>(method: string): Params[] {
    return this.heard.filter((message) => message.method === method).map(({ params }) => params as Params);
  }

  /** Waits until something is so. */
  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    for (const start = performance.now(); performance.now() - start < LONGEST; await pause(1)) {
      const found = look();
      if (found !== undefined && found !== false) return found;
    }
    return assert.fail(`${what} did not happen; heard: ${this.heard.map(({ method }) => method).join(', ')}`);
  }

  /** The findings of the newest text of a file, for a client that waits for them. */
  findings(uri: string): Promise<readonly Diagnostic[]> {
    const version = this.versions.get(uri);
    return this.until(`findings of version ${version}`, () => {
      const last = this.published(uri).at(-1);
      return last?.version === version && last?.diagnostics;
    });
  }

  private async answer(method: string, params: { uri: string; items?: { scopeUri: string }[] }): Promise<unknown> {
    const { settings, files = {}, delay = 0 } = this.abilities;
    if (method === 'workspace/configuration') return params.items?.map(({ scopeUri }) => settings?.(scopeUri));
    if (!method.startsWith('k3s/fs/')) return null;
    await pause(delay);
    const content = files[params.uri];
    const below = Object.keys(files).filter((uri) => uri.startsWith(`${params.uri}/`));
    if (method === 'k3s/fs/stat') return { kind: content === undefined ? 'missing' : 'file' };
    if (method === 'k3s/fs/read') {
      if (content === undefined) return { kind: 'missing' };
      return { kind: 'content', base64: Buffer.from(content).toString('base64') };
    }
    if (below.length === 0) return { kind: 'missing' };
    const names = below.map((uri) => decodeURIComponent(uri.slice(params.uri.length + 1)));
    return { kind: 'entries', entries: names.map((name) => ({ name, directory: name.includes('/') })) };
  }
}

/** An initialized client of a server in this process. */
export async function connected(test: Pick<TestContext, 'after'>, abilities: Abilities = {}): Promise<Client> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  serve(server, (connection) =>
    byScheme(
      disk,
      editorFiles((method, params) => connection.sendRequest(method, params)),
    ),
  );
  const client = new Client(toClient, toServer, abilities);
  test.after(async () => {
    await client.ask('shutdown', undefined).catch(() => undefined);
    client.connection.dispose();
    server.dispose();
  });
  return client.initialize();
}

/** A client of the server as a process of its own, and that process. */
export function spawned(test: Pick<TestContext, 'after'>, abilities: Abilities = {}, command = [MAIN, '--stdio']) {
  const process = spawn(globalThis.process.execPath, command, { stdio: 'pipe' });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  process.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  process.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const client = new Client(process.stdout, process.stdin, abilities);
  const ended = new Promise<number | null>((resolve) => process.on('exit', resolve));
  // Nobody answers any more, so nobody should wait.
  void ended.then(() => client.connection.dispose());
  test.after(() => {
    client.connection.dispose();
    process.kill();
  });
  return {
    client,
    process,
    ended,
    stdout: () => Buffer.concat(output).toString(),
    stderr: () => Buffer.concat(errors).toString(),
  };
}
