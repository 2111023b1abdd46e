/** Puts root's files into the editor; what reads and writes them is loaded when the first one is wanted. */

import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
  type FileType,
  type Uri,
  workspace,
} from 'vscode';
import type { Files } from '../../server/files.ts';
import type { App } from '../app.ts';
import { once } from '../once.ts';
import type { Explored } from './applied.ts';
import type { RootFileSystem } from './rootFiles.ts';
import { ROOT_SCHEME } from './uri.ts';

export class LateRootFiles implements FileSystemProvider, Disposable {
  /** For the language server. */
  readonly quiet: Files;
  private readonly app: () => App;
  private readonly explorer: Explored;
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly registered: Disposable;
  private system: RootFileSystem | undefined;
  private readonly load = once(async () => {
    const [{ RootFileSystem: Whole }, machines] = await Promise.all([import('./rootFiles.ts'), this.app().machines()]);
    this.system = new Whole(this.app(), machines, this.explorer, this.changed);
    return this.system;
  });

  constructor(app: () => App, explorer: Explored) {
    this.app = app;
    this.explorer = explorer;
    this.registered = workspace.registerFileSystemProvider(ROOT_SCHEME, this, { isCaseSensitive: true });
    this.quiet = {
      stat: async (uri) => (await this.load()).quiet.stat(uri),
      list: async (uri) => (await this.load()).quiet.list(uri),
      read: async (uri) => (await this.load()).quiet.read(uri),
    };
  }

  watch(uri: Uri): Disposable {
    let over = false;
    const watching = this.load().then((system) => (over ? undefined : system.watch(uri)));
    return {
      dispose() {
        over = true;
        void watching.then((one) => one?.dispose());
      },
    };
  }

  async stat(uri: Uri): Promise<FileStat> {
    return (await this.load()).stat(uri);
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    return (await this.load()).readDirectory(uri);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return (await this.load()).readFile(uri);
  }

  async createDirectory(uri: Uri): Promise<void> {
    return (await this.load()).createDirectory(uri);
  }

  async writeFile(...given: Parameters<FileSystemProvider['writeFile']>): Promise<void> {
    return (await this.load()).writeFile(...given);
  }

  async delete(uri: Uri): Promise<void> {
    return (await this.load()).delete(uri);
  }

  async rename(...given: Parameters<FileSystemProvider['rename']>): Promise<void> {
    return (await this.load()).rename(...given);
  }

  dispose(): void {
    this.registered.dispose();
    this.system?.dispose();
    this.changed.dispose();
  }
}
