/** One operation that runs in this window: its participants one after the other, every step written down. */

import { plain } from '../explorer/model/text.ts';
import { say } from '../say.ts';
import type { Kind, KindNeeds } from './kind.ts';
import { MOST_AT_ONCE, type Operation, type Participant, type Result, resultOf, withParticipant } from './operation.ts';
import { stateWords } from './words.ts';

/** In characters. */
const LONGEST_LINE = 1000;

export interface RunNeeds extends Omit<KindNeeds<never>, 'onDetail' | 'signal'> {
  /** Writes the state down. */
  readonly changed: (operation: Operation) => Promise<void>;
  readonly log: (lines: readonly string[]) => Promise<void>;
}

export class Run {
  /** As it is now. */
  operation: Operation;
  /** When it has ended, or was interrupted. */
  readonly over: Promise<Operation>;
  readonly #kind: Kind<unknown>;
  readonly #needs: RunNeeds;
  readonly #stop = new AbortController();
  #interrupted = false;
  #written: Promise<void> = Promise.resolve();
  #logged: Promise<void> = Promise.resolve();
  /** Lines of the log that are still to be written. */
  readonly #untold: string[] = [];
  #ended: (operation: Operation) => void = () => undefined;

  constructor(operation: Operation, kind: Kind<unknown>, needs: RunNeeds) {
    this.operation = operation;
    this.#kind = kind;
    this.#needs = needs;
    this.over = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  async start(): Promise<void> {
    try {
      this.#become(this.operation);
      await this.#prepare();
      await this.#participants();
      await this.#finish();
    } catch (error) {
      // A defect of ours must not look like something that runs.
      this.#log('', [error instanceof Error ? error.message : String(error)]);
      this.#settle('notStarted');
    }
    this.#become({ ...this.operation, ended: this.#needs.clock.now() });
    await this.#written;
    await this.#logged;
    this.#ended(this.operation);
  }

  cancel(): void {
    this.#stop.abort();
  }

  /** The window goes, or another has taken over: nothing is sent any more, and nothing that was written is changed. */
  async interrupt(): Promise<void> {
    this.#interrupted = true;
    this.#stop.abort();
    await this.over;
  }

  async #prepare(): Promise<void> {
    if (!this.#kind.prepare || this.operation.participants.length === 1) return;
    const waiting = this.operation.participants.filter(({ state }) => state !== 'done');
    const onDetail = (details: readonly unknown[]): Promise<void> =>
      this.#become({
        ...this.operation,
        participants: this.operation.participants.map((one) => {
          const index = waiting.findIndex(({ key }) => key === one.key);
          return index < 0 ? one : { ...one, detail: details[index] };
        }),
      });
    await onDetail(
      await this.#kind.prepare(
        waiting.map(({ detail }) => detail),
        { ...this.#reach, onDetail },
      ),
    );
  }

  async #finish(): Promise<void> {
    const details = this.operation.participants.map(({ detail }) => detail);
    // Done also for what was cancelled, so not by the signal that did.
    const needs = { ...this.#reach, signal: new AbortController().signal, onDetail: () => undefined };
    if (!this.#interrupted) await this.#kind.finish?.(details, needs);
  }

  async #participants(): Promise<void> {
    const { participants, atOnce = 1, goOn } = this.operation;
    const waiting = [...participants.keys()].filter((index) => participants[index]?.state !== 'done');
    const work = async (): Promise<void> => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        if (this.#stop.signal.aborted) return;
        const result = await this.#participant(index);
        if (result !== 'done' && !goOn) waiting.length = 0;
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, MOST_AT_ONCE) }, work));
    this.#settle(this.#stop.signal.aborted ? 'cancelled' : 'notStarted');
  }

  async #participant(index: number): Promise<Result> {
    const { name, detail } = this.operation.participants[index] as Participant;
    this.#change(index, { state: 'running' });
    this.#tell(name, undefined, detail);
    let before = detail;
    const onDetail = (next: unknown): Promise<void> => {
      if (!this.#interrupted) this.#tell(name, before, next);
      before = next;
      return this.#change(index, { detail: next });
    };
    const end = await this.#kind.run(detail, { ...this.#reach, onDetail });
    if (this.#interrupted) return 'cancelled';
    if (end.detail !== before) this.#tell(name, before, end.detail);
    this.#change(index, { state: end.result, detail: end.detail });
    return end.result;
  }

  /** Whoever was not worked on gets that state; whoever was left in the middle of it is partly done. */
  #settle(state: Participant['state']): void {
    const participants = this.operation.participants.map((one) => {
      if (one.state === 'running') return { ...one, state: 'partlyDone' as const };
      return one.state === 'waiting' ? { ...one, state } : one;
    });
    this.#become({ ...this.operation, participants });
    if (participants.length > 1 && !this.#interrupted)
      this.#log('', [say('Result: {0}', stateWords(resultOf(this.operation)))]);
  }

  #change(index: number, change: Partial<Participant>): Promise<void> {
    return this.#become(withParticipant(this.operation, index, change));
  }

  /** When it is written down, or could not be. */
  #become(operation: Operation): Promise<void> {
    if (this.#interrupted) return this.#written;
    this.operation = operation;
    this.#written = this.#needs.changed(operation).catch((error: Error) => {
      this.#log('', [say('This could not be written down: {0}', error.message)]);
    });
    return this.#written;
  }

  #tell(name: string, before: unknown, after: unknown): void {
    this.#log(name, this.#kind.told(before, after));
  }

  #log(name: string, lines: readonly string[]): void {
    const { clock, redact, log } = this.#needs;
    const time = new Date(clock.now()).toISOString();
    const told = lines.map((line) => redact([time, plain(name), plain(line, LONGEST_LINE)].filter(Boolean).join('  ')));
    this.#untold.push(...told);
    // All that was said while the disk was busy goes at once; and a disk that is full ends no drain.
    this.#logged = this.#logged.then(() => log(this.#untold.splice(0))).catch(() => undefined);
  }

  get #reach(): Omit<KindNeeds<never>, 'onDetail'> {
    const { changed: _, log: __, ...needs } = this.#needs;
    return { ...needs, signal: this.#stop.signal };
  }
}
