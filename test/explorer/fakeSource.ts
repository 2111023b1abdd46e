/** A cluster that says what a test tells it to, and writes down what it is asked for. */

import type {
  ClusterEntry,
  ClusterSource,
  Collection,
  CollectionName,
  CollectionState,
  ConnectionState,
} from '../../client/explorer/source.ts';
import { NOW } from './objects.ts';

export class FakeSource implements ClusterSource {
  entry: ClusterEntry;
  state: ConnectionState = { kind: 'connected' };
  version = 'v1.34.2+k3s1';
  certificateExpires: number | undefined;
  /** What is wanted now, in the order in which it was asked for. */
  readonly wanted: string[] = [];
  /** Everything that was asked of it. */
  readonly log: string[] = [];
  retries = 0;
  readonly forbidden = new Set<string>();
  /** `list pods in default`: beside what is forbidden. */
  readonly allowed = new Set<string>();
  namespaces: readonly string[] = ['default', 'kube-system'];
  private readonly collections = new Map<string, Collection>();
  private readonly listeners = new Set<() => void>();

  constructor(name = 'prod', nodes: readonly object[] = []) {
    this.entry = {
      id: `/home/me/.kube/${name}#default`,
      name,
      file: `/home/me/.kube/${name}`,
      context: 'default',
      origin: 'KUBECONFIG',
    };
    this.set('nodes', nodes);
    for (const missing of ['addons', 'helmCharts', 'etcdSnapshots', 'plans', 'bootstrapTokens'] as const)
      this.set(missing, [], { kind: 'missing' });
  }

  set(name: CollectionName, items: readonly object[], state: CollectionState = { kind: 'live' }, node?: string): this {
    this.collections.set(key(name, node), { state, items, since: NOW });
    return this;
  }

  collection(name: CollectionName, node?: string): Collection {
    return this.collections.get(key(name, node)) ?? { state: { kind: 'idle' }, items: [] };
  }

  want(name: CollectionName, node?: string): void {
    this.wanted.push(key(name, node));
    this.log.push(`want ${key(name, node)}`);
  }

  release(name: CollectionName, node?: string): void {
    const at = this.wanted.indexOf(key(name, node));
    if (at < 0) throw new Error(`${key(name, node)} was released and not wanted`);
    this.wanted.splice(at, 1);
    this.log.push(`release ${key(name, node)}`);
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  get listening(): number {
    return this.listeners.size;
  }

  change(): void {
    for (const listener of this.listeners) listener();
  }

  retryNow(): void {
    this.retries += 1;
  }

  refresh(): void {
    this.log.push('refresh');
  }

  can(verb: string, _group: string, resource: string, namespace?: string): boolean | undefined {
    if (this.allowed.has(`${verb} ${resource} in ${namespace}`)) return true;
    return this.forbidden.has(`${verb} ${resource}`) ? false : undefined;
  }
}

const key = (name: CollectionName, node?: string): string => (node === undefined ? name : `${name} ${node}`);
