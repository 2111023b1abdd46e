/** Loads what reads and changes kubeconfigs, with the first action that needs it. */

import { l10n } from 'vscode';
import { once } from '../once.ts';

type Kubeconfigs = typeof import('../machines/kubeconfig/kubeconfig.ts');

export const kubeconfigs = once(async (): Promise<Kubeconfigs> => {
  const loaded = await import('../machines/kubeconfig/kubeconfig.ts');
  loaded.speakWith((template, ...args) => l10n.t(template, ...args));
  return loaded;
});
