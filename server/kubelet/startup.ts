/**
 * The checks a kubelet makes only while it sets itself up, one per row of `kubeletRules` with the stage `startup`.
 * (Start-up code of Kubernetes 1.36; what depends on the machine is left out, `hostRules` names it)
 */

import { isWhole, meantQuantity, readPercent, readQuantity } from '../arguments/quantity.ts';
import { keysOf, kubeletFields, valuesOf } from '../knowledge/kubelet.ts';
import type { KubeletField } from '../knowledge/kubeletField.ts';
import type { KubeletRuleId } from '../knowledge/kubeletRules.ts';
import {
  cpuManagerPolicyOptions,
  namespacedSysctls,
  type PolicyOption,
  tlsCipherSuites,
  tlsCurves,
  topologyManagerPolicyOptions,
} from '../knowledge/kubeletValues.ts';
import { readDuration, readValue } from '../node/commandLine.ts';
import { meantAddress, parseIp } from '../node/net.ts';
import type { Configuration, Hit } from './configuration.ts';
import { type Check, isCpuList, nearestWord, oneOf, oneOfHit } from './validation.ts';

const row = (path: string): KubeletField => kubeletFields[path] as KubeletField;

const EVICTION = ['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod', 'evictionMinimumReclaim'] as const;
const RESERVED = ['systemReserved', 'kubeReserved'] as const;

