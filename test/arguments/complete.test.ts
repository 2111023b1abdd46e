/** Completion inside one item of a list. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from './ask.ts';

describe('names of arguments', () => {
  it('are those of the component', () => {
    complete('kubelet-arg', '|').offers('max-pods', 'eviction-hard');
    complete('kubelet-arg', '|').doesNotOffer('oidc-issuer-url', 'quota-backend-bytes');
    complete('etcd-arg', '|').offers('quota-backend-bytes');
  });
  it('are those of the version', () => {
    complete('kubelet-arg', '|', { version: '1.26' }).offers('container-runtime');
    complete('kubelet-arg', '|').doesNotOffer('container-runtime');
  });
  it('come with =', () => complete('kubelet-arg', 'max|').taking('max-pods', 'max-pods='));
  it('keep the dashes and the value', () => {
    complete('kubelet-arg', '--max|').taking('max-pods', '--max-pods=');
    complete('kubelet-arg', 'max|=20').taking('max-pods', 'max-pods=20');
  });
  it('are offered once', () => {
    complete('kubelet-arg', '|', { others: ['max-pods=20'] }).doesNotOffer('max-pods');
    complete('kubelet-arg', '|', { others: ['feature-gates=A=true'] }).offers('feature-gates');
  });
  it('that are hidden show when they are typed', () => {
    complete('kube-proxy-arg', '|').doesNotOffer('healthz-port');
    complete('kube-proxy-arg', 'heal|').offers('healthz-port');
  });
  it('say what they are', () => assert.match(complete('kubelet-arg', '|').offer('max-pods')?.doc ?? '', /pods/));
});

describe('values', () => {
  it('of a switch', () => complete('kubelet-arg', 'seccomp-default=|').offersOnly('true', 'false'));
  it('of a list of names', () => complete('kube-proxy-arg', 'proxy-mode=|').offers('iptables', 'nftables'));
  it('are the default where there is one', () => complete('kubelet-arg', 'max-pods=|').offersOnly('110'));
  it('of TLS', () => {
    complete('kube-apiserver-arg', 'tls-min-version=|').offers('VersionTLS12');
    const suite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
    complete('kube-apiserver-arg', 'tls-cipher-suites=|').offers(suite);
    complete('kube-apiserver-arg', `tls-cipher-suites=${suite},|`).doesNotOffer(suite, 'TLS_AES_128_GCM_SHA256');
  });
});

describe('feature gates', () => {
  const gates = (text: string, version?: string) =>
    complete('kubelet-arg', `feature-gates=${text}`, version ? { version } : {});
  it('are those that can be changed', () => {
    gates('|').offers('MemoryQoS', 'AllAlpha');
    gates('|').doesNotOffer('NodeSwap', 'ServerSideApply');
    gates('|', '1.33').offers('NodeSwap');
  });
  it('come with what they are not yet', () => {
    gates('Mem|').taking('MemoryQoS', 'feature-gates=MemoryQoS=true');
    gates('A=true,Graceful|').taking('GracefulNodeShutdown', 'feature-gates=A=true,GracefulNodeShutdown=false');
  });
  it('keep their value', () => gates('Mem|=false').taking('MemoryQoS', 'feature-gates=MemoryQoS=false'));
  it('are offered once', () => gates('MemoryQoS=true,|').doesNotOffer('MemoryQoS'));
  it('take true and false', () => gates('MemoryQoS=|').offersOnly('true', 'false'));
});

describe('inside other values', () => {
  it('admission plugins that are off', () => {
    const list = (text: string) => complete('kube-apiserver-arg', text);
    list('enable-admission-plugins=NodeRestriction,|').offers('EventRateLimit');
    list('enable-admission-plugins=NodeRestriction,|').doesNotOffer('NodeRestriction', 'ServiceAccount');
    list('disable-admission-plugins=|').offers('ServiceAccount');
  });
  it('controllers, with a dash too', () => {
    complete('kube-controller-manager-arg', 'controllers=|').offers('*', 'node-ipam-controller');
    complete('kube-controller-manager-arg', 'controllers=*,-node-ip|').taking(
      '-node-ipam-controller',
      'controllers=*,-node-ipam-controller',
    );
    complete('kube-controller-manager-arg', 'controllers=|', { version: '1.27' }).offers('nodeipam');
  });
  it('signals and amounts', () => {
    complete('kubelet-arg', 'eviction-hard=mem|').taking('memory.available', 'eviction-hard=memory.available<');
    complete('kubelet-arg', 'eviction-hard=memory.available<|').offers('500Mi');
    complete('kubelet-arg', 'eviction-soft-grace-period=|').taking(
      'memory.available',
      'eviction-soft-grace-period=memory.available=',
    );
  });
  it('resources that are kept back', () =>
    complete('kubelet-arg', 'kube-reserved=cpu=200m,|').offersOnly('memory', 'ephemeral-storage', 'pid'));
  it('options of policies', () => complete('kubelet-arg', 'cpu-manager-policy-options=|').offers('full-pcpus-only'));
  it('effects of taints', () => complete('kubelet-arg', 'register-with-taints=a=b:|').offers('NoSchedule'));
  it('what pods and processes are held to', () =>
    complete('kubelet-arg', 'enforce-node-allocatable=pods,|').offers('kube-reserved'));
  it('API groups', () => complete('kube-apiserver-arg', 'runtime-config=|').offers('api/all', 'resource.k8s.io/'));
});
