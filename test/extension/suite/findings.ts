/** Findings appear, are fixed, and go away. */

import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionKind,
  commands,
  DiagnosticSeverity,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, findings, openFile, openMachine, replace, until, uriOf, write } from './steps.ts';

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

const AGENT_UNIT = 'etc/systemd/system/k3s-agent.service';
const AGENT = '[Service]\nExecStart=/usr/local/bin/k3s agent\n';

/** On an agent an unknown key is one. */
const isError = (document: TextDocument): Promise<true> =>
  until(
    'an error',
    () => findings(document, 'unknown-key').some(({ severity }) => severity === DiagnosticSeverity.Error) || undefined,
  );

/**
 * A machine whose folders VS Code's watcher has seen: on Linux it misses some of those that are made with their
 * parents, and then tells of nothing in them.
 */
async function openWatchedMachine(text: string): Promise<{ document: TextDocument; machine: string }> {
  const watcher = workspace.createFileSystemWatcher('**/etc');
  const seen = new Set<string>();
  watcher.onDidCreate(({ path }) => seen.add(path));
  try {
    return await until('a machine that is watched', async () => {
      const { document } = await openMachine(text);
      const etc = uriOf(workspace.asRelativePath(document.uri).replace(/\/rancher\/.*$/, ''));
      await until('its folder', () => seen.has(etc.path) || undefined, 3).catch(() => undefined);
      return seen.has(etc.path)
        ? { document, machine: workspace.asRelativePath(etc).replace(/\/etc$/, '') }
        : undefined;
    });
  } finally {
    watcher.dispose();
  }
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
    const { document, machine } = await openWatchedMachine('agent-tokenn: x\n');
    await finding(document, 'unknown-key');
    await write(`${machine}/${AGENT_UNIT}`, AGENT);
    await isError(document);
  },
  'what no watcher told of is seen when the person comes back': async () => {
    const { document } = await openMachine('agent-tokenn: x\n');
    await finding(document, 'unknown-key');
    const folder = document.uri.path.replace(/etc\/rancher\/k3s\/config\.yaml$/, '');
    await openFile(workspace.asRelativePath(`${folder}${AGENT_UNIT}`), AGENT);
    await window.showTextDocument(document);
    await isError(document);
  },
};
