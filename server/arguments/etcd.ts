/** Items of `etcd-arg`: they become keys of etcd's configuration file, where a wrong one is dropped without a word. */

import { etcd, etcdExtraKeys, etcdOwned } from '../knowledge/componentFlags/etcd.ts';
import { compareEtcd, etcdPresence, etcdRow, etcdVersion } from '../knowledge/componentFlags/lookup.ts';
import type { EtcdSetting } from '../knowledge/componentFlags/row.ts';
import type { Release } from '../knowledge/flag.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import { readValue } from '../node/commandLine.ts';
import { nearest, plainName } from '../words/nearest.ts';
import { meantName } from './checks/names.ts';
import type { Piece, Problem } from './problem.ts';
import { readItem } from './words.ts';

/** The keys a version of etcd takes from its file, by name. */
export function etcdKeysAt(version: string): readonly string[] {
  return Object.keys(etcd).filter((name) => etcdPresence(etcd[name] as EtcdSetting, version) === 'here');
}

/** Problems of `etcd-arg`. (component-flags.json, `etcd.k3s`) */
export function inspectEtcd(items: readonly string[], release: Release): Problem[] {
  const version = etcdVersion(kubernetesOf(release).minor);
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const [index, text] of items.entries()) {
    const { nameFrom, value, valueFrom } = readItem(text);
    const name = text.slice(nameFrom, value === undefined ? text.length : valueFrom - 1);
    const key: Piece = { text: name, at: { item: index, from: nameFrom, to: nameFrom + name.length } };
    const note = { stage: 'note', flags: [name], at: key.at } as const;
    if (value === undefined) {
      problems.push({ ...note, class: 'ignored', say: 'etcdNoValue' });
      continue;
    }
    if (seen.has(name)) problems.push({ ...note, class: 'repeated', say: 'etcdTwice' });
    seen.set(name, index);
    const row = etcdRow(name);
    const unknown = unknownKey(key, row, version);
    if (unknown) {
      problems.push({ ...note, ...unknown });
      continue;
    }
    if (etcdOwned.has(name) && !HARMLESS.has(name)) problems.push({ ...note, class: 'overrides', say: 'etcdOwned' });
    if (row) {
      const valuePiece: Piece = { text: value, at: { item: index, from: valueFrom, to: text.length } };
      problems.push(...valueProblem(name, valuePiece, row));
      if (row.deprecated && compareEtcd(version, row.deprecated) >= 0) {
        const use = row.use?.[0];
        const say = use ? 'etcdDeprecatedUse' : 'etcdDeprecated';
        problems.push({ ...note, class: 'deprecated', say, args: [version], ...(use ? { meant: use } : {}) });
      }
    }
  }
  return problems;
}

/** Settings of K3s that people tune, and may. */
const HARMLESS: ReadonlySet<string> = new Set([
  'heartbeat-interval',
  'election-timeout',
  'snapshot-count',
  'listen-metrics-urls',
  'experimental-initial-corrupt-check',
  'experimental-watch-progress-notify-interval',
  'log-outputs',
  'logger',
]);

type Ignored = Pick<Problem, 'class' | 'say' | 'args' | 'meant'>;

function unknownKey(key: Piece, row: EtcdSetting | undefined, version: string): Ignored | undefined {
  const extra = Object.entries(etcdExtraKeys).findLast(([last]) => compareEtcd(version, last) <= 0)?.[1] ?? [];
  if (!row && extra.includes(key.text)) return undefined;
  const ignored = { class: 'ignored' } as const;
  if (!row) {
    const names = etcdKeysAt(version);
    const plain = plainName(key.text);
    const ending = names.filter((name) => name.startsWith(`${plain}-`) || name.endsWith(`-${plain}`));
    const meant = nearest(key.text, names, 1)[0] ?? (ending.length === 1 ? ending[0] : undefined);
    return { ...ignored, say: 'etcdUnknown', args: [key.text], ...(meant ? { meant } : {}) };
  }
  const here = etcdPresence(row, version);
  if (here === 'here') return undefined;
  if (here === 'no key') return { ...ignored, say: 'etcdNoKey' };
  if ('since' in here) return { ...ignored, say: 'etcdNotYet', args: [here.since, version] };
  const use = row.use?.[0];
  return { ...ignored, say: 'etcdRemoved', args: [here.removed, version], ...(use ? { meant: use } : {}) };
}

/** Values etcd cannot read as what the key takes. What it does then was not tried, so nobody calls it an error. */
function* valueProblem(name: string, { text, at }: Piece, row: EtcdSetting): Iterable<Problem> {
  const problem = { class: 'ignored', stage: 'note', flags: [name], at } as const;
  if (row.type === 'bool' && typeof readValue('bool', text) === 'string') {
    const meant = meantName(text.replace(/^(yes|on)$/i, 'true').replace(/^(no|off)$/i, 'false'), ['true', 'false']);
    yield { ...problem, say: 'etcdBoolean', args: [text], ...(meant ? { meant } : {}) };
  } else if (/^u?int/.test(row.type) && !/^-?\d+$/.test(text)) {
    yield { ...problem, say: 'etcdNumber', args: [text] };
  } else if (row.values && !row.values.includes(text)) {
    const meant = meantName(text, row.values);
    yield { ...problem, say: 'etcdName', args: [text, row.values.join(', ')], ...(meant ? { meant } : {}) };
  }
}
