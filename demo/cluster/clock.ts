/** The time as the demo cluster sees it: the machine's, or one that tests move on by hand. */

/** Says what time it is and calls back later; all of the cluster's waiting goes through it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `ms`; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time on and runs, in order, whatever becomes due; what they start gets its turn in between. */
  advance(ms: number): Promise<void>;
}

/** The machine's own clock; its timers keep no process alive. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands at `start` until it is moved. */
export function manualClock(start = Date.parse('2026-11-20T09:00:00Z')): ManualClock {
  let time = start;
  let order = 0;
  const waiting = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => time,
    after(ms, run) {
      const id = ++order;
      waiting.set(id, { at: time + Math.max(0, ms), run });
      return () => waiting.delete(id);
    },
    async advance(ms) {
      const end = time + ms;
      for (;;) {
        await new Promise(setImmediate);
        let next: number | undefined;
        for (const [id, { at }] of waiting) {
          const first = next === undefined ? undefined : waiting.get(next);
          if (at <= end && (first === undefined || at < first.at)) next = id;
        }
        const due = next === undefined ? undefined : waiting.get(next);
        if (next === undefined || due === undefined) break;
        waiting.delete(next);
        time = Math.max(time, due.at);
        due.run();
      }
      time = end;
    },
  };
}

/** A time as Kubernetes writes it, to the second. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A time as Kubernetes writes it in leases and newer events, to the microsecond. */
export function microTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
