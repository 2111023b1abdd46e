/** Operations on the disk: one file each, so that every window of this machine sees them, and what was going on outlives a crash. */

import { randomUUID } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Operation, readOperation } from './operation.ts';

/** Several changes of the folder within this time are one. */
const BATCH_MS = 100;
/** A log beyond this is not read to its beginning. */
const LOG_CHARACTERS = 1_000_000;

const ID = /^[0-9a-z-]{1,64}$/;

export class OperationStore {
  readonly folder: string;
  /** The newest state of each operation that is being written, so that the last one wins. */
  readonly #writing = new Map<string, { next: Operation | undefined; readonly done: Promise<void> }>();

  /** @param folder is made when something is written */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** All that are there, oldest first; what cannot be read is none. */
  async read(): Promise<Operation[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json'));
    const found = await Promise.all(files.map((name) => this.#readFile(name)));
    return found
      .flatMap((operation) => operation ?? [])
      .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  async #readFile(name: string): Promise<Operation | undefined> {
    const text = await readFile(join(this.folder, name), 'utf8').catch(() => '');
    const operation = readOperation(text);
    return operation && `${operation.id}.json` === name && ID.test(operation.id) ? operation : undefined;
  }

  /**
   * Replaces the file as a whole, so that nobody ever reads half of it. While one state is written only the last of
   * those that follow is kept for later. Fails when the disk does.
   */
  write(operation: Operation): Promise<void> {
    const busy = this.#writing.get(operation.id);
    if (busy) {
      busy.next = operation;
      return busy.done;
    }
    const entry = { next: operation as Operation | undefined, done: Promise.resolve() };
    this.#writing.set(operation.id, entry);
    entry.done = (async () => {
      try {
        for (let next = entry.next; next; next = entry.next) {
          entry.next = undefined;
          await this.#replace(`${next.id}.json`, JSON.stringify(next));
        }
      } finally {
        this.#writing.delete(operation.id);
      }
    })();
    return entry.done;
  }

  async #replace(name: string, text: string): Promise<void> {
    const temporary = join(this.folder, `${name}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
    try {
      await this.#inFolder(() => writeFile(temporary, text, { mode: 0o600 }));
      await rename(temporary, join(this.folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** The folder is made when it is missing: at the beginning, or when somebody has cleared the storage. */
  async #inFolder(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.#make();
      await write();
    }
  }

  #make(): Promise<unknown> {
    return mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /** Adds lines to what an operation tells of itself. */
  async log(id: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const text = lines.map((line) => `${line}\n`).join('');
    await this.#inFolder(() => appendFile(join(this.folder, `${id}.log`), text, { mode: 0o600 }));
  }

  async readLog(id: string): Promise<string> {
    const text = await readFile(join(this.folder, `${id}.log`), 'utf8').catch(() => '');
    return text.slice(-LOG_CHARACTERS);
  }

  /** Asks whatever window runs it to stop. */
  async askToCancel(id: string): Promise<void> {
    await this.#replace(`${id}.cancel`, '');
  }

  /** Whether somebody asked for that, which is forgotten by asking. */
  async isCancelled(id: string): Promise<boolean> {
    const path = join(this.folder, `${id}.cancel`);
    const there = await readFile(path).catch(() => undefined);
    if (there) await rm(path, { force: true });
    return there !== undefined;
  }

  async remove(id: string): Promise<void> {
    await this.#writing.get(id)?.done;
    const names = await readdir(this.folder).catch(() => []);
    // Among them what a crash left half written.
    const its = names.filter((name) => name.startsWith(`${id}.`));
    await Promise.all(its.map((name) => rm(join(this.folder, name), { force: true })));
  }

  /** Tells when any window changed something; the answer ends it. */
  async watch(changed: () => void): Promise<() => void> {
    await this.#make();
    let timer: NodeJS.Timeout | undefined;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed();
      }, BATCH_MS);
    };
    const watcher: FSWatcher = watch(this.folder, (_event, name) => {
      if (!name?.endsWith('.tmp') && !name?.endsWith('.log')) soon();
    });
    watcher.on('error', () => watcher.close());
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  }
}
