/** Paths that K3s does not look at when it starts: a typo in one shows only much later. */

import { defaultAt } from '../knowledge/lookup.ts';
import { given } from '../node/given.ts';
import { shown } from '../words/list.ts';
import { placeOf } from '../yaml/places.ts';
import { rule } from './rule.ts';

export const pathUnchecked = rule({
  id: 'path-unchecked',
  group: 'files',
  scope: 'machine',
  summary: 'A path that K3s does not check, so that a typo shows only later.',
  severity: 'hint',
  message: 'K3s starts whether or not {1} exists, so a typo in "{0}" shows only later. Make sure that it is there.',
  *check({ node }) {
    for (const [name, flag] of node.flags.all) {
      if (flag.path?.missing !== 'unnoticed') continue;
      const part = given(node, name)?.part;
      if (part?.text === defaultAt(flag, node.flags)) continue;
      const known = node.sources.machine?.paths.get(part?.text ?? '');
      if (!part?.text.startsWith('/') || (known !== undefined && known !== 'missing')) continue;
      if (known === 'missing' && node.sources.machine?.whole) continue;
      const at = placeOf(part, 0, part.text.length);
      yield { at, in: part.document.uri, args: [name, shown(part.text)] };
    }
  },
});
