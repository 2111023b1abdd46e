/** What every part of the API server has at hand. */

import type { Clock } from '../clock.ts';
import type { KubeObject } from '../store/object.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { ResourceType } from './resources.ts';

/** The cluster behind the API. */
export interface Backend {
  readonly store: Store;
  readonly clock: Clock;
  readonly access: Access;
  /** What is served; tests may take some away, as on a cluster without them. */
  readonly types: ResourceType[];
  /** The version the servers run, with the `v` and the `+k3s1`. */
  readonly version: string;
  /** What nodes and pods use right now. */
  usage(type: ResourceType): readonly KubeObject[];
}
