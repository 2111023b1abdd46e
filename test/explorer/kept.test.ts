/** What a person chooses takes effect, and what they left open is still of use. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explorer } from '../../client/explorer/explorer.ts';
import { sitDown } from '../operations/editor.ts';

const { chooseGrouping } = await import('../../client/explorer/grouping.ts');
const { Reports } = await import('../../client/explorer/reports.ts');

const explorer = { sources: [], view: () => ({ grouping: 'role' }) } as unknown as Explorer;
const GROUP = 'k3s.explorer.groupBy';

test('how nodes are grouped is kept for the person', async () => {
  const person = sitDown();
  person.will(/By what/, 'Version');
  await chooseGrouping(explorer);
  assert.deepEqual([person.settings.get(GROUP), person.folderSettings.get(GROUP)], ['version', undefined]);
});

test('where the workspace says how, that is what is changed', async () => {
  const person = sitDown();
  person.folderSettings.set(GROUP, 'status');
  person.will(/By what/, 'Version');
  await chooseGrouping(explorer);
  assert.deepEqual([person.settings.get(GROUP), person.folderSettings.get(GROUP)], [undefined, 'version']);
});

test('a tab whose report is gone says how to get it again', () => {
  const person = sitDown();
  new Reports();
  const text = String(person.texts.get('k3s-report')?.provideTextDocumentContent('k3s-report:/prod/cluster.md'));
  assert.match(text, /^# This Report Is No Longer There\n\n.*Show Cluster Report/);
});
