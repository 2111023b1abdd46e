/** Files and directories that K3s cannot read: it ends, or forgets the whole configuration without a word. */

import type { UnreadableReason } from '../node/loader.ts';
import { relativeTo } from '../uri.ts';
import { type Hit, rule } from './rule.ts';

const SAY: Readonly<Record<UnreadableReason, string>> = {
  directory: 'directory',
  'not-a-directory': 'notDirectory',
  gone: 'gone',
  loop: 'loop',
  io: 'io',
  permission: 'permission',
};

export const fileUnreadable = rule({
  id: 'file-unreadable',
  group: 'files',
  scope: 'machine',
  summary: 'A file that K3s or you cannot read.',
  severity: 'error',
  message: {
    directory: 'K3s does not start: {0} is a directory, and it expects a file of this name.',
    notDirectory: 'K3s does not start: {0} is a file, and it expects a directory of drop-ins. Move or rename it.',
    gone: '{0} leads nowhere, and because of it K3s ignores the whole configuration without a word. Remove the link.',
    loop: 'K3s does not start: the link {0} leads round in a circle. Remove it.',
    io: 'The system reports an error for {0}. K3s does not start if it cannot read it either.',
    permission: 'You may not read {0}, so nothing of it is taken into account here. K3s reads it if it runs as root.',
  },
  *check({ node }) {
    for (const file of node.sources.files) {
      if (file.kind === 'document') continue;
      const hit: Hit<undefined> = {
        at: { start: 0, end: 0 },
        in: file.uri,
        say: SAY[file.why],
        args: [relativeTo(node.sources.main, file.uri)],
        severity: file.why === 'permission' ? 'warning' : 'error',
      };
      yield hit;
    }
  },
});
