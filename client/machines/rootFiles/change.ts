/** Folders, renaming and removing as root, with care: only what belongs to K3s, and what was there is kept. */

import type { Machine } from '../../host/machine.ts';
import { isOfK3s } from './path.ts';
import { type ChangeOptions, change, textOf } from './save.ts';
import { type RootFileTrouble, rootFileTrouble } from './trouble.ts';

export interface RenameOptions extends ChangeOptions {
  /** A file that has the name already gives way, and is kept under another one. */
  readonly overwrite: boolean;
}

export interface Changed {
  readonly ok: true;
  /** The name of the file that holds what was there before; empty when there is none. */
  readonly backup: string;
}

/** Everybody may look into it, as into the folders that K3s makes below /etc. */
export function createFolder(
  machine: Machine,
  path: string,
  options: ChangeOptions,
): Promise<Changed | RootFileTrouble> {
  return changed(machine, { what: 'createFolder', path }, options);
}

export async function rename(
  machine: Machine,
  path: string,
  to: string,
  { overwrite, ...options }: RenameOptions,
): Promise<Changed | RootFileTrouble> {
  const foreign = [path, to].find((one) => !isOfK3s(one));
  if (foreign !== undefined) return rootFileTrouble('foreign', foreign);
  return changed(machine, { what: 'rename', path, to, overwrite: overwrite ? '1' : '' }, options);
}

/** A file becomes one of those that are kept; a link goes, what it leads to stays; a folder has to be empty. */
export async function remove(
  machine: Machine,
  path: string,
  options: ChangeOptions,
): Promise<Changed | RootFileTrouble> {
  if (!isOfK3s(path)) return rootFileTrouble('foreign', path);
  return changed(machine, { what: 'remove', path }, options);
}

async function changed(
  machine: Machine,
  wish: Parameters<typeof change>[1],
  options: ChangeOptions,
): Promise<Changed | RootFileTrouble> {
  const result = await change(machine, wish, options);
  return result.ok ? { ok: true, backup: textOf(result, 'backup') } : result;
}
