/** AddOns: the files in `server/manifests` that K3s applies, and whether it could. */

import { type Event, eventsOf } from './events.ts';
import { listAt, nameOf, namespaceOf, textAt } from './raw.ts';

export interface Addon {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
  /** The file, on the server that applied it. */
  readonly source: string;
  readonly checksum: string;
  /** Kinds of objects in it. */
  readonly kinds: readonly string[];
  /** Why the file was not applied; K3s says that in events and nowhere else. */
  readonly error: Event | undefined;
}

/** With it K3s begins; how that ended, another one of the same second says. */
const BEGINNING = 'ApplyingManifest';

/** @param events those about AddOns; of each the newest that says how it went decides */
export function addonsOf(items: readonly object[], events: readonly object[]): readonly Addon[] {
  const newest = new Map<string, Event>();
  for (const event of eventsOf(events)) {
    if (event.kind === 'Addon' && event.reason !== BEGINNING && !newest.has(event.name)) newest.set(event.name, event);
  }
  return items.map((raw) => {
    const name = nameOf(raw);
    const last = newest.get(name);
    return {
      raw,
      name,
      namespace: namespaceOf(raw),
      source: textAt(raw, 'spec', 'source') ?? '',
      checksum: textAt(raw, 'spec', 'checksum') ?? '',
      kinds: listAt(raw, 'status', 'gvks').flatMap((kind) => textAt(kind, 'Kind') ?? textAt(kind, 'kind') ?? []),
      error: last?.warning ? last : undefined,
    };
  });
}
