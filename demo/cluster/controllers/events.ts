/** Events: what components tell about objects. */

import { EVENTS } from '../api/resources.ts';
import { timestamp } from '../clock.ts';
import type { Draft, KubeObject } from '../store/object.ts';
import type { World } from './controller.ts';

let count = 0;

/** Writes an event down. Events of things without a namespace stand in `default`. */
export function record(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  object: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
  host?: string,
): void {
  store.create(
    EVENTS,
    eventOf(object, type, reason, message, component, { at: clock.now(), ...(host === undefined ? {} : { host }) }),
  );
}

/** The event itself; `times` is how often it was seen until then. */
export function eventOf(
  { apiVersion, kind, metadata }: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
  { at, host, times = 1, since = at }: { at: number; host?: string; times?: number; since?: number },
): Draft {
  const { name, namespace, uid, resourceVersion } = metadata;
  const source = host === undefined ? { component } : { component, host };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${(BigInt(at) * 1_000_000n + BigInt(++count)).toString(16)}`,
      namespace: namespace ?? 'default',
      creationTimestamp: timestamp(since),
    },
    involvedObject: {
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: kind === 'Node' ? name : uid,
      ...(kind === 'Node' ? {} : { resourceVersion }),
    },
    reason,
    message,
    source,
    firstTimestamp: timestamp(since),
    lastTimestamp: timestamp(at),
    count: times,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}
