/** What the plan of a removal is made from, as plain data. */

import type { Verdict } from '../../host/sameMachine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { DeleteFacts } from '../../operations/delete/facts.ts';
import type { Facts as DrainFacts } from '../../operations/drain/facts.ts';
import type { Target } from '../../operations/target.ts';
import type { Pinned } from '../pinned.ts';
import type { Found, Service } from '../service/found.ts';
import type { Looked } from './looked.ts';

/** A volume whose data is on this machine and nowhere else, as its cluster knows it. */
export interface KnownVolume {
  readonly name: string;
  /** `namespace/name`; '' for none. */
  readonly claim: string;
  /** As it was asked for: `10Gi`. */
  readonly capacity: string;
  /** On the machine; '' where it does not say. */
  readonly path: string;
}

export interface ClusterFacts {
  /** As a person calls it. */
  readonly name: string;
  readonly deletion: DeleteFacts;
  readonly drain: DrainFacts;
  /** `status.nodeInfo.machineID` */
  readonly machineId: string;
  /** Undefined where they may not be listed. */
  readonly volumes: readonly KnownVolume[] | undefined;
}

/** A machine that can be reached. */
export interface Reached {
  readonly ok: true;
  readonly pinned: Pinned;
  /** Whether it is the one of the Node; absent without a Node. */
  readonly verdict?: Verdict;
  readonly found: Found;
  /** Absent where no service of K3s belongs to the Node. */
  readonly service?: Service;
  readonly looked?: Looked;
}

export interface RemoveFacts {
  readonly target: Target;
  readonly machine: Reached | HostTrouble;
  /** Absent where no cluster is known. */
  readonly cluster?: ClusterFacts;
}
