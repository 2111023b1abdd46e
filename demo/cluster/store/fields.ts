/** Field selectors: which fields of which kind may be asked for, and what they hold. */

import { type ResourceType, typeId } from '../api/resources.ts';
import { SelectorError } from './labels.ts';
import type { KubeObject, Loose } from './object.ts';

type Read = (object: KubeObject) => Loose;

const ALWAYS: Readonly<Record<string, Read>> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace,
};

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** What the real server knows beyond name and namespace, by resource. */
const MORE: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  pods: {
    'spec.nodeName': ({ spec }) => spec?.nodeName,
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy,
    'spec.schedulerName': ({ spec }) => spec?.schedulerName,
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName,
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase,
    'status.podIP': ({ status }) => status?.podIP,
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName,
  },
  nodes: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  namespaces: { 'status.phase': ({ status }) => status?.phase, name: ({ metadata }) => metadata.name },
  secrets: { type: ({ type }) => type },
  services: { 'spec.clusterIP': ({ spec }) => spec?.clusterIP, 'spec.type': ({ spec }) => spec?.type },
  'jobs.batch': { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  'replicasets.apps': { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  events: {
    ...Object.fromEntries(
      INVOLVED.map((field) => [`involvedObject.${field}`, (event: KubeObject) => event.involvedObject?.[field]]),
    ),
    reason: ({ reason }) => reason,
    reportingComponent: ({ reportingComponent, source }) => reportingComponent || source?.component,
    source: ({ source, reportingComponent }) => source?.component || reportingComponent,
    type: ({ type }) => type,
  },
};

/** Newer events name some fields differently. */
const VIEW_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^regarding\./, 'involvedObject.'],
  [/^reportingController$/, 'reportingComponent'],
];

/** Reads `a=b,c!=d`; a backslash keeps a comma, an equals sign or a backslash. */
export function parseFields(text: string, type: ResourceType): (object: KubeObject) => boolean {
  const terms = (text.match(/(?:\\.|[^,\\])+/g) ?? []).filter((term) => term.trim() !== '');
  const all = terms.map((term) => {
    const found = /^((?:\\.|[^=!\\])+)(!=|==|=)((?:\\.|[^=\\])*)$/.exec(term);
    if (found === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator, raw = ''] = found;
    const read = fieldOf(type, field);
    const value = raw.replace(/\\(.)/g, '$1');
    return (object: KubeObject) => ((read(object) ?? '') === value) !== (operator === '!=');
  });
  return (object) => all.every((matches) => matches(object));
}

function fieldOf(type: ResourceType, field: string): Read {
  if (type.columns !== undefined) {
    const read = ALWAYS[field];
    if (read !== undefined) return read;
    throw new SelectorError(`field label not supported: ${field}`);
  }
  const stored =
    type.viewOf === undefined ? field : VIEW_NAMES.reduce((name, [from, to]) => name.replace(from, to), field);
  const read = ALWAYS[stored] ?? MORE[typeId(type)]?.[stored];
  if (read === undefined) throw new SelectorError(`field label not supported: ${field}`);
  return read;
}
