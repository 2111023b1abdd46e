/** What a hover ends with: the release and the role it speaks of. */

import type { NodeConfig } from '../node/config.ts';
import { say } from './say.ts';
import { versionNote } from './versionNote.ts';

/** One line of Markdown, and a second one where another release stands in. */
export function footer(node: NodeConfig): string {
  const role = node.role.role ?? say('role unknown, shown as server');
  const note = versionNote(node.version.note);
  return `*${say('K3s {0}, {1}', node.flags.release, role)}*${note ? `  \n${note}` : ''}`;
}
