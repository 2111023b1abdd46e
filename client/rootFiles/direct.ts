/** Files of this machine that everybody may look at: nobody has to become root for them. */

import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import type { Look, Question, RootFileEntry } from '../machines/rootFiles/look.ts';
import type { RootFileStat } from '../machines/rootFiles/stat.ts';
import { LIMIT, type RootFileTrouble, rootFileTrouble } from '../machines/rootFiles/trouble.ts';

/** Undefined for what only root can answer, or answers better. */
export async function lookDirectly(what: Question['what'], path: string): Promise<Look | RootFileTrouble | undefined> {
  try {
    const [found, own] = await Promise.all([stat(path), lstat(path)]);
    const kind = kindOf(found);
    const known: RootFileStat = {
      kind,
      isLink: own.isSymbolicLink(),
      size: found.size,
      modified: Math.floor(found.mtimeMs),
      mode: found.mode & 0o7777,
      user: found.uid,
      group: found.gid,
      names: found.nlink,
    };
    if (what === 'stat') return { ok: true, stat: known };
    if (what === 'list' && kind === 'folder') return { ok: true, stat: known, entries: await entriesOf(path) };
    if (what === 'read' && kind === 'file' && found.size <= LIMIT)
      return { ok: true, stat: known, content: await readFile(path) };
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? missing(path) : undefined;
  }
}

/** A link to nothing is there, and what is said of it is left to root. */
const missing = (path: string): Promise<RootFileTrouble | undefined> =>
  lstat(path).then(
    () => undefined,
    () => rootFileTrouble('missing', path),
  );

async function entriesOf(path: string): Promise<readonly RootFileEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return Promise.all(
    entries.map(async (entry) => {
      const isLink = entry.isSymbolicLink();
      const found = isLink ? await stat(`${path}/${entry.name}`).catch(() => entry) : entry;
      return { name: entry.name, kind: kindOf(found), isLink };
    }),
  );
}

const kindOf = (found: { isFile(): boolean; isDirectory(): boolean }): RootFileStat['kind'] =>
  found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
