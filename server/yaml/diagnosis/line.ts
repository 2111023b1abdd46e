/** Diagnoses of lines: a key without colon or blank, a line at the wrong column, text behind a finished value. */

import { lineBreak, quoted, replace } from '../edits.ts';
import type { Token } from '../scan.ts';
import type { Cause, Diagnosis, Repair, Scene } from './diagnose.ts';
import { dedent } from './indentation.ts';
import { contentAbove, type Line, lineAt, restOfLine, topColumn } from './lines.ts';
import { meantPair } from './pair.ts';
import { unclosedQuote } from './scalar.ts';

export function lineDiagnosis(scene: Scene): Diagnosis | undefined {
  const { message } = scene;
  if (message.startsWith("could not find expected ':'")) return withoutColon(scene, lineAt(scene.text, scene.from));
  if (message.startsWith('mapping values are not allowed')) return unexpectedColon(scene);
  if (message.startsWith('block sequence entries are not allowed')) return listOnKeyLine(scene);
  if (message.startsWith("did not find expected '-' indicator"))
    return gluedKey(scene, scene.line) ?? misaligned(scene);
  if (message.startsWith('did not find expected key')) return unexpectedText(scene);
  return undefined;
}

/** A line that should be `key: value`, or an item of the list above. */
function withoutColon(scene: Scene, line: Line): Diagnosis {
  const { document, text, typeOf } = scene;
  const start = line.start + line.indent;
  const whole = restOfLine(text, start);
  const meant = meantPair(line.content, typeOf);
  if (meant) {
    const kind = meant.how === 'glued-colon' ? 'add-blank' : 'write-pair';
    const repair: Repair = {
      kind,
      edits: [replace(document, whole, meant.text)],
      ...(meant.certain ? { safe: true } : {}),
    };
    const dashes = /^-*/.exec(line.content)?.[0].length ?? 0;
    const key = { start, end: start + dashes + meant.name.length + (meant.how === 'glued-colon' ? 1 : 0) };
    return { cause: meant.how, at: meant.how === 'command-line' ? whole : key, args: [meant.name], repairs: [repair] };
  }
  if (/^-[^-\s]/.test(line.content)) {
    const edit = replace(document, { start: start + 1, end: start + 1 }, ' ');
    return { cause: 'glued-dash', at: whole, repairs: [{ kind: 'add-blank', safe: true, edits: [edit] }] };
  }
  const above = contentAbove(text, line);
  if (above && above.indent === line.indent && /^-(\s|$)/.test(above.content)) {
    const edit = replace(document, { start, end: start }, '- ');
    return { cause: 'missing-dash', at: whole, repairs: [{ kind: 'add-dash', edits: [edit] }] };
  }
  return { cause: 'no-colon', at: whole, repairs: [] };
}

