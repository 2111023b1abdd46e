/** Saves a file of a machine as root: whole or not at all, and only over what its reader has seen. */

import { createHash } from 'node:crypto';
import type { Machine, ScriptResult } from '../../host/machine.ts';
import type { Body } from '../../host/script.ts';
import { CHANGE } from './changeScript.ts';
import type { LookOptions } from './look.ts';
import { isPath } from './path.ts';
import { type RootFileStat, readStat } from './stat.ts';
import {
  elsewhere,
  kindOfWords,
  LIMIT,
  type RootFileTrouble,
  type RootFileTroubleKind,
  rootFileTrouble,
} from './trouble.ts';

/** Stands for a file that is not there. */
export const ABSENT = 'absent';

/** What a file says in short: equal texts for equal contents. */
export const versionOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export interface ChangeOptions extends LookOptions {
  /** For the name of what is kept. */
  readonly now: Date;
}

export interface SaveOptions extends ChangeOptions {
  /** What has to be there now, a `versionOf` or `ABSENT`; whatever it is if not said. */
  readonly expected?: string;
  /** Without what is there now being kept beside it; for states that nobody would want back. */
  readonly withoutBackup?: boolean;
  /** Where the file really is, when a link leads there and somebody has agreed. */
  readonly into?: string;
}

/** `attributes`: only owner and mode are known to be kept. `names`: hard links, which still have the old text. */
export type SaveNote = 'attributes' | 'context' | 'names';

export interface Saved {
  readonly ok: true;
  readonly stat: RootFileStat;
  /** The name of the file that holds what was there before, in the same folder; empty when there is none. */
  readonly backup: string;
  readonly notes: readonly SaveNote[];
}

/** So many earlier states of a file stay beside it. */
const KEEP = 10;
const TIMEOUT_MS = 30_000;

/** Everybody else sees the old file until the new one is complete and on the disk. New files are for root only. */
export async function save(
  machine: Machine,
  path: string,
  content: Uint8Array,
  { expected = '', into = '', withoutBackup = false, ...options }: SaveOptions,
): Promise<Saved | RootFileTrouble> {
  if (content.length > LIMIT) return rootFileTrouble('tooLarge', path);
  const keeps = withoutBackup ? '' : '1';
  const data = { expected, into, keeps, wanted: versionOf(content), ...sendable(content) };
  const result = await change(machine, { what: 'save', path, ...data }, options);
  if (!result.ok) return result;
  const stat = readStat(textOf(result, 'stat'));
  if (!stat) return rootFileTrouble('other', path, result.stderr);
  const notes = (result.sections.get('notes') ?? '').split(' ').filter((note) => note !== '') as SaveNote[];
  return { ok: true, stat, backup: textOf(result, 'backup'), notes };
}

/**
 * Plain ASCII goes as it is, everything else as base64: no shell holds a zero byte, and dash 0.5.12 loses a byte above
 * 127 in a here-document when what stands before it on its line is the beginning of the word that ends the document.
 */
function sendable(content: Uint8Array): { readonly form: string; readonly content: string } {
  const bytes = Buffer.from(content);
  if (bytes.every((byte) => byte > 0 && byte < 128)) return { form: 'text', content: bytes.toString('latin1') };
  return { form: 'base64', content: bytes.toString('base64') };
}

interface Change extends Readonly<Record<string, string>> {
  readonly what: string;
  readonly path: string;
}

/** Runs one change; what the script could not do is a trouble about its path. */
export async function change(
  machine: Machine,
  wish: Change,
  { now, root = '', signal }: ChangeOptions,
): Promise<ScriptResult | RootFileTrouble> {
  const { path, to } = wish;
  for (const one of to === undefined ? [path] : [path, to])
    if (!isPath(one) || one === '/') return rootFileTrouble('path', one);
  const stamp = now.toISOString().replace(/[-:.]/g, '');
  const none = { expected: '', into: '', keeps: '', wanted: '', form: '', content: '', to: '', overwrite: '' };
  const script: { body: Body; data: Record<string, string>; reveals: string[] } = {
    body: CHANGE,
    data: { ...none, root, stamp, keep: String(KEEP), ...wish },
    reveals: ['real', 'stat', 'backup'],
  };
  const options = { asRoot: true, timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : undefined) };
  const result = await machine.run(script, options);
  if (!result.ok || result.code === 0) return result;
  const failed = result.sections.get('failed') ?? 'words';
  const said = result.sections.get('said') || result.stderr;
  if (failed === 'elsewhere') return elsewhere(path, textOf(result, 'real'));
  return rootFileTrouble(failed === 'words' ? kindOfWords(said) : (failed as RootFileTroubleKind), path, said);
}

/** Of a section that is wanted as it is. */
export const textOf = ({ revealed }: ScriptResult, name: string): string =>
  new TextDecoder().decode(revealed.get(name));
