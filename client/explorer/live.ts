/** The clusters of this window: settings and environment of the editor, handed to the part that talks to servers. */

import { type Disposable, l10n, workspace } from 'vscode';
import type { LiveClusters } from '../cluster/clusters.ts';
import type { ProxySettings } from '../cluster/proxy.ts';
import { once } from '../once.ts';
import { mayRun, places } from './places.ts';
import type { ClusterSource } from './source.ts';

/** Nothing is loaded or read before somebody asks for the sources. */
export class WindowClusters implements Disposable {
  private readonly load: () => Promise<LiveClusters>;
  private loaded: LiveClusters | undefined;
  private closed = false;

  /** @param changed is called when kubeconfig files changed */
  constructor(changed: () => void) {
    this.load = once(async () => {
      const { LiveClusters: Live } = await import('../cluster/clusters.ts');
      this.loaded = new Live({
        places,
        proxy,
        mayRun,
        translate: (template, ...args) => l10n.t(template, ...args),
        changed,
      });
      return this.loaded;
    });
  }

  async sources(): Promise<readonly ClusterSource[]> {
    const clusters = await this.load();
    return this.closed ? [] : clusters.sources();
  }

  dispose(): void {
    this.closed = true;
    this.loaded?.dispose();
  }
}

function proxy(): ProxySettings {
  const http = workspace.getConfiguration('http');
  const url = http.get<string>('proxy', '');
  const off = http.get('proxySupport') === 'off';
  return { ...(url ? { url } : {}), noProxy: http.get<string[]>('noProxy', []), off, env: process.env };
}
