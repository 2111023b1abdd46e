/**
 * What every Kubernetes API server does, as this project relies on it. The list runs against any server: the demo's in
 * the tests, a real one where there is one. Each expectation makes what it needs and cleans up after itself.
 */
import { access } from './contract/access.ts';
import { evictions } from './contract/evictions.ts';
import { lists } from './contract/lists.ts';
import { tables } from './contract/tables.ts';
import { watches } from './contract/watches.ts';
import { writes } from './contract/writes.ts';
import { Scratch, type Target } from './scratch.ts';

/** One thing that holds. */
export interface Expectation {
  readonly name: string;
  /** Throws where it does not hold, and `Skip` where the server cannot show it. */
  run(scratch: Scratch): Promise<void>;
}

/** All of them. */
export const contract: readonly Expectation[] = [...lists, ...watches, ...tables, ...writes, ...evictions, ...access];

/** Holds one expectation against a server. */
export async function hold(expectation: Expectation, target: Target): Promise<void> {
  const scratch = await Scratch.open(target);
  try {
    await expectation.run(scratch);
  } finally {
    await scratch.close();
  }
}
