/** The folder of nodes: groups, pages when there are many, and one line per node. */

import { say } from '../../../server/words/say.ts';
import { type Cordon, cordonOf } from '../model/cordon.ts';
import { filtered, type Group, groupsOf, pagesOf } from '../model/groups.ts';
import { type NodeFacts, nodeFacts } from '../model/node.ts';
import { type Plan, planOf } from '../model/plans.ts';
import { versionsOfServers } from '../model/problems.ts';
import { nameOf } from '../model/raw.ts';
import { idPart, plain } from '../model/text.ts';
import type { ServerVersions } from '../model/version.ts';
import type { ClusterSource, PodCount } from '../source.ts';
import { collected, unread } from './collected.ts';
import { facts, type Item, spoken, type Want } from './item.ts';
import { nodeItem } from './node.ts';
import type { View } from './view.ts';
import { counted } from './words.ts';

/** What the lines of one cluster's nodes have in common, found once for all of them. */
export interface NodeContext {
  readonly view: View;
  readonly source: ClusterSource;
  readonly servers: ServerVersions | undefined;
  readonly plans: readonly Plan[];
  readonly podCounts: ReadonlyMap<string, number>;
  readonly metrics: ReadonlyMap<string, object>;
  /** What may be done to nodes through the cluster now, as facts for menus. */
  readonly rights: string;
}

/** Who has a node out of service; undefined for a node in service. */
export const cordonIn = ({ view, source, plans }: NodeContext, node: NodeFacts): Cordon | undefined =>
  cordonOf(node, plans, view.operationOn?.(source.entry.id, node.name));

export const nodesOf = (source: ClusterSource): readonly NodeFacts[] => source.collection('nodes').items.map(nodeFacts);

export function contextOf(view: View, source: ClusterSource, nodes = nodesOf(source)): NodeContext {
  const counts = source.collection('podCounts').items as readonly Partial<PodCount>[];
  const metrics = source.collection('nodeMetrics').items;
  return {
    view,
    source,
    servers: versionsOfServers(nodes),
    plans: source.collection('plans').items.map(planOf),
    podCounts: new Map(
      counts.flatMap(({ node, pods }) => (typeof node === 'string' && typeof pods === 'number' ? [[node, pods]] : [])),
    ),
    metrics: new Map(metrics.map((raw) => [nameOf(raw), raw])),
    rights: rightsOf(source),
  };
}

/** `.patch.delete`: nothing while the cluster is out of reach, and what may be forbidden is offered until it is known. */
function rightsOf(source: ClusterSource): string {
  if (source.state.kind !== 'connected') return '';
  return ['patch', 'delete'].map((verb) => (source.can(verb, '', 'nodes') === false ? '' : `.${verb}`)).join('');
}

/** @param parent the id of the cluster's line */
export function nodesFolder(view: View, source: ClusterSource, parent: string): Item {
  const nodes = nodesOf(source);
  const shown = filtered(nodes, view.filter);
  const id = `${parent}/nodes`;
  const count = view.filter === '' ? counted.nodes(nodes.length) : say('{0} of {1} nodes', shown.length, nodes.length);
  const known = source.collection('nodes').state.kind !== 'idle';
  return {
    id,
    cluster: source.entry.id,
    label: say('Nodes'),
    description: known && nodes.length > 0 ? count : '',
    icon: 'server-environment',
    context: 'k3s.folder.nodes',
    accessible: spoken(say('Nodes'), known && nodes.length > 0 && count),
    collapsible: 'expanded',
    wants: wantsOf(nodes, source),
    children: () => {
      const none = view.filter === '' ? say('No nodes') : say('No node matches the filter');
      const place = { id, cluster: source.entry.id };
      const numbers = [source.collection('podCounts'), source.collection('nodeMetrics')];
      return [
        ...collected(place, source.collection('nodes'), none, view.now, () => groups(view, source, id, nodes, shown)),
        ...(nodes.length > 0 ? unread(place, numbers) : []),
      ];
    },
  };
}

/** Nodes come first, the numbers beside them after. Plans only matter for the question who cordoned a node. */
function wantsOf(nodes: readonly NodeFacts[], source: ClusterSource): Want[] {
  const arriving = source.collection('nodes').state.kind === 'loading';
  if (arriving && source.collection('podCounts').items.length === 0) return [];
  const cordoned = nodes.some(({ schedulable }) => !schedulable);
  const plans = source.collection('plans').state.kind;
  const ask = cordoned && plans !== 'missing' && plans !== 'denied';
  return [{ name: 'podCounts' }, { name: 'nodeMetrics' }, ...(ask ? [{ name: 'plans' as const }] : [])];
}

function groups(
  view: View,
  source: ClusterSource,
  parent: string,
  all: readonly NodeFacts[],
  shown: readonly NodeFacts[],
): readonly Item[] {
  const context = contextOf(view, source, all);
  const found = groupsOf(shown, view.grouping);
  const [only] = found;
  // One group of all of them would only be one more line to open.
  if (only && found.length === 1) return nodeLines(context, parent, only.nodes, false);
  return found.map((group) => groupItem(context, parent, group, shown.length <= 200));
}

function groupItem(context: NodeContext, parent: string, { key, nodes }: Group, open: boolean): Item {
  const id = `${parent}/group:${idPart(key)}`;
  const label = groupLabel(context.view, key);
  const description = facts(String(nodes.length), notReady(nodes));
  return {
    id,
    cluster: context.source.entry.id,
    label,
    description,
    icon: 'folder',
    context: 'k3s.group',
    accessible: spoken(label, counted.nodes(nodes.length), notReady(nodes)),
    collapsible: open ? 'expanded' : 'collapsed',
    children: () => nodeLines(context, id, nodes, context.view.grouping === 'role'),
  };
}

function groupLabel({ grouping }: View, key: string): string {
  if (grouping === 'role') {
    if (key === 'agent') return say('Agents');
    return key === 'server' ? say('Servers') : say('Servers with etcd only');
  }
  if (grouping === 'status') {
    if (key === 'unknown') return say('Unreachable');
    if (key === 'not ready') return say('Not ready');
    return key === 'cordoned' ? say('Cordoned') : say('Ready');
  }
  return plain(key, 100) || (grouping === 'version' ? say('Unknown version') : say('Without this label'));
}

function notReady(nodes: readonly NodeFacts[]): string {
  const count = nodes.filter(({ ready }) => ready !== 'yes').length;
  return count === 0 ? '' : say('{0} not ready', count);
}

/** @param roleTold the line above says which role they have */
function nodeLines(
  context: NodeContext,
  parent: string,
  nodes: readonly NodeFacts[],
  roleTold: boolean,
): readonly Item[] {
  const lines = (below: string, some: readonly NodeFacts[]): readonly Item[] =>
    some.map((node) => nodeItem(context, below, node, cordonIn(context, node), roleTold));
  const pages = pagesOf(nodes);
  if (pages.length === 1) return lines(parent, nodes);
  return pages.map(({ from, to, items }) => {
    const id = `${parent}/page:${from}`;
    const label = `${plain(items[0]?.name, 40)} … ${plain(items.at(-1)?.name, 40)}`;
    return {
      id,
      cluster: context.source.entry.id,
      label,
      description: facts(`${from}–${to}`, notReady(items)),
      icon: 'folder',
      context: 'k3s.page',
      accessible: spoken(label, say('nodes {0} to {1}', from, to), notReady(items)),
      collapsible: 'collapsed' as const,
      children: () => lines(id, items),
    };
  });
}
