/** The lines of the pods of a node. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import { sortedByName } from '../model/names.ts';
import { type Pod, podOf } from '../model/pods.ts';
import { idPart, plain } from '../model/text.ts';
import { cut, type Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { tooltip } from './tooltip.ts';
import { counted } from './words.ts';

/** @param all the command that lists them all */
export function podItems(place: Place, items: readonly object[], now: number, all: string): readonly Item[] {
  const pods = sortedByName(items.map(podOf), ({ namespace, name }) => `${namespace}/${name}`);
  return cut(place, pods, all, (pod) => podItem(place, pod, now));
}

function podItem(place: Place, pod: Pod, now: number): Item {
  const name = `${pod.namespace}/${pod.name}`;
  const label = plain(name, 120);
  const words = [
    plain(pod.status, 60),
    pod.verdict !== 'done' && say('{0} of {1} ready', pod.ready, pod.containers),
    pod.restarts > 0 && counted.restarts(pod.restarts),
    pod.stays === 'DaemonSet' && 'DaemonSet',
    pod.stays === 'static' && say('static'),
  ];
  return {
    ...place,
    id: `${place.id}/pod:${idPart(name)}`,
    label,
    description: facts(...words, age(pod.created, now)),
    ...POD_ICONS[pod.verdict],
    context: `k3s.pod.${pod.verdict}${pod.stays ? `.${pod.stays}` : ''}`,
    accessible: spoken(label, ...words, age(pod.created, now)),
    collapsible: 'none',
    tooltip: () =>
      tooltip(
        name,
        facts(...words),
        pod.owner && [pod.owner.kind, pod.owner.name],
        pod.deleting !== undefined && [say('Being deleted since'), clock(pod.deleting, now)],
        [say('Age'), age(pod.created, now)],
      ),
  };
}

const POD_ICONS: Readonly<Record<Pod['verdict'], { icon: string; colour: string }>> = {
  running: { icon: 'pass', colour: COLOURS.good },
  done: { icon: 'check', colour: COLOURS.quiet },
  waiting: { icon: 'clock', colour: COLOURS.warning },
  failed: { icon: 'error', colour: COLOURS.bad },
  ending: { icon: 'debug-stop', colour: COLOURS.quiet },
};
