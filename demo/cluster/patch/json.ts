/** JSON patch, RFC 6902. */

import type { Loose } from '../store/object.ts';
import { alike } from '../store/store.ts';
import { isMap } from './merge.ts';

/** The patch is no patch at all. */
export class PatchSyntaxError extends Error {}

/** The patch does not fit the object: a test failed, or a place is not there. */
export class PatchFailure extends Error {}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Loose;
}

/** The target with all operations applied in order, or none. */
export function jsonPatch(target: Loose, patch: Loose): Loose {
  if (!Array.isArray(patch))
    throw new PatchSyntaxError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return patch.reduce((document, operation) => apply(document, operation), target);
}

function apply(document: Loose, { op, path, from, value }: Operation): Loose {
  if (typeof path !== 'string') throw new PatchFailure(`${op} operation does not apply: missing path`);
  const steps = parse(path);
  switch (op) {
    case 'add':
      return put(document, steps, value, true);
    case 'replace':
      read(document, steps, `replace operation does not apply: doc is missing key: ${path}`);
      return put(document, steps, value, false);
    case 'remove':
      return take(document, steps, path);
    case 'test':
      // Nothing may be what is asked for, but the place for it has to be there.
      if (steps.length > 0 && !isPlace(find(document, steps.slice(0, -1))))
        throw new PatchFailure(`test operation does not apply: is missing path: ${path}`);
      if (alike(find(document, steps) ?? null, value ?? null)) return document;
      throw new PatchFailure(`testing value ${path} failed: test failed`);
    case 'move': {
      const source = parse(from ?? '');
      const moved = read(document, source, `move operation does not apply: doc is missing from path: ${from}`);
      return put(take(document, source, from ?? ''), steps, moved, true);
    }
    case 'copy':
      return put(
        document,
        steps,
        read(document, parse(from ?? ''), `copy operation does not apply: doc is missing from path: ${from}`),
        true,
      );
    default:
      throw new PatchFailure(`Unexpected kind: ${op}`);
  }
}

const isPlace = (value: Loose): boolean => isMap(value) || Array.isArray(value);

/** A JSON pointer in its parts. */
function parse(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw new PatchFailure(`the path ${JSON.stringify(pointer)} does not begin with a slash`);
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(document: Loose, steps: readonly string[]): Loose {
  let at = document;
  for (const step of steps) {
    if (Array.isArray(at)) at = /^(0|[1-9]\d*)$/.test(step) ? at[Number(step)] : undefined;
    else at = isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function read(document: Loose, steps: readonly string[], otherwise: string): Loose {
  const value = find(document, steps);
  if (value === undefined) throw new PatchFailure(otherwise);
  return value;
}

/** A copy of the document with the value at that place; into an array it is inserted. */
function put(document: Loose, [step, ...rest]: readonly string[], value: Loose, insert: boolean): Loose {
  if (step === undefined) return value;
  if (Array.isArray(document)) {
    const last = rest.length === 0;
    const index = step === '-' && last && insert ? document.length : Number(step);
    if (!/^(0|[1-9]\d*|-)$/.test(step) || !(index <= document.length - (last && insert ? 0 : 1)))
      throw new PatchFailure(`add operation does not apply: Unable to access invalid index: ${step}`);
    const copy = [...document];
    copy.splice(index, last && insert ? 0 : 1, last ? value : put(document[index], rest, value, insert));
    return copy;
  }
  if (!isMap(document) || (rest.length > 0 && !Object.hasOwn(document, step)))
    throw new PatchFailure(`add operation does not apply: doc is missing path: /${step}`);
  return { ...document, [step]: put(document[step], rest, value, insert) };
}

function take(document: Loose, steps: readonly string[], path: string): Loose {
  read(document, steps, `remove operation does not apply: doc is missing key: ${path}`);
  const parent = steps.slice(0, -1);
  const last = steps.at(-1);
  if (last === undefined) return null;
  const holder = find(document, parent);
  if (Array.isArray(holder)) return put(document, parent, holder.toSpliced(Number(last), 1), false);
  const { [last]: _, ...others } = holder;
  return put(document, parent, others, false);
}
