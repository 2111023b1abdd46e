/** Everything the tree is computed from: sources, how a person wants to see them, and the time. */

import type { FileOfNode } from '../model/fileSettings.ts';
import type { Grouping } from '../model/groups.ts';
import type { ClusterSource } from '../source.ts';
import type { Item } from './item.ts';

export interface View {
  readonly sources: readonly ClusterSource[];
  readonly grouping: Grouping;
  /** Of nodes; empty shows all. */
  readonly filter: string;
  readonly now: number;
  /** The configuration of a node in the workspace, as far as it is known; asking may lead to more being known. */
  readonly fileOf?: (cluster: string, node: string) => FileOfNode | undefined;
  /** The operation of this machine that has a node out of service, by its title. */
  readonly operationOn?: (cluster: string, node: string) => string | undefined;
  /** Lines for the folder of operations of a cluster, with ids below the one given; without any there is no folder. */
  readonly operations?: (cluster: string, folder: string) => readonly Item[];
}
