/** The wildcard: a star without quotes, and releases that do not know it. */

import { BARE_STAR, registryChanges } from '../../knowledge/registries.ts';
import { firstWith, hasSince } from '../../knowledge/versions.ts';
import { say } from '../../words/say.ts';
import { replace } from '../../yaml/edits.ts';
import type { Check } from './check.ts';

export const wildcardQuote: Check = {
  id: 'registry-wildcard-quote',
  message: {
    quote: 'The node does not come up: without quotes a star is the sign of an alias. Write "*" in quotes.',
    since: 'This release takes "*" for the name of a registry and uses it for none. The wildcard came with K3s {0}.',
  },
  *check({ registries, options }) {
    const { document, mirrors, configs, error } = registries;
    if (error?.kind === 'yaml-syntax') {
      for (const match of document.text.matchAll(new RegExp(BARE_STAR, 'gm'))) {
        const start = match.index + (match[1]?.length ?? 0);
        const at = { start, end: start + 1 };
        const edits = [replace(document, at, '"*"')];
        yield { at, say: 'quote', fix: () => [{ title: say('Put it in quotes'), edits, safe: true }] };
      }
      return;
    }
    const { release } = options;
    if (hasSince(registryChanges.wildcard, release)) return;
    for (const entry of [mirrors.get('*'), configs.get('*')]) {
      if (entry)
        yield {
          at: entry.key,
          say: 'since',
          args: [firstWith(registryChanges.wildcard, release)],
          severity: 'warning',
        };
    }
  },
};
