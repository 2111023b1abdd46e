/** How an option is told: the Markdown of hover, completion and documentation, out of one place. */

import type { Flag, Release, Role, Since } from '../knowledge/flag.ts';
import { kubernetesOf, minorText } from '../knowledge/kubernetes.ts';
import {
  available,
  defaultAt,
  deprecation,
  envAt,
  isBroken,
  isExperimental,
  splitsAtCommas,
  valueState,
} from '../knowledge/lookup.ts';
import { minorOf } from '../knowledge/versions.ts';
import { say } from './say.ts';

/** Heading of an option group, in reading order. */
export function groupTitle(flag: Flag): string {
  return GROUPS[flag.group];
}

const GROUPS: Readonly<Record<Flag['group'], string>> = {
  config: 'Configuration file',
  logging: 'Logging',
  listener: 'Listener',
  data: 'Data',
  networking: 'Networking',
  client: 'Kubeconfig',
  helm: 'Helm controller',
  cluster: 'Cluster',
  components: 'Components',
  flags: 'Component arguments',
  db: 'Datastore',
  storage: 'Storage',
  'agent/node': 'Node',
  'agent/runtime': 'Container runtime',
  'agent/containerd': 'containerd',
  'agent/networking': 'Node networking',
  'agent/flags': 'Node component arguments',
  experimental: 'Experimental',
  removed: 'Removed',
};

/** Section of the K3s documentation that describes the group. */
const ANCHORS: Partial<Record<Flag['group'], string>> = {
  logging: 'logging',
  listener: 'listeners',
  data: 'data',
  networking: 'networking',
  client: 'admin-kubeconfig-options',
  helm: 'advanced-options',
  cluster: 'cluster-options',
  components: 'kubernetes-components',
  flags: 'customized-flags-for-kubernetes-processes',
  db: 'database',
  storage: 'storage-class',
  'agent/node': 'agent-nodes',
  'agent/runtime': 'agent-runtime',
  'agent/networking': 'agent-networking',
};

export function documentationOf(flag: Flag, role: Role): string {
  const page = flag.roles.includes(role) ? role : (flag.roles[0] ?? 'server');
  const anchor = page === 'server' ? ANCHORS[flag.group] : undefined;
  return `https://docs.k3s.io/cli/${page}${anchor ? `#${anchor}` : ''}`;
}

const TYPES: Readonly<Record<Flag['type'], string>> = {
  bool: 'true or false',
  int: 'number',
  string: 'text',
  list: 'list',
  duration: 'duration such as 5m',
};

export interface Told {
  readonly name: string;
  readonly flag: Flag;
  readonly role: Role;
  readonly release: Release;
}

/**
 * The whole description of an option as Markdown.
 *
 * @param here what is in force where the question was asked; stands first, because it is asked for most
 */
export function describe(told: Told, here = ''): string {
  const { name, flag, role } = told;
  const head = `**${name}** · ${say(TYPES[flag.type])} · ${flag.roles.join(', ')} · ${say(groupTitle(flag))}`;
  return [
    head,
    here,
    flag.doc,
    valuesTable(told),
    `**${say('Facts')}**\n${facts(told)
      .map((fact) => `- ${fact}`)
      .join('\n')}`,
    `[${say('K3s documentation')}](${documentationOf(flag, role)})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function valuesTable({ flag, release }: Told): string {
  const shown = Object.entries(flag.values ?? {}).filter(([, value]) => !value.hidden);
  const rows = shown
    .filter(([value]) => valueState(flag, value, release) === 'fine')
    .map(([value, { doc }]) => `- \`${value}\`${doc ? `: ${doc}` : ''}`);
  return rows.length === 0 ? '' : [`**${say('Values')}**`, ...rows].join('\n');
}

