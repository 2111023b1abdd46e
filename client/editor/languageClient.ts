/** Starts, restarts and stops the language server, and carries our own messages to and from it. */

import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  l10n,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { DidChangeWatchedFilesNotification, FileChangeType, LanguageClient, State } from 'vscode-languageclient/node';
import type { Files } from '../../server/files.ts';
import { clientOptions, serverOptions } from './clientOptions.ts';
import { fileRequests } from './files.ts';
import { isOurs, messages } from './protocol.ts';
import { watchers, watchOutside, watchReturns } from './watch.ts';

export type ServerState = 'not started' | 'starting' | 'running' | 'failed';

export class LanguageServer implements Disposable {
  private readonly module: string;
  private readonly log: LogOutputChannel;
  private readonly rootFiles: Files;
  private readonly machineChanged = new EventEmitter<void>();
  private readonly stateChanged = new EventEmitter<ServerState>();
  private readonly parts: Disposable[] = [this.machineChanged, this.stateChanged];
  /** What lives as long as one run of the server. */
  private readonly run: Disposable[] = [];
  private client: LanguageClient | undefined;
  private starting: Promise<void> | undefined;

  /** Some open file, or one it is read together with, says something else now. */
  readonly onDidChangeMachine = this.machineChanged.event;
  readonly onDidChangeState = this.stateChanged.event;
  state: ServerState = 'not started';

  /** @param rootFiles answers the server's questions about root's files */
  constructor(module: string, log: LogOutputChannel, rootFiles: Files) {
    this.module = module;
    this.log = log;
    this.rootFiles = rootFiles;
  }

  /** Nothing runs until there is a configuration to read. */
  startWithFirstDocument(): void {
    const startOnce = (document: TextDocument): void => {
      if (isOurs(document) && this.state === 'not started') void this.start();
    };
    this.parts.push(workspace.onDidOpenTextDocument(startOnce));
    workspace.textDocuments.forEach(startOnce);
  }

  /** True when the server runs; starts it when nobody has, but not again after it failed. */
  async ready(): Promise<boolean> {
    if (this.state === 'not started') await this.start();
    await this.starting;
    return this.state === 'running';
  }

  /** Resolves when the server runs or could not be started; the log then says why. */
  start(): Promise<void> {
    this.starting ??= this.startClient().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
    if (this.state === 'failed') throw new Error(l10n.t('The K3s language server could not be started.'));
  }

  async stop(): Promise<void> {
    await this.starting;
    const client = this.client;
    this.client = undefined;
    for (const part of this.run.splice(0)) part.dispose();
    this.become('not started');
    // One that is being started cannot be stopped; `startClient` does it when it is.
    await client?.dispose().catch((error: unknown) => this.log.debug('Stopping:', String(error)));
  }

  /** Asks the server; undefined when it does not run. */
  async request<Result>(method: string, params: object, token?: CancellationToken): Promise<Result | undefined> {
    if (!(await this.ready()) || !this.client) return undefined;
    // An absent token must stay absent: it would travel as a second parameter.
    return token
      ? this.client.sendRequest<Result>(method, params, token)
      : this.client.sendRequest<Result>(method, params);
  }

  /** Tells the server something, if it runs. */
  async tell(method: string, params: object): Promise<void> {
    if (this.state === 'running') await this.client?.sendNotification(method, params);
  }

  dispose(): void {
    for (const part of [...this.parts, ...this.run]) part.dispose();
  }

  private async startClient(): Promise<void> {
    const fileEvents = watchers();
    this.run.push(
      ...fileEvents,
      watchOutside((uri) => this.tellChanged(uri)),
      watchReturns((uri) => this.tellChanged(uri)),
    );
    const client = new LanguageClient('k3s', 'K3s', serverOptions(this.module), clientOptions(this.log, fileEvents));
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        if (newState === State.Running) void client.dispose().catch(() => undefined);
        return;
      }
      // After a crash the client starts the server again by itself, a few times.
      if (newState === State.Running) this.become('running');
      if (newState === State.Stopped && this.state === 'running') this.become('failed');
    });
    for (const [method, answer] of Object.entries(fileRequests(this.rootFiles))) client.onRequest(method, answer);
    client.onNotification(messages.changed, () => this.machineChanged.fire());
    this.become('starting');
    try {
      await client.start();
    } catch (error) {
      this.log.error('The language server could not be started:', error instanceof Error ? error : String(error));
      this.become('failed');
    }
  }

  private tellChanged(uri: Uri): void {
    const { client } = this;
    if (!client?.isRunning()) return;
    const change = { uri: client.code2ProtocolConverter.asUri(uri), type: FileChangeType.Changed };
    void client.sendNotification(DidChangeWatchedFilesNotification.method, { changes: [change] });
  }

  private become(state: ServerState): void {
    if (this.state === state) return;
    this.state = state;
    this.stateChanged.fire(state);
  }
}
