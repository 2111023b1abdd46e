/** Hover over one item of a list. */
import { describe, it } from 'node:test';
import { hover } from './ask.ts';

describe('hover on an argument', () => {
  it('says what it does', () => hover('kubelet-arg', 'max-p|ods=200').says('**max-pods**', 'kubelet', 'number', '110'));
  it('is about the name', () => hover('kubelet-arg', '--max-p|ods=200').on('max-pods'));
  it('on its value is about the whole item', () => hover('kubelet-arg', '--max-pods=20|0').on('max-pods=200'));
  it('names the field of the kubelet file', () => hover('kubelet-arg', 'max-p|ods=1').says('maxPods'));
  it('says when it came and went', () => {
    hover('kubelet-arg', 'cloud-conf|ig=/x').says('Dropped in Kubernetes 1.34');
    hover('kube-apiserver-arg', 'emulated-ver|sion=1.30').says('Since Kubernetes 1.31');
  });
  it('says the default of the version', () => {
    hover('kubelet-arg', 'event-q|ps=1', '1.26').says('`5`');
    hover('kubelet-arg', 'event-q|ps=1').says('`50`');
  });
  it('says what K3s passes', () => {
    hover('kube-apiserver-arg', 'enable-admission|-plugins=x').says('K3s sets `NodeRestriction`');
    hover('kubelet-arg', 'client-ca|-file=/x').says('leave it alone');
    hover('kubelet-arg', 'node-i|p=1').says('`node-ip`');
  });
  it('works with underscores', () => hover('kubelet-arg', 'max_p|ods=1').says('**max-pods**'));
  it('of etcd says its version', () => hover('etcd-arg', 'quota|-backend-bytes=1').says('etcd 3.6.8'));
  it('says that 1.37 is told as 1.36', () => hover('kubelet-arg', 'max-p|ods=1', '1.37').says('1.36'));
  it('is silent about what nobody knows', () => hover('kubelet-arg', 'nonse|nse=1').isSilent());
});

describe('hover inside a value', () => {
  it('on a feature gate tells its stages', () => {
    hover('kubelet-arg', 'feature-gates=A=true,NodeSw|ap=true').on('NodeSwap=true');
    hover('kubelet-arg', 'feature-gates=NodeSw|ap=true').says(
      '**NodeSwap**',
      'GA, on for good',
      '| 1.30 | beta | on |',
    );
    hover('kubelet-arg', 'feature-gates=NodeSw|ap=true', '1.27').says('alpha, off unless said');
  });
  it('on a gate that is gone', () => hover('kubelet-arg', 'feature-gates=PodSec|urity=true').says('Dropped'));
  it('on an admission plugin', () => {
    hover('kube-apiserver-arg', 'enable-admission-plugins=Node|Restriction').says('K3s switches it on');
    hover('kube-apiserver-arg', 'enable-admission-plugins=Security|ContextDeny').says('Dropped in Kubernetes 1.30');
  });
  it('on a signal', () => hover('kubelet-arg', 'eviction-hard=memory.av|ailable<1Gi').says('Memory'));
});
