/** Nodes without machines and pods without containers: objects that say of themselves what a kubelet would say. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Json, MERGE_PATCH } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';

/** Until a moment ago it was heard. */
const now = (): string => new Date().toISOString().replace('Z', '000Z');

/** A node that is ready, with its lease; the scheduler places pods on it. */
export async function makeNode(api: Client, name: string): Promise<void> {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  ok(await api.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }));
  const lease = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now() };
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  ok(await api.post(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec: lease }));
  const resources = { cpu: '4', memory: '8Gi', pods: '110' };
  const time = new Date().toISOString();
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: time, lastTransitionTime: time },
  ];
  const status = { capacity: resources, allocatable: resources, conditions, addresses: [] };
  ok(await api.patch(`/api/v1/nodes/${name}/status`, MERGE_PATCH, { status }));
}

/** A pod on that node which is running and ready. */
export async function makePod(api: Client, namespace: string, name: string, node: string, labels: Json = {}) {
  const spec = {
    nodeName: node,
    automountServiceAccountToken: false,
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'main', image: 'example.invalid/none:1' }],
  };
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  // Who comes too early finds no service account in a new namespace.
  for (let tries = 0; ; tries++) {
    const made = await api.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec });
    if (made.code !== 403 || tries > 50) {
      ok(made);
      break;
    }
    await sleep(100);
  }
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
  const status = { phase: 'Running', conditions };
  return ok(await api.patch(`${pods}/${name}/status`, MERGE_PATCH, { status }));
}

/** A namespace. */
export async function makeNamespace(api: Client, name: string): Promise<void> {
  ok(await api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}
