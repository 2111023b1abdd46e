/** Where this window looks for kubeconfig files. */

import { homedir } from 'node:os';
import { env, workspace } from 'vscode';
import type { Places } from '../cluster/kubeconfigPaths.ts';

export const places = (): Places => ({
  settings: workspace.getConfiguration('k3s').get<string[]>('kubeconfig', []),
  env: process.env,
  home: homedir(),
  // In a remote window on a server its own file is the one that is meant.
  onServer: env.remoteName !== undefined,
});
