/** Feature gates: what a Kubernetes of some version makes of a name and a value. */
import { describe, it } from 'node:test';
import { arg } from './ask.ts';

const gates = (value: string, version?: string) =>
  arg('kube-apiserver-arg', `feature-gates=${value}`, version ? { version } : {});

describe('a feature gate', () => {
  it('is fine while it is alpha or beta', () => gates('MemoryQoS=true').isFine());
  it('may stand beside others, with blanks', () => gates('MemoryQoS=true, QOSReserved=true').isFine());
  it('may name the component', () => {
    gates('kube:MemoryQoS=true').isFine();
    gates('‹wardle›:MemoryQoS=true').says('error feature-gate-unknown', 'wardle');
  });
  it('must exist', () => gates('‹NoSuchGate›=true').says('error feature-gate-unknown'));
  it('is told in the right letters', () => gates('memoryqos=true').becomes('feature-gates=MemoryQoS=true'));
  it('is told when it is only misspelled', () => gates('MemorQoS=true').becomes('feature-gates=MemoryQoS=true'));
  it('may come later', () => gates('‹NodeLogQuery›=true', '1.26').says('error feature-gate-unknown', '1.27'));
  it('may be gone', () => {
    gates('‹ServerSideApply›=true', '1.32').says('error feature-gate-removed', '1.32');
    gates('‹PodSecurity›=true').says('error feature-gate-removed', '1.28');
  });
  it('may be fixed', () => {
    gates('NodeSwap=‹false›').says('error feature-gate-locked', 'true');
    arg('kubelet-arg', 'feature-gates=NodeSwap=‹false›').says('error feature-gate-locked');
    gates('NodeSwap=true').says('information feature-gate-needless');
    gates('NodeSwap=false', '1.33').isFine();
  });
  it('needs true or false', () => {
    gates('‹MemoryQoS›').says('error component-value', 'MemoryQoS=true');
    gates('MemoryQoS=‹yes›').says('error component-value', 'true or false');
  });
  it('has no quotes', () => {
    gates("'MemoryQoS=true'").becomes('feature-gates=MemoryQoS=true');
  });
  it('that others need cannot go alone from 1.35 on', () => {
    arg('kubelet-arg', 'feature-gates=GracefulNodeShutdown=false').finds(
      'feature-gate-needs GracefulNodeShutdown',
      'feature-gate-needs GracefulNodeShutdown',
    );
    arg('kubelet-arg', 'feature-gates=GracefulNodeShutdown=false', { version: '1.32' }).isFine();
  });
  it('may stand for a whole stage', () => {
    gates('AllBeta=false').isFine();
    gates('AllAlpha=true', '1.30').isFine();
  });
  it('counts with its last value', () =>
    arg('kube-apiserver-arg', ['feature-gates=MemoryQoS=true', 'feature-gates=MemoryQoS=false']).isFine());
});
