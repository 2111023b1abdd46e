/** Taints of a node and whose they are. */

import { sortedByName } from './names.ts';
import type { NodeFacts } from './node.ts';
import { listAt, textAt, timeAt } from './raw.ts';
import { settingsOf, valuesOf } from './settings.ts';

/**
 * - `Kubernetes`: a controller keeps it as long as its reason lasts, and takes it away itself.
 * - `config`: `node-taint` in the configuration of K3s, which counts when the node registers: after it was deleted,
 *   not at a restart.
 * - `person`: set through the API, by a person or a tool.
 */
export type TaintOwner = 'Kubernetes' | 'config' | 'person';

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  readonly owner: TaintOwner;
  readonly since: number | undefined;
}

export function taintsOf(node: NodeFacts): readonly Taint[] {
  const configured = new Set(valuesOf(settingsOf(node), 'node-taint').map((item) => item.trim()));
  const all = listAt(node.raw, 'spec', 'taints').map((raw): Taint => {
    const [key = '', value = '', effect = ''] = ['key', 'value', 'effect'].map((name) => textAt(raw, name) ?? '');
    const spelled = [taintText({ key, value, effect }), `${key}=${value}:${effect}`];
    const owner = spelled.some((text) => configured.has(text)) ? 'config' : taintOwnerOf(key);
    return { key, value, effect, owner, since: timeAt(raw, 'timeAdded') };
  });
  return sortedByName(all, ({ key }) => key);
}

/** Who keeps it, where no configuration asks for it. */
export function taintOwnerOf(key: string): TaintOwner {
  return /^node(\.cloudprovider)?\.kubernetes\.io\//.test(key) && !key.endsWith('/out-of-service')
    ? 'Kubernetes'
    : 'person';
}

/** As people write it: `key=value:NoSchedule`. */
export const taintText = ({ key, value, effect }: Pick<Taint, 'key' | 'value' | 'effect'>): string =>
  `${key}${value === '' ? '' : `=${value}`}:${effect}`;
