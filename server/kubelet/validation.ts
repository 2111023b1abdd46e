/**
 * The checks of the merged configuration, one per row of `kubeletRules` with the stage `validation`.
 * (ValidateKubeletConfiguration of Kubernetes 1.26 to 1.36, logging and tracing included)
 */

import { readQuantity } from '../arguments/quantity.ts';
import { kubeletFields, valuesOf } from '../knowledge/kubelet.ts';
import type { KubeletField } from '../knowledge/kubeletField.ts';
import type { KubeletRuleId } from '../knowledge/kubeletRules.ts';
import { printDuration, readDuration } from '../node/commandLine.ts';
import { EFFECTS, isLabelValue, isQualifiedName } from '../node/labels.ts';
import { nearest } from '../words/nearest.ts';
import type { Configuration, Hit } from './configuration.ts';

export type Check = (config: Configuration) => Iterable<Hit>;

const row = (path: string): KubeletField => kubeletFields[path] as KubeletField;

/** A number between the bounds of its row. */
const range = (path: string): Check =>
  function* (config) {
    const value = config.get(path);
    if (typeof value !== 'number') return;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = row(path);
    if (value >= min && value <= max) return;
    yield max === Number.POSITIVE_INFINITY
      ? { say: 'atLeast', args: [path, min, value], value: String(value) }
      : { say: 'between', args: [path, min, max, value], value: String(value) };
  };

/** One of the words of its row, for the minor. Empty has become the default before. */
export const oneOf = (path: string, needs?: (config: Configuration) => boolean): Check =>
  function* (config) {
    const value = config.text(path);
    const allowed = Object.keys(valuesOf(row(path), config.minor) ?? {});
    if (needs && !needs(config)) return;
    if (allowed.includes(value) || (value === '' && !config.isSet(path))) return;
    yield oneOfHit(path, value, allowed);
  };

/** The hit for a word that is none of the allowed ones. */
export function oneOfHit(path: string, value: string, allowed: readonly string[]): Hit {
  const meant = nearestWord(value, allowed);
  const words = allowed.filter((word) => word !== '');
  return meant
    ? { say: 'oneOfMeant', args: [path, value, meant], value, meant }
    : { say: 'oneOf', args: [path, value, words.join(', ')], value };
}

/** The word a person meant, whatever its case. */
export function nearestWord(value: string, allowed: readonly string[]): string | undefined {
  const small = new Map(allowed.map((word) => [word.toLowerCase(), word]));
  const plain = value.toLowerCase();
  const [found] = small.has(plain) ? [plain] : nearest(plain, small.keys(), 1);
  return found === undefined || found === '' ? undefined : small.get(found);
}

/** Only while the gate is on; `set` says whether it is used at all. */
const gated = (gate: string, paths: readonly string[], set: (config: Configuration, path: string) => boolean): Check =>
  function* (config) {
    if (config.gates.isOn(gate)) return;
    for (const path of paths) {
      if (set(config, path)) yield { say: 'gateNeeded', args: [path, gate], fields: [path], gate };
    }
  };

const isPositive = (config: Configuration, path: string): boolean => config.duration(path) > 0n;
const nanoseconds = (text: string): bigint => readDuration(text) as bigint;
const show = printDuration;

function* durationRange(config: Configuration, path: string): Iterable<Hit> {
  const value = config.duration(path);
  const { minDuration, maxDuration, aboveDuration } = row(path);
  const shown = show(value);
  if (aboveDuration !== undefined && value <= nanoseconds(aboveDuration)) {
    yield { say: 'durationAbove', args: [path, aboveDuration, shown], value: shown };
  } else if (minDuration !== undefined && value < nanoseconds(minDuration)) {
    yield maxDuration === undefined
      ? { say: 'durationAtLeast', args: [path, minDuration, shown], value: shown }
      : { say: 'durationBetween', args: [path, minDuration, maxDuration, shown], value: shown };
  } else if (maxDuration !== undefined && value > nanoseconds(maxDuration)) {
    yield { say: 'durationBetween', args: [path, minDuration ?? '0s', maxDuration, shown], value: shown };
  }
}

const duration =
  (path: string): Check =>
  (config) =>
    durationRange(config, path);