export const startup = {
  *'logSize.syntax'(config) {
    const text = config.text('containerLogMaxSize');
    if (readQuantity(text) !== undefined && isWhole(text)) return;
    yield amount('containerLogMaxSize', text);
  },
  *'syncFrequency.min'(config) {
    if (config.duration('syncFrequency') <= 0n) yield { say: 'durationAbove', args: ['syncFrequency', '0s', ''] };
  },
  *'eviction.signal'(config) {
    const allowed = Object.keys(keysOf(row('evictionHard'), config.minor) ?? {});
    for (const path of EVICTION) {
      for (const key of config.map(path).keys()) {
        if (allowed.includes(key)) continue;
        const meant = nearestWord(key, allowed);
        const say = meant === undefined ? 'signal' : 'signalMeant';
        yield { say, args: [key, meant ?? ''], fields: [path], key, value: key, ...(meant ? { meant } : {}) };
      }
    }
  },
  *'eviction.value'(config) {
    for (const path of ['evictionHard', 'evictionSoft']) {
      for (const [key, text] of config.map(path)) {
        const flaw = thresholdFlaw(`${path}: ${key}`, text);
        if (flaw) yield { ...flaw, fields: [path], key, value: text };
      }
    }
  },
  *'eviction.grace'(config) {
    const periods = config.map('evictionSoftGracePeriod');
    for (const [key, text] of config.map('evictionSoft')) {
      // 0% and 100% switch the signal off, and then it needs no period.
      if (!periods.has(key) && text !== '0%' && text !== '100%') yield { say: 'gracePeriod', args: [key], key };
    }
  },
  *'eviction.graceNegative'(config) {
    for (const [key, text] of config.map('evictionSoftGracePeriod')) {
      const period = readDuration(text);
      const name = `evictionSoftGracePeriod: ${key}`;
      if (period === undefined)
        yield { say: 'badDuration', args: [name, text], key, value: text, class: 'bad-duration' };
      else if (period < 0n) yield { say: 'durationAtLeast', args: [name, '0s', text], key, value: text };
    }
  },
  *'eviction.reclaim'(config) {
    for (const [key, text] of config.map('evictionMinimumReclaim')) {
      const name = `evictionMinimumReclaim: ${key}`;
      if (text.endsWith('%')) {
        const percent = readPercent(text);
        if (percent === undefined) yield { ...amount(name, text), key };
        else if (percent <= 0) yield { say: 'percentAbove', args: [name, text], key, value: text, class: 'range' };
      } else if (readQuantity(text) === undefined) yield { ...amount(name, text), key };
      else if ((readQuantity(text) ?? 0) < 0)
        yield { say: 'negative', args: [name, text], key, value: text, class: 'range' };
    }
  },
  *'eviction.containerfs'(config) {
    for (const path of ['evictionHard', 'evictionSoft']) {
      for (const key of config.map(path).keys()) {
        if (key.startsWith('containerfs.')) yield { say: 'containerfs', args: [key], fields: [path], key };
      }
    }
  },
  *'reserved.keys'(config) {
    for (const path of RESERVED) {
      const allowed = Object.keys(keysOf(row(path), config.minor) ?? {});
      for (const key of config.map(path).keys()) {
        if (!allowed.includes(key)) yield { ...oneOfHit(path, key, allowed), fields: [path], key };
      }
    }
  },
  *'reserved.values'(config) {
    for (const path of RESERVED) {
      for (const [key, text] of config.map(path)) {
        const name = `${path}: ${key}`;
        const value = readQuantity(text);
        if (value === undefined) yield { ...amount(name, text), fields: [path], key };
        else if (value < 0)
          yield { say: 'negative', args: [name, text], fields: [path], key, value: text, class: 'range' };
      }
    }
  },
  *'qosReserved.keys'(config) {
    for (const [key, text] of config.map('qosReserved')) {
      if (key !== 'memory') yield { ...oneOfHit('qosReserved', key, ['memory']), key };
      else if (!/^\d+%$/.test(text))
        yield { say: 'percentForm', args: [`qosReserved: ${key}`, text], key, value: text, class: 'syntax' };
      else if (Number.parseInt(text, 10) > 100)
        yield { say: 'percentMost', args: [`qosReserved: ${key}`, text], key, value: text, class: 'range' };
    }
  },
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
      if (config.minor >= since && on.has(a) && on.has(b)) yield { say: 'cpuOptionsBoth', args: [a, b], key: b };
    }
  },
  *'cpuOptions.socket'(config) {
    if (!switchedOn(config, 'cpuManagerPolicyOptions').includes('align-by-socket')) return;
    if (config.text('topologyManagerPolicy') === 'single-numa-node')
      yield { say: 'cpuOptionsSocket', key: 'align-by-socket' };
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
  *'sysctls.pattern'(config) {
    for (const [item, pattern] of config.texts('allowedUnsafeSysctls').entries()) {
      if (!isSysctl(pattern)) yield { say: 'sysctlForm', args: [pattern], item, value: pattern, class: 'syntax' };
      else if (!isNamespaced(pattern)) yield { say: 'sysctlNamespace', args: [pattern], item, value: pattern };
    }
  },
  *'kubeletCgroups.sub'(config) {
    const [own, parent] = [config.text('kubeletCgroups'), config.text('kubeReservedCgroup')];
    if (own !== '' && parent !== '' && !own.startsWith(parent)) yield { say: 'kubeletCgroups', args: [own, parent] };
  },
  *'clusterDNS.ip'(config) {
    for (const [item, text] of config.texts('clusterDNS').entries()) {
      if (parseIp(text)) continue;
      const meant = meantAddress(text);
      yield { say: 'clusterDns', args: [text], item, value: text, ...(meant ? { meant } : {}) };
    }
  },
  *'tls.cipher'(config) {
    const allowed = Object.keys(valuesOf(row('tlsCipherSuites'), config.minor) ?? {});
    for (const [item, name] of config.texts('tlsCipherSuites').entries()) {
      if (!allowed.includes(name)) yield { ...cipherHit(name, allowed), item };
    }
  },
  *'tls.cipherInsecure'(config) {
    for (const [item, name] of config.texts('tlsCipherSuites').entries()) {
      if (tlsCipherSuites.insecure.includes(name)) yield { say: 'cipherInsecure', args: [name], item };
    }
  },
  *'tls.tls13ciphers'(config) {
    const both = config.text('tlsMinVersion') === 'VersionTLS13' && config.list('tlsCipherSuites').length > 0;
    if (both) yield { say: 'cipherTls13' };
  },
  *'tls.minVersion'(config) {
    const value = config.text('tlsMinVersion');
    const allowed = Object.keys(valuesOf(row('tlsMinVersion'), config.minor) ?? {});
    if (value === '' || allowed.includes(value)) return;
    const digits = /^(?:TLS)?v?(1)\.?([0-3])$/i.exec(value.replace(/[\s_]/g, ''));
    const meant = digits ? `VersionTLS1${digits[2]}` : undefined;
    yield meant
      ? { say: 'oneOfMeant', args: ['tlsMinVersion', value, meant], value, meant }
      : oneOfHit('tlsMinVersion', value, allowed);
  },
  *'tls.curves'(config) {
    for (const [item, id] of config.list('tlsCurvePreferences').entries()) {
      const known = Object.entries(tlsCurves).map(([number, name]) => `${number} (${name})`);
      if (!(String(id) in tlsCurves)) yield { say: 'curve', args: [String(id), known.join(', ')], item };
    }
  },
  'watchStrategy.enum': oneOf('configMapAndSecretChangeDetectionStrategy'),
  'memoryPolicy.enum': oneOf('memoryManagerPolicy'),
  *'memoryPolicy.static'(config) {
    if (config.text('memoryManagerPolicy') !== 'Static') return;
    if ([...memoryReserved(config)].every(([, size]) => size === 0)) yield { say: 'memoryStatic' };
  },
  *'reservedMemory.sum'(config) {
    if (config.text('memoryManagerPolicy') !== 'Static') return;
    const reserved = memoryReserved(config);
    const limit = config.map('evictionHard').get('memory.available') ?? '0';
    // A percentage depends on how much memory the machine has.
    if (reserved.size === 0 || limit.endsWith('%')) return;
    const wanted = [...RESERVED.map((path) => config.map(path).get('memory') ?? '0'), limit].map(
      (text) => readQuantity(text) ?? 0,
    );
    const sum = wanted.reduce((a, b) => a + b, 0);
    if ((reserved.get('memory') ?? 0) !== sum) {
      yield { say: 'memorySum', args: [bytes(reserved.get('memory') ?? 0), bytes(sum)] };
    }
  },
  'authorizationMode.enum': oneOf('authorization.mode'),
} satisfies Partial<Record<KubeletRuleId, Check>>;

