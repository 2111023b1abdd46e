/** Which part of the tree somebody sees: what was told of it, what changed since, and what has to be asked for. */

import { type Item, sameItem, type Want } from './items/item.ts';

/** A collection of one cluster that somebody looks at. */
export interface Wanted extends Want {
  readonly cluster: string;
}

/** What is told to be changed when everything is. */
export const EVERYTHING = undefined;

/** The id under which the lines at the top are kept. */
const TOP = '';

export class Shown {
  private readonly top: () => readonly Item[];
  private visible = false;
  private readonly items = new Map<string, Item>();
  /** Children as they were handed out, by the id of their parent. */
  private readonly told = new Map<string, readonly Item[]>();
  private readonly open = new Set<string>();
  /** Closed after they were told; whoever opens one again has to be told again. */
  private readonly closed = new Set<string>();
  private readonly waiting = new Set<string>();

  /** @param top computes the lines at the top anew */
  constructor(top: () => readonly Item[]) {
    this.top = top;
  }

  item(id: string): Item | undefined {
    return this.items.get(id);
  }

  parent(id: string): Item | undefined {
    return this.items.get(id.slice(0, Math.max(id.lastIndexOf('/'), 0)));
  }

  /** Hands out lines, which only happens for what is open. */
  children(id: string = TOP): readonly Item[] {
    const children = unique((id === TOP ? this.top : this.items.get(id)?.children)?.() ?? []);
    if (id !== TOP) this.open.add(id);
    this.closed.delete(id);
    this.keep(id, children);
    return children;
  }

  /** Whether its lines have to be told again. */
  opened(id: string): boolean {
    this.open.add(id);
    return this.closed.delete(id);
  }

  collapsed(id: string): void {
    this.open.delete(id);
    for (const child of this.told.get(id) ?? []) this.waiting.delete(child.id);
    if (this.told.delete(id)) this.closed.add(id);
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
  }

  /** Whether it should be computed again soon, because that gets on with something that somebody waits for. */
  get unfinished(): boolean {
    return this.visible && this.waiting.size > 0;
  }

  /** Computes everything that is open anew, and says of which lines something changed: of themselves or below them. */
  refresh(): readonly (string | typeof EVERYTHING)[] {
    if (!this.told.has(TOP)) return [];
    const changed: (string | typeof EVERYTHING)[] = [];
    this.compare(TOP, unique(this.top()), changed);
    return changed;
  }

  private compare(id: string, children: readonly Item[], changed: (string | typeof EVERYTHING)[]): void {
    const before = this.told.get(id) ?? [];
    const same = before.length === children.length && children.every((child, index) => child.id === before[index]?.id);
    this.keep(id, children);
    if (!same) return void changed.push(id === TOP ? EVERYTHING : id);
    for (const [index, child] of children.entries()) {
      // Who is told of a line asks for the lines below it as well.
      if (!sameItem(before[index] as Item, child)) changed.push(child.id);
      else if (this.told.has(child.id)) this.compare(child.id, unique(child.children?.() ?? []), changed);
    }
  }

  private keep(id: string, children: readonly Item[]): void {
    const now = new Set(children.map((child) => child.id));
    for (const gone of this.told.get(id) ?? []) if (!now.has(gone.id)) this.forget(gone.id);
    this.told.set(id, children);
    for (const child of children) {
      this.items.set(child.id, child);
      if (child.unfinished) this.waiting.add(child.id);
    }
  }

  /** A line that is gone, and all below it. */
  private forget(id: string): void {
    for (const child of this.told.get(id) ?? []) this.forget(child.id);
    this.items.delete(id);
    this.waiting.delete(id);
    this.told.delete(id);
    this.open.delete(id);
    this.closed.delete(id);
  }

  /** What the open lines need, while they and all above them are seen. */
  wanted(): readonly Wanted[] {
    if (!this.visible) return [];
    return [...this.open]
      .filter((id) => this.isSeen(id))
      .flatMap((id) => {
        const item = this.items.get(id);
        return (item?.wants ?? []).map((want) => ({ ...want, cluster: item?.cluster ?? '' }));
      });
  }

  private isSeen(id: string): boolean {
    for (let above = id; above !== ''; above = above.slice(0, Math.max(above.lastIndexOf('/'), 0)))
      if (!this.open.has(above) || !this.items.has(above)) return false;
    return true;
  }
}

/** Two lines with one id would break the whole tree; whoever wrote them into the cluster. */
function unique(items: readonly Item[]): readonly Item[] {
  const ids = new Set<string>();
  return items.filter(({ id }) => !ids.has(id) && ids.add(id));
}
