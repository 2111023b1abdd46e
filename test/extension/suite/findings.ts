/** Findings appear, are fixed, and go away. */

import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionKind,
  commands,
  DiagnosticSeverity,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, findings, openMachine, replace, until, uriOf, write } from './steps.ts';

const HEAD = '# k3s: role=server version=v1.33\n';

async function actionsAt(
  { uri }: TextDocument,
  range: { start: unknown; end: unknown },
  kind?: string,
): Promise<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uri, range, kind, 20);
}

async function apply(action: CodeAction | undefined): Promise<void> {
  assert.ok(action?.edit, 'the action carries an edit');
  assert.ok(await workspace.applyEdit(action.edit));
}

export const findingTests: Tests = {
  'a misspelt option is found, and the fix removes the finding': async () => {
    const { document } = await openMachine(`${HEAD}cluster-innit: true\n`);
    const found = await finding(document, 'unknown-key');
    assert.equal(document.getText(found.range), 'cluster-innit');
    assert.equal(found.severity, DiagnosticSeverity.Warning);
    assert.ok(
      typeof found.code === 'object' && found.code.target.toString().includes('unknown-key'),
      'the code links to its page',
    );
    const fixes = await actionsAt(document, found.range, CodeActionKind.QuickFix.value);
    await apply(fixes.find(({ title }) => title.includes('cluster-init')));
    assert.equal(document.getText(), `${HEAD}cluster-init: true\n`);
    await until('no finding', () => findings(document).length === 0 || undefined);
  },
  'on an agent the same mistake is an error': async () => {
    const { document } = await openMachine('# k3s: role=agent version=v1.33\nserverr: https://a:6443\n');
    assert.equal((await finding(document, 'unknown-key')).severity, DiagnosticSeverity.Error);
  },
  'findings follow typing': async () => {
    const editor = await openMachine(`${HEAD}debug: true\n`);
    await replace(editor, 'debug', 'debgu');
    await finding(editor.document, 'unknown-key');
    await replace(editor, 'debgu', 'debug');
    await until('no finding', () => findings(editor.document).length === 0 || undefined);
  },
  'a severity is a setting': async () => {
    const { document } = await openMachine(`${HEAD}cluster-innit: true\n`);
    await finding(document, 'unknown-key');
    const settings = workspace.getConfiguration('k3s', document.uri);
    await settings.update('lint.severity', { 'unknown-key': 'off' });
    await until('no finding', () => findings(document).length === 0 || undefined);
    await settings.update('lint.severity', undefined);
    await finding(document, 'unknown-key');
  },
  'a service file that appears decides on the role': async () => {
    const { document } = await openMachine('agent-tokenn: x\n');
    const machine = document.uri.path.replace(/^.*\/(machines\/m\d+)\/.*$/, '$1');
    await finding(document, 'unknown-key');
    const unit = await write(
      `${machine}/etc/systemd/system/k3s-agent.service`,
      '[Service]\nExecStart=/usr/local/bin/k3s agent\n',
    );
    await until(
      'an error',
      () =>
        findings(document, 'unknown-key').some(({ severity }) => severity === DiagnosticSeverity.Error) || undefined,
    );
    await workspace.fs.delete(unit as Uri);
    assert.ok(uriOf(machine));
  },
};
