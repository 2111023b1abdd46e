/** What names, labels and taints must look like; the messages are those of the real server. */

import type { Draft, Loose } from '../store/object.ts';
import type { ResourceType } from './resources.ts';
import { ApiError, type Cause } from './status.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const DNS_LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
  "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
  "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Refuses an object whose metadata or taints no server would take. */
export function validate(type: ResourceType, { metadata, spec, data }: Draft): void {
  const causes: Cause[] = [];
  const bad = (field: string, value: unknown, why: string) =>
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field });
  const { name, generateName, labels = {}, annotations = {} } = metadata;
  if (!name && !generateName)
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    });
  else if (name) {
    const label = type.kind === 'Namespace' || type.kind === 'Service';
    if (!(label ? DNS_LABEL : SUBDOMAIN).test(name))
      bad('metadata.name', name, label ? DNS_LABEL_TEXT : SUBDOMAIN_TEXT);
    if (name.length > (label ? 63 : 253))
      bad('metadata.name', name, `must be no more than ${label ? 63 : 253} characters`);
  }
  for (const [key, value] of Object.entries<Loose>(labels)) {
    keyMistake(key, (why) => bad('metadata.labels', key, why));
    valueMistake(value, (why) => bad('metadata.labels', value, why));
  }
  for (const key of Object.keys(annotations))
    keyMistake(key.toLowerCase(), (why) => bad('metadata.annotations', key, why));
  if (type.kind === 'ConfigMap' || type.kind === 'Secret')
    for (const key of Object.keys(data ?? {})) if (!CONFIG_KEY.test(key)) bad(`data[${key}]`, key, CONFIG_KEY_TEXT);
  if (type.kind === 'Node') causes.push(...taintMistakes(spec?.taints ?? []));
  if (causes.length > 0) throw ApiError.invalid(type, name ?? '', causes);
}

function keyMistake(key: string, bad: (why: string) => void): void {
  const [prefix, rest] = key.includes('/')
    ? [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
    : [undefined, key];
  if (prefix === '') bad('prefix part must be non-empty');
  else if (prefix !== undefined && prefix.length > 253) bad('prefix part must be no more than 253 characters');
  else if (prefix !== undefined && !SUBDOMAIN.test(prefix)) bad(`prefix part ${SUBDOMAIN_TEXT}`);
  if (rest === '') bad('name part must be non-empty');
  else if (rest.length > 63) bad('name part must be no more than 63 characters');
  if (!QUALIFIED.test(rest)) bad(QUALIFIED_TEXT);
}

function valueMistake(value: Loose, bad: (why: string) => void): void {
  if (typeof value !== 'string')
    throw ApiError.badRequest(
      `json: cannot unmarshal ${typeof value} into Go struct field ObjectMeta.metadata.labels of type string`,
    );
  if (value.length > 63) bad('must be no more than 63 characters');
  if (!LABEL_VALUE.test(value)) bad(LABEL_VALUE_TEXT);
}

function taintMistakes(taints: readonly Loose[]): Cause[] {
  const causes: Cause[] = [];
  const seen = new Set<string>();
  for (const [index, { key = '', value = '', effect }] of taints.entries()) {
    const field = `spec.taints[${index}]`;
    const bad = (part: string, wrong: unknown, why: string) =>
      causes.push({
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(wrong)}: ${why}`,
        field: `${field}${part}`,
      });
    keyMistake(key, (why) => bad('.key', key, why));
    valueMistake(value, (why) => bad('.value', value, why));
    if (!effect) causes.push({ reason: 'FieldValueRequired', message: 'Required value', field: `${field}.effect` });
    else if (!EFFECTS.includes(effect))
      causes.push({
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${JSON.stringify(effect)}: supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`,
        field: `${field}.effect`,
      });
    const id = `${key} ${effect}`;
    if (seen.has(id))
      causes.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${JSON.stringify({ key, value, effect })}: taints must be unique by key and effect pair`,
        field,
      });
    seen.add(id);
  }
  return causes;
}
