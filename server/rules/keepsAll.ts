/** Numbers that look like a small limit and mean none. */

import { readValue } from '../node/commandLine.ts';
import { counted } from '../node/given.ts';
import { placeOf } from '../yaml/places.ts';
import { rule } from './rule.ts';

export const keepsAll = rule({
  id: 'keeps-all-snapshots',
  group: 'values',
  scope: 'machine',
  summary: 'A number of snapshots to keep that means all of them.',
  severity: 'information',
  message: 'With "{0}" at {1} K3s never deletes a snapshot, until the disk is full. Write how many to keep, such as 5.',
  *check({ node }) {
    for (const { name, flag, parts } of counted(node)) {
      if (flag.limitlessBelow === undefined) continue;
      for (const part of parts) {
        const read = readValue('int', part.text);
        if (typeof read === 'string' || read.type !== 'int' || read.value >= flag.limitlessBelow) continue;
        yield { at: placeOf(part, 0, part.text.length), in: part.document.uri, args: [name, part.text] };
      }
    }
  },
});
