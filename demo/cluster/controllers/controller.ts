/** How controllers work: something changes, the keys it concerns are queued, and each is put in order once. */

import type { ResourceType } from '../api/resources.ts';
import type { Clock } from '../clock.ts';
import type { Change } from '../store/collection.ts';
import type { Store } from '../store/store.ts';

/** What controllers have at hand. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  /** Nodes whose kubelet does nothing. */
  readonly dead: Set<string>;
  /** The certificate by which pods know the server. */
  readonly authority: string;
}

/** Somebody who keeps one kind of thing in order. */
export interface Controller {
  /** What has to be looked at because of a change. */
  keys(change: Change, type: ResourceType, world: World): readonly string[];
  /** Puts one thing in order. Doing it again changes nothing. */
  reconcile(key: string, world: World): void;
}

/** More rounds than any sane reaction takes. */
const ROUNDS = 10_000;

/** Runs controllers behind a store; the returned object pauses and ends them. */
export function runControllers(world: World, controllers: readonly Controller[]) {
  const queues = controllers.map(() => new Set<string>());
  let scheduled = false;
  let paused = false;
  const flush = () => {
    scheduled = false;
    for (let round = 0; round < ROUNDS && !paused; round++) {
      const index = queues.findIndex((queue) => queue.size > 0);
      const queue = queues[index];
      if (queue === undefined) return;
      const [key] = queue;
      queue.delete(key as string);
      controllers[index]?.reconcile(key as string, world);
    }
  };
  const schedule = () => {
    if (scheduled || paused) return;
    scheduled = true;
    queueMicrotask(flush);
  };
  const end = world.store.listen((change, type) => {
    for (const [index, controller] of controllers.entries())
      for (const key of controller.keys(change, type, world)) queues[index]?.add(key);
    schedule();
  });
  return {
    /** Lets everything already there be looked at, as after a start. */
    begin(types: readonly ResourceType[]): void {
      for (const type of types)
        for (const entry of world.store.collection(type).all())
          for (const [index, controller] of controllers.entries())
            for (const key of controller.keys({ type: 'ADDED', version: entry.version, entry }, type, world))
              queues[index]?.add(key);
      schedule();
    },
    pause(): void {
      paused = true;
    },
    resume(): void {
      paused = false;
      schedule();
    },
    end,
  };
}

/** `namespace/name` taken apart. */
export function splitKey(key: string): [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}
