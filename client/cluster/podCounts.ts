/**
 * How many pods each node has, out of Table rows without objects: 150 bytes a pod instead of 5,000. A row tells the
 * pod's name, node and address, but not its namespace. A pod never changes its node once it has one, and gets its address
 * after that, so these three tell which of several pods of one name an event is about; where even they do not, only a new
 * list can.
 */

import type { Collection, Effect } from './collection.ts';
import { asArray, asText, at } from './json.ts';

/** Node → pods on it. */
export type PodCounts = ReadonlyMap<string, number>;

const NONE = '<none>';

/** One pod of a name. Its address is `NONE` until it starts. */
interface Pod {
  readonly node: string;
  ip: string;
}

export class PodCountCollection implements Collection<PodCounts> {
  #counts = new Map<string, number>();
  #pods = new Map<string, Pod[]>();
  #rows: (readonly unknown[])[] = [];
  #name = 0;
  #node = 6;
  #ip = 5;
  #next = new Map<string, Pod[]>();

  get view(): PodCounts {
    return this.#counts;
  }

  begin(): void {
    this.#next = new Map();
    this.#rows = [];
  }

  add(row: unknown): void {
    const cells = asArray(at(row, 'cells'));
    if (cells) this.#rows.push(cells);
  }

  /** Which column is which, the list says beside its rows. */
  page(list: unknown): void {
    this.#columns(list);
    for (const cells of this.#rows) {
      const { name, pod } = this.#read(cells);
      if (name) remember(this.#next, name, pod);
    }
    this.#rows = [];
  }

  finish(): void {
    this.#pods = this.#next;
    this.#next = new Map();
    this.#counts = new Map();
    for (const pods of this.#pods.values()) for (const { node } of pods) this.#count(node, 1);
  }

  apply(type: string, table: unknown): Effect {
    this.#columns(table);
    const { name, pod } = this.#read(asArray(at(asArray(at(table, 'rows'))?.[0], 'cells')) ?? []);
    if (!name) return 'nothing';
    if (type === 'DELETED') return this.#remove(name, pod) ? { key: pod.node } : 'readAgain';
    if (type === 'ADDED') return this.#put(name, pod);
    return this.#changed(name, pod);
  }

  #changed(name: string, pod: Pod): Effect {
    const pods = this.#pods.get(name) ?? [];
    const waits = pods.some(({ node }) => node === NONE);
    if (pod.node === NONE) return waits ? 'nothing' : 'readAgain';
    const here = pods.filter(({ node }) => node === pod.node);
    const starting = here.find(({ ip }) => ip === NONE);
    // Two without address: which of them changed?
    if (waits && pod.ip === NONE && starting) return 'readAgain';
    if (here.some(({ ip }) => ip === pod.ip)) return 'nothing';
    if (starting) starting.ip = pod.ip;
    else if (waits) {
      this.#remove(name, { node: NONE, ip: NONE });
      return this.#put(name, pod);
    } else if (here[0]) here[0].ip = pod.ip;
    else return 'readAgain';
    return 'nothing';
  }

  #read(cells: readonly unknown[]): { readonly name: string | undefined; readonly pod: Pod } {
    const text = (column: number): string => asText(cells[column]) || NONE;
    return { name: asText(cells[this.#name]), pod: { node: text(this.#node), ip: text(this.#ip) } };
  }

  #columns(table: unknown): void {
    const names = asArray(at(table, 'columnDefinitions'))?.map((column) => asText(at(column, 'name'))?.toLowerCase());
    if (!names || names.length === 0) return;
    this.#name = Math.max(names.indexOf('name'), 0);
    this.#node = names.indexOf('node');
    this.#ip = names.indexOf('ip');
  }

  #put(name: string, pod: Pod): Effect {
    remember(this.#pods, name, pod);
    this.#count(pod.node, 1);
    return { key: pod.node };
  }

  #remove(name: string, { node, ip }: Pod): boolean {
    const pods = this.#pods.get(name) ?? [];
    const here = pods.filter((pod) => pod.node === node);
    const gone = here.find((pod) => pod.ip === ip) ?? here[0];
    if (!gone) return false;
    if (pods.length === 1) this.#pods.delete(name);
    else pods.splice(pods.indexOf(gone), 1);
    this.#count(node, -1);
    return true;
  }

  #count(node: string, by: number): void {
    if (node === NONE) return;
    const count = (this.#counts.get(node) ?? 0) + by;
    if (count === 0) this.#counts.delete(node);
    else this.#counts.set(node, count);
  }
}

function remember(all: Map<string, Pod[]>, name: string, pod: Pod): void {
  const pods = all.get(name);
  if (pods) pods.push(pod);
  else all.set(name, [pod]);
}
