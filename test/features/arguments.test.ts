/** Completion and hover inside the items of `*-arg` lists. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete, hover } from '../support/ask.ts';

const server = { role: 'server', version: 'v1.33' } as const;

describe('completion in an item', () => {
  it('offers the names of arguments', () =>
    complete('kubelet-arg:\n  - |', server).offers('max-pods', 'eviction-hard'));
  it('offers those of the component alone', () => complete('kube-scheduler-arg:\n  - |', server).offersNot('max-pods'));
  it('writes the equals sign', () =>
    complete('kubelet-arg:\n  - max|', server).taking('max-pods').gives('kubelet-arg:\n  - max-pods='));
  it('leaves the value that is there', () =>
    complete('kubelet-arg:\n  - ma|x=20', server).taking('max-pods').gives('kubelet-arg:\n  - max-pods=20'));
  it('leaves out what the list has', () =>
    complete('kubelet-arg:\n  - max-pods=20\n  - |', server).offersNot('max-pods'));
  it('offers values', () => complete('kubelet-arg:\n  - cpu-manager-policy=|', server).offersOnly('none', 'static'));
  it('offers feature gates, with the opposite of what they are', () =>
    complete('kubelet-arg:\n  - feature-gates=NodeSw|', server)
      .taking('NodeSwap')
      .gives('kubelet-arg:\n  - feature-gates=NodeSwap=false'));
  it('offers the second gate behind a comma', () =>
    complete('kubelet-arg:\n  - feature-gates=NodeSwap=false,|', server).offers('UserNamespacesSupport'));
  it('offers admission plugins', () =>
    complete('kube-apiserver-arg: ["enable-admission-plugins=NodeRestriction,|"]', server)
      .taking('AlwaysPullImages')
      .gives('kube-apiserver-arg: ["enable-admission-plugins=NodeRestriction,AlwaysPullImages"]'));
  it('offers signals', () =>
    complete('kubelet-arg:\n  - eviction-hard=mem|', server)
      .taking('memory.available')
      .gives('kubelet-arg:\n  - eviction-hard=memory.available<'));
  it('offers settings of etcd', () =>
    complete('etcd-arg:\n  - quota|', server)
      .taking('quota-backend-bytes')
      .gives('etcd-arg:\n  - quota-backend-bytes='));
  it('makes a list where none is', () =>
    complete('kubelet-arg: |', server).taking('max-pods').gives('kubelet-arg: [max-pods=]'));
  it('writes the blank behind the dash', () =>
    complete('kubelet-arg:\n  -|', server).taking('max-pods').gives('kubelet-arg:\n  - max-pods='));
  it('tells what an argument does when the editor shows it', async () => {
    const text = await complete('kubelet-arg:\n  - |', server).documents('max-pods');
    assert.match(text, /\*\*max-pods\*\* · kubelet/);
  });
  it('tells of a gate when the editor shows it', async () => {
    const text = await complete('kubelet-arg:\n  - feature-gates=|', server).documents('NodeSwap');
    assert.match(text, /\*\*NodeSwap\*\*/);
  });
});

describe('hover in an item', () => {
  it('is about the argument', async () => {
    await hover('kubelet-arg:\n  - max-|pods=20', server).says('**max-pods**', 'kubelet', 'K3s v1.33');
    await hover('kubelet-arg:\n  - max-|pods=20', server).on('max-pods');
  });
  it('is about the gate', async () => {
    await hover('kubelet-arg:\n  - "feature-gates=NodeSw|ap=true"', server).says('**NodeSwap**');
    await hover('kubelet-arg:\n  - "feature-gates=A=true,NodeSw|ap=true"', server).on('NodeSwap=true');
  });
  it('is about the option where the argument is unknown', () =>
    hover('kubelet-arg:\n  - nonsen|se=20', server).says('**kubelet-arg**'));
  it('is about the option on the key', () => hover('kubelet|-arg:\n  - max-pods=20', server).says('**kubelet-arg**'));
});
