/** Values that an argument cannot read, type by type. */
import { describe, it } from 'node:test';
import { arg } from './ask.ts';

const kubelet = (item: string) => arg('kubelet-arg', item);
const api = (item: string) => arg('kube-apiserver-arg', item);

describe('numbers', () => {
  it('may be written as Go takes them', () => {
    kubelet('max-pods=0x20').isFine();
    kubelet('max-pods=1_000').isFine();
  });
  it('have no letters', () => kubelet('max-pods=‹200x›').says('error component-value', 'a number'));
  it('have no quotes', () => kubelet('max-pods="200"').becomes('max-pods=200'));
  it('have no percent sign', () => kubelet('image-gc-high-threshold=90%').becomes('image-gc-high-threshold=90'));
  it('must fit', () => kubelet('max-pods=‹99999999999›').says('error component-value', '32 bits'));
  it('stay inside their bounds', () => {
    kubelet('image-gc-high-threshold=‹101›').says('error component-value', '0 to 100');
    kubelet('pods-per-core=‹-2›').says('error component-value', 'at least 0');
    kubelet('container-log-max-files=‹1›').says('error component-value', 'at least 2');
    api('max-requests-inflight=‹-1›').says('error component-value', 'at least 0');
    arg('kube-proxy-arg', 'oom-score-adj=‹-2000›').says('error component-value', '-1000 to 1000');
  });
});

describe('switches', () => {
  it('take what Go takes', () => {
    for (const word of ['true', 'T', '1', 'FALSE', 'f']) kubelet(`seccomp-default=${word}`).isFine();
  });
  it('do not take yes and no', () => {
    kubelet('seccomp-default=yes').becomes('seccomp-default=true');
    arg('kube-proxy-arg', 'ipvs-strict-arp=off').becomes('ipvs-strict-arp=false');
  });
});

describe('times', () => {
  it('may have several units', () => kubelet('sync-frequency=1m30s').isFine());
  it('need one', () => {
    kubelet('node-status-update-frequency=10').becomes('node-status-update-frequency=10s');
    arg('kube-scheduler-arg', 'leader-elect-lease-duration=‹15›').says('error component-value', 'unit');
  });
  it('know no days', () => api('event-ttl=2d').becomes('event-ttl=48h'));
  it('have no blanks', () => kubelet('sync-frequency=1m 30s').becomes('sync-frequency=1m30s'));
});

describe('addresses', () => {
  it('are no names', () =>
    arg('kube-controller-manager-arg', 'bind-address=localhost').becomes('bind-address=127.0.0.1'));
  it('may have a port where that is meant', () => {
    arg('kube-proxy-arg', 'metrics-bind-address=0.0.0.0:10249').isFine();
    arg('kube-proxy-arg', 'metrics-bind-address=[::]:10249').isFine();
    arg('kube-proxy-arg', 'metrics-bind-address=‹node:10249›').says('error component-value');
  });
  it('of the node are skipped when they are none', () =>
    kubelet('node-ip=300.1.1.1').finds('arg-overrides-k3s node-ip', 'component-value-ignored 300.1.1.1'));
  it('of services are ranges', () => {
    const item = 'service-cluster-ip-range=10.43.0.0';
    arg('kube-apiserver-arg', item).finds('arg-overrides-k3s service-cluster-ip-range', 'component-value 10.43.0.0');
  });
});

describe('ranges of ports', () => {
  it('may be written in two ways', () => {
    api('service-node-port-range=20000-22767').finds('arg-overrides-k3s service-node-port-range');
    api('service-node-port-range=30000+100').starts();
  });
  it('do not go backwards', () =>
    api('service-node-port-range=32767-30000').finds(
      'arg-overrides-k3s service-node-port-range',
      'component-value 32767-30000',
    ));
});

describe('pairs', () => {
  it('need their sign', () => kubelet('kube-reserved=‹cpu:200m›').says('error component-value', 'cpu=200m'));
  it('of a threshold stand around <', () => {
    kubelet('eviction-hard=memory.available:500Mi,imagefs.available<5%,nodefs.available<5%').finds(
      'component-value memory.available:500Mi',
      'arg-overrides-k3s memory.available:500Mi,imagefs.available<5%,nodefs.available<5%',
    );
  });
});

describe('names out of a list', () => {
  it('are told in the right letters', () => {
    arg('kube-proxy-arg', 'proxy-mode=IPVS').becomes('proxy-mode=ipvs');
    kubelet('cpu-manager-policy=Static').finds('component-value Static');
    kubelet('tls-min-version=1.3').becomes('tls-min-version=VersionTLS13');
  });
  it('are told all where none is near', () =>
    kubelet('topology-manager-policy=‹strict›').says('error component-value', 'single-numa-node'));
  it('have versions', () => {
    arg('kube-proxy-arg', 'proxy-mode=nftables').isFine();
    arg('kube-proxy-arg', 'proxy-mode=‹nftables›', { version: '1.28' }).says('error component-value', '1.29');
  });
  it('of cipher suites are those of Go', () => {
    kubelet('tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256').isFine();
    kubelet('tls-cipher-suites=ECDHE-RSA-AES128-GCM-SHA256').becomes(
      'tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    );
  });
  it('know no cloud but external', () => {
    arg('kubelet-arg', 'cloud-provider=external').isFine();
    arg('kubelet-arg', 'cloud-provider=aws').finds('arg-overrides-k3s cloud-provider', 'component-value aws');
  });
});

describe('taints and labels', () => {
  it('of taints the effect has to be known', () => {
    kubelet('register-with-taints=gpu=true:NoSchedule').starts();
    kubelet('register-with-taints=gpu=true:noschedule').finds('component-value noschedule');
  });
  it('of labels the protected ones are refused', () => {
    kubelet('node-labels=‹node-role.kubernetes.io/worker›=true').says('error component-value', 'kubectl label');
    kubelet('node-labels=team=‹two words›').says('error component-value');
  });
});