/** A `: ` where K3s is still reading the value before it. */
function unexpectedColon(scene: Scene): Diagnosis {
  const { text, line, at, tokens } = scene;
  const before = text.slice(line.start, at);
  const inside = /^[ ]*(?:-[ ]+)*[^\s:]+:[ ]+/.exec(before) ?? /^[ ]*(?:-[ ]+)+["'].*["'][ ]*:[ ]+/.exec(before);
  if (inside) return colonInValue(scene, line.start + inside[0].length);
  const begun = tokens.findLast(({ type, start }) => type === 'scalar' && start < at);
  const first = begun ? lineAt(text, begun.start) : line;
  const opensLine = begun !== undefined && first.start + first.indent === begun.start && first.start < line.start;
  if (opensLine) return withoutColon(scene, first);
  return gluedKey(scene, line) ?? { cause: 'continued', at: restOfLine(text, line.start + line.indent), repairs: [] };
}

function colonInValue({ document, text }: Scene, start: number): Diagnosis {
  const at = restOfLine(text, start);
  const value = text.slice(at.start, at.end);
  const quote: Repair = { kind: 'quote', edits: [replace(document, at, quoted(value))] };
  const dropBlank: Repair = { kind: 'drop-blank', edits: [replace(document, at, value.replace(/:[ \t]+/g, ':'))] };
  const isTaint = /: (NoSchedule|PreferNoSchedule|NoExecute)$/.test(value);
  return { cause: 'colon-in-value', at, repairs: isTaint ? [dropBlank, quote] : [quote] };
}

/** `key: - item`. */
function listOnKeyLine({ document, text, at, line }: Scene): Diagnosis | undefined {
  const key = /^( *)[^:]+:([ \t]+)$/.exec(text.slice(line.start, at));
  if (!key) return undefined;
  const [, indent = '', blanks = ''] = key;
  const nextItem = /^(?:[ \t]*(?:#.*)?\r?\n)*( *)- /.exec(text.slice(line.end).replace(/^\r?\n/, ''))?.[1];
  const column = nextItem !== undefined && nextItem.length >= indent.length ? nextItem : `${indent}  `;
  const edit = replace(document, { start: at - blanks.length, end: at }, lineBreak(text) + column);
  return {
    cause: 'list-on-key-line',
    at: restOfLine(text, at),
    repairs: [{ kind: 'new-line', safe: true, edits: [edit] }],
  };
}

const KEY = /^([A-Za-z][\w-]*)\+?[ \t]*:(\s|$)/;

/** An option further right than the other keys. */
function gluedKey({ document, text, typeOf, nested }: Scene, line: Line): Diagnosis | undefined {
  if (nested) return undefined;
  const name = KEY.exec(line.content)?.[1];
  const column = topColumn(text);
  if (name === undefined || typeOf(name) === undefined || line.indent <= column) return undefined;
  const start = line.start + line.indent;
  return {
    cause: 'glued-key',
    at: { start, end: start + name.length },
    args: [name],
    repairs: [{ kind: 'dedent', safe: true, edits: dedent(document, line, column) }],
  };
}

/** A line that stands between the columns of the lines above. */
function misaligned(scene: Scene): Diagnosis {
  const { document, text, line } = scene;
  const start = line.start + line.indent;
  const isDash = /^-(\s|$)/.test(line.content);
  const before = contentAbove(text, line);
  const repairs: Repair[] = [];
  if (before && before.indent !== line.indent && isDash === /^-(\s|$)/.test(before.content)) {
    repairs.push({
      kind: 'align',
      edits: [replace(document, { start: line.start, end: start }, ' '.repeat(before.indent))],
    });
  }
  return { cause: 'misaligned', at: restOfLine(text, start), repairs };
}

/** Something behind a finished value. */
function unexpectedText(scene: Scene): Diagnosis {
  const { text, at, line, tokens } = scene;
  const last = tokens.findLast((token) => token.end <= at && /^(scalar|\]|\}|alias)$/.test(token.type));
  if (last && !/[\r\n]/.test(text.slice(last.end, at))) return behindValue(scene, last);
  const isDash = /^-(\s|$)/.test(line.content);
  const glued = gluedKey(scene, line);
  if (glued) return glued;
  if (isDash && line.indent <= topColumn(text))
    return { cause: 'list-among-keys', at: restOfLine(text, line.start + line.indent), repairs: [] };
  return misaligned(scene);
}

function behindValue(scene: Scene, last: Token): Diagnosis {
  const { document, text, at, line } = scene;
  const quote = text[last.start] ?? '';
  const isQuoted = last.type === 'scalar' && last.style !== 'plain';
  if (isQuoted && last.start < line.start) return unclosedQuote(scene, last.start);
  const start = isQuoted || last.type === 'alias' ? last.start : valueStart(line, last);
  const whole = restOfLine(text, start);
  const value = text.slice(whole.start, whole.end);
  const apostrophe = isQuoted && quote === "'" && last.end === at && value.length > 2 && value.endsWith("'");
  const cause: Cause = apostrophe ? 'apostrophe' : 'after-quote';
  const edit = replace(document, whole, quoted(apostrophe ? value.slice(1, -1) : value));
  return { cause, at: apostrophe ? whole : restOfLine(text, at), repairs: [{ kind: 'quote', edits: [edit] }] };
}

/** Where the value of the line starts, behind `key: ` or `- `. */
function valueStart(line: Line, last: Token): number {
  const prefix = /^[ ]*(?:-[ ]+)*(?:[^\s:]+:[ ]+)?/.exec(line.text)?.[0].length ?? 0;
  return Math.min(line.start + prefix, last.start);
}
