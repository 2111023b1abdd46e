/** Why no cluster can be used: what the view says instead of lines. */

import { say } from '../../server/words/say.ts';
import { plain } from './model/text.ts';
import type { ClusterEntry } from './source.ts';

/** More would push the view away. */
const MOST = 3;

/** Every reason with what to do about it; nothing when one of them can be used, or there is none. */
export function reasons(entries: readonly ClusterEntry[]): string {
  const told = entries.flatMap(({ trouble }) =>
    trouble
      ? [
          [trouble.message, trouble.next]
            .map((part) => plain(part))
            .join(' ')
            .trim(),
        ]
      : [],
  );
  if (told.length < entries.length) return '';
  const all = [...new Set(told)];
  const more = all.length - MOST;
  return [...all.slice(0, MOST), ...(more > 0 ? [say('And {0} more.', more)] : [])].join(' ');
}
