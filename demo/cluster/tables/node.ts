/** Nodes in rows. */

import { conditionOf, type KubeObject } from '../store/object.ts';
import { AGE, ageOf, column, NAME, type Printer } from './column.ts';

const WIDE = { priority: 1 };
const ROLE = 'node-role.kubernetes.io/';

/** The columns of `kubectl get nodes -o wide`. */
export const NODE: Printer = {
  columns: [
    NAME,
    column('Status', 'The status of the node'),
    column('Roles', 'The roles of the node'),
    AGE,
    column('Version', 'Kubelet Version reported by the node.'),
    column('Internal-IP', 'List of addresses reachable to the node.', WIDE),
    column('External-IP', 'List of addresses reachable to the node.', WIDE),
    column('OS-Image', 'OS Image reported by the node from /etc/os-release.', WIDE),
    column('Kernel-Version', "Kernel Version reported by the node from 'uname -r'.", WIDE),
    column('Container-Runtime', 'ContainerRuntime Version reported by the node.', WIDE),
  ],
  cells(node, now) {
    const info = node.status?.nodeInfo ?? {};
    return [
      node.metadata.name,
      statusOf(node),
      rolesOf(node).join(',') || '<none>',
      ageOf(node, now),
      info.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info.osImage || '<unknown>',
      info.kernelVersion || '<unknown>',
      info.containerRuntimeVersion || '<unknown>',
    ];
  },
};

function statusOf(node: KubeObject): string {
  const ready = conditionOf(node, 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable === true ? `${status},SchedulingDisabled` : status;
}

function rolesOf({ metadata: { labels = {} } }: KubeObject): string[] {
  const roles = Object.keys(labels)
    .filter((label) => label.startsWith(ROLE) && label.length > ROLE.length)
    .map((label) => label.slice(ROLE.length));
  const other = labels['kubernetes.io/role'];
  return [...new Set(other ? [...roles, other] : roles)].sort();
}

function addressOf(node: KubeObject, type: string): string {
  return node.status?.addresses?.find((address: { type: string }) => address.type === type)?.address ?? '<none>';
}
