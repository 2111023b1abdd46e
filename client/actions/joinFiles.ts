/** Generate Join Files: the choices as a menu, then a document, or a file for its owner only where a secret is in it. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { env, l10n, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode';
import { gathered } from '../explorer/gather.ts';
import { nodesOf } from '../explorer/items/nodes.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import { joinDefaults } from '../machines/join/defaults.ts';
import { planFlaw } from '../machines/join/flaws.ts';
import { installerFlaw, type JoinFile, type JoinFileKind, joinFile } from '../machines/joinFiles/files.ts';
import { INSTALLER, type Install, installCommand } from '../machines/joinFiles/shell.ts';
import type { Actions } from './actions.ts';
import { askForLife, mintToken, nameOf } from './mintToken.ts';
import { planItems } from './planMenu.ts';
import { inView } from './subjects.ts';

interface MenuItem extends QuickPickItem {
  /** Undefined: what has been chosen stays, and the menu comes again. */
  readonly run?: () => Promise<Install | 'over' | undefined>;
}

export async function generateJoinFiles(_actions: Actions, source: ClusterSource): Promise<void> {
  const nodes = await inView(() => gathered(source, [{ name: 'nodes' }], () => nodesOf(source)));
  const defaults = joinDefaults(source.entry.server, nodes);
  let install: Install = { plan: defaults.plan, installer: INSTALLER };
  for (;;) {
    const picked = await window.showQuickPick(menu(source, install, defaults), {
      title: l10n.t('Generate Join Files ({0})', nameOf(source)),
      placeHolder: planFlaw(install.plan) ?? l10n.t('What is to be generated?'),
      ignoreFocusOut: true,
    });
    const next = picked && (await picked.run?.());
    if (!picked || next === 'over') return;
    install = next ?? install;
  }
}

function menu(source: ClusterSource, install: Install, defaults: ReturnType<typeof joinDefaults>): MenuItem[] {
  const generate = (kind: JoinFileKind) => () => show(kind, install);
  return [
    {
      label: `$(file-code) ${l10n.t('config.yaml and one command')}`,
      description: l10n.t('for a person on the machine'),
      run: generate('config'),
    },
    {
      label: `$(terminal) ${l10n.t('Script')}`,
      description: l10n.t('asks for the token, or reads it where it is piped'),
      run: generate('script'),
    },
    {
      label: `$(cloud) ${l10n.t('User-data for cloud-init')}`,
      description: l10n.t('the token is filled in later'),
      run: generate('cloudInit'),
    },
    {
      label: `$(cloud) ${l10n.t('User-data for cloud-init, with a token in it…')}`,
      description: l10n.t('a new one that expires'),
      run: () => saveWithToken(source, install),
    },
    { label: l10n.t('Choices'), kind: QuickPickItemKind.Separator },
    ...planItems(install.plan, defaults).map(({ change, ...item }) => ({
      ...item,
      run: async () => {
        const plan = await change();
        return plan && { ...install, plan };
      },
    })),
    {
      label: `$(cloud-download) ${l10n.t('Install script…')}`,
      description: plain(install.installer, 100),
      run: () => askForInstaller(install),
    },
    { label: l10n.t('Copy'), kind: QuickPickItemKind.Separator },
    {
      label: `$(copy) ${l10n.t('Copy Install Command')}`,
      run: async () => {
        await env.clipboard.writeText(installCommand(install));
        return 'over';
      },
    },
  ];
}

/** Undefined with a word to the person, when the choices cannot be meant. */
function made(kind: JoinFileKind, install: Install, token?: string): JoinFile | undefined {
  const file = joinFile(kind, install, token);
  if (file.ok) return file;
  void window.showWarningMessage(plain(file.flaw, 300));
  return undefined;
}

async function show(kind: JoinFileKind, install: Install): Promise<'over' | undefined> {
  const file = made(kind, install);
  if (!file) return undefined;
  const document = await workspace.openTextDocument({ language: file.language, content: file.text });
  await window.showTextDocument(document);
  return 'over';
}

/** Not as a document, of which the editor keeps copies. */
async function saveWithToken(source: ClusterSource, install: Install): Promise<'over' | undefined> {
  if (!made('cloudInit', install)) return undefined;
  const title = l10n.t('User-Data with a Token');
  const go = l10n.t('Choose File…');
  const detail = l10n.t(
    'Who may read user-data, at the provider, through the metadata service or on the machine, can join machines to the cluster until the token expires. Choose a short life.',
  );
  const text = l10n.t('The token stands in the file as it is.');
  if ((await window.showWarningMessage(text, { modal: true, detail }, go)) !== go) return undefined;
  const seconds = await askForLife(title);
  const uri = seconds && (await window.showSaveDialog({ title, filters: { 'cloud-config': ['yaml', 'yml'] } }));
  if (!seconds || !uri) return undefined;
  if (uri.scheme !== 'file')
    throw new Error(l10n.t('A file with a secret is written to a folder of this machine only.'));
  const minted = await mintToken(source, seconds, 'Join token in user-data');
  const file = minted && made('cloudInitWithToken', install, minted.token);
  if (!file) return undefined;
  await writePrivately(uri.fsPath, file.text);
  void window.showInformationMessage(l10n.t('Written to {0}, which only you can read.', plain(uri.fsPath, 200)));
  return 'over';
}

/** Closed to others before anything is in it, whatever the mode of a file that was there. */
async function writePrivately(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(path, flags, 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

async function askForInstaller(install: Install): Promise<Install | undefined> {
  const installer = await window.showInputBox({
    prompt: l10n.t('Where machines get the install script of K3s; a mirror of your own is as good.'),
    value: install.installer,
    ignoreFocusOut: true,
    validateInput: (text) => installerFlaw(text.trim()),
  });
  return installer === undefined ? undefined : { ...install, installer: installer.trim() };
}
