/** `selinux` on a machine that may have none: K3s starts, and the option does nothing. */

import { given, isOn } from '../node/given.ts';
import { rule } from './rule.ts';

export const selinuxHint = rule({
  id: 'selinux-hint',
  group: 'keys',
  scope: 'machine',
  summary: '`selinux` needs SELinux and a policy package on the machine.',
  severity: 'hint',
  message:
    'Without SELinux on the machine "selinux" does nothing, and K3s does not say so. ' +
    'It also needs the package k3s-selinux.',
  *check({ node }) {
    const part = given(node, 'selinux')?.part;
    if (part && isOn(node, 'selinux')) yield { at: part.entry.key, in: part.document.uri };
  },
});
