/** `protect-kernel-defaults` without the kernel settings that the kubelet then insists on. */

import { given, isOn } from '../node/given.ts';
import { rule } from './rule.ts';

/** What the kubelet wants, and otherwise would set itself. (kubelet, container_manager_linux.go.) */
const WANTED: Readonly<Record<string, string>> = {
  'vm.overcommit_memory': '1',
  'vm.panic_on_oom': '0',
  'kernel.panic': '10',
  'kernel.panic_on_oops': '1',
  'kernel.keys.root_maxkeys': '1000000',
  'kernel.keys.root_maxbytes': '25000000',
};

/** Those that a machine which sets nothing does not have by itself. */
const CHANGED = Object.entries(WANTED).filter(([name]) => name !== 'vm.panic_on_oom');

export const protectKernel = rule({
  id: 'protect-kernel',
  group: 'keys',
  scope: 'machine',
  summary: '`protect-kernel-defaults` needs kernel settings on the machine.',
  severity: 'hint',
  message: {
    files:
      'The kubelet does not start unless the machine has the kernel settings it wants. ' +
      'Put them into /etc/sysctl.d; the page of this rule lists all six.',
    differs:
      'The kubelet does not start unless {0} is {1}, and the sysctl files here say otherwise. Set it in /etc/sysctl.d.',
  },
  *check({ node }) {
    const part = given(node, 'protect-kernel-defaults')?.part;
    if (!part || !isOn(node, 'protect-kernel-defaults')) return;
    const kernel = node.sources.machine?.kernel;
    const place = { at: part.entry.key, in: part.document.uri };
    const wrong = Object.entries(WANTED).find(([name, value]) => kernel?.has(name) && kernel.get(name) !== value);
    if (wrong) yield { ...place, say: 'differs', args: [...wrong] };
    else if (!CHANGED.every(([name]) => kernel?.has(name))) yield { ...place, say: 'files' };
  },
});
