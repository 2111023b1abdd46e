/** Which configuration of the workspace belongs to a node, and what it says: by name, else as a person once said. */

import { type Disposable, l10n, type Uri, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { pick } from '../ask/pick.ts';
import { messages, type SettingsResult } from '../editor/protocol.ts';
import { isConfigOf } from './hosts.ts';
import type { FileOfNode } from './model/fileSettings.ts';
import { choice, plain } from './model/text.ts';

/** A node by the id of its cluster and its name. */
export interface NodeId {
  readonly cluster: string;
  readonly node: string;
}

/** Files looked at, more than any fleet in one workspace has. */
const MOST_FILES = 5000;
/** As many are asked for the name of their node, when no folder is named like it. */
const MOST_ASKED = 50;
/** A person who types is waited for, in milliseconds. */
const WAIT = 500;

interface Answer {
  readonly made: number;
  readonly settings: SettingsResult | undefined;
}

export class NodeFiles implements Disposable {
  private readonly app: App;
  private readonly changed: () => void;
  private readonly parts: Disposable[];
  private readonly answers = new Map<string, Answer>();
  private readonly asked = new Set<string>();
  private files: readonly Uri[] | undefined;
  /** Counts how often files changed. */
  private now = 0;
  private looking = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param changed is called when `of` would answer something else */
  constructor(app: App, changed: () => void) {
    this.app = app;
    this.changed = changed;
    this.parts = [app.server.onDidChangeMachine(() => this.renew())];
  }

  /** What is known now; the first time it is asked for, and there is a file, that is looked into. */
  of(id: NodeId): FileOfNode | undefined {
    if (!this.files) this.find();
    const uri = this.known(id);
    if (uri) this.want(uri);
    else if (this.files && this.files.length <= MOST_ASKED) this.files.forEach((file) => void this.want(file));
    const settings = uri && this.answers.get(uri.toString())?.settings;
    return settings && { path: workspace.asRelativePath(uri), link: uri.toString(), settings };
  }

  /** The same for a command, which waits, and asks the person when nothing tells. */
  async choose(id: NodeId): Promise<FileOfNode | undefined> {
    const uri = await this.fileOf(id);
    const settings = uri && (await this.app.server.request<SettingsResult>(messages.settings, { uri: uri.toString() }));
    if (!uri) return undefined;
    if (!settings) throw new Error(l10n.t('The K3s language server is not running.'));
    return { path: workspace.asRelativePath(uri), link: uri.toString(), settings };
  }

  /** The file alone; undefined when the person left or there is none. */
  async fileOf(id: NodeId): Promise<Uri | undefined> {
    const files = await configurations();
    this.files = files;
    if (!this.known(id) && files.length <= MOST_ASKED) await Promise.all(files.map((file) => this.ask(file)));
    return this.known(id) ?? this.askForFile(id);
  }

  /** Asks which file belongs to a node, and remembers it. */
  async askForFile(id: NodeId): Promise<Uri | undefined> {
    const files = await configurations();
    if (files.length === 0) {
      await window.showInformationMessage(l10n.t('No etc/rancher/k3s/config.yaml is in this workspace.'));
      return undefined;
    }
    const current = this.known(id)?.toString();
    const chosen = await pick<Uri>({
      title: l10n.t('Configuration of {0}', choice(id.node, 60)),
      placeholder: l10n.t('Which file is it? It is remembered for this node.'),
      choices: files.map((uri) => ({
        label: choice(workspace.asRelativePath(uri)),
        value: uri,
        ...(uri.toString() === current ? { current: true } : {}),
      })),
    });
    if (typeof chosen !== 'object') return undefined;
    const { memory } = this.app;
    await memory.update(key(id), {
      ...memory.get<Record<string, string>>(key(id), {}),
      [id.node]: String(chosen.value),
    });
    this.changed();
    return chosen.value;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) part.dispose();
  }

  /** As remembered, else the only one in a folder named like the node, else the only one that names it. */
  private known(id: NodeId): Uri | undefined {
    const files = this.files ?? [];
    const remembered = this.app.memory.get<Record<string, string>>(key(id), {});
    const said = Object.hasOwn(remembered, id.node) ? remembered[id.node] : undefined;
    const name = id.node.toLowerCase();
    return (
      files.find((file) => file.toString() === said) ??
      only(files.filter(({ path }) => isConfigOf(path, id.node))) ??
      only(files.filter((file) => this.answers.get(file.toString())?.settings?.nodeName === name))
    );
  }

  private find(): void {
    if (this.looking) return;
    this.looking = true;
    this.watch();
    configurations().then(
      (files) => {
        this.files = files;
        this.changed();
      },
      (error: unknown) => this.app.log.error('Configurations:', String(error)),
    );
  }

  private watch(): void {
    if (this.parts.length > 1) return;
    const forget = (): void => {
      this.files = undefined;
      this.looking = false;
      this.changed();
    };
    const watcher = workspace.createFileSystemWatcher(CONFIGURATIONS, false, true, false);
    this.parts.push(watcher, watcher.onDidCreate(forget), watcher.onDidDelete(forget));
  }

  private want(uri: Uri): void {
    if (this.answers.get(uri.toString())?.made === this.now || this.asked.has(uri.toString())) return;
    this.ask(uri).then(
      () => this.changed(),
      (error: unknown) => this.app.log.error(`Settings of ${plain(uri.path)}:`, String(error)),
    );
  }

  private async ask(uri: Uri): Promise<void> {
    const name = uri.toString();
    const made = this.now;
    this.asked.add(name);
    try {
      const settings = await this.app.server.request<SettingsResult>(messages.settings, { uri: name });
      this.answers.set(name, { made, settings: settings ?? undefined });
    } finally {
      this.asked.delete(name);
    }
  }

  /** Some file says something else. Nothing is asked while nobody has wanted anything. */
  private renew(): void {
    if (!this.files) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.now += 1;
      this.changed();
    }, WAIT);
  }
}

const key = ({ cluster }: NodeId): string => `k3s.files:${cluster}`;

const only = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined);

const CONFIGURATIONS = '**/etc/rancher/k3s/config.yaml';

const configurations = (): Thenable<Uri[]> => workspace.findFiles(CONFIGURATIONS, '**/node_modules/**', MOST_FILES);
