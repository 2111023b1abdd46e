/** Looks at a machine and asks its cluster for all that the plan of a removal needs; changes nothing. */

import { asText, at } from '../../cluster/json.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import { identityOf } from '../../host/identity.ts';
import type { Machine } from '../../host/machine.ts';
import { type Expected, sameMachine } from '../../host/sameMachine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { DeleteFacts } from '../../operations/delete/facts.ts';
import { readFacts as readDeletion } from '../../operations/delete/readFacts.ts';
import type { DrainOptions } from '../../operations/drain/options.ts';
import { readFacts as readDrain, type Sources } from '../../operations/drain/readFacts.ts';
import { staysOn } from '../../operations/drain/volumes.ts';
import { list, plain, type Read } from '../../operations/list.ts';
import { findScript } from '../service/findScript.ts';
import { type Found, readFound, serviceFor } from '../service/found.ts';
import type { ClusterFacts, KnownVolume, Reached } from './facts.ts';
import { readLooked } from './looked.ts';
import { lookScript } from './lookScript.ts';

/** What the cluster knows of the node; a refusal where not even the node can be read. */
export async function readCluster(
  sources: Sources,
  cluster: string,
  node: string,
  options: DrainOptions,
): Promise<Read<ClusterFacts>> {
  const [deletion, drain, volumes] = await Promise.all([
    readDeletion(sources, node),
    readDrain(sources, node, options),
    list(sources, plain('persistentvolumes')),
  ]);
  if (!deletion.ok) return deletion;
  if (!drain.ok) return drain;
  return {
    ok: true,
    value: {
      name: cluster,
      deletion: deletion.value,
      drain: drain.value,
      machineId: asText(at(deletion.value.node.raw, 'status', 'nodeInfo', 'machineID')) ?? '',
      volumes: volumes.ok ? volumes.value.filter((one) => staysOn(one, node)).map(volumeOf) : undefined,
    },
  };
}

function volumeOf(volume: KubeObject): KnownVolume {
  const text = (...path: string[]): string => asText(at(volume, 'spec', ...path)) ?? '';
  const claim = text('claimRef', 'name');
  return {
    name: volume.metadata.name,
    claim: claim === '' ? '' : `${text('claimRef', 'namespace')}/${claim}`,
    capacity: text('capacity', 'storage'),
    path: text('local', 'path') || text('hostPath', 'path'),
  };
}

/** Which K3s is on a machine, with the configuration file that its service names. */
export async function findOn(machine: Machine, signal: AbortSignal): Promise<{ ok: true; found: Found } | HostTrouble> {
  const first = await machine.run(findScript(), { asRoot: true, signal });
  if (!first.ok) return first;
  const found = readFound(first);
  const named = found.services.find(({ config }) => config !== '/etc/rancher/k3s/config.yaml');
  if (!named) return { ok: true, found };
  const second = await machine.run(findScript(named.config), { asRoot: true, signal });
  return second.ok ? { ok: true, found: readFound(second) } : second;
}

/** Who the machine is, and what of K3s is on it. */
export async function readMachine(
  machine: Machine,
  deletion: DeleteFacts | undefined,
  signal: AbortSignal,
): Promise<Reached | HostTrouble> {
  const identity = await identityOf(machine, { signal });
  if (!identity.ok) return identity;
  const pinned = { machineId: identity.machineId ?? '', hostname: identity.hostname ?? '' };
  const verdict = deletion && sameMachine(expected(deletion), identity);
  const answer = await findOn(machine, signal);
  if (!answer.ok) return answer;
  const { found } = answer;
  const service = serviceFor(found, deletion?.node.name);
  const reached: Reached = { ok: true, pinned, found, ...(verdict && { verdict }) };
  if (!service) return reached;
  const looked = await machine.run(lookScript({ ...service, uninstall: service.uninstall ?? '' }), {
    asRoot: true,
    signal,
  });
  return looked.ok ? { ...reached, service, looked: readLooked(looked) } : looked;
}

/** The machine that a Node means. */
export function expected({ node }: Pick<DeleteFacts, 'node'>): Expected {
  const info = (name: string): string | undefined => asText(at(node.raw, 'status', 'nodeInfo', name));
  const [machineId, bootId, hostname] = [info('machineID'), info('bootID'), node.labels.get('kubernetes.io/hostname')];
  return {
    name: node.name,
    ready: node.ready === 'yes',
    ...(machineId && { machineId }),
    ...(bootId && { bootId }),
    ...(hostname && { hostname }),
  };
}
