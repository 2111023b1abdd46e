/** Which YAML files look like a K3s configuration. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinctive, looksLikeK3s, mayBeNamed } from '../../client/editor/looksLike.ts';
import { flags } from '../../server/knowledge/flags.ts';

test('every distinctive option is one K3s has', () => {
  const known = new Set(Object.keys(flags));
  assert.deepEqual(
    [...distinctive].filter((name) => !known.has(name)),
    [],
  );
});

test('a template of a server looks like one', () => {
  assert.ok(looksLikeK3s('{% if first %}\ncluster-init: true\n{% endif %}\ntls-san:\n  - "{{ host }}"\n'));
});

test('appended and quoted keys count', () => {
  assert.ok(looksLikeK3s('"node-label":\n  - a=b\nnode-taint+:\n  - c=d:NoSchedule\n'));
});

test('one distinctive option is not enough, however often', () => {
  assert.ok(!looksLikeK3s('node-ip: 10.0.0.1\nserver: https://a\ntoken: b\nnode-ip: 10.0.0.2\n'));
});

test('options below the top level do not count', () => {
  assert.ok(!looksLikeK3s('k3s:\n  cluster-init: true\n  tls-san: [a]\n'));
});

test('a Kubernetes object, and what only RKE2 reads, does not', () => {
  assert.ok(!looksLikeK3s('apiVersion: v1\nkind: Config\ntls-san: []\ncluster-init: true\n'));
  assert.ok(!looksLikeK3s('cni: cilium\ntls-san: []\nnode-taint: []\n'));
});

test('only YAML and templates of it are looked at', () => {
  assert.deepEqual(
    [
      '/a/config.yaml',
      '/a/k3s.yml',
      '/roles/k3s/templates/config.yaml.j2',
      '/a/config.json',
      '/etc/rancher/rke2/config.yaml',
    ].map(mayBeNamed),
    [true, true, true, false, false],
  );
});
