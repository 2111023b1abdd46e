/** Where kubeconfig files lie. */

import { delimiter, isAbsolute, join, resolve } from 'node:path';

export interface Places {
  /** Paths from the settings; `~` stands for the home folder. */
  readonly settings: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Whether this window is on a K3s server: its own file comes first then. */
  readonly onServer?: boolean;
  /** Where K3s writes its own. */
  readonly k3s?: string;
}

export type Origin = 'setting' | 'environment' | 'home' | 'k3s';

/** The files to look into, in their order, none twice. */
export function kubeconfigPaths({ settings, env, home, onServer, k3s = '/etc/rancher/k3s/k3s.yaml' }: Places) {
  const own = { path: k3s, origin: 'k3s' as const };
  const all: { readonly path: string; readonly origin: Origin }[] = [
    ...(onServer ? [own] : []),
    ...settings.filter(Boolean).map((path) => ({ path: full(path, home), origin: 'setting' as const })),
    ...(env.KUBECONFIG ?? '')
      .split(delimiter)
      .filter(Boolean)
      .map((path) => ({ path: resolve(path), origin: 'environment' as const })),
    { path: join(home, '.kube', 'config'), origin: 'home' },
    own,
  ];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}

function full(path: string, home: string): string {
  if (path === '~' || /^~[\\/]/.test(path)) return join(home, path.slice(1));
  return isAbsolute(path) ? resolve(path) : resolve(home, path);
}
