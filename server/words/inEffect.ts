/** What a text counts for, in words: the release and role in effect, and what stands in for a release nobody knows. */

import type { NodeConfig } from '../node/config.ts';
import { say } from './say.ts';

/** The last line of every hover. */
export function footer(node: NodeConfig): string {
  const role = node.role.role ?? say('role unknown, shown as server');
  const note = versionNote(node.version.note);
  return `*${say('K3s {0}, {1}', node.flags.release, role)}*${note ? `  \n${note}` : ''}`;
}

/** What stands in for a version that is not known, in one sentence. */
export function versionNote(note: Parameters<typeof noteText>[0] | undefined): string | undefined {
  return note && noteText(note);
}

function noteText(note: {
  kind: 'newer' | 'unlisted' | 'older' | 'unreadable';
  text: string;
  release?: string;
  oldest?: string;
}): string {
  switch (note.kind) {
    case 'newer':
      return say('{0} is newer than what is known here; {1} stands in for it.', note.text, note.release ?? '');
    case 'unlisted':
      return say('{0} is no release that is known here; {1} stands in for it.', note.text, note.release ?? '');
    case 'older':
      return say('{0} is older than what is known here; {1} stands in for it.', note.text, note.oldest ?? '');
    case 'unreadable':
      return say('"{0}" is no K3s version. Write it like v1.33 or v1.33.4+k3s1.', note.text);
  }
}
