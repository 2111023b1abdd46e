/** A node as people think of it: role, whether it is ready, whether it takes pods, version, addresses. */

import { type Condition, conditionsOf, type Pressure, pressuresOf } from './conditions.ts';
import { amount } from './quantity.ts';
import { at, isTrueAt, listAt, mapAt, nameOf, numberAt, textAt, timeAt } from './raw.ts';
import { ReadOnce } from './readOnce.ts';
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
const known = new ReadOnce<object, NodeFacts>((raw) => new Read(raw));

/** Reads a node once, however often it is asked for: the same object gives the same facts. */
export const nodeFacts = (raw: object): NodeFacts => known.of(raw);

/** Reads some of those that were not read yet; whether all are read then. */
export const readSome = (raws: readonly object[], most?: number): boolean => known.some(raws, most);

/** Thousands are grouped and sorted of which few are looked at: what only those show is read when it is asked for. */
class Read implements NodeFacts {
  readonly raw: object;
  readonly name: string;
  readonly role: NodeRole;
  readonly etcd: boolean;
  readonly ready: NodeFacts['ready'];
  readonly schedulable: boolean;
  readonly pressures: readonly Pressure[];
  readonly version: NodeVersion | undefined;
  readonly versionText: string;
  #conditions: readonly Condition[] | undefined;
  #addresses: readonly Address[] | undefined;
  #labels: ReadonlyMap<string, string> | undefined;
  #annotations: ReadonlyMap<string, string> | undefined;
  #allocatable: NodeFacts['allocatable'] | undefined;

  constructor(raw: object) {
    const conditions = listAt(raw, 'status', 'conditions');
    const ready = textAt(conditions.find(isReady), 'status');
    this.raw = raw;
    this.name = nameOf(raw);
    this.etcd = hasRole(raw, 'etcd');
    this.role = roleOf(raw);
    this.ready = ready === 'True' ? 'yes' : ready === 'False' ? 'no' : 'unknown';
    this.schedulable = !isTrueAt(raw, 'spec', 'unschedulable');
    this.pressures = pressuresOf(conditions);
    this.versionText = textAt(raw, 'status', 'nodeInfo', 'kubeletVersion') ?? '';
    this.version = nodeVersion(this.versionText);
  }

  get conditions(): readonly Condition[] {
    this.#conditions ??= conditionsOf(this.raw);
    return this.#conditions;
  }

  get readySince(): number | undefined {
    return this.conditions.find(isReady)?.since;
  }

  get readyReason(): string {
    return this.conditions.find(isReady)?.reason ?? '';
  }

  get readyMessage(): string {
    return this.conditions.find(isReady)?.message ?? '';
  }

  get heartbeat(): number | undefined {
    return this.conditions.find(isReady)?.heartbeat;
  }

  get addresses(): readonly Address[] {
    this.#addresses ??= listAt(this.raw, 'status', 'addresses').map((address) => ({
      type: textAt(address, 'type') ?? '',
      address: textAt(address, 'address') ?? '',
    }));
    return this.#addresses;
  }

  get created(): number | undefined {
    return timeAt(this.raw, 'metadata', 'creationTimestamp');
  }

  get labels(): ReadonlyMap<string, string> {
    this.#labels ??= mapAt(this.raw, 'metadata', 'labels');
    return this.#labels;
  }

  get annotations(): ReadonlyMap<string, string> {
    this.#annotations ??= mapAt(this.raw, 'metadata', 'annotations');
    return this.#annotations;
  }

  get allocatable(): NodeFacts['allocatable'] {
    this.#allocatable ??= allocatable(this.raw);
    return this.#allocatable;
  }

  get system(): NodeFacts['system'] {
    const info = (key: string): string => textAt(this.raw, 'status', 'nodeInfo', key) ?? '';
    return {
      image: info('osImage'),
      kernel: info('kernelVersion'),
      runtime: info('containerRuntimeVersion'),
      cpu: info('architecture'),
    };
  }
}

const isReady = ({ type }: { readonly type?: unknown }): boolean => type === 'Ready';

const hasRole = (raw: object, role: string): boolean =>
  textAt(raw, 'metadata', 'labels', `${ROLE}${role}`) !== undefined;

/** K3s labels servers only; older releases wrote `master`. */
function roleOf(raw: object): NodeRole {
  if (hasRole(raw, 'control-plane') || hasRole(raw, 'master')) return 'server';
  return hasRole(raw, 'etcd') ? 'etcd' : 'agent';
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

/** What the kubelet of a node renews every ten seconds. */
export interface Lease {
  readonly renewed: number;
  /** It has run out: the node counts as gone. */
  readonly late: boolean;
}

/** Undefined for what says no time. */
export function leaseOf(raw: object | undefined, now: number): Lease | undefined {
  const renewed = timeAt(raw, 'spec', 'renewTime');
  const seconds = numberAt(raw, 'spec', 'leaseDurationSeconds') ?? 40;
  return renewed === undefined ? undefined : { renewed, late: now - renewed > seconds * 1000 };
}
