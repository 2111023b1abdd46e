/** Checks of the managers of CPU, memory and topology and of their options. (kubelet.md, section 4) */

import { readQuantity } from '../../arguments/quantity.ts';
import { keysOf } from '../../knowledge/kubelet.ts';
import {
  cpuManagerPolicyOptions,
  type PolicyOption,
  topologyManagerPolicyOptions,
} from '../../knowledge/kubeletValues.ts';
import { readValue } from '../../node/commandLine.ts';
import type { Configuration, Hit } from '../configuration.ts';
import { type Checks, gated, oneOf, oneOfHit, row } from './check.ts';
import { isCpuList, memoryReserved } from './reservations.ts';

const RESERVED = ['systemReserved', 'kubeReserved'] as const;

export const policies = {
  *'topologyPolicy.enum'(config) {
    yield* oneOf('topologyManagerPolicy')(config);
  },
  'topologyPolicy.gate': gated(
    'TopologyManager',
    ['topologyManagerPolicy'],
    (config, path) => config.text(path) !== 'none',
  ),
  'topologyScope.enum': oneOf('topologyManagerScope'),
  *'memoryQoS.factor'(config) {
    const value = config.get('memoryThrottlingFactor');
    if (typeof value !== 'number' || (value > 0 && value <= 1)) return;
    yield { say: 'throttling', args: [value], value: String(value) };
  },
  'memoryQoS.policyGate': gated(
    'MemoryQoS',
    ['memoryReservationPolicy'],
    (config, path) => config.text(path) === 'TieredReservation',
  ),
  'memoryQoS.policyEnum': oneOf('memoryReservationPolicy'),
  'cpuPolicy.enum': oneOf('cpuManagerPolicy'),
  *'cpuPolicy.static'(config) {
    const list = config.text('reservedSystemCPUs');
    if (config.text('cpuManagerPolicy') !== 'static' || (list !== '' && isCpuList(list))) return;
    const reserved = RESERVED.reduce((sum, path) => sum + (readQuantity(config.map(path).get('cpu') ?? '0') ?? 0), 0);
    if (reserved <= 0) yield { say: 'cpuStatic' };
  },
  *'cpuOptions.none'(config) {
    const options = config.map('cpuManagerPolicyOptions');
    if (options.size > 0 && config.text('cpuManagerPolicy') === 'none') yield { say: 'cpuOptionsNone' };
  },
  *'cpuOptions.exclusive'(config) {
    const on = new Set(switchedOn(config, 'cpuManagerPolicyOptions'));
    for (const [a, b, since] of EXCLUSIVE) {
      if (config.minor >= since && on.has(a) && on.has(b))
        yield { say: 'cpuOptionsBoth', args: [a, b], key: b, on: 'key' };
    }
  },
  *'cpuOptions.socket'(config) {
    if (!switchedOn(config, 'cpuManagerPolicyOptions').includes('align-by-socket')) return;
    if (config.text('topologyManagerPolicy') === 'single-numa-node')
      yield { say: 'cpuOptionsSocket', key: 'align-by-socket', on: 'key' };
  },
  *'cpuOptions.maturity'(config) {
    yield* maturity(config, 'cpuManagerPolicyOptions', cpuManagerPolicyOptions, 'CPUManagerPolicy');
  },
  *'cpuOptions.names'(config) {
    if (config.text('cpuManagerPolicy') === 'static')
      yield* optionNames(config, 'cpuManagerPolicyOptions', cpuManagerPolicyOptions);
  },
  *'topologyOptions.maturity'(config) {
    yield* maturity(config, 'topologyManagerPolicyOptions', topologyManagerPolicyOptions, 'TopologyManagerPolicy');
  },
  *'topologyOptions.names'(config) {
    yield* optionNames(config, 'topologyManagerPolicyOptions', topologyManagerPolicyOptions);
  },
  *'topologyOptions.maxNuma'(config) {
    const text = config.map('topologyManagerPolicyOptions').get('max-allowable-numa-nodes');
    if (text === undefined) return;
    const rest = { key: 'max-allowable-numa-nodes', value: text };
    if (!/^[+-]?\d+$/.test(text)) yield { say: 'numaNodes', args: [text], ...rest, class: 'syntax' };
    else if (Number(text) < 8) yield { say: 'numaNodes', args: [text], ...rest };
  },
  'memoryPolicy.enum': oneOf('memoryManagerPolicy'),
  *'memoryPolicy.static'(config) {
    if (config.text('memoryManagerPolicy') !== 'Static') return;
    if ([...memoryReserved(config)].every(([, size]) => size === 0)) yield { say: 'memoryStatic' };
  },
} satisfies Checks;

/** Which pairs of CPU options exclude each other, and from which minor on. (kubelet-config.json, `cpuOptions.exclusive`) */
const EXCLUSIVE: readonly (readonly [a: string, b: string, since: number])[] = [
  ['full-pcpus-only', 'distribute-cpus-across-cores', 31],
  ['distribute-cpus-across-numa', 'distribute-cpus-across-cores', 31],
  ['prefer-align-cpus-by-uncorecache', 'distribute-cpus-across-cores', 32],
  ['prefer-align-cpus-by-uncorecache', 'distribute-cpus-across-numa', 32],
];

const isOption = (text: string): boolean => {
  const value = readValue('bool', text);
  return typeof value !== 'string' && value.value === true;
};

const switchedOn = (config: Configuration, path: string): string[] =>
  [...config.map(path)].filter(([, text]) => isOption(text)).map(([name]) => name);

type Options = Readonly<Record<string, PolicyOption>>;

function* maturity(config: Configuration, path: string, options: Options, prefix: string): Iterable<Hit> {
  if (path === 'cpuManagerPolicyOptions' && config.text('cpuManagerPolicy') !== 'static') return;
  for (const key of config.map(path).keys()) {
    const stage = options[key]?.stages.findLast(([from]) => from <= config.minor)?.[1];
    const gate = stage === 'alpha' ? `${prefix}AlphaOptions` : stage === 'beta' ? `${prefix}BetaOptions` : undefined;
    if (gate !== undefined && !config.gates.isOn(gate))
      yield { say: 'gateNeeded', args: [`${path}: ${key}`, gate], key, on: 'key', gate };
  }
}

function* optionNames(config: Configuration, path: string, options: Options): Iterable<Hit> {
  const allowed = Object.keys(keysOf(row(path), config.minor) ?? {});
  for (const [key, text] of config.map(path)) {
    if (!allowed.includes(key)) yield { ...oneOfHit(path, key, allowed), key, on: 'key' };
    else if (options[key]?.value === 'go-bool' && typeof readValue('bool', text) === 'string') {
      yield { say: 'optionBool', args: [`${path}: ${key}`, text], key, value: text, class: 'syntax' };
    }
  }
}
