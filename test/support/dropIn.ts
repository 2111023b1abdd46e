/** Machines with one file for the kubelet, for tests of what the editor makes of it. */

export const FOLDER = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';
export const HEADER = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';

/** One drop-in with the two lines every file begins with; it stands last, so that its text may end anywhere. */
export function dropIn(text: string, version = 'v1.34'): string {
  return onMachine(text, '', version);
}

/** The same with more in config.yaml. */
export function onMachine(text: string, config: string, version = 'v1.34'): string {
  return `-- config.yaml --\n# k3s: role=server version=${version}\n${config}-- ${FOLDER}/50-user.conf --\n${HEADER}${text}`;
}
