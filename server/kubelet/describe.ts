/** How a field of the kubelet is told, a key of one of its maps, or a value: the Markdown of hover and completion. */

import type { Release } from '../knowledge/flag.ts';
import { isInMinor, keysOf, valuesOf } from '../knowledge/kubelet.ts';
import type { FieldType, FieldValue, KubeletField } from '../knowledge/kubeletField.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import {
  cpuManagerPolicyOptions,
  kubeletApiVersion,
  kubeletKind,
  type PolicyOption,
  tlsCipherSuites,
  tlsCurves,
  topologyManagerPolicyOptions,
} from '../knowledge/kubeletValues.ts';
import { kubernetesOf, minorText } from '../knowledge/kubernetes.ts';
import { gateLines } from '../words/gate.ts';
import { say } from '../words/say.ts';
import { factsOf } from './facts.ts';
import type { Slot } from './slot.ts';

const PAGE = 'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/';

/** What is told, and in which release of K3s. */
export interface Told {
  readonly slot: Slot;
  readonly release: Release;
}

/**
 * A field, or the key of a map, as Markdown.
 *
 * @param here what is in force where the question was asked; stands behind the headline, because it is asked for most
 */
export function describe({ slot, release }: Told, here = ''): string {
  const { minor, facts } = kubernetesOf(release);
  const { field } = slot;
  const newest =
    facts === 'newest known' ? say('What is known of Kubernetes {0} stands for this release.', minorText(minor)) : '';
  if (!field) return '';
  const own = slot.key === undefined ? fieldText(slot.path, field, minor, here) : keyText(slot, field, minor, here);
  return [...own, newest].filter((part) => part !== '').join('\n\n');
}

function fieldText(path: string, field: KubeletField, minor: number, here: string): string[] {
  const facts = factsOf(path, field, minor);
  return [
    `**${path}** · ${typeText(field)}`,
    here,
    field.doc,
    valuesTable(field, minor),
    ...(facts.length > 0 ? [`**${say('Facts')}**\n${facts.map((fact) => `- ${fact}`).join('\n')}`] : []),
    `[${say('Kubernetes documentation')}](${PAGE})`,
  ];
}

/** A key of a map: a gate, a signal, an option of a policy, or a name nobody prescribes. */
function keyText(slot: Slot, field: KubeletField, minor: number, here: string): string[] {
  const key = slot.key as string;
  const known = field.keys === 'featureGates' ? undefined : keysOf(field, minor);
  const row = known && Object.hasOwn(known, key) ? known[key] : known?.[generalKey(key)];
  const gateText = field.keys === 'featureGates' ? gateLines(key, minor) : undefined;
  const head = gateText?.[0] ?? `**${key}** · \`${slot.path}\``;
  const option = optionOf(field, key);
  return [
    head,
    here,
    ...(gateText?.slice(1) ?? []),
    row?.doc ? say(row.doc) : '',
    option ? say('In Kubernetes {0}: {1}.', minorText(minor), stageOf(option, minor)) : '',
    FORMATS[field.valueFormat ?? ''] ? say('Takes {0}.', say(FORMATS[field.valueFormat ?? ''] ?? '')) : '',
    `[${say('Kubernetes documentation')}](${PAGE})`,
  ];
}

/** `hugepages-2Mi` is one of `hugepages-<size>`. */
const generalKey = (key: string): string => (key.startsWith('hugepages-') ? 'hugepages-<size>' : key);

