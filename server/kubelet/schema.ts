/** The JSON Schema of a kubelet file for a release, out of the tables of fields: for editors without our server. */

import type { Release } from '../knowledge/flag.ts';
import { childrenOf, defaultOf, isInMinor, keysOf, valuesOf } from '../knowledge/kubelet.ts';
import type { FieldType, KubeletField } from '../knowledge/kubeletField.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';

type Schema = Readonly<Record<string, unknown>>;

const DURATION: Schema = { type: 'string', pattern: '^[-+]?((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h))+$|^0$' };

/** A schema that knows the fields of the Kubernetes in a K3s release and the types the kubelet takes. */
export function kubeletSchema(release: Release): Schema {
  const { minor } = kubernetesOf(release);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://k3s-config.github.io/schema/${release}/kubelet.json`,
    title: `KubeletConfiguration of K3s ${release}`,
    ...objectOf('', minor),
  };
}

function objectOf(path: string, minor: number): Schema {
  const fields = [...childrenOf(path).values()].filter(({ field }) => isInMinor(field, minor));
  const header = {
    apiVersion: { type: 'string', enum: [kubeletApiVersion], description: 'The version of the file format.' },
    kind: { type: 'string', enum: [kubeletKind], description: 'What the file is.' },
  };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...(path === '' ? header : {}),
      ...Object.fromEntries(fields.map((child) => [child.name, fieldOf(child.path, child.field, minor)])),
    },
  };
}

function fieldOf(path: string, field: KubeletField, minor: number): Schema {
  const preset = defaultOf(field, minor);
  const values = valuesOf(field, minor);
  const own = field.type.startsWith('list<') ? {} : limitsOf(field, values && Object.keys(values));
  return {
    ...typeOf(path, field, minor),
    ...own,
    ...(preset === null || preset === '' || field.type === 'quantity' ? {} : { default: preset }),
    ...(field.deprecated !== undefined && minor >= field.deprecated ? { deprecated: true } : {}),
    description: field.doc.replace(/`/g, ''),
    markdownDescription: field.doc,
  };
}

function limitsOf({ min, max, type }: KubeletField, values: readonly string[] | undefined): Schema {
  return {
    ...(min !== undefined && isNumber(type) ? { minimum: min } : {}),
    ...(max !== undefined && isNumber(type) ? { maximum: max } : {}),
    ...(type === 'enum' && values && values.length > 0 ? { enum: values } : {}),
  };
}

const isNumber = (type: FieldType): boolean => ['int32', 'int64', 'uint32', 'float'].includes(type);

function typeOf(path: string, field: KubeletField, minor: number): Schema {
  const { type } = field;
  if (type === 'object') return objectOf(path, minor);
  if (type === 'list<object>') return { type: 'array', items: objectOf(`${path}[]`, minor) };
  if (type.startsWith('list<')) return { type: 'array', items: single(type.slice(5, -1) as FieldType) };
  if (!type.startsWith('map<')) return single(type);
  const value = type.slice(type.indexOf(',') + 1, -1) as FieldType;
  const one = value.startsWith('list<') ? { type: 'array', items: { type: 'string' } } : single(value);
  const keys = keysOf(field, minor);
  // Sizes of huge pages are names of their own.
  if (!keys || Object.keys(keys).some((key) => key.includes('<')))
    return { type: 'object', patternProperties: { '': one } };
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(keys).map(([key, { doc }]) => [key, { ...one, ...(doc ? { description: doc } : {}) }]),
    ),
  };
}

function single(type: FieldType): Schema {
  switch (type) {
    case 'bool':
      return { type: 'boolean' };
    case 'int32':
    case 'int64':
    case 'uint32':
      return { type: 'integer' };
    case 'float':
      return { type: 'number' };
    case 'duration':
      return DURATION;
    case 'durationOrNanoseconds':
    case 'quantity':
      return { type: ['string', 'number'] };
    default:
      return { type: 'string' };
  }
}
