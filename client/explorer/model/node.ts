/** A node as people think of it: role, whether it is ready, whether it takes pods, version, addresses. */

import { type Condition, conditionsOf, type Pressure, pressuresOf } from './conditions.ts';
import { amount } from './quantity.ts';
import { at, isTrueAt, listAt, mapAt, nameOf, textAt, timeAt } from './raw.ts';
import { type NodeVersion, nodeVersion } from './version.ts';

/** `server`: control plane, with or without etcd. `etcd`: a server that runs nothing but etcd. */
export type NodeRole = 'server' | 'etcd' | 'agent';

export interface NodeFacts {
  /** The object it was read from. */
  readonly raw: object;
  readonly name: string;
  readonly role: NodeRole;
  /** A member of the embedded etcd, or meant to be one. */
  readonly etcd: boolean;
  /** `unknown`: the node has not been heard of for a while. */
  readonly ready: 'yes' | 'no' | 'unknown';
  readonly readySince: number | undefined;
  readonly readyReason: string;
  readonly readyMessage: string;
  /** Of the condition; that of the lease is fresher. */
  readonly heartbeat: number | undefined;
  readonly schedulable: boolean;
  readonly pressures: readonly Pressure[];
  readonly conditions: readonly Condition[];
  readonly version: NodeVersion | undefined;
  readonly versionText: string;
  readonly addresses: readonly Address[];
  readonly created: number | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** What pods may use. */
  readonly allocatable: { readonly cpu?: number; readonly memory?: number; readonly pods?: number };
  readonly system: { readonly image: string; readonly kernel: string; readonly runtime: string; readonly cpu: string };
}

export interface Address {
  readonly type: string;
  readonly address: string;
}

const ROLE = 'node-role.kubernetes.io/';
const known = new WeakMap<object, NodeFacts>();

/** Reads a node once, however often it is asked for: the same object gives the same facts. */
export function nodeFacts(raw: object): NodeFacts {
  let facts = known.get(raw);
  if (!facts) {
    facts = read(raw);
    known.set(raw, facts);
  }
  return facts;
}

/** Reads some of those that were not read yet, at most so many; whether all are read then. */
export function readSome(raws: readonly object[], most: number): boolean {
  let count = 0;
  for (const raw of raws) {
    if (known.has(raw)) continue;
    if (count++ === most) return false;
    nodeFacts(raw);
  }
  return true;
}

function read(raw: object): NodeFacts {
  const labels = mapAt(raw, 'metadata', 'labels');
  const conditions = conditionsOf(raw);
  const ready = conditions.find(({ type }) => type === 'Ready');
  const versionText = textAt(raw, 'status', 'nodeInfo', 'kubeletVersion') ?? '';
  const info = (key: string): string => textAt(raw, 'status', 'nodeInfo', key) ?? '';
  return {
    raw,
    name: nameOf(raw),
    role: roleOf(labels),
    etcd: labels.has(`${ROLE}etcd`),
    ready: ready?.status === 'True' ? 'yes' : ready?.status === 'False' ? 'no' : 'unknown',
    readySince: ready?.since,
    readyReason: ready?.reason ?? '',
    readyMessage: ready?.message ?? '',
    heartbeat: ready?.heartbeat,
    schedulable: !isTrueAt(raw, 'spec', 'unschedulable'),
    pressures: pressuresOf(conditions),
    conditions,
    version: nodeVersion(versionText),
    versionText,
    addresses: listAt(raw, 'status', 'addresses').map((address) => ({
      type: textAt(address, 'type') ?? '',
      address: textAt(address, 'address') ?? '',
    })),
    created: timeAt(raw, 'metadata', 'creationTimestamp'),
    labels,
    annotations: mapAt(raw, 'metadata', 'annotations'),
    allocatable: allocatable(raw),
    system: {
      image: info('osImage'),
      kernel: info('kernelVersion'),
      runtime: info('containerRuntimeVersion'),
      cpu: info('architecture'),
    },
  };
}

/** K3s labels servers only; older releases wrote `master`. */
function roleOf(labels: ReadonlyMap<string, string>): NodeRole {
  if (labels.has(`${ROLE}control-plane`) || labels.has(`${ROLE}master`)) return 'server';
  return labels.has(`${ROLE}etcd`) ? 'etcd' : 'agent';
}

function allocatable(raw: object): NodeFacts['allocatable'] {
  const [cpu, memory, pods] = ['cpu', 'memory', 'pods'].map((name) => amount(at(raw, 'status', 'allocatable', name)));
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(pods === undefined ? {} : { pods }),
  };
}

/** When the node was last heard of: by its lease, which it renews every ten seconds, else by its condition. */
export function lastHeard({ heartbeat }: NodeFacts, lease: object | undefined): number | undefined {
  const renewed = timeAt(lease, 'spec', 'renewTime');
  if (renewed === undefined || heartbeat === undefined) return renewed ?? heartbeat;
  return Math.max(renewed, heartbeat);
}
