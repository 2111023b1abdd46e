/** Keys of RKE2, the sibling of K3s, that K3s does not have, with what takes their place. */

/** What a person who writes the key should know; the sentences are in the rule that reads this. */
export type Rke2Advice =
  | 'profile'
  | 'cni'
  | 'ingress'
  | 'servicelb'
  | 'audit'
  | 'admission'
  | 'cloud'
  | 'images'
  | 'control-plane';

/** (rancher/rke2, pkg/cli/cmds: the flags that are not flags of K3s.) */
const ADVICE: Readonly<Record<Rke2Advice, readonly string[]>> = {
  profile: ['profile'],
  cni: ['cni'],
  ingress: ['ingress-controller'],
  servicelb: ['enable-servicelb'],
  audit: ['audit-policy-file'],
  admission: ['pod-security-admission-config-file'],
  cloud: ['cloud-provider-name', 'cloud-provider-config', 'node-name-from-cloud-provider-metadata'],
  images: [
    'repo',
    'kube-apiserver-image',
    'kube-controller-manager-image',
    'cloud-controller-manager-image',
    'kube-proxy-image',
    'kube-scheduler-image',
    'runtime-image',
    'etcd-image',
    'kubelet-path',
  ],
  'control-plane': [
    'control-plane-resource-requests',
    'control-plane-resource-limits',
    'control-plane-probe-configuration',
    ...[
      'kube-apiserver',
      'kube-scheduler',
      'kube-controller-manager',
      'kube-proxy',
      'etcd',
      'cloud-controller-manager',
    ].flatMap((component) => [`${component}-extra-mount`, `${component}-extra-env`]),
  ],
};

const advice: ReadonlyMap<string, Rke2Advice> = new Map(
  Object.entries(ADVICE).flatMap(([kind, keys]) => keys.map((key) => [key, kind as Rke2Advice] as const)),
);

/** What to tell about a key of RKE2; undefined for one that RKE2 does not have or that K3s has too. */
export function rke2Advice(key: string): Rke2Advice | undefined {
  return advice.get(key);
}
