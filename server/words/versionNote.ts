/** What stands in for a version that is not known, or cannot be read. */

import { say } from './say.ts';

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
