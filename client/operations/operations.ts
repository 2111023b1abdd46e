/** All operations of this machine: begins, runs, stops and resumes them, and knows those of other windows. */

import { randomBytes } from 'node:crypto';
import type { Clock } from '../cluster/clock.ts';
import type { Machine } from '../host/machine.ts';
import { say } from '../say.ts';
import type { Kind, Reach } from './kind.ts';
import { BEAT_MS, type Holder, type Locks } from './lock.ts';
import { noCluster } from './noCluster.ts';
import { isResumable, type Operation, type Participant, type Status, statusOf } from './operation.ts';
import { Run } from './runOne.ts';
import type { OperationStore } from './store.ts';
import type { Target } from './target.ts';

export interface OperationsNeeds {
  readonly store: OperationStore;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly kinds: Readonly<Record<string, Kind<unknown>>>;
  /** Names this window among all. */
  readonly window: string;
  /** The way to a cluster by the id of its entry; undefined when there is no such entry any more. */
  readonly reach: (cluster: string) => Promise<Reach | undefined>;
  readonly machines: Machines;
}

/** The ways to machines. */
export interface Machines {
  /** @param batch whether it is one of several: nobody is asked about the key of a host then, an unknown one fails */
  at(target: Target, batch?: boolean): Machine;
  /** Keeps a secret out of everything that is said from now on. */
  learn(secret: string): void;
  redact(text: string): string;
}

/** What to begin. */
export interface Order {
  readonly kind: string;
  readonly cluster: Operation['cluster'];
  readonly participants: readonly Pick<Participant, 'name' | 'key' | 'detail'>[];
  readonly goOn: boolean;
  readonly atOnce?: number;
  /** What was typed for it: kept in memory as long as this window knows the operation. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Why it was not begun, in a sentence; `busy` names the operation that has one of the participants. */
export type Begun =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly why: string; readonly busy?: string };

/** An operation, and what can be said of it. */
export interface Known {
  readonly operation: Operation;
  readonly status: Status;
  /** This window runs it. */
  readonly here: boolean;
  /** Why its newest state is known to this window only. */
  readonly unwritten?: string;
}

export class Operations {
  readonly #needs: OperationsNeeds;
  readonly #running = new Map<string, Run>();
  readonly #unwritten = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  /** What was typed for each operation, by name; in memory only. */
  readonly #typed = new Map<string, Readonly<Record<string, string>>>();
  /** What was made for it, until it ends: whoever made it takes it back then. */
  readonly #made = new Map<string, Map<string, Promise<string | undefined>>>();
  #known: readonly Known[] = [];
  #stopWatching: (() => void) | undefined;
  #stopBeating: (() => void) | undefined;
  #stopLooking: (() => void) | undefined;
  #reading: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | undefined;

  constructor(needs: OperationsNeeds) {
    this.#needs = needs;
  }

  /** Oldest first. */
  get all(): readonly Known[] {
    return this.#known;
  }

  get(id: string): Known | undefined {
    return this.#known.find(({ operation }) => operation.id === id);
  }

