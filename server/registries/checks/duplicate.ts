/** Names that stand twice: K3s keeps the later one and drops the earlier one without a word. */

import { say } from '../../words/say.ts';
import { positionAt } from '../../yaml/document.ts';
import { isMerge } from '../../yaml/value.ts';
import type { Check } from './check.ts';

export const duplicateKey: Check = {
  id: 'registry-duplicate-key',
  message: {
    replaced: 'K3s drops this without a word, because "{0}" stands again on line {1}. Write both into one.',
    merged:
      'K3s drops this, because the merge key on line {1} comes later and sets "{0}" too. Put the merge key first.',
  },
  *check({ registries }) {
    const { document } = registries;
    for (const dropped of registries.dropped) {
      if (dropped.kind !== 'replaced') continue;
      const { pair, by, name } = dropped;
      const isNothing = pair.value.kind === 'scalar' && pair.value.start === pair.value.end;
      if (isNothing) continue;
      const line = positionAt(document, by.key.start).line + 1;
      yield {
        at: pair.key,
        say: isMerge(by.key) ? 'merged' : 'replaced',
        args: [name, line],
        related: [{ uri: document.uri, at: by.key, message: say('This is what K3s uses.') }],
      };
    }
  },
};
