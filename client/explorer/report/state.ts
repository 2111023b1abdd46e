/** What a report could not find out: data that is old, that did not come, or that may not be read. */

import { say } from '../../../server/words/say.ts';
import type { Want } from '../items/item.ts';
import { connectionWords, rightWords } from '../items/words.ts';
import { prose } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { list } from './markdown.ts';

/** A list of what is missing; nothing when the report is complete. */
export function stateOfData(source: ClusterSource, wants: readonly Want[], now: number): string {
  const lines = new Set<string>();
  if (source.state.kind !== 'connected') lines.add(connectionWords(source.state, now).join(', '));
  for (const { name, node } of wants) {
    const { state } = source.collection(name, node);
    if (state.kind === 'denied') lines.add(say('No permission to {0}', rightWords(state)));
    if (state.kind === 'loading' || state.kind === 'idle') lines.add(say('Did not come in time: {0}', name));
  }
  return list([...lines].map((line) => prose(line)));
}
