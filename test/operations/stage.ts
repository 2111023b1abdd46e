/** A kind of operation whose work is done by the test: participants tell and end what and when they are told to. */

import type { Kind } from '../../client/operations/kind.ts';
import type { Result } from '../../client/operations/operation.ts';
import type { Machines } from '../../client/operations/operations.ts';

/** For what has nothing to do on machines. */
export const noMachines: Machines = {
  at: ({ kind }) => {
    throw new Error(`nobody works on a machine (${kind})`);
  },
  learn: () => undefined,
  redact: (text) => text,
};

/** All that a participant told. */
export interface Told {
  readonly said: readonly string[];
}

export function stage() {
  /** By the name of the participant, which is its first word. */
  const acts = new Map<string, { tell(words: string): void; end(result: Result): void }>();
  let prepared: readonly Told[] = [];
  const kind: Kind<Told> = {
    title: (names) => `Play ${names.join(', ')}`,
    alone: false,
    cordons: false,
    isDetail: (value): value is Told => Array.isArray((value as Told).said),
    async prepare(details) {
      prepared = details;
      return details;
    },
    run: (detail, { signal, onDetail }) =>
      new Promise((resolve) => {
        let now = detail;
        const end = (result: Result): void => {
          acts.delete(detail.said[0] ?? '');
          resolve({ detail: now, result });
        };
        acts.set(detail.said[0] ?? '', {
          tell(words) {
            now = { said: [...now.said, words] };
            onDetail(now);
          },
          end,
        });
        signal.addEventListener('abort', () => end('cancelled'), { once: true });
        if (signal.aborted) end('cancelled');
      }),
    told: (before, after) => (before ? after.said.slice(before.said.length) : ['begins']),
    progress: ({ said }) => ({ done: said.length, all: 10 }),
    summary: ({ said }) => said.at(-1) ?? '',
    parts: ({ said }) => said.map((words) => ({ id: words, label: words, words, state: 'done' })),
  };
  const act = (name: string) => {
    const found = acts.get(name);
    if (!found) throw new Error(`${name} is not on the stage`);
    return found;
  };
  return {
    kind: kind as Kind<unknown>,
    /** Who is being worked on. */
    get now(): string[] {
      return [...acts.keys()];
    },
    get prepared(): readonly Told[] {
      return prepared;
    },
    tell: (name: string, words: string) => act(name).tell(words),
    end: (name: string, result: Result = 'done') => act(name).end(result),
  };
}
