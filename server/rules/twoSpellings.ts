/** Short and long name of one option together: K3s does not start. */

import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { removeEntry } from '../yaml/edits.ts';
import { hasAnchor } from '../yaml/elements.ts';
import { type Related, type RuleContext, rule } from './rule.ts';

export const twoSpellings = rule<Spelled>({
  id: 'two-spellings',
  group: 'keys',
  summary: 'The short and the long name of one option together.',
  severity: 'error',
  message: {
    files: '"{0}" and "{1}" are the same option, and K3s does not start when both are used. Keep "{2}".',
    service: 'The service sets this option as "{1}", and K3s does not start when "{0}" is used too. Keep one of them.',
  },
  *check(context) {
    for (const spelled of spellings(context)) {
      const { entry, name, other } = spelled;
      if (!other || (other.place && entry.name === name)) continue;
      yield {
        at: entry.key,
        say: other.place ? 'files' : 'service',
        args: [entry.name, other.word, name],
        related: other.place ? [other.place] : [],
        data: spelled,
      };
    }
  },
  fix: ({ data }, { file }) =>
    data && !hasAnchor(data.entry.valueNode)
      ? [{ title: say('Remove "{0}"', data.entry.name), edits: [removeEntry(file, data.entry)] }]
      : [],
});

/** An entry of an option with two names, and where the other name is used. */
interface Spelled {
  readonly entry: Entry;
  /** The long name. */
  readonly name: string;
  readonly other: { readonly word: string; readonly place?: Related } | undefined;
}

export function spellings({ node, flags, entries }: RuleContext): Spelled[] {
  return entries.flatMap((entry) => {
    const found = flags.has(entry.name) ? flags.find(entry.name) : undefined;
    const names = found ? [found.name, ...(found.flag.aliases ?? [])] : [];
    if (!found || names.length < 2) return [];
    // An empty list leaves no argument, so nothing is used under this name.
    const isUsed = node.settings.get(entry.name)?.parts.length !== 0;
    const others = names.filter((name) => name !== entry.name);
    return [{ entry, name: found.name, other: isUsed ? otherUse(node, others) : undefined }];
  });
}

function otherUse(node: RuleContext['node'], names: readonly string[]): Spelled['other'] {
  for (const name of names) {
    const setting = node.settings.get(name);
    const source = setting?.entries[0];
    if (setting && setting.parts.length > 0 && source) {
      return {
        word: name,
        place: { uri: source.document.uri, at: source.entry.key, message: say('Here it is "{0}".', name) },
      };
    }
    const word = node.argv.find((text) => new RegExp(`^--?${name}(=|$)`).test(text));
    if (word) return { word: word.replace(/=.*$/s, '') };
  }
  return undefined;
}