/** What is known of an option beyond its description, one short sentence each. */
export function facts({ name, flag, role, release }: Told): string[] {
  const list: string[] = [];
  const status = available(flag, role, release);
  if (status !== 'yes') {
    if ('notYet' in status) list.push(say('**Not in {0}**, first in {1}.', release, status.notYet));
    else if ('removed' in status) list.push(say('**Removed** in {0}.', status.removed));
    else list.push(say('**Only for the role {0}.**', status.otherRole));
  }
  if (status === 'yes' && deprecation(flag, release) !== 'none') {
    const instead = flag.deprecated?.write ?? flag.deprecated?.use;
    list.push(instead ? say('**Deprecated**, write `{0}`.', instead) : say('**Deprecated.**'));
  }
  if (isBroken(flag, release)) list.push(say('**Without effect** in {0}.', release));
  if (isExperimental(flag, release)) list.push(say('Experimental.'));
  const preset = defaultAt(flag, { role, release });
  if (flag.effectiveDefault) list.push(say('Default: {0}', flag.effectiveDefault));
  else if (preset !== undefined && preset !== '') list.push(say('Default: `{0}`', String(preset)));
  else if (flag.type === 'bool') list.push(say('Default: `{0}`', 'false'));
  else list.push(say('Default: none'));
  const env = envAt(flag, release);
  if (env.length > 0)
    list.push(say('Environment: {0} (the file wins over it)', env.map((variable) => `\`${variable}\``).join(', ')));
  if (flag.aliases?.length) list.push(say('Short form: {0}', flag.aliases.map((alias) => `\`${alias}\``).join(', ')));
  if (splitsAtCommas(flag, release)) list.push(say('Items may be separated by commas.'));
  if (flag.sameOnAllServers === true)
    list.push(say('Must be the same on all servers: a server that joins with another value does not start.'));
  else if (flag.sameOnAllServers) list.push(say('Must be the same on all servers: {0}.', flag.sameOnAllServers));
  if (flag.fixedAfterFirstStart) list.push(say('Cannot be changed once the cluster runs.'));
  if (flag.needs?.length) list.push(say('Needs {0}.', flag.needs.map((n) => `\`${n}\``).join(', ')));
  if (flag.conflicts?.length)
    list.push(say('Does not go together with {0}.', flag.conflicts.map((n) => `\`${n}\``).join(', ')));
  if (flag.overrides) list.push(say('Wins over `{0}`.', flag.overrides));
  if (status === 'yes') list.push(restart(name, flag, role));
  const since = sinceText(role === 'agent' ? (flag.sinceOnAgent ?? flag.since) : flag.since);
  if (since) list.push(since);
  if (flag.removed && status === 'yes') list.push(say('Removed in {0}.', flag.removed));
  const ends = name.endsWith('-arg') ? argumentFactsEnd(release) : '';
  if (ends) list.push(ends);
  return list;
}

/** Facts about the arguments of components may end before, or begin after, the Kubernetes inside the release. */
function argumentFactsEnd(release: Release): string {
  const { minor, facts } = kubernetesOf(release);
  if (facts === 'exact') return '';
  return say(
    'Arguments are checked as in Kubernetes {0}: what is known of them does not reach {1}.',
    minorText(minor),
    minorOf(release),
  );
}

/** What has to be restarted so that a change counts. */
export function restart(name: string, flag: Flag, role: Role): string {
  const service = role === 'agent' ? 'k3s-agent' : 'k3s';
  if (name === 'node-taint')
    return say('Counts only when the node registers for the first time; later use `kubectl taint`.');
  if (flag.sameOnAllServers === true) return say('After a change: restart `k3s` on every server, one at a time.');
  return say('After a change: restart `{0}` on this machine.', service);
}

/** The first releases with something, one per minor line; empty where it was always there. */
export function sinceText(since: Since | undefined): string {
  if (!since) return '';
  return say(
    'Since {0}',
    Object.values(since)
      .map((release) => release.replace(/\+k3s1$/, ''))
      .join(', '),
  );
}

/** The release in effect in words: `v1.37.0+k3s1 (Kubernetes 1.37)`. */
export function releaseText(release: Release): string {
  return `${release} (Kubernetes ${minorOf(release)})`;
}
