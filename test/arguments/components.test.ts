/** What the components refuse, or throw away, beyond single values. */
import { describe, it } from 'node:test';
import { arg } from './ask.ts';

const kubelet = (...items: string[]) => arg('kubelet-arg', items);
const api = (...items: string[]) => arg('kube-apiserver-arg', items);
const manager = (...items: string[]) => arg('kube-controller-manager-arg', items);

describe('the kubelet', () => {
  it('keeps images down below where it starts cleaning', () => {
    kubelet('image-gc-high-threshold=70', 'image-gc-low-threshold=‹75›').says('error component-combination');
    kubelet('image-gc-low-threshold=‹90›').says('error component-combination', '85');
    kubelet('image-gc-high-threshold=‹70›').says('error component-combination', '80');
    kubelet('image-gc-high-threshold=70', 'image-gc-low-threshold=60').isFine();
  });
  it('holds processes to an amount only with their cgroup', () => {
    kubelet('enforce-node-allocatable=pods,‹kube-reserved›').says('error node-allocatable', 'kube-reserved-cgroup');
    kubelet('enforce-node-allocatable=pods,kube-reserved', 'kube-reserved-cgroup=/kube').isFine();
    kubelet('enforce-node-allocatable=‹none›,pods').says('error node-allocatable', 'alone');
    kubelet('enforce-node-allocatable=pods,‹kubeReserved›').says('error component-value', 'kube-reserved');
  });
  it('gives whole processors only when one is kept back', () => {
    kubelet('cpu-manager-policy=‹static›').says('error component-combination', 'reserved-cpus');
    kubelet('cpu-manager-policy=static', 'kube-reserved=cpu=500m').isFine();
    kubelet('cpu-manager-policy=static', 'reserved-cpus=0').isFine();
    arg('kubelet-arg', 'cpu-manager-policy=static', { beside: new Map([['kube-reserved', 'cpu=1']]) }).isFine();
    kubelet('reserved-cpus=‹3-1›').says('error component-value');
  });
  it('takes options of processors only with their policy and gate', () => {
    kubelet('cpu-manager-policy-options=‹full-pcpus-only=true›').says('error component-combination', 'static');
    const items = ['cpu-manager-policy=static', 'reserved-cpus=0', 'cpu-manager-policy-options=‹align-by-socket›=true'];
    kubelet(...items).says('error component-combination', 'CPUManagerPolicyAlphaOptions');
    kubelet(...items, 'feature-gates=CPUManagerPolicyAlphaOptions=true').isFine();
  });
  it('knows its signals and amounts', () => {
    const rest = 'imagefs.available<5%,nodefs.available<5%';
    kubelet(`eviction-hard=‹memory.free›<500Mi,${rest}`).says('error component-value', 'memory.available');
    kubelet(`eviction-hard=memory.available<‹500MB›,${rest}`).says('error component-value', '500M?');
    kubelet(`eviction-hard=memory.available<‹120%›,${rest}`).says('error component-value', '100%');
    kubelet(`eviction-hard=memory.available<500Mi,${rest}`).isFine();
  });
  it('wants a time for each soft threshold', () => {
    kubelet('eviction-soft=‹memory.available›<1Gi').says('error component-combination', 'memory.available=90s');
    kubelet('eviction-soft=memory.available<1Gi', 'eviction-soft-grace-period=memory.available=90s').isFine();
    kubelet('eviction-soft=memory.available<1Gi', 'eviction-soft-grace-period=memory.available=‹90›').says(
      'error component-value',
      '90s',
    );
  });
  it('keeps back what it knows', () => {
    kubelet('system-reserved=‹disk›=1Gi').says('error component-value', 'ephemeral-storage');
    kubelet('kube-reserved=memory=‹1gb›').says('error component-value', '1G');
  });
  it('skips addresses it cannot read', () => {
    arg('kubelet-arg', 'cluster-dns=‹dns.local›', { options: { 'cluster-dns': 'dns.local' } }).finds(
      'arg-overrides-k3s cluster-dns',
      'component-value-ignored dns.local',
    );
  });
  it('allows pods only their own sysctls', () => {
    const own = 'net.ipv4.ip_forward,net.ipv6.conf.all.forwarding';
    kubelet(`allowed-unsafe-sysctls=${own},net.core.somaxconn`).isFine();
    kubelet(`allowed-unsafe-sysctls=${own},‹vm.overcommit_memory›`).says('error component-value', 'machine');
  });
});

