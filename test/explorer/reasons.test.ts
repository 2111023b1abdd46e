/** What the view says when no cluster can be used: every reason, with what to do about it, and not without end. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasons } from '../../client/explorer/reasons.ts';
import type { ClusterEntry } from '../../client/explorer/source.ts';
import { FakeSource } from './fakeSource.ts';

const broken = (message: string, next?: string): ClusterEntry => ({
  ...new FakeSource().entry,
  trouble: { message, ...(next ? { next } : {}) },
});
const root = broken('k3s.yaml belongs to root.', 'Import the kubeconfig.');

test('every reason is told once, each with its next step', () => {
  assert.equal(
    reasons([root, broken('config is no YAML.'), root]),
    'k3s.yaml belongs to root. Import the kubeconfig. config is no YAML.',
  );
});

test('of many the first ones, and how many more there are', () => {
  const many = Array.from({ length: 9 }, (_, index) => broken(`File ${index} is no YAML.`));
  assert.equal(reasons(many), 'File 0 is no YAML. File 1 is no YAML. File 2 is no YAML. And 6 more.');
  assert.ok(reasons([broken('x'.repeat(10_000), 'y'.repeat(10_000))]).length < 500);
});

test('one that can be used is reason enough for none', () => {
  assert.equal(reasons([root, new FakeSource().entry]), '');
  assert.equal(reasons([]), '');
});
