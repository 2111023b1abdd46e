/**
 * Says what a person got wrong where K3s only says what its scanner did not find: the place to blame, which often is a
 * line before the one K3s names, and edits after which K3s reads on.
 */

import type { ConfigDocument, Problem } from '../document.ts';
import { readText } from '../document.ts';
import { applyEdits, type Edit } from '../edits.ts';
import { Scanner, type Token, YamlError } from '../scan.ts';
import type { Span } from '../tree.ts';
import { flowDiagnosis } from './flow.ts';
import { lineDiagnosis } from './line.ts';
import { type Line, lineAt } from './lines.ts';
import type { TypeOf } from './pair.ts';
import { scalarDiagnosis } from './scalar.ts';

export type Cause =
  | 'after-quote'
  | 'alias'
  | 'aliasing'
  | 'apostrophe'
  | 'block-header'
  | 'bracket'
  | 'character'
  | 'colon-in-value'
  | 'command-line'
  | 'continued'
  | 'directive'
  | 'empty-item'
  | 'encoding'
  | 'equals'
  | 'escape'
  | 'glued-colon'
  | 'glued-dash'
  | 'glued-key'
  | 'list-among-keys'
  | 'list-on-key-line'
  | 'merge'
  | 'misaligned'
  | 'missing-colon'
  | 'missing-comma'
  | 'missing-dash'
  | 'no-colon'
  | 'other'
  | 'reserved-start'
  | 'self'
  | 'tab'
  | 'unclosed-bracket'
  | 'unclosed-quote'
  | 'yaml-version';

export type RepairKind =
  | 'add-blank'
  | 'add-comma'
  | 'add-dash'
  | 'align'
  | 'close'
  | 'close-quote'
  | 'dedent'
  | 'double-backslash'
  | 'drop-blank'
  | 'new-line'
  | 'quote'
  | 'remove'
  | 'untab'
  | 'write-pair';

export interface Repair {
  readonly kind: RepairKind;
  readonly edits: readonly Edit[];
  /** Nothing else can be meant. */
  readonly safe?: true;
}

export interface Diagnosis {
  readonly cause: Cause;
  readonly at: Span;
  /** A key, a character or words of K3s; never a value. */
  readonly args?: readonly (string | number)[];
  readonly repairs: readonly Repair[];
}

/** What a diagnosis looks at. */
export interface Scene {
  readonly document: ConfigDocument;
  readonly text: string;
  readonly message: string;
  /** Where K3s gives up, and where the construct began. */
  readonly at: number;
  readonly from: number;
  /** The line K3s gives up on. */
  readonly line: Line;
  readonly typeOf: TypeOf;
  /** Names stand at any depth, so none is at the wrong one. */
  readonly nested: boolean;
  /** Everything read before `at`. */
  readonly tokens: readonly Token[];
}

/**
 * The mistake behind a syntax error; undefined for a document without one.
 *
 * @param nested the names that `typeOf` knows stand at any depth
 */
export function diagnose(document: ConfigDocument, typeOf: TypeOf, nested = false): Diagnosis | undefined {
  const { problem, text } = document;
  if (problem?.kind !== 'yaml-syntax') return undefined;
  const at = problem.span.start;
  const scene: Scene = {
    document,
    text,
    message: problem.message,
    at,
    from: problem.from,
    line: lineAt(text, at),
    typeOf,
    nested,
    tokens: tokensBefore(text, at),
  };
  const found = scalarDiagnosis(scene) ?? flowDiagnosis(scene) ?? lineDiagnosis(scene) ?? unexplained(problem);
  return { ...found, repairs: found.repairs.filter(({ edits }) => helps(document, problem, edits)) };
}

function unexplained(problem: Problem): Diagnosis {
  return { cause: 'other', at: problem.span, args: [problem.message], repairs: [] };
}

function tokensBefore(text: string, at: number): Token[] {
  const scanner = new Scanner(text);
  const tokens: Token[] = [];
  try {
    for (let token = scanner.next(); token.type !== 'stream-end' && token.start < at; token = scanner.next())
      tokens.push(token);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
  }
  return tokens;
}

/** Reading a larger text again for every repair would take too long; the finding then comes without them. */
const LARGEST_TRIED = 100_000;

/** Whether K3s reads the edited text, or at least further than before. */
function helps(document: ConfigDocument, problem: Problem, edits: readonly Edit[]): boolean {
  if (edits.length === 0 || document.text.length > LARGEST_TRIED) return false;
  const after = readText(document.uri, applyEdits(document.text, edits)).problem;
  if (after?.kind !== 'yaml-syntax') return true;
  const moved = edits.reduce(
    (sum, { at, text }) => sum + (at.start <= problem.span.start ? text.length - (at.end - at.start) : 0),
    0,
  );
  return after.span.start > problem.span.start + moved;
}
