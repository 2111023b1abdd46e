/** Where this window looks for kubeconfig files, and what those may do. */

import { homedir } from 'node:os';
import { env, workspace } from 'vscode';
import type { Origin, Places } from '../cluster/kubeconfigPaths.ts';

export const places = (): Places => ({
  settings: workspace.getConfiguration('k3s').get<string[]>('kubeconfig', []),
  env: process.env,
  home: homedir(),
  // In a remote window on a server its own file is the one that is meant.
  onServer: env.remoteName !== undefined,
});

/**
 * Whether a kubeconfig may run programs and send other files: not one that a folder names which is not trusted. There
 * the editor hears of no such setting of a folder, so that what comes from a setting is the person's own.
 */
export function mayRun({ origin }: { readonly origin: Origin }): boolean {
  if (workspace.isTrusted || origin !== 'setting') return true;
  const named = workspace.getConfiguration('k3s').inspect('kubeconfig');
  return named?.workspaceValue === undefined && named?.workspaceFolderValue === undefined;
}
