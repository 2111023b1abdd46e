/** What is to be done to a service of K3s on one machine, as plain data without secrets: it is kept, and gone on with. */

import type { Target } from '../../operations/target.ts';
import type { Pinned } from '../pinned.ts';
import type { Service } from './found.ts';

/** A Node of a cluster; absent where none is known. */
export interface PlannedNode {
  readonly name: string;
  readonly uid: string;
}

/** The service, with what its machine says of it. */
export type PlannedService = Pick<Service, 'name' | 'init' | 'role' | 'dataDir' | 'program'> & {
  /** K3s's own script; '' where there is none. */
  readonly killall: string;
  readonly uninstall: string;
};

export const plannedService = ({
  name,
  init,
  role,
  dataDir,
  program,
  killall = '',
  uninstall = '',
}: Service): PlannedService => ({
  name,
  init,
  role,
  dataDir,
  program,
  killall,
  uninstall,
});

/** What every operation on one machine knows. */
export interface MachinePlan {
  /** Names what goes on by itself on the machine: the same after a restart of the editor. */
  readonly id: string;
  readonly target: Target;
  readonly pinned: Pinned;
  readonly service: PlannedService;
  readonly node?: PlannedNode;
}
