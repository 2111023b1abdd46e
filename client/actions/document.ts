/** A read-only document that follows an operation while it runs. */

import { type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import { kinds } from '../operations/kinds.ts';
import type { Operations } from '../operations/operations.ts';
import { operationReport } from '../operations/report.ts';

const SCHEME = 'k3s-operation';
/** A document that is read changes no more often than that, in milliseconds. */
const PACE = 500;

export class OperationDocuments implements Disposable {
  private readonly operations: Operations;
  private readonly changed = new EventEmitter<Uri>();
  /** By the id of the operation. */
  private readonly open = new Map<string, Uri>();
  private readonly plans = new Map<string, string>();
  private readonly parts: readonly Disposable[];
  private readonly stop: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(operations: Operations) {
    this.operations = operations;
    this.stop = operations.onChange(() => this.soon());
    this.parts = [
      this.changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.text(uri.query),
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme !== SCHEME) return;
        this.open.delete(uri.query);
        this.plans.delete(uri.query);
      }),
    ];
  }

  async show(id: string): Promise<void> {
    const known = this.operations.get(id);
    const kind = known && kinds[known.operation.kind];
    if (!kind) return;
    const title = kind.title(known.operation.participants.map(({ name }) => name)).replace(/[^\w. -]+/g, '_');
    const uri = Uri.from({ scheme: SCHEME, path: `/${title.slice(0, 80)}.md`, query: id });
    this.open.set(id, uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preview: true });
  }

  /** A plan that is being looked at; the same nodes have one. */
  async showPlan(names: readonly string[], text: string): Promise<void> {
    const id = `plan:${names.join(',')}`;
    this.plans.set(id, text);
    const file = `Plan ${names.join(', ')}`.replace(/[^\w., -]+/g, '_').slice(0, 80);
    const uri = Uri.from({ scheme: SCHEME, path: `/${file}.md`, query: id });
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true, preserveFocus: true });
  }

  private async text(id: string): Promise<string> {
    const plan = this.plans.get(id);
    if (plan !== undefined) return plan;
    const known = this.operations.get(id);
    return operationReport(known, await this.operations.readLog(id), Date.now());
  }

  private soon(): void {
    if (this.open.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const uri of this.open.values()) this.changed.fire(uri);
    }, PACE);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.stop();
    for (const part of this.parts) part.dispose();
  }
}
