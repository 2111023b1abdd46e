/** What VS Code does with the tree, without VS Code: asks for what is open, and again for what it was told of. */

import type { Item } from '../../client/explorer/items/item.ts';
import { Loop } from '../../client/explorer/loop.ts';
import type { ClusterSource } from '../../client/explorer/source.ts';

const TOP = '';

export class Screen {
  readonly loop: Loop;
  /** How often VS Code was told of lines. */
  tells = 0;
  /** Of every computation of the tree, with handing out what changed, in milliseconds. */
  readonly took: number[] = [];
  private readonly sources: readonly ClusterSource[];
  private readonly listeners: readonly { dispose(): void }[];
  private readonly lines = new Map<string, readonly Item[]>();
  private readonly open = new Set<string>([TOP]);
  private readonly waiting = new Set<() => void>();
  private started = 0;
  private telling = false;

  constructor(sources: readonly ClusterSource[]) {
    this.sources = sources;
    this.loop = new Loop({
      sources: () => sources,
      view: () => {
        // Handing out lines computes some of them once more; that belongs to the same refresh.
        if (!this.telling) this.started = performance.now();
        return { sources, filter: '', grouping: 'role', now: Date.now() };
      },
      tell: (ids) => {
        this.telling = true;
        if (ids.length > 0) this.tells++;
        for (const id of ids) this.ask(id ?? TOP);
        this.loop.settle();
        this.telling = false;
        this.took.push(performance.now() - this.started);
        for (const one of this.waiting) one();
      },
    });
    this.listeners = sources.map((source) => source.onDidChange(() => this.loop.soon()));
  }

  /** The view is opened: VS Code asks for the lines at the top. */
  show(): void {
    this.loop.look(true);
    this.ask(TOP);
    this.loop.settle();
  }

  hide(): void {
    this.loop.look(false);
  }

  /** Somebody opens a line. */
  expand(id: string): void {
    this.open.add(id);
    this.loop.expanded(id);
    this.ask(id);
    this.loop.settle();
  }

  collapse(id: string): void {
    this.open.delete(id);
    this.loop.collapsed(id);
  }

  /** What is seen below a line now. */
  below(id: string): readonly Item[] {
    return this.lines.get(id) ?? [];
  }

  /** Every line that is seen, from the top down. */
  get all(): readonly Item[] {
    const walk = (id: string): Item[] => this.below(id).flatMap((item) => [item, ...walk(item.id)]);
    return walk(TOP);
  }

  /** The lines of nodes, or of pages of them. */
  get nodes(): readonly Item[] {
    return this.sources.flatMap((source) =>
      this.all.filter(
        ({ cluster, id, context }) =>
          cluster === source.entry.id && /^k3s\.(node|page)\b/.test(context) && !/\/page:\d+\/./.test(id),
      ),
    );
  }

  /** Waits until what is seen is so. */
  async until(what: () => boolean, limit = 60_000): Promise<void> {
    if (what()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = (): void => {
        if (!what()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited ${limit} ms for ${what}`));
      }, limit);
      this.waiting.add(look);
    });
  }

  dispose(): void {
    this.loop.dispose();
    for (const one of this.listeners) one.dispose();
  }

  private ask(id: string): void {
    if (!this.open.has(id)) return;
    const lines = this.loop.shown.children(id);
    const before = new Set(this.below(id).map((line) => line.id));
    this.lines.set(id, lines);
    for (const line of lines) {
      before.delete(line.id);
      // VS Code opens such a line when it shows it for the first time.
      if (line.collapsible === 'expanded' && !this.lines.has(line.id)) this.open.add(line.id);
      this.ask(line.id);
    }
    for (const gone of before) this.forget(gone);
  }

  private forget(id: string): void {
    for (const line of this.below(id)) this.forget(line.id);
    this.lines.delete(id);
    this.open.delete(id);
  }
}
