/** What a service of K3s is started with, as far as it matters on its machine: words, then files, then variables. */

import { type ConfigFile, merge, type Setting } from '../../../server/node/loader.ts';
import { readText } from '../../../server/yaml/document.ts';

export interface Started {
  /** Words behind the program. */
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly settings: readonly Setting[];
}

/** Configuration files in the order in which K3s reads them; one that cannot be read says nothing. */
export function settingsOf(files: readonly { readonly path: string; readonly text: string }[]): readonly Setting[] {
  const [main, ...dropIns] = files;
  const sorted = [...dropIns].sort((a, b) => (a.path < b.path ? -1 : 1));
  return merge(
    (main ? [main, ...sorted] : sorted).map(
      ({ path, text }): ConfigFile => ({ kind: 'document', uri: path, document: readText(path, text) }),
    ),
  );
}

/** Where an option is set, and to what. */
export interface Given {
  readonly text: string;
  readonly from: 'words' | 'files' | 'variables';
  /** Of a file: its path. */
  readonly path?: string;
}

/** The value of an option in the order of K3s; `names` with the long one first. */
export function given(started: Started, names: readonly string[], variable?: string): Given | undefined {
  const word = wordOf(started.words, names);
  if (word !== undefined) return { text: word, from: 'words' };
  const part = started.settings
    .filter(({ key }) => names.includes(key))
    .at(-1)
    ?.parts.at(-1);
  if (part) return { text: part.text, from: 'files', path: part.document.uri };
  const value = variable === undefined ? undefined : started.variables[variable];
  return value ? { text: value, from: 'variables' } : undefined;
}

/** `--data-dir x`, `--data-dir=x`, `-d x`: the last one counts. */
function wordOf(words: readonly string[], names: readonly string[]): string | undefined {
  let found: string | undefined;
  words.forEach((word, index) => {
    const [, name = '', joined] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (names.includes(name)) found = joined ?? words[index + 1] ?? '';
  });
  return found;
}
