/** Runs a drain from any state it may be in, until all is done, time is up, or somebody stops it. */

import { steady } from '../../cluster/clock.ts';
import type { Objects } from '../../cluster/collection.ts';
import { Reflector } from '../../cluster/reflector.ts';
import type { Result } from '../operation.ts';
import { Asker } from './ask.ts';
import { look } from './look.ts';
import { notOut, outOfService, problemOf } from './node.ts';
import { type Pod, type PodObject, podsToDrain } from './pod.ts';
import { Progress } from './progress.ts';
import { listPods, type Sources } from './readFacts.ts';
import { latecomers } from './start.ts';
import { allGone, become, type DrainState, type Row, resumable } from './state.ts';

export interface DrainNeeds extends Sources {
  /** Told after every step; what it gets is never changed afterwards. It may be waited for. */
  readonly onState?: (state: DrainState) => unknown;
}

/** Pods are read again after that where no watch is to be had. */
const POLL_MS = 5000;

/** The state at its end; a state of before goes on where it stopped. Ends within a moment when `signal` does. */
export function drain(state: DrainState, needs: DrainNeeds): Promise<DrainState> {
  return state.blocked || state.result === 'done' ? Promise.resolve(state) : new Drain(state, needs).run();
}

class Drain {
  readonly #needs: DrainNeeds;
  readonly #progress: Progress;
  readonly #pods: Reflector<Objects<PodObject>>;
  readonly #asker: Asker;
  readonly #life = new AbortController();
  /** Nothing was sent before: pods that nobody knows came after the plan, not during the drain. */
  readonly #first: boolean;
  #phase: 'starting' | 'checking' | 'running' | 'confirming' = 'starting';
  #inFlight = 0;
  #hold = 0;
  #confirmAt = 0;
  #cancelTimer: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #ended: (state: DrainState) => void = () => undefined;

  constructor(state: DrainState, needs: DrainNeeds) {
    const { api, onState } = needs;
    const clock = steady(needs.clock);
    this.#needs = { ...needs, clock };
    this.#first = state.begun !== true;
    this.#progress = new Progress(resumable(state), onState);
    this.#asker = new Asker(api, clock, this.#life.signal);
    this.#pods = new Reflector(podsToDrain(state.node, state.options.podSelector), { api, clock });
  }

