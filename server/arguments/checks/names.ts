/** Values out of a fixed set of names: modes, formats, TLS versions and suites. */

import { flagRow, type Program } from '../../knowledge/componentFlags/lookup.ts';
import { minorText } from '../../knowledge/kubernetes.ts';
import { CIPHER_SUITES, meantSuite, meantVersion } from '../../node/tls.ts';
import { nearest } from '../../words/nearest.ts';
import type { ErrorClass, Stage } from '../problem.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';

interface Names {
  readonly class: ErrorClass;
  readonly stage: Stage;
  /** Only looked at while this flag is set to something. */
  readonly with?: string;
  /** Names with the minor they came with. */
  readonly since?: Readonly<Record<string, number>>;
  /** Names that no Linux machine takes. */
  readonly never?: readonly string[];
}

const enumOf = (stage: Stage): Names => ({ class: 'enum', stage });
const nameOf = (stage: Stage): Names => ({ class: 'unknown-name', stage });

/** Flags whose `values` the component insists on. (Kubernetes validation code; other lists are only the usual ones.) */
const closed: Readonly<Record<Program, Readonly<Record<string, Names>>>> = {
  kubelet: {
    'authorization-mode': enumOf('startup'),
    'cloud-provider': enumOf('startup'),
    'cpu-manager-policy': enumOf('startup'),
    'hairpin-mode': enumOf('validation'),
    'logging-format': enumOf('validation'),
    'memory-manager-policy': enumOf('startup'),
    'tls-min-version': enumOf('startup'),
    'topology-manager-policy': enumOf('validation'),
    'topology-manager-scope': enumOf('validation'),
  },
  'kube-apiserver': {
    'audit-log-format': { ...nameOf('validation'), with: 'audit-log-path' },
    'audit-log-mode': { ...nameOf('validation'), with: 'audit-log-path' },
    'audit-log-version': { ...nameOf('validation'), with: 'audit-log-path' },
    'audit-webhook-mode': { ...nameOf('validation'), with: 'audit-webhook-config-file' },
    'audit-webhook-version': { ...nameOf('validation'), with: 'audit-webhook-config-file' },
    'authentication-token-webhook-version': { ...nameOf('startup'), with: 'authentication-token-webhook-config-file' },
    'endpoint-reconciler-type': nameOf('startup'),
    'logging-format': enumOf('validation'),
    'storage-backend': nameOf('validation'),
    'storage-media-type': nameOf('validation'),
    'tls-min-version': enumOf('startup'),
  },
  'kube-controller-manager': {
    'cidr-allocator-type': enumOf('startup'),
    'leader-elect-resource-lock': enumOf('validation'),
    'logging-format': enumOf('validation'),
    'tls-min-version': enumOf('startup'),
  },
  'kube-scheduler': {
    'leader-elect-resource-lock': enumOf('validation'),
    'logging-format': enumOf('validation'),
    'tls-min-version': enumOf('startup'),
  },
  'cloud-controller-manager': {
    'leader-elect-resource-lock': enumOf('validation'),
    'logging-format': enumOf('validation'),
    'tls-min-version': enumOf('startup'),
  },
  'kube-proxy': {
    'detect-local-mode': nameOf('validation'),
    'logging-format': enumOf('validation'),
    'proxy-mode': { ...nameOf('validation'), since: { nftables: 29 }, never: ['kernelspace'] },
  },
};

/** Where an empty text is one of the choices: the component falls back to its default. */
const EMPTY_IS_FINE: ReadonlySet<string> = new Set([
  'cloud-provider',
  'detect-local-mode',
  'proxy-mode',
  'storage-backend',
  'tls-min-version',
]);

export const nameChecks: Check = function* (settings) {
  for (const [flag, names] of Object.entries(closed[settings.component])) yield* nameOutsideList(settings, flag, names);
  yield* suites(settings, 'tls-cipher-suites');
};

function* nameOutsideList(settings: Settings, flag: string, names: Names) {
  if (!settings.has(flag) || (names.with && settings.text(names.with) === '')) return;
  const text = settings.text(flag);
  const { minor } = settings;
  if (text === '' && EMPTY_IS_FINE.has(flag)) return;
  const since = names.since?.[text];
  if (since !== undefined && minor < since) {
    yield* between(settings, names.class, names.stage, 'nameNotYet', [flag], { args: [text, minorText(since)] });
    return;
  }
  const all = (flagRow(settings.component, flag)?.values ?? []).filter((name) => !names.never?.includes(name));
  if (all.includes(text)) return;
  const offered = all.filter((name) => name !== '' && minor >= (names.since?.[name] ?? 0));
  const meant = flag === 'tls-min-version' ? meantVersion(text) : meantName(text, offered);
  const say = flag === 'cloud-provider' ? 'cloudProvider' : 'name';
  yield* between(settings, names.class, names.stage, say, [flag], { args: [text, offered.join(', ')], meant });
}

/** The name a person means: the same in other letters, else the nearest. */
export function meantName(text: string, names: readonly string[]): string | undefined {
  const plain = text.trim().toLowerCase();
  const same = names.find((name) => name.toLowerCase() === plain);
  if (same) return same;
  const near = nearest(
    plain,
    names.map((name) => name.toLowerCase()),
    1,
  )[0];
  return names.find((name) => name.toLowerCase() === near);
}

/** (k8s.io/component-base/cli/flag) */
function* suites(settings: Settings, flag: string) {
  for (const suite of settings.list(flag)) {
    if (CIPHER_SUITES.has(suite.text)) continue;
    yield* of(flag, suite, 'enum', 'startup', 'suite', { meant: meantSuite(suite.text) });
  }
}