/** Which pairs of CPU options exclude each other, and from which minor on. (kubelet-config.json, `cpuOptions.exclusive`) */
const EXCLUSIVE: readonly (readonly [a: string, b: string, since: number])[] = [
  ['full-pcpus-only', 'distribute-cpus-across-cores', 31],
  ['distribute-cpus-across-numa', 'distribute-cpus-across-cores', 31],
  ['prefer-align-cpus-by-uncorecache', 'distribute-cpus-across-cores', 32],
  ['prefer-align-cpus-by-uncorecache', 'distribute-cpus-across-numa', 32],
];

function amount(name: string, text: string): Hit & { readonly class: 'syntax' } {
  const meant = meantQuantity(text);
  const say = meant === undefined ? 'amount' : 'amountMeant';
  return { say, args: [name, text, meant ?? ''], value: text, class: 'syntax', ...(meant ? { meant } : {}) };
}

function thresholdFlaw(name: string, text: string): Hit | undefined {
  if (text === '0%' || text === '100%') return undefined;
  if (text.endsWith('%')) {
    const percent = readPercent(text);
    if (percent === undefined) return amount(name, text);
    return percent >= 0 && percent <= 100 ? undefined : { say: 'percentMost', args: [name, text], class: 'range' };
  }
  const value = readQuantity(text);
  if (value === undefined) {
    const [, bare] = /^\s*[<>]=?\s*(\S+)$/.exec(text) ?? [];
    if (bare === undefined) return amount(name, text);
    return { say: 'thresholdOperator', args: [name, text, bare], class: 'syntax', meant: bare };
  }
  return value > 0 ? undefined : { say: 'amountAbove', args: [name, text], class: 'range' };
}

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
      yield { say: 'gateNeeded', args: [`${path}: ${key}`, gate], key, gate };
  }
}

function* optionNames(config: Configuration, path: string, options: Options): Iterable<Hit> {
  const allowed = Object.keys(keysOf(row(path), config.minor) ?? {});
  for (const [key, text] of config.map(path)) {
    if (!allowed.includes(key)) yield { ...oneOfHit(path, key, allowed), key };
    else if (options[key]?.value === 'go-bool' && typeof readValue('bool', text) === 'string') {
      yield { say: 'optionBool', args: [`${path}: ${key}`, text], key, value: text, class: 'syntax' };
    }
  }
}

/** `net.core.*`; (kubelet.md, syntax rules). */
function isSysctl(text: string): boolean {
  return text.length <= 253 && /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]$/.test(text);
}

function isNamespaced(text: string): boolean {
  const name = text.replaceAll('/', '.').replace(/\*$/, '');
  return namespacedSysctls.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known,
  );
}

function cipherHit(name: string, allowed: readonly string[]): Hit {
  const bare = (text: string): string => text.replace(/^TLS_|WITH_|[-_]/g, '').toUpperCase();
  const meant =
    allowed.find((one) => bare(one) === bare(name).replace(/AES(\d)/, 'AES$1')) ?? nearestWord(name, allowed);
  return meant
    ? { say: 'cipherMeant', args: [name, meant], value: name, meant }
    : { say: 'cipher', args: [name], value: name };
}

/** Bytes set aside for all NUMA nodes together, by resource. */
function memoryReserved(config: Configuration): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const entry of config.objects('reservedMemory')) {
    const limits = entry.get('limits');
    if (!(limits instanceof Map)) continue;
    for (const [resource, text] of limits as ReadonlyMap<string, string>) {
      sums.set(resource, (sums.get(resource) ?? 0) + (readQuantity(text) ?? 0));
    }
  }
  return sums;
}

/** A number of bytes as a person writes it. */
function bytes(size: number): string {
  for (const [unit, scale] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const) {
    if (size >= scale && size % scale === 0) return `${size / scale}${unit}`;
  }
  return String(size);
}