const SHUTDOWN = ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'] as const;
const ENFORCED = 'enforceNodeAllocatable';
const PULL = 'imagePullCredentialsVerificationPolicy';
const PRELOADED = 'preloadedImagesVerificationAllowlist';
const RESTART = 'crashLoopBackOff.maxContainerRestartPeriod';

export const validation = {
  'lease.positive': range('nodeLeaseDurationSeconds'),
  *'systemCgroups.needsRoot'(config) {
    if (config.text('systemCgroups') !== '' && config.text('cgroupRoot') === '') {
      yield { say: 'needsOther', args: ['systemCgroups', 'cgroupRoot'] };
    }
  },
  'eventBurst.min': range('eventBurst'),
  'eventRecordQPS.min': range('eventRecordQPS'),
  'healthzPort.range': range('healthzPort'),
  'cfsPeriod.gate': gated(
    'CustomCPUCFSQuotaPeriod',
    ['cpuCFSQuotaPeriod'],
    (config, path) => config.isSet(path) && config.duration(path) !== nanoseconds('100ms'),
  ),
  *'cfsPeriod.range'(config) {
    if (config.gates.isOn('CustomCPUCFSQuotaPeriod')) yield* durationRange(config, 'cpuCFSQuotaPeriod');
  },
  'imageGC.high.range': range('imageGCHighThresholdPercent'),
  'imageGC.low.range': range('imageGCLowThresholdPercent'),
  *'imageGC.order'(config) {
    const low = config.number('imageGCLowThresholdPercent');
    const high = config.number('imageGCHighThresholdPercent');
    if (low >= high)
      yield { say: 'below', args: ['imageGCLowThresholdPercent', low, 'imageGCHighThresholdPercent', high] };
  },
  'imageMaxAge.gate': gated('ImageMaximumGCAge', ['imageMaximumGCAge'], (config, path) => config.duration(path) !== 0n),
  'imageMaxAge.min': duration('imageMaximumGCAge'),
  'imageMinAge.min': duration('imageMinimumGCAge'),
  *'imageAge.order'(config) {
    const most = config.duration('imageMaximumGCAge');
    const least = config.duration('imageMinimumGCAge');
    if (most > 0n && most <= least) {
      yield { say: 'above', args: ['imageMaximumGCAge', show(most), 'imageMinimumGCAge', show(least)] };
    }
  },
  'iptablesDropBit.range': range('iptablesDropBit'),
  'iptablesMasqueradeBit.range': range('iptablesMasqueradeBit'),
  'kubeAPIBurst.min': range('kubeAPIBurst'),
  'kubeAPIQPS.min': range('kubeAPIQPS'),
  'nodeStatusMaxImages.min': range('nodeStatusMaxImages'),
  'maxOpenFiles.min': range('maxOpenFiles'),
  'maxPods.min': range('maxPods'),
  'oomScoreAdj.range': range('oomScoreAdj'),
  'podsPerCore.min': range('podsPerCore'),
  'port.range': range('port'),
  'readOnlyPort.range': range('readOnlyPort'),
  'registryBurst.min': range('registryBurst'),
  'registryPullQPS.min': range('registryPullQPS'),
  'parallelPulls.min': range('maxParallelImagePulls'),
  *'parallelPulls.serial'(config) {
    if (config.isTrue('serializeImagePulls') && config.number('maxParallelImagePulls') > 1) {
      yield { say: 'parallelPulls', args: [config.number('maxParallelImagePulls')] };
    }
  },
  'serverTLSBootstrap.gate': gated('RotateKubeletServerCertificate', ['serverTLSBootstrap'], (config, path) =>
    config.isTrue(path),
  ),
  *'runOnce.rejected'(config) {
    if (config.isTrue('runOnce')) yield { say: 'runOnce' };
  },
  *'taints.valid'(config) {
    for (const [item, taint] of config.objects('registerWithTaints').entries()) {
      const [key, value, effect] = ['key', 'value', 'effect'].map((name) => String(taint.get(name) ?? '')) as [
        string,
        string,
        string,
      ];
      const known = effect === '' || (EFFECTS as readonly string[]).includes(effect);
      if (!isQualifiedName(key)) yield { say: 'taintKey', args: [key], item, value: key };
      else if (!isLabelValue(value)) yield { say: 'taintValue', args: [value], item, value };
      else if (!known) yield { say: 'taintEffect', args: [effect, EFFECTS.join(', ')], item, value: effect };
    }
  },
  *'taints.timeAdded'(config) {
    for (const [item, taint] of config.objects('registerWithTaints').entries()) {
      if (taint.has('timeAdded')) yield { say: 'taintTime', item };
    }
  },
  *'topologyPolicy.enum'(config) {
    yield* oneOf('topologyManagerPolicy')(config);
  },
  'topologyPolicy.gate': gated(
    'TopologyManager',
    ['topologyManagerPolicy'],
    (config, path) => config.text(path) !== 'none',
  ),
  'topologyScope.enum': oneOf('topologyManagerScope'),
  *'shutdown.order'(config) {
    const [total, critical] = SHUTDOWN.map((path) => config.duration(path)) as [bigint, bigint];
    if (!config.gates.isOn('GracefulNodeShutdown') || critical <= total) return;
    yield { say: 'shutdownOrder', args: [show(critical), show(total)] };
  },
  *'shutdown.min'(config) {
    if (!config.gates.isOn('GracefulNodeShutdown')) return;
    for (const path of SHUTDOWN) {
      const value = config.duration(path);
      if (value === 0n || value >= nanoseconds('1s')) continue;
      yield { say: 'shutdownMin', args: [path, show(value)], fields: [path], value: show(value) };
    }
  },
  'shutdown.gate': gated('GracefulNodeShutdown', SHUTDOWN, isPositive),
  *'shutdown.exclusive'(config) {
    const both =
      config.list('shutdownGracePeriodByPodPriority').length > 0 && SHUTDOWN.some((path) => isPositive(config, path));
    if (both && config.gates.isOn('GracefulNodeShutdownBasedOnPodPriority')) yield { say: 'shutdownExclusive' };
  },
  'shutdownPrio.gate': gated(
    'GracefulNodeShutdownBasedOnPodPriority',
    ['shutdownGracePeriodByPodPriority'],
    (config, path) => config.list(path).length > 0,
  ),
  'swap.enum': oneOf('memorySwap.swapBehavior', ({ gates }) => gates.isOn('NodeSwap')),
  'swap.gate': gated('NodeSwap', ['memorySwap.swapBehavior'], (config, path) => config.text(path) !== ''),
  *'crashloop.range'(config) {
    if (!config.gates.isOn('KubeletCrashLoopBackOffMax')) return;
    if (config.isSet(RESTART)) yield* durationRange(config, RESTART);
    else yield { say: 'restartMissing', args: [RESTART], gate: 'KubeletCrashLoopBackOffMax' };
  },
  'crashloop.gate': gated('KubeletCrashLoopBackOffMax', [RESTART], (config, path) => config.isSet(path)),
  *'allocatable.enum'(config) {
    const allowed = Object.keys(valuesOf(row(ENFORCED), config.minor) ?? {});
    for (const [item, value] of config.texts(ENFORCED).entries()) {
      if (!allowed.includes(value)) yield { ...oneOfHit(ENFORCED, value, allowed), item };
    }
  },
  *'allocatable.dup'(config) {
    const items = config.texts(ENFORCED);
    for (const [item, value] of items.entries()) {
      if (items.indexOf(value) < item) yield { say: 'twice', args: [ENFORCED, value], item, value };
    }
  },
  *'allocatable.none'(config) {
    const items = config.texts(ENFORCED);
    const item = items.indexOf('none');
    if (item >= 0 && items.length > 1) yield { say: 'enforceNone', item };
  },
  *'allocatable.system'(config) {
    yield* reservationCgroup(config, 'system-reserved', 'systemReservedCgroup');
  },
  *'allocatable.kube'(config) {
    yield* reservationCgroup(config, 'kube-reserved', 'kubeReservedCgroup');
  },
  *'allocatable.compressible'(config) {
    const items = config.texts(ENFORCED);
    for (const plain of ['system-reserved', 'kube-reserved']) {
      const item = items.indexOf(`${plain}-compressible`);
      if (item >= 0 && items.includes(plain))
        yield { say: 'enforceBoth', args: [plain, `${plain}-compressible`], item };
    }
  },
  *'allocatable.qos'(config) {
    const items = config.texts(ENFORCED).filter((item) => config.minor < 31 || item !== 'none');
    if (!config.isTrue('cgroupsPerQOS') && items.length > 0) yield { say: 'enforceQos', args: [items.join(', ')] };
  },
  'hairpin.enum': oneOf('hairpinMode'),
  'pullPolicy.enum': oneOf(PULL, ({ gates }) => gates.isOn('KubeletEnsureSecretPulledImages')),
  'pullPolicy.gate': gated('KubeletEnsureSecretPulledImages', [PULL, PRELOADED], (config, path) =>
    path === PULL ? config.text(path) !== '' : config.list(path).length > 0,
  ),
  *'pullAllowlist.policy'(config) {
    if (!config.gates.isOn('KubeletEnsureSecretPulledImages') || config.list(PRELOADED).length === 0) return;
    if (config.text(PULL) !== 'NeverVerifyAllowlistedImages')
      yield { say: 'allowlistPolicy', args: [config.text(PULL)] };
  },
  *'pullAllowlist.pattern'(config) {
    if (!config.gates.isOn('KubeletEnsureSecretPulledImages')) return;
    if (config.text(PULL) !== 'NeverVerifyAllowlistedImages') return;
    for (const [item, pattern] of config.texts(PRELOADED).entries()) {
      if (!isImagePattern(pattern)) yield { say: 'imagePattern', args: [pattern], item, value: pattern };
    }
  },
  *'reservedCPUs.cgroup'(config) {
    const cgroups = ['systemReservedCgroup', 'kubeReservedCgroup'].filter((path) => config.text(path) !== '');
    if (config.text('reservedSystemCPUs') === '' || cgroups.length === 0) return;
    yield { say: 'cannotStandBeside', args: ['reservedSystemCPUs', cgroups.join(', ')] };
  },
  *'reservedCPUs.syntax'(config) {
    const text = config.text('reservedSystemCPUs');
    if (text !== '' && !isCpuList(text)) yield { say: 'cpuList', args: ['reservedSystemCPUs', text], value: text };
  },
  *'reservedMemory.type'(config) {
    for (const { item, resource } of reservations(config)) {
      if (resource === 'memory' || resource.startsWith('hugepages-')) continue;
      yield { say: 'memoryResource', args: [resource], item, value: resource };
    }
  },
  *'reservedMemory.zero'(config) {
    for (const { item, resource, amount } of reservations(config)) {
      if (readQuantity(amount) === 0) yield { say: 'memoryZero', args: [resource], item };
    }
  },
  *'reservedMemory.dup'(config) {
    const seen = new Set<string>();
    for (const { item, node, resource } of reservations(config)) {
      const id = `${node} ${resource}`;
      if (seen.has(id)) yield { say: 'memoryTwice', args: [resource, node], item };
      seen.add(id);
    }
  },
  *'userns.range'(config) {
    const value = config.get('userNamespaces.idsPerPod');
    const { min = 0, max = 0, multipleOf = 1 } = row('userNamespaces.idsPerPod');
    if (typeof value !== 'number' || (value >= min && value <= max && value % multipleOf === 0)) return;
    yield { say: 'idsPerPod', args: [value], value: String(value) };
  },
  *'hiddenMetrics.version'(config) {
    const text = config.text('showHiddenMetricsForVersion');
    const previous = `1.${config.minor - 1}`;
    if (text !== '' && text !== previous)
      yield { say: 'hiddenMetrics', args: [text, previous], value: text, meant: previous };
  },
  'logging.flush': duration('logging.flushFrequency'),
  'logging.format': oneOf('logging.format'),
  *'logging.vmoduleFormat'(config) {
    const format = config.text('logging.format');
    if (config.list('logging.vmodule').length > 0 && format !== 'text') yield { say: 'vmoduleFormat', args: [format] };
  },
  *'logging.vmodulePattern'(config) {
    for (const [item, entry] of config.objects('logging.vmodule').entries()) {
      const pattern = String(entry.get('filePattern') ?? '');
      if (pattern === '' || /[=,]/.test(pattern))
        yield { say: 'vmodulePattern', args: [pattern], item, value: pattern };
    }
  },
  *'logging.verbosity'(config) {
    yield* range('logging.verbosity')(config);
    const { max = 0 } = row('logging.vmodule[].verbosity');
    for (const [item, entry] of config.objects('logging.vmodule').entries()) {
      const value = Number(entry.get('verbosity') ?? 0);
      if (value > max) yield { say: 'between', args: ['verbosity', 0, max, value], fields: ['logging.vmodule'], item };
    }
  },
  *'logging.alpha'(config) {
    if (config.gates.isOn('LoggingAlphaOptions')) return;
    for (const form of ['text', 'json']) {
      const path = `logging.options.${form}.infoBufferSize`;
      if (!readQuantity(config.text(path) || '0')) continue;
      yield { say: 'gateNeeded', args: [path, 'LoggingAlphaOptions'], fields: [path], gate: 'LoggingAlphaOptions' };
    }
  },
  'tracing.gate': gated('KubeletTracing', ['tracing'], (config, path) => config.present.has(path)),
  'tracing.rate': range('tracing.samplingRatePerMillion'),
  *'tracing.endpoint'(config) {
    const text = config.text('tracing.endpoint');
    const [, scheme] = /^([a-zA-Z][\w+.-]*):\/\//.exec(text) ?? [];
    const bad = scheme !== undefined && !['dns', 'unix', 'unix-abstract'].includes(scheme);
    if (bad)
      yield {
        say: 'tracingEndpoint',
        args: [text],
        value: text,
        meant: text.replace(/^.*?:\/\//, '').replace(/\/$/, ''),
      };
  },
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
  'logQuery.gate': gated('NodeLogQuery', ['enableSystemLogQuery'], (config, path) => config.isTrue(path)),
  *'logQuery.handler'(config) {
    if (config.isTrue('enableSystemLogQuery') && !config.isTrue('enableSystemLogHandler')) {
      yield { say: 'needsOther', args: ['enableSystemLogQuery', 'enableSystemLogHandler'] };
    }
  },
  'logWorkers.min': range('containerLogMaxWorkers'),
  'logInterval.min': duration('containerLogMonitorInterval'),
  'logFiles.min': range('containerLogMaxFiles'),
  *'podLogsDir.path'(config) {
    const path = config.text('podLogsDir');
    if (path === '' || (path.startsWith('/') && isClean(path) && isAscii(path))) return;
    const args = [path];
    if (!path.startsWith('/')) yield { say: 'pathRelative', args, value: path };
    else if (!isClean(path)) yield { say: 'pathUnclean', args: [path, clean(path)], value: path, meant: clean(path) };
    else yield { say: 'pathAscii', args, value: path };
  },
} satisfies Partial<Record<KubeletRuleId, Check>>;

function* reservationCgroup(config: Configuration, name: string, cgroup: string): Iterable<Hit> {
  const items = config.texts(ENFORCED);
  const item = items.findIndex((value) => value === name || (config.minor >= 32 && value === `${name}-compressible`));
  if (item < 0 || config.text(cgroup) !== '') return;
  yield { say: 'enforceCgroup', args: [items[item] as string, cgroup], item };
}

/** Every pair of NUMA node and resource. */
function* reservations(
  config: Configuration,
): Iterable<{ item: number; node: number; resource: string; amount: string }> {
  for (const [item, entry] of config.objects('reservedMemory').entries()) {
    const limits = entry.get('limits');
    if (!(limits instanceof Map)) continue;
    for (const [resource, amount] of limits as ReadonlyMap<string, string>) {
      yield { item, node: Number(entry.get('numaNode') ?? 0), resource, amount };
    }
  }
}

/** `0-3,8`: numbers and rising ranges. (k8s.io/utils/cpuset) */
export function isCpuList(text: string): boolean {
  return text.split(',').every((part) => {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return low !== undefined && (high === undefined || Number(low) <= Number(high));
  });
}

/** An image without tag and digest, or all images below a path: `registry.example.com/team/*`. */
function isImagePattern(text: string): boolean {
  if (text === '' || text !== text.trim()) return false;
  const bare = text.endsWith('/*') ? text.slice(0, -2) : text;
  if (bare.includes('*')) return false;
  return (
    /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(bare) ||
    (/^[A-Za-z0-9.-]+(:\d+)?$/.test(bare) && text.endsWith('/*'))
  );
}

const isClean = (path: string): boolean => clean(path) === path;
const isAscii = (text: string): boolean => [...text].every((character) => character < '\u0080');

/** A path without empty, `.` and `..` parts. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
