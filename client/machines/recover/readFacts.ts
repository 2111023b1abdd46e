/** Looks at a machine and asks its cluster for all that the plan of a recovery needs; changes nothing. */

import type { Machine } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { readPassword } from '../../operations/delete/password.ts';
import { readFacts as readDeletion } from '../../operations/delete/readFacts.ts';
import type { Sources } from '../../operations/drain/readFacts.ts';
import type { Target } from '../../operations/target.ts';
import { readMachine } from '../remove/readFacts.ts';
import { stateScript } from '../service/state.ts';
import { missingRights } from '../token/rights.ts';
import type { RecoverFacts } from './plan.ts';
import { symptomsIn } from './symptoms.ts';

/** A cluster as it is asked, and as a person calls it. */
export type Around = Sources & { readonly name: string };

/**
 * @param node what the Node is called; for a machine without a cluster, the machine
 * @param around the cluster; undefined where none is known
 */
export async function readRecovery(
  target: Target,
  machine: Machine,
  node: string,
  around: Around | undefined,
  signal = around?.signal ?? new AbortController().signal,
): Promise<{ readonly ok: true; readonly facts: RecoverFacts } | HostTrouble> {
  const deletion = around && (await readDeletion(around, node));
  const known = deletion?.ok ? deletion.value : undefined;
  const reached = await readMachine(machine, known, signal);
  if (!reached.ok) return reached;
  const { service } = reached;
  const log = service && (await machine.run(stateScript(service.name), { asRoot: true, signal }));
  if (log && !log.ok) return log;
  const cluster = around && (await clusterFacts(around, node));
  return {
    ok: true,
    facts: {
      target,
      machine: reached,
      name: node,
      symptoms: symptomsIn(log?.sections.get('log') ?? ''),
      ...(known && { node: known }),
      ...(cluster && { cluster }),
    },
  };
}

async function clusterFacts(
  { api, access, signal, name }: Around,
  node: string,
): Promise<NonNullable<RecoverFacts['cluster']>> {
  const [password, missing] = await Promise.all([
    readPassword(api, node, signal),
    access ? missingRights(access, 'mint') : [],
  ]);
  return { name, mayMint: missing.length === 0, password: password ?? { kind: 'unknown' } };
}