  /** The way to a machine, as operations have it. */
  machine(target: Target, batch = false): Machine {
    return this.#needs.machines.at(target, batch);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads what is there, and from now on hears of other windows; where the disk is of no use there is nothing to hear. */
  async open(): Promise<void> {
    this.#stopWatching ??= await this.#needs.store.watch(() => void this.#heard()).catch(() => undefined);
    await this.#read();
  }

  /** The operation that has a participant now. */
  async busyWith(key: string): Promise<Known | undefined> {
    const holder = await this.#needs.locks.holder(key);
    return holder && this.#needs.locks.isAlive(holder) ? this.get(holder.operation) : undefined;
  }

  async begin(order: Order): Promise<Begun> {
    const { clock } = this.#needs;
    const operation: Operation = {
      format: 1,
      id: `${clock.now().toString(36)}-${randomBytes(4).toString('hex')}`,
      kind: order.kind,
      cluster: order.cluster,
      created: clock.now(),
      participants: order.participants.map((one) => ({ ...one, state: 'waiting' })),
      goOn: order.goOn,
      ...(order.atOnce === undefined ? {} : { atOnce: order.atOnce }),
    };
    for (const secret of Object.values(order.secrets ?? {})) this.#needs.machines.learn(secret);
    if (order.secrets) this.#typed.set(operation.id, order.secrets);
    return this.#start(operation);
  }

  /** Goes on with what is not done; nothing that was chosen is asked again. */
  async resume(id: string): Promise<Begun> {
    // Its window may have died without a word.
    await this.#read();
    const known = this.get(id);
    if (!known) return { ok: false, why: say('This operation is not there any more.') };
    if (!isResumable(known.operation, known.status))
      return {
        ok: false,
        why: known.status === 'running' ? say('It is running.') : say('There is nothing left to do.'),
      };
    const { ended: _, ...rest } = known.operation;
    const again = rest.participants.map((one) => (one.state === 'done' ? one : { ...one, state: 'waiting' as const }));
    return this.#start({ ...rest, participants: again });
  }

  async #start(operation: Operation): Promise<Begun> {
    const kind = this.#needs.kinds[operation.kind];
    if (!kind) return { ok: false, why: say('This version does not know operations of the kind {0}.', operation.kind) };
    const known = await this.#needs.reach(operation.cluster.id);
    const reach = known ?? (kind.alone && operation.cluster.id === '' ? noCluster((text) => text) : undefined);
    if (!reach) return { ok: false, why: say('The cluster {0} is not there any more.', operation.cluster.name) };
    const { store, window } = this.#needs;
    const begun: Operation = { ...operation, owner: { window, pid: process.pid } };
    try {
      const taken = await this.#take(operation);
      if (taken) {
        const name = operation.participants.find(({ key }) => key === taken.key)?.name ?? '';
        return { ok: false, why: say('Another operation works on {0}.', name), busy: taken.holder.operation };
      }
      // What was asked of an earlier run is not about this one.
      await store.isCancelled(operation.id);
      // Before anything is sent, so that whatever happens somebody can explain it.
      await store.write(begun);
    } catch (error) {
      await this.#release(operation);
      return { ok: false, why: say('What it does could not be written down: {0}', (error as Error).message) };
    }
    const run = this.#runOf(begun, kind, reach);
    this.#running.set(operation.id, run);
    this.#put(run.operation);
    this.#beatLater();
    void run.over.finally(() => this.#ended(run.operation));
    void run.start();
    return { ok: true, id: operation.id };
  }

  #runOf(operation: Operation, kind: Kind<unknown>, reach: Reach): Run {
    const { clock, store, machines } = this.#needs;
    return new Run(operation, kind, {
      api: reach.api,
      access: reach.access,
      redact: (text) => machines.redact(reach.redact(text)),
      machine: (target) => machines.at(target, operation.participants.length > 1),
      secret: (name, make) => this.#secret(operation.id, name, make),
      clock,
      changed: async (next) => {
        this.#put(next);
        try {
          await store.write(next);
          if (this.#unwritten.delete(next.id)) this.#put(next);
        } catch (error) {
          this.#unwritten.set(next.id, (error as Error).message);
          this.#put(next);
          throw error;
        }
      },
      log: (lines) => store.log(operation.id, lines),
    });
  }

  async #secret(id: string, name: string, make?: () => Promise<string | undefined>): Promise<string | undefined> {
    const typed = this.#typed.get(id)?.[name];
    if (typed !== undefined) return typed;
    const ours = this.#made.get(id) ?? new Map<string, Promise<string | undefined>>();
    this.#made.set(id, ours);
    const known = ours.get(name);
    if (known || !make) return known;
    const made = make().then((secret) => {
      if (secret !== undefined) this.#needs.machines.learn(secret);
      else ours.delete(name);
      return secret;
    });
    ours.set(name, made);
    return made;
  }

