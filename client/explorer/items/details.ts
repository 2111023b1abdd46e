/** What lies below a node: pods, conditions, events, settings, labels and taints. */

import { say } from '../../../server/words/say.ts';
import { clock } from '../model/age.ts';
import { memberStateOf } from '../model/etcd.ts';
import { type Event, eventsOf } from '../model/events.ts';
import { labelsOf } from '../model/labels.ts';
import { leaseOf, type NodeFacts } from '../model/node.ts';
import { taintsOf } from '../model/taints.ts';
import { plain } from '../model/text.ts';
import type { ClusterSource, CollectionName } from '../source.ts';
import { collected, cut, type Place, unread } from './collected.ts';
import { COLOURS, facts, type Item, spoken, type Want } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { podItems } from './pods.ts';
import { differencesOf, settingItems } from './settings.ts';
import { conditionItem, labelItem, leaseItem, taintItem } from './states.ts';
import { tooltip } from './tooltip.ts';
import { counted, memberWords } from './words.ts';

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
      () =>
        from('podsOf', 'pods', say('No pods'), (items) =>
          podItems(place('pods'), items, now, listOf('pods', node.name)),
        ),
      [{ name: 'podsOf', node: node.name }],
    ),
    folder(
      place('conditions'),
      say('Conditions'),
      'pulse',
      () => conditions(place('conditions'), source, node, now),
      aliveWants(node),
    ),
    folder(
      place('events'),
      say('Events'),
      'calendar',
      () =>
        from('eventsOf', 'events', say('No events'), (items) =>
          cut(place('events'), [...eventsOf(items).entries()], listOf('events', node.name), ([index, event]) =>
            eventItem(place('events'), event, index, now),
          ),
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

/** What a person may run to see all that belong to a node, if its name is one. */
function listOf(what: 'pods' | 'events', node: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(node)) return '';
  const field = what === 'pods' ? 'spec.nodeName' : 'involvedObject.name';
  return `kubectl get ${what} -A --field-selector ${field}=${node}`;
}

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

/** Thousands of nodes renew their lease every ten seconds: it is asked for of those that somebody looks at. */
export const aliveWants = ({ name }: NodeFacts): readonly Want[] => [
  { name: 'leaseOf', node: name },
  { name: 'certificateEvents' },
];

function conditions(place: Place, source: ClusterSource, node: NodeFacts, now: number): readonly Item[] {
  const leases = source.collection('leaseOf', node.name);
  const lease = leaseOf(leases.items[0], now);
  const member = memberWords(memberStateOf(node));
  return [
    ...node.conditions.map((one) => conditionItem(place, one, now, one.type === 'EtcdIsVoter' ? member : '')),
    ...(lease ? [leaseItem(place, lease, now)] : []),
    ...unread(place, [leases, source.collection('certificateEvents')]),
  ];
}

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
