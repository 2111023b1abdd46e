/** In a window of a person who is not root, on a machine whose configuration is for root alone: with the real sudo. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type CodeAction, CodeActionKind, commands, DiagnosticSeverity, Uri, window, workspace } from 'vscode';
import type { Tests } from './index.ts';
import { finding, findings, replace, until, withAutoSave } from './steps.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';
const root = Uri.from({ scheme: 'k3s-root', authority: 'here', path: CONFIG });
const HEAD = '# k3s: role=agent version=v1.33\n';

/** What only root sees, looked at past the extension. */
const asRoot = (...command: readonly string[]): string =>
  execFileSync('sudo', ['-n', ...command], { encoding: 'utf8' });

/** Answers the questions of the extension as somebody would, and remembers what was asked. */
async function answering(answers: readonly string[], act: (asked: string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const { showInformationMessage, showWarningMessage } = window;
  const answer = async (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
    asked.push(text);
    return rest.find((one) => typeof one === 'string' && answers.includes(one));
  };
  Object.assign(window, { showInformationMessage: answer, showWarningMessage: answer });
  try {
    await act(asked);
  } finally {
    Object.assign(window, { showInformationMessage, showWarningMessage });
  }
}

/** Restarting is another one's work: here only that it is asked for counts. */
async function restarts(): Promise<readonly unknown[]> {
  const targets: unknown[] = [];
  if (!(await commands.getCommands(true)).includes('k3s.service.restart'))
    commands.registerCommand('k3s.service.restart', (target: unknown) => void targets.push(target));
  return targets;
}

const tests: Tests = {
  'the person of this window is not root and may not read the file': async () => {
    assert.notEqual(process.getuid?.(), 0);
    assert.equal(asRoot('id', '-u').trim(), '0');
    await assert.rejects(Promise.resolve(workspace.fs.readFile(Uri.file(CONFIG))));
  },
  'scenario 32: who opens it is offered to do so as root': async () => {
    await answering(['Open as Root'], async (asked) => {
      await commands.executeCommand('vscode.open', Uri.file(CONFIG));
      await until(
        'the file as root',
        () => window.activeTextEditor?.document.uri.toString() === root.toString() || undefined,
      );
      assert.deepEqual(asked, [`You may not read ${CONFIG}.`]);
    });
    await until(
      'the other tab to go',
      () => window.tabGroups.all.flatMap(({ tabs }) => tabs).length === 1 || undefined,
    );
  },
  'scenario 32: it is corrected and saved as root, and a restart is offered': async () => {
    const targets = await restarts();
    const editor = await window.showTextDocument(root);
    const { document } = editor;
    const found = await finding(document, 'unknown-key');
    assert.equal(found.severity, DiagnosticSeverity.Error);
    await answering(['Show Problems'], async (asked) => {
      await replace(editor, '6443', '6444');
      assert.equal(await document.save(), false);
      assert.deepEqual(asked, [`${CONFIG} has an error.`]);
    });
    const fixes = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      root,
      found.range,
      CodeActionKind.QuickFix.value,
      20,
    );
    const fix = fixes.find(({ title }) => title.includes('"server"'));
    assert.ok(fix?.edit && (await workspace.applyEdit(fix.edit)));
    await until(
      'no error',
      () => findings(document).every(({ severity }) => severity !== DiagnosticSeverity.Error) || undefined,
    );
    await answering(['Restart K3s to Apply'], async (asked) => {
      assert.equal(await document.save(), true);
      await until('the restart', () => targets.length > 0 || undefined);
      assert.deepEqual(asked, ['Saved as root on this machine. K3s reads this file when it starts.']);
    });
    assert.deepEqual(targets, [{ kind: 'here' }]);
    assert.equal(asRoot('cat', CONFIG), `${HEAD}server: https://a:6444\ntoken-file: /etc/rancher/k3s/token\n`);
    assert.equal(asRoot('stat', '-c', '%u:%g %a', CONFIG).trim(), '0:0 600');
    const [kept = ''] = asRoot('ls', '/etc/rancher/k3s')
      .split('\n')
      .filter((name) => name.startsWith('config.yaml.bak-'));
    assert.equal(asRoot('stat', '-c', '%u:%g %a', `/etc/rancher/k3s/${kept}`).trim(), '0:0 600');
    assert.match(asRoot('cat', `/etc/rancher/k3s/${kept}`), /^serverr: https:\/\/a:6443$/m);
  },
  'scenario 32: what root wrote meanwhile is compared or overwritten, as the person says': async () => {
    const editor = await window.showTextDocument(root);
    const { document } = editor;
    asRoot('sed', '-i', 's/6444/6445/', CONFIG);
    asRoot('touch', '-d', '2020-01-01', CONFIG);
    await replace(editor, '6444', '6446');
    await answering(['Compare'], async (asked) => {
      assert.equal(await document.save(), false);
      assert.deepEqual(asked, [`${CONFIG} was changed on the machine since it was opened.`]);
      const saved = await until('the comparison', () =>
        workspace.textDocuments.find(
          ({ uri, getText }) => uri.scheme === 'k3s-root-saved' && getText().includes('6445'),
        ),
      );
      assert.ok(saved);
    });
    assert.match(asRoot('cat', CONFIG), /6445/);
    // Whoever has compared has seen it.
    await answering([], async () => assert.equal(await document.save(), true));
    assert.match(asRoot('cat', CONFIG), /6446/);
  },
  'scenario 32: a link to another place is followed when the person agrees': async () => {
    asRoot('mkdir', '-p', '/etc/rancher/other');
    asRoot('sh', '-c', 'echo "debug: false" > /etc/rancher/other/x.yaml');
    asRoot('mkdir', '-p', `${CONFIG}.d`);
    asRoot('ln', '-s', '/etc/rancher/other/x.yaml', `${CONFIG}.d/10-x.yaml`);
    const editor = await window.showTextDocument(root.with({ path: `${CONFIG}.d/10-x.yaml` }));
    await replace(editor, 'false', 'true');
    await answering([], async (asked) => {
      assert.equal(await editor.document.save(), false);
      assert.deepEqual(asked, [`${CONFIG}.d/10-x.yaml is a link. Save /etc/rancher/other/x.yaml?`]);
    });
    assert.equal(asRoot('cat', '/etc/rancher/other/x.yaml'), 'debug: false\n');
    await answering(['Save There'], async () => assert.equal(await editor.document.save(), true));
    assert.equal(asRoot('cat', '/etc/rancher/other/x.yaml'), 'debug: true\n');
    assert.equal(asRoot('readlink', `${CONFIG}.d/10-x.yaml`).trim(), '/etc/rancher/other/x.yaml');
  },
};

export const userTests: Tests = Object.fromEntries(
  Object.entries(tests).map(([name, test]) => [name, () => withAutoSave('off', test)]),
);
