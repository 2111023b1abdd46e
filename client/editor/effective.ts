/** The read-only document that shows what K3s makes of a machine's files, kept current while they are edited. */

import {
  type CancellationToken,
  type Disposable,
  DocumentLink,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { LanguageServer } from './languageClient.ts';
import { type EffectiveResult, messages } from './protocol.ts';

const SCHEME = 'k3s-effective';

/** The configuration file an effective view was made from; undefined for every other URI. */
export function sourceOf(uri: Uri): Uri | undefined {
  return uri.scheme === SCHEME ? Uri.parse(uri.query, true) : undefined;
}

/** The main file that a drop-in belongs to. */
const mainOf = (source: Uri): Uri => source.with({ path: source.path.replace(/(\.ya?ml)\.d\/[^/]+$/, '$1') });

/** Named after the machine's folder; all files of a machine share one view. */
function viewOf(source: Uri): Uri {
  const main = mainOf(source).toString();
  const open = workspace.textDocuments.find(
    ({ uri }) => mainOf(sourceOf(uri) ?? uri).toString() === main && sourceOf(uri),
  );
  if (open) return open.uri;
  const folder = mainOf(source).path.replace(/(\/etc\/rancher\/k3s)?\/[^/]*$/, '');
  const name = folder.slice(folder.lastIndexOf('/') + 1) || 'k3s';
  return Uri.from({ scheme: SCHEME, path: `/${name}/${name}.effective.yaml`, query: source.toString() });
}

export class EffectiveView implements Disposable {
  private readonly server: LanguageServer;
  private readonly changed = new EventEmitter<Uri>();
  private readonly links = new Map<string, EffectiveResult['links']>();
  private readonly parts: Disposable[];

  constructor(server: LanguageServer) {
    this.server = server;
    this.parts = [
      this.changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri, token) => this.text(uri, token),
      }),
      languages.registerDocumentLinkProvider(
        { scheme: SCHEME },
        { provideDocumentLinks: (view) => this.linksOf(view) },
      ),
      server.onDidChangeMachine(() => this.refresh()),
      server.onDidChangeState((state) => {
        if (state === 'running') this.refresh();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.links.delete(uri.toString())),
    ];
  }

  /** Opens the view beside the file. */
  async show(source: Uri): Promise<void> {
    const view = await workspace.openTextDocument(viewOf(source));
    await window.showTextDocument(view, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  private async text(uri: Uri, token: CancellationToken): Promise<string> {
    const result = await this.server.request<EffectiveResult>(messages.effective, { uri: uri.query }, token);
    this.links.set(uri.toString(), result?.links ?? []);
    return result?.text ?? `# ${l10n.t('The K3s language server is not running.')}\n`;
  }

  private linksOf(view: TextDocument): DocumentLink[] {
    return (this.links.get(view.uri.toString()) ?? []).map(({ range: { start, end }, uri, line }) => {
      const target = Uri.parse(uri).with({ fragment: line > 0 ? `L${line}` : '' });
      const link = new DocumentLink(new Range(start.line, start.character, end.line, end.character), target);
      link.tooltip = l10n.t('Open the line this comes from');
      return link;
    });
  }

  private refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) this.changed.fire(uri);
  }
}
