/** The file K3s writes into the folder, as far as the configuration of the machine tells what is in it. */

import { writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { type JsonObject, type Origin, synthetic } from './json.ts';

/** Values of options in config.yaml that K3s hands on, by option: `cluster-dns`, `node-taint`. */
export type K3sValues = Readonly<Record<string, readonly string[]>>;

const K3S: Origin = { kind: 'k3s' };

/** What K3s uses where config.yaml has no value. (`defaults` of the options) */
const UNSET: Readonly<Record<string, readonly string[]>> = {
  'bind-address': ['0.0.0.0'],
  'cluster-dns': ['10.43.0.10'],
  'cluster-domain': ['cluster.local'],
};

/** The object K3s writes; fields that only the machine decides are left out. */
export function k3sFile(values: K3sValues): JsonObject {
  const root: Record<string, unknown> = { apiVersion: kubeletApiVersion, kind: kubeletKind };
  for (const [path, { value, option, sometimes }] of Object.entries(writtenByK3s)) {
    const given = option === undefined ? undefined : (values[option] ?? UNSET[option]);
    const content = given && given.length > 0 ? contentOf(path, given) : sometimes ? undefined : value;
    if (content !== undefined) put(root, path.split('.'), content);
  }
  return synthetic(root, K3S) as JsonObject;
}

function contentOf(path: string, given: readonly string[]): unknown {
  const [first = ''] = given;
  if (path === 'registerWithTaints') return given.map(taint);
  if (path === 'clusterDNS') return given.flatMap((text) => text.split(','));
  if (path === 'protectKernelDefaults') return first === 'true';
  if (path === 'logging.verbosity') return Number(first) || 0;
  return first;
}

function taint(text: string): Record<string, string> {
  const [left = '', effect = ''] = text.split(':');
  const [key = '', value] = left.split('=');
  return { effect, key, ...(value === undefined ? {} : { value }) };
}

function put(root: Record<string, unknown>, path: readonly string[], content: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) root[name] = content;
  else {
    root[name] ??= {};
    put(root[name] as Record<string, unknown>, rest, content);
  }
}
