/** A real K3s with one node that kwok plays and pods on it, which come again after each drain. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Json, MERGE_PATCH } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { WITH_ETCD } from '../../real/etcd.ts';
import { kwokNodes, MANY_NODES } from '../../real/kwok/nodes.ts';
import { makeNamespace } from '../../real/objects.ts';
import { startK3s } from '../../real/server.ts';
import { auditLog } from '../audit.ts';

const SPACE = 'bench';
const PODS = `/api/v1/namespaces/${SPACE}/pods`;
const BUDGETS = `/apis/policy/v1/namespaces/${SPACE}/poddisruptionbudgets`;
/** One pod is apart from all others, so that a budget can be about it alone. */
const [MANY, ONE] = ['many', 'one'];

/** Starts it; `folder` is for what it writes. */
export async function fullNode(folder: string, pods: number) {
  const audit = auditLog(folder);
  const k3s = await startK3s(...MANY_NODES, ...WITH_ETCD, ...audit.args);
  const nodes = await kwokNodes(k3s, 1);
  const api = new Client(k3s.server);
  const [node = ''] = nodes.names;
  await makeNamespace(api, SPACE);
  await nodes.replicas(SPACE, MANY, pods - 1, node);
  await nodes.replicas(SPACE, ONE, 1, node);

  async function podsOf(app: string): Promise<Json[]> {
    return ok(await api.get(`${PODS}?labelSelector=app%3D${app}`)).items;
  }

  /** The budget keeps the one pod until it is freed. */
  async function setBudget(minAvailable: number, allowed: number): Promise<void> {
    ok(await api.patch(`${BUDGETS}/${ONE}`, MERGE_PATCH, { spec: { minAvailable } }));
    for (;;) {
      const { status, metadata } = ok(await api.get(`${BUDGETS}/${ONE}`));
      if (status?.disruptionsAllowed === allowed && status.observedGeneration === metadata.generation) return;
      await sleep(20);
    }
  }

  const spec = { minAvailable: 0, selector: { matchLabels: { app: ONE } } };
  ok(await api.post(BUDGETS, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: ONE }, spec }));

  return {
    audit,
    kubectl: k3s.kubectl,
    where: { kubeconfig: k3s.kubeconfig, node },
    /** Puts the node back into service and waits until all pods run on it again, and nothing is left of before. */
    async fill(): Promise<void> {
      ok(await api.patch(`/api/v1/nodes/${node}`, MERGE_PATCH, { spec: { unschedulable: null } }));
      await nodes.running(SPACE, pods);
      await setBudget(0, 1);
    },
    /** Lets the budget keep its pod. */
    async block() {
      await setBudget(1, 0);
      const [pod] = await podsOf(ONE);
      return { pod: pod.metadata.name as string, pods, free: () => setBudget(0, 1) };
    },
    /** Fails when a pod is still on the node. */
    async left(): Promise<void> {
      const { items } = ok(await api.get(`${PODS}?fieldSelector=spec.nodeName%3D${node}`));
      if (items.length > 0) throw new Error(`${items.length} pods are still on ${node}.`);
    },
    async end(): Promise<void> {
      api.end();
      await nodes.end();
      await k3s.stop();
    },
  };
}
