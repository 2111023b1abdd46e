/** The report about one node: problems first, then what it is, how full it is, what runs on it, what happened to it. */

import { say } from '../../../server/words/say.ts';
import type { Want } from '../items/item.ts';
import { contextOf, cordonIn, nodesOf } from '../items/nodes.ts';
import type { View } from '../items/view.ts';
import { cordonWords, memberWords, problemSentence, readyWords, roleWord, versionWords } from '../items/words.ts';
import { age, clock } from '../model/age.ts';
import { memberStateOf } from '../model/etcd.ts';
import { eventsOf } from '../model/events.ts';
import { labelsOf } from '../model/labels.ts';
import { lastHeard, type NodeFacts } from '../model/node.ts';
import { podOf } from '../model/pods.ts';
import { allNodeProblems } from '../model/problems.ts';
import { bytes } from '../model/quantity.ts';
import { settingsOf } from '../model/settings.ts';
import { taintsOf, taintText } from '../model/taints.ts';
import { cell, code, prose } from '../model/text.ts';
import { usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import type { ClusterSource } from '../source.ts';
import { cutTable, documentOf, list, section, table } from './markdown.ts';
import { stateOfData } from './state.ts';

/** What the report is made of. */
export const nodeReportWants = (node: string): readonly Want[] => [
  { name: 'nodes' },
  { name: 'podCounts' },
  { name: 'nodeMetrics' },
  // Who cordoned it.
  { name: 'plans' },
  { name: 'podsOf', node },
  { name: 'eventsOf', node },
  { name: 'leaseOf', node },
];

/** Rows of one table at most. */
const MOST = 200;

/** Undefined when there is no such node any more. */
export function nodeReport(view: View, source: ClusterSource, name: string): string | undefined {
  const node = nodesOf(source).find((one) => one.name === name);
  if (!node) return undefined;
  const { now } = view;
  return documentOf(
    say('Node {0}', code(name)),
    say('Cluster {0}, {1}', code(source.entry.name), clock(now, 0)),
    stateOfData(source, [...nodeReportWants(name)], now),
    problems(view, source, node),
    section(say('What It Is'), table([say('Fact'), say('Value')], factsOf(view, source, node))),
    section(say('Conditions'), conditions(node, now)),
    section(say('Pods'), pods(source, name, now)),
    section(say('Events'), events(source, name, now)),
    section(say('Settings as of the Last Start'), settings(node)),
    section(say('Labels and Taints'), labels(node)),
  );
}

function problems(view: View, source: ClusterSource, node: NodeFacts): string {
  const found = allNodeProblems(node, contextOf(view, source).servers);
  const lines = found.map((problem) => prose(problemSentence(problem, view.now)));
  return section(say('Problems'), lines.length > 0 ? list(lines) : say('None found.'));
}

function factsOf(view: View, source: ClusterSource, node: NodeFacts): string[][] {
  const { now } = view;
  const context = contextOf(view, source);
  const usage = usageOf(node, context.metrics.get(node.name), context.podCounts.get(node.name));
  const cordon = cordonIn(context, node);
  const heard = lastHeard(node, source.collection('leaseOf', node.name).items[0]);
  const ofAllowed = usage.podsAllowed === undefined ? '' : ` / ${usage.podsAllowed}`;
  const rows: readonly (readonly [string, string])[] = [
    [say('Role'), roleWord(node.role)],
    ['etcd', memberWords(memberStateOf(node))],
    [say('Status'), prose(readyWords(node, now))],
    [say('Last heard of'), heard === undefined ? '' : clock(heard, now)],
    [say('Schedulable'), cordon ? prose(cordonWords(cordon)) : say('yes')],
    [say('Version'), prose(versionWords(node, skew(node.version, node.role !== 'agent', context.servers)))],
    [say('CPU'), usage.cpu === undefined ? '' : `${usage.cpu} %`],
    [say('Memory'), usage.memory === undefined ? '' : `${usage.memory} % (${bytes(usage.memoryBytes ?? 0)})`],
    [say('Pods'), usage.pods === undefined ? '' : `${usage.pods}${ofAllowed}`],
    [say('Addresses'), node.addresses.map(({ type, address }) => `${cell(type)} ${cell(address)}`).join(', ')],
    [
      say('System'),
      Object.values(node.system)
        .map((text) => cell(text))
        .join(', '),
    ],
    [say('Age'), age(node.created, now)],
  ];
  return rows.filter(([, value]) => value !== '').map((row) => [...row]);
}

function conditions(node: NodeFacts, now: number): string {
  const head = [say('Condition'), say('Status'), say('Reason'), say('Since'), say('Message')];
  return cutTable(head, node.conditions, MOST, ({ type, status, reason, message, since }) => [
    cell(type),
    status,
    cell(reason),
    since === undefined ? '' : clock(since, now),
    cell(message, 300),
  ]);
}

function pods(source: ClusterSource, name: string, now: number): string {
  const head = [say('Pod'), say('Status'), say('Ready'), say('Restarts'), say('Owner'), say('Age')];
  return cutTable(head, source.collection('podsOf', name).items.map(podOf), MOST, (pod) => [
    cell(`${pod.namespace}/${pod.name}`),
    cell(pod.status),
    `${pod.ready}/${pod.containers}`,
    String(pod.restarts),
    pod.owner ? cell(`${pod.owner.kind}/${pod.owner.name}`) : '–',
    age(pod.created, now),
  ]);
}

function events(source: ClusterSource, name: string, now: number): string {
  const head = [say('Last'), say('Kind'), say('Reason'), say('Times'), say('Message')];
  const found = eventsOf(source.collection('eventsOf', name).items);
  return cutTable(head, found, MOST, ({ last, warning, reason, count, message }) => [
    last === undefined ? '' : clock(last, now),
    warning ? say('Warning') : '',
    cell(reason),
    String(count),
    cell(message, 500),
  ]);
}

function settings(node: NodeFacts): string {
  const read = settingsOf(node);
  if (!read) return '';
  const options = read.options.map(({ option, values }) => [
    cell(option),
    values.map((value) => cell(value)).join(', '),
  ]);
  const variables = read.variables.map(({ name, value }) => [cell(name), cell(value)]);
  return cutTable([say('Option'), say('Value')], [...options, ...variables], MOST, (row) => row);
}

function labels(node: NodeFacts): string {
  const taints = taintsOf(node).map((taint) => [cell(taintText(taint)), '', taint.owner]);
  const own = labelsOf(node).map(({ key, value, owner }) => [cell(key), cell(value), owner]);
  return cutTable([say('Label or taint'), say('Value'), say('Set by')], [...taints, ...own], MOST, (row) => row);
}
