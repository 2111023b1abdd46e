/** Text K3s cannot read at all: says what is wrong in plain words, where it is wrong, and repairs it where it can. */

import { flags as allFlags } from '../knowledge/flags.ts';
import { longName } from '../knowledge/lookup.ts';
import { BARE_STAR, kindOfField } from '../knowledge/registries.ts';
import type { Language } from '../node/language.ts';
import { say } from '../words/say.ts';
import { type Cause, type Diagnosis, diagnose, type RepairKind } from '../yaml/diagnosis/diagnose.ts';
import { lineAt } from '../yaml/diagnosis/lines.ts';
import type { TypeOf } from '../yaml/diagnosis/pair.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { type Fix, rule } from './rule.ts';

/** What comes of it, by the file: the part of K3s that runs containerd reads registries.yaml, and tries again for ever. */
const STOPS = {
  config: 'K3s does not start, and its log names no file.',
  registries: 'The node does not come up, and the log names no file.',
} as const satisfies Partial<Record<Language, string>>;

/** The messages of a rule that speaks about both files, each under its name with the language in front. */
export function inBoth(causes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(STOPS).flatMap(([language, stops]) =>
      Object.entries(causes).map(([cause, sentence]) => [`${language} ${cause}`, `${sentence} ${stops}`]),
    ),
  );
}

/** What is wrong with the text, without what comes of it. */
export const CAUSES: Readonly<Record<Exclude<Cause, 'glued-key'>, string>> = {
  'after-quote': `The value is already complete before this text; put all of it in quotes.`,
  alias: `A value that starts with "*" names an anchor, and no line above has that anchor; put the text in quotes.`,
  aliasing: `Aliases repeat so much of the file that K3s refuses to expand them; write the values out.`,
  apostrophe: `Inside single quotes an apostrophe is written twice.`,
  'block-header': `Behind "{0}" a text block begins on the next line; put the value in quotes if it starts with "{0}".`,
  bracket: `Between the brackets K3s expects a comma or the closing bracket here, not "{0}".`,
  character: `The character {0} is not allowed in YAML; remove it.`,
  'colon-in-value': `A value cannot hold a colon with a blank behind it; put it in quotes.`,
  'command-line': `This is command line syntax; in the file it is "{0}: …".`,
  continued: `The line is indented deeper than the one above, so it continues that value; align it with the keys.`,
  directive: `A line that starts with "%" is an instruction to the YAML reader, and this one it cannot use; remove it.`,
  'empty-item': `An item is missing in front of "{0}".`,
  encoding: `The file is not UTF-8: {0} stands here; save it as UTF-8.`,
  equals: `Write a colon and a blank instead of "=": "{0}: …".`,
  escape: `In double quotes a backslash starts an escape, and YAML has none like this; double the backslash or use single quotes.`,
  'glued-colon': `The blank behind "{0}:" is missing.`,
  'glued-dash': `The blank behind the dash is missing.`,
  'list-among-keys': `A list item stands among the keys; indent it under the key it belongs to.`,
  'list-on-key-line': `A list cannot begin on the line of its key; start it on the next line.`,
  merge: `Behind "<<" K3s expects a map.`,
  misaligned: `The line fits neither the indentation of the lines above nor that of the keys; align it.`,
  'missing-colon': `The colon behind "{0}" is missing.`,
  'missing-comma': `A comma is missing in front of this.`,
  'missing-dash': `Every item of the list starts with "- ".`,
  'no-colon': `The line is no "key: value" and no list item.`,
  other: `YAML error: {0}.`,
  'reserved-start': `Without quotes no value can start with "{0}"; put it in quotes.`,
  self: `The value contains itself.`,
  'unclosed-bracket': `The bracket "{0}" is not closed; write "{1}" behind the last item.`,
  'unclosed-quote': `The quote {0} is not closed on its line.`,
  'yaml-version': `K3s reads YAML 1.1 and refuses any other version line; remove it.`,
  tab: 'YAML does not indent with tabs; use two blanks.',
};

export const yamlSyntax = rule<Diagnosis>({
  id: 'yaml-syntax',
  group: 'yaml',
  summary: 'Text that is not YAML as K3s reads it.',
  languages: ['config', 'registries'],
  severity: 'error',
  message: inBoth(CAUSES),
  *check({ file, language }) {
    const found = diagnosisOf(file, language);
    if (!found || found.cause === 'tab' || found.cause === 'glued-key') return;
    // A star that is a key has a rule of its own.
    if (language === 'registries' && BARE_STAR.test(lineAt(file.text, found.at.start).text)) return;
    yield { at: found.at, say: `${language} ${found.cause}`, args: found.args ?? [], data: found };
  },
  fix: ({ data }) => (data ? fixesOf(data) : []),
});

const typeOf: TypeOf = (name) => {
  const long = longName(name);
  return long === undefined ? undefined : allFlags[long]?.type;
};

const typeInRegistries: TypeOf = (name) => {
  const kind = kindOfField(name);
  if (kind === undefined) return undefined;
  return kind === 'bool' || kind === 'list' ? kind : 'string';
};

const TYPES: Readonly<Record<Language, TypeOf>> = {
  config: typeOf,
  registries: typeInRegistries,
  kubelet: () => undefined,
};

/** The mistake behind the syntax error of a file, if it has one. */
export function diagnosisOf(file: ConfigDocument, language: Language = 'config'): Diagnosis | undefined {
  // What stops K3s on its way to options stops nobody who reads registries.
  // A file that can be read is not asked for what config.yaml would make of it.
  if ((language === 'registries' && file.root !== null) || !file.problem) return undefined;
  if (!known.has(file)) known.set(file, diagnose(file, TYPES[language], language !== 'config'));
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
