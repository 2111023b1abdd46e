/** One cluster as the explorer asks for it: what is wanted is kept up to date, and nothing else is asked for. */

import type {
  ClusterSource,
  Collection,
  CollectionName,
  CollectionState,
  ConnectionState,
} from '../explorer/source.ts';
import type { Reach } from '../operations/kind.ts';
import type { May } from './access.ts';
import type { Connection } from './connection.ts';
import type { Served } from './discovery.ts';
import { Namespaces } from './namespaces.ts';
import { Narrowed } from './narrowed.ts';
import type { ReflectorState } from './reflectorState.ts';
import {
  addonEvents,
  addons,
  bootstrapTokens,
  certificateEvents,
  chartJobs,
  chartPods,
  etcdSnapshots,
  eventsOf,
  helmChartConfigs,
  helmCharts,
  leaseOf,
  nodeMetrics,
  nodePasswords,
  nodes,
  plans,
  podCounts,
  podsInReach,
  podsOf,
  type Resource,
} from './resources.ts';

/** What stands behind a name. */
const resources: Readonly<Record<CollectionName, (node: string) => Resource<View>>> = {
  nodes: () => nodes,
  podCounts: () => podCounts,
  nodeMetrics: () => nodeMetrics,
  podsOf,
  podsInReach: () => podsInReach,
  eventsOf: (node) => eventsOf('Node', node),
  leaseOf,
  certificateEvents: () => certificateEvents,
  addons: () => addons,
  addonEvents: () => addonEvents,
  helmCharts: () => helmCharts,
  helmChartConfigs: () => helmChartConfigs,
  chartJobs: () => chartJobs,
  chartPods: () => chartPods,
  etcdSnapshots: () => etcdSnapshots,
  plans: () => plans,
  bootstrapTokens: () => bootstrapTokens,
  nodePasswords: () => nodePasswords,
};

type View = ReadonlyMap<string, object | number>;

/** One collection that somebody wants. */
interface Wanted {
  count: number;
  readonly follower: Narrowed;
  readonly stop: () => void;
  /** Made anew when something was heard since. */
  made: { readonly of: View; readonly heard: number; readonly items: readonly object[] } | undefined;
}

/** How often is asked again what is served and what we may, while somebody looks; and how soon after a failure. */
const LOOK_AGAIN_MS = 300_000;
const LOOK_SOON_MS = 30_000;

const NOTHING: Collection = { state: { kind: 'idle' }, items: [] };

