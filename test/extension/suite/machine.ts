/** The machine this window runs on: a diagnosis and a log as documents, without a cluster. */

import assert from 'node:assert/strict';
import { commands, type TextDocument, workspace } from 'vscode';
import type { Tests } from './index.ts';
import { closeAll, until } from './steps.ts';

const documentOf = (scheme: string, path: RegExp): Promise<TextDocument> =>
  until(`a document ${scheme}`, () =>
    workspace.textDocuments.find(({ uri }) => uri.scheme === scheme && path.test(uri.path)),
  );

/** Others than root would be asked for a password. */
const isRoot = process.getuid?.() === 0;

export const machineTests: Tests = isRoot
  ? {
      'a diagnosis of this machine is a document that begins with its cause, or that there is none': async () => {
        await closeAll();
        await commands.executeCommand('k3s.machine.diagnose');
        const document = await documentOf('k3s-report', /\/k3s\/diagnosis_this_machine\.md$/);
        assert.match(document.getText(), /^# Diagnosis of this machine\n[\s\S]+?\n## (Cause: |Nothing Found)/);
      },
      'the log of this machine is a document that nobody can write to, and is filtered': async () => {
        await closeAll();
        await commands.executeCommand('k3s.machine.log');
        const document = await documentOf('k3s-log', /\/k3s\/this_machine\.log$/);
        const first = /^Log of K3s on this machine\n(.+)\n/;
        const state = await until('what became of it', () => {
          const [, said = ''] = first.exec(document.getText()) ?? [];
          return said === '' || said === 'Connecting…' ? undefined : said;
        });
        assert.match(state, /^There is no service of K3s on this machine\.$|followed as it grows/);
        assert.equal(document.languageId, 'log');
        await closeAll();
      },
    }
  : {};
