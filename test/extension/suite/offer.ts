/** YAML files that look like K3s configuration: asked about, never switched. */

import assert from 'node:assert/strict';
import { commands } from 'vscode';
import type { Tests } from './index.ts';
import { openFile, openMachine } from './steps.ts';

export const offerTests: Tests = {
  'a file that looks like it keeps its language until somebody answers': async () => {
    await openMachine('debug: true\n');
    const { document } = await openFile(
      'k3s/config.yaml',
      'cluster-init: true\ntls-san: [a]\nflannel-backend: vxlan\n',
    );
    await new Promise((done) => setTimeout(done, 500));
    assert.equal(document.languageId, 'yaml');
    await commands.executeCommand('notifications.clearAll');
  },
};
