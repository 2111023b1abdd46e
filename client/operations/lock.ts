/** One operation per node at a time, over all windows of this machine: a file for each node that is worked on. */

import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../cluster/clock.ts';
import type { Owner } from './operation.ts';

/** Who works on a node. */
export interface Holder extends Owner {
  readonly operation: string;
  /** When it last said that it still does. */
  readonly beat: number;
}

/** How often a holder says that it still works. */
export const BEAT_MS = 10_000;
/** A holder that has been silent for so long is gone, whatever process has its number now. */
const SILENT_MS = 120_000;

export class Locks {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #isRunning: (pid: number) => boolean;

  /** @param isRunning whether there is a process of that number */
  constructor(folder: string, clock: Clock, isRunning: (pid: number) => boolean = processRuns) {
    this.#folder = folder;
    this.#clock = clock;
    this.#isRunning = isRunning;
  }

  /** Undefined when it is ours now, else who has it. */
  async take(key: string, holder: Omit<Holder, 'beat'>): Promise<Holder | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(key);
    for (let tries = 0; tries < 3; tries++) {
      if (await this.#create(path, holder)) return undefined;
      const found = await this.holder(key);
      if (found && found.operation === holder.operation && found.window === holder.window) return undefined;
      if (found && this.isAlive(found)) return found;
      await this.#clear(path, found);
    }
    return this.holder(key);
  }

  /** Written beside first: whoever finds a lock finds all of it. */
  async #create(path: string, holder: Omit<Holder, 'beat'>): Promise<boolean> {
    const draft = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`;
    await writeFile(draft, this.#text(holder), { mode: 0o600 });
    try {
      await link(draft, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** What is left of one that is gone: moved away first, so that of two who find it only one takes it. */
  async #clear(path: string, found: Holder | undefined): Promise<void> {
    const aside = `${path}.${process.pid}.gone`;
    await rename(path, aside).catch(() => undefined);
    const moved = await readHolder(aside);
    // Somebody was faster, and what was moved is a lock that lives.
    if (moved && moved.beat !== found?.beat && this.isAlive(moved)) await rename(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
  }

  /** Says that we still work; false when the lock is not ours any more, and then we must stop. */
  async beat(key: string, holder: Omit<Holder, 'beat'>): Promise<boolean> {
    const path = this.#path(key);
    const found = await readHolder(path);
    if (found?.operation !== holder.operation || found.window !== holder.window) return false;
    const file = await open(path, 'r+');
    await file.writeFile(this.#text(holder));
    await file.close();
    return true;
  }

  /** Undefined when nobody has it. */
  holder(key: string): Promise<Holder | undefined> {
    return readHolder(this.#path(key));
  }

  async release(key: string, operation: string): Promise<void> {
    const found = await this.holder(key);
    if (found?.operation === operation) await rm(this.#path(key), { force: true });
  }

  /** Whether whoever holds it still works. */
  isAlive({ pid, beat }: Holder): boolean {
    return this.#isRunning(pid) && this.#clock.now() - beat < SILENT_MS;
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.lock`);
  }

  /** The same length for each beat, so that one that is read while it is written is never half of two. */
  #text(holder: Omit<Holder, 'beat'>): string {
    return JSON.stringify({ ...holder, beat: this.#clock.now() });
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    // Not there, or not whole: nobody holds it.
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { operation, window, pid, beat } = value as Record<string, unknown>;
  return (
    typeof operation === 'string' && typeof window === 'string' && typeof pid === 'number' && typeof beat === 'number'
  );
}

/** Signal 0 is none: it only asks. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
