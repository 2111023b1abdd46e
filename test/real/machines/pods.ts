/** Pods with real containers, in which a program of ours does what it is told. */

import type { Json } from '../../cluster/client.ts';
import { IMAGE } from './image.ts';

/** What a pod is made of; `args` are those of its program, which `pause/main.go` names. */
export const podSpec = (args: readonly string[] = [], more: Json = {}): Json => ({
  terminationGracePeriodSeconds: 30,
  containers: [{ name: 'main', image: IMAGE, imagePullPolicy: 'Never', args }],
  ...more,
});

/** A Deployment or DaemonSet of such pods, which are labelled with its name. */
export function workload(kind: 'Deployment' | 'DaemonSet', name: string, pod: Json, more: Json = {}): Json {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: pod };
  const spec = { selector: { matchLabels: labels }, template, ...more };
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec };
}
