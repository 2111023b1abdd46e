/** What the kubelet refuses or throws away beyond single bounds. (kubelet.md section 4) */

import {
  CPU_OPTIONS,
  EVICTION_SIGNALS,
  NAMESPACED_SYSCTLS,
  type OptionStages,
  RESERVABLE,
  TOPOLOGY_OPTIONS,
} from '../../knowledge/argumentWords.ts';
import { minorText } from '../../knowledge/kubernetes.ts';
import { readDuration } from '../../node/commandLine.ts';
import { isLabelValue, isQualifiedName, isReservedLabel } from '../../node/labels.ts';
import { meantAddress, parseIp } from '../../node/net.ts';
import { isGateOn } from '../gates.ts';
import { type Pair, type Problem, pairOf, piece, split } from '../problem.ts';
import { isWhole, meantQuantity, readPercent, readQuantity } from '../quantity.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';
import { meantName } from './names.ts';

/** Labels of the node. A key alone has an empty value. */
const labels: Check = function* (settings) {
  for (const { key, value } of settings.pairs('node-labels').values()) {
    const flag = 'node-labels';
    if (!isQualifiedName(key.text)) {
      yield* of(flag, key, 'label-invalid', 'validation', 'labelKey');
    } else if (value && !isLabelValue(value.text)) {
      yield* of(flag, value, 'label-invalid', 'validation', 'labelValue');
    } else if (isReservedLabel(key.text)) yield* of(flag, key, 'label-protected', 'validation', 'labelReserved');
  }
};

const imageThresholds: Check = function* (settings) {
  const [low, high] = ['image-gc-low-threshold', 'image-gc-high-threshold'] as const;
  if (settings.number(low) < settings.number(high)) return;
  const args = [settings.text(low), settings.text(high)];
  const written = settings.place(low) ? 'imageLow' : 'imageHigh';
  yield* between(settings, 'relation', 'validation', written, [low, high], { args });
};

/** What `enforce-node-allocatable` needs. */
const allocatable: Check = function* (settings) {
  const flag = 'enforce-node-allocatable';
  const { minor } = settings;
  const known = ['none', 'pods', 'system-reserved', 'kube-reserved'];
  if (minor >= 32) known.push('system-reserved-compressible', 'kube-reserved-compressible');
  const listed = settings.list(flag);
  const names = new Set(settings.words(flag));
  for (const [index, item] of listed.entries()) {
    if (item.text === '' && listed.length === 1) continue;
    if (!known.includes(item.text)) {
      const meant = meantName(item.text, known);
      yield* of(flag, item, 'enum', 'validation', 'name', { args: [item.text, known.join(', ')], meant });
    } else if (minor >= 31 && listed.findIndex(({ text }) => text === item.text) < index) {
      yield* of(flag, item, 'duplicate', 'validation', 'twice');
    }
  }
  const none = listed.find(({ text }) => text === 'none');
  if (none && names.size > 1) yield* of(flag, none, 'relation', 'validation', 'allocatableNone');
  for (const part of ['kube-reserved', 'system-reserved'] as const) {
    const named = [part, `${part}-compressible`].filter((name) => names.has(name) && known.includes(name));
    const cgroup = `${part}-cgroup`;
    if (named.length === 0) continue;
    if (settings.text(cgroup) === '') {
      const at = listed.find(({ text }) => text === named[0])?.at;
      const more = { args: [named[0] ?? '', cgroup], ...(at && at.item >= 0 ? { at } : {}) };
      yield* between(settings, 'relation', 'validation', 'allocatableCgroup', [flag, cgroup], more);
    }
    if (named.length > 1) {
      yield* between(settings, 'relation', 'validation', 'allocatableBoth', [flag], { args: [part] });
    }
  }
  const enforced = [...names].filter((name) => name !== '' && (name !== 'none' || minor < 31));
  if (enforced.length > 0 && !settings.bool('cgroups-per-qos')) {
    yield* between(settings, 'relation', 'validation', 'allocatableQos', ['cgroups-per-qos', flag]);
  }
};

