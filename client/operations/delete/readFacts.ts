/** Asks the cluster for all that the plan of a deletion needs, without writing anything. */

import type { May } from '../../cluster/access.ts';
import { asText, at } from '../../cluster/json.ts';
import { type KubeObject, stripped } from '../../cluster/objects.ts';
import { nodes, resourcePath } from '../../cluster/resources.ts';
import { lastHeard, nodeFacts } from '../../explorer/model/node.ts';
import { daemonSetOf, isFinished, nameOf } from '../drain/pod.ts';
import { listPods, type Sources } from '../drain/readFacts.ts';
import { staysOn } from '../drain/volumes.ts';
import { list, plain, type Read } from '../list.ts';
import type { DeleteFacts, LocalVolume } from './facts.ts';
import { NAMESPACE, passwordOf, readPassword } from './password.ts';

/** The facts about one node; a refusal where the node itself cannot be read. */
export async function readFacts(sources: Sources, name: string): Promise<Read<DeleteFacts>> {
  const { api, clock, signal } = sources;
  const leases = { group: 'coordination.k8s.io', namespace: 'kube-node-lease' };
  const [node, all, pods, volumes, lease, password, rights] = await Promise.all([
    api.request({ path: resourcePath('nodes', {}, name), signal }),
    list(sources, nodes),
    listPods(sources, name, ''),
    list(sources, plain('persistentvolumes')),
    api.request({ path: resourcePath('leases', leases, name), signal }),
    readPassword(api, name, signal),
    rightsFor(sources, name),
  ]);
  if (!node.ok) return node;
  const facts = nodeFacts(stripped(node.body) ?? {});
  return {
    ok: true,
    value: {
      node: facts,
      uid: asText(at(facts.raw, 'metadata', 'uid')) ?? '',
      ending: at(facts.raw, 'metadata', 'deletionTimestamp') !== undefined,
      others: all.ok ? all.value.filter(({ metadata }) => metadata.name !== name).map(nodeFacts) : undefined,
      heard: lastHeard(facts, lease.ok && typeof lease.body === 'object' ? (lease.body ?? undefined) : undefined),
      pods: pods.ok
        ? pods.value
            .filter((pod) => !pod.mirror && daemonSetOf(pod) === undefined && !isFinished(pod))
            .map((pod) => nameOf(pod))
        : undefined,
      volumes: volumes.ok ? volumes.value.filter((one) => staysOn(one, name)).map(volumeOf) : undefined,
      password: password ?? { kind: 'unknown' },
      rights,
      now: clock.now(),
    },
  };
}

function volumeOf(volume: KubeObject): LocalVolume {
  const [namespace, claim] = ['namespace', 'name'].map((part) => asText(at(volume, 'spec', 'claimRef', part)));
  return { name: volume.metadata.name, claim: claim === undefined ? '' : `${namespace ?? 'default'}/${claim}` };
}

async function rightsFor({ access }: Sources, node: string): Promise<DeleteFacts['rights']> {
  const may = async (resource: string, name: string, namespace?: string): Promise<May> =>
    access?.may({ verb: 'delete', resource, name, ...(namespace && { namespace }) }) ?? 'unknown';
  const [one, password] = await Promise.all([may('nodes', node), may('secrets', passwordOf(node).name, NAMESPACE)]);
  return { node: one, password };
}
