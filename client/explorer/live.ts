/** The clusters of this window: settings and environment of the editor, handed to the part that talks to servers. */

import { type Disposable, l10n, workspace } from 'vscode';
import type { LiveClusters } from '../cluster/clusters.ts';
import { places } from './places.ts';
import type { ClusterSource } from './source.ts';

/** Nothing is loaded or read before somebody asks for the sources. */
export class WindowClusters implements Disposable {
  private clusters: LiveClusters | undefined;
  private readonly changed: () => void;

  /** @param changed is called when kubeconfig files changed */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  async sources(): Promise<readonly ClusterSource[]> {
    this.clusters ??= await this.load();
    return this.clusters.sources();
  }

  dispose(): void {
    this.clusters?.dispose();
  }

  private async load(): Promise<LiveClusters> {
    const { LiveClusters: Live } = await import('../cluster/clusters.ts');
    return new Live({
      places,
      proxy: () => {
        const http = workspace.getConfiguration('http');
        const url = http.get<string>('proxy', '');
        const off = http.get('proxySupport') === 'off';
        return { ...(url ? { url } : {}), noProxy: http.get<string[]>('noProxy', []), off, env: process.env };
      },
      mayRun: ({ origin }) => workspace.isTrusted || origin !== 'setting',
      translate: (template, ...args) => l10n.t(template, ...args),
      changed: this.changed,
    });
  }
}