/** Thresholds: `signal<amount`, and what has to go with them. */
const evictions: Check = function* (settings) {
  for (const flag of ['eviction-hard', 'eviction-soft'] as const) {
    for (const { key, value } of settings.pairs(flag, '<').values()) {
      yield* signal(settings, flag, key);
      if (value) yield* threshold(flag, key.text, value);
    }
  }
  for (const { key, value } of settings.pairs('eviction-minimum-reclaim').values()) {
    const flag = 'eviction-minimum-reclaim';
    yield* signal(settings, flag, key);
    if (!value) continue;
    const percent = readPercent(value.text);
    const amount = percent ?? readQuantity(value.text);
    if (amount === undefined) yield* quantityProblem(flag, value);
    else if (percent === undefined ? amount < 0 : amount <= 0) {
      yield* of(flag, value, 'range', 'startup', 'reclaim');
    }
  }
  const graces = settings.pairs('eviction-soft-grace-period');
  for (const { key, value } of graces.values()) {
    const flag = 'eviction-soft-grace-period';
    yield* signal(settings, flag, key);
    const time = value && readDuration(value.text);
    if (value && time === undefined) {
      const meant = /^\d+$/.test(value.text) ? `${value.text}s` : undefined;
      yield* of(flag, value, 'syntax', 'startup', 'durationIn', { meant });
    } else if (value && time !== undefined && time < 0n) {
      yield* of(flag, value, 'range', 'startup', 'negative');
    }
  }
  for (const { key } of settings.pairs('eviction-soft', '<').values()) {
    if (graces.has(key.text)) continue;
    const flags = ['eviction-soft', 'eviction-soft-grace-period'];
    const more = { args: [key.text], ...(key.at.item >= 0 ? { at: key.at } : {}) };
    yield* between(settings, 'relation', 'startup', 'softGrace', flags, more);
  }
};

function* signal({ minor }: Settings, flag: string, key: Pair['key']): Iterable<Problem> {
  const known = Object.keys(EVICTION_SIGNALS).filter((name) => minor >= (EVICTION_SIGNALS[name]?.since ?? 0));
  if (!known.includes(key.text)) {
    const offered = known.filter((name) => !EVICTION_SIGNALS[name]?.hidden);
    const meant = meantName(key.text, offered);
    yield* of(flag, key, 'enum', 'startup', 'signal', { args: [key.text, offered.join(', ')], meant });
  } else if (key.text.startsWith('containerfs.')) yield* of(flag, key, 'ignored', 'note', 'containerfs');
}

function* threshold(flag: string, name: string, value: NonNullable<Pair['value']>): Iterable<Problem> {
  const percent = readPercent(value.text);
  const amount = percent ?? readQuantity(value.text);
  if (amount === undefined) yield* quantityProblem(flag, value);
  else if (percent !== undefined) {
    if (percent < 0 || percent > 100)
      yield* of(flag, value, 'range', 'startup', 'percent', { args: [value.text, name] });
  } else if (amount <= 0) yield* of(flag, value, 'range', 'startup', 'threshold0', { args: [value.text, name] });
}

function quantityProblem(flag: string, value: NonNullable<Pair['value']>): Iterable<Problem> {
  return of(flag, value, 'syntax', 'startup', 'quantityIn', { meant: meantQuantity(value.text) });
}

const reservations: Check = function* (settings) {
  for (const flag of ['kube-reserved', 'system-reserved'] as const) {
    for (const { key, value } of settings.pairs(flag).values()) {
      if (!RESERVABLE.includes(key.text)) {
        const meant = meantName(key.text, RESERVABLE);
        yield* of(flag, key, 'enum', 'startup', 'reservable', { args: [key.text, RESERVABLE.join(', ')], meant });
        continue;
      }
      const amount = value && readQuantity(value.text);
      if (value && amount === undefined) yield* quantityProblem(flag, value);
      else if (value && amount !== undefined && amount < 0) yield* of(flag, value, 'range', 'startup', 'negative');
    }
  }
  for (const { key, value } of settings.pairs('qos-reserved').values()) {
    const flag = 'qos-reserved';
    if (key.text !== 'memory') yield* of(flag, key, 'enum', 'startup', 'qosMemory', { meant: 'memory' });
    else if (value && !/^(\d|[1-9]\d|100)%$/.test(value.text)) {
      const meant = /^\d+$/.test(value.text) ? `${value.text}%` : undefined;
      yield* of(flag, value, 'syntax', 'startup', 'percentIn', { meant });
    }
  }
};

