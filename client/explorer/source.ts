/** Where the explorer gets what it shows, and how it asks for more: one source per cluster, whatever stands behind it. */

import type { Reach } from '../operations/kind.ts';

export interface ClusterSource {
  readonly entry: ClusterEntry;
  readonly state: ConnectionState;
  /** As the API server says it: `v1.34.2+k3s1`. */
  readonly version?: string | undefined;
  /** When the certificate with which the person logs in ends; undefined for another way, and for one that is renewed. */
  readonly certificateExpires?: number | undefined;
  /** What is known of a collection now; asking costs nothing and starts nothing. */
  collection(name: CollectionName, node?: string): Collection;
  /** From now on somebody looks at the collection. Counted: as often as `want`, `release` has to be called. */
  want(name: CollectionName, node?: string): void;
  release(name: CollectionName, node?: string): void;
  /** Something changed: state, version or collections. Several changes come as one. */
  onDidChange(listener: () => void): { dispose(): void };
  /** Does not wait for the end of a pause between two attempts. */
  retryNow(): void;
  /** Somebody says that something may be different: rights, what is served, and what could not be had are asked anew. */
  refresh(): void;
  /** The way to ask it for anything else; absent for one of which nothing can be asked. */
  readonly reach?: Reach;
  /** Whether the person may do something; undefined while nobody knows. */
  can(verb: string, group: string, resource: string, namespace?: string): boolean | undefined;
  /** Where something may be allowed that is not in the whole cluster, as far as it is known. */
  readonly namespaces: readonly string[];
}

/** One context of a kubeconfig. */
export interface ClusterEntry {
  /** Stays the same as long as file and context do. */
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly context: string;
  readonly server?: string;
  /** Who named the file: `k3s.kubeconfig`, `KUBECONFIG`, the home folder. */
  readonly origin: string;
  /** Why nothing can be done with this entry. */
  readonly trouble?: Trouble;
}

/** What is wrong, as a sentence for a person. */
export interface Trouble {
  readonly message: string;
  /** What a person can do about it. */
  readonly next?: string;
}

/** Times are milliseconds since 1970, as everywhere here. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'stale';
      /** When the connection broke. */
      readonly since: number;
      readonly cause: Trouble;
      /** When data last came. */
      readonly lastData?: number;
      readonly nextRetry?: number;
    }
  /** Does not heal by itself: refused, or no way to log in. */
  | { readonly kind: 'failed'; readonly trouble: Trouble; readonly nextRetry?: number };

/** Those of one node are named `…Of` and take its name. */
export type CollectionName =
  | 'nodes'
  /** Items are `PodCount`. */
  | 'podCounts'
  | 'nodeMetrics'
  | 'podsOf'
  /** Of the namespaces that the person may read, for who may not list nodes. */
  | 'podsInReach'
  | 'eventsOf'
  | 'leaseOf'
  /** Events of all nodes about certificates that end soon. */
  | 'certificateEvents'
  | 'addons'
  | 'addonEvents'
  | 'helmCharts'
  | 'helmChartConfigs'
  | 'chartJobs'
  /** Of these jobs. */
  | 'chartPods'
  | 'etcdSnapshots'
  | 'plans'
  /** Secrets without `token-secret`. */
  | 'bootstrapTokens'
  /** Secrets with nothing but their names. */
  | 'nodePasswords';

export interface Collection {
  readonly state: CollectionState;
  /** Kubernetes objects as the API server sends them, stripped of what nobody shows. The same object stays the same. */
  readonly items: readonly object[];
  /** When the items were last known to be true. */
  readonly since?: number;
  /** They are those of these namespaces: the right to read all of them is missing. */
  readonly only?: Right & { readonly namespaces: readonly string[] };
}

export type CollectionState =
  /** `idle`: nobody asked. `missing`: the cluster does not serve it. */
  { readonly kind: 'idle' | 'loading' | 'live' | 'stale' | 'missing' } | ({ readonly kind: 'denied' } & Right);

/** Something one needs permission for. */
export interface Right {
  readonly verb: string;
  /** With its group where it has one: `addons.k3s.cattle.io`. */
  readonly resource: string;
  readonly namespace?: string;
}

export interface PodCount {
  readonly node: string;
  readonly pods: number;
}
