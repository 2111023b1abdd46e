/** The lines at the top: one per cluster, with how its connection is, and what lies below it. */

import { say } from '../../../server/words/say.ts';
import { quorumOf } from '../model/etcd.ts';
import { nodeProblems, versionsOfServers } from '../model/problems.ts';
import { idPart, plain } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { loading, note, type Place } from './collected.ts';
import { clusterFolders } from './folders.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { lastKnown } from './lastKnown.ts';
import { nodesFolder, nodesOf } from './nodes.ts';
import { tooltip } from './tooltip.ts';
import type { View } from './view.ts';
import { certificateWords, connectionWords, counted, quorumWords, troubleOf } from './words.ts';

/** The whole tree, of which nothing is computed before somebody opens it. */
export function clusterItems(view: View): readonly Item[] {
  const names = view.sources.map(({ entry }) => entry.name);
  const clusters = view.sources.map((source) => {
    const twin = names.filter((name) => name === source.entry.name).length > 1;
    return clusterItem(view, source, twin, view.sources.length === 1);
  });
  return [...clusters, ...operations(view, '', '')];
}

/** @param twin another cluster has the same name: K3s calls every one of them `default` */
function clusterItem(view: View, source: ClusterSource, twin: boolean, only: boolean): Item {
  const { entry, state } = source;
  const id = idPart(entry.id);
  const label = plain(entry.name, 100) || say('Unnamed');
  const file = plain(entry.file.slice(-80), 80);
  const ending = certificateWords(source, view.now);
  const words = entry.trouble
    ? [plain(entry.trouble.message)]
    : [...connectionWords(state, view.now), ending, plain(source.version, 40), ...summary(source)];
  const look = lookOf(source);
  const { message = '', next = '' } = troubleOf(source) ?? {};
  const base = {
    id,
    cluster: entry.id,
    label,
    description: facts(twin && file, ...words),
    ...look,
    context: `k3s.cluster.${entry.trouble ? 'unusable' : state.kind}`,
    accessible: spoken(say('Cluster {0}', label), twin && file, ...words, plain(next)),
    tooltip: () =>
      tooltip(
        entry.name,
        ...words,
        state.kind === 'stale' && message,
        next,
        ending !== '' &&
          say('Import the kubeconfig from a server again: K3s renews its own at a restart, and no copy.'),
        [say('Context'), entry.context],
        [say('File'), entry.file],
        [say('From'), entry.origin],
        [say('Server'), entry.server ?? ''],
      ),
  };
  if (entry.trouble) return { ...base, collapsible: 'none' };
  return {
    ...base,
    collapsible: only ? 'expanded' : 'collapsed',
    wants: [{ name: 'nodes' }],
    children: () => below(view, source, id),
  };
}

function lookOf({ entry, state }: ClusterSource): { icon: string; colour?: string } {
  if (entry.trouble || state.kind === 'failed') return { icon: 'error', colour: COLOURS.bad };
  if (state.kind === 'stale') return { icon: 'debug-disconnect', colour: COLOURS.warning };
  if (state.kind === 'connecting') return { icon: 'loading~spin' };
  return state.kind === 'connected' ? { icon: 'vm-active', colour: COLOURS.good } : { icon: 'vm-outline' };
}

/** What is known of its nodes; nothing while nobody looks at them. */
function summary(source: ClusterSource): string[] {
  const nodes = nodesOf(source);
  if (nodes.length === 0) return [];
  const servers = nodes.filter(({ role }) => role !== 'agent').length;
  const versions = versionsOfServers(nodes);
  const troubled = nodes.filter((node) => nodeProblems(node, versions).length > 0).length;
  return [
    counted.servers(servers),
    ...(nodes.length > servers ? [counted.agents(nodes.length - servers)] : []),
    ...(troubled > 0 ? [counted.problems(troubled)] : []),
  ];
}

function below(view: View, source: ClusterSource, id: string): readonly Item[] {
  const { state, entry } = source;
  const place = { id, cluster: entry.id };
  const empty = source.collection('nodes').items.length === 0;
  const { message = '', next } = troubleOf(source) ?? {};
  const advice = next ? [note(place, 'next', 'lightbulb', plain(next, 300))] : [];
  if (state.kind === 'failed') return [note(place, 'failed', 'error', plain(message), COLOURS.bad), ...advice];
  if (state.kind === 'stale' && empty)
    return [note(place, 'unreachable', 'debug-disconnect', plain(message), COLOURS.warning), ...advice];
  if (state.kind === 'idle' || state.kind === 'connecting') return [loading(place)];
  const nodes = [nodesFolder(view, source, id)];
  const own = operations(view, source.entry.id, id);
  const folders = clusterFolders(view, source, id);
  const quorum = quorumLine(source, place);
  if (state.kind === 'connected') return [...quorum, ...nodes, ...own, ...folders];
  const old = connectionWords(state, view.now).join(' · ');
  const stale = note(place, 'stale', 'history', old, COLOURS.warning);
  return [
    { ...stale, accessible: spoken(old, plain(message)), tooltip: () => tooltip(old, message, next) },
    ...advice,
    ...lastKnown([...quorum, ...nodes], old),
    ...own,
    ...lastKnown(folders, old),
  ];
}

/** Only where etcd is in danger, and not of a list of nodes that is still arriving. */
function quorumLine(source: ClusterSource, place: Place): Item[] {
  if (source.collection('nodes').state.kind === 'loading') return [];
  const quorum = quorumOf(nodesOf(source));
  const words = quorum ? quorumWords(quorum) : '';
  if (!quorum || words === '') return [];
  return [note(place, 'quorum', 'warning', words, quorum.spare < 0 ? COLOURS.bad : COLOURS.warning)];
}

/** @param cluster '' for what is done on machines without one */
function operations({ operations }: View, cluster: string, parent: string): Item[] {
  const id = `${parent}/operations`;
  const items = operations?.(cluster, id) ?? [];
  if (items.length === 0) return [];
  return [
    {
      id,
      cluster,
      label: say('Operations'),
      description: String(items.length),
      icon: 'tasklist',
      context: 'k3s.folder.operations',
      accessible: spoken(say('Operations'), String(items.length)),
      collapsible: 'expanded',
      children: () => operations?.(cluster, id) ?? [],
    },
  ];
}