const CPUS = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** Sets of processors, what the static policy needs, and its options. */
const processors: Check = function* (settings) {
  const cpus = settings.text('reserved-cpus');
  const readable = cpus === '' || (CPUS.test(cpus) && cpus.split(',').every(isForward));
  if (!readable) yield* between(settings, 'syntax', 'validation', 'cpuSet', ['reserved-cpus'], { args: [cpus] });
  for (const cgroup of ['system-reserved-cgroup', 'kube-reserved-cgroup']) {
    if (cpus === '' || settings.text(cgroup) === '') continue;
    const flags = ['reserved-cpus', 'system-reserved-cgroup', 'kube-reserved-cgroup'];
    yield* between(settings, 'relation', 'validation', 'cpuCgroup', flags, { args: [cgroup] });
    break;
  }
  const policy = settings.text('cpu-manager-policy');
  const reserved = ['kube-reserved', 'system-reserved'].some((flag) => {
    const amount = settings.pairs(flag).get('cpu')?.value?.text;
    return amount !== undefined && (readQuantity(amount) ?? 1) > 0;
  });
  if (policy === 'static' && cpus === '' && !reserved) {
    const flags = ['cpu-manager-policy', 'kube-reserved', 'system-reserved', 'reserved-cpus'];
    yield* between(settings, 'relation', 'startup', 'cpuStatic', flags);
  }
  const options = settings.pairs('cpu-manager-policy-options');
  if (options.size > 0 && policy !== 'static') {
    const flags = ['cpu-manager-policy-options', 'cpu-manager-policy'];
    yield* between(settings, 'relation', 'startup', 'cpuOptions', flags);
    return;
  }
  yield* stagedOptions(settings, 'cpu-manager-policy-options', options, CPU_OPTIONS, 'CPUManagerPolicy');
  yield* exclusiveOptions(settings, options);
};

const isForward = (range: string): boolean => {
  const [from = '', to = from] = range.split('-');
  return Number(from) <= Number(to);
};

/** Pairs of CPU options that exclude each other, with the minor that checks it. */
const EXCLUSIVE: readonly (readonly [string, string, number])[] = [
  ['distribute-cpus-across-cores', 'full-pcpus-only', 31],
  ['distribute-cpus-across-cores', 'distribute-cpus-across-numa', 31],
  ['distribute-cpus-across-cores', 'prefer-align-cpus-by-uncorecache', 32],
  ['prefer-align-cpus-by-uncorecache', 'distribute-cpus-across-numa', 32],
];

function* exclusiveOptions(settings: Settings, options: ReadonlyMap<string, Pair>): Iterable<Problem> {
  const isOn = (name: string): boolean => /^(1|t|true)$/i.test(options.get(name)?.value?.text ?? '');
  for (const [first, second, since] of EXCLUSIVE) {
    if (settings.minor < since || !isOn(first) || !isOn(second)) continue;
    const flags = ['cpu-manager-policy-options'];
    yield* between(settings, 'relation', 'startup', 'optionsExclude', flags, { args: [first, second] });
  }
  if (isOn('align-by-socket') && settings.text('topology-manager-policy') === 'single-numa-node') {
    const flags = ['cpu-manager-policy-options', 'topology-manager-policy'];
    yield* between(settings, 'relation', 'startup', 'alignBySocket', flags);
  }
}

/** Options that exist in stages, and the gate of their stage. */
function* stagedOptions(
  settings: Settings,
  flag: string,
  options: ReadonlyMap<string, Pair>,
  known: Readonly<Record<string, OptionStages>>,
  gatePrefix: string,
): Iterable<Problem> {
  const { minor } = settings;
  for (const { key } of options.values()) {
    const stages = Object.hasOwn(known, key.text) ? known[key.text] : undefined;
    const since = stages && Math.min(...Object.values(stages));
    if (!stages || since === undefined) {
      const names = Object.keys(known);
      const meant = meantName(key.text, names);
      yield* of(flag, key, 'enum', 'startup', 'option', { args: [key.text, names.join(', ')], meant });
    } else if (minor < since) {
      yield* of(flag, key, 'enum', 'startup', 'nameNotYet', { args: [key.text, minorText(since)] });
    } else if (minor < (stages.ga ?? 99)) {
      const stage = minor >= (stages.beta ?? 99) ? 'Beta' : 'Alpha';
      const gate = `${gatePrefix}${stage}Options`;
      if (isGateOn(gate, settings)) continue;
      yield* of(flag, key, 'gate-required', 'startup', 'needsGate', { args: [key.text, gate] });
    }
  }
}

const topology: Check = function* (settings) {
  const flag = 'topology-manager-policy-options';
  const options = settings.pairs(flag);
  yield* stagedOptions(settings, flag, options, TOPOLOGY_OPTIONS, 'TopologyManagerPolicy');
  const most = options.get('max-allowable-numa-nodes')?.value;
  if (most && settings.minor >= 31 && !(/^\d+$/.test(most.text) && Number(most.text) >= 8)) {
    yield* of(flag, most, 'range', 'startup', 'numaNodes');
  }
};

