/** A machine whose service makes it something else than its file is written for. */

import { find } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import { isOn } from '../node/given.ts';
import { nameOf } from '../uri.ts';
import { rule } from './rule.ts';

export const roleMismatch = rule({
  id: 'role-mismatch',
  group: 'files',
  scope: 'machine',
  summary: 'A service that makes the machine something else than its file is written for.',
  severity: 'warning',
  message: {
    comment: 'This says {0}, but {1} starts K3s as {2}. Change the comment, or install K3s with the word "{0}".',
    joins:
      'With {1} this machine joins as a further server and not as an agent. ' +
      'If it is to be an agent, install K3s with the word "agent".',
  },
  *check({ node, file }) {
    const [service, second] = node.sources.services;
    if (!service?.uri.endsWith('.service') || second) return;
    const { role, from } = node.role;
    const unit = nameOf(service.uri);
    const comment = file.comments.find(({ text }) => text.startsWith('k3s:'));
    if (from === 'modeline' && role && role !== service.role && comment) {
      yield { at: comment, in: file.uri, say: 'comment', args: [role, unit, service.role] };
      return;
    }
    const at = from === 'service' && service.role === 'server' && agentsKey(node);
    if (at) yield { ...at, say: 'joins', args: ['agent', unit], severity: 'hint' };
  },
});

/** The `server` key of a file that has all an agent needs and nothing that only a server knows. */
function agentsKey(node: NodeConfig): { at: { start: number; end: number }; in: string } | undefined {
  const { flags, argv, settings } = node;
  const own = [...settings.keys()].some((key) => find(key, flags)?.flag.roles.join() === 'server');
  const part = node.setting('server')?.parts.at(-1);
  const joins = isOn(node, 'server') && (isOn(node, 'token') || isOn(node, 'token-file'));
  if (!part || !joins || own || argv.length > 1 || isOn(node, 'cluster-init')) return undefined;
  return { at: part.entry.key, in: part.document.uri };
}
