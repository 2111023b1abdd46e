/** A cluster as an editor tells of it, and as the server keeps it, for tests. */

import type { Cluster, ClusterNode } from '../../server/node/cluster.ts';

export const clusterNode = (name: string, more: Partial<ClusterNode> = {}): ClusterNode => ({
  name,
  role: 'agent',
  version: 'v1.33.4+k3s1',
  addresses: [],
  labels: [],
  taints: [],
  ...more,
});

/** Two servers and an agent, of which one server is newer than the rest. */
export const prod: Cluster = {
  name: 'prod',
  version: 'v1.33.5+k3s1',
  servers: ['https://k3s.example.org:6443', 'https://10.0.0.11:6443', 'https://10.0.0.12:6443'],
  nodes: [
    clusterNode('server-1', { role: 'server', version: 'v1.33.5+k3s1', addresses: ['10.0.0.11'] }),
    clusterNode('server-2', { role: 'server', addresses: ['10.0.0.12'], taints: ['dedicated=db:NoSchedule'] }),
    clusterNode('agent-1', {
      labels: ['tier=front', 'topology.kubernetes.io/zone=a', 'node-role.kubernetes.io/worker=true'],
    }),
    clusterNode('agent-2', { labels: ['tier=back'], taints: ['dedicated=db:NoSchedule', 'slow:NoExecute'] }),
  ],
};

export const lab: Cluster = {
  name: 'lab',
  version: 'v1.35.0+k3s1',
  servers: ['https://192.168.1.5:6443'],
  nodes: [clusterNode('pi', { version: 'v1.35.0+k3s1' })],
};