const memory: Check = function* (settings) {
  const flag = 'reserved-memory';
  const seen = new Set<string>();
  for (const { value } of settings.all(flag)) {
    for (const node of split(value, ';')) {
      const colon = node.text.indexOf(':');
      for (const element of split(piece(node, colon + 1, node.text.length - colon - 1), ',')) {
        const { key, value: amount } = pairOf(element);
        const id = `${node.text.slice(0, colon)}:${key.text}`;
        if (seen.has(id)) yield* of(flag, element, 'duplicate', 'validation', 'twice', { args: [id] });
        seen.add(id);
        if (amount && readQuantity(amount.text) === 0) yield* of(flag, amount, 'range', 'validation', 'memory0');
      }
    }
  }
};

/** Addresses of the node, of which the kubelet skips what it cannot read, and of DNS servers. */
const addresses: Check = function* (settings) {
  const listed = settings
    .all('node-ip')
    .slice(-1)
    .flatMap(({ value }) => split(value, ','));
  const read = listed.filter(({ text }) => parseIp(text));
  for (const item of listed) {
    if (read.includes(item)) continue;
    yield* of('node-ip', item, 'ignored', 'note', 'nodeIp', { meant: meantAddress(item.text) });
  }
  const families = read.map(({ text }) => parseIp(text)?.family);
  if (read.length > 2 || (read.length === 2 && families[0] === families[1])) {
    yield* between(settings, 'contradiction', 'startup', 'nodeIpPair', ['node-ip']);
  } else if (read.length === 2 && read.some(({ text }) => text === '0.0.0.0' || text === '::')) {
    yield* between(settings, 'contradiction', 'startup', 'nodeIpAny', ['node-ip']);
  }
  for (const item of settings.list('cluster-dns')) {
    if (item.text === '' || parseIp(item.text.trim())) continue;
    yield* of('cluster-dns', item, 'ignored', 'note', 'clusterDns', { meant: meantAddress(item.text) });
  }
};

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]$/;

const sysctls: Check = function* (settings) {
  const flag = 'allowed-unsafe-sysctls';
  for (const item of settings.list(flag)) {
    const name = item.text.replaceAll('/', '.');
    if (item.text.length > 253 || !SYSCTL.test(item.text)) {
      yield* of(flag, item, 'syntax', 'startup', 'sysctl', {
        meant: item.text.trim() !== item.text ? item.text.trim() : undefined,
      });
    } else if (!NAMESPACED_SYSCTLS.some((start) => name.startsWith(start))) {
      yield* of(flag, item, 'enum', 'startup', 'sysctlHost');
    }
  }
};

const others: Check = function* (settings) {
  const { minor } = settings;
  if (settings.text('system-cgroups') !== '' && settings.text('cgroup-root') === '') {
    yield* between(settings, 'relation', 'validation', 'systemCgroups', ['system-cgroups', 'cgroup-root']);
  }
  if (minor >= 32 && settings.bool('runonce')) {
    yield* between(settings, 'removed', 'validation', 'runOnce', ['runonce']);
  }
  const period = settings.duration('cpu-cfs-quota-period');
  if (period !== 100_000_000n) {
    const [flag, gate] = ['cpu-cfs-quota-period', 'CustomCPUCFSQuotaPeriod'] as const;
    const text = settings.text(flag);
    if (!isGateOn(gate, settings)) {
      yield* between(settings, 'gate-required', 'validation', 'needsGate', [flag], { args: [text, gate] });
    } else if (period < 1_000_000n || period > 1_000_000_000n) {
      yield* between(settings, 'range', 'validation', 'between', [flag], { args: [text, '1ms', '1s'] });
    }
  }
  if (settings.bool('rotate-server-certificates') && !isGateOn('RotateKubeletServerCertificate', settings)) {
    const flags = ['rotate-server-certificates'];
    const args = ['rotate-server-certificates', 'RotateKubeletServerCertificate'];
    yield* between(settings, 'gate-required', 'validation', 'needsGate', flags, { args });
  }
  const size = settings.text('container-log-max-size');
  if (settings.has('container-log-max-size') && !isWhole(size)) {
    const meant = meantQuantity(size);
    yield* between(settings, 'syntax', 'startup', 'quantityIn', ['container-log-max-size'], { args: [size], meant });
  }
  if (settings.has('vmodule') && settings.text('vmodule') !== '' && settings.text('logging-format') !== 'text') {
    yield* between(settings, 'relation', 'validation', 'vmoduleText', ['vmodule', 'logging-format']);
  }
};

/** All checks of the kubelet, in the order of its own validation. */
export const kubeletChecks: readonly Check[] = [
  labels,
  imageThresholds,
  allocatable,
  processors,
  memory,
  others,
  evictions,
  reservations,
  topology,
  addresses,
  sysctls,
];
