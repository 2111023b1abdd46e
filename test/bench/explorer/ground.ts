/** The cluster that is looked at: what can be asked of it and done to it, whether it is the demo's or a real one. */

import type { Inventory } from '../../../demo/cluster/control.ts';

export interface Size {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** Of nodes, a second. */
  readonly updates: number;
  /** Of pods, a second. */
  readonly podUpdates: number;
  /** Pods that go while others come, a second. */
  readonly moves: number;
}

export interface Ground {
  readonly kubeconfig: string;
  /** The kubectl that belongs to it, where it has one. */
  readonly kubectl?: string;
  /** Updates stop. */
  rest(): Promise<void>;
  /** What is there now. */
  inventory(): Promise<Inventory>;
  /** Forgets what was asked so far. */
  clear(): Promise<void>;
  /** What our side asked for since then. */
  requests(): Promise<readonly string[]>;
  /** How many connections our side has, which is the process of that number. */
  connections(pid: number): Promise<number>;
  /** Something that happens to servers, each time another thing. */
  disturb(time: number): Promise<void>;
  end(): Promise<void>;
}
