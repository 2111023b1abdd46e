/** Which option of K3s hands its list to which component. */

import type { Component } from './row.ts';

/** The options of K3s and the component behind each; the last two are old names. (component-flags.json, `k3sKey`) */
export const componentLists: Readonly<Record<string, Component>> = {
  'kubelet-arg': 'kubelet',
  'kube-apiserver-arg': 'kube-apiserver',
  'kube-controller-manager-arg': 'kube-controller-manager',
  'kube-scheduler-arg': 'kube-scheduler',
  'kube-proxy-arg': 'kube-proxy',
  'kube-cloud-controller-manager-arg': 'cloud-controller-manager',
  'etcd-arg': 'etcd',
  'kube-controller-arg': 'kube-controller-manager',
  'kube-cloud-controller-arg': 'cloud-controller-manager',
};

/** The option of K3s whose list reaches a component. */
export function listOf(component: Component): string {
  return Object.keys(componentLists).find((option) => componentLists[option] === component) ?? `${component}-arg`;
}
