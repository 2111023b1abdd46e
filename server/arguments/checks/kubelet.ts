/** What the kubelet refuses or throws away beyond single bounds. (kubelet.md section 4) */

import { NAMESPACED_SYSCTLS } from '../../knowledge/argumentWords.ts';
import { isLabelValue, isQualifiedName, isReservedLabel } from '../../node/labels.ts';
import { meantAddress, parseIp } from '../../node/net.ts';
import { isGateOn } from '../gates.ts';
import { split } from '../problem.ts';
import { isWhole, meantQuantity } from '../quantity.ts';
import { between, type Check, of } from './check.ts';
import { evictions, reservations } from './eviction.ts';
import { meantName } from './names.ts';
import { memory, processors, topology } from './processors.ts';

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
