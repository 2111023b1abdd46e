/** Kubernetes objects as they are kept: without what nobody looks at, and cut where they are huge. */

import { asArray, asRecord, asText, field } from './json.ts';

/** What every object has. Everything else in it is foreign and looked at with care. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
    readonly [other: string]: unknown;
  };
  readonly [other: string]: unknown;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const LONGEST_ANNOTATION = 32 * 1024;

/** By which objects of one kind are told apart. */
export const keyOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? `${namespace}/${name}` : name;

/** The object without the parts named by `drop`, such as `status.images` or `spec.containers.*.env`; undefined for what is no object. */
export function stripped(raw: unknown, drop: readonly string[] = []): KubeObject | undefined {
  const object = asRecord(raw);
  const metadata = asRecord(field(object, 'metadata'));
  if (!object || !metadata || !asText(field(metadata, 'name'))) return undefined;
  const namespace = field(metadata, 'namespace');
  if (namespace !== undefined && typeof namespace !== 'string') return undefined;
  delete metadata.managedFields;
  const annotations = asRecord(field(metadata, 'annotations'));
  if (annotations) {
    delete annotations[LAST_APPLIED];
    for (const [key, value] of Object.entries(annotations))
      if (typeof value === 'string' && value.length > LONGEST_ANNOTATION)
        annotations[key] = `${value.slice(0, LONGEST_ANNOTATION)}…`;
  }
  for (const path of drop) remove(object, path.split('.'));
  return object as unknown as KubeObject;
}

/** `*` stands for each one of a list. */
function remove(from: unknown, [first = '', ...rest]: readonly string[]): void {
  if (first === '*') for (const one of asArray(from) ?? []) remove(one, rest);
  else if (rest.length > 0) remove(field(asRecord(from), first), rest);
  else delete asRecord(from)?.[first];
}

/** Only what the object is called: nothing of what is in it. */
export function metadataOnly(raw: unknown): KubeObject | undefined {
  const object = stripped(raw);
  return object && { metadata: object.metadata };
}
