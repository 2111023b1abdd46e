/** Where nodes take images from: one line for all nodes that do it the same way. */

import { say } from '../../../server/words/say.ts';
import { type NodeRegistries, readRegistries, registriesOf } from '../model/registries.ts';
import { plain } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { loading, type Place } from './collected.ts';
import { facts, type Item, spoken } from './item.ts';
import { nodesOf } from './nodes.ts';
import { tooltip } from './tooltip.ts';
import { counted } from './words.ts';

export function registryItems(place: Place, source: ClusterSource): readonly Item[] {
  const all = nodesOf(source);
  if (!readRegistries(all)) return [{ ...loading(place), unfinished: true }];
  const ways = new Map<string, NodeRegistries[]>();
  for (const node of all) {
    const registries = registriesOf(node);
    const same = ways.get(registries.way);
    if (same) same.push(registries);
    else ways.set(registries.way, [registries]);
  }
  return [...ways.values()].map((nodes, index) => wayItem(place, nodes, index));
}

function wayItem(place: Place, nodes: readonly NodeRegistries[], index: number): Item {
  const [{ file, systemDefault, shares, embedded, mirrorsOnly } = EMPTY] = nodes;
  const label = plain(file, 100);
  const words = [
    counted.nodes(nodes.length),
    systemDefault !== '' && say('system images from {0}', plain(systemDefault, 100)),
    embedded && say('embedded registry'),
    shares && say('share images with each other'),
    mirrorsOnly && say('mirrors only'),
  ];
  return {
    ...place,
    id: `${place.id}/way:${index}`,
    label,
    description: facts(...words),
    icon: 'cloud-download',
    context: 'k3s.registries',
    accessible: spoken(label, ...words),
    collapsible: 'none',
    tooltip: () =>
      tooltip(
        file,
        ...words,
        nodes
          .slice(0, 50)
          .map(({ node }) => plain(node.name, 100))
          .join(', '),
      ),
  };
}

const EMPTY = { file: '', systemDefault: '', shares: false, embedded: false, mirrorsOnly: false };
