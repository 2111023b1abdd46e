/** Strategic merge patch: merge patch that knows which lists are maps in disguise. */

import type { Loose } from '../store/object.ts';
import { isMap } from './merge.ts';

/** The patch cannot be understood. */
export class StrategicError extends Error {}

/**
 * Lists whose items are told apart by a field, by the path of the list with its kind's name first; `''` means a list of
 * plain values that is merged as a set. Lists that are not here are replaced as a whole, like the taints of a node.
 */
const MERGED: readonly (readonly [RegExp, string])[] = [
  [/^\w+\.metadata\.finalizers$/, ''],
  [/^\w+\.metadata\.ownerReferences$/, 'uid'],
  [/\.status\.conditions$/, 'type'],
  [/^Node\.status\.addresses$/, 'type'],
  [/^Node\.spec\.podCIDRs$/, ''],
  [/^Service\.spec\.ports$/, 'port'],
  [/^ServiceAccount\.secrets$/, 'name'],
  [/^ServiceAccount\.imagePullSecrets$/, 'name'],
  [/\.spec\.(containers|initContainers|ephemeralContainers|volumes|imagePullSecrets)$/, 'name'],
  [/\.spec\.(hostAliases)$/, 'ip'],
  [/\.spec\.topologySpreadConstraints$/, 'topologyKey'],
  [/ontainers\.env$/, 'name'],
  [/ontainers\.ports$/, 'containerPort'],
  [/ontainers\.volumeMounts$/, 'mountPath'],
];

/** The target with the patch applied; neither is changed. */
export function strategicPatch(target: Loose, patch: Loose, kind: string): Loose {
  if (!isMap(patch)) throw new StrategicError('the patch must be a JSON object');
  return mergeMap(isMap(target) ? target : {}, patch, kind);
}

function mergeMap(target: Record<string, Loose>, patch: Record<string, Loose>, path: string): Record<string, Loose> {
  const directive = patch.$patch;
  if (directive === 'replace') return withoutDirectives(patch) as Record<string, Loose>;
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw new StrategicError(`Unknown patch type found: ${directive}`);
  const retained: unknown = patch.$retainKeys;
  const result = Array.isArray(retained)
    ? Object.fromEntries(Object.entries(target).filter(([name]) => retained.includes(name)))
    : { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const removed = /^\$deleteFromPrimitiveList\/(.*)$/.exec(name)?.[1];
    if (removed !== undefined && Array.isArray(result[removed]))
      result[removed] = result[removed].filter((item: Loose) => !value.includes(item));
    if (name.startsWith('$')) continue;
    if (value === null) delete result[name];
    else result[name] = mergeValue(result[name], value, `${path}.${name}`, patch[`$setElementOrder/${name}`]);
  }
  return result;
}

function mergeValue(target: Loose, patch: Loose, path: string, order: Loose): Loose {
  if (isMap(patch)) return mergeMap(isMap(target) ? target : {}, patch, path);
  if (!Array.isArray(patch)) return patch;
  const key = MERGED.find(([pattern]) => pattern.test(path))?.[1];
  if (key === undefined) return withoutDirectives(patch);
  const own: Loose[] = Array.isArray(target) ? target : [];
  const merged = key === '' ? [...new Set([...own, ...patch])] : mergeItems(own, patch, key, path);
  return Array.isArray(order) ? sorted(merged, order, key) : merged;
}

function mergeItems(own: readonly Loose[], patch: readonly Loose[], key: string, path: string): Loose[] {
  if (patch.some((item) => item?.$patch === 'replace'))
    return withoutDirectives(patch.filter((item) => item?.$patch !== 'replace')) as Loose[];
  const result = [...own];
  for (const item of patch) {
    if (!isMap(item) || item[key] === undefined)
      throw new StrategicError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = result.findIndex((one) => one?.[key] === item[key]);
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = mergeMap(result[at], item, path);
    else result.push(mergeMap({}, item, path));
  }
  return result;
}

/** Items that the order names come in that order; the others keep their places among themselves, behind. */
function sorted(items: readonly Loose[], order: readonly Loose[], key: string): Loose[] {
  const idOf = (item: Loose) => (key === '' ? item : item?.[key]);
  const wanted = order.map(idOf);
  const place = (item: Loose) => {
    const index = wanted.indexOf(idOf(item));
    return index < 0 ? wanted.length : index;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}

function withoutDirectives(value: Loose): Loose {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !name.startsWith('$') && inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutDirectives(inner)]));
}
