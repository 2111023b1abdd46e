/** Careful reading of objects from a cluster: whatever has another shape than expected is not there. */

export type Raw = Readonly<Record<string, unknown>>;

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies at the end of a path of own properties. */
export function at(from: unknown, ...path: readonly string[]): unknown {
  let value = from;
  for (const key of path) {
    if (!isRaw(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

export function textAt(from: unknown, ...path: readonly string[]): string | undefined {
  const value = at(from, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** A whole or fractional number; a quantity or a text is none. */
export function numberAt(from: unknown, ...path: readonly string[]): number | undefined {
  const value = at(from, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export const isTrueAt = (from: unknown, ...path: readonly string[]): boolean => at(from, ...path) === true;

/** The objects in a list. */
export function listAt(from: unknown, ...path: readonly string[]): readonly Raw[] {
  const value = at(from, ...path);
  return Array.isArray(value) ? value.filter(isRaw) : [];
}

/** The texts in a list. */
export function textsAt(from: unknown, ...path: readonly string[]): readonly string[] {
  const value = at(from, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Labels, annotations: names with texts. */
export function mapAt(from: unknown, ...path: readonly string[]): ReadonlyMap<string, string> {
  const value = at(from, ...path);
  if (!isRaw(value)) return new Map();
  return new Map(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** A time in milliseconds. */
export function timeAt(from: unknown, ...path: readonly string[]): number | undefined {
  const value = at(from, ...path);
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

export const nameOf = (from: unknown): string => textAt(from, 'metadata', 'name') ?? '';
export const namespaceOf = (from: unknown): string => textAt(from, 'metadata', 'namespace') ?? '';
