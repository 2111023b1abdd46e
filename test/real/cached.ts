/** What takes long to make and is the same for every run: made once, kept in the cache of this project. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/setup/editions.mjs';
import { locked } from './lock.ts';

/** Tells the person what is going on. */
export type Say = (text: string) => void;

const LEFTOVER = '.building-';

/**
 * The path of `entry` in a folder of the cache, whose name says its version. `make` makes it under the same name in the
 * folder it is given; only the whole is moved to its place, so an interrupted build is never taken for one.
 */
export async function cached(
  name: string,
  entry: string,
  say: Say,
  make: (work: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheFolder, name);
  const path = join(folder, entry);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  await locked(join(folder, 'building'), say, async () => {
    if (existsSync(path)) return;
    removeLeftovers(folder);
    const work = mkdtempSync(join(folder, LEFTOVER));
    try {
      await make(work);
      renameSync(join(work, entry), path);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return path;
}

/** Of builds that were cut off; nobody else builds while we hold the lock. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(LEFTOVER)) rmSync(join(folder, name), { recursive: true, force: true });
}
