/** Checks of what the node keeps for itself: enforcement, CPUs, memory. (kubelet.md, section 4) */

import { readQuantity } from '../../arguments/quantity.ts';
import { keysOf, valuesOf } from '../../knowledge/kubelet.ts';
import type { Configuration, Hit } from '../configuration.ts';
import { amount, type Checks, oneOfHit, row } from './check.ts';

const ENFORCED = 'enforceNodeAllocatable';
const RESERVED = ['systemReserved', 'kubeReserved'] as const;

export const reservations = {
  *'systemCgroups.needsRoot'(config) {
    if (config.text('systemCgroups') !== '' && config.text('cgroupRoot') === '') {
      yield { say: 'needsOther', args: ['systemCgroups', 'cgroupRoot'] };
    }
  },
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
    for (const { item, resource } of memoryEntries(config)) {
      if (resource === 'memory' || resource.startsWith('hugepages-')) continue;
      yield { say: 'memoryResource', args: [resource], item, value: resource };
    }
  },
  *'reservedMemory.zero'(config) {
    for (const { item, resource, amount } of memoryEntries(config)) {
      if (readQuantity(amount) === 0) yield { say: 'memoryZero', args: [resource], item };
    }
  },
  *'reservedMemory.dup'(config) {
    const seen = new Set<string>();
    for (const { item, node, resource } of memoryEntries(config)) {
      const id = `${node} ${resource}`;
      if (seen.has(id)) yield { say: 'memoryTwice', args: [resource, node], item };
      seen.add(id);
    }
  },
  *'reserved.keys'(config) {
    for (const path of RESERVED) {
      const allowed = Object.keys(keysOf(row(path), config.minor) ?? {});
      for (const key of config.map(path).keys()) {
        if (!allowed.includes(key)) yield { ...oneOfHit(path, key, allowed), fields: [path], key, on: 'key' };
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
      if (key !== 'memory') yield { ...oneOfHit('qosReserved', key, ['memory']), key, on: 'key' };
      else if (!/^\d+%$/.test(text))
        yield { say: 'percentForm', args: [`qosReserved: ${key}`, text], key, value: text, class: 'syntax' };
      else if (Number.parseInt(text, 10) > 100)
        yield { say: 'percentMost', args: [`qosReserved: ${key}`, text], key, value: text, class: 'range' };
    }
  },
  *'kubeletCgroups.sub'(config) {
    const [own, parent] = [config.text('kubeletCgroups'), config.text('kubeReservedCgroup')];
    if (own !== '' && parent !== '' && !own.startsWith(parent)) yield { say: 'kubeletCgroups', args: [own, parent] };
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
} satisfies Checks;

function* reservationCgroup(config: Configuration, name: string, cgroup: string): Iterable<Hit> {
  const items = config.texts(ENFORCED);
  const item = items.findIndex((value) => value === name || (config.minor >= 32 && value === `${name}-compressible`));
  if (item < 0 || config.text(cgroup) !== '') return;
  yield { say: 'enforceCgroup', args: [items[item] as string, cgroup], item };
}

/** Every pair of NUMA node and resource. */
function* memoryEntries(
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

/** `0-3,8`: numbers and rising ranges. (k8s.io/utils/cpuset) */
export function isCpuList(text: string): boolean {
  return text.split(',').every((part) => {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return low !== undefined && (high === undefined || Number(low) <= Number(high));
  });
}

/** Bytes set aside for all NUMA nodes together, by resource. */
export function memoryReserved(config: Configuration): ReadonlyMap<string, number> {
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
