/** Root's files for the language server, which reads around on its own: it never makes anybody be asked for a password. */

import { Uri } from 'vscode';
import type { Files } from '../../server/files.ts';
import { unreadableOf } from './errors.ts';
import type { Places } from './places.ts';

export const quietFiles = (places: Places): Files => ({
  async stat(uri) {
    const seen = await places.look('stat', Uri.parse(uri, true), true);
    if (seen.ok) return { kind: seen.stat.kind === 'folder' ? 'directory' : 'file' };
    return unreadableOf(seen);
  },
  async list(uri) {
    const seen = await places.look('list', Uri.parse(uri, true), true);
    if (!seen.ok) return unreadableOf(seen);
    const entries = (seen.entries ?? []).map(({ name, kind, isLink }) => ({
      name,
      directory: kind === 'folder' && !isLink,
    }));
    return { kind: 'entries', entries };
  },
  async read(uri) {
    const seen = await places.look('read', Uri.parse(uri, true), true);
    return seen.ok ? { kind: 'content', bytes: seen.content ?? new Uint8Array() } : unreadableOf(seen);
  },
});
