/** Times that must be greater than zero. */

import { readDuration } from '../node/commandLine.ts';
import { counted, isOn } from '../node/given.ts';
import { placeOf } from '../yaml/places.ts';
import { rule } from './rule.ts';

export const notAbove = rule({
  id: 'not-above',
  group: 'values',
  scope: 'machine',
  summary: 'A time that must be greater than it is.',
  severity: 'error',
  message: {
    ends: 'K3s does not start: "{0}" must be longer than {1}.',
    useless: 'With "{0}" at {2} every operation is over before it begins. Write more than {1}, or take it out.',
  },
  *check({ node }) {
    for (const { name, flag, parts } of counted(node)) {
      const least = flag.above === undefined ? undefined : readDuration(flag.above);
      if (least === undefined || (flag.aboveWith && !isOn(node, flag.aboveWith))) continue;
      if (flag.aboveWithout && isOn(node, flag.aboveWithout)) continue;
      for (const part of parts) {
        const value = readDuration(part.text);
        if (value === undefined || value > least) continue;
        // Seen on v1.32: K3s itself checks nothing that depends on another option being on.
        yield {
          at: placeOf(part, 0, part.text.length),
          in: part.document.uri,
          say: flag.aboveWith ? 'useless' : 'ends',
          args: [name, flag.above ?? '', part.text],
          severity: flag.aboveWith ? 'warning' : 'error',
        };
      }
    }
  },
});
