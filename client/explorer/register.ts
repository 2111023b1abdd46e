/** Puts the explorer into the side bar; what it consists of is loaded when somebody looks or calls a command. */

import {
  commands,
  type Disposable,
  EventEmitter,
  extensions,
  type TreeDataProvider,
  type TreeItem,
  type Uri,
  window,
} from 'vscode';
import type { App } from '../app.ts';
import { registerCommand } from '../boundary.ts';
import type { Identity } from '../host/identity.ts';
import { once } from '../once.ts';
import type { Sources } from './clusters.ts';
import { explorerCommands } from './commandIds.ts';
import type { Explorer } from './explorer.ts';
import { Reports } from './reports.ts';
import type { Line } from './tree.ts';

/**
 * Shows the clusters.
 *
 * @param factory gives all clusters; not called before somebody looks
 */
export function registerExplorer(app: App, factory: Sources): LateExplorer {
  return new LateExplorer(app, factory);
}

export class LateExplorer implements TreeDataProvider<Line>, Disposable {
  private readonly app: App;
  private readonly factory: Sources;
  private readonly changed = new EventEmitter<Line | Line[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  /** There before anybody looks: a tab with one may be open already. */
  private readonly reports = new Reports();
  private readonly treeView;
  private readonly parts: readonly Disposable[];
  private explorer: Explorer | undefined;
  /** The explorer itself, for whoever has something to tell it. */
  readonly load = once(async () => {
    const { Explorer } = await import('./explorer.ts');
    this.explorer = new Explorer(this.app, this.factory, this.reports, this.treeView, (lines) =>
      this.changed.fire(lines),
    );
    return this.explorer;
  });

  constructor(app: App, factory: Sources) {
    this.app = app;
    this.factory = factory;
    const options = { treeDataProvider: this, canSelectMany: true, showCollapseAll: true };
    this.treeView = window.createTreeView('k3s.explorer', options);
    this.parts = [
      this.treeView,
      this.changed,
      this.reports,
      ...explorerCommands.map((id) =>
        registerCommand(app.log, id, async (...given) => (await this.load()).run(id, given)),
      ),
      extensions.onDidChange(tellOfKubernetesTools),
    ];
    tellOfKubernetesTools();
  }

  /** Asks for all clusters anew, when files changed; nothing happens before somebody looked. */
  async reload(): Promise<void> {
    await this.explorer?.reload();
  }

  /** Sees that the node of a machine runs with what a file says, where somebody looks at its cluster. */
  async afterRestart(machine: Identity, file: Uri, restart: () => Promise<boolean>): Promise<void> {
    if (this.explorer) await this.explorer.afterRestart(machine, file, restart);
    else await restart();
  }

  async getChildren(line?: Line): Promise<Line[]> {
    return (await this.load()).tree.getChildren(line);
  }

  getTreeItem(line: Line): TreeItem | Thenable<TreeItem> {
    return this.explorer?.tree.getTreeItem(line) ?? this.load().then(({ tree }) => tree.getTreeItem(line));
  }

  getParent(line: Line): Line | undefined {
    return this.explorer?.tree.getParent(line);
  }

  resolveTreeItem(shown: TreeItem, line: Line): TreeItem | Thenable<TreeItem> {
    return this.explorer?.tree.resolveTreeItem(shown, line) ?? shown;
  }

  dispose(): void {
    this.explorer?.dispose();
    for (const part of this.parts) part.dispose();
  }
}

/** A command that opens its view is offered when it is there. */
function tellOfKubernetesTools(): void {
  const there = extensions.getExtension('ms-kubernetes-tools.vscode-kubernetes-tools') !== undefined;
  void commands.executeCommand('setContext', 'k3s.kubernetesTools', there);
}
