/** A node as a drain looks at it. */

import { asArray, asRecord, asText, at } from '../../cluster/json.ts';
import type { NodeFacts } from './facts.ts';

const SERVER = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Reads a Node object. */
export function nodeFacts(raw: unknown): NodeFacts {
  const ready = (asArray(at(raw, 'status', 'conditions')) ?? []).find((one) => at(one, 'type') === 'Ready');
  const since = Date.parse(asText(at(ready, 'lastTransitionTime')) ?? '');
  const labels = asRecord(at(raw, 'metadata', 'labels'));
  return {
    name: asText(at(raw, 'metadata', 'name')) ?? '',
    uid: asText(at(raw, 'metadata', 'uid')) ?? '',
    cordoned: at(raw, 'spec', 'unschedulable') === true,
    ready: at(ready, 'status') === 'True',
    since: Number.isNaN(since) ? undefined : since,
    server: SERVER.some((label) => labels !== undefined && Object.hasOwn(labels, label)),
  };
}
