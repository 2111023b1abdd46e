/** Parses the words of a command line as the components do: Go's pflag, which stops at the first mistake; we go on. */

import { flagRow, flagsAt, type Program, presence } from '../knowledge/componentFlags/lookup.ts';
import type { ComponentFlag } from '../knowledge/componentFlags/row.ts';
import type { Piece, Place, Problem } from './problem.ts';
import { unknownFlag } from './unknown.ts';
import { refusal } from './values.ts';
import { flagName, type Word } from './words.ts';

/** One flag that was given a value. */
export interface Assignment {
  readonly flag: string;
  readonly row: ComponentFlag;
  readonly name: Piece;
  readonly value: Piece;
  /** The value is the `true` that K3s, or the flag itself, adds. */
  readonly implied: boolean;
  /** The component could read the value. */
  readonly fine: boolean;
}

export interface Parsed {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly Problem[];
}

/** Words → flags with values, and what cannot be parsed. */
export function parse(component: Program, words: readonly Word[], minor: number): Parsed {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word;
    const { text } = word;
    const whole: Place = { item: word.item, from: 0, to: word.valueFrom + valueLength(word) };
    if (text === '' || text[0] !== '-' || text === '-') {
      problems.push({ class: 'not-a-flag', stage: 'flags', flags: [], at: whole, say: 'notAFlag', args: [text] });
      continue;
    }
    if (text === '--') break;
    if (text[1] !== '-') {
      const shorthand = shorthandOf(component, word, words[index + 1], minor);
      if ('problem' in shorthand) problems.push(shorthand.problem);
      else {
        assignments.push(shorthand.assignment);
        if (shorthand.tookNext) index++;
      }
      continue;
    }
    const bare = text.slice(2);
    if (/^[-=]|^$/.test(bare)) {
      problems.push({ class: 'flag-syntax', stage: 'flags', flags: [], at: whole, say: 'flagSyntax', args: [text] });
      continue;
    }
    const equals = bare.indexOf('=');
    const written = equals < 0 ? bare : bare.slice(0, equals);
    const name: Piece = { text: written, at: { item: word.item, from: word.nameFrom, to: word.nameTo } };
    const flag = flagName(written);
    const row = flagRow(component, flag);
    if (!row || presence(row, minor) !== 'here') {
      if (!isHelp(flag) && word.item >= 0) problems.push(unknownFlag(component, name, minor));
      continue;
    }
    let value: Piece;
    let implied = word.implied === true;
    if (equals >= 0) {
      const given = bare.slice(equals + 1);
      const at = implied ? name.at : { item: word.item, from: word.valueFrom, to: word.valueFrom + given.length };
      value = { text: given, at };
    } else if (row.type === 'bool' || row.type === 'version') {
      value = { text: 'true', at: name.at };
      implied = true;
    } else {
      const next = words[index + 1];
      if (!next) {
        problems.push({ class: 'value-missing', stage: 'flags', flags: [flag], at: name.at, say: 'valueMissing' });
        continue;
      }
      index++;
      value = { text: next.text, at: { item: next.item, from: 0, to: next.text.length } };
    }
    const refused = refusal(value, row, flag);
    assignments.push({ flag, row, name, value, implied, fine: !refused });
    if (refused) {
      const { say, ...rest } = refused;
      const missing = implied && row.type !== 'bool';
      problems.push({
        class: 'invalid-value',
        stage: 'flags',
        flags: [flag],
        ...rest,
        say: missing ? 'valueMissing' : say,
      });
    }
  }
  return { assignments, problems };
}

const isHelp = (flag: string): boolean => flag === 'help';

/** Length of what stands behind the `=` in the item itself. */
const valueLength = ({ text, implied }: Word): number => {
  const equals = text.indexOf('=');
  return implied || equals < 0 ? 0 : text.length - equals - 1;
};

/** `-v=4`, `-v4`, `-v 4`: the one letter that a component knows. */
function shorthandOf(
  component: Program,
  word: Word,
  next: Word | undefined,
  minor: number,
): { problem: Problem } | { assignment: Assignment; tookNext: boolean } {
  const { text } = word;
  const letter = text[1] ?? '';
  const at: Place = { item: word.item, from: 0, to: text.length };
  const found = [...flagsAt(component, minor)].find(([, row]) => row.short === letter);
  if (!found) {
    return { problem: { class: 'unknown-shorthand', stage: 'flags', flags: [], at, say: 'shorthand', args: [text] } };
  }
  const [flag, row] = found;
  const name: Piece = { text: letter, at: { item: word.item, from: 1, to: 2 } };
  const offset = text[2] === '=' ? 3 : 2;
  const inside = text.length > 2;
  if (!inside && !next) {
    return { problem: { class: 'value-missing', stage: 'flags', flags: [flag], at, say: 'valueMissing' } };
  }
  const value: Piece = inside
    ? { text: text.slice(offset), at: { item: word.item, from: offset, to: text.length } }
    : { text: next?.text ?? '', at: { item: next?.item ?? word.item, from: 0, to: next?.text.length ?? 0 } };
  const refused = refusal(value, row, flag);
  if (refused) {
    const { say, ...rest } = refused;
    return { problem: { class: 'invalid-value', stage: 'flags', flags: [flag], say, ...rest } };
  }
  return { assignment: { flag, row, name, value, implied: false, fine: true }, tookNext: !inside };
}