export class LiveSource implements ClusterSource {
  readonly entry: ClusterSource['entry'];
  readonly #connection: Connection;
  readonly #wanted = new Map<string, Wanted>();
  readonly #listeners = new Set<() => void>();
  /** The last answers; they count until newer ones are there. */
  readonly #rights = new Map<string, May>();
  readonly #namespaces: Namespaces;
  /** Of which rights we know, or will know soon. */
  readonly #asked = new Set<string>();
  #served: Served | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #cancelLook: (() => void) | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.entry = connection.entry;
    this.#namespaces = new Namespaces(connection.entry.namespace, connection.api, connection.access);
    let connected = false;
    connection.onChange(() => {
      const before = connected;
      connected = connection.state.kind === 'connected';
      if (connected && !before) void this.#look();
      if (!connected) this.#cancelLook?.();
      this.#tell();
    });
  }

  get reach(): Reach {
    const { api, access } = this.#connection;
    return { api, access, redact: (text) => this.#connection.redact(text) };
  }

  get state(): ConnectionState {
    const { state } = this.#connection;
    switch (state.kind) {
      case 'stale': {
        const lastData = Math.max(0, ...[...this.#wanted.values()].map(({ follower }) => follower.heard));
        return {
          kind: 'stale',
          since: state.since,
          cause: state.trouble,
          ...(lastData > 0 ? { lastData } : {}),
          ...(state.retryAt === undefined ? {} : { nextRetry: state.retryAt }),
        };
      }
      case 'failed':
        return {
          kind: 'failed',
          trouble: state.trouble,
          ...(state.retryAt === undefined ? {} : { nextRetry: state.retryAt }),
        };
      case 'closed':
        return { kind: 'idle' };
      default:
        return { kind: state.kind };
    }
  }

  get version(): string | undefined {
    const { state } = this.#connection;
    return state.kind === 'connected' ? state.version.text || undefined : undefined;
  }

  get certificateExpires(): number | undefined {
    return this.#connection.certificateExpires?.getTime();
  }

  collection(name: CollectionName, node = ''): Collection {
    const wanted = this.#wanted.get(keyOf(name, node));
    if (!wanted) return this.#isMissing(name) ? { state: { kind: 'missing' }, items: [] } : NOTHING;
    const { follower } = wanted;
    const { view, heard, only } = follower;
    if (wanted.made?.of !== view || wanted.made.heard !== heard)
      wanted.made = { of: view, heard, items: itemsOf(view) };
    return {
      state: stateOf(follower.state, resources[name](node)),
      items: wanted.made.items,
      ...(heard > 0 ? { since: heard } : {}),
      ...(only ? { only: { verb: 'list', resource: resources[name](node).name, namespaces: only } } : {}),
    };
  }

  want(name: CollectionName, node = ''): void {
    const key = keyOf(name, node);
    const known = this.#wanted.get(key);
    if (known) {
      known.count++;
      return;
    }
    const first = this.#wanted.size === 0;
    if (first) this.#connection.resume();
    const wanted = this.#follow(name, node);
    this.#wanted.set(key, wanted);
    wanted.follower.resume();
    if (first) this.#lookLater(this.#looked + LOOK_AGAIN_MS - this.#connection.clock.now());
  }

  release(name: CollectionName, node = ''): void {
    const key = keyOf(name, node);
    const wanted = this.#wanted.get(key);
    if (!wanted || --wanted.count > 0) return;
    this.#wanted.delete(key);
    wanted.stop();
    // What belongs to one node is not worth keeping; the rest goes on from where it was.
    wanted.follower.end(node !== '');
    if (this.#wanted.size > 0) return;
    this.#cancelLook?.();
    this.#connection.pause();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  retryNow(): void {
    void this.#connection.retryNow();
  }

  refresh(): void {
    const { kind } = this.#connection.state;
    if (kind === 'stale' || kind === 'failed') return this.retryNow();
    if (kind !== 'connected') return;
    this.#connection.refresh();
    this.#looked = Number.NEGATIVE_INFINITY;
    this.#lookLater(0);
  }

  /** Its files may have changed, or what may be done with them. */
  reread(): void {
    void this.#connection.reread();
  }

  can(verb: string, group: string, resource: string, namespace?: string): boolean | undefined {
    const key = JSON.stringify([verb, group, resource, namespace]);
    if (!this.#asked.has(key)) {
      this.#asked.add(key);
      const [name = '', subresource] = resource.split('/');
      const wanted = { verb, group, resource: name, ...(subresource ? { subresource } : {}) };
      void this.#connection.access.may({ ...wanted, ...(namespace ? { namespace } : {}) }).then(async (may) => {
        // Perhaps in one of the namespaces.
        if (may === 'no' && !namespace) await this.#namespaces.look();
        if (may === 'unknown' || may === this.#rights.get(key)) return;
        this.#rights.set(key, may);
        this.#tell();
      });
    }
    const known = this.#rights.get(key);
    return known === undefined ? undefined : known === 'yes';
  }

  get namespaces(): readonly string[] {
    return this.#namespaces.known;
  }

  close(): Promise<void> {
    this.#listeners.clear();
    this.#cancelLook?.();
    return this.#connection.close();
  }

  #follow(name: CollectionName, node: string): Wanted {
    const connection = this.#connection;
    const follower = new Narrowed(resources[name](node), {
      follow: (resource) => connection.follow(resource),
      release: (resource) => connection.release(resource),
      listable: (resource) => this.#namespaces.listable(resource),
    });
    const stop = follower.onChange(() => {
      wanted.made = undefined;
      this.#tell();
    });
    const wanted: Wanted = { count: 1, follower, stop, made: undefined };
    return wanted;
  }

  /** Which resources there are, and from now on also the rights anew that anybody asks about. */
  async #look(): Promise<void> {
    this.#looked = this.#connection.clock.now();
    this.#asked.clear();
    this.#namespaces.forget();
    const answer = await this.#connection.served({ again: true });
    this.#lookLater(answer.ok ? LOOK_AGAIN_MS : LOOK_SOON_MS);
    if (answer.ok) this.#served = answer.served;
    for (const { follower } of this.#wanted.values()) {
      const { kind } = follower.state;
      if (kind === 'denied' || (kind === 'missing' && this.#served?.has(follower.resource.name))) follower.retryNow();
    }
    this.#tell();
  }

  /** Only while somebody looks. */
  #lookLater(milliseconds: number): void {
    this.#cancelLook?.();
    if (this.#wanted.size === 0 || this.#connection.state.kind !== 'connected') return;
    if (milliseconds <= 0) void this.#look();
    else this.#cancelLook = this.#connection.clock.after(milliseconds, () => void this.#look());
  }

  #isMissing(name: CollectionName): boolean {
    return this.#served !== undefined && !this.#served.has(resources[name]('').name);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const keyOf = (name: CollectionName, node: string): string => `${name} ${node}`;

/** Objects as they are; numbers by node as the explorer counts pods. */
const itemsOf = (view: View): readonly object[] =>
  [...view].map(([node, value]) => (typeof value === 'number' ? { node, pods: value } : value));

function stateOf(state: ReflectorState, { namespace }: Resource<View>): CollectionState {
  if (state.kind !== 'denied') return { kind: state.kind };
  const { verb, resource } = state;
  return { kind: 'denied', verb, resource, ...(namespace ? { namespace } : {}) };
}
