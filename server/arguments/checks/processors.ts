/** Processors, NUMA nodes and memory that the kubelet gives out whole. (kubelet.md sections 4 and 5) */

import { CPU_OPTIONS, type OptionStages, TOPOLOGY_OPTIONS } from '../../knowledge/argumentWords.ts';
import { minorText } from '../../knowledge/kubernetes.ts';
import { isGateOn } from '../gates.ts';
import { type Pair, type Problem, pairOf, piece, split } from '../problem.ts';
import { readQuantity } from '../quantity.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';
import { meantName } from './names.ts';

const CPUS = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** Sets of processors, what the static policy needs, and its options. */
export const processors: Check = function* (settings) {
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

export const topology: Check = function* (settings) {
  const flag = 'topology-manager-policy-options';
  const options = settings.pairs(flag);
  yield* stagedOptions(settings, flag, options, TOPOLOGY_OPTIONS, 'TopologyManagerPolicy');
  const most = options.get('max-allowable-numa-nodes')?.value;
  if (most && settings.minor >= 31 && !(/^\d+$/.test(most.text) && Number(most.text) >= 8)) {
    yield* of(flag, most, 'range', 'startup', 'numaNodes');
  }
};

export const memory: Check = function* (settings) {
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
