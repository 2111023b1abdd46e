/** Checks of how the node registers, reports, swaps and shuts down, and of ports and requests. (kubelet.md, section 4) */

import { printDuration } from '../../node/commandLine.ts';
import { EFFECTS, isLabelValue, isQualifiedName } from '../../node/labels.ts';
import { type Checks, gated, isPositive, nanoseconds, oneOf, range } from './check.ts';

const SHUTDOWN = ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'] as const;

export const node = {
  'lease.positive': range('nodeLeaseDurationSeconds'),
  'eventBurst.min': range('eventBurst'),
  'eventRecordQPS.min': range('eventRecordQPS'),
  'healthzPort.range': range('healthzPort'),
  'iptablesDropBit.range': range('iptablesDropBit'),
  'iptablesMasqueradeBit.range': range('iptablesMasqueradeBit'),
  'kubeAPIBurst.min': range('kubeAPIBurst'),
  'kubeAPIQPS.min': range('kubeAPIQPS'),
  'nodeStatusMaxImages.min': range('nodeStatusMaxImages'),
  'maxOpenFiles.min': range('maxOpenFiles'),
  'oomScoreAdj.range': range('oomScoreAdj'),
  'port.range': range('port'),
  'readOnlyPort.range': range('readOnlyPort'),
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
  *'shutdown.order'(config) {
    const [total, critical] = SHUTDOWN.map((path) => config.duration(path)) as [bigint, bigint];
    if (!config.gates.isOn('GracefulNodeShutdown') || critical <= total) return;
    yield {
      say: total === 0n ? 'shutdownTotal' : 'shutdownOrder',
      args: [printDuration(critical), printDuration(total)],
    };
  },
  *'shutdown.min'(config) {
    if (!config.gates.isOn('GracefulNodeShutdown')) return;
    for (const path of SHUTDOWN) {
      const value = config.duration(path);
      if (value === 0n || value >= nanoseconds('1s')) continue;
      yield { say: 'shutdownMin', args: [path, printDuration(value)], fields: [path], value: printDuration(value) };
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
  *'syncFrequency.min'(config) {
    if (config.duration('syncFrequency') <= 0n) yield { say: 'durationAbove', args: ['syncFrequency', '0s', ''] };
  },
  'watchStrategy.enum': oneOf('configMapAndSecretChangeDetectionStrategy'),
} satisfies Checks;
