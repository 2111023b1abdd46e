/** An entry whose value a later file replaces: what is written here has no effect. */

import type { Flag } from '../knowledge/flag.ts';
import type { Setting, Source } from '../node/loader.ts';
import { relativeTo } from '../uri.ts';
import { say } from '../words/say.ts';
import { removeEntry, renameKey } from '../yaml/edits.ts';
import { rule } from './rule.ts';

interface Shadow {
  readonly source: Source;
  readonly by: Source;
  readonly list: boolean;
}

export const shadowedByDropin = rule<Shadow>({
  id: 'shadowed-by-dropin',
  group: 'files',
  scope: 'machine',
  summary: 'An entry that a later file replaces.',
  severity: 'warning',
  message: {
    single: '{1} replaces this "{0}", so it has no effect here.',
    list: '{1} replaces this "{0}", and its items are lost. To keep both, write "{0}+" there.',
  },
  *check({ node }) {
    for (const setting of node.settings.values()) {
      const flag = node.flags.find(setting.key)?.flag;
      const by = setting.entries[0];
      if (!flag || !by) continue;
      for (const source of setting.overridden) {
        if (source.document === by.document || isKept(source, setting, flag)) continue;
        // An empty list is there to take everything away.
        const list = flag.type === 'list' && setting.parts.length > 0;
        yield {
          at: source.entry.key,
          in: source.document.uri,
          say: list ? 'list' : 'single',
          args: [setting.key, relativeTo(node.sources.main, by.document.uri)],
          tags: ['unnecessary'],
          related: [{ uri: by.document.uri, at: by.entry.key, message: say('This one counts.') }],
          data: { source, by, list },
        };
      }
    }
  },
  fix: ({ data }) => {
    if (!data) return [];
    const { source, by, list } = data;
    const append = renameKey(by.document, by.entry, `${by.entry.name}+`);
    return [
      ...(list ? [{ title: say('Append there with "{0}+"', by.entry.name), edits: [append] }] : []),
      { title: say('Remove "{0}" here', source.entry.name), edits: [removeEntry(source.document, source.entry)] },
    ];
  },
});

/** The same value again, or a list with the same items in it, is no surprise to anybody. */
function isKept({ entry }: Source, { parts }: Setting, { type }: Flag): boolean {
  if (type === 'list') return entry.texts.every(({ text }) => parts.some((part) => part.text === text));
  return entry.texts.at(-1)?.text === parts.at(-1)?.text;
}
