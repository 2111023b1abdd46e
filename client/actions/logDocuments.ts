/** Logs that are followed, as read-only documents: causes on top, and at the end as long as somebody reads there. */

import {
  type Disposable,
  EventEmitter,
  l10n,
  Range,
  TabInputText,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Place } from '../machines/causes/cause.ts';
import { logText, type ServiceLog } from '../machines/log/serviceLog.ts';

const SCHEME = 'k3s-log';
/** A document that is read changes no more often than that, in milliseconds. */
const PACE = 500;

/** One log, while its document is open. */
export interface FollowedLog {
  readonly title: string;
  readonly log: ServiceLog;
  place: Place;
  /** That it is followed, or why it is no longer. */
  state: string;
  /** Ends when nobody sees the document any more. */
  readonly stop: AbortController;
}

export class LogDocuments implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly open = new Map<string, FollowedLog>();
  /** With the editors that showed the end before. */
  private readonly atEnd = new Map<string, readonly TextEditor[]>();
  private readonly waiting = new Set<string>();
  private readonly parts: readonly Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.parts = [
      this.changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.text(uri.toString()),
      }),
      workspace.onDidChangeTextDocument(({ document }) => this.stayAtEnd(document.uri.toString())),
      workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.toString())),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) if (input instanceof TabInputText) this.forgetUnseen(input.uri.toString());
      }),
    ];
  }

  /**
   * Opens a log; one that is followed already is only shown.
   *
   * @param begin is called with it when it is new
   */
  async show(folder: string, name: string, followed: FollowedLog, begin: (update: () => void) => void): Promise<void> {
    const [first, second] = [folder, name].map((part) => part.replace(/[^\w.-]+/g, '_').slice(0, 80) || 'k3s');
    const uri = Uri.from({ scheme: SCHEME, path: `/${first}/${second}.log` });
    const key = uri.toString();
    const before = this.open.get(key);
    if (!before || before.stop.signal.aborted) {
      this.open.set(key, followed);
      this.changed.fire(uri);
      begin(() => this.soon(key));
    }
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
  }

  /** The one in the active editor. */
  get active(): { readonly followed: FollowedLog; update(): void } | undefined {
    const key = window.activeTextEditor?.document.uri.toString() ?? '';
    const followed = this.open.get(key);
    return followed && { followed, update: () => this.soon(key) };
  }

  private text(key: string): string {
    const followed = this.open.get(key);
    if (!followed) return `${l10n.t('This log is no longer followed. Open it again from the node.')}\n`;
    const { log, place, title, state } = followed;
    return logText(log, place, title, state);
  }

  private soon(key: string): void {
    this.waiting.add(key);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const one of this.waiting) this.update(one);
      this.waiting.clear();
    }, PACE);
  }

  private update(key: string): void {
    const shown = window.visibleTextEditors.filter(({ document }) => document.uri.toString() === key);
    this.atEnd.set(key, shown.filter(showsEnd));
    this.changed.fire(Uri.parse(key));
  }

  /** Who reads further up is left there; the cursor stays where it is. */
  private stayAtEnd(key: string): void {
    for (const editor of this.atEnd.get(key) ?? []) {
      const last = Math.max(editor.document.lineCount - 1, 0);
      editor.revealRange(new Range(last, 0, last, 0), TextEditorRevealType.Default);
    }
    this.atEnd.delete(key);
  }

  private forgetUnseen(key: string): void {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const seen = tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === key);
    if (!seen) this.forget(key);
  }

  private forget(key: string): void {
    this.open.get(key)?.stop.abort();
    this.open.delete(key);
    this.atEnd.delete(key);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const { stop } of this.open.values()) stop.abort();
    for (const part of this.parts) part.dispose();
  }
}

/** The line below the last one is empty. */
const showsEnd = ({ visibleRanges, document }: TextEditor): boolean =>
  (visibleRanges.at(-1)?.end.line ?? 0) >= document.lineCount - 2;
