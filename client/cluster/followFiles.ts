/** Tells when files change on the disk: also when they are replaced, are reached by other links, or appear only later. */

import { type FSWatcher, unwatchFile, watch, watchFile } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from './clock.ts';
import { placesOf } from './pathPlaces.ts';

const SETTLED = 200;
const POLL_MS = 5000;
/** Somebody may make folders while we look at them. */
const LOOKS = 5;

/** Follows all files; several changes at once are one. The answer stops it. */
export function followFiles(paths: readonly string[], changed: () => void): () => void {
  let cancel: (() => void) | undefined;
  const settle = (): void => {
    cancel?.();
    cancel = systemClock.after(SETTLED, changed);
  };
  const followed = [...new Set(paths)].map((path) => new FollowedFile(path, settle));
  return () => {
    cancel?.();
    for (const one of followed) one.stop();
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

/** Folders are watched, because files are replaced; where the system has no watcher left, the file is looked at. */
class FollowedFile {
  readonly #path: string;
  readonly #changed: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #places: ReturnType<typeof placesOf> = new Map();
  #polled = false;

  constructor(path: string, changed: () => void) {
    this.#path = path;
    this.#changed = changed;
    this.#look();
  }

  stop(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    if (this.#polled) unwatchFile(this.#path, this.#changed);
  }

  /** What the path depends on now, until that stays the same. */
  #look(): void {
    for (let looks = 0; looks < LOOKS; looks++) {
      this.#places = placesOf(this.#path);
      const news = [...this.#places.keys()].filter((folder) => !this.#watchers.has(folder));
      for (const folder of news) this.#watch(folder);
      if (news.length === 0) break;
    }
    for (const [folder, watcher] of this.#watchers) {
      if (this.#places.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => this.#heard(folder, file));
      this.#watchers.set(folder, watcher);
      watcher.on('error', () => {
        watcher.close();
        this.#poll();
      });
    } catch {
      // We may not look into it, or there is no watcher left.
      this.#poll();
    }
  }

  #heard(folder: string, file: string | null): void {
    // A folder tells under its own name that it is gone, perhaps for another one.
    const itself = file === basename(folder);
    if (file !== null && !itself && !this.#places.get(folder)?.has(file)) return;
    if (itself) {
      this.#watchers.get(folder)?.close();
      this.#watchers.delete(folder);
    }
    this.#look();
    this.#changed();
  }

  #poll(): void {
    if (this.#polled) return;
    this.#polled = true;
    watchFile(this.#path, { interval: POLL_MS, persistent: false }, this.#changed);
  }
}
