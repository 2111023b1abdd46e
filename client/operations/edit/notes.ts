/** What to know before labels or taints are changed: who writes them back, and what else hangs on them. */

import { isReservedLabel } from '../../../server/node/labels.ts';
import { configuredLabels, labelOwnerOf } from '../../explorer/model/labels.ts';
import type { NodeFacts } from '../../explorer/model/node.ts';
import { taintOwnerOf, taintsOf } from '../../explorer/model/taints.ts';
import { plain } from '../../explorer/model/text.ts';
import { say } from '../../say.ts';
import { type Changes, type Field, missing } from './field.ts';
import type { Leaving } from './leaving.ts';
import { taintId, taintOf } from './taints.ts';

export interface EditNote {
  readonly text: string;
  /** In the configuration of these nodes it has to be changed as well. */
  readonly configuration?: readonly string[];
}

/** One note for each reason, with the nodes that it is about. */
export function editNotes(field: Field, nodes: readonly NodeFacts[], changes: Changes): EditNote[] {
  return [...changes].flatMap(([id, value]) => {
    const about = nodes.filter(({ raw }) => missing(field.entries(raw), new Map([[id, value]])).size > 0);
    if (about.length === 0) return [];
    return field.kind === 'labels' ? labelNotes(about, id, value) : taintNotes(about, id, value);
  });
}

function labelNotes(nodes: readonly NodeFacts[], key: string, value: string | null): EditNote[] {
  const configured = nodes.filter((node) => {
    const wanted = configuredLabels(node).get(key);
    return wanted !== undefined && wanted !== value;
  });
  const shown = plain(key, 100);
  const notes: EditNote[] = [];
  if (configured.length > 0)
    notes.push({
      text: say(
        '{0} comes back at the next start of K3s on {1}: node-label in its configuration asks for it. Change it there, too.',
        shown,
        listed(configured),
      ),
      configuration: configured.map(({ name }) => name),
    });
  const own = ownerText(key, nodes[0]?.labels.get(key) ?? '', value);
  return own === undefined ? notes : [...notes, { text: own }];
}

const ROLES = /^node-role\.kubernetes\.io\/(control-plane|etcd|master)$/;

function ownerText(key: string, before: string, value: string | null): string | undefined {
  const shown = plain(key, 100);
  if (ROLES.test(key) && before !== '')
    return say('K3s finds its servers by {0}, and writes it itself when it starts.', shown);
  if (key === 'kubernetes.io/hostname')
    return say('Volumes of this node are tied to {0}, and the kubelet writes it again when K3s starts.', shown);
  const owner = labelOwnerOf(key, before);
  if (owner === 'K3s') return say('K3s writes {0} itself when it starts.', shown);
  if (owner === 'kubelet') return say('The kubelet writes {0} again when K3s starts.', shown);
  if (owner === 'upgrade' && value !== before)
    return say('By {0} an upgrade plan knows that it is done with the node: it may upgrade it again.', shown);
  return value !== null && isReservedLabel(key)
    ? say('{0} can be set here, but not as node-label in a configuration: K3s would not start with it.', shown)
    : undefined;
}

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

function taintNotes(nodes: readonly NodeFacts[], id: string, value: string | null): EditNote[] {
  const { key, effect } = taintOf(id);
  const shown = plain(id, 100);
  if (key === UNSCHEDULABLE)
    return [
      { text: say('Cordon and Uncordon are the way to do that: a controller keeps {0} in step with them.', shown) },
    ];
  if (key === OUT_OF_SERVICE && value !== null && nodes.some(({ ready }) => ready === 'yes'))
    return [
      {
        text: say(
          '{0} is for machines that are switched off: pods are deleted by force, and {1} is ready.',
          shown,
          listed(nodes.filter(({ ready }) => ready === 'yes')),
        ),
      },
    ];
  if (taintOwnerOf(key) === 'Kubernetes')
    return [{ text: say('A controller keeps {0} as long as its reason lasts, and writes it back.', shown) }];
  const configured = nodes.filter((node) =>
    taintsOf(node).some((one) => one.owner === 'config' && taintId(one.key, one.effect) === taintId(key, effect)),
  );
  if (configured.length === 0) return [];
  return [
    {
      text: say(
        '{0} comes back when {1} registers anew, such as after it was deleted: node-taint in its configuration asks for it. A restart alone does not bring it back.',
        shown,
        listed(configured),
      ),
      configuration: configured.map(({ name }) => name),
    },
  ];
}

/** @param found by node; undefined where the pods may not be listed */
export function leavingNotes(found: ReadonlyMap<string, Leaving | undefined>): EditNote[] {
  return [...found].flatMap(([name, leaving]) => {
    const node = plain(name, 60);
    if (leaving === undefined)
      return [{ text: say('NoExecute: how many pods leave {0} is not known, because they cannot be listed.', node) }];
    const { atOnce, later } = leaving;
    if (atOnce.length === 0 && later.length === 0) return [{ text: say('NoExecute: no pod leaves {0}.', node) }];
    const names = atOnce.slice(0, 3).map((pod) => plain(pod, 60));
    const some = names.length === 0 ? '' : ` (${[...names, ...(atOnce.length > 3 ? ['…'] : [])].join(', ')})`;
    return [
      {
        text: say(
          'NoExecute: pods that leave {0} at once: {1}; later: {2}. No budget is asked; a drain asks them.',
          node,
          `${atOnce.length}${some}`,
          later.length,
        ),
      },
    ];
  });
}

function listed(nodes: readonly NodeFacts[]): string {
  const names = nodes.slice(0, 3).map(({ name }) => plain(name, 60));
  return nodes.length > 3 ? say('{0} and {1} more', names.join(', '), nodes.length - 3) : names.join(', ');
}
