/** Another kind of file where K3s looks for its configuration: a kubeconfig, or an object for Kubernetes. */

import type { ConfigDocument } from '../yaml/document.ts';
import { rule } from './rule.ts';

export const kubeconfigGenerated = rule({
  id: 'kubeconfig-generated',
  group: 'keys',
  summary: 'A kubeconfig, or an object for Kubernetes, in the place of the configuration.',
  severity: 'warning',
  message: {
    kubeconfig:
      'This is a kubeconfig, such as K3s writes to /etc/rancher/k3s/k3s.yaml at every start. ' +
      'The configuration of K3s is another file, with keys such as "cluster-init" and "tls-san".',
    object:
      'This is an object for Kubernetes ("kind: {0}"), and K3s reads none here. ' +
      'Apply it with kubectl, or put it into /var/lib/rancher/k3s/server/manifests.',
  },
  *check({ file, flags }) {
    const kind = kindOf(file);
    if (kind === undefined || !file.root) return;
    yield {
      at: { start: file.root.start, end: file.root.end },
      say: kind === 'Config' ? 'kubeconfig' : 'object',
      args: [kind],
      severity: flags.role === 'agent' ? 'error' : 'warning',
    };
  },
});

/** The kind of a file that says of itself what it is; undefined for a configuration. */
export function kindOf({ entries }: ConfigDocument): string | undefined {
  const text = (name: string): string | undefined => entries.find((entry) => entry.name === name)?.texts[0]?.text;
  return text('apiVersion') ? text('kind') || undefined : undefined;
}
