/** What lies below a node: pods, conditions, events, settings, labels and taints. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import { type Event, eventsOf } from '../model/events.ts';
import { labelsOf } from '../model/labels.ts';
import { sortedByName } from '../model/names.ts';
import type { NodeFacts } from '../model/node.ts';
import { type Pod, podOf } from '../model/pods.ts';
import { taintsOf } from '../model/taints.ts';
import { idPart, plain } from '../model/text.ts';
import type { CollectionName } from '../source.ts';
import { collected, type Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken, type Want } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { differencesOf, settingItems } from './settings.ts';
import { conditionItem, labelItem, taintItem } from './states.ts';
import { tooltip } from './tooltip.ts';
import { counted } from './words.ts';

export function detailFolders(context: NodeContext, parent: string, node: NodeFacts): readonly Item[] {
  const { view, source } = context;
  const { now } = view;
  const place = (part: string): Place => ({ id: `${parent}/${part}`, cluster: source.entry.id, node: node.name });
  const from = (
    name: CollectionName,
    part: string,
    none: string,
    make: (items: readonly object[]) => readonly Item[],
  ) => collected(place(part), source.collection(name, node.name), none, now, make);
  const file = view.fileOf?.(source.entry.id, node.name);
  const differences = differencesOf(node, file);
  const labels = () => [
    ...taintsOf(node).map((taint) => taintItem(place('labels'), taint, now)),
    ...labelsOf(node).map((label) => labelItem(place('labels'), label)),
  ];
  return [
    folder(
      place('pods'),
      say('Pods'),
      'package',
      () => from('podsOf', 'pods', say('No pods'), (items) => podItems(place('pods'), items, now)),
      [{ name: 'podsOf', node: node.name }],
    ),
    folder(place('conditions'), say('Conditions'), 'pulse', () =>
      node.conditions.map((condition) => conditionItem(place('conditions'), condition, now)),
    ),
    folder(
      place('events'),
      say('Events'),
      'calendar',
      () =>
        from('eventsOf', 'events', say('No events'), (items) =>
          eventsOf(items)
            .slice(0, MOST)
            .map((event, index) => eventItem(place('events'), event, index, now)),
        ),
      [{ name: 'eventsOf', node: node.name }],
    ),
    {
      ...folder(place('settings'), say('Settings'), 'settings-gear', () => settingItems(place('settings'), node, file)),
      description: differences === 0 ? '' : counted.differences(differences),
    },
    folder(place('labels'), say('Labels and Taints'), 'tag', labels),
  ];
}

/** Of one folder; beyond it nobody reads on. */
const MOST = 500;

function folder(
  place: Place,
  label: string,
  icon: string,
  children: () => readonly Item[],
  wants: readonly Want[] = [],
): Item {
  return {
    ...place,
    label,
    description: '',
    icon,
    context: `k3s.folder.${place.id.slice(place.id.lastIndexOf('/') + 1)}`,
    accessible: spoken(label, plain(place.node, 100)),
    collapsible: 'collapsed',
    wants,
    children,
  };
}

export function podItems(place: Place, items: readonly object[], now: number): readonly Item[] {
  const pods = sortedByName(items.map(podOf), ({ namespace, name }) => `${namespace}/${name}`);
  return pods.slice(0, MOST).map((pod) => podItem(place, pod, now));
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

function eventItem(place: Place, event: Event, index: number, now: number): Item {
  const label = plain(event.reason, 60) || say('Event');
  const when = event.last === undefined ? '' : clock(event.last, now);
  const times = event.count > 1 && say('{0} times', event.count);
  return {
    ...place,
    id: `${place.id}/event:${index}`,
    label,
    description: facts(when, times, plain(event.message, 150)),
    ...(event.warning ? { icon: 'warning', colour: COLOURS.warning } : { icon: 'info', colour: COLOURS.quiet }),
    context: `k3s.event.${event.warning ? 'warning' : 'normal'}`,
    accessible: spoken(event.warning ? say('Warning') : say('Event'), label, when, times, plain(event.message, 300)),
    collapsible: 'none',
    tooltip: () => tooltip(event.reason, facts(when, times), event.message),
  };
}
