/** The folders of a cluster beside its nodes: what belongs to K3s, served and allowed; what is not allowed is named. */

import { say } from '../../../server/words/say.ts';
import type { ClusterSource, CollectionName, Right } from '../source.ts';
import { collected, note, type Place, unread } from './collected.ts';
import { COLOURS, type Item, spoken, type Want } from './item.ts';
import { planItems, snapshotItems, tokenItems } from './objects.ts';
import { addonItems, chartItems } from './packages.ts';
import { podItems } from './pods.ts';
import { registryItems } from './registries.ts';
import type { View } from './view.ts';
import { rightWords } from './words.ts';

interface Folder {
  readonly part: string;
  readonly icon: string;
  readonly label: () => string;
  readonly none: () => string;
  /** The first one is what the folder is about; the others only add to it. */
  readonly needs: readonly [CollectionName, ...CollectionName[]];
  /** Verb is `list`. `anywhere`: that of one namespace is enough. */
  readonly right: {
    readonly group: string;
    readonly resource: string;
    readonly namespace?: string;
    readonly anywhere?: true;
  };
  /** Whether it adds anything to what else is shown. */
  readonly when?: (source: ClusterSource) => boolean;
  items(place: Place, source: ClusterSource, view: View): readonly Item[];
}

/** In the order in which they are shown. */
const FOLDERS: readonly Folder[] = [
  {
    part: 'pods',
    icon: 'package',
    label: () => say('Pods'),
    none: () => say('No pods'),
    needs: ['podsInReach'],
    right: { group: '', resource: 'pods', anywhere: true },
    // They stand below their nodes, for who may list nodes.
    when: (source) => source.collection('nodes').state.kind === 'denied',
    items: (place, source, { now }) => podItems(place, source.collection('podsInReach').items, now, ''),
  },
  {
    part: 'tokens',
    icon: 'key',
    label: () => say('Tokens'),
    none: () => say('No bootstrap tokens'),
    needs: ['bootstrapTokens', 'nodePasswords'],
    right: { group: '', resource: 'secrets', namespace: 'kube-system' },
    items: tokenItems,
  },
  {
    part: 'addons',
    icon: 'extensions',
    label: () => say('AddOns'),
    none: () => say('No AddOns'),
    needs: ['addons', 'addonEvents'],
    right: { group: 'k3s.cattle.io', resource: 'addons', namespace: 'kube-system' },
    items: addonItems,
  },
  {
    part: 'charts',
    icon: 'package',
    label: () => say('Helm Charts'),
    none: () => say('No Helm charts'),
    needs: ['helmCharts', 'helmChartConfigs', 'chartJobs', 'chartPods'],
    right: { group: 'helm.cattle.io', resource: 'helmcharts', anywhere: true },
    items: chartItems,
  },
  {
    part: 'snapshots',
    icon: 'archive',
    label: () => say('etcd Snapshots'),
    none: () => say('No snapshots'),
    needs: ['etcdSnapshots'],
    right: { group: 'k3s.cattle.io', resource: 'etcdsnapshotfiles' },
    items: snapshotItems,
  },
  {
    part: 'plans',
    icon: 'rocket',
    label: () => say('Upgrade Plans'),
    none: () => say('No upgrade plans'),
    needs: ['plans'],
    right: { group: 'upgrade.cattle.io', resource: 'plans', anywhere: true },
    items: planItems,
  },
];

/** @param parent the id of the cluster's line */
export function clusterFolders(view: View, source: ClusterSource, parent: string): readonly Item[] {
  const shown: Item[] = [];
  const denied: Right[] = [];
  for (const folder of FOLDERS.filter(({ when }) => !when || when(source))) {
    const right = deniedOf(folder, source);
    if (right) denied.push(right);
    else if (source.collection(folder.needs[0]).state.kind !== 'missing')
      shown.push(folderItem(folder, view, source, parent));
  }
  return [
    ...shown,
    ...registryFolder(source, parent),
    ...(denied.length > 0 ? [deniedItem(denied, source, parent)] : []),
  ];
}

function deniedOf({ needs, right }: Folder, source: ClusterSource): Right | undefined {
  const { state } = source.collection(needs[0]);
  if (state.kind === 'denied') return state;
  const { group, resource, namespace, anywhere } = right;
  if (state.kind === 'missing' || source.can('list', group, resource, namespace) !== false) return undefined;
  if (anywhere && source.namespaces.some((one) => source.can('list', group, resource, one) !== false)) return undefined;
  return { verb: 'list', resource: group ? `${resource}.${group}` : resource, ...(namespace ? { namespace } : {}) };
}

function folderItem(folder: Folder, view: View, source: ClusterSource, parent: string): Item {
  const place = { id: `${parent}/${folder.part}`, cluster: source.entry.id };
  const [first, ...more] = folder.needs;
  return {
    ...frame(place, folder.label(), folder.icon),
    wants: folder.needs.map((name): Want => ({ name })),
    children: () => [
      ...collected(place, source.collection(first), folder.none(), view.now, () => folder.items(place, source, view)),
      ...unread(
        place,
        more.map((name) => source.collection(name)),
      ),
    ],
  };
}

function registryFolder(source: ClusterSource, parent: string): Item[] {
  if (source.collection('nodes').items.length === 0) return [];
  const place = { id: `${parent}/registries`, cluster: source.entry.id };
  return [{ ...frame(place, say('Registries'), 'cloud-download'), children: () => registryItems(place, source) }];
}

function frame(place: Place, label: string, icon: string): Item {
  return {
    ...place,
    label,
    description: '',
    icon,
    context: `k3s.folder.${place.id.slice(place.id.lastIndexOf('/') + 1)}`,
    accessible: label,
    collapsible: 'collapsed',
  };
}

function deniedItem(denied: readonly Right[], source: ClusterSource, parent: string): Item {
  const place = { id: `${parent}/denied`, cluster: source.entry.id };
  const label = say('Not shown: no permission');
  return {
    ...frame(place, label, 'lock'),
    colour: COLOURS.warning,
    description: String(denied.length),
    accessible: spoken(label, ...denied.map(rightWords)),
    children: () =>
      denied.map((right) => note(place, rightWords(right).replaceAll('/', ' '), 'lock', rightWords(right))),
  };
}
