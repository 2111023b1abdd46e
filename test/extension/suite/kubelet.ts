/** Files of the kubelet in the editor: their language, findings with fixes, help, conversions, and the view. */

import assert from 'node:assert/strict';
import {
  type CodeAction,
  type CompletionList,
  commands,
  type Hover,
  MarkdownString,
  Position,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, openFile, until, write } from './steps.ts';

const HEADER = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const FOLDER = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';
let machines = 0;

/** A machine with this drop-in, opened. */
async function openDropIn(
  text: string,
  config = '# k3s: role=agent version=v1.33\n',
  name = '50-user.conf',
): Promise<TextDocument> {
  machines += 1;
  const machine = `kubelets/m${machines}`;
  await write(`${machine}/etc/rancher/k3s/config.yaml`, config);
  return (await openFile(`${machine}/${FOLDER}/${name}`, text)).document;
}

const configOf = ({ uri }: TextDocument): Uri =>
  uri.with({ path: uri.path.replace(`${FOLDER}/50-user.conf`, 'etc/rancher/k3s/config.yaml') });

async function shown(): Promise<TextDocument> {
  const editor = await until('a view', () =>
    window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'k3s-effective'),
  );
  return editor.document;
}

async function actions({ uri }: TextDocument, line: number, kind: string): Promise<CodeAction[]> {
  const at = new Position(line, 4);
  return commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    { start: at, end: at },
    kind,
    20,
  );
}

export const kubeletTests: Tests = {
  'a file in kubelet.conf.d is a language of its own': async () => {
    assert.equal((await openDropIn(HEADER)).languageId, 'k3s-kubelet');
    assert.equal((await openDropIn(HEADER, undefined, '50-user.yaml')).languageId, 'k3s-kubelet');
  },
  'a number where a duration belongs is found': async () => {
    const document = await openDropIn(`${HEADER}shutdownGracePeriod: 30\n`);
    const found = await finding(document, 'kubelet-types');
    assert.equal(document.getText(found.range), '30');
  },
  'a field that kubelet-arg overrides is told, also when only config.yaml changes': async () => {
    const document = await openDropIn(`${HEADER}maxPods: 200\n`);
    const edited = await workspace.openTextDocument(configOf(document));
    const editor = await window.showTextDocument(edited);
    await editor.edit((edit) => edit.insert(new Position(1, 0), 'kubelet-arg:\n  - max-pods=110\n'));
    await edited.save();
    await window.showTextDocument(document);
    await finding(document, 'kubelet-shadowed');
  },
  'hover on a field tells type and default': async () => {
    const document = await openDropIn(`${HEADER}maxPods: 200\n`);
    const hovers = await until('a hover', async () => {
      const found = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new Position(2, 3),
      );
      return found.length > 0 ? found : undefined;
    });
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (part instanceof MarkdownString ? part.value : String(part))),
    );
    assert.match(text.join('\n'), /110/);
  },
  'completion offers fields': async () => {
    const document = await openDropIn(`${HEADER}evic\n`);
    const { items } = await until('proposals', async () => {
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new Position(2, 4),
      );
      return list.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'evictionHard')
        ? list
        : undefined;
    });
    assert.ok(items.length > 0);
  },
  'the view shows what counts and where it comes from': async () => {
    await openDropIn(`${HEADER}maxPods: 200\n`, '# k3s: role=agent version=v1.33\nkubelet-arg:\n  - pods-per-core=4\n');
    await commands.executeCommand('k3s.showEffective');
    const text = (await shown()).getText();
    assert.match(text, /^maxPods: 200\b.*50-user\.conf/m);
    assert.match(text, /^podsPerCore: 4\b.*kubelet-arg/m);
  },
  'a field moves into kubelet-arg, and back': async () => {
    const document = await openDropIn(`${HEADER}maxPods: 200\n`);
    const [move] = await until('the move', async () => {
      const found = await actions(document, 2, 'refactor.rewrite');
      return found.length > 0 ? found : undefined;
    });
    assert.ok(move?.edit && (await workspace.applyEdit(move.edit)));
    assert.doesNotMatch(document.getText(), /maxPods/);
    const config = await workspace.openTextDocument(configOf(document));
    assert.match(config.getText(), /kubelet-arg:\s+- max-pods=200/);
    await window.showTextDocument(config);
    const line = config
      .getText()
      .split('\n')
      .findIndex((one) => one.includes('max-pods'));
    const [back] = await until('the way back', async () => {
      const found = await actions(config, line, 'refactor.rewrite');
      return found.length > 0 ? found : undefined;
    });
    assert.ok(back?.edit && (await workspace.applyEdit(back.edit)));
    assert.doesNotMatch(config.getText(), /max-pods/);
  },
  'a file that is passed over gets its name': async () => {
    const document = await openDropIn(`${HEADER}maxPods: 200\n`, undefined, '50-user.yaml');
    await finding(document, 'kubelet-dropin-ext');
    const [rename] = (await actions(document, 0, 'quickfix')).filter(({ title }) => title.includes('50-user.conf'));
    assert.ok(rename?.edit && (await workspace.applyEdit(rename.edit)));
    const renamed = Uri.parse(document.uri.toString().replace('50-user.yaml', '50-user.conf'));
    assert.ok((await workspace.fs.stat(renamed)).size > 0);
  },
};
