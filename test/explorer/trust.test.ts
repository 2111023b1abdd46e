/** Whose kubeconfig may run a program: in a folder that is not trusted, whatever the person has named, and nothing else. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sitDown } from '../operations/editor.ts';

const { mayRun } = await import('../../client/explorer/places.ts');

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the editor keeps what a folder that is not trusted says of kubeconfigs to itself', () => {
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('k3s.kubeconfig'));
});

test('what the person has named may run a program, wherever it is used', () => {
  const person = sitDown();
  person.settings.set('k3s.kubeconfig', ['~/.kube/prod']);
  for (const trusts of [true, false]) {
    person.trusts = trusts;
    for (const origin of ['setting', 'environment', 'home', 'k3s'] as const) assert.ok(mayRun({ origin }), origin);
  }
});

test('what a folder names may so only where the folder is trusted', () => {
  const person = sitDown();
  person.settings.set('k3s.kubeconfig', ['~/.kube/prod']);
  person.folderSettings.set('k3s.kubeconfig', ['./kubeconfig']);
  assert.ok(mayRun({ origin: 'setting' }));
  person.trusts = false;
  assert.ok(!mayRun({ origin: 'setting' }));
  assert.ok(mayRun({ origin: 'home' }));
});
