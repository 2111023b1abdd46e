/** Reads files for the server through VS Code, so that it reaches every file system the editor has; never throws. */

import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { ListResult, ReadResult, StatResult, Unreadable } from '../../server/files.ts';
import { type FileParams, messages } from './protocol.ts';

/** Bytes travel as base64. */
type ReadAnswer = { readonly kind: 'content'; readonly base64: string } | Exclude<ReadResult, { kind: 'content' }>;

/** The server's requests and who answers them. */
export const fileRequests: Readonly<Record<string, (params: FileParams) => Promise<unknown>>> = {
  [messages.stat]: stat,
  [messages.list]: list,
  [messages.read]: read,
};

const reasons: Readonly<Record<string, Unreadable['why']>> = {
  NoPermissions: 'permission',
  FileIsADirectory: 'directory',
  FileNotADirectory: 'not-a-directory',
};

function failure(error: unknown): { readonly kind: 'missing' } | Unreadable {
  const code = error instanceof FileSystemError ? error.code : '';
  if (code === 'FileNotFound') return { kind: 'missing' };
  return {
    kind: 'unreadable',
    why: reasons[code] ?? 'io',
    detail: error instanceof Error ? error.message : String(error),
  };
}

const isDirectory = (type: FileType): boolean => (type & FileType.Directory) !== 0;

async function stat({ uri }: FileParams): Promise<StatResult> {
  try {
    const { type } = await workspace.fs.stat(Uri.parse(uri, true));
    return { kind: isDirectory(type) ? 'directory' : 'file' };
  } catch (error) {
    return failure(error);
  }
}

async function list({ uri }: FileParams): Promise<ListResult> {
  try {
    const entries = await workspace.fs.readDirectory(Uri.parse(uri, true));
    // Links to directories count as files, as in the server's own listing.
    return {
      kind: 'entries',
      entries: entries.map(([name, type]) => ({ name, directory: type === FileType.Directory })),
    };
  } catch (error) {
    return failure(error);
  }
}

async function read({ uri }: FileParams): Promise<ReadAnswer> {
  try {
    const bytes = await workspace.fs.readFile(Uri.parse(uri, true));
    return { kind: 'content', base64: Buffer.from(bytes).toString('base64') };
  } catch (error) {
    return failure(error);
  }
}
