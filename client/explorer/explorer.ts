/** The cluster explorer: keeps the view and its sources together, and refreshes only while somebody looks. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, type Disposable, l10n, type TreeView, type Uri, workspace } from 'vscode';
import type { Cluster } from '../../server/node/cluster.ts';
import { speak } from '../../server/words/say.ts';
import type { Actions } from '../actions/actions.ts';
import type { Commands } from '../actions/commands.ts';
import type { App } from '../app.ts';
import { messages } from '../editor/protocol.ts';
import type { Identity } from '../host/identity.ts';
import { once } from '../once.ts';
import { afterRestart } from './applied.ts';
import { countNotReady } from './badge.ts';
import { Clusters, type Sources } from './clusters.ts';
import type { ExplorerCommand } from './commandIds.ts';
import { runCommand } from './commands.ts';
import type { View } from './items/view.ts';
import { counted } from './items/words.ts';
import { Loop } from './loop.ts';
import { groupingOf } from './model/groups.ts';
import { plain } from './model/text.ts';
import { ClusterNews } from './news.ts';
import { NodeFiles } from './nodeFiles.ts';
import type { Reports } from './reports.ts';
import type { ClusterSource } from './source.ts';
import { tooltipOf } from './tooltips.ts';
import { type Line, Tree } from './tree.ts';

export class Explorer implements Disposable {
  readonly app: App;
  readonly reports: Reports;
  /** Which configurations of the workspace belong to nodes. */
  readonly files: NodeFiles;
  readonly treeView: TreeView<Line>;
  filter = '';
  readonly tree: Tree;
  private readonly clusters: Clusters;
  private readonly loop: Loop;
  private readonly news: ClusterNews;
  private readonly parts: readonly Disposable[];
  private actions: Actions | undefined;
  private readonly loadActions = once(async () => {
    const { Actions } = await import('../actions/actions.ts');
    const machines = await this.app.machines();
    // What a failure left behind.
    this.actions?.dispose();
    this.actions = new Actions(this, this.app.storage, machines);
    return this.actions.ready();
  });
  private readonly notReady = new Map<string, number>();

  /** @param tell is called with the lines that VS Code has to ask for again; undefined means all */
  constructor(
    app: App,
    factory: Sources,
    reports: Reports,
    treeView: TreeView<Line>,
    tell: (lines: Line[] | undefined) => void,
  ) {
    this.app = app;
    this.reports = reports;
    this.treeView = treeView;
    this.loop = new Loop({
      view: () => this.view(),
      sources: () => this.sources,
      tell: (ids) => {
        this.tree.tell(ids);
        this.tellState();
      },
    });
    this.clusters = new Clusters(factory, app.log, () => {
      this.loop.soon();
      this.news.soon();
    });
    this.news = new ClusterNews({
      sources: () => this.sources,
      isAllowed: () => workspace.isTrusted && workspace.getConfiguration('k3s').get('useCluster', true),
      isHeard: () => app.server.state === 'running',
      tell: (clusters) => this.tellServer(clusters),
    });
    this.tree = new Tree(
      this.loop.shown,
      () => this.load(),
      () => this.loop.settle(),
      tell,
      (item) => tooltipOf(item, this.sources),
    );
    this.files = new NodeFiles(app, () => this.loop.soon());
    speak(l10n.bundle);
    this.parts = [
      this.clusters,
      this.news,
      this.files,
      ...this.listenToView(),
      app.server.onDidChangeState((state) => {
        if (state === 'running') this.news.anew();
      }),
      workspace.onDidChangeConfiguration((event) => {
        const others = ['k3s.kubeconfig', 'k3s.useCluster'].some((name) => event.affectsConfiguration(name));
        if (others) void this.reload();
        else if (event.affectsConfiguration('k3s.explorer')) this.refresh();
      }),
      workspace.onDidGrantWorkspaceTrust(() => void this.reload()),
    ];
    if (treeView.visible) this.loop.look(true);
    void this.loadKnownOperations();
  }

  run(id: ExplorerCommand, given: readonly unknown[]): Promise<unknown> {
    return runCommand(this, id, given);
  }

  private listenToView(): Disposable[] {
    return [
      this.treeView.onDidChangeVisibility(({ visible }) => this.loop.look(visible)),
      this.treeView.onDidExpandElement(({ element }) => {
        if (this.loop.expanded(element.id)) this.tree.tell([element.id]);
      }),
      this.treeView.onDidCollapseElement(({ element }) => this.loop.collapsed(element.id)),
    ];
  }

  get sources(): readonly ClusterSource[] {
    return this.clusters.sources;
  }

  /** What the tree is computed from now. */
  view(): View {
    const { sources, filter, actions } = this;
    const grouping = groupingOf(workspace.getConfiguration('k3s').get('explorer.groupBy'));
    const fileOf = (cluster: string, node: string) => this.files.of({ cluster, node });
    return {
      sources,
      filter,
      grouping,
      fileOf,
      now: Date.now(),
      ...(actions && {
        operations: (cluster, folder) => actions.items(cluster, folder),
        operationOn: (cluster, node) => actions.cordonedBy(cluster, node),
      }),
    };
  }

  /** Does something to nodes; what that takes is loaded with the first one. */
  async act<T>(what: (to: Commands) => Promise<T>): Promise<T> {
    return what((await this.loadActions()).commands);
  }

  /** Operations that were under way, or are in another window, are seen without anybody asking. */
  private async loadKnownOperations(): Promise<void> {
    const names = await readdir(join(this.app.storage, 'operations')).catch(() => []);
    if (names.length === 0) return;
    await this.loadActions().catch((error: unknown) => this.app.log.error('Operations:', String(error)));
  }

  /** Sees that the node of a machine runs with what a file says once `restart` says that it has been restarted. */
  afterRestart(machine: Identity, file: Uri, restart: () => Promise<boolean>): Promise<void> {
    return afterRestart(this, machine, file, restart);
  }

  setFilter(filter: string): void {
    this.filter = filter.trim();
    void commands.executeCommand('setContext', 'k3s.explorer.filtered', this.filter !== '');
    this.loop.now();
  }

  load(): Promise<void> {
    return this.clusters.load();
  }

  /** Asks for all clusters anew: settings or files changed. */
  async reload(): Promise<void> {
    await this.clusters.reload();
    this.news.soon();
    this.refresh();
  }

  /** The next run of the server hears it anyway, so a failure needs nobody. */
  private tellServer(clusters: readonly Cluster[]): void {
    const { server, log } = this.app;
    void server.tell(messages.cluster, { clusters }).catch((error: unknown) => log.debug('Clusters:', String(error)));
  }

  /** Something changed that the tree shows. */
  refreshSoon(): void {
    this.loop.soon();
  }

  /** Computes what is seen anew and tells VS Code what changed. */
  refresh(): void {
    this.loop.refresh();
  }

  private tellState(): void {
    const filter = this.filter === '' ? '' : l10n.t('Only nodes that match "{0}"', plain(this.filter, 60));
    this.treeView.message = plain(this.clusters.trouble, 1500) || filter;
    const count = countNotReady(this.notReady, this.sources);
    this.treeView.badge = count > 0 ? { value: count, tooltip: counted.notReady(count) } : undefined;
  }

  dispose(): void {
    this.loop.dispose();
    this.actions?.dispose();
    for (const part of this.parts) part.dispose();
  }
}
