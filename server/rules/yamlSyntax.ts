/** Text K3s cannot read at all: says what is wrong in plain words, where it is wrong, and repairs it where it can. */

import { flags as allFlags } from '../knowledge/flags.ts';
import { longName } from '../knowledge/lookup.ts';
import { say } from '../words/say.ts';
import { type Diagnosis, diagnose, type RepairKind } from '../yaml/diagnosis/diagnose.ts';
import type { TypeOf } from '../yaml/diagnosis/pair.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { type Fix, rule } from './rule.ts';

const STOPS = 'K3s does not start, and its log names no file.';

export const yamlSyntax = rule<Diagnosis>({
  id: 'yaml-syntax',
  group: 'yaml',
  summary: 'Text that is not YAML as K3s reads it.',
  severity: 'error',
  message: {
    'after-quote': `The value is already complete before this text; put all of it in quotes. ${STOPS}`,
    alias: `A value that starts with "*" names an anchor, and no line above has that anchor; put the text in quotes. ${STOPS}`,
    aliasing: `Aliases repeat so much of the file that K3s refuses to expand them; write the values out. ${STOPS}`,
    apostrophe: `Inside single quotes an apostrophe is written twice. ${STOPS}`,
    'block-header': `Behind "{0}" a text block begins on the next line; put the value in quotes if it starts with "{0}". ${STOPS}`,
    bracket: `Between the brackets K3s expects a comma or the closing bracket here, not "{0}". ${STOPS}`,
    character: `The character {0} is not allowed in YAML; remove it. ${STOPS}`,
    'colon-in-value': `A value cannot hold a colon with a blank behind it; put it in quotes. ${STOPS}`,
    'command-line': `This is command line syntax; in the file it is "{0}: …". ${STOPS}`,
    continued: `The line is indented deeper than the one above, so it continues that value; align it with the keys. ${STOPS}`,
    directive: `A line that starts with "%" is an instruction to the YAML reader, and this one it cannot use; remove it. ${STOPS}`,
    'empty-item': `An item is missing in front of "{0}". ${STOPS}`,
    encoding: `The file is not UTF-8: {0} stands here; save it as UTF-8. ${STOPS}`,
    equals: `Write a colon and a blank instead of "=": "{0}: …". ${STOPS}`,
    escape: `In double quotes a backslash starts an escape, and YAML has none like this; double the backslash or use single quotes. ${STOPS}`,
    'glued-colon': `The blank behind "{0}:" is missing. ${STOPS}`,
    'glued-dash': `The blank behind the dash is missing. ${STOPS}`,
    'list-among-keys': `A list item stands among the keys; indent it under the key it belongs to. ${STOPS}`,
    'list-on-key-line': `A list cannot begin on the line of its key; start it on the next line. ${STOPS}`,
    merge: `Behind "<<" K3s expects a map. ${STOPS}`,
    misaligned: `The line fits neither the indentation of the lines above nor that of the keys; align it. ${STOPS}`,
    'missing-colon': `The colon behind "{0}" is missing. ${STOPS}`,
    'missing-comma': `A comma is missing in front of this. ${STOPS}`,
    'missing-dash': `Every item of the list starts with "- ". ${STOPS}`,
    'no-colon': `The line is no "key: value" and no list item. ${STOPS}`,
    other: `YAML error: {0}. ${STOPS}`,
    'reserved-start': `Without quotes no value can start with "{0}"; put it in quotes. ${STOPS}`,
    self: `The value contains itself. ${STOPS}`,
    'unclosed-bracket': `The bracket "{0}" is not closed; write "{1}" behind the last item. ${STOPS}`,
    'unclosed-quote': `The quote {0} is not closed on its line. ${STOPS}`,
    'yaml-version': `K3s reads YAML 1.1 and refuses any other version line; remove it. ${STOPS}`,
  },
  *check({ file }) {
    const found = diagnosisOf(file);
    if (!found || found.cause === 'tab' || found.cause === 'glued-key') return;
    yield { at: found.at, say: found.cause, args: found.args ?? [], data: found };
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});

const typeOf: TypeOf = (name) => {
  const long = longName(name);
  return long === undefined ? undefined : allFlags[long]?.type;
};

/** The mistake behind the syntax error of a file, if it has one. */
export function diagnosisOf(file: ConfigDocument): Diagnosis | undefined {
  if (!file.problem) return undefined;
  if (!known.has(file)) known.set(file, diagnose(file, typeOf));
  return known.get(file);
}

/** Three rules share one diagnosis. */
const known = new WeakMap<ConfigDocument, Diagnosis | undefined>();

const TITLES: Readonly<Record<RepairKind, string>> = {
  'add-blank': 'Insert the blank',
  'add-comma': 'Insert the comma',
  'add-dash': 'Insert the dash',
  align: 'Align with the line above',
  close: 'Close the bracket',
  'close-quote': 'Close the quote at the end of the line',
  dedent: 'Move to the column of the other keys',
  'double-backslash': 'Double the backslash',
  'drop-blank': 'Remove the blank behind the colon',
  'new-line': 'Start the list on the next line',
  quote: 'Put the value in quotes',
  remove: 'Remove it',
  untab: 'Replace the tabs by blanks',
  'write-pair': 'Write it as "key: value"',
};

/** The repairs of a diagnosis as fixes. */
export function fixesOf(diagnosis: Diagnosis): Fix[] {
  return diagnosis.repairs.map(({ kind, edits, safe }) => ({
    title: say(TITLES[kind]),
    edits,
    ...(safe ? { safe } : {}),
  }));
}
