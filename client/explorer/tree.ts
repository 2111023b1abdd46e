/** The tree in the side bar: what `Shown` computes, as VS Code wants it. */

import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Item } from './items/item.ts';
import { EVERYTHING, type Shown } from './shown.ts';

/** VS Code knows lines by identity, so each id has one object that stays; what it looks like changes. */
export interface Line {
  readonly id: string;
  item: Item;
}

const COLLAPSIBLE = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
};

export class Tree {
  private readonly shown: Shown;
  private readonly ready: () => Promise<void>;
  private readonly asked: () => void;
  private readonly lines = new Map<string, Line>();
  private readonly changed: (lines: Line[] | undefined) => void;
  private readonly told: (item: Item) => Promise<string | undefined>;

  /**
   * @param ready waits until there is something to show
   * @param asked is called when lines were handed out, which may open some
   * @param changed is called with lines to ask for again; undefined means all
   * @param told gives the tooltip of a line
   */
  constructor(
    shown: Shown,
    ready: () => Promise<void>,
    asked: () => void,
    changed: (lines: Line[] | undefined) => void,
    told: (item: Item) => Promise<string | undefined>,
  ) {
    this.shown = shown;
    this.ready = ready;
    this.asked = asked;
    this.changed = changed;
    this.told = told;
  }

  async getChildren(line?: Line): Promise<Line[]> {
    if (!line) await this.ready();
    const lines = this.shown.children(line?.id).map((item) => this.lineOf(item));
    this.asked();
    return lines;
  }

  private lineOf(item: Item): Line {
    const line = this.lines.get(item.id) ?? { id: item.id, item };
    line.item = item;
    this.lines.set(item.id, line);
    return line;
  }

  getParent({ id }: Line): Line | undefined {
    const parent = this.shown.parent(id);
    return parent && this.lineOf(parent);
  }

  getTreeItem(line: Line): TreeItem {
    const item = this.shown.item(line.id) ?? line.item;
    line.item = item;
    const shown = new TreeItem(item.label, COLLAPSIBLE[item.collapsible]);
    shown.id = item.id;
    shown.description = item.description;
    shown.iconPath = new ThemeIcon(item.icon, item.colour ? new ThemeColor(item.colour) : undefined);
    shown.contextValue = item.context;
    shown.accessibilityInformation = { label: item.accessible };
    return shown;
  }

  /** Built when somebody points at the line, from text that is escaped already. */
  async resolveTreeItem(shown: TreeItem, line: Line): Promise<TreeItem> {
    const text = await this.told(this.shown.item(line.id) ?? line.item);
    if (text !== undefined) {
      const markdown = new MarkdownString(text);
      markdown.isTrusted = false;
      markdown.supportHtml = false;
      shown.tooltip = markdown;
    }
    return shown;
  }

  /** Tells VS Code which lines to ask for again. */
  tell(ids: readonly (string | typeof EVERYTHING)[]): void {
    if (ids.length === 0) return;
    this.forgetGone();
    if (ids.includes(EVERYTHING)) return this.changed(undefined);
    const lines = ids.flatMap((id) => (id === undefined ? [] : (this.lines.get(id) ?? [])));
    if (lines.length > 0) this.changed(lines);
  }

  private forgetGone(): void {
    for (const id of this.lines.keys()) if (!this.shown.item(id)) this.lines.delete(id);
  }
}
