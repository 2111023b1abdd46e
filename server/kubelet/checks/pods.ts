/** Checks of what pods get: images, container logs, CPU limits, network, kernel parameters. (kubelet.md, section 4) */

import { isWhole, readQuantity } from '../../arguments/quantity.ts';
import { namespacedSysctls } from '../../knowledge/kubeletValues.ts';
import { printDuration } from '../../node/commandLine.ts';
import { meantAddress, parseIp } from '../../node/net.ts';
import { amount, type Checks, duration, durationRange, gated, nanoseconds, oneOf, range, row } from './check.ts';

const PULL = 'imagePullCredentialsVerificationPolicy';
const PRELOADED = 'preloadedImagesVerificationAllowlist';
const RESTART = 'crashLoopBackOff.maxContainerRestartPeriod';

export const pods = {
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
      yield {
        say: 'above',
        args: ['imageMaximumGCAge', printDuration(most), 'imageMinimumGCAge', printDuration(least)],
      };
    }
  },
  'maxPods.min': range('maxPods'),
  'podsPerCore.min': range('podsPerCore'),
  'registryBurst.min': range('registryBurst'),
  'registryPullQPS.min': range('registryPullQPS'),
  'parallelPulls.min': range('maxParallelImagePulls'),
  *'parallelPulls.serial'(config) {
    if (config.isTrue('serializeImagePulls') && config.number('maxParallelImagePulls') > 1) {
      yield { say: 'parallelPulls', args: [config.number('maxParallelImagePulls')] };
    }
  },
  *'crashloop.range'(config) {
    if (!config.gates.isOn('KubeletCrashLoopBackOffMax')) return;
    if (config.isSet(RESTART)) yield* durationRange(config, RESTART);
    else yield { say: 'restartMissing', args: [RESTART], gate: 'KubeletCrashLoopBackOffMax' };
  },
  'crashloop.gate': gated('KubeletCrashLoopBackOffMax', [RESTART], (config, path) => config.isSet(path)),
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
  *'userns.range'(config) {
    const value = config.get('userNamespaces.idsPerPod');
    const { min = 0, max = 0, multipleOf = 1 } = row('userNamespaces.idsPerPod');
    if (typeof value !== 'number' || (value >= min && value <= max && value % multipleOf === 0)) return;
    yield { say: 'idsPerPod', args: [value], value: String(value) };
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
  *'logSize.syntax'(config) {
    const text = config.text('containerLogMaxSize');
    if (readQuantity(text) !== undefined && isWhole(text)) return;
    yield amount('containerLogMaxSize', text);
  },
  *'sysctls.pattern'(config) {
    for (const [item, pattern] of config.texts('allowedUnsafeSysctls').entries()) {
      if (!isSysctl(pattern)) yield { say: 'sysctlForm', args: [pattern], item, value: pattern, class: 'syntax' };
      else if (!isNamespaced(pattern)) yield { say: 'sysctlNamespace', args: [pattern], item, value: pattern };
    }
  },
  *'clusterDNS.ip'(config) {
    for (const [item, text] of config.texts('clusterDNS').entries()) {
      if (parseIp(text)) continue;
      const meant = meantAddress(text);
      yield { say: 'clusterDns', args: [text], item, value: text, ...(meant ? { meant } : {}) };
    }
  },
} satisfies Checks;

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
