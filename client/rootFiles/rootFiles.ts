/** The file system `k3s-root:`, a file of its own in the build that is loaded when the first of root's files is wanted. */

import {
  type Disposable,
  type EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  FileType,
  l10n,
  type Uri,
  workspace,
} from 'vscode';
import type { Files } from '../../server/files.ts';
import type { WindowMachines } from '../actions/machines.ts';
import type { App } from '../app.ts';
import { plain } from '../explorer/model/text.ts';
import { ABSENT, type Saved, versionOf } from '../machines/rootFiles/save.ts';
import type { RootFileStat } from '../machines/rootFiles/stat.ts';
import { type RootFileTrouble, rootFileTrouble } from '../machines/rootFiles/trouble.ts';
import { speakWith } from '../say.ts';
import { Applied, type Explored } from './applied.ts';
import { errorOf } from './errors.ts';
import { type Place, Places } from './places.ts';
import { SaveQuestions } from './questions.ts';
import { quietFiles } from './quiet.ts';
import { Watched } from './watched.ts';

/** Who saves again and again would otherwise lose the state that was there before they began. */
const KEPT_MS = 10 * 60_000;

/** What the editor knows of a file. */
interface Seen {
  /** Of the text it has. */
  readonly version: string;
  readonly stat: RootFileStat;
  /** What it was told last, which it compares by itself before it writes. */
  told: RootFileStat;
}

export class RootFileSystem implements Disposable {
  /** For the language server. */
  readonly quiet: Files;
  private readonly app: App;
  private readonly places: Places;
  private readonly changed: EventEmitter<FileChangeEvent[]>;
  private readonly questions: SaveQuestions;
  private readonly applied: Applied;
  private readonly watched: Watched;
  private readonly seen = new Map<string, Seen>();
  /** What was saved here last, and when something was kept for it. */
  private readonly own = new Map<string, { readonly version: string; readonly keptAt: number }>();

  constructor(app: App, machines: WindowMachines, explorer: Explored, changed: EventEmitter<FileChangeEvent[]>) {
    speakWith((template, ...args) => l10n.t(template, ...args));
    this.app = app;
    this.changed = changed;
    this.places = new Places(machines);
    this.quiet = quietFiles(this.places);
    this.questions = new SaveQuestions(app, this.places);
    this.applied = new Applied(app, machines, explorer);
    this.watched = new Watched(this.places, (events) => changed.fire(events));
  }

