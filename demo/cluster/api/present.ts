/** Turns stored objects into what goes over the wire: whole, as metadata, or as rows. */

import { Entry, type KubeObject, type Loose } from '../store/object.ts';
import type { Column } from '../tables/column.ts';
import { printerOf } from '../tables/table.ts';
import { groupVersion, type ResourceType } from './resources.ts';

/** How much of the object goes with a row. */
export type Include = 'None' | 'Metadata' | 'Object';

/** The item of a list; only custom kinds repeat there what they are. */
export function itemJson(entry: Entry, type: ResourceType): string {
  return type.columns === undefined && type.computed === undefined ? entry.bareJson : entry.json;
}

/** Just the metadata, as an object of its own kind. */
export function metadataOnly({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** A whole table as text; watches leave out the columns after the first one. */
export function tableJson(
  type: ResourceType,
  entries: readonly Entry[],
  metadata: object,
  { include, now, columns = true }: { include: Include; now: number; columns?: boolean },
): string {
  const printer = printerOf(type);
  const rows = entries.map((entry) => {
    const cells = JSON.stringify(printer.cells(entry.object, now));
    const object =
      include === 'None' ? 'null' : include === 'Object' ? entry.json : JSON.stringify(metadataOnly(entry.object));
    const conditions = rowConditions(type, entry.object);
    return `{"cells":${cells},${conditions}"object":${object}}`;
  });
  const head = columns ? JSON.stringify(printer.columns satisfies readonly Column[]) : 'null';
  return `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(metadata)},"columnDefinitions":${head},"rows":[${rows.join(',')}]}`;
}

/** Finished pods are marked, so that clients may hide them. */
function rowConditions({ kind }: ResourceType, { status }: KubeObject): string {
  const phase = kind === 'Pod' ? status?.phase : undefined;
  if (phase !== 'Succeeded' && phase !== 'Failed') return '';
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return `"conditions":[${JSON.stringify({ type: 'Completed', status: 'True', reason: phase, message })}],`;
}

const views = new WeakMap<Entry, Entry>();

/** The same object as the other group that serves it shows it. */
export function viewed(entry: Entry, type: ResourceType): Entry {
  if (type.viewOf === undefined) return entry;
  let view = views.get(entry);
  if (view === undefined) {
    view = new Entry(entry.key, newerEvent(entry.object, type));
    views.set(entry, view);
  }
  return view;
}

/** An event of core/v1 in the words of events.k8s.io/v1. */
function newerEvent(event: KubeObject, type: ResourceType): KubeObject {
  const { metadata, involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent } = event;
  const { reportingInstance, eventTime, reason, series, type: kind } = event;
  const given: Loose = {
    eventTime: eventTime ?? null,
    series,
    reason,
    regarding: involvedObject,
    note: message,
    type: kind,
    reportingController: reportingComponent,
    reportingInstance,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    deprecatedCount: count,
  };
  return { kind: 'Event', apiVersion: groupVersion(type), metadata, ...given };
}
