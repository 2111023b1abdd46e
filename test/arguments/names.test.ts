/** Names of arguments: unknown, misspelled, of another version, of another component. */
import { describe, it } from 'node:test';
import { arg } from './ask.ts';

describe('an argument that nobody knows', () => {
  it('ends K3s', () => arg('kubelet-arg', '‹nonsense-at-all›=1').says('error component-flag-unknown', 'no argument'));
  it('is told with the nearest name', () => {
    arg('kubelet-arg', '‹max-pod›=200').says('error component-flag-unknown', 'max-pods');
    arg('kubelet-arg', 'max-pod=200').becomes('max-pods=200');
    arg('kube-proxy-arg', '--proxy-mod=ipvs').becomes('--proxy-mode=ipvs');
  });
  it('is told with the name it is the end of', () =>
    arg('kube-proxy-arg', 'strict-arp=true').becomes('ipvs-strict-arp=true'));
  it('is told with the component that has it', () =>
    arg('kubelet-arg', '‹node-cidr-mask-size›=25').says('error component-flag-unknown', 'kube-controller-manager-arg'));
  it('written in capitals is told in small letters', () => arg('kubelet-arg', 'MAX-PODS=20').becomes('max-pods=20'));
  it('in the list of etcd is only ignored', () =>
    arg('etcd-arg', '‹heartbeat›=500').says('warning etcd-arg-ignored', 'heartbeat-interval'));
});

describe('an argument that only K3s knows', () => {
  it('is one of its fork', () => arg('kube-apiserver-arg', 'advertise-port=6443').starts());
  it('comes from another part of the same process', () => {
    arg('kube-proxy-arg', 'log_file=/var/log/proxy.log').isFine();
    arg('kube-proxy-arg', 'containerd=/run/x.sock').isFine();
  });
});

describe('a field of a configuration file', () => {
  it('is told as the argument', () => arg('kubelet-arg', 'maxPods=150').becomes('max-pods=150'));
  it('is told under the name its argument has', () =>
    arg('kubelet-arg', 'imageGCHighThresholdPercent=80').becomes('image-gc-high-threshold=80'));
  it('without an argument belongs into a file', () =>
    arg('kubelet-arg', '‹shutdownGracePeriod›=30s').says('error component-flag-unknown', 'kubelet.conf.d'));
});

describe('versions', () => {
  it('a flag is fine as long as it is there', () => {
    arg('kubelet-arg', 'pod-infra-container-image=pause:3.9', { version: '1.34' }).isFine();
    arg('kube-controller-manager-arg', 'pod-eviction-timeout=1m', { version: '1.26' }).isFine();
  });
  it('a flag that was dropped ends K3s', () => {
    arg('kubelet-arg', '‹pod-infra-container-image›=x', { version: '1.35' }).says(
      'error component-flag-removed',
      '1.35',
    );
    arg('kube-controller-manager-arg', '‹pod-eviction-timeout›=1m').says('error component-flag-removed', '1.27');
    arg('kubelet-arg', '‹cloud-config›=/x').says('error component-flag-removed', '1.34');
  });
  it('a flag that was dropped long ago is known too', () => {
    arg('kubelet-arg', '‹network-plugin›=cni').says('error component-flag-removed', '1.24');
    arg('kube-apiserver-arg', '‹insecure-port›=8080').says('error component-flag-removed', '1.24');
    arg('kube-scheduler-arg', 'address=0.0.0.0').becomes('bind-address=0.0.0.0');
  });
  it('a flag still to come ends K3s', () =>
    arg('kube-apiserver-arg', '‹emulated-version›=1.30', { version: '1.30' }).says(
      'error component-flag-unknown',
      '1.31',
    ));
  it('K3s 1.37 is held to what is known of 1.36', () => {
    arg('kubelet-arg', 'max-pods=200', { version: '1.37' }).isFine();
    arg('kubelet-arg', '‹cloud-config›=/x', { version: '1.37' }).says('error component-flag-removed');
  });
});

describe('the form of an item', () => {
  it('may have two dashes in front, or none', () => {
    arg('kubelet-arg', '--max-pods=20').isFine();
    arg('kubelet-arg', 'max-pods=20').isFine();
  });
  it('may have underscores', () => arg('kubelet-arg', 'max_pods=20').isFine());
  it('must not have one dash', () => arg('kubelet-arg', '-v=4').says('error component-flag-syntax'));
  it('of a switch may leave out the value', () => arg('kube-proxy-arg', 'masquerade-all').isFine());
  it('of anything else may not', () =>
    arg('kubelet-arg', '‹max-pods›').says('error component-flag-syntax', 'needs a value'));
  it('has no blank in place of =', () => {
    arg('kubelet-arg', 'max-pods 20').becomes('max-pods=20');
    arg('kubelet-arg', 'max-pods: 20').becomes('max-pods=20');
  });
  it('must have a name', () => arg('kubelet-arg', '=true').says('error component-flag-syntax'));
});

describe('an argument given twice', () => {
  it('counts once', () =>
    arg('kubelet-arg', ['‹max-pods›=10', 'max-pods=20']).says('information component-arg-repeated', '20'));
  it('is not told where both count', () =>
    arg('kubelet-arg', ['kube-reserved=cpu=1', 'kube-reserved=memory=1Gi']).isFine());
});

describe('a deprecated argument', () => {
  it('is only hinted at', () => {
    const { findings } = arg('kubelet-arg', 'max-pods=20');
    const [first] = findings;
    if (first?.id !== 'component-flag-deprecated' || first.severity !== 'hint')
      throw new Error(JSON.stringify(findings));
  });
});
