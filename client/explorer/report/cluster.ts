/** The report about a cluster: problems first, then its nodes, versions, etcd, certificates, and what K3s keeps in it. */

import { say } from '../../../server/words/say.ts';
import type { Want } from '../items/item.ts';
import { contextOf, cordonIn, nodesOf } from '../items/nodes.ts';
import { chartsIn } from '../items/packages.ts';
import type { View } from '../items/view.ts';
import {
  certificateWords,
  cordonWords,
  memberWords,
  problemSentence,
  readyWords,
  retryWords,
  roleWord,
  versionWords,
} from '../items/words.ts';
import { addonsOf } from '../model/addons.ts';
import { clock } from '../model/age.ts';
import { quorumOf } from '../model/etcd.ts';
import { certificateWarnings, eventsOf } from '../model/events.ts';
import { sortedByName } from '../model/names.ts';
import type { NodeFacts } from '../model/node.ts';
import { clusterProblems } from '../model/problems.ts';
import { cell, code, prose } from '../model/text.ts';
import { usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import type { ClusterSource } from '../source.ts';
import { addonTable, planTable, snapshotTable } from './belongings.ts';
import { cutList, cutTable, documentOf, section, table } from './markdown.ts';
import { stateOfData } from './state.ts';

const MISSABLE = [
  'certificateEvents',
  'addons',
  'addonEvents',
  'helmCharts',
  'helmChartConfigs',
  'chartJobs',
  'chartPods',
  'etcdSnapshots',
  'plans',
] as const;

/** What the report is made of, at first. */
export const clusterReportWants: readonly Want[] = [
  { name: 'nodes' },
  { name: 'podCounts' },
  { name: 'nodeMetrics' },
  ...MISSABLE.map((name) => ({ name })),
];

const MOST_PROBLEMS = 200;
const MOST_NODES = 1000;

export function clusterReport(view: View, source: ClusterSource): string {
  const { now } = view;
  const nodes = sortedByName(nodesOf(source), ({ role, name }) => `${role === 'agent' ? 1 : 0} ${name}`);
  return documentOf(
    say('Cluster {0}', code(source.entry.name)),
    clock(now, 0),
    stateOfData(source, clusterReportWants, now),
    section(say('Problems'), problems(source, nodes, now)),
    section(say('Nodes'), nodeTable(view, source, nodes)),
    section(say('Versions'), versions(nodes)),
    section('etcd', etcd(nodes)),
    section(say('Certificates'), certificates(source, now)),
    section(say('AddOns'), addonTable(source)),
    section(say('etcd Snapshots'), snapshotTable(source, now)),
    section(say('Upgrade Plans'), planTable(source)),
  );
}

/** Of nodes and servers together, and of AddOns and charts that could not be installed. */
function problems(source: ClusterSource, nodes: readonly NodeFacts[], now: number): string {
  const items = (name: (typeof MISSABLE)[number]) => source.collection(name).items;
  const ofNodes = clusterProblems(nodes).map((problem) => {
    const sentence = prose(problemSentence(problem, now));
    return 'node' in problem ? `${code(problem.node.name)}: ${sentence}` : sentence;
  });
  const addons = addonsOf(items('addons'), items('addonEvents')).flatMap(({ name, error }) =>
    error ? [`${say('AddOn {0}', code(name))}: ${prose(error.message, 500)}`] : [],
  );
  const charts = chartsIn(source)
    .filter(({ state }) => state === 'failed' || state === 'retrying')
    .map(({ name, state, failures, failure }) => {
      const words = [state === 'retrying' ? retryWords(failures) : '', prose(failure, 500)];
      return `${say('Helm chart {0}', code(name))}: ${words.filter((part) => part !== '').join(': ')}`;
    });
  return cutList([...ofNodes, ...addons, ...charts], MOST_PROBLEMS) || say('None found.');
}

function nodeTable(view: View, source: ClusterSource, nodes: readonly NodeFacts[]): string {
  const context = contextOf(view, source, nodes);
  const percent = (value: number | undefined): string => (value === undefined ? '–' : `${value} %`);
  const head = [say('Node'), say('Role'), say('Status'), say('Version'), say('CPU'), say('Memory'), say('Pods')];
  return cutTable(head, nodes, MOST_NODES, (node) => {
    const usage = usageOf(node, context.metrics.get(node.name), context.podCounts.get(node.name));
    const cordon = cordonIn(context, node);
    const status = [readyWords(node, view.now), ...(cordon ? [cordonWords(cordon)] : [])].join(', ');
    const version = versionWords(node, skew(node.version, node.role !== 'agent', context.servers));
    return [
      cell(node.name),
      roleWord(node.role),
      prose(status),
      prose(version),
      percent(usage.cpu),
      percent(usage.memory),
      usage.pods === undefined ? '–' : `${usage.pods}/${usage.podsAllowed ?? '–'}`,
    ];
  });
}

function versions(nodes: readonly NodeFacts[]): string {
  const counts = new Map<string, { servers: number; agents: number }>();
  for (const { versionText, role } of nodes) {
    const count = counts.get(versionText) ?? { servers: 0, agents: 0 };
    count[role === 'agent' ? 'agents' : 'servers'] += 1;
    counts.set(versionText, count);
  }
  const sorted = sortedByName(counts, ([version]) => version);
  const head = [say('Version'), say('Servers'), say('Agents')];
  return cutTable(head, sorted, MOST_PROBLEMS, ([version, { servers, agents }]) => [
    cell(version),
    String(servers),
    String(agents),
  ]);
}

function etcd(nodes: readonly NodeFacts[]): string {
  const quorum = quorumOf(nodes);
  if (!quorum) return '';
  const { members, voters, healthy, needed, spare } = quorum;
  const rows = members.map(({ node, name, state }) => [cell(node.name), cell(name), memberWords(state) || '–']);
  return [
    say('{0} of {1} voters are healthy, {2} are needed; {3} may be lost.', healthy, voters, needed, Math.max(spare, 0)),
    table([say('Node'), say('Member'), say('State')], rows),
  ].join('\n\n');
}

function certificates(source: ClusterSource, now: number): string {
  const events = eventsOf(source.collection('certificateEvents').items);
  const warnings = sortedByName(certificateWarnings(events), ({ node }) => node);
  const lines = warnings.map(({ node, message, last }) => {
    const when = last === undefined ? '' : ` (${clock(last, now)})`;
    return `${code(node)}: ${prose(message, 500)}${when}`;
  });
  const own = certificateWords(source, now);
  return cutList([...(own === '' ? [] : [`${code(source.entry.file)}: ${own}`]), ...lines], MOST_PROBLEMS);
}
