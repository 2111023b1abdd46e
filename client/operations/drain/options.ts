/** What a person chooses about a drain: safe unless somebody says otherwise, and plain data, so that it can be kept. */

/** For which pods something dangerous is agreed to: by UID, so that a new pod of the same name is none of them. */
export type Consent = 'all' | readonly string[];

/** What needs an explicit yes: lost data, a pod that nobody makes anew, a pod whose DaemonSet is gone. */
export type Need = 'emptyDir' | 'unmanaged' | 'orphan';

export interface DrainOptions {
  /** Pods of DaemonSets stay, instead of being an error. */
  readonly ignoreDaemonSets: boolean;
  readonly consent: Readonly<Record<Need, Consent>>;
  /** UIDs of pods that are left alone. */
  readonly exclude: readonly string[];
  /** Absent: each pod's own. */
  readonly gracePeriodSeconds?: number;
  /** For the whole node; 0 for none. */
  readonly timeLimitSeconds: number;
  /** Requests at the same time. */
  readonly parallel: number;
  readonly podSelector: string;
  /** `evictOnly` refuses where a server serves no evictions; `delete` asks no budget. */
  readonly way: 'evictOnly' | 'evict' | 'delete';
  /** Pods whose deletion is longer overdue than this are not waited for; 0: all are. */
  readonly skipWaitSeconds: number;
  /** The server checks everything and changes nothing. */
  readonly dryRun: boolean;
}

/** What a dialog begins with. */
export const DEFAULT_OPTIONS: DrainOptions = {
  ignoreDaemonSets: true,
  consent: { emptyDir: [], unmanaged: [], orphan: [] },
  exclude: [],
  timeLimitSeconds: 600,
  parallel: 10,
  podSelector: '',
  way: 'evictOnly',
  skipWaitSeconds: 0,
  dryRun: false,
};

/** Whether that pod may go although it needs consent. */
export function agreed({ consent }: DrainOptions, need: Need, uid: string): boolean {
  const given = consent[need];
  return given === 'all' || given.includes(uid);
}
