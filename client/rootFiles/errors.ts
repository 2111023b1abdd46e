/** What went wrong with a file of root, as VS Code wants to hear it and as the language server does. */

import { FileSystemError } from 'vscode';
import type { Unreadable } from '../../server/files.ts';
import type { RootFileTrouble } from '../machines/rootFiles/trouble.ts';

type Code = 'FileNotFound' | 'FileExists' | 'FileIsADirectory' | 'FileNotADirectory' | 'NoPermissions' | 'Unavailable';

const CODES: Readonly<Partial<Record<RootFileTrouble['kind'], Code>>> = {
  missing: 'FileNotFound',
  dangling: 'FileNotFound',
  exists: 'FileExists',
  folder: 'FileIsADirectory',
  notFolder: 'FileNotADirectory',
  foreign: 'NoPermissions',
  unsafe: 'NoPermissions',
  denied: 'NoPermissions',
  immutable: 'NoPermissions',
  readOnly: 'NoPermissions',
  noSudo: 'NoPermissions',
  sudoPassword: 'NoPermissions',
  sudoRefused: 'NoPermissions',
  sudoNotAllowed: 'NoPermissions',
  sudoLimited: 'NoPermissions',
  sudoTerminal: 'NoPermissions',
  sudoOther: 'NoPermissions',
};

/** With the next step in the sentence: where it ends up, there is no other place for it. */
export const errorOf = ({ kind, message, next }: RootFileTrouble): FileSystemError =>
  FileSystemError[CODES[kind] ?? 'Unavailable'](`${message} ${next}`);

const REASONS: Readonly<Partial<Record<Code, Unreadable['why']>>> = {
  NoPermissions: 'permission',
  FileIsADirectory: 'directory',
  FileNotADirectory: 'not-a-directory',
};

/** For the language server, to which a link to nothing is a file that is gone. */
export function unreadableOf({ kind, message }: RootFileTrouble): Unreadable | { readonly kind: 'missing' } {
  if (kind === 'missing') return { kind: 'missing' };
  const why = kind === 'dangling' ? 'gone' : kind === 'loop' ? 'loop' : (REASONS[CODES[kind] ?? 'Unavailable'] ?? 'io');
  return { kind: 'unreadable', why, detail: message };
}
