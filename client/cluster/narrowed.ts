/** One resource of the whole cluster or, for who may not read all of it, of the namespaces that they may read. */

import type { Reflector } from './reflector.ts';
import type { ReflectorState } from './reflectorState.ts';
import type { Resource } from './resources.ts';
import { trouble } from './trouble.ts';

/** What somebody looks at; whatever is asked for it. */
export interface Follower<View> extends Pick<Reflector<View>, 'state' | 'view' | 'heard' | 'resume' | 'pause'> {
  onChange(listener: () => void): () => void;
  /** The namespaces it was narrowed to; undefined for the whole cluster. */
  readonly only?: readonly string[] | undefined;
}

type View = ReadonlyMap<string, object | number>;
type Part = { readonly namespace: string; readonly reflector: Reflector<View>; readonly stop: () => void };

export interface NarrowedNeeds {
  readonly follow: (resource: Resource<View>) => Reflector<View>;
  /** Forgets what is known of a resource. */
  readonly release: (resource: Resource<View>) => void;
  /** In which namespaces a resource may be listed. */
  readonly listable: (name: string) => Promise<readonly string[]>;
}

export class Narrowed implements Follower<View> {
  readonly resource: Resource<View>;
  readonly #needs: NarrowedNeeds;
  /** Undefined for what is never read as a whole. */
  readonly #all: Reflector<View> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #stop: (() => void) | undefined;
  #parts: Part[] = [];
  #asking = false;
  #running = false;
  #merged: { readonly of: string; readonly view: View } | undefined;

  constructor(resource: Resource<View>, needs: NarrowedNeeds) {
    this.resource = resource;
    this.#needs = needs;
    this.#all = resource.inParts ? undefined : needs.follow(resource);
    this.#stop = this.#all?.onChange(() => {
      const { kind } = this.#whole;
      if (kind === 'denied') void this.#narrow();
      else if (kind === 'live') this.#widen();
      this.#tell();
    });
  }

  get state(): ReflectorState {
    const state = this.#whole;
    if (state.kind !== 'denied' || !this.#running) return state;
    if (this.#asking) return { kind: 'loading' };
    const states = this.#readable.map(({ reflector }) => reflector.state);
    return ORDER.map((kind) => states.find((one) => one.kind === kind)).find((one) => one !== undefined) ?? state;
  }

  get only(): readonly string[] | undefined {
    return this.#isNarrow ? this.#readable.map(({ namespace }) => namespace) : undefined;
  }

  get view(): View {
    if (this.#all && !this.#isNarrow) return this.#all.view;
    const of = this.#readable.map(({ namespace, reflector }) => `${namespace} ${reflector.heard}`).join();
    if (this.#merged?.of !== of) {
      const view = new Map(this.#readable.flatMap(({ reflector }) => [...reflector.view]));
      this.#merged = { of, view };
    }
    return this.#merged.view;
  }

  get heard(): number {
    return Math.max(this.#all?.heard ?? 0, ...this.#parts.map(({ reflector }) => reflector.heard));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  resume(): void {
    this.#running = true;
    this.#all?.resume();
    for (const { reflector } of this.#parts) reflector.resume();
    if (this.#whole.kind === 'denied') void this.#narrow();
  }

  pause(): void {
    this.#running = false;
    this.#all?.pause();
    for (const { reflector } of this.#parts) reflector.pause();
  }

  /** Does not wait for the next attempt; namespaces may have come that may be read. */
  retryNow(): void {
    this.#all?.retryNow();
    for (const { reflector } of this.#parts) reflector.retryNow();
    if (this.#running && this.#whole.kind === 'denied') void this.#narrow();
  }

  /** Nobody looks any more. @param forget it is not worth keeping what is known, to go on from there */
  end(forget: boolean): void {
    this.pause();
    this.#stop?.();
    for (const { stop } of this.#parts) stop();
    if (!forget) return;
    for (const { reflector } of this.#parts) this.#needs.release(reflector.resource);
    this.#needs.release(this.resource);
  }

  get #whole(): ReflectorState {
    return this.#all?.state ?? { kind: 'denied', verb: 'list', resource: this.resource.name, trouble: NOT_ASKED };
  }

  get #readable(): readonly Part[] {
    return this.#parts.filter(({ reflector }) => reflector.state.kind !== 'denied');
  }

  get #isNarrow(): boolean {
    return this.#whole.kind !== 'live' && this.#readable.length > 0;
  }

  async #narrow(): Promise<void> {
    const { within, name } = this.resource;
    if (!within || this.#asking || this.#parts.length > 0) return;
    this.#asking = true;
    const namespaces = await this.#needs.listable(name);
    this.#asking = false;
    if (this.#running) {
      this.#parts = namespaces.map((namespace) => {
        const reflector = this.#needs.follow(within(namespace));
        return { namespace, reflector, stop: reflector.onChange(() => this.#partChanged()) };
      });
      for (const { reflector } of this.#parts) reflector.resume();
    }
    this.#tell();
  }

  /** All of it may be read by now. */
  #widen(): void {
    for (const { stop, reflector } of this.#parts.splice(0)) {
      stop();
      this.#needs.release(reflector.resource);
    }
  }

  #partChanged(): void {
    this.#merged = undefined;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const NOT_ASKED = trouble('forbidden', '');

/** Of several parts, the state that says most about all of them. */
const ORDER: readonly ReflectorState['kind'][] = ['stale', 'loading', 'live', 'idle', 'missing'];
