/** What a person decides before a file of root is replaced: errors in it, somebody else's changes, a link to elsewhere. */

import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  type TextDocument,
  TextDocumentSaveReason,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { App } from '../app.ts';
import { isOurs } from '../editor/protocol.ts';
import { plain } from '../explorer/model/text.ts';
import type { Places } from './places.ts';

/** As the machine has it, beside what is in the editor. */
const SAVED_SCHEME = 'k3s-root-saved';
/** Number of the protocol. */
const ERROR = 1;

interface Report {
  readonly items?: readonly { readonly severity?: number; readonly message: string }[];
}

export class SaveQuestions implements Disposable {
  private readonly app: App;
  private readonly parts: Disposable;
  private readonly bySelf = new Set<string>();
  private readonly links = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();

  constructor(app: App, places: Places) {
    this.app = app;
    this.parts = Disposable.from(
      this.changed,
      workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (reason !== TextDocumentSaveReason.Manual) this.bySelf.add(document.uri.toString());
      }),
      workspace.registerTextDocumentContentProvider(SAVED_SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: async ({ query }) => {
          const seen = await places.look('read', Uri.parse(query, true));
          return seen.ok ? new TextDecoder().decode(seen.content) : `# ${seen.message}`;
        },
      }),
    );
  }

  /** Where the person said that a link may lead. */
  agreed(uri: Uri): string | undefined {
    return this.links.get(uri.toString());
  }

  async mayFollow(uri: Uri, real: string): Promise<boolean> {
    const yes = l10n.t('Save There');
    const text = l10n.t('{0} is a link. Save {1}?', plain(uri.path, 200), plain(real, 200));
    const detail = l10n.t('The link stays as it is; the file it leads to gets the text.');
    if ((await window.showWarningMessage(text, { modal: true, detail }, yes)) !== yes) return false;
    this.links.set(uri.toString(), real);
    return true;
  }

  async onConflict(uri: Uri): Promise<'overwrite' | 'compare' | undefined> {
    const [overwrite, compare] = [l10n.t('Overwrite'), l10n.t('Compare')];
    const text = l10n.t('{0} was changed on the machine since it was opened.', plain(uri.path, 200));
    const detail = l10n.t('What is there now is kept beside it if you overwrite it.');
    const answer = await window.showWarningMessage(text, { modal: true, detail }, compare, overwrite);
    if (answer === overwrite) return 'overwrite';
    if (answer !== compare) return undefined;
    await this.compare(uri);
    return 'compare';
  }

  /** Whether the editor is about to save a file by itself, so that nobody is there to be asked; forgets it. */
  savesItself(uri: Uri): boolean {
    return this.bySelf.delete(uri.toString());
  }

  /**
   * What the language server calls an error keeps K3s from starting, or is not what it seems.
   *
   * @param quietly nobody is asked: then it is a no
   */
  async mayHaveErrors(uri: Uri, content: Uint8Array, quietly: boolean): Promise<boolean> {
    const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (!document || !isOurs(document) || !isTextOf(document, content)) return true;
    const errors = await this.errorsIn(document);
    const [first] = errors;
    if (first === undefined) return true;
    if (quietly) return false;
    const [save, show] = [l10n.t('Save Anyway'), l10n.t('Show Problems')];
    const name = plain(uri.path, 200);
    const text =
      errors.length === 1 ? l10n.t('{0} has an error.', name) : l10n.t('{0} has {1} errors.', name, errors.length);
    const answer = await window.showWarningMessage(text, { modal: true, detail: plain(first, 500) }, save, show);
    if (answer === show) await commands.executeCommand('workbench.actions.view.problems');
    return answer === save;
  }

  dispose(): void {
    this.parts.dispose();
  }

  /** As the text is now, not as it was when the server last told. */
  private async errorsIn({ uri }: TextDocument): Promise<readonly string[]> {
    const params = { textDocument: { uri: uri.toString() } };
    const report = await this.app.server.request<Report>('textDocument/diagnostic', params);
    return (report?.items ?? []).filter(({ severity }) => severity === ERROR).map(({ message }) => message);
  }

  private async compare(uri: Uri): Promise<void> {
    const saved = Uri.from({ scheme: SAVED_SCHEME, path: uri.path, query: uri.toString() });
    this.changed.fire(saved);
    const title = l10n.t('{0}: on the machine and here', plain(uri.path, 100));
    await commands.executeCommand('vscode.diff', saved, uri, title);
  }
}

/** Not some other text that is written over what is open. */
const isTextOf = (document: TextDocument, content: Uint8Array): boolean =>
  new TextDecoder().decode(content) === document.getText();
