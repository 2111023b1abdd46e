/** The one language status item: role and K3s version in effect, and what a person should know about them. */

import {
  Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  l10n,
  languages,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { App } from '../app.ts';
import { selector } from './clientOptions.ts';
import { isOurs, LINT_FILE, messages, type StatusResult } from './protocol.ts';

/** In characters. */
const WIDTH = 60;

export function showStatus(app: App): Disposable {
  const item = languages.createLanguageStatusItem('k3s.status', selector);
  item.name = 'K3s';
  let latest = 0;

  const update = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (!document || !isOurs(document)) return;
    latest += 1;
    const asked = latest;
    if (app.server.state !== 'running') return showServer(item, app);
    const status = await ask(app, document);
    if (asked !== latest) return;
    if (status) showMachine(item, status);
    else showNothing(item);
  };

  showServer(item, app);
  const updateQuietly = (): void => void update().catch((error: Error) => app.log.error('Status:', error));
  updateQuietly();
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(updateQuietly),
    workspace.onDidOpenTextDocument(updateQuietly),
    app.server.onDidChangeState(updateQuietly),
    app.server.onDidChangeMachine(updateQuietly),
  );
}

const ask = ({ server }: App, { uri }: TextDocument): Promise<StatusResult | undefined> =>
  server.request<StatusResult>(messages.status, { uri: uri.toString() });

function showServer(item: LanguageStatusItem, { server }: App): void {
  const failed = server.state === 'failed';
  item.busy = !failed;
  item.text = failed ? l10n.t('Language server not running') : l10n.t('Starting');
  item.detail = '';
  item.severity = failed ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  item.command = failed ? { command: 'k3s.restartServer', title: l10n.t('Restart') } : undefined;
}

/** The server runs and has nothing to say, which it explains in its log. */
function showNothing(item: LanguageStatusItem): void {
  item.busy = false;
  item.text = l10n.t('Role and version are not known');
  item.detail = '';
  item.severity = LanguageStatusSeverity.Warning;
  item.command = { command: 'k3s.showLog', title: l10n.t('Show Log') };
}

function showMachine(item: LanguageStatusItem, status: StatusResult): void {
  item.busy = false;
  item.text = headline(status);
  item.detail = short(status.error ?? status.limited ?? status.note ?? origins(status));
  item.severity = severityOf(status);
  item.command = { command: 'k3s.choose', title: l10n.t('Choose') };
  const all = [item.text, status.error, status.limited, status.note, origins(status)].filter((part) => part);
  item.accessibilityInformation = { label: `K3s: ${all.join('. ')}` };
}

function severityOf({ error, limited, note, role }: StatusResult): LanguageStatusSeverity {
  if (error) return LanguageStatusSeverity.Error;
  return limited || note || !role ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}

function headline({ role, version }: StatusResult): string {
  if (role === 'server') return l10n.t('Server, {0}', version);
  if (role === 'agent') return l10n.t('Agent, {0}', version);
  return l10n.t('Role unknown, {0}', version);
}

/** Where role and version come from. */
function origins({ roleFrom, roleBecause = '', versionFrom, cluster }: StatusResult): string {
  if (roleFrom === 'unknown') return l10n.t('only what is wrong for both roles is reported');
  const role = {
    modeline: l10n.t('this file'),
    lintFile: LINT_FILE,
    setting: l10n.t('your settings'),
    service: roleBecause,
    keys: l10n.t('option {0}', roleBecause),
  };
  const version = {
    modeline: l10n.t('this file'),
    lintFile: LINT_FILE,
    setting: l10n.t('your settings'),
    cluster: l10n.t('cluster {0}', cluster?.name ?? ''),
    newest: l10n.t('newest known'),
  };
  return l10n.t('role: {0}, version: {1}', role[roleFrom], version[versionFrom]);
}

/** The item has one line, and its command stands behind the text. */
const short = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH - 1).trimEnd()}…` : text);
