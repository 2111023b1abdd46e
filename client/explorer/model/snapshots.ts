/** Snapshots of etcd, read from their `status`: the columns that `kubectl` prints for them look in the wrong place. */

import { amount } from './quantity.ts';
import { at, isTrueAt, nameOf, textAt, timeAt } from './raw.ts';

export interface Snapshot {
  readonly raw: object;
  readonly name: string;
  readonly node: string;
  readonly location: string;
  /** The bucket; empty for one on the disk of a server. */
  readonly bucket: string;
  readonly size: number | undefined;
  readonly created: number | undefined;
  readonly ready: boolean;
  readonly error: string;
}

export function snapshotOf(raw: object): Snapshot {
  return {
    raw,
    name: textAt(raw, 'spec', 'snapshotName') || nameOf(raw),
    node: textAt(raw, 'spec', 'nodeName') ?? '',
    location: textAt(raw, 'spec', 'location') ?? '',
    bucket: at(raw, 'spec', 's3') === undefined ? '' : (textAt(raw, 'spec', 's3', 'bucket') ?? 's3'),
    size: amount(at(raw, 'status', 'size')),
    created: timeAt(raw, 'status', 'creationTime'),
    ready: isTrueAt(raw, 'status', 'readyToUse'),
    error: textAt(raw, 'status', 'error', 'message') ?? '',
  };
}

/** Newest first. */
export function snapshotsOf(items: readonly object[]): readonly Snapshot[] {
  return items.map(snapshotOf).sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}
