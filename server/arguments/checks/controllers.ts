/** What the controller managers and the scheduler refuse: controllers, ranges of the cluster, leases. */

import { presence } from '../../knowledge/componentFlags/lookup.ts';
import {
  cloudControllerAliases,
  cloudControllers,
  controllerAliases,
  controllers,
  LONG_CONTROLLER_NAMES,
} from '../../knowledge/controllers.ts';
import { nearest } from '../../words/nearest.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';
import { rangesIn } from './ranges.ts';

/** The names that `controllers` takes in a minor. */
export function controllerNames({ component, minor }: Pick<Settings, 'component' | 'minor'>): readonly string[] {
  if (component === 'cloud-controller-manager') {
    return minor >= LONG_CONTROLLER_NAMES ? cloudControllers : Object.keys(cloudControllerAliases);
  }
  return Object.keys(controllers).filter((name) => presence(controllers[name] ?? {}, minor) === 'here');
}

/** Old names that a minor still takes. */
export function controllerShortNames({ component, minor }: Pick<Settings, 'component' | 'minor'>): readonly string[] {
  const aliases = component === 'cloud-controller-manager' ? cloudControllerAliases : controllerAliases;
  return minor < LONG_CONTROLLER_NAMES ? [] : Object.keys(aliases);
}

const listed: Check = function* (settings) {
  const flag = 'controllers';
  const known = [...controllerNames(settings), ...controllerShortNames(settings)];
  for (const item of settings.list(flag)) {
    const name = item.text.replace(/^-/, '');
    if (item.text === '*' || item.text === '' || known.includes(name)) continue;
    const near = nearest(name, known, 1)[0];
    const dash = item.text.trim().startsWith('-') ? '-' : '';
    const meant = near === undefined ? undefined : dash + near;
    yield* of(flag, item, 'unknown-name', 'validation', 'controller', { meant, args: [name.trim()] });
  }
};

const clusterRanges: Check = function* (settings) {
  const flag = 'cluster-cidr';
  const read = yield* rangesIn(settings, flag, 'startup');
  const families = new Set(read.map((range) => range?.family));
  if (read.length > 1 && families.size < 2) {
    yield* between(settings, 'contradiction', 'startup', 'sameFamily', [flag]);
  } else if (read.length > 2) yield* between(settings, 'contradiction', 'startup', 'twoRanges', [flag]);
  if (settings.component === 'kube-controller-manager') yield* masks(settings, families);
};

/** Sizes of the ranges that nodes get, which have other names once there are two families. */
function* masks(settings: Settings, families: ReadonlySet<number | undefined>) {
  const single = 'node-cidr-mask-size';
  if (!settings.bool('allocate-node-cidrs') || families.size === 0) return;
  if (families.size > 1) {
    if (settings.number(single) !== 0) {
      const flags = [single, 'cluster-cidr'];
      yield* between(settings, 'contradiction', 'startup', 'maskDual', flags, { args: [settings.text(single)] });
    }
    return;
  }
  const [v4, v6] = [`${single}-ipv4`, `${single}-ipv6`] as const;
  for (const [family, flag] of [
    [4, v6],
    [6, v4],
  ] as const) {
    if (families.has(family) && settings.number(flag) !== 0) {
      yield* between(settings, 'contradiction', 'startup', 'maskFamily', [flag, 'cluster-cidr'], {
        args: [`IPv${family}`],
      });
    }
  }
}

/** A lease has to outlive its renewal, and that the pause between two attempts. (client-go tools/leaderelection) */
const leases: Check = function* (settings) {
  if (!settings.bool('leader-elect')) return;
  const [lease, renew, retry] = ['lease-duration', 'renew-deadline', 'retry-period'].map(
    (name) => `leader-elect-${name}`,
  );
  if (!lease || !renew || !retry) return;
  const args = (a: string, b: string): readonly string[] => [settings.text(a), settings.text(b)];
  if (settings.duration(lease) <= settings.duration(renew)) {
    yield* between(settings, 'contradiction', 'validation', 'lease', [lease, renew], { args: args(lease, renew) });
  }
  if (settings.duration(renew) * 10n <= settings.duration(retry) * 12n) {
    yield* between(settings, 'contradiction', 'validation', 'leaseRetry', [renew, retry], { args: args(renew, retry) });
  }
};

export const controllerManagerChecks: readonly Check[] = [listed, clusterRanges, leases];
export const cloudControllerChecks: readonly Check[] = [listed, leases];
export const schedulerChecks: readonly Check[] = [leases];
