/** All clusters there are: asked for when somebody looks for the first time, and again when settings or files changed. */

import { commands, type LogOutputChannel, window, workspace } from 'vscode';
import { reasons } from './reasons.ts';
import type { ClusterSource } from './source.ts';

/** Gives all clusters; entries that stay should keep their source. */
export type Sources = () => Promise<readonly ClusterSource[]>;

export class Clusters {
  sources: readonly ClusterSource[] = [];
  /** Why there are none. */
  trouble = '';
  private readonly factory: Sources;
  private readonly log: LogOutputChannel;
  private readonly changed: () => void;
  private listeners: readonly { dispose(): void }[] = [];
  private loaded: Promise<void> | undefined;

  /** @param changed is called when one of them says something new */
  constructor(factory: Sources, log: LogOutputChannel, changed: () => void) {
    this.factory = factory;
    this.log = log;
    this.changed = changed;
  }

  /** Waits for them; the first one to call asks for them. */
  load(): Promise<void> {
    this.loaded ??= this.ask();
    return this.loaded;
  }

  /** Asks for them anew, if anybody ever asked. */
  async reload(): Promise<void> {
    if (!this.loaded) return;
    // One after the other, or what was asked first could be the last to come.
    this.loaded = this.loaded.then(() => this.ask());
    await this.loaded;
  }

  private async ask(): Promise<void> {
    await window.withProgress({ location: { viewId: 'k3s.explorer' } }, () => this.read());
  }

  private async read(): Promise<void> {
    const on = workspace.getConfiguration('k3s').get('useCluster', true);
    const { found, why } = on ? await this.find() : { found: [], why: '' };
    this.trouble = why;
    for (const listener of this.listeners) listener.dispose();
    this.sources = why === '' ? found : [];
    this.listeners = this.sources.map((source) => source.onDidChange(this.changed));
    const state = why === '' ? (found.length > 0 ? 'ready' : 'none') : 'unreadable';
    void commands.executeCommand('setContext', 'k3s.cluster', on ? state : 'off');
  }

  /** Entries of which none can be used are no clusters, but what is wrong. */
  private async find(): Promise<{ found: readonly ClusterSource[]; why: string }> {
    try {
      const found = await this.factory();
      return { found, why: reasons(found.map(({ entry }) => entry)) };
    } catch (error) {
      this.log.error('Clusters:', error instanceof Error ? error : String(error));
      return { found: [], why: error instanceof Error ? error.message : String(error) };
    }
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }
}
