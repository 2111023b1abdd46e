/** Reports as read-only documents, which are forgotten when they are closed. */

import { Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

const SCHEME = 'k3s-report';

export class Reports implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly parts: Disposable;

  constructor() {
    this.parts = Disposable.from(
      this.changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    );
  }

  /**
   * Opens a text; one of the same name takes the place of the one before.
   *
   * @param preview the next report may take its place in the window: not for one of several
   */
  async show(cluster: string, title: string, text: string, { preview = true } = {}): Promise<void> {
    const [folder, name] = [cluster, title].map((part) => part.replace(/[^\w.-]+/g, '_').slice(0, 80) || 'k3s');
    const uri = Uri.from({ scheme: SCHEME, path: `/${folder}/${name}.md` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview });
  }

  dispose(): void {
    this.parts.dispose();
  }
}
