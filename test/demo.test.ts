/** The fleet in demo/ shows every rule, each as often as this table says, and "fix all" gets to an end in each file. */

import assert from 'node:assert/strict';
import { lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import { type CommandInput, nodesFor } from '../server/commands/command.ts';
import { lintCommand } from '../server/commands/lint.ts';
import type { NodeConfig } from '../server/node/config.ts';
import { allRules } from '../server/rules/all.ts';
import { fixAll, withText } from '../server/rules/fixAll.ts';
import type { Fix } from '../server/rules/rule.ts';
import { findings } from '../server/rules/run.ts';

const DEMO = join(import.meta.dirname, '../demo');

/** Findings per machine and rule. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'server-1': {
    'bad-format': 2,
    'bind-address-hint': 1,
    'cli-syntax-in-yaml': 1,
    'duplicate-key-last-wins': 1,
    'etcd-arg-deprecated': 1,
    'first-server-join': 1,
    'keeps-all-snapshots': 1,
    'list-for-single-value': 1,
    'map-value': 1,
    'merge-key-dropped': 1,
    'multi-document-ignored': 1,
    'nested-list-loss': 1,
    'not-above': 1,
    'null-value': 1,
    'octal-mode': 1,
    'option-without-effect': 1,
    'path-on-machine': 1,
    'path-unchecked': 1,
    's3-complete': 1,
    'secret-in-file': 1,
    'short-key': 1,
    'tls-argument': 1,
    'unknown-key': 3,
    'unknown-value': 2,
    'unused-ignore': 1,
    'wrong-type': 1,
    'yaml-scalar-trap': 1,
  },
  'server-2': {
    'cidr-overlap': 1,
    'cluster-dns-range': 1,
    'component-not-installed': 1,
    'conflicting-options': 1,
    'datastore-needs-token': 1,
    'deprecated-flag': 1,
    'egress-without-agent': 1,
    'env-file-path': 1,
    'environment-value': 1,
    'etcd-unused': 1,
    'kubeconfig-mode': 1,
    'missing-companion': 1,
    'multicloud-set': 1,
    'not-in-version': 1,
    'plus-on-scalar': 1,
    'psp-removed': 1,
    'registry-unused': 1,
    'removed-flag': 1,
    'rke2-key': 2,
    'shadowed-by-dropin': 1,
    'unit-bool-flag': 1,
  },
  'server-3': {
    'broken-manifest': 1,
    'cidr-too-small': 1,
    'file-unreadable': 1,
    'ip-family-mismatch': 1,
    'kubeconfig-generated': 1,
    'no-cluster-reset-in-file': 1,
    'registry-wildcard-quote': 1,
    'role-mismatch': 1,
    'text-lost-by-indentation': 1,
    'unknown-group': 1,
    'vpn-address': 2,
    'yaml-glued-key': 1,
    'yaml-not-a-map': 1,
    'yaml-syntax': 1,
    'yaml-tabs': 1,
    'yaml-tag-value': 1,
  },
  'server-4': {
    'admission-noderestriction': 1,
    'arg-file-path': 1,
    'arg-overrides-k3s': 1,
    'component-arg-repeated': 1,
    'component-combination': 1,
    'component-flag-deprecated': 1,
    'component-flag-removed': 1,
    'component-flag-syntax': 1,
    'component-flag-unknown': 1,
    'component-value': 2,
    'component-value-ignored': 1,
    'embedded-registry-mirrors': 1,
    'etcd-arg-ignored': 2,
    'etcd-arg-owned': 1,
    'feature-gate-locked': 1,
    'feature-gate-needless': 1,
    'feature-gate-needs': 2,
    'feature-gate-removed': 1,
    'feature-gate-unknown': 1,
    'node-allocatable': 1,
    'registry-file-missing': 1,
    'secret-in-file': 1,
  },
  'agent-1': {
    'arg-overrides-k3s': 1,
    'command-line-error': 1,
    'env-shadowed': 1,
    'flannel-iface-hint': 1,
    hardening: 3,
    'help-key': 1,
    'lint-file': 1,
    'needs-root': 1,
    'port-conflict': 1,
    'protect-kernel': 1,
    'secret-in-file': 2,
    'selinux-hint': 1,
    'two-spellings': 1,
    'wrong-role': 2,
  },
  'agent-2': {
    'arg-camelcase': 1,
    'arg-map-entry': 1,
    'arg-missing-equals': 1,
    'bad-format': 2,
    'cri-endpoint': 1,
    'map-value': 1,
    'modeline-word': 1,
    'registry-type': 1,
    'role-unknown': 1,
    'two-services': 1,
  },
  'agent-3': {
    'kubelet-dropin-ext': 1,
    'kubelet-dropin-header': 1,
    'kubelet-k3s-owned-field': 1,
    'kubelet-shadowed': 1,
    'kubelet-syntax': 1,
    'kubelet-types': 1,
    'kubelet-unknown-field': 1,
    'kubelet-validation': 1,
    'kubelet-without-effect': 1,
    'registry-auth-keys': 1,
    'registry-config-host': 1,
    'registry-dockerhub-key': 1,
    'registry-duplicate-endpoint': 1,
    'registry-duplicate-key': 1,
    'registry-endpoint': 1,
    'registry-endpoint-path': 1,
    'registry-idle-mirror': 1,
    'registry-key-url': 1,
    'registry-port-mismatch': 1,
    'registry-rewrite': 1,
    'registry-schema': 1,
    'registry-scheme': 1,
    'registry-tls-pair': 1,
  },
};

const input: CommandInput = {
  paths: [DEMO],
  choices: {},
  lint: {},
  format: 'json',
  showSecrets: false,
  stdin: () => Promise.reject(new Error('Nobody asks for standard input.')),
};

describe('demo', () => {
  it('has the expected findings on each machine', async () => {
    assert.deepEqual(await found(), expected);
  });
  it('shows every rule', async () => {
    const shown = new Set(Object.values(await found()).flatMap((rules) => Object.keys(rules)));
    const hidden = allRules.map(({ id }) => id).filter((id) => !shown.has(id));
    assert.deepEqual(hidden, []);
  });
  it('has its broken link', () => {
    const link = join(DEMO, 'server-3/etc/rancher/k3s/config.yaml.d/80-site.yaml');
    assert.ok(lstatSync(link).isSymbolicLink(), `${link} is to be a link; git needs core.symlinks for it`);
  });
  it('keeps no safe fix after "fix all", in any file', async () => {
    for (const node of await nodesFor(input)) {
      for (const { uri } of node.allDocuments) {
        const text = fixAll(node, uri, input.lint);
        const left = safeFixes(withText(node, uri, text), uri).map(({ title }) => title);
        assert.deepEqual(left, [], `left in ${uri}:\n${text}`);
      }
    }
  });
});

/** What the command prints, counted by machine and rule. */
async function found(): Promise<Record<string, Record<string, number>>> {
  const { out, err } = await lintCommand(input);
  assert.equal(err, '');
  const printed = JSON.parse(out) as { findings: { file: string; rule: string }[] };
  const counts: Record<string, Record<string, number>> = {};
  for (const { file, rule } of printed.findings) {
    const [machine = ''] = relative(DEMO, resolve(file)).split(sep);
    counts[machine] ??= {};
    counts[machine][rule] = (counts[machine][rule] ?? 0) + 1;
  }
  return counts;
}

/** The fixes that "fix all" would take. */
function safeFixes(node: NodeConfig, uri: string): Fix[] {
  return findings(node, input.lint)
    .flatMap(({ fixes }) => fixes.find(({ safe }) => safe) ?? [])
    .filter(({ edits }) => edits.every((edit) => edit.uri === uri));
}
