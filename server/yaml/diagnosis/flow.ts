/** Diagnoses inside brackets and braces. */

import { replace } from '../edits.ts';
import type { Token } from '../scan.ts';
import type { Diagnosis, Scene } from './diagnose.ts';
import { contentAbove, type Line, lineAt, lineBelow, restOfLine, topColumn } from './lines.ts';
import { reserved } from './scalar.ts';

const CLOSES: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

export function flowDiagnosis(scene: Scene): Diagnosis | undefined {
  const expectsMore = /expected ',' or/.test(scene.message);
  if (!expectsMore && !/expected node content/.test(scene.message)) return undefined;
  const opening = lastOpen(scene.tokens);
  const sign = scene.text[scene.at] ?? '';
  if (!opening) return ',]}'.includes(sign) ? reserved(scene, scene.at) : undefined;
  const next = keyLineBehind(scene, opening);
  if (next || scene.at >= scene.text.trimEnd().length) return unclosed(scene, opening, next);
  return expectsMore ? notClosedHere(scene) : emptyItem(scene);
}

/** The bracket that is open where K3s gives up. */
function lastOpen(tokens: readonly Token[]): Token | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === '[' || token.type === '{') open.push(token);
    else if (token.type === ']' || token.type === '}') open.pop();
  }
  return open.at(-1);
}

/** The next line that looks like a key of the file, up to where K3s gives up. */
function keyLineBehind({ text, at }: Scene, opening: Token): Line | undefined {
  const column = topColumn(text);
  for (
    let line = lineBelow(text, lineAt(text, opening.start));
    line && line.start <= at;
    line = lineBelow(text, line)
  ) {
    if (line.indent <= column && /^[A-Za-z][\w-]*\+?[ \t]*:(\s|$)/.test(line.content)) return line;
  }
  return undefined;
}

function unclosed({ document, text }: Scene, opening: Token, next: Line | undefined): Diagnosis {
  const last = next ? contentAbove(text, next) : lineAt(text, text.trimEnd().length);
  const end = last ? restOfLine(text, last.start).end : opening.end;
  const close = CLOSES[opening.type] ?? ']';
  return {
    cause: 'unclosed-bracket',
    at: restOfLine(text, opening.start),
    args: [opening.type, close],
    repairs: [{ kind: 'close', edits: [replace(document, { start: end, end }, close)] }],
  };
}

function notClosedHere({ document, text, at, tokens }: Scene): Diagnosis {
  const sign = text[at] ?? '';
  const place = { start: at, end: at + 1 };
  if (sign === ':' || sign === ']' || sign === '}') return { cause: 'bracket', at: place, args: [sign], repairs: [] };
  const end = tokens.at(-1)?.end ?? at;
  return {
    cause: 'missing-comma',
    at: place,
    repairs: [{ kind: 'add-comma', edits: [replace(document, { start: end, end }, ',')] }],
  };
}

function emptyItem({ document, at, text }: Scene): Diagnosis {
  const place = { start: at, end: at + 1 };
  const repairs = text[at] === ',' ? [{ kind: 'remove' as const, edits: [replace(document, place, '')] }] : [];
  return { cause: 'empty-item', at: place, args: [text[at] ?? ''], repairs };
}
