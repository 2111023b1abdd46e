/**
 * How many pods each node has, out of Table rows without objects: 150 bytes a pod instead of 5,000. A row tells the
 * pod's name and node, but not its namespace; since a pod never changes its node once it has one, name and node are
 * enough to count by, but in one case, which asks for a new list.
 */

import type { Collection, Effect } from './collection.ts';
import { asArray, asText, at } from './json.ts';

/** Node → pods on it. */
export type PodCounts = ReadonlyMap<string, number>;

const NONE = '<none>';

export class PodCountCollection implements Collection<PodCounts> {
  #counts = new Map<string, number>();
  /** Name → nodes, one for each pod of this name. */
  #pods = new Map<string, string[]>();
  #rows: (readonly unknown[])[] = [];
  #name = 0;
  #node = 6;
  #next = new Map<string, string[]>();

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
      const name = asText(cells[this.#name]);
      if (name) remember(this.#next, name, asText(cells[this.#node]) || NONE);
    }
    this.#rows = [];
  }

  finish(): void {
    this.#pods = this.#next;
    this.#next = new Map();
    this.#counts = new Map();
    for (const nodes of this.#pods.values()) for (const node of nodes) this.#count(node, 1);
  }

  apply(type: string, table: unknown): Effect {
    this.#columns(table);
    const cells = asArray(at(asArray(at(table, 'rows'))?.[0], 'cells'));
    const name = asText(cells?.[this.#name]);
    const node = asText(cells?.[this.#node]) || NONE;
    if (!name) return 'nothing';
    const nodes = this.#pods.get(name) ?? [];
    if (type === 'DELETED') return this.#remove(name, node) ? { key: node } : 'readAgain';
    if (type === 'ADDED') return this.#put(name, node);
    if (node === NONE) return nodes.includes(NONE) ? 'nothing' : 'readAgain';
    const waiting = nodes.includes(NONE);
    // Two pods of one name, one of them here and one waiting: which of them changed?
    if (nodes.includes(node)) return waiting ? 'readAgain' : 'nothing';
    if (!waiting) return 'readAgain';
    this.#remove(name, NONE);
    return this.#put(name, node);
  }

  #columns(table: unknown): void {
    const names = asArray(at(table, 'columnDefinitions'))?.map((column) => asText(at(column, 'name'))?.toLowerCase());
    if (!names || names.length === 0) return;
    this.#name = Math.max(names.indexOf('name'), 0);
    this.#node = names.indexOf('node');
  }

  #put(name: string, node: string): Effect {
    remember(this.#pods, name, node);
    this.#count(node, 1);
    return { key: node };
  }

  #remove(name: string, node: string): boolean {
    const nodes = this.#pods.get(name) ?? [];
    const index = nodes.indexOf(node);
    if (index < 0) return false;
    if (nodes.length === 1) this.#pods.delete(name);
    else nodes.splice(index, 1);
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

function remember(pods: Map<string, string[]>, name: string, node: string): void {
  const nodes = pods.get(name);
  if (nodes) nodes.push(node);
  else pods.set(name, [node]);
}
