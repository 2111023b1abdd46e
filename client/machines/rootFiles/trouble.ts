/** Why a file of root cannot be looked at or changed, as a value; what went wrong on the way to it is among that. */

import type { HostTroubleKind } from '../../host/trouble.ts';
import { say } from '../../say.ts';

export type RootFileTroubleKind =
  | 'path'
  | 'missing'
  | 'exists'
  | 'folder'
  | 'notFolder'
  | 'notFile'
  | 'notEmpty'
  | 'loop'
  | 'dangling'
  | 'elsewhere'
  | 'foreign'
  | 'unsafe'
  | 'tooLarge'
  | 'changed'
  | 'full'
  | 'readOnly'
  | 'immutable'
  | 'busy'
  | 'denied'
  | 'noTool'
  | 'other';

export interface RootFileTrouble {
  readonly ok: false;
  readonly kind: RootFileTroubleKind | HostTroubleKind;
  /** One or two sentences, without secrets. */
  readonly message: string;
  /** What a person can do about it. */
  readonly next: string;
  /** What the machine said about it, without secrets; empty when nothing. */
  readonly evidence: string;
  /** Of `elsewhere`: where the file really is. */
  readonly real?: string;
}

/** A failure in words; `path` is the file it is about. */
export function rootFileTrouble(kind: RootFileTroubleKind, path: string, evidence = ''): RootFileTrouble {
  const [message, next] = words(kind, path);
  return { ok: false, kind, message, next, evidence };
}

/** A link that leads out of its place: nobody has said yet that what it leads to is meant. */
export function elsewhere(path: string, real: string): RootFileTrouble {
  return {
    ...rootFileTrouble('elsewhere', path),
    message: say('{0} is a link; the file is {1}.', path, real),
    real,
  };
}

function words(kind: RootFileTroubleKind, path: string): readonly [string, string] {
  switch (kind) {
    case 'path':
      return [say('"{0}" is not a path of a file.', path), say('Write an absolute path without "..".')];
    case 'missing':
      return [say('{0} is not there.', path), say('Check the path, or create the file.')];
    case 'exists':
      return [say('{0} is there already.', path), say('Choose another name.')];
    case 'folder':
      return [say('{0} is a folder.', path), say('Open a file in it.')];
    case 'notFolder':
      return [say('A part of {0} is not a folder.', path), say('Check the path.')];
    case 'notFile':
      return [say('{0} is not a regular file.', path), say('Only regular files can be opened here.')];
    case 'notEmpty':
      return [say('The folder {0} is not empty.', path), say('Remove what is in it first.')];
    case 'loop':
      return [say('The links of {0} lead in a circle.', path), say('Correct the links on the machine.')];
    case 'dangling':
      return [
        say('{0} is a link that leads to nothing.', path),
        say('Correct or remove the link on the machine; what it leads to is not created here.'),
      ];
    case 'elsewhere':
      return [say('{0} is a link to another place.', path), say('Open the file it leads to, or agree to change that.')];
    case 'foreign':
      return [
        say('{0} does not belong to K3s.', path),
        say('Here only files of K3s are renamed and removed. Use a terminal for others.'),
      ];
    case 'unsafe':
      return [
        say('The folder of {0} can be changed by other users, who could put something else in its place.', path),
        say('Save it without root, or let the folder belong to root.'),
      ];
    case 'tooLarge':
      return [say('{0} has more than {1} KB.', path, LIMIT / 1024), say('Use a terminal for large files.')];
    case 'changed':
      return [
        say('{0} was changed on the machine since it was opened. Nothing was written.', path),
        say('Compare both, then save again.'),
      ];
    case 'full':
      return [
        say('The disk is full. {0} is as it was.', path),
        say('Make room on the machine (`df -h` shows where it is used), then save again.'),
      ];
    case 'readOnly':
      return [
        say('The file system of {0} is read-only. Nothing was changed.', path),
        say('See with `mount` why: after disk errors Linux does this by itself.'),
      ];
    case 'immutable':
      return [
        say('{0} or its folder is protected against changes, even by root. Nothing was changed.', path),
        say('`lsattr` shows the attribute "i"; `chattr -i` takes it away.'),
      ];
    case 'busy':
      return [
        say('{0} is a mount of its own and cannot be replaced. Nothing was changed.', path),
        say('Change the file that is mounted there.'),
      ];
    case 'denied':
      return [
        say('Not even root may do this with {0}.', path),
        say('It may lie on a network file system, or SELinux or AppArmor forbids it; their logs tell.'),
      ];
    case 'noTool':
      return [
        say('A program that is needed for {0} is missing on the machine.', path),
        say('Install coreutils there.'),
      ];
    case 'other':
      return [say('This did not work with {0}.', path), say('The log has what the machine said.')];
  }
}

/** Of one file, in bytes: its base64 form still fits into what goes along with a script. */
export const LIMIT = 700 * 1024;

const SIGNS: readonly (readonly [RegExp, RootFileTroubleKind])[] = [
  [/No such file or directory$/m, 'missing'],
  [/File exists$/m, 'exists'],
  [/Not a directory$/m, 'notFolder'],
  [/Is a directory$/m, 'folder'],
  [/Directory not empty$/m, 'notEmpty'],
  [/(Too many levels of symbolic links|Symbolic link loop)$/m, 'loop'],
  [/(No space left on device|quota exceeded)$/im, 'full'],
  [/Read-only file system$/m, 'readOnly'],
  [/(Device or resource busy|Resource busy)$/m, 'busy'],
  [/Operation not permitted$/m, 'immutable'],
  [/Permission denied$/m, 'denied'],
  [/not found$/m, 'noTool'],
];

/** What the words of the system mean; they are English because scripts are told to speak so. */
export const kindOfWords = (said: string): RootFileTroubleKind =>
  SIGNS.find(([sign]) => sign.test(said.trim()))?.[1] ?? 'other';
