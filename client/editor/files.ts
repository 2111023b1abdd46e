/** Reads files for the server through VS Code, so that it reaches every file system the editor has; never throws. */

import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { Files, ListResult, ReadResult, StatResult, Unreadable } from '../../server/files.ts';
import { ROOT_SCHEME } from '../rootFiles/uri.ts';
import { type FileParams, messages } from './protocol.ts';

/** Bytes travel as base64. */
type ReadAnswer = { readonly kind: 'content'; readonly base64: string } | Exclude<ReadResult, { kind: 'content' }>;

/**
 * The server's requests and who answers them.
 *
 * @param root answers for root's files, about which nobody is asked for a password
 */
export const fileRequests = (root: Files): Readonly<Record<string, (params: FileParams) => Promise<unknown>>> => ({
  [messages.stat]: (file) => (isRoots(file) ? root.stat(file.uri) : stat(file)),
  [messages.list]: (file) => (isRoots(file) ? root.list(file.uri) : list(file)),
  [messages.read]: async (file) => (isRoots(file) ? sendable(await root.read(file.uri)) : read(file)),
});

const isRoots = ({ uri }: FileParams): boolean => uri.startsWith(`${ROOT_SCHEME}:`);

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
    return sendable({ kind: 'content', bytes: await workspace.fs.readFile(Uri.parse(uri, true)) });
  } catch (error) {
    return failure(error);
  }
}

const sendable = (result: ReadResult): ReadAnswer =>
  result.kind === 'content' ? { kind: 'content', base64: Buffer.from(result.bytes).toString('base64') } : result;
