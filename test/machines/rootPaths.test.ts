/** Which paths are looked at as root, which belong to K3s, and which changes K3s takes up at its start only. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfK3s, isPath, needsRestart } from '../../client/machines/rootFiles/path.ts';

test('only absolute paths in their one spelling', () => {
  for (const path of ['/', '/etc/rancher/k3s/config.yaml', '/a b/$(c)/"d"', `/${'ü'.repeat(127)}`])
    assert.ok(isPath(path), path);
  for (const path of ['', 'etc', './x', '/etc/', '//etc', '/etc/../x', '/./x', '/a\nb', '/a\0', '/a\u0085', '/\ud800'])
    assert.ok(!isPath(path), JSON.stringify(path));
  assert.ok(!isPath(`/${'ü'.repeat(128)}`) && !isPath('/a'.repeat(2048)));
});

test('what belongs to K3s', () => {
  for (const path of [
    '/etc/rancher/k3s/config.yaml',
    '/etc/rancher/node/password',
    '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/10-x.conf',
    '/etc/systemd/system/k3s.service',
    '/etc/systemd/system/k3s-agent.service.d/10-x.conf',
    '/etc/default/k3s',
  ])
    assert.ok(isOfK3s(path), path);
  for (const path of ['/etc/passwd', '/etc/rancher', '/var/lib/kubelet/x', '/etc/systemd/system/ssh.service', '/k3s'])
    assert.ok(!isOfK3s(path), path);
});

test('what K3s reads at its start', () => {
  for (const path of [
    '/etc/rancher/k3s/config.yaml',
    '/etc/rancher/k3s/config.yaml.d/10-x.yaml',
    '/etc/rancher/k3s/config.yaml.d/10-x.yml',
    '/etc/rancher/k3s/registries.yaml',
    '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/10-x.conf',
    '/etc/systemd/system/k3s-agent.service',
    '/etc/systemd/system/k3s-agent.service.env',
    '/etc/default/k3s-agent',
    '/etc/rancher/k3s/k3s-agent.env',
  ])
    assert.ok(needsRestart(path), path);
  for (const path of [
    '/etc/rancher/k3s/config.yaml.d/10-x.yaml.bak-20260723T101500123Z',
    '/etc/rancher/k3s/config.yaml.bak',
    '/etc/rancher/k3s/k3s.yaml',
    '/etc/hosts',
    '/mnt/etc/rancher/k3s/config.yaml',
  ])
    assert.ok(!needsRestart(path), path);
});
