/** Read-only documents that show what K3s makes of a machine's files, kept current while they are edited. */

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
import { type EffectiveParams, type EffectiveResult, messages, type View } from './protocol.ts';

const SCHEME = 'k3s-effective';

/** The file a view was made from; undefined for every other URI. */
export function sourceOf(uri: Uri): Uri | undefined {
  return uri.scheme === SCHEME ? Uri.parse(uri.query, true) : undefined;
}

const NAMES: Readonly<Record<View, string>> = { config: 'effective', registries: 'registries', kubelet: 'kubelet' };

/** The view a URI stands for: what is shown stands in its authority, the image in its fragment. */
function paramsOf({ query, authority, fragment }: Uri): EffectiveParams {
  return { uri: query, view: authority as View, ...(fragment === '' ? {} : { image: fragment }) };
}

/** The machine a file belongs to, so that all its files share one view of a kind. */
const machineOf = ({ scheme, authority, path }: Uri): string => {
  const root = /^(.*)\/(etc\/rancher\/k3s|var\/lib\/rancher\/k3s\/agent\/etc\/kubelet\.conf\.d)\/.+$/.exec(path)?.[1];
  return `${scheme}:${authority}${root ?? path.replace(/(\.ya?ml)\.d\/[^/]+$/, '$1')}`;
};

/** Named after the machine's folder. */
function viewOf(source: Uri, view: View, image = ''): Uri {
  const machine = machineOf(source);
  const open = workspace.textDocuments.find(({ uri }) => {
    const from = sourceOf(uri);
    return from && uri.authority === view && uri.fragment === image && machineOf(from) === machine;
  });
  if (open) return open.uri;
  const folder = source.path.replace(/(\/(?:etc\/rancher\/k3s|var\/lib\/rancher\/k3s\/agent\/etc)\b.*)?\/[^/]*$/, '');
  const name = folder.slice(folder.lastIndexOf('/') + 1) || 'k3s';
  const title = image === '' ? NAMES[view] : image.replace(/[^\w.:-]+/g, '_');
  const path = `/${name}/${name}.${title}.yaml`;
  return Uri.from({ scheme: SCHEME, authority: view, path, query: source.toString(), fragment: image });
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

  /** Opens a view beside the file. */
  async show(source: Uri, view: View, image?: string): Promise<void> {
    const document = await workspace.openTextDocument(viewOf(source, view, image));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  private async text(uri: Uri, token: CancellationToken): Promise<string> {
    const result = await this.server.request<EffectiveResult>(messages.effective, paramsOf(uri), token);
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
