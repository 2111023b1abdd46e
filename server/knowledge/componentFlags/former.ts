/** Flags gone before Kubernetes 1.26, which old guides still name. (k3s-config.md 6.3, Kubernetes release notes) */
import type { Program } from './lookup.ts';

/** First minor without the flag, 24 for 1.24, and what to do instead where there is something. */
export interface FormerFlag {
  readonly removed: number;
  readonly use?: string;
}

export const formerFlags: Readonly<Partial<Record<Program, Readonly<Record<string, FormerFlag>>>>> = {
  kubelet: {
    'allow-privileged': { removed: 15 },
    'network-plugin': { removed: 24 },
    'cni-bin-dir': { removed: 24 },
    'cni-conf-dir': { removed: 24 },
    'cni-cache-dir': { removed: 24 },
    'docker-endpoint': { removed: 24 },
    'docker-root': { removed: 24 },
    'docker-only': { removed: 24 },
    'experimental-dockershim-root-directory': { removed: 24 },
    'image-pull-progress-deadline': { removed: 24 },
    'non-masquerade-cidr': { removed: 24 },
    'dynamic-config-dir': { removed: 24 },
    'seccomp-profile-root': { removed: 23 },
    logtostderr: { removed: 26 },
    alsologtostderr: { removed: 26 },
    'log-dir': { removed: 26 },
    'log-file': { removed: 26 },
  },
  'kube-apiserver': {
    'insecure-port': { removed: 24 },
    'insecure-bind-address': { removed: 24 },
    'basic-auth-file': { removed: 19, use: 'token-auth-file' },
    'kubelet-https': { removed: 22 },
    'target-ram-mb': { removed: 23 },
    'experimental-encryption-provider-config': { removed: 20, use: 'encryption-provider-config' },
    'service-account-api-audiences': { removed: 25, use: 'api-audiences' },
  },
  'kube-controller-manager': {
    port: { removed: 24, use: 'secure-port' },
    address: { removed: 24, use: 'bind-address' },
    'experimental-cluster-signing-duration': { removed: 25, use: 'cluster-signing-duration' },
    'deployment-controller-sync-period': { removed: 24 },
  },
  'kube-scheduler': {
    port: { removed: 24, use: 'secure-port' },
    address: { removed: 24, use: 'bind-address' },
    'policy-config-file': { removed: 23, use: 'config' },
    'policy-configmap': { removed: 23, use: 'config' },
    'algorithm-provider': { removed: 23, use: 'config' },
    'use-legacy-policy-config': { removed: 23 },
  },
  'kube-proxy': { 'cleanup-ipvs': { removed: 22, use: 'cleanup' }, 'udp-timeout': { removed: 26 } },
};
