/** AddOns: the files in `server/manifests` that K3s applies, whether it could, and how their objects are found. */

import { createHash } from 'node:crypto';
import { type Event, eventsOf } from './events.ts';
import { mapAt, nameOf, namespaceOf, textAt } from './raw.ts';

export interface Addon {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
  /** The file, on the server that applied it. */
  readonly source: string;
  readonly checksum: string;
  /** Kinds of the objects that K3s made from it: it writes down no more of them. */
  readonly kinds: readonly Kind[];
  /** What lists these objects, to be run by a person; empty where no kinds are told. */
  readonly listing: string;
  /** Why the file was not applied; K3s says that in events and nowhere else. */
  readonly error: Event | undefined;
}

export interface Kind {
  readonly kind: string;
  /** Empty for those of Kubernetes itself. */
  readonly group: string;
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
    const namespace = namespaceOf(raw);
    const last = newest.get(name);
    const kinds = kindsOf(raw);
    return {
      raw,
      name,
      namespace,
      source: textAt(raw, 'spec', 'source') ?? '',
      checksum: textAt(raw, 'spec', 'checksum') ?? '',
      kinds,
      listing: listingOf(kinds, name, namespace),
      error: last?.warning ? last : undefined,
    };
  });
}

/** Written as `/v1, Kind=ConfigMap;apps/v1, Kind=Deployment`; what has another form may mean something to a shell. */
function kindsOf(raw: object): readonly Kind[] {
  const written = mapAt(raw, 'metadata', 'annotations').get('addon.k3s.cattle.io/gvks') ?? '';
  const kinds = written.split(';').flatMap((one): Kind[] => {
    const [, group = '', kind] = /^(?:([a-z0-9.-]*)\/)?[a-z0-9]+, Kind=([A-Za-z0-9]+)$/.exec(one) ?? [];
    return kind === undefined ? [] : [{ kind, group }];
  });
  return [...new Map(kinds.map((one) => [typeOf(one), one])).values()];
}

/** As `kubectl` is told of a kind: `Deployment.apps`. */
const typeOf = ({ kind, group }: Kind): string => (group === '' ? kind : `${kind}.${group}`);

/** K3s marks each object with a hash over its owner: identity of the set, which is empty, kind, name and namespace. */
function listingOf(kinds: readonly Kind[], name: string, namespace: string): string {
  if (kinds.length === 0) return '';
  const hash = createHash('sha1').update(`k3s.cattle.io/v1, Kind=Addon${name}${namespace}`).digest('hex');
  return `kubectl get ${kinds.map(typeOf).join(',')} -A -l objectset.rio.cattle.io/hash=${hash}`;
}
