/** An external datastore without a token of one's own: the next server cannot read what the first one stored. */

import { envAt } from '../knowledge/lookup.ts';
import { datastoreFlaw } from '../node/endpoints.ts';
import { areFilesKnown, given, isOn, isServiceKnown } from '../node/given.ts';
import { either } from '../words/list.ts';
import { rule } from './rule.ts';

export const datastoreNeedsToken = rule({
  id: 'datastore-needs-token',
  group: 'keys',
  scope: 'machine',
  summary: 'An external datastore without a token that all servers share.',
  severity: 'warning',
  message: {
    known:
      'Without "token" K3s makes one up, and no other server gets into this datastore. ' +
      'Set "token" or "token-file" to the same on all of them.',
    maybe:
      'Without "token" K3s makes one up, and no other server gets into this datastore. ' +
      'That is fine here if its service sets {0}.',
  },
  *check({ node }) {
    const part = given(node, 'datastore-endpoint')?.part;
    if (!part || !isShared(part.text) || !areFilesKnown(node)) return;
    if (isOn(node, 'token') || isOn(node, 'token-file')) return;
    const maybe = !isServiceKnown(node);
    const names = ['token', 'token-file'].flatMap((name) => {
      const flag = node.flags.all.get(name);
      return flag ? envAt(flag, node.flags.release) : [];
    });
    yield {
      at: part.entry.key,
      in: part.document.uri,
      say: maybe ? 'maybe' : 'known',
      args: [either(names)],
      severity: maybe ? 'information' : 'warning',
    };
  },
});

/** A database that other servers can reach, in a form that K3s can use. */
const isShared = (text: string): boolean => !datastoreFlaw(text) && !text.startsWith('sqlite:');
