/** Looks now and then whether root's files that are open have changed: only while the window is in front, and quietly. */

import { Disposable, type FileChangeEvent, FileChangeType, Uri, window, workspace } from 'vscode';
import type { Look } from '../machines/rootFiles/look.ts';
import type { RootFileTrouble } from '../machines/rootFiles/trouble.ts';
import type { Places } from './places.ts';
import { ROOT_SCHEME } from './uri.ts';

/** For a machine behind SSH each look is a connection, which it writes into its log. */
const EVERY_MS = 60_000;
/** More are not looked at. */
const MOST = 20;

type Answer = Look | RootFileTrouble;

export class Watched implements Disposable {
  private readonly places: Places;
  private readonly tell: (events: FileChangeEvent[]) => void;
  private readonly parts: Disposable;
  private readonly known = new Map<string, { readonly uri: Uri; count: number; last?: Answer }>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(places: Places, tell: (events: FileChangeEvent[]) => void) {
    this.places = places;
    this.tell = tell;
    // Who comes back to the window sees what is so now.
    this.parts = window.onDidChangeWindowState(({ focused }) => {
      if (focused) void this.look();
    });
  }

  add(uri: Uri): Disposable {
    const key = uri.toString();
    const watched = this.known.get(key) ?? { uri, count: 0 };
    watched.count += 1;
    this.known.set(key, watched);
    this.timer ??= setInterval(() => void this.look(), EVERY_MS);
    return new Disposable(() => {
      watched.count -= 1;
      if (watched.count > 0) return;
      this.known.delete(key);
      if (this.known.size === 0) this.stop();
    });
  }

  dispose(): void {
    this.stop();
    this.parts.dispose();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    if (this.looking || !window.state.focused || !workspace.isTrusted) return;
    this.looking = true;
    try {
      const wanted = [...this.known.values()].filter(({ uri }) => isOpen(uri)).slice(0, MOST);
      const events = await Promise.all(
        wanted.map(async (one) => {
          const before = one.last;
          const after = await this.seen(one.uri);
          one.last = after;
          return before ? changesOf(one.uri, before, after) : [];
        }),
      );
      const all = events.flat();
      if (all.length > 0) this.tell(all);
    } finally {
      this.looking = false;
    }
  }

  /** Of a folder, with its names. */
  private async seen(uri: Uri): Promise<Answer> {
    const seen = await this.places.look('stat', uri, true);
    return seen.ok && seen.stat.kind === 'folder' ? this.places.look('list', uri, true) : seen;
  }
}

/** The file itself, or something in the folder. */
const isOpen = (uri: Uri): boolean =>
  workspace.textDocuments.some(
    ({ uri: open }) =>
      open.scheme === ROOT_SCHEME &&
      open.authority === uri.authority &&
      (open.path === uri.path || open.path.startsWith(`${uri.path}/`)),
  );

/** What could not be looked at says nothing, unless that is because it is gone. */
function changesOf(uri: Uri, before: Answer, after: Answer): FileChangeEvent[] {
  if (!before.ok || !after.ok) {
    const [was, is] = [before, after].map((one) => (one.ok ? 'there' : one.kind));
    if (was === 'missing' && is === 'there') return [{ type: FileChangeType.Created, uri }];
    return was === 'there' && is === 'missing' ? [{ type: FileChangeType.Deleted, uri }] : [];
  }
  if (before.entries && after.entries) {
    const [old, now] = [before.entries, after.entries].map((entries) => new Set(entries.map(({ name }) => name)));
    const events = (names: Iterable<string>, others: ReadonlySet<string> | undefined, type: FileChangeType) =>
      [...names].filter((name) => !others?.has(name)).map((name) => ({ type, uri: Uri.joinPath(uri, name) }));
    return [...events(now ?? [], old, FileChangeType.Created), ...events(old ?? [], now, FileChangeType.Deleted)];
  }
  const same = before.stat.modified === after.stat.modified && before.stat.size === after.stat.size;
  return same ? [] : [{ type: FileChangeType.Changed, uri }];
}
