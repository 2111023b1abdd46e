/** The beat of the explorer, without an editor: what is seen is computed anew when something changed, and asked for. */

import { clusterItems } from './items/clusters.ts';
import type { View } from './items/view.ts';
import { readTexts } from './model/groups.ts';
import { nodeFacts, readSome } from './model/node.ts';
import { type EVERYTHING, Shown } from './shown.ts';
import type { ClusterSource } from './source.ts';
import { type Held, Wants } from './wants.ts';

/** Several changes within this time are shown as one, in milliseconds. */
const BATCH = 250;
/** How often what depends on the time is computed anew: ages, and the seconds until the next try. */
const MINUTE = 60_000;
const COUNTDOWN = 5000;

/** How much of a collection is there that somebody waits for. */
type Stage = 'nothing' | 'some' | 'all';

/** What stands around it. */
export interface LoopNeeds {
  /** What the tree is computed from now. */
  readonly view: () => View;
  readonly sources: () => readonly ClusterSource[];
  /** Gets the lines that have to be asked for again; may be none. */
  readonly tell: (ids: readonly (string | typeof EVERYTHING)[]) => void;
}

export class Loop {
  readonly shown: Shown;
  private readonly needs: LoopNeeds;
  private readonly wants = new Wants();
  /** Asked for just now: somebody opened a line and does not see all yet that is below it. */
  private awaited: readonly { readonly held: Held; readonly stage: Stage }[] = [];
  private visible = false;
  private batch: NodeJS.Timeout | undefined;
  private tick: NodeJS.Timeout | undefined;

  constructor(needs: LoopNeeds) {
    this.needs = needs;
    this.shown = new Shown(() => clusterItems(needs.view()));
  }

  /** Whether anybody sees the tree. */
  look(visible: boolean): void {
    this.visible = visible;
    if (visible) this.shown.show();
    else this.shown.hide();
    // What was let go of is there again before it is looked at: else everything that was open would close.
    this.settle();
    this.refresh();
  }

  /** Somebody opened a line; true when what is below it has to be told again. */
  expanded(id: string): boolean {
    const again = this.shown.opened(id);
    this.settle();
    return again;
  }

  collapsed(id: string): void {
    this.shown.collapsed(id);
    this.settle();
  }

  /**
   * Something changed. What somebody waits for is shown at once, the first of it in front of an empty line and then all
   * of it; the rest a little later.
   */
  soon(): void {
    const before = this.awaited;
    this.awaited = awaitedOf(before.map(({ held }) => held));
    const came =
      this.awaited.length < before.length || this.awaited.some(({ stage }, at) => stage !== before[at]?.stage);
    if (!came) this.batch ??= setTimeout(() => this.beat(), BATCH);
    else {
      clearTimeout(this.batch);
      this.batch = setTimeout(() => this.beat(), 0);
    }
  }

  /** Somebody wants to see it otherwise: what that takes is read first. */
  now(): void {
    clearTimeout(this.batch);
    this.beat();
  }

  /** Reads what arrived, thousands of nodes perhaps, piece by piece before it is computed with. */
  private beat(): void {
    if (!this.visible || this.readSome()) this.refresh();
    else this.batch = setTimeout(() => this.beat(), 0);
  }

  private readSome(): boolean {
    const nodes = this.needs.sources().map((source) => source.collection('nodes').items);
    if (!nodes.every((items) => readSome(items))) return false;
    return this.needs.view().filter === '' || nodes.every((items) => readTexts(items.map(nodeFacts)));
  }

  /** Computes what is seen anew and says what changed. */
  refresh(): void {
    clearTimeout(this.batch);
    this.batch = undefined;
    if (this.visible) this.needs.tell(this.shown.refresh());
    this.settle();
    this.tickLater();
  }

  /** Asks for what is wanted now and lets go of the rest; to be called when lines were handed out. */
  settle(): void {
    const asked = this.wants.hold(this.needs.sources(), this.shown.wanted());
    const before = this.awaited.map(({ held }) => held).filter((held) => this.wants.has(held));
    if (asked.length > 0 || before.length < this.awaited.length) this.awaited = awaitedOf([...before, ...asked]);
    if (!this.shown.unfinished) return;
    clearTimeout(this.batch);
    this.batch = setTimeout(() => this.beat(), 0);
  }

  /** How many lists somebody waits for who has opened a line. */
  get waiting(): number {
    return this.awaited.length;
  }

  dispose(): void {
    clearTimeout(this.batch);
    clearTimeout(this.tick);
    this.wants.releaseAll();
  }

  private tickLater(): void {
    clearTimeout(this.tick);
    const sources = this.needs.sources();
    if (!this.visible || sources.length === 0) return;
    const waits = sources.some(({ state }) => 'nextRetry' in state && state.nextRetry !== undefined);
    this.tick = setTimeout(() => this.refresh(), waits ? COUNTDOWN : MINUTE);
  }
}

/** Of these, what is not all there. */
const awaitedOf = (held: readonly Held[]) =>
  held.map((one) => ({ held: one, stage: stageOf(one) })).filter(({ stage }) => stage !== 'all');

function stageOf({ source, name, node }: Held): Stage {
  const { state, items } = source.collection(name, node);
  if (state.kind !== 'idle' && state.kind !== 'loading') return 'all';
  return items.length === 0 ? 'nothing' : 'some';
}
