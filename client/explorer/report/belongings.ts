/** Tables of what K3s keeps in a cluster: AddOns, snapshots, upgrade plans. */

import { say } from '../../../server/words/say.ts';
import { addonsOf } from '../model/addons.ts';
import { clock } from '../model/age.ts';
import { sortedByName } from '../model/names.ts';
import { planOf } from '../model/plans.ts';
import { bytes } from '../model/quantity.ts';
import { snapshotsOf } from '../model/snapshots.ts';
import { cell } from '../model/text.ts';
import type { ClusterSource } from '../source.ts';
import { cutTable } from './markdown.ts';

const MOST_ADDONS = 100;

/** What each owns: K3s tells the kinds, and marks the objects. */
export function addonTable(source: ClusterSource): string {
  const addons = sortedByName(addonsOf(source.collection('addons').items, []), ({ name }) => name);
  const head = [say('AddOn'), say('File'), say('Kinds'), say('Listed by')];
  return cutTable(head, addons, MOST_ADDONS, ({ name, source: file, kinds, listing }) => [
    cell(name),
    cell(file),
    kinds.map(({ kind }) => kind).join(', '),
    listing === '' ? '' : cell(listing, 4000),
  ]);
}

/** The newest ones; older ones are in the tree. */
const NEWEST = 10;

export function snapshotTable(source: ClusterSource, now: number): string {
  const snapshots = snapshotsOf(source.collection('etcdSnapshots').items);
  const head = [say('Snapshot'), say('Time'), say('Size'), say('Where'), say('Error')];
  return cutTable(head, snapshots, NEWEST, ({ name, node, bucket, size, created, error }) => [
    cell(name),
    created === undefined ? '–' : clock(created, now),
    size === undefined ? '–' : bytes(size),
    bucket === '' ? cell(node) : cell(bucket),
    error === '' ? '' : cell(error),
  ]);
}

export function planTable(source: ClusterSource): string {
  const plans = sortedByName(source.collection('plans').items.map(planOf), ({ name }) => name);
  const head = [say('Plan'), say('Version'), say('Working on'), say('Stopped by')];
  return cutTable(head, plans, NEWEST, ({ name, latest, wanted, applying, failure }) => {
    const at = applying.slice(0, NEWEST).map((node) => cell(node));
    const more = applying.length - at.length;
    return [
      cell(name),
      cell(latest || wanted),
      [...at, ...(more > 0 ? [say('and {0} more', more)] : [])].join(', ') || '–',
      failure === '' ? '' : cell(failure),
    ];
  });
}
