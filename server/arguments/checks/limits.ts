/** Numbers and durations outside the bounds of their component. */

import { type Limit, limits } from '../../knowledge/componentFlags/limits.ts';
import { flagRow } from '../../knowledge/componentFlags/lookup.ts';
import { readDuration } from '../../node/commandLine.ts';
import { between, type Check } from './check.ts';

export const limitChecks: Check = function* (settings) {
  const { component, minor } = settings;
  for (const [flag, limit] of Object.entries(limits[component])) {
    if (!settings.has(flag) || minor < (limit.since ?? 0)) continue;
    if (limit.with && settings.text(limit.with) === '') continue;
    const value = flagRow(component, flag)?.type === 'duration' ? settings.duration(flag) : settings.number(flag);
    const broken = brokenBound(limit, value);
    if (!broken) continue;
    const [say, ...args] = broken;
    const stage = limit.late ? 'startup' : 'validation';
    yield* between(settings, 'range', stage, say, [flag], { args: [settings.text(flag), ...args] });
  }
};

/** The sentence for a bound that a value does not keep, with the bounds to name. */
function brokenBound(
  { least, most, above, orZero }: Limit,
  value: number | bigint,
): readonly ['between' | 'atLeast' | 'above', ...string[]] | undefined {
  if (orZero && Number(value) === 0) return undefined;
  const bound = (text: number | string): number | bigint =>
    typeof text === 'string' ? (readDuration(text) ?? 0n) : text;
  if (above !== undefined) return value > bound(above) ? undefined : ['above', String(above)];
  const low = least === undefined || value >= bound(least);
  const high = most === undefined || value <= bound(most);
  if (low && high) return undefined;
  return most === undefined ? ['atLeast', String(least)] : ['between', String(least), String(most)];
}