  /** All participants or none; whoever has one of them otherwise. */
  async #take(operation: Operation): Promise<{ key: string; holder: Holder } | undefined> {
    for (const { key } of operation.participants) {
      const holder = await this.#needs.locks.take(key, this.#claim(operation));
      if (!holder) continue;
      await this.#release(operation);
      return { key, holder };
    }
    return undefined;
  }

  /** Those of its locks that are ours; one that stays is seen to be nobody's in a while. */
  async #release(operation: Operation): Promise<void> {
    for (const { key } of operation.participants)
      await this.#needs.locks.release(key, this.#claim(operation)).catch(() => undefined);
  }

  #claim = ({ id }: Operation): Omit<Holder, 'beat'> => ({
    operation: id,
    window: this.#needs.window,
    pid: process.pid,
  });

  /** What was sent stays sent, nothing more is; another window is asked to stop its own. */
  async cancel(id: string): Promise<void> {
    const run = this.#running.get(id);
    if (run) run.cancel();
    else await this.#needs.store.askToCancel(id);
  }

  /** When it has ended in this window; at once when it does not run here. */
  async over(id: string): Promise<Operation | undefined> {
    return (await this.#running.get(id)?.over) ?? this.get(id)?.operation;
  }

  /** Takes it off the list; false while it runs. */
  async remove(id: string): Promise<boolean> {
    if (this.get(id)?.status === 'running') return false;
    this.#typed.delete(id);
    await this.#needs.store.remove(id);
    await this.#read();
    return true;
  }

  readLog(id: string): Promise<string> {
    return this.#needs.store.readLog(id);
  }

  /** Ends what this window does, without ending the operations: they can be resumed. */
  async close(): Promise<void> {
    this.#stopWatching?.();
    this.#stopBeating?.();
    this.#stopLooking?.();
    this.#listeners.clear();
    await Promise.all([...this.#running.values()].map((run) => run.interrupt()));
  }

  async #ended(operation: Operation): Promise<void> {
    await this.#release(operation);
    this.#running.delete(operation.id);
    this.#made.delete(operation.id);
    await this.#read();
  }

  #put(operation: Operation): void {
    const others = this.#known.filter((one) => one.operation.id !== operation.id);
    const known = this.#knownOf(operation, true);
    this.#known = [...others, known].sort((a, b) => a.operation.created - b.operation.created);
    this.#tell();
  }

  /** Another window wrote something, or asks to stop. */
  async #heard(): Promise<void> {
    for (const [id, run] of this.#running) if (await this.#needs.store.isCancelled(id)) run.cancel();
    await this.#read();
  }

  /** One reading at a time; whoever asks while one waits gets that one. */
  #read(): Promise<void> {
    this.#nextReading ??= this.#reading.then(() => {
      this.#nextReading = undefined;
      this.#reading = this.#readNow();
      return this.#reading;
    });
    return this.#nextReading;
  }

  async #readNow(): Promise<void> {
    const ours = [...this.#running.keys()];
    const stored = (await this.#needs.store.read()).filter((one) => this.#isWhole(one));
    const running = await Promise.all(stored.map((one) => this.#runs(one)));
    // What ended here meanwhile was read too early, and is read again.
    if (ours.some((id) => !this.#running.has(id))) return;
    // From here on nothing waits, so that what runs here is as it is now.
    const known = stored.map((read, index): Known => this.#knownOf(read, running[index] === true));
    const there = new Set(stored.map(({ id }) => id));
    const unwritten = this.#known.filter(({ operation: { id } }) => !there.has(id) && this.#running.has(id));
    this.#known = [...known, ...unwritten];
    this.#tell();
    this.#lookLater();
  }

  #knownOf(read: Operation, elsewhere: boolean): Known {
    const run = this.#running.get(read.id);
    const operation = run?.operation ?? read;
    const unwritten = this.#unwritten.get(read.id);
    const status = statusOf(operation, run !== undefined || elsewhere);
    return { operation, status, here: run !== undefined, ...(unwritten === undefined ? undefined : { unwritten }) };
  }

  /** What a kind of ours cannot read is no operation of ours; one of a kind that only a later version knows is. */
  #isWhole({ kind, participants }: Operation): boolean {
    const known = this.#needs.kinds[kind];
    return !known || participants.every(({ detail }) => known.isDetail(detail));
  }

  /** A window that is killed says nothing, so those that run something are looked at. */
  #lookLater(): void {
    this.#stopLooking?.();
    const elsewhere = this.#known.some(({ status, here }) => status === 'running' && !here);
    this.#stopLooking = elsewhere ? this.#needs.clock.after(BEAT_MS, () => void this.#read()) : undefined;
  }

  /** Some window says that it works on it. */
  async #runs({ id, participants, ended }: Operation): Promise<boolean> {
    if (ended !== undefined) return false;
    const { locks } = this.#needs;
    const holders = await Promise.all(participants.map(({ key }) => locks.holder(key)));
    return holders.some((holder) => holder?.operation === id && locks.isAlive(holder));
  }

  /** As long as something runs here; who lost a lock, after a long sleep, stops. */
  #beatLater(): void {
    this.#stopBeating?.();
    this.#stopBeating = this.#needs.clock.after(BEAT_MS, () => void this.#beat());
  }

  async #beat(): Promise<void> {
    for (const run of this.#running.values())
      for (const { key } of run.operation.participants)
        if (!(await this.#isOurs(key, run.operation))) void run.interrupt();
    if (this.#running.size > 0) this.#beatLater();
  }

  /** A disk that fails is not the same as another window. */
  #isOurs(key: string, operation: Operation): Promise<boolean> {
    return this.#needs.locks.beat(key, this.#claim(operation)).catch(() => true);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
