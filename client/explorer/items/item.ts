/** One line of the tree as plain data: what it shows, what may be done with it, what lies below it. */

import type { CollectionName } from '../source.ts';

export interface Item {
  /** Those of its parents and its own, with slashes between: the same thing keeps its id in the same place. */
  readonly id: string;
  /** Of the cluster it belongs to. */
  readonly cluster: string;
  /** The name of the node it belongs to or is. */
  readonly node?: string;
  /** The id of the operation it is. */
  readonly operation?: string;
  /** The public half of the token it is. */
  readonly token?: string;
  readonly label: string;
  readonly description: string;
  /** A codicon. */
  readonly icon: string;
  /** Of a theme; a state that has one also has words. */
  readonly colour?: string;
  /** What it says may no longer be true. */
  readonly old?: true;
  /** Facts with dots between, for menus: `k3s.node.agent.ready.schedulable.patch`. */
  readonly context: string;
  /** What a screen reader says. */
  readonly accessible: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
  /** What has to be known before its children can be told, and is asked for while they are seen. */
  readonly wants?: readonly Want[];
  /** It stands for lines that take a while: each time they are computed they get on, and others have their turn in between. */
  readonly unfinished?: true;
  /** Computed when somebody looks. */
  readonly children?: () => readonly Item[];
  /** What its tooltip tells beside what is known: asked for while that is built. */
  readonly tooltipWants?: readonly Want[];
  /** Markdown without links and HTML. */
  readonly tooltip?: () => string;
}

export interface Want {
  readonly name: CollectionName;
  readonly node?: string;
}

/** Of icons, as themes name them. */
export const COLOURS = {
  good: 'testing.iconPassed',
  bad: 'problemsErrorIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
  quiet: 'disabledForeground',
} as const;

/** Whether two items look the same and offer the same. */
export function sameItem(a: Item, b: Item): boolean {
  return (
    a.label === b.label &&
    a.description === b.description &&
    a.icon === b.icon &&
    a.colour === b.colour &&
    a.context === b.context &&
    a.accessible === b.accessible &&
    a.collapsible === b.collapsible
  );
}

/** Several facts on one line. */
export const facts = (...parts: readonly (string | undefined | false)[]): string =>
  parts.filter((part) => part).join(' · ');

/** Several facts as a screen reader should say them. */
export const spoken = (...parts: readonly (string | undefined | false)[]): string =>
  parts.filter((part) => part).join(', ');
