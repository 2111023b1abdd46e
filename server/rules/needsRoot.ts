/** A unit that runs K3s as somebody else than root. */

import { isOn } from '../node/given.ts';
import { rule } from './rule.ts';

export const needsRoot = rule({
  id: 'needs-root',
  group: 'files',
  scope: 'machine',
  summary: 'A unit that runs K3s without root.',
  severity: 'error',
  message:
    'K3s does not start: its unit runs it as {0}, and without root it needs "rootless". ' +
    'Take User= out, or set "rootless: true".',
  *check({ node }) {
    const { service, flags } = node;
    const text = service?.texts?.[service.uri] ?? '';
    const last = [...text.matchAll(/^[ \t]*User[ \t]*=[ \t]*(\S*)[ \t]*$/gm)].at(-1);
    const user = last?.[1] ?? '';
    if (!service || !last || ['', 'root', '0'].includes(user) || isOn(node, 'rootless')) return;
    if (flags.role === 'server' && isOn(node, 'disable-agent')) return;
    yield { at: { start: last.index, end: last.index + last[0].length }, in: service.uri, args: [user] };
  },
});
