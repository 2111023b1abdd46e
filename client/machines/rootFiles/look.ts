/** Looks at files of a machine as root: what they are, what lies in a folder, what a file says. */

import type { Machine, ScriptResult } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { LOOK } from './lookScript.ts';
import { isPath } from './path.ts';
import { type RootFileStat, readStat } from './stat.ts';
import { kindOfWords, LIMIT, type RootFileTrouble, rootFileTrouble } from './trouble.ts';

export interface Question {
  readonly what: 'stat' | 'list' | 'read';
  readonly path: string;
}

export interface RootFileEntry {
  readonly name: string;
  readonly kind: RootFileStat['kind'];
  readonly isLink: boolean;
}

/** `entries` of a folder that was listed, `content` of a file that was read. */
export interface Look {
  readonly ok: true;
  readonly stat: RootFileStat;
  readonly entries?: readonly RootFileEntry[];
  readonly content?: Uint8Array;
}

export interface LookOptions {
  /** A folder that stands for `/`; none if not said. */
  readonly root?: string;
  readonly signal?: AbortSignal;
}

/** As many questions go with one script. */
export const AT_ONCE = 64;
/** Bytes of all files that one script reads; a last one may go beyond it. */
const MOST = 4 * 1024 * 1024;
/** Entries of one folder; there is nothing to be configured where there are more. */
const ENTRIES = 5000;
/** A disk or a file system behind the network that hangs is not waited for any longer. */
const TIMEOUT_MS = 20_000;

/**
 * Answers each question in its place, whatever becomes of the others; `later` is one that has to be asked again, because
 * it was too much for once.
 */
export async function look(
  machine: Machine,
  questions: readonly Question[],
  { root = '', signal }: LookOptions = {},
): Promise<readonly (Look | RootFileTrouble | 'later')[]> {
  const sane = questions.filter(({ path }) => isPath(path));
  const script = {
    body: LOOK,
    data: {
      asked: sane.map(({ what, path }) => `${what} ${path}`).join('\n'),
      root,
      limit: String(LIMIT),
      most: String(MOST),
      entries: String(ENTRIES),
    },
    reveals: sane.flatMap((_, index) => [`s${index + 1}`, `c${index + 1}`]),
  };
  const options = { asRoot: true, timeoutMs: TIMEOUT_MS, outputLimit: 3 * MOST, ...(signal ? { signal } : undefined) };
  const result = sane.length === 0 ? undefined : await machine.run(script, options);
  return questions.map((question) => {
    if (!isPath(question.path)) return rootFileTrouble('path', question.path);
    return result?.ok ? answer(question, sane.indexOf(question) + 1, result) : (result as HostTrouble);
  });
}

function answer({ what, path }: Question, number: number, result: ScriptResult): Look | RootFileTrouble | 'later' {
  const said = result.sections.get(`e${number}`) ?? '';
  const line = text(result.revealed.get(`s${number}`));
  if (line === 'later') return 'later';
  const stat = readStat(line);
  if (!stat) return broken(path, line, said === '' ? result.stderr : said);
  if (what === 'stat') return { ok: true, stat };
  const bytes = result.revealed.get(`c${number}`);
  if (what === 'list') {
    if (stat.kind !== 'folder') return rootFileTrouble('notFolder', path);
    return { ok: true, stat, entries: entriesOf(bytes ?? new Uint8Array()) };
  }
  if (stat.kind === 'folder') return rootFileTrouble('folder', path);
  if (stat.kind === 'other') return rootFileTrouble('notFile', path);
  if (said !== '') return rootFileTrouble(kindOfWords(said), path, said);
  if (!bytes || bytes.length > LIMIT) return rootFileTrouble('tooLarge', path);
  return { ok: true, stat, content: bytes };
}

function broken(path: string, line: string, said: string): RootFileTrouble {
  const kind = kindOfWords(said);
  return rootFileTrouble(kind === 'missing' && line === 'broken 1' ? 'dangling' : kind, path, said);
}

const KINDS: Readonly<Record<string, RootFileEntry['kind']>> = { f: 'file', d: 'folder', o: 'other' };

/** Names that are no Unicode cannot be named here, and are left out. */
function entriesOf(bytes: Uint8Array): readonly RootFileEntry[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const found: RootFileEntry[] = [];
  for (let from = 0, to = bytes.indexOf(0); to >= 0; from = to + 1, to = bytes.indexOf(0, from)) {
    try {
      const [, link, kind = '', name = ''] =
        /^(l?)([fdo]) (.+)$/su.exec(decoder.decode(bytes.subarray(from, to))) ?? [];
      const known = KINDS[kind];
      if (known && isPath(`/${name}`)) found.push({ name, kind: known, isLink: link === 'l' });
    } catch {
      // Not proper Unicode.
    }
  }
  return found;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array());
