/** Reports as read-only documents, which are forgotten when they are closed; what is left of one says how to get it again. */

import { Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';

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
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? again(),
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

/** A tab may outlive its report: when the window is loaded again, or is opened again after it was closed. */
function again(): string {
  const heading = l10n.t('This Report Is No Longer There');
  const text = l10n.t(
    "A report tells how things were at one moment, and is not kept. To make it again, select its cluster or node in the view Clusters and call the same command as before: Show Cluster Report, Show Node Report, Compare Settings with File, Compare Servers' Settings, How to Rotate the Server Token, Diagnose Node.",
  );
  return `# ${heading}\n\n${text}\n`;
}