  run(): Promise<DrainState> {
    const { signal } = this.#needs;
    const over = new Promise<DrainState>((resolve) => {
      this.#ended = resolve;
    });
    const stop = (): void => this.#end('cancelled');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else {
      const limit = this.#state.options.timeLimitSeconds * 1000;
      if (limit > 0) this.#progress.change({ deadline: this.#now + limit });
      this.#wake();
      void this.#begin();
    }
    return over.finally(() => signal.removeEventListener('abort', stop));
  }

  async #begin(): Promise<void> {
    const asking = (): unknown => this.#progress.change({ cordon: 'asked' });
    const { cordon, problem, again } = await outOfService(this.#state, this.#sources, asking);
    if (this.#over) return;
    this.#progress.change({ cordon });
    if (problem !== undefined)
      return this.#hindered(
        { problem, again },
        this.#first ? 'failedBeforeStart' : 'partlyDone',
        () => void this.#begin(),
      );
    this.#pods.onChange(() => void this.#heard());
    this.#pods.resume();
  }

  /** What passes is waited for, and tried again; what does not is the end. */
  #hindered(
    { problem, again }: { readonly problem: string; readonly again: number | undefined },
    result: Result,
    retry: () => void,
  ): void {
    if (again === undefined) return this.#end(result, problem);
    this.#progress.change({ trouble: problem });
    this.#later(again, retry);
  }

  /** Something became of the pods, or of the watch on them. */
  async #heard(): Promise<void> {
    const { state } = this.#pods;
    if ('trouble' in state) this.#progress.change({ trouble: state.trouble.message });
    else if (state.kind === 'live' && this.#hold <= this.#now && this.#state.trouble !== undefined)
      this.#progress.change({ trouble: null });
    if (state.kind === 'live' && state.polling) this.#later(POLL_MS, () => this.#pods.retryNow());
    if (state.kind === 'live' && this.#phase === 'starting') await this.#check();
    if (this.#phase === 'running') this.#step();
  }

  /** Before the first pod is asked to go: none came since the plan that nobody agreed to. */
  async #check(): Promise<void> {
    this.#phase = 'checking';
    const known = new Set(this.#state.rows.map(({ uid }) => uid));
    if (this.#first && this.#seen.some(({ uid }) => !known.has(uid))) {
      const { rows, problem, again } = await latecomers(this.#state, this.#sources, this.#now);
      if (this.#over) return;
      if (problem !== undefined)
        return this.#hindered({ problem, again }, 'failedBeforeStart', () => {
          this.#phase = 'starting';
          void this.#heard();
        });
      this.#progress.change({ rows: [...this.#state.rows, ...rows] });
    }
    if (this.#first) this.#progress.change({ begun: true });
    this.#phase = 'running';
  }

  /** One look at everything: what became of pods, who is asked next, when to look again. */
  #step(): void {
    if (this.#over) return;
    const now = this.#now;
    const { rows, deadline, options } = this.#state;
    if (this.#phase === 'running') this.#progress.rows(look(rows, this.#seen, now, options));
    const { open } = this.#progress;
    const waits = open || this.#phase !== 'running' || this.#confirmAt > 0;
    if (deadline !== undefined && now >= deadline && waits) return this.#end('timedOut');
    if (this.#phase === 'running' && open) this.#askNext(now);
    else if (this.#phase === 'running' && now >= this.#confirmAt) void this.#confirm();
    this.#wake();
  }

  /** As many as may be asked at once; those that wait hold no place. */
  #askNext(now: number): void {
    const { way, options } = this.#state;
    const most = way === 'delete' ? 1 : Math.max(1, options.parallel);
    if (now >= this.#hold)
      for (const row of this.#progress.due(now).slice(0, most - this.#inFlight)) void this.#ask(row);
  }

  async #ask(row: Row): Promise<void> {
    this.#inFlight++;
    this.#progress.row({ ...row, state: 'asking' });
    const said = await this.#asker.ask(row, this.#state);
    this.#inFlight--;
    if (!said || this.#over) return;
    this.#hold = Math.max(this.#hold, said.hold ?? 0);
    if (said.trouble !== this.#state.trouble) this.#progress.change({ trouble: said.trouble ?? null });
    this.#progress.row(said.row);
    const failed = said.row.state === 'refused' || said.row.state === 'forbidden';
    if (failed && this.#state.way === 'delete') this.#progress.stopAfter(said.row);
    this.#step();
  }

  /** All seem gone: the server is asked for what is really there, past its caches, and whether more can have come. */
  async #confirm(): Promise<void> {
    const { node, options } = this.#state;
    this.#phase = 'confirming';
    const found = options.dryRun ? undefined : await listPods(this.#sources, node, options.podSelector);
    const wrong = found?.ok ? await notOut(this.#state, this.#sources) : found && problemOf(found);
    this.#phase = 'running';
    if (this.#over) return;
    const now = this.#now;
    if (found?.ok) {
      const there = new Set(found.value.map(({ uid }) => uid));
      const back = (row: Row): Row => (row.state === 'gone' && there.has(row.uid) ? become(row, 'queued', now) : row);
      this.#progress.rows(look(this.#state.rows.map(back), found.value, now, options));
    }
    this.#confirmAt = wrong?.again === undefined ? 0 : now + wrong.again;
    if (this.#confirmAt > 0) this.#progress.change({ trouble: wrong?.problem ?? null });
    if (this.#confirmAt > 0 || this.#progress.open) this.#step();
    else this.#end(wrong === undefined && allGone(this.#state) ? 'done' : 'partlyDone', wrong?.problem);
  }

  /** Looks again when the next thing is due. */
  #wake(): void {
    this.#cancelTimer?.();
    const now = this.#now;
    const next = this.#progress.nextAt(now, this.#hold);
    const at = this.#confirmAt > now ? Math.min(next ?? this.#confirmAt, this.#confirmAt) : next;
    if (at !== undefined && !this.#over) this.#cancelTimer = this.#needs.clock.after(at - now, () => this.#step());
  }

  #later(ms: number, run: () => void): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#needs.clock.after(ms, run);
  }

  #end(result: Result, problem?: string): void {
    if (this.#over) return;
    this.#life.abort();
    this.#pods.pause();
    this.#cancelTimer?.();
    this.#cancelRetry?.();
    this.#progress.forgetAnswers();
    this.#progress.change({ result, trouble: null, ...(problem === undefined ? undefined : { problem }) });
    this.#ended(this.#state);
  }

  get #state(): DrainState {
    return this.#progress.state;
  }

  get #now(): number {
    return this.#needs.clock.now();
  }

  get #seen(): Pod[] {
    return [...this.#pods.view.values()].map(({ pod }) => pod);
  }

  get #over(): boolean {
    return this.#life.signal.aborted;
  }

  get #sources(): Sources {
    return { ...this.#needs, signal: this.#life.signal };
  }
}
