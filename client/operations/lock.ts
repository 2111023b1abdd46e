/** One operation per node at a time, over all windows of this machine: a file for each node that is worked on. */

import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../cluster/clock.ts';
import { parseJson } from '../cluster/json.ts';
import { say } from '../say.ts';
import type { Owner } from './operation.ts';

/** Who works on a node. */
export interface Holder extends Owner {
  readonly operation: string;
  /** When it last said that it still does. */
  readonly beat: number;
}

/** Who wants to. */
type Claim = Omit<Holder, 'beat'>;

const isSame = (one: Claim, other: Claim): boolean => one.operation === other.operation && one.window === other.window;

/** How often a holder says that it still works. */
export const BEAT_MS = 10_000;
/** A holder that has been silent for so long is gone, whatever process has its number now. */
const SILENT_MS = 120_000;
/** Others may be faster again and again, but not for ever. */
const MOST_TRIES = 200;

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

  /** Undefined when it is ours now, else who has it. Fails when the disk does. */
  async take(key: string, holder: Claim): Promise<Holder | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(key);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (await this.#create(path, holder)) return undefined;
      const text = await readText(path);
      const found = holderIn(text);
      if (found && isSame(found, holder)) return undefined;
      const working = found && (await this.#working(path, found));
      if (working) return working;
      if (text !== undefined) await this.#clear(path, text, holder);
    }
    throw new Error(say('What is left of another operation cannot be taken away: {0}', path));
  }

  /** Whoever still works; one that a clock makes look silent is given the time to say that it does. */
  async #working(path: string, found: Holder): Promise<Holder | undefined> {
    if (this.isAlive(found)) return found;
    if (!this.#isRunning(found.pid)) return undefined;
    await new Promise<void>((resolve) => void this.#clock.after(BEAT_MS * 1.5, resolve));
    const again = await readHolder(path);
    return again?.beat === found.beat ? undefined : again;
  }

  /** Written beside first: whoever finds a lock finds all of it. */
  async #create(path: string, holder: Claim): Promise<boolean> {
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

  /** Takes away what is left of one that is gone; only one at a time, so that nobody takes away what came after it. */
  async #clear(path: string, gone: string, holder: Claim): Promise<void> {
    const guard = `${path}.clearing`;
    if (!(await this.#create(guard, holder))) {
      const other = await readHolder(guard);
      if (other && !this.#isRunning(other.pid)) await rm(guard, { force: true });
      return;
    }
    try {
      if ((await readText(path)) === gone) await rm(path, { force: true });
    } finally {
      await rm(guard, { force: true });
    }
  }

  /** Says that we still work; false when the lock is not ours any more, and then we must stop. Fails when the disk does. */
  async beat(key: string, holder: Claim): Promise<boolean> {
    const path = this.#path(key);
    const found = await readHolder(path);
    if (!found || !isSame(found, holder)) return false;
    try {
      const file = await open(path, 'r+');
      await file.writeFile(this.#text(holder)).finally(() => file.close());
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Undefined when nobody has it. */
  holder(key: string): Promise<Holder | undefined> {
    return readHolder(this.#path(key));
  }

  /** Gives back what is ours; what another window has taken over stays. Fails when the disk does. */
  async release(key: string, holder: Claim): Promise<void> {
    const found = await this.holder(key);
    if (found && isSame(found, holder)) await rm(this.#path(key), { force: true });
  }

  /** Whether whoever holds it seems to work still. */
  isAlive({ pid, beat }: Holder): boolean {
    return this.#isRunning(pid) && Math.abs(this.#clock.now() - beat) < SILENT_MS;
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.lock`);
  }

  /** The same length for each beat, so that one that is read while it is written is never half of two. */
  #text(holder: Claim): string {
    return JSON.stringify({ ...holder, beat: this.#clock.now() });
  }
}

/** Undefined where there is none. */
const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const readHolder = async (path: string): Promise<Holder | undefined> => holderIn(await readText(path));

/** Undefined for what is no lock, or not whole: nobody holds it. */
function holderIn(text: string | undefined): Holder | undefined {
  const value = parseJson(text ?? '');
  return isHolder(value) ? value : undefined;
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
