/** Items that take the place of what K3s passes itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { componentFlags, type Program } from '../../server/knowledge/componentFlags/lookup.ts';
import { owned } from '../../server/knowledge/componentFlags/owned.ts';
import { flags } from '../../server/knowledge/flags.ts';
import { arg } from './ask.ts';

describe('an argument of K3s itself', () => {
  it('is free where nothing depends on it', () => {
    arg('kube-controller-manager-arg', 'bind-address=0.0.0.0').isFine();
    arg('kube-proxy-arg', 'proxy-mode=ipvs').isFine();
  });
  it('is left alone where the cluster relies on it', () =>
    arg('kubelet-arg', '‹client-ca-file›=/x').says('warning arg-overrides-k3s', 'Leave it out'));
  it('has an option of K3s that reaches all parts', () => {
    arg('kubelet-arg', '‹node-ip›=10.0.0.1').says('information arg-overrides-k3s', 'node-ip');
    arg('kube-apiserver-arg', '‹service-cluster-ip-range›=10.44.0.0/16').says(
      'information arg-overrides-k3s',
      'service-cidr',
    );
  });
  it('that an option of K3s fills is replaced', () => {
    const labels = { options: { 'node-label': 'a=b' } };
    arg('kubelet-arg', '‹node-labels›=c=d', labels).says('warning arg-overrides-k3s', 'node-label');
    arg('kubelet-arg', 'node-labels=c=d').isFine();
  });
  it('given the same value changes nothing', () => arg('kubelet-arg', 'anonymous-auth=false').isFine());
});

describe('a list of K3s', () => {
  it('loses NodeRestriction', () => {
    const item = arg('kube-apiserver-arg', 'enable-admission-plugins=‹EventRateLimit›');
    item.says('warning admission-noderestriction', 'NodeRestriction');
    item.becomes('enable-admission-plugins=EventRateLimit,NodeRestriction');
    assert.deepEqual(item.findings[0]?.fix?.[1], { text: '+', from: 24, to: 24 });
  });
  it('keeps it with +=', () => arg('kube-apiserver-arg', 'enable-admission-plugins+=EventRateLimit').isFine());
  it('is kept by a pattern', () => arg('kubelet-arg', 'allowed-unsafe-sysctls=net.*').isFine());
  it('loses its thresholds', () =>
    arg('kubelet-arg', 'eviction-hard=‹memory.available<500Mi›').says(
      'hint arg-overrides-k3s',
      'imagefs.available<5%',
    ));
  it('in a file of the kubelet is not kept by +=', () => {
    arg('kubelet-arg', 'eviction-hard+=memory.available<500Mi', { version: '1.31' }).isFine();
    arg('kubelet-arg', 'eviction-hard+=‹memory.available<500Mi›', { version: '1.32' }).says('hint arg-overrides-k3s');
  });
});

describe('the table', () => {
  it('names flags and options that exist', () => {
    for (const [component, rows] of Object.entries(owned)) {
      for (const [name, { option }] of Object.entries(rows)) {
        assert.ok(componentFlags[component as Program][name], `${component} ${name}`);
        if (option) assert.ok(flags[option], `${component} ${name}: ${option}`);
      }
    }
  });
});