  watch(uri: Uri): Disposable {
    return this.watched.add(uri);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { stat } = this.good(await this.look('stat', uri));
    const seen = this.seen.get(uri.toString());
    if (seen) seen.told = stat;
    // The editor wants to know when it was made, which nobody tells.
    return { type: typeOf(stat), size: stat.size, mtime: stat.modified, ctime: 0 };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const { entries = [] } = this.good(await this.look('list', uri));
    return entries.map((entry) => [entry.name, typeOf(entry)]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const { stat, content = new Uint8Array() } = this.good(await this.look('read', uri));
    this.seen.set(uri.toString(), { version: versionOf(content), stat, told: stat });
    return content;
  }

  async createDirectory(uri: Uri): Promise<void> {
    const { files, path } = this.place(uri);
    this.good(await files.createFolder(path, { now: new Date() }));
    this.changed.fire([{ type: FileChangeType.Created, uri }]);
  }

  async rename(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    const [before, after] = [this.place(from), this.place(to)];
    if (from.authority !== to.authority)
      throw FileSystemError.Unavailable(l10n.t('A file cannot be moved from one machine to another.'));
    this.good(await before.files.rename(before.path, after.path, { overwrite, now: new Date() }));
    this.seen.delete(from.toString());
    this.changed.fire([
      { type: FileChangeType.Deleted, uri: from },
      { type: FileChangeType.Created, uri: to },
    ]);
  }

  async delete(uri: Uri): Promise<void> {
    const { files, path } = this.place(uri);
    const { backup } = this.good(await files.remove(path, { now: new Date() }));
    if (backup !== '') this.app.log.info(l10n.t('{0} was removed as root; it is kept as {1}.', uri.path, backup));
    this.seen.delete(uri.toString());
    this.changed.fire([{ type: FileChangeType.Deleted, uri }]);
  }

  async writeFile(
    uri: Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const quietly = this.questions.savesItself(uri);
    const place = this.place(uri, quietly);
    if (!create || !overwrite) await this.isAsExpected(uri, create);
    if (!(await this.questions.mayHaveErrors(uri, content, quietly)))
      throw FileSystemError.Unavailable(
        quietly ? l10n.t('It has errors. Save it yourself to decide.') : l10n.t('It has errors and was not saved.'),
      );
    const expected = create && !overwrite ? ABSENT : this.expected(uri);
    const saved = this.good(await this.save(uri, place, content, expected, quietly));
    const version = versionOf(content);
    this.seen.set(uri.toString(), { version, stat: saved.stat, told: saved.stat });
    const keptAt = saved.backup === '' ? (this.own.get(uri.toString())?.keptAt ?? 0) : Date.now();
    this.own.set(uri.toString(), { version, keptAt });
    this.changed.fire([{ type: FileChangeType.Changed, uri }]);
    this.tell(uri, saved);
    void this.applied
      .offer(uri, place.target, quietly)
      .catch((error: unknown) => this.app.log.error('Restart:', String(error)));
  }

  dispose(): void {
    this.watched.dispose();
    this.questions.dispose();
  }

  /** Asks where the answer decides, and says what was meant by it. */
  private async save(
    uri: Uri,
    { files, path }: Place,
    content: Uint8Array,
    expected: string | undefined,
    quietly: boolean,
  ): Promise<Saved | RootFileTrouble> {
    let wanted = expected;
    let into = this.questions.agreed(uri);
    for (;;) {
      const options = {
        now: new Date(),
        withoutBackup: this.isOwn(uri, wanted),
        ...(wanted === undefined ? {} : { expected: wanted }),
        ...(into ? { into } : {}),
      };
      const saved = await files.save(path, content, options);
      if (saved.ok || quietly) return saved;
      if (saved.kind === 'elsewhere' && saved.real !== undefined && saved.real !== into) {
        if (!(await this.questions.mayFollow(uri, saved.real))) return saved;
        into = saved.real;
      } else if (saved.kind === 'changed' && wanted !== undefined && wanted !== ABSENT) {
        const answer = await this.questions.onConflict(uri);
        // From now on that is what the person has seen.
        if (answer === 'compare') await this.readFile(uri);
        if (answer !== 'overwrite') return saved;
        wanted = undefined;
      } else return saved;
    }
  }

  /**
   * The text that is to be replaced. Where the file is newer and of another size, the editor has seen that itself before
   * it came here, and a person has decided.
   */
  private expected(uri: Uri): string | undefined {
    const seen = this.seen.get(uri.toString());
    if (!seen) return undefined;
    const decided = seen.told.modified > seen.stat.modified && seen.told.size !== seen.stat.size;
    return decided ? undefined : seen.version;
  }

  /** Whether what is replaced was saved here a moment ago. */
  private isOwn(uri: Uri, version: string | undefined): boolean {
    const own = this.own.get(uri.toString());
    return own !== undefined && own.version === version && Date.now() - own.keptAt < KEPT_MS;
  }

  private async isAsExpected(uri: Uri, create: boolean): Promise<void> {
    const there = await this.look('stat', uri);
    if (there.ok && create) throw errorOf(rootFileTrouble('exists', uri.path));
    if (!there.ok && !create) throw errorOf(there);
  }

  private tell({ path }: Uri, { backup, notes }: Saved): void {
    const { log } = this.app;
    log.info(
      backup === ''
        ? l10n.t('{0} was saved as root.', path)
        : l10n.t('{0} was saved as root; what was there before is {1}.', path, backup),
    );
    const words = {
      attributes: l10n.t('Owner and mode of {0} are as before. The machine has no tool for other attributes.', path),
      context: l10n.t('The SELinux context of {0} could not be kept. `restorecon` sets the usual one.', path),
      names: l10n.t('{0} had other names too (hard links), which still have the old text.', path),
    };
    for (const note of notes) log.warn(words[note]);
  }

  private look(what: 'stat' | 'list' | 'read', uri: Uri): ReturnType<Places['look']> {
    this.mustBeTrusted();
    return this.places.look(what, uri);
  }

  private place(uri: Uri, quietly = false): Place {
    this.mustBeTrusted();
    return this.good(this.places.of(uri, quietly));
  }

  private mustBeTrusted(): void {
    if (workspace.isTrusted) return;
    throw FileSystemError.NoPermissions(l10n.t('Trust this window first: here nothing is done as root.'));
  }

  /** The log gets what does not belong into a sentence. */
  private good<T extends { readonly ok: true }>(answer: T | RootFileTrouble): T {
    if (answer.ok) return answer;
    if (answer.evidence !== '') this.app.log.info(`${answer.message}\n${plain(answer.evidence, 2000)}`);
    throw errorOf(answer);
  }
}

function typeOf({ kind, isLink }: Pick<RootFileStat, 'kind' | 'isLink'>): FileType {
  const type = kind === 'file' ? FileType.File : kind === 'folder' ? FileType.Directory : FileType.Unknown;
  return isLink ? type | FileType.SymbolicLink : type;
}
