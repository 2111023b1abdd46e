/** The finished configuration of one kubelet, as its checks ask for it. */

import type { Gates } from './gates.ts';
import type { Member, Origin } from './json.ts';
import type { Merged } from './merge.ts';
import type { Message } from './messages.ts';
import { compareNames } from './order.ts';
import type { Place } from './problem.ts';
import { placeOf, rank, type Setting, type Settings, type Typed } from './settings.ts';

/** What a check finds; the rule it belongs to tells class, stage and severity. */
export interface Hit {
  readonly say: Message;
  readonly args?: readonly (string | number)[];
  /** Fields it is about, where the rule has more than these. */
  readonly fields?: readonly string[];
  /** The key of a map to blame, or its value; the item of a list. */
  readonly key?: string;
  readonly on?: 'key';
  readonly item?: number;
  readonly gate?: string;
  readonly value?: string;
  readonly meant?: string;
  /** Another class than that of the rule. */
  readonly class?: 'syntax' | 'range' | 'enum' | 'relation' | 'bad-duration';
  readonly severity?: 'warning' | 'information';
}

export class Configuration {
  readonly minor: number;
  readonly gates: Gates;
  readonly settings: Settings;
  readonly present: ReadonlyMap<string, Merged>;
  /** Fields whose value could not be read; what depends on them is not judged. */
  readonly broken: ReadonlySet<string>;

  constructor(parts: Pick<Configuration, 'minor' | 'gates' | 'settings' | 'present' | 'broken'>) {
    this.minor = parts.minor;
    this.gates = parts.gates;
    this.settings = parts.settings;
    this.present = parts.present;
    this.broken = parts.broken;
  }

  get(path: string): Typed | undefined {
    return this.settings.get(path)?.value;
  }

  /** A number; 0 when unset. */
  number(path: string): number {
    const value = this.get(path);
    return typeof value === 'number' ? value : 0;
  }

  /** Nanoseconds; 0 when unset. */
  duration(path: string): bigint {
    const value = this.get(path);
    return typeof value === 'bigint' ? value : 0n;
  }

  text(path: string): string {
    const value = this.get(path);
    return typeof value === 'string' ? value : '';
  }

  isTrue(path: string): boolean {
    return this.get(path) === true;
  }

  list(path: string): readonly Typed[] {
    const value = this.get(path);
    return Array.isArray(value) ? value : [];
  }

  texts(path: string): readonly string[] {
    return this.list(path).map(String);
  }

  /** The objects of a list. */
  objects(path: string): readonly ReadonlyMap<string, Typed>[] {
    return this.list(path).filter((item) => item instanceof Map) as ReadonlyMap<string, Typed>[];
  }

  /** The texts of a map. */
  map(path: string): ReadonlyMap<string, string> {
    const value = this.get(path);
    if (!(value instanceof Map)) return new Map();
    return new Map([...value].map(([key, one]) => [key, String(one)]));
  }

  isSet(path: string): boolean {
    return this.settings.has(path) || this.present.has(path);
  }

  /** The place to blame: of the fields, the one that was said last, or the key or item of it. */
  placeOf(
    fields: readonly string[],
    { key, on, item, gate }: Pick<Hit, 'key' | 'on' | 'item' | 'gate'> = {},
  ): Place | undefined {
    if (key !== undefined) {
      const holder = fields.map((path) => this.settings.get(path)?.keys?.get(key)).find((one) => one);
      const place = placeOf(holder, on === 'key');
      if (place) return place;
    }
    const said = fields.map((path) => this.said(path)).filter((one) => one !== undefined && rank(one.from) >= 2);
    const gates = gate === undefined ? undefined : this.settings.get('featureGates')?.keys?.get(gate);
    const last = said.reduce((best, one) => (best && compare(best, one as Said) > 0 ? best : one), undefined);
    return itemPlace(last, item) ?? placeOf(last) ?? placeOf(gates) ?? placeOf(this.settings.get('featureGates'));
  }

  /** Where a field was said: itself, the last key of a map, or the object around it. */
  private said(path: string): Said | undefined {
    const setting = this.settings.get(path);
    if (setting?.keys) {
      const keys = [...setting.keys.values()].filter(({ from }) => rank(from) >= 2);
      return keys.reduce<Said | undefined>((best, one) => (best && compare(best, one) > 0 ? best : one), undefined);
    }
    if (setting) return setting;
    const object = this.present.get(path);
    return object ? { from: object.by.from, member: object.by } : undefined;
  }
}

interface Said {
  readonly from: Origin;
  readonly member?: Member;
}

/** Later wins: flags after files, a later file after an earlier one, and in one file what stands below. */
function compare(a: Said, b: Said): number {
  if (rank(a.from) !== rank(b.from)) return rank(a.from) - rank(b.from);
  if (a.from.kind === 'flag' && b.from.kind === 'flag') return a.from.index - b.from.index;
  if (a.from.kind !== 'file' || b.from.kind !== 'file') return 0;
  if (a.from.name !== b.from.name) return compareNames(a.from.name, b.from.name);
  return (a.member?.key.start ?? 0) - (b.member?.key.start ?? 0);
}

function itemPlace(said: Said | Setting | undefined, item: number | undefined): Place | undefined {
  if (item === undefined || said?.from.kind !== 'file' || said.member?.value.kind !== 'array') return undefined;
  const node = said.member.value.items[item];
  return node ? { uri: said.from.document.uri, at: node.at } : undefined;
}
