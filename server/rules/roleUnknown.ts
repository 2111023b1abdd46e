/** Asks for the role when the findings depend on it and nothing tells which one it is. */

import { say } from '../words/say.ts';
import { replace } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const roleUnknown = rule({
  id: 'role-unknown',
  group: 'files',
  summary: 'Nothing tells whether the file is for a server or an agent, and it makes a difference.',
  severity: 'hint',
  message:
    'Nothing tells whether this file is for a server or an agent, so only what is wrong on both is shown. ' +
    'Choose the role, or write "# k3s: role=agent" at the top.',
  *check({ node, file }) {
    const first = file.entries[0];
    if (first && file === node.documents[0]) yield { at: first.key };
  },
  fix: (_hit, { file }) =>
    (['server', 'agent'] as const).map((role) => ({
      title: say('This file is for: {0}', role),
      edits: [replace(file, { start: 0, end: 0 }, `# k3s: role=${role}\n`)],
    })),
});
