/** Which files are K3s configuration, and that no other language server takes them too. */

import assert from 'node:assert/strict';
import { languages, workspace } from 'vscode';
import type { Tests } from './index.ts';
import { openFile, openMachine, until, write } from './steps.ts';

/**
 * The languages Red Hat's YAML extension takes, from the documentSelector in src/extension.ts of
 * redhat-developer/vscode-yaml 1.25.0; the pattern is of versions before 1.23.
 */
const redHat = [
  { language: 'yaml' },
  { language: 'yaml-textmate' },
  { language: 'yaml-tmlanguage' },
  { language: 'ansible' },
  { language: 'azure-pipelines' },
  { language: 'dockercompose' },
  { language: 'github-actions-workflow' },
  { language: 'home-assistant' },
  { language: 'manifest-yaml' },
  { language: 'spring-boot-properties-yaml' },
  { pattern: '*.y(a)ml' },
];

const languageOf = async (path: string, text = 'debug: true\n'): Promise<string> =>
  (await workspace.openTextDocument(await write(path, text))).languageId;

export const languageTests: Tests = {
  'a machine’s files are K3s configuration by their names': async () => {
    for (const name of ['config.yaml', 'config.yaml.d/10-a.yaml', 'config.yaml.d/20-b.yml']) {
      assert.equal(await languageOf(`names/etc/rancher/k3s/${name}`), 'k3s-config', name);
    }
  },
  'a plain config.yaml or registries.yaml, and other files beside a machine’s, are not': async () => {
    for (const name of ['config.yaml', 'registries.yaml', 'etc/rancher/k3s/k3s.yaml', 'etc/rancher/rke2/config.yaml']) {
      assert.equal(await languageOf(`other/${name}`), 'yaml', name);
    }
  },
  'a first line "# k3s:" makes a file K3s configuration': async () => {
    assert.equal(await languageOf('other/agent.template', '# k3s: role=agent\ndebug: true\n'), 'k3s-config');
  },
  'a first line "# k3s:" does so for a .yaml file, once the extension runs': async () => {
    await openMachine('debug: true\n');
    const { document } = await openFile('other/agent.yaml', '# k3s: role=agent\ndebug: true\n');
    await until('the language of agent.yaml', () =>
      workspace.textDocuments.some((one) => {
        return one.uri.toString() === document.uri.toString() && one.languageId === 'k3s-config';
      }),
    );
  },
  'Red Hat’s YAML extension does not take K3s configuration': async () => {
    const { document } = await openMachine('debug: true\n');
    assert.equal(document.languageId, 'k3s-config');
    assert.equal(languages.match(redHat, document), 0);
  },
};
