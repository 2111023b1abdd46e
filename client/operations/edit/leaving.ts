/** Which pods a taint with the effect NoExecute sends away: the server deletes them without asking any budget. */

import { asArray, asNumber, asText, at } from '../../cluster/json.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import type { Api } from '../../cluster/request.ts';
import { podsOf } from '../../cluster/resources.ts';
import { list, type Read } from '../list.ts';

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** Pods that leave, `namespace/name`; those that tolerate the taint for a while leave later. */
export interface Leaving {
  readonly atOnce: readonly string[];
  readonly later: readonly string[];
}

/** Asks for the pods of a node; a refusal where they may not be listed. */
export async function readLeaving(
  api: Api,
  node: string,
  taints: readonly Taint[],
  signal: AbortSignal,
): Promise<Read<Leaving>> {
  const pods = await list({ api, signal }, podsOf(node));
  return pods.ok ? { ok: true, value: leaving(pods.value, taints) } : pods;
}

/** Finished pods, and those that end already, are none of it. */
export function leaving(pods: readonly KubeObject[], taints: readonly Taint[]): Leaving {
  const running = pods.filter(
    ({ metadata, ...rest }) =>
      metadata.deletionTimestamp === undefined && !/^(Succeeded|Failed)$/.test(String(at(rest, 'status', 'phase'))),
  );
  const found = { atOnce: [] as string[], later: [] as string[] };
  for (const pod of running) {
    const stays = taints.map((taint) => tolerated(pod, taint));
    const name = `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`;
    if (stays.includes('no')) found.atOnce.push(name);
    else if (stays.includes('for a while')) found.later.push(name);
  }
  return { atOnce: found.atOnce.sort(), later: found.later.sort() };
}

/** As the taint eviction controller judges: of several tolerations that match, the first counts. */
function tolerated(pod: KubeObject, taint: Taint): 'no' | 'for a while' | 'for ever' {
  const found = (asArray(at(pod, 'spec', 'tolerations')) ?? []).find((one) => matches(one, taint));
  if (found === undefined) return 'no';
  const seconds = asNumber(at(found, 'tolerationSeconds'));
  return seconds === undefined ? 'for ever' : seconds > 0 ? 'for a while' : 'no';
}

function matches(toleration: unknown, { key, value, effect }: Taint): boolean {
  const text = (name: string): string => asText(at(toleration, name)) ?? '';
  if (text('effect') !== '' && text('effect') !== effect) return false;
  if (text('key') !== '' && text('key') !== key) return false;
  const operator = text('operator');
  return operator === 'Exists' || ((operator === '' || operator === 'Equal') && text('value') === value);
}
