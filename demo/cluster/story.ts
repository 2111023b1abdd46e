/** The demo's cluster: three servers, five agents, and on nearly each of them something to see. */

import type { Rule } from './api/access.ts';
import type { Scene } from './start.ts';
import { addApps } from './story/apps.ts';
import { Builder } from './story/build.ts';
import { addNodes, NEW } from './story/nodes.ts';
import { addSystem } from './story/system.ts';

const NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'system-upgrade',
  'monitoring',
  'shop',
  'data',
  'tools',
];

/** People with fewer rights than the administrator, for `credentials({ name, groups: [] })`. */
const RULES: readonly Rule[] = [
  // Sees everything but secrets, changes nothing.
  {
    user: 'viewer',
    verbs: ['get', 'list', 'watch'],
    groups: ['*'],
    resources: [
      'nodes',
      'pods',
      'events',
      'namespaces',
      'leases',
      'deployments',
      'replicasets',
      'daemonsets',
      'statefulsets',
      'jobs',
      'poddisruptionbudgets',
      'persistentvolumes',
      'persistentvolumeclaims',
      'addons',
      'helmcharts',
      'helmchartconfigs',
      'etcdsnapshotfiles',
      'plans',
    ],
  },
  // Knows nothing but the pods of one namespace.
  { user: 'shopkeeper', verbs: ['get', 'list', 'watch'], resources: ['pods'], namespaces: ['shop'] },
  // May drain, but not touch the payments of the shop.
  { user: 'operator', verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] },
  { user: 'operator', verbs: ['patch'], resources: ['nodes'] },
  { user: 'operator', verbs: ['create'], resources: ['pods/eviction'], namespaces: ['data', 'tools', 'kube-system'] },
  // May evict, but not cordon.
  { user: 'evictor', verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] },
  { user: 'evictor', verbs: ['create'], resources: ['pods/eviction'] },
];

/** The scene for `startDemoCluster`. */
export function story(): Scene {
  return {
    version: NEW,
    rules: RULES,
    fill(store) {
      const build = new Builder(store);
      for (const name of NAMESPACES) build.namespace(name);
      addNodes(build);
      addSystem(build);
      addApps(build);
    },
  };
}
