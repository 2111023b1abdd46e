/** The cluster explorer: keeps the view and its sources together, and refreshes only while somebody looks. */

import { commands, type Disposable, l10n, type TreeView, workspace } from 'vscode';
import type { Cluster } from '../../server/node/cluster.ts';
import { speak } from '../../server/words/say.ts';
import type { App } from '../app.ts';
import { messages } from '../editor/protocol.ts';
import { countNotReady } from './badge.ts';
import { Clusters, type Sources } from './clusters.ts';
import type { ExplorerCommand } from './commandIds.ts';
import { runCommand } from './commands.ts';
import { clusterItems } from './items/clusters.ts';
import type { View } from './items/view.ts';
import { counted } from './items/words.ts';
import { groupingOf } from './model/groups.ts';
import { plain } from './model/text.ts';
import { ClusterNews } from './news.ts';
import { NodeFiles } from './nodeFiles.ts';
import { Reports } from './reports.ts';
import { Shown } from './shown.ts';
import type { ClusterSource } from './source.ts';
import { type Line, Tree } from './tree.ts';
import { Wants } from './wants.ts';

/** Several changes within this time are shown as one, in milliseconds. */
const BATCH = 300;
/** How often what depends on the time is computed anew: ages, and the seconds until the next try. */
const MINUTE = 60_000;
const COUNTDOWN = 5000;

export class Explorer implements Disposable {
  readonly app: App;
  readonly reports = new Reports();
  /** Which configurations of the workspace belong to nodes. */
  readonly files: NodeFiles;
  readonly treeView: TreeView<Line>;
  filter = '';
  /** Set by whoever runs operations on nodes; call `refresh` when they change. */
  operations: View['operations'];
  readonly tree: Tree;
  private readonly clusters: Clusters;
  private readonly shown = new Shown(() => clusterItems(this.view()));
  private readonly wants = new Wants();
  private readonly news: ClusterNews;
  private readonly parts: readonly Disposable[];
  private readonly notReady = new Map<string, number>();
  private batch: NodeJS.Timeout | undefined;
  private tick: NodeJS.Timeout | undefined;

  /** @param tell is called with the lines that VS Code has to ask for again; undefined means all */
  constructor(app: App, factory: Sources, treeView: TreeView<Line>, tell: (lines: Line[] | undefined) => void) {
    this.app = app;
    this.treeView = treeView;
    this.clusters = new Clusters(factory, app.log, () => {
      this.refreshSoon();
      this.news.soon();
    });
    this.news = new ClusterNews({
      sources: () => this.sources,
      isAllowed: () => workspace.isTrusted && workspace.getConfiguration('k3s').get('useCluster', true),
      isHeard: () => app.server.state === 'running',
      tell: (clusters) => this.tellServer(clusters),
    });
    this.tree = new Tree(
      this.shown,
      () => this.load(),
      () => this.settle(),
      tell,
    );
    this.files = new NodeFiles(app, () => this.refreshSoon());
    speak(l10n.bundle);
    this.parts = [
      this.reports,
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
    if (treeView.visible) this.look(true);
  }

  run(id: ExplorerCommand, given: readonly unknown[]): Promise<void> {
    return runCommand(this, id, given);
  }

  private listenToView(): Disposable[] {
    return [
      this.treeView.onDidChangeVisibility(({ visible }) => this.look(visible)),
      this.treeView.onDidExpandElement(({ element }) => {
        if (this.shown.opened(element.id)) this.tree.tell([element.id]);
        this.settle();
      }),
      this.treeView.onDidCollapseElement(({ element }) => {
        this.shown.collapsed(element.id);
        this.settle();
      }),
    ];
  }

  get sources(): readonly ClusterSource[] {
    return this.clusters.sources;
  }

  /** What the tree is computed from now. */
  view(): View {
    const { sources, filter, operations } = this;
    const grouping = groupingOf(workspace.getConfiguration('k3s').get('explorer.groupBy'));
    const fileOf = (cluster: string, node: string) => this.files.of({ cluster, node });
    return { sources, filter, grouping, fileOf, now: Date.now(), ...(operations ? { operations } : {}) };
  }

  setFilter(filter: string): void {
    this.filter = filter.trim();
    void commands.executeCommand('setContext', 'k3s.explorer.filtered', this.filter !== '');
    this.refresh();
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

  private look(visible: boolean): void {
    if (visible) this.shown.show();
    else this.shown.hide();
    this.refresh();
  }

  private refreshSoon(): void {
    this.batch ??= setTimeout(() => this.refresh(), BATCH);
  }

  /** Computes what is seen anew and tells VS Code what changed. */
  refresh(): void {
    clearTimeout(this.batch);
    this.batch = undefined;
    if (this.treeView.visible) {
      this.tree.tell(this.shown.refresh());
      this.tellState();
    }
    this.settle();
    this.tickLater();
  }

  /** Asks for what is wanted now and lets go of the rest. */
  private settle(): void {
    this.wants.hold(this.sources, this.shown.wanted());
  }

  private tellState(): void {
    const filter = this.filter === '' ? '' : l10n.t('Only nodes that match "{0}"', plain(this.filter, 60));
    this.treeView.message = plain(this.clusters.trouble, 300) || filter;
    const count = countNotReady(this.notReady, this.sources);
    this.treeView.badge = count > 0 ? { value: count, tooltip: counted.notReady(count) } : undefined;
  }

  private tickLater(): void {
    clearTimeout(this.tick);
    if (!this.treeView.visible || this.sources.length === 0) return;
    const waits = this.sources.some(({ state }) => 'nextRetry' in state && state.nextRetry !== undefined);
    this.tick = setTimeout(() => this.refresh(), waits ? COUNTDOWN : MINUTE);
  }

  dispose(): void {
    clearTimeout(this.batch);
    clearTimeout(this.tick);
    this.wants.releaseAll();
    for (const part of this.parts) part.dispose();
  }
}
