/** Lines that are read from a node itself: conditions, labels, taints. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import type { Condition } from '../model/conditions.ts';
import type { Label, LabelOwner } from '../model/labels.ts';
import type { Lease } from '../model/node.ts';
import { type Taint, type TaintOwner, taintText } from '../model/taints.ts';
import { idPart, plain } from '../model/text.ts';
import type { Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { tooltip } from './tooltip.ts';

const VERDICTS: Readonly<Record<Condition['verdict'], { icon: string; colour: string }>> = {
  good: { icon: 'pass', colour: COLOURS.good },
  bad: { icon: 'error', colour: COLOURS.bad },
  unknown: { icon: 'question', colour: COLOURS.warning },
  neutral: { icon: 'circle-outline', colour: COLOURS.quiet },
};

/** @param meaning what it says in words, where that is known */
export function conditionItem(place: Place, condition: Condition, now: number, meaning = ''): Item {
  const { type, status, verdict, reason, message, since } = condition;
  const label = plain(type, 100);
  const when = since === undefined ? '' : say('since {0}', clock(since, now));
  const words = [meaning, status, plain(reason, 60), when];
  return {
    ...place,
    id: `${place.id}/condition:${idPart(type)}`,
    label,
    description: facts(...words),
    ...VERDICTS[verdict],
    context: `k3s.condition.${verdict}`,
    accessible: spoken(label, ...words),
    collapsible: 'none',
    tooltip: () => tooltip(type, meaning, facts(status, reason, when), message),
  };
}

/** Beside the conditions, because it is fresher than they are. */
export function leaseItem(place: Place, { renewed, late }: Lease, now: number): Item {
  const label = say('Lease');
  const words = [say('renewed {0}', clock(renewed, now)), late && say('{0} ago', age(renewed, now))];
  return {
    ...place,
    id: `${place.id}/lease`,
    label,
    description: facts(...words),
    ...VERDICTS[late ? 'bad' : 'good'],
    context: `k3s.lease.${late ? 'late' : 'fresh'}`,
    accessible: spoken(label, ...words),
    collapsible: 'none',
    tooltip: () => tooltip(label, ...words, say('The kubelet renews it every ten seconds while it reaches a server.')),
  };
}

export function labelItem(place: Place, { key, value, owner, configured }: Label): Item {
  const label = plain(key, 150);
  const words = [plain(value), labelOwnerWords(owner, configured)];
  return {
    ...place,
    id: `${place.id}/label:${idPart(key)}`,
    label,
    description: facts(...words),
    icon: 'tag',
    context: `k3s.label.${owner}`,
    accessible: spoken(say('Label'), label, ...words),
    collapsible: 'none',
    tooltip: () => tooltip(key, ...words),
  };
}

/** Empty for a label that a person set. */
export function labelOwnerWords(owner: LabelOwner, configured: string | undefined): string {
  if (configured !== undefined) return say('the configuration says "{0}", at the next restart', plain(configured, 63));
  if (owner === 'config') return say('from the configuration, comes back at a restart');
  if (owner === 'K3s') return say('written by K3s');
  if (owner === 'kubelet') return say('written by the kubelet');
  return owner === 'upgrade' ? say('left by an upgrade plan') : '';
}

export function taintItem(place: Place, taint: Taint, now: number): Item {
  const text = taintText(taint);
  const label = plain(text, 150);
  const words = [taintOwnerWords(taint.owner), taint.since !== undefined && say('since {0}', clock(taint.since, now))];
  return {
    ...place,
    id: `${place.id}/taint:${idPart(text)}`,
    label,
    description: facts(...words),
    icon: 'shield',
    context: `k3s.taint.${taint.owner}`,
    accessible: spoken(say('Taint'), label, ...words),
    collapsible: 'none',
    tooltip: () => tooltip(text, ...words),
  };
}

/** Empty for a taint that a person set. */
export function taintOwnerWords(owner: TaintOwner): string {
  if (owner === 'config') return say('from the configuration, set again when the node registers anew');
  return owner === 'Kubernetes' ? say('kept by Kubernetes while its reason lasts') : '';
}
