/** Loads what reads and changes kubeconfigs, with the first action that needs it. */

import { l10n } from 'vscode';

type Kubeconfigs = typeof import('../machines/kubeconfig/kubeconfig.ts');

let loading: Promise<Kubeconfigs> | undefined;

export function kubeconfigs(): Promise<Kubeconfigs> {
  loading ??= import('../machines/kubeconfig/kubeconfig.ts').then((loaded) => {
    loaded.speakWith((template, ...args) => l10n.t(template, ...args));
    return loaded;
  });
  return loading;
}
