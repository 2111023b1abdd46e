/** The report about a cluster: problems first, then its nodes, versions, etcd, certificates, and what K3s keeps in it. */

import { say } from '../../../server/words/say.ts';
import type { Want } from '../items/item.ts';
import { contextOf, cordonIn, nodesOf } from '../items/nodes.ts';
import { chartsIn } from '../items/objects.ts';
import type { View } from '../items/view.ts';
import {
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
import { planOf } from '../model/plans.ts';
import { clusterProblems } from '../model/problems.ts';
import { bytes } from '../model/quantity.ts';
import { snapshotsOf } from '../model/snapshots.ts';
import { cell, code, prose } from '../model/text.ts';
import { usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import type { ClusterSource } from '../source.ts';
import { documentOf, first, list, section, table } from './markdown.ts';
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
    section(say('AddOns'), addons(source)),
    section(say('etcd Snapshots'), snapshots(source, now)),
    section(say('Upgrade Plans'), plans(source)),
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
  const { shown, more } = first([...ofNodes, ...addons, ...charts], MOST_PROBLEMS);
  if (shown.length === 0) return say('None found.');
  return list([...shown, ...(more > 0 ? [say('And {0} more.', more)] : [])]);
}

function nodeTable(view: View, source: ClusterSource, nodes: readonly NodeFacts[]): string {
  const context = contextOf(view, source, nodes);
  const { shown, more } = first(nodes, MOST_NODES);
  const percent = (value: number | undefined): string => (value === undefined ? '–' : `${value} %`);
  const rows = shown.map((node) => {
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
      String(usage.pods ?? '–'),
    ];
  });
  const head = [say('Node'), say('Role'), say('Status'), say('Version'), say('CPU'), say('Memory'), say('Pods')];
  return [table(head, rows), more > 0 ? say('And {0} more.', more) : ''].filter((part) => part !== '').join('\n\n');
}

function versions(nodes: readonly NodeFacts[]): string {
  const counts = new Map<string, { servers: number; agents: number }>();
  for (const { versionText, role } of nodes) {
    const count = counts.get(versionText) ?? { servers: 0, agents: 0 };
    count[role === 'agent' ? 'agents' : 'servers'] += 1;
    counts.set(versionText, count);
  }
  const rows = sortedByName(counts, ([version]) => version)
    .slice(0, MOST_PROBLEMS)
    .map(([version, { servers, agents }]) => [cell(version), String(servers), String(agents)]);
  return table([say('Version'), say('Servers'), say('Agents')], rows);
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
  const warnings = sortedByName(certificateWarnings(events), ({ node }) => node).slice(0, MOST_PROBLEMS);
  return list(
    warnings.map(({ node, message, last }) => {
      const when = last === undefined ? '' : ` (${clock(last, now)})`;
      return `${code(node)}: ${prose(message, 500)}${when}`;
    }),
  );
}

/** What each owns: K3s tells the kinds, and marks the objects. */
function addons(source: ClusterSource): string {
  const { items } = source.collection('addons');
  const { shown, more } = first(
    sortedByName(addonsOf(items, []), ({ name }) => name),
    MOST_ADDONS,
  );
  const rows = shown.map(({ name, source: file, kinds, listing }) => [
    cell(name),
    cell(file),
    kinds.map(({ kind }) => kind).join(', '),
    listing === '' ? '' : cell(listing, 4000),
  ]);
  const head = [say('AddOn'), say('File'), say('Kinds'), say('Listed by')];
  return [table(head, rows), more > 0 ? say('And {0} more.', more) : ''].filter((part) => part !== '').join('\n\n');
}

const MOST_ADDONS = 100;

/** The newest ones; older ones are in the tree. */
const NEWEST = 10;

function snapshots(source: ClusterSource, now: number): string {
  const rows = snapshotsOf(source.collection('etcdSnapshots').items)
    .slice(0, NEWEST)
    .map(({ name, node, bucket, size, created, error }) => [
      cell(name),
      created === undefined ? '–' : clock(created, now),
      size === undefined ? '–' : bytes(size),
      bucket === '' ? cell(node) : cell(bucket),
      error === '' ? '' : cell(error),
    ]);
  return table([say('Snapshot'), say('Time'), say('Size'), say('Where'), say('Error')], rows);
}

function plans(source: ClusterSource): string {
  const rows = source.collection('plans').items.map(planOf).slice(0, NEWEST);
  return table(
    [say('Plan'), say('Version'), say('Working on'), say('Stopped by')],
    rows.map(({ name, latest, wanted, applying, failure }) => [
      cell(name),
      cell(latest || wanted),
      applying
        .slice(0, NEWEST)
        .map((node) => cell(node))
        .join(', ') || '–',
      failure === '' ? '' : cell(failure),
    ]),
  );
}
