/** Tells when files change on the disk, also when they are replaced, or appear only later. */

import { realpathSync, unwatchFile, watch, watchFile } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';

/** Calls back on every change of the named folder's file, until it is stopped. */
export type WatchFile = (path: string, changed: () => void) => () => void;

const SETTLED = 200;

/** Follows all files; several changes at once are one. The answer stops it. */
export function followFiles(
  paths: readonly string[],
  changed: () => void,
  { watchOne = watchOnDisk, clock = systemClock }: { watchOne?: WatchFile; clock?: Clock } = {},
): () => void {
  let cancel: (() => void) | undefined;
  const settle = (): void => {
    cancel?.();
    cancel = clock.after(SETTLED, changed);
  };
  const stops = [...new Set(paths)].map((path) => watchOne(path, settle));
  return () => {
    cancel?.();
    for (const stop of stops) stop();
  };
}

/** Follows files that may be others the next time. */
export class Following {
  readonly #changed: () => void;
  #paths = '[]';
  #stop: (() => void) | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** These from now on, and no others. */
  follow(paths: readonly string[]): void {
    const told = JSON.stringify(paths);
    if (told === this.#paths) return;
    this.stop();
    this.#paths = told;
    this.#stop = followFiles(paths, this.#changed);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#paths = '[]';
  }
}

/** The folder is watched, because files are replaced; where the system has no watcher left, the file is looked at. */
export const watchOnDisk: WatchFile = (path, changed) => {
  const all = [...new Set([path, realPath(path)])].map((one) => watchInFolder(one, changed) ?? poll(one, changed));
  return () => {
    for (const stop of all) stop();
  };
};

function watchInFolder(path: string, changed: () => void): (() => void) | undefined {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      if (file === null || file === name) changed();
    });
    let instead: (() => void) | undefined;
    watcher.on('error', () => {
      watcher.close();
      instead ??= poll(path, changed);
    });
    return () => {
      watcher.close();
      instead?.();
    };
  } catch {
    // No such folder yet, or no watcher left: `poll` is asked instead.
    return undefined;
  }
}

function poll(path: string, changed: () => void): () => void {
  const listener = (): void => changed();
  watchFile(path, { interval: 5000, persistent: false }, listener);
  return () => unwatchFile(path, listener);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(path);
  }
}
