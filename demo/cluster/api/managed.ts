/** metadata.managedFields: who wrote what, as every object of a real server says. */

import { isMap } from '../patch/merge.ts';
import type { Draft, KubeObject, Loose } from '../store/object.ts';
import { alike } from '../store/store.ts';

/** Who writes, and by which way. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly time: string;
}

const NOT_OWNED = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'name',
  'namespace',
  'generateName',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];
const KEYS = ['name', 'type', 'uid', 'containerPort', 'mountPath', 'key'];

/** `next` with the fields that `writer` changed written down as its own. */
export function withManager(before: KubeObject | undefined, next: Draft, writer: Writer): Draft {
  const entries: readonly Loose[] = before?.metadata.managedFields ?? [];
  const changed = changes(before === undefined ? {} : owned(before), owned(next));
  if (Object.keys(changed).length === 0) return { ...next, metadata: { ...next.metadata, managedFields: entries } };
  const mine = ({ manager, subresource, operation }: Loose) =>
    manager === writer.manager && operation === 'Update' && subresource === writer.subresource;
  const fields = union(entries.find(mine)?.fieldsV1 ?? {}, changed);
  const entry = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: next.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
  return { ...next, metadata: { ...next.metadata, managedFields: [...entries.filter((one) => !mine(one)), entry] } };
}

/** All but what the server itself looks after. */
function owned({ apiVersion: _, kind: __, metadata, ...rest }: Draft): Loose {
  const kept = Object.entries(metadata).filter(([name]) => !NOT_OWNED.includes(name));
  return kept.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(kept) };
}

/** The set of fields that are new or different, in the notation of FieldsV1. */
function changes(before: Loose, after: Loose): Record<string, Loose> {
  const set: Record<string, Loose> = {};
  if (Array.isArray(after)) {
    for (const item of after) {
      const key = KEYS.find((name) => isMap(item) && item[name] !== undefined);
      if (key === undefined) continue;
      const old = Array.isArray(before) ? before.find((one) => one?.[key] === item[key]) : undefined;
      const inner = changes(old ?? {}, item);
      if (old === undefined || Object.keys(inner).length > 0)
        set[`k:${JSON.stringify({ [key]: item[key] })}`] = old === undefined ? { '.': {}, ...inner } : inner;
    }
    return set;
  }
  for (const [name, value] of Object.entries<Loose>(after)) {
    if (value === undefined || alike(before?.[name], value)) continue;
    const inner = typeof value === 'object' && value !== null ? changes(before?.[name] ?? {}, value) : {};
    set[`f:${name}`] =
      before?.[name] === undefined && isMap(value) && Object.keys(inner).length > 0 ? { '.': {}, ...inner } : inner;
  }
  return set;
}

function union(a: Loose, b: Loose): Loose {
  const result = { ...a };
  for (const [name, value] of Object.entries<Loose>(b))
    result[name] = name in result ? union(result[name], value) : value;
  return result;
}
