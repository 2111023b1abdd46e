/** All clusters that kubeconfig files name, and what changes on the disk; a file of its own that is loaded at first use. */

import type { ClusterSource } from '../explorer/source.ts';
import { speakWith, type Translate } from '../say.ts';
import { systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import { Following } from './followFiles.ts';
import { type Entry, readEntries } from './kubeconfigFiles.ts';
import { kubeconfigPaths, type Places } from './kubeconfigPaths.ts';
import { Plugins } from './plugins.ts';
import type { ProxySettings } from './proxy.ts';
import { LiveSource } from './source.ts';

/** What only the editor knows. */
export interface ClustersNeeds {
  readonly places: () => Places;
  readonly proxy: () => ProxySettings;
  /** Whether the file of an entry may run programs: not one that an untrusted folder names. */
  readonly mayRun: (entry: Entry) => boolean;
  readonly translate: Translate;
  /** A kubeconfig came, went or changed. */
  readonly changed: () => void;
}

export class LiveClusters {
  readonly #needs: ClustersNeeds;
  readonly #plugins = new Plugins(systemClock);
  readonly #sources = new Map<string, { readonly written: string; readonly source: LiveSource }>();
  readonly #kubeconfigs: Following;
  /** What kubeconfigs name: which clusters there are does not depend on it. */
  readonly #named = new Following(() => {
    for (const { source } of this.#sources.values()) source.reread();
  });

  constructor(needs: ClustersNeeds) {
    this.#needs = needs;
    this.#kubeconfigs = new Following(needs.changed);
    speakWith(needs.translate);
  }

  /** One for each entry; those that are still there keep their connection, and try again what did not work before. */
  async sources(): Promise<readonly ClusterSource[]> {
    const places = this.#needs.places();
    this.#kubeconfigs.follow(kubeconfigPaths(places).map(({ path }) => path));
    const entries = await readEntries(places);
    this.#named.follow(entries.flatMap(({ files = [] }) => files));
    const there = new Set(entries.map(({ id }) => id));
    for (const [id, { source }] of [...this.#sources]) if (!there.has(id)) this.#drop(id, source);
    return entries.map((entry) => this.#sourceOf(entry));
  }

  dispose(): void {
    this.#kubeconfigs.stop();
    this.#named.stop();
    for (const [id, { source }] of [...this.#sources]) this.#drop(id, source);
  }

  #sourceOf(entry: Entry): ClusterSource {
    const { files: _, ...itself } = entry;
    const written = JSON.stringify(itself);
    const known = this.#sources.get(entry.id);
    if (known?.written === written) {
      known.source.reread();
      return known.source;
    }
    // Credentials are read anew by the connection itself; here something else of the entry changed.
    if (known) this.#drop(entry.id, known.source);
    const { proxy, mayRun } = this.#needs;
    const source = new LiveSource(new Connection(entry, { clock: systemClock, plugins: this.#plugins, proxy, mayRun }));
    this.#sources.set(entry.id, { written, source });
    return source;
  }

  #drop(id: string, source: LiveSource): void {
    this.#sources.delete(id);
    void source.close();
  }
}
