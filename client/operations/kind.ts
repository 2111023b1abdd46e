/** What every kind of operation has in common, so that running, keeping and showing them is written once. */

import type { Access } from '../cluster/access.ts';
import type { Clock } from '../cluster/clock.ts';
import type { Api } from '../cluster/request.ts';
import type { Machine } from '../host/machine.ts';
import type { Result } from './operation.ts';
import type { Target } from './target.ts';

/** A way to a cluster. */
export interface Reach {
  readonly api: Api;
  readonly access: Pick<Access, 'may'>;
  /** Without secrets, for a log. */
  redact(text: string): string;
}

export interface KindNeeds<Detail> extends Reach {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The way to a machine. */
  machine(target: Target): Machine;
  /**
   * A secret of this operation, what a person typed for it or else what `make` gives, the same for all participants. It
   * is in memory only, so it is made again after a restart, or undefined where only a person can tell it.
   */
  secret(name: string, make?: () => Promise<string | undefined>): Promise<string | undefined>;
  /** Told after every step; what it gets is never changed afterwards. Whoever waits for it knows that it is kept. */
  onDetail(detail: Detail): unknown;
}

/** One part of a participant, such as a pod, as a line in the tree. */
export interface Part {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly state: 'open' | 'moving' | 'done' | 'kept' | 'blocked';
}

/** A detail is plain data: it is written to a file and read again. */
export interface Kind<Detail> {
  /** `Drain of worker-1`, in the language of the person. */
  title(names: readonly string[]): string;
  /** Whether it is a detail of this kind; a file may hold anything. */
  isDetail(value: unknown): value is Detail;
  /** Done for all participants before the first is worked on; tells, and gives, the details of all. */
  prepare?(details: readonly Detail[], needs: KindNeeds<readonly Detail[]>): Promise<readonly Detail[]>;
  /** Done when no participant is worked on any more, however they ended. */
  finish?(details: readonly Detail[], needs: KindNeeds<never>): Promise<void>;
  /** Works on one participant from wherever it is, to its end. */
  run(detail: Detail, needs: KindNeeds<Detail>): Promise<{ readonly detail: Detail; readonly result: Result }>;
  /** What happened between two steps, for the log. */
  told(before: Detail | undefined, after: Detail): readonly string[];
  /** How far it is, and what is to be done. */
  progress(detail: Detail): { readonly done: number; readonly all: number };
  /** One sentence about where it stands. */
  summary(detail: Detail, now: number): string;
  parts(detail: Detail, now: number): readonly Part[];
  /** Its parts come one after the other, and are shown so; others by how they stand. */
  readonly inOrder?: true;
  /** The kind that takes back what was done where it did not end well, and the detail it begins with. */
  readonly undo?: { readonly kind: string; begin(detail: Detail): unknown };
  /** Whether it can be done without a cluster. */
  readonly alone: boolean;
  /** Whether what it did can be taken back by putting the nodes back into service. */
  readonly cordons: boolean;
}
