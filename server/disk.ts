/** Files on the disk of this machine. */

import { promises as fs } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Files, Unreadable } from './files.ts';
import type { UnreadableReason } from './node/loader.ts';

/** Larger files are no configuration; reading them would only cost memory. */
const LARGEST = 16 * 1024 * 1024;

const REASONS: Readonly<Record<string, UnreadableReason>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  EISDIR: 'directory',
  ENOTDIR: 'not-a-directory',
  ELOOP: 'loop',
};

const MISSING = new Set(['ENOENT']);

interface SystemError extends Error {
  code?: string;
}

function unreadable(error: unknown): Unreadable {
  const { code = '', message } = error as SystemError;
  return { kind: 'unreadable', why: REASONS[code] ?? 'io', detail: message };
}

const isMissing = (error: unknown): boolean => MISSING.has((error as SystemError).code ?? '');

/** Reads through `node:fs`; every failure is a value. */
export const disk: Files = {
  async stat(uri) {
    try {
      const stats = await fs.stat(fileURLToPath(uri));
      return { kind: stats.isDirectory() ? 'directory' : 'file' };
    } catch (error) {
      return isMissing(error) ? { kind: 'missing' } : unreadable(error);
    }
  },
  async list(uri) {
    try {
      const entries = await fs.readdir(fileURLToPath(uri), { withFileTypes: true });
      return {
        kind: 'entries',
        entries: entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() })),
      };
    } catch (error) {
      return isMissing(error) ? { kind: 'missing' } : unreadable(error);
    }
  },
  async read(uri) {
    try {
      const path = fileURLToPath(uri);
      const stats = await fs.stat(path);
      if (stats.isDirectory()) return { kind: 'unreadable', why: 'directory', detail: 'is a directory' };
      if (!stats.isFile()) return { kind: 'unreadable', why: 'io', detail: 'is no regular file' };
      if (stats.size > LARGEST) return { kind: 'unreadable', why: 'io', detail: `is larger than ${LARGEST} bytes` };
      return { kind: 'content', bytes: await fs.readFile(path) };
    } catch (error) {
      return isMissing(error) ? { kind: 'missing' } : unreadable(error);
    }
  },
};