describe('the API server', () => {
  it('knows its admission plugins', () => {
    const plugins = (list: string) => api(`enable-admission-plugins=${list}`);
    plugins('NodeRestriction,EventRateLimit').isFine();
    plugins('NodeRestriction,‹PodSecurityPolicy›').says('error psp-removed', '1.25');
    plugins('NodeRestriction,‹SecurityContextDeny›').says('error component-value', '1.30');
    plugins('NodeRestriction,‹noderestrictions›').says('error component-value', 'NodeRestriction');
    plugins('NodeRestriction,‹ EventRateLimit›').says('error component-value');
  });
  it('does not switch a plugin on and off', () =>
    api('disable-admission-plugins=‹NodeRestriction›').says('error component-combination', 'NodeRestriction'));
  it('wants issuer and client of OIDC together', () => {
    api('oidc-issuer-url=‹https://id.example.com›').says('error component-combination', 'oidc-client-id');
    const old = arg('kube-apiserver-arg', 'oidc-issuer-url=‹https://id.example.com›', { version: '1.32' });
    old.says('warning component-value-ignored');
    api('oidc-issuer-url=http://id.example.com', 'oidc-client-id=k8s').becomes(
      'oidc-issuer-url=https://id.example.com',
    );
  });
  it('wants a file for the webhook', () =>
    api('authorization-mode=Node,RBAC,Webhook').finds(
      'arg-overrides-k3s authorization-mode',
      'component-combination Webhook',
    ));
  it('knows its API groups', () => {
    api('runtime-config=resource.k8s.io/v1beta1=true').isFine();
    api('runtime-config=api/all=true').isFine();
    api('runtime-config=‹foo.example/v1›=true').says('error component-value', 'API group');
    api('runtime-config=api/all=‹yes›').says('error component-value', 'true');
  });
  it('writes no audit log without a policy', () => {
    api('audit-log-path=‹/var/log/audit.log›').says('information component-value-ignored', 'audit-policy-file');
    api('audit-log-path=/var/log/audit.log', 'audit-policy-file=/etc/audit.yaml').isFine();
  });
});

describe('the controller manager', () => {
  it('knows its controllers, by old names too', () => {
    const own = 'tokencleaner,-service,-route,-cloud-node-lifecycle';
    manager(`controllers=*,${own},-nodelifecycle,-ttl-controller`).isFine();
    manager(`controllers=*,${own},‹-tokencleanr›`).says('error component-value', 'tokencleaner');
    arg('kube-controller-manager-arg', `controllers=*,${own},‹-ttl-controller›`, { version: '1.27' }).says(
      'error component-value',
    );
  });
  it('has other sizes of ranges with two families', () => {
    const dual = { options: { 'cluster-cidr': '10.42.0.0/16,fd00:42::/56' } };
    arg('kube-controller-manager-arg', 'node-cidr-mask-size=‹25›', dual).says(
      'error component-combination',
      '-ipv4=25',
    );
    arg('kube-controller-manager-arg', 'node-cidr-mask-size-ipv4=25', dual).isFine();
    manager('node-cidr-mask-size=25').isFine();
    manager('node-cidr-mask-size-ipv6=‹64›').says('error component-combination', 'IPv4');
  });
  it('renews a lease before it ends', () =>
    manager('leader-elect-lease-duration=‹5s›').says('error component-combination', '10s'));
});

describe('kube-proxy', () => {
  it('waits less at least than at the latest', () =>
    arg('kube-proxy-arg', ['iptables-sync-period=‹1s›', 'iptables-min-sync-period=10s']).says(
      'error component-combination',
    ));
  it('takes primary alone', () => {
    arg('kube-proxy-arg', 'nodeport-addresses=primary').isFine();
    arg('kube-proxy-arg', 'nodeport-addresses=‹primary›,10.0.0.0/8').says('error component-combination');
    arg('kube-proxy-arg', 'nodeport-addresses=‹10.0.0.1›').says('error component-value');
  });
});

describe('etcd', () => {
  const etcd = (item: string, version?: string) => arg('etcd-arg', item, version ? { version } : {});
  it('takes what its file has a key for', () => etcd('quota-backend-bytes=8589934592').isFine());
  it('ignores what it does not know', () => etcd('‹quota-backend-byte›=1').says('warning etcd-arg-ignored'));
  it('ignores flags without a key', () => etcd('‹cert-file›=/x').says('warning etcd-arg-ignored', 'command line'));
  it('ignores an item without =', () => etcd('‹enable-pprof›').says('warning etcd-arg-ignored'));
  it('ignores what came later', () => {
    etcd('‹max-learners›=2', '1.33').says('warning etcd-arg-ignored', '3.6.0');
    etcd('max-learners=2', '1.34').isFine();
  });
  it('is told of leaving names', () =>
    etcd('experimental-compaction-batch-limit=1').becomes('compaction-batch-limit=1'));
  it('leaves members to K3s', () => etcd('‹initial-cluster›=a=https://x').says('warning etcd-arg-owned'));
  it('wants numbers', () => etcd('quota-backend-bytes=‹8Gi›').says('warning etcd-arg-ignored', 'number'));
});
