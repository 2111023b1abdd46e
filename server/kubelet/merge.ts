/** Puts files on top of each other as a JSON merge patch (RFC 7396), and remembers what each of them replaced. */

import type { JsonArray, JsonObject, JsonScalar, Member } from './json.ts';

/** One key of the merged object. */
export interface Merged {
  readonly name: string;
  /** Who said it last. For an object that several files share: who began it. */
  readonly by: Member;
  /** Absent once a later file took the key out with `null`. */
  readonly value?: JsonScalar | JsonArray | MergedObject;
  /** What was said before, oldest first. */
  readonly earlier: readonly Member[];
}

export type MergedObject = Map<string, Merged>;

export const isObject = (value: Merged['value']): value is MergedObject => value instanceof Map;

/** Changes `target` as the patch says: maps key by key, all else as a whole, `null` takes out. */
export function applyPatch(target: MergedObject, patch: JsonObject): void {
  for (const member of patch.members.values()) {
    const known = target.get(member.name);
    const earlier = known ? [...known.earlier, ...(isObject(known.value) ? [] : [known.by])] : [];
    if (member.value.kind === 'null') {
      if (known) target.set(member.name, { name: member.name, by: member, earlier: [...earlier, ...inside(known)] });
      continue;
    }
    if (member.value.kind !== 'object') {
      const all = known && isObject(known.value) ? [...earlier, ...inside(known)] : earlier;
      target.set(member.name, { name: member.name, by: member, value: member.value, earlier: all });
      continue;
    }
    if (known && isObject(known.value)) {
      applyPatch(known.value, member.value);
      continue;
    }
    const value: MergedObject = new Map();
    applyPatch(value, member.value);
    target.set(member.name, { name: member.name, by: member, value, earlier });
  }
}

/** Everything said inside an object, for what replaces it as a whole. */
function inside({ value, by }: Merged): Member[] {
  if (!isObject(value)) return [];
  const members = [...value.values()].flatMap((merged) =>
    isObject(merged.value) ? inside(merged) : merged.value ? [merged.by] : [],
  );
  return members.length > 0 ? members : [by];
}