function optionOf(field: KubeletField, key: string): PolicyOption | undefined {
  const table =
    field.keys === 'cpuManagerPolicyOptions'
      ? cpuManagerPolicyOptions
      : field.keys === 'topologyManagerPolicyOptions'
        ? topologyManagerPolicyOptions
        : {};
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** How mature an option of a policy is; in front of its first minor it does not exist. */
export function stageOf({ stages }: PolicyOption, minor: number): string {
  const [first] = stages;
  return stages.findLast(([from]) => from <= minor)?.[1] ?? say('not before {0}', minorText(first?.[0] ?? 0));
}

/** One value of a closed set; undefined where there is nothing to say of it. */
export function valueText(slot: Slot, text: string, minor: number): string | undefined {
  const { field } = slot;
  if (!field) return undefined;
  const curve = slot.path === 'tlsCurvePreferences' ? tlsCurves[text] : undefined;
  if (curve) return `\`${text}\`: ${curve}`;
  if (field.values === 'tlsCipherSuites') {
    if (tlsCipherSuites.insecure.includes(text)) return `\`${text}\`: ${say('counts as insecure.')}`;
    return tlsCipherSuites.preferred.includes(text) ? `\`${text}\`: ${say('counts as secure.')}` : undefined;
  }
  const row = field.values && Object.hasOwn(field.values, text) ? field.values[text] : undefined;
  if (!row) return undefined;
  const state = presence(row, minor);
  return `\`${text}\`${row.doc ? `: ${row.doc}` : ''}${state === '' ? '' : ` ${state}`}`;
}

/** What the two keys of the header are for. */
export function headerText(name: string): string {
  const value = name === 'kind' ? kubeletKind : kubeletApiVersion;
  return [
    `**${name}** · \`${value}\``,
    say('Every file needs both `apiVersion` and `kind`, or K3s does not start.'),
    `\`\`\`yaml\napiVersion: ${kubeletApiVersion}\nkind: ${kubeletKind}\n\`\`\``,
  ].join('\n\n');
}

/** The type in a word or two, with its unit. */
export function typeText({ type, unit, format, values }: KubeletField): string {
  const word = type.startsWith('list<') ? listText(type, values !== undefined) : say(TYPES[type] ?? type);
  const more = unit ?? (type === 'string' ? FORMATS[format ?? ''] : undefined);
  return more === undefined ? word : `${word} (${say(more)})`;
}

const listText = (type: FieldType, isClosed: boolean): string =>
  say(isClosed ? 'list of names' : type === 'list<object>' ? 'list of objects' : 'list');

const TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  bool: 'true or false',
  int32: 'number',
  int64: 'number',
  uint32: 'number',
  float: 'number',
  string: 'text',
  enum: 'one of several words',
  duration: 'duration such as 5m',
  durationOrNanoseconds: 'duration such as 5m',
  quantity: 'amount such as 500Mi',
  time: 'point in time',
  object: 'fields of its own',
  'map<string,string>': 'texts by name',
  'map<string,bool>': 'true or false by name',
  'map<string,quantity>': 'amounts by name',
  'map<string,list<string>>': 'lists of texts by name',
};

/** What a text has to be. */
const FORMATS: Readonly<Record<string, string>> = {
  path: 'path',
  'absolute-clean-ascii-path': 'absolute path',
  ip: 'IP address',
  cidr: 'range of addresses',
  url: 'URL',
  endpoint: 'endpoint such as unix:///run/…',
  'otlp-grpc-endpoint': 'host:port without a scheme',
  'dns-domain': 'domain',
  'cgroup-name': 'name of a cgroup',
  cpuset: 'CPUs such as 0-1,4',
  quantity: 'amount such as 10Mi',
  'previous-minor': 'minor version such as 1.35',
  'qualified-name': 'name such as example.com/gpu',
  'label-value': 'value of a label',
  'eviction-threshold': 'an amount such as 500Mi, or a percentage such as 10%',
  'quantity>=0-or-percent>0': 'an amount such as 500Mi, or a percentage such as 10%',
  'quantity>=0': 'an amount such as 500Mi or 200m',
  'quantity>0': 'an amount such as 1Gi',
  'duration>=0': 'a duration such as 1m30s',
  'go-bool': '"true" or "false", in quotes',
  'integer-percent': 'a percentage such as 50%',
};

function valuesTable(field: KubeletField, minor: number): string {
  // Suites are too many to be read.
  const values = field.values === 'tlsCipherSuites' ? undefined : valuesOf(field, minor);
  const rows = Object.entries(values ?? {}).map(
    ([value, { doc }]) => `- \`${value === '' ? '""' : value}\`${doc ? `: ${doc}` : ''}`,
  );
  return rows.length === 0 ? '' : [`**${say('Values')}**`, ...rows].join('\n');
}

const presence = (row: FieldValue, minor: number): string =>
  row.os === 'windows'
    ? say('Only on Windows.')
    : isInMinor(row, minor)
      ? ''
      : row.since !== undefined && row.since > minor
        ? say('Comes with Kubernetes {0}.', minorText(row.since))
        : say('Gone since Kubernetes {0}.', minorText((row.until ?? minor) + 1));

/** Why nothing of a file counts in a release: it came before K3s read the folder. */
export function tooOld(release: Release): string | undefined {
  const { minor } = kubernetesOf(release);
  if (minor >= filesSince) return undefined;
  return say(
    '**K3s {0} does not read this folder**; it does from v1.{1} on. Use `kubelet-arg` in config.yaml.',
    release,
    filesSince,
  );
}
