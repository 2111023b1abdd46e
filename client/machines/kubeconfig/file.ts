/** Changes a kubeconfig on the disk: for nobody else to read, whole or not at all, with a copy of what was there. */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readlink,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { readSmallFile } from '../../cluster/smallFile.ts';
import { say } from '../../say.ts';

export type Change = (
  text: string,
) => { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

export type Written =
  /** `file` is what was written, behind all links; `backup` what was there before, where there was something else. */
  | { readonly ok: true; readonly file: string; readonly backup?: string }
  | { readonly ok: false; readonly message: string };

/** More links than anybody makes. */
const MOST_LINKS = 40;

/**
 * Reads, changes and writes the file that a path leads to, while other programs that lock it, such as kubectl, wait.
 * A refusal or a failure leaves it as it was.
 *
 * @param path absolute; the file and its folder need not be there
 * @param now for the name of the copy, in milliseconds
 */
export async function changeKubeconfig(path: string, now: number, change: Change): Promise<Written> {
  const file = await target(path);
  if (file === undefined) return no(say('{0} is a link that leads in circles.', path));
  const locks: string[] = [];
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    for (const one of new Set([path, file])) {
      if (!(await lock(one))) return no(locked(one));
      locks.push(`${one}.lock`);
    }
    return await write(file, now, change);
  } catch (error) {
    return no(failure(file, error));
  } finally {
    for (const one of locks) await rm(one, { force: true });
  }
}

async function write(file: string, now: number, change: Change): Promise<Written> {
  const before = await readSmallFile(file);
  if (!before.ok && before.trouble.kind !== 'noFile') return no(before.trouble.message);
  const changed = change(before.ok ? before.value : '');
  if (!changed.ok) return changed;
  const there = before.ok ? await stat(file) : undefined;
  if (before.ok && changed.text === before.value) {
    await chmod(file, 0o600);
    return { ok: true, file };
  }
  const backup = before.ok ? await copyOf(file, now) : undefined;
  const fresh = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeAll(fresh, changed.text);
    const isOther = there !== undefined && there.uid !== (await stat(fresh)).uid;
    if (isOther) await chown(fresh, there.uid, there.gid);
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await settle(dirname(file));
  return { ok: true, file, ...(backup === undefined ? {} : { backup }) };
}

/** Where the links end; undefined when they do not. What they lead to need not be there. */
async function target(path: string): Promise<string | undefined> {
  let file = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const found = await lstat(file).catch(() => undefined);
    if (!found?.isSymbolicLink()) return file;
    const to = await readlink(file);
    file = isAbsolute(to) ? to : join(dirname(file), to);
  }
  return undefined;
}

/** As kubectl does: a file beside it that only one can make. */
async function lock(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await (await open(`${path}.lock`, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function copyOf(file: string, now: number): Promise<string> {
  const time = new Date(now).toISOString().replace(/[-:]|\..*/g, '');
  const backup = `${file}.bak-${time}-${randomBytes(2).toString('hex')}`;
  await copyFile(file, backup, constants.COPYFILE_EXCL);
  await chmod(backup, 0o600);
  return backup;
}

async function writeAll(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** So that the new name outlives a loss of power; where folders cannot be opened, the system sees to it. */
async function settle(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    await handle?.close();
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

const locked = (path: string): string =>
  say(
    'Another program is writing {0}, such as kubectl: {1} is there. Try again when it has finished; if none runs, delete that file.',
    path,
    `${path}.lock`,
  );

function failure(file: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return say('You may not write {0}.', file);
  if (code === 'ENOSPC' || code === 'EDQUOT') return say('There is no space left for {0}; it was not touched.', file);
  return say('{0} could not be written ({1}); it was not touched.', file, code || String(error));
}

const no = (message: string): Written => ({ ok: false, message });
