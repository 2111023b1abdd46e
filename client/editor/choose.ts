/** Lets a person choose role and K3s version, for one file or for all files of the workspace. */

import { ConfigurationTarget, commands, l10n, Range, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import type { App } from '../app.ts';
import { type Choice, pick } from '../ask/pick.ts';
import { changeModeline, type Word } from './modeline.ts';
import { messages, type StatusResult } from './protocol.ts';

type Place = 'file' | 'settings';

/** The status item leads here: first which of the two. */
export async function choose(app: App, document: TextDocument): Promise<void> {
  const status = await statusOf(app, document);
  const which = await pick({
    title: l10n.t('K3s'),
    placeholder: l10n.t('What do you want to choose?'),
    choices: [
      { label: l10n.t('Role'), description: status?.role ?? l10n.t('unknown'), value: 'k3s.chooseRole' },
      { label: l10n.t('K3s Version'), description: status?.version ?? '', value: 'k3s.chooseVersion' },
      { label: l10n.t('Show Effective Configuration'), value: 'k3s.showEffective' },
    ],
  });
  if (typeof which === 'object') await commands.executeCommand(which.value, document.uri);
}

export async function chooseRole(app: App, document: TextDocument): Promise<void> {
  const status = await statusOf(app, document);
  const inEffect = (role: string): Partial<Choice<string>> =>
    status?.role === role ? { current: true, description: l10n.t('in effect') } : {};
  await chooseAndWrite(document, 'role', l10n.t('Role of This Configuration'), [
    { label: l10n.t('Server'), value: 'server', ...inEffect('server') },
    { label: l10n.t('Agent'), value: 'agent', ...inEffect('agent') },
    {
      label: l10n.t('Decide by Service and Options'),
      detail: l10n.t('As if nothing had been chosen'),
      value: undefined,
    },
  ]);
}

export async function chooseVersion(app: App, document: TextDocument): Promise<void> {
  const [status, versions] = await Promise.all([
    statusOf(app, document),
    app.server.request<string[]>(messages.versions, {}),
  ]);
  const releases = (versions ?? []).map((version): Choice<string | undefined> => {
    return version === status?.version
      ? { label: version, value: version, current: true, description: l10n.t('in effect') }
      : { label: version, value: version };
  });
  await chooseAndWrite(document, 'version', l10n.t('K3s Version of This Configuration'), [
    { ...unchosen(status), detail: l10n.t('As if nothing had been chosen'), value: undefined },
    ...releases,
  ]);
}

/** What counts when nobody chooses: what runs in the cluster, while somebody is connected to it. */
function unchosen(status: StatusResult | undefined): { readonly label: string; readonly description?: string } {
  const { name = '', version = '' } = status?.cluster ?? {};
  if (version === '') return { label: l10n.t('Newest Known Version') };
  return { label: l10n.t('Version of Cluster {0}', name.replaceAll('$(', '$ (')), description: version };
}

async function chooseAndWrite(
  document: TextDocument,
  word: Word,
  title: string,
  choices: readonly Choice<string | undefined>[],
): Promise<void> {
  for (;;) {
    const chosen = await pick({ title, placeholder: l10n.t('Type to search'), choices, step: [1, 2] });
    if (typeof chosen !== 'object') return;
    const where = await pick({
      title,
      placeholder: l10n.t('Where should this be kept?'),
      choices: places(document),
      step: [2, 2],
    });
    if (where === undefined) return;
    if (where === 'back') continue;
    return where.value === 'file'
      ? writeModeline(document, word, chosen.value)
      : writeSetting(document, word, chosen.value);
  }
}

function places(document: TextDocument): readonly Choice<Place>[] {
  const label = workspace.workspaceFolders ? l10n.t('In the Settings of This Workspace') : l10n.t('In Your Settings');
  return [
    {
      label: l10n.t('In This File'),
      detail: l10n.t('As a comment in the first lines of {0}', name(document)),
      value: 'file',
    },
    { label, detail: l10n.t('For every file that does not say it itself'), value: 'settings' },
  ];
}

const name = ({ uri }: TextDocument): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

async function writeModeline(document: TextDocument, word: Word, value: string | undefined): Promise<void> {
  const first = Array.from({ length: Math.min(document.lineCount, 10) }, (_, line) => document.lineAt(line).text);
  const change = changeModeline(first, word, value);
  if (!change) return;
  const edit = new WorkspaceEdit();
  const { range, rangeIncludingLineBreak } = document.lineAt(change.line);
  if (change.how === 'insert') edit.insert(document.uri, range.start, `${change.text}\n`);
  if (change.how === 'replace') edit.replace(document.uri, range, change.text);
  if (change.how === 'delete')
    edit.delete(document.uri, new Range(rangeIncludingLineBreak.start, rangeIncludingLineBreak.end));
  if (!(await workspace.applyEdit(edit))) throw new Error(l10n.t('{0} cannot be changed.', name(document)));
}

async function writeSetting({ uri }: TextDocument, word: Word, value: string | undefined): Promise<void> {
  const several = (workspace.workspaceFolders?.length ?? 0) > 1 && workspace.getWorkspaceFolder(uri) !== undefined;
  const inWorkspace = several ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace;
  const target = workspace.workspaceFolders ? inWorkspace : ConfigurationTarget.Global;
  await workspace.getConfiguration('k3s', uri).update(word, value, target);
}

/** Without a server there is still something to choose. */
async function statusOf({ server }: App, { uri }: TextDocument): Promise<StatusResult | undefined> {
  return server.state === 'running'
    ? server.request<StatusResult>(messages.status, { uri: uri.toString() })
    : undefined;
}
