/** A kubeconfig that others than root can read, and with it everybody's cluster. */

import { isOn } from '../node/given.ts';
import { say } from '../words/say.ts';
import { contentStart, replace } from '../yaml/edits.ts';
import { elementsOf } from '../yaml/elements.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

const GROUP = 0o070;
const OTHERS = 0o007;
/** Reported as `octal-mode`. */
const WRITABLE = 0o002;

export const kubeconfigMode = rule<{ start: number }>({
  id: 'kubeconfig-mode',
  group: 'security',
  summary: 'A kubeconfig of the administrator that not only root can read.',
  severity: 'hint',
  hardened: 'warning',
  message: {
    others:
      'With mode {0} every user of the machine can read the kubeconfig and so rule the cluster. ' +
      'Write 600, or 640 with "write-kubeconfig-group".',
    group: 'With mode {0} the group of the kubeconfig rules the cluster too. Write 600 if nobody needs that.',
  },
  *check(context) {
    const grouped = isOn(context.node, 'write-kubeconfig-group');
    for (const { entry, flag } of optionEntries(context)) {
      if (flag.format !== 'octalMode' || !context.node.isInForce(entry)) continue;
      for (const { text, node, target, value } of elementsOf(entry)) {
        if (target.kind !== 'scalar' || value.kind !== 'scalar' || !/^[0-7]{3,4}$/.test(text)) continue;
        const changed = value.type === 'int' && text !== target.text;
        const mode = Number.parseInt(text, 8);
        if (changed || mode & WRITABLE || !(mode & (GROUP | OTHERS))) continue;
        if (!(mode & OTHERS) && grouped) continue;
        yield {
          at: node,
          say: mode & OTHERS ? 'others' : 'group',
          args: [mode.toString(8).padStart(4, '0')],
          data: { start: contentStart(context.file, target) },
        };
      }
    }
  },
  fix({ data, at }, { file }) {
    if (!data || data.start < at.start || data.start > at.end) return [];
    return [
      { title: say("Change to '{0}'", '0600'), edits: [replace(file, { start: data.start, end: at.end }, "'0600'")] },
    ];
  },
});
