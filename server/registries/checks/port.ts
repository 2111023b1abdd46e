/** Names without the port that images or endpoints have. */

import { say } from '../../words/say.ts';
import { rewriteNode } from '../move.ts';
import { portOf } from '../url.ts';
import type { Check } from './check.ts';
import { idleFor } from './name.ts';

export const portMismatch: Check = {
  id: 'registry-port-mismatch',
  message: {
    'other-port': 'K3s does not use this for the endpoint "{1}": the port belongs to the name. Write "{1}".',
    mirror:
      'K3s uses this for images called {0}/… only. ' +
      'If they are called {1}/…, write "{1}": the port belongs to the name.',
  },
  *check(context) {
    yield* idleFor(context, { 'config other-port': {} });
    const { registries, generated } = context;
    for (const { name, key } of registries.mirrors.values()) {
      if (portOf(name) !== '' || name === '*') continue;
      const endpoints = generated.hosts.get(name)?.endpoints ?? [];
      const own = endpoints.find(({ host }) => host !== name && host.replace(/:\d+$/, '') === name);
      if (!own || registries.mirrors.has(own.host)) continue;
      yield {
        at: key,
        say: 'mirror',
        args: [name, own.host],
        fix: () => [
          { title: say('Change to "{0}"', own.host), edits: [rewriteNode(registries.document, key, own.host)] },
        ],
      };
    }
  },
};
