/** Compares the feature gates with the facts, both ways and for every minor. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { featureGates, GATE_GROUPS, gate, gatesAt, readStage, stateOf } from '../../server/knowledge/featureGates.ts';
import { kubernetesOf, newestKubernetes, oldestKubernetes } from '../../server/knowledge/kubernetes.ts';

interface GateFact {
  readonly stages: readonly (readonly [string, string, 0 | 1, 'locked'?])[];
  readonly since: string;
  readonly removedIn?: string;
  readonly reg: string;
  readonly comp?: readonly string[];
  readonly deps?: readonly string[];
  readonly special?: string;
}

const facts = JSON.parse(readFileSync(join(import.meta.dirname, 'feature-gates.json'), 'utf8')) as {
  readonly meta: { readonly minors: string };
  readonly gates: Readonly<Record<string, GateFact>>;
};
const number = (minor: string): number => Number(minor.split('.')[1]);
const letters: Readonly<Record<string, string>> = {
  A: 'kube-apiserver',
  C: 'kube-controller-manager',
  K: 'kubelet',
  P: 'kube-proxy',
  S: 'kube-scheduler',
  X: 'cloud-controller-manager',
};

test('the table holds exactly the gates of the facts', () => {
  assert.deepEqual(Object.keys(featureGates).sort(), Object.keys(facts.gates).sort());
  assert.equal(Object.keys(featureGates).length, 372);
});

test('every column of every gate agrees with the facts', () => {
  for (const [name, fact] of Object.entries(facts.gates)) {
    const { stages, since, removed, by, read, needs, ...rest } = gate(name) ?? { stages: [] };
    assert.deepEqual(rest, {}, `${name}: columns that no test knows`);
    const rows = stages.map(readStage).map(({ from, stage, on, locked }) => {
      return [`1.${from}`, stage, on ? 1 : 0, ...(locked ? ['locked'] : [])];
    });
    assert.deepEqual(rows, fact.stages, name);
    const first = fact.stages[0]?.[0] ?? '';
    assert.equal(since === 'older' ? '<=1.26' : since === undefined ? first : `1.${since}`, fact.since, name);
    assert.equal(removed && `1.${removed}`, fact.removedIn, name);
    assert.equal(by ?? 'kube', fact.reg, name);
    assert.deepEqual([...(read ?? '')].map((letter) => letters[letter]).sort(), [...(fact.comp ?? [])].sort(), name);
    assert.deepEqual(needs, fact.deps, name);
    assert.equal(Object.hasOwn(GATE_GROUPS, name), fact.special !== undefined, name);
    assert.ok(!GATE_GROUPS[name] || fact.special === `switches every ${GATE_GROUPS[name]} gate`);
  }
});

test('the state in every minor is the one that the facts give', () => {
  assert.equal(facts.meta.minors, `1.${oldestKubernetes}..1.${newestKubernetes}`);
  for (const [name, fact] of Object.entries(facts.gates)) {
    for (let minor = oldestKubernetes; minor <= newestKubernetes; minor++) {
      const row = gate(name);
      assert.ok(row);
      const state = stateOf(row, minor);
      const valid = fact.stages.findLast(([from]) => number(from) <= minor);
      const label = `${name} in 1.${minor}`;
      if (fact.removedIn && minor >= number(fact.removedIn)) assert.equal(state.kind, 'removed', label);
      else if (!valid) assert.equal(state.kind, 'not yet', label);
      else {
        const [, stage, on, locked] = valid;
        assert.deepEqual(state, { kind: 'here', stage, on: on === 1, locked: locked === 'locked' }, label);
      }
      assert.equal(gatesAt(minor).has(name), state.kind === 'here', label);
    }
  }
});

test('gates that a gate needs exist as long as it does', () => {
  for (const [name, { needs }] of Object.entries(featureGates)) {
    for (const other of needs ?? []) assert.ok(gate(other), `${name} needs ${other}`);
  }
});

test('names that are no gates are none, whatever JavaScript thinks', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'podsecurity', '']) assert.equal(gate(name), undefined);
});

test('a release without facts of its own gets the nearest there is, and says so', () => {
  assert.deepEqual(kubernetesOf('v1.33.4+k3s1'), { minor: 33, facts: 'exact' });
  assert.deepEqual(kubernetesOf('1.36'), { minor: 36, facts: 'exact' });
  assert.deepEqual(kubernetesOf('v1.37.0+k3s1'), { minor: 36, facts: 'newest known' });
  assert.deepEqual(kubernetesOf('v1.24.17+k3s1'), { minor: 26, facts: 'oldest known' });
});
