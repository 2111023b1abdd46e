/** Diagnoses of single values: characters no value starts with, quotes, escapes, tags, tabs, directives. */

import { lineEnd, quoted, replace } from '../edits.ts';
import type { Span } from '../tree.ts';
import type { Cause, Diagnosis, Repair, Scene } from './diagnose.ts';
import { untab } from './indentation.ts';
import { lineAt, restOfLine } from './lines.ts';

type Look = (scene: Scene) => Diagnosis | undefined;

const looks: readonly (readonly [RegExp, Look])[] = [
  [/^control characters/, character],
  [/UTF-|^invalid Unicode character/, encoding],
  [/directive|non-alphabetical|incompatible YAML|<document start>|version number|digit or '\.'/, directive],
  [/tab character/, tab],
  [/cannot start any token/, cannotStart],
  [/^unknown anchor/, (scene) => ({ ...reserved(scene, scene.at), cause: 'alias' })],
  [
    /alphabetic or numeric character|tag URI|expected '[!>]'|whitespace or line break|tag handle|URI/,
    (scene) => reserved(scene, scene.from),
  ],
  [/^mapping keys are not allowed/, (scene) => reserved(scene, scene.at)],
  [/comment or line break|indicator equal to 0/, blockHeader],
  [/unexpected end of stream|unexpected document indicator/, (scene) => unclosedQuote(scene, scene.from)],
  [/unknown escape|hexdecimal number|Unicode character escape/, badEscape],
  [/excessive aliasing/, ({ at }) => ({ cause: 'aliasing', at: { start: at, end: at + 1 }, repairs: [] })],
  [/contains itself/, (scene) => ({ cause: 'self', at: restOfLine(scene.text, scene.at), repairs: [] })],
  [/^map merge/, (scene) => ({ cause: 'merge', at: restOfLine(scene.text, scene.at), repairs: [] })],
];

export function scalarDiagnosis(scene: Scene): Diagnosis | undefined {
  return looks.find(([message]) => message.test(scene.message))?.[1](scene);
}

function character(scene: Scene): Diagnosis {
  const at = { start: scene.at, end: scene.at + 1 };
  return {
    cause: 'character',
    at,
    args: [inBrackets(scene.message)],
    repairs: [{ kind: 'remove', edits: [replace(scene.document, at, '')] }],
  };
}

function encoding(scene: Scene): Diagnosis {
  return {
    cause: 'encoding',
    at: { start: scene.at, end: scene.at + 1 },
    args: [inBrackets(scene.message)],
    repairs: [],
  };
}

const inBrackets = (message: string): string => /\((.*)\)$/.exec(message)?.[1] ?? message;

function directive(scene: Scene): Diagnosis {
  const { document, text, message } = scene;
  const start = /document start/.test(message) ? Math.max(text.search(/^%/m), 0) : lineAt(text, scene.from).start;
  const line = lineAt(text, start);
  const cause: Cause = /incompatible/.test(message) ? 'yaml-version' : 'directive';
  const repair: Repair = {
    kind: 'remove',
    safe: true,
    edits: [replace(document, { start, end: lineEnd(text, start) }, '')],
  };
  return { cause, at: { start, end: line.end }, repairs: [repair] };
}

/** The tabs of the line K3s gives up on; all others of the file go with them. */
function tab(scene: Scene): Diagnosis {
  const { document, text, line, tokens } = scene;
  const tabs = /^[ -]*(\t+)/.exec(line.text);
  const start = tabs ? line.start + tabs[0].length - (tabs[1] as string).length : scene.at;
  const isText = (offset: number): boolean =>
    tokens.some(
      (token) => token.type === 'scalar' && token.style !== 'plain' && token.start < offset && offset < token.end,
    );
  return {
    cause: 'tab',
    at: { start, end: Math.max(start + (tabs?.[1]?.length ?? 1), start + 1) },
    repairs: [{ kind: 'untab', safe: true, edits: untab({ ...document, text }, isText) }],
  };
}

function cannotStart(scene: Scene): Diagnosis {
  return scene.text[scene.at] === '\t' ? tab(scene) : reserved(scene, scene.at);
}

/** A value whose first character means something to YAML. */
export function reserved(scene: Scene, start: number): Diagnosis {
  const sign = scene.text[start] ?? '';
  const at = valueFrom(scene, start);
  const value = scene.text.slice(at.start, at.end);
  const certain = '%@`'.includes(sign);
  const repair: Repair = {
    kind: 'quote',
    edits: [replace(scene.document, at, quoted(value))],
    ...(certain ? { safe: true } : {}),
  };
  return { cause: 'reserved-start', at, args: [sign], repairs: [repair] };
}

/** The whole value that starts here: to the end of the line, in brackets to the next comma or bracket. */
function valueFrom({ text, tokens }: Scene, start: number): Span {
  const depth = tokens.reduce(
    (sum, { type }) => sum + (type === '[' || type === '{' ? 1 : type === ']' || type === '}' ? -1 : 0),
    0,
  );
  const rest = restOfLine(text, start);
  if (depth === 0) return rest.end > start ? rest : { start, end: start + 1 };
  const length = text.slice(start + 1, rest.end).search(/\s*([,\]}]|$)/);
  return { start, end: start + 1 + Math.max(length, 0) };
}

function blockHeader(scene: Scene): Diagnosis | undefined {
  const sign = scene.text[scene.from];
  if (sign === '%') return directive(scene);
  return sign === '|' || sign === '>' ? { ...reserved(scene, scene.from), cause: 'block-header' } : undefined;
}

/** A quote that is closed nowhere, or only where the next one opens. */
export function unclosedQuote({ document, text }: Scene, start: number): Diagnosis {
  const quote = text[start] ?? '"';
  const line = lineAt(text, start);
  const end = start + text.slice(start, line.end).trimEnd().length;
  return {
    cause: 'unclosed-quote',
    at: { start, end },
    args: [quote],
    repairs: [{ kind: 'close-quote', edits: [replace(document, { start: end, end }, quote)] }],
  };
}

function badEscape({ document, text, at }: Scene): Diagnosis {
  const start = text.lastIndexOf('\\', at);
  return {
    cause: 'escape',
    at: { start, end: Math.min(start + 2, text.length) },
    repairs: [{ kind: 'double-backslash', edits: [replace(document, { start, end: start }, '\\')] }],
  };
}
