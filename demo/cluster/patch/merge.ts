/** JSON merge patch, RFC 7396. */

import type { Loose } from '../store/object.ts';

/** The target with the patch applied; neither is changed. */
export function mergePatch(target: Loose, patch: Loose): Loose {
  if (!isMap(patch)) return patch;
  const result: Record<string, Loose> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** Whether a value is a JSON object. */
export function isMap(value: unknown): value is Record<string, Loose> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
