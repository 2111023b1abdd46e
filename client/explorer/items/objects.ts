/** Lines for what else belongs to K3s: tokens, snapshots, upgrade plans. */

import { say } from '../../../server/words/say.ts';
import { age, clock, span } from '../model/age.ts';
import { sortedByName } from '../model/names.ts';
import { doneBy, planOf } from '../model/plans.ts';
import { bytes } from '../model/quantity.ts';
import { snapshotsOf } from '../model/snapshots.ts';
import { plain } from '../model/text.ts';
import { takenNames, tokenOf } from '../model/tokens.ts';
import type { ClusterSource } from '../source.ts';
import { cut, type Place } from './collected.ts';
import { COLOURS, type Item } from './item.ts';
import { nodesOf } from './nodes.ts';
import { failed, namesOf, objectLine, type Short } from './objectLine.ts';
import type { View } from './view.ts';
import { counted } from './words.ts';

export function tokenItems(place: Place, source: ClusterSource, { now }: View): readonly Item[] {
  const tokens = source.collection('bootstrapTokens').items.map((raw) => tokenOf(raw, now));
  const sorted = sortedByName(tokens, ({ id }) => id);
  const usual = cut(place, sorted, 'k3s token list', ({ id, description, usages, expires, expired }) => {
    const look = expired ? { icon: 'circle-slash', colour: COLOURS.quiet } : { icon: 'key' };
    const end = expires === undefined ? say('never expires') : say('expires in {0}', span(expires - now));
    const words = [expired ? say('expired') : end, plain(description, 100), usages.join(', ')];
    const context = `k3s.token.${expired ? 'expired' : 'valid'}`;
    return { ...objectLine(place, { name: id, id }, context, look, words), token: id };
  });
  const known = source.collection('nodes').state.kind === 'live';
  const taken = known ? takenNames(source.collection('nodePasswords').items, nodesOf(source)) : [];
  const look = { icon: 'person', colour: COLOURS.warning };
  const words = [say('node password without a node: a new machine of this name may be refused')];
  const orphan = (name: string): Item =>
    objectLine(place, { name, id: `password:${name}` }, 'k3s.nodePassword', look, words);
  return [...usual, ...cut(place, taken, 'kubectl get secrets -n kube-system', orphan, 'morePasswords')];
}

export function snapshotItems(place: Place, source: ClusterSource, { now }: View): readonly Item[] {
  const snapshots = snapshotsOf(source.collection('etcdSnapshots').items);
  return cut(place, snapshots, 'kubectl get etcdsnapshotfiles.k3s.cattle.io', (snapshot) => {
    const { raw, name, node, location, bucket, size, created, ready, error } = snapshot;
    const words = [
      error !== '' && ((short: Short) => say('failed: {0}', short(error))),
      error === '' && !ready && say('not ready'),
      created !== undefined && clock(created, now),
      size !== undefined && bytes(size),
      bucket === '' ? plain(node, 63) : say('in bucket {0}', plain(bucket, 63)),
    ];
    const look = error !== '' ? failed : { icon: bucket === '' ? 'archive' : 'cloud' };
    const context = `k3s.snapshot.${error === '' ? (ready ? 'ready' : 'pending') : 'failed'}`;
    // One that is on a disk and in a bucket has one name in both places, and two objects.
    const named = { name, id: raw };
    return objectLine(place, named, context, look, words, [say('Location'), location], [say('Age'), age(created, now)]);
  });
}

export function planItems(place: Place, source: ClusterSource): readonly Item[] {
  const nodes = nodesOf(source);
  const plans = source.collection('plans').items.map(planOf);
  const named = namesOf(plans);
  const sorted = sortedByName(plans, ({ name, namespace }) => `${name} ${namespace}`);
  return cut(place, sorted, 'kubectl get plans.upgrade.cattle.io -A', (plan) => {
    const now = plan.applying.slice(0, 5).map((name) => plain(name, 63));
    const others = plan.applying.length - now.length;
    const at = others > 0 ? say('{0} and {1} more', now.join(', '), others) : now.join(', ');
    const words = [
      plan.failure !== '' && ((short: Short) => say('stopped: {0}', short(plan.failure))),
      now.length > 0 && say('working on {0}', at),
      plan.complete && say('complete'),
      plain(plan.latest, 40) || plain(plan.wanted, 80),
      say('done on {0}', counted.nodes(doneBy(plan, nodes).length)),
    ];
    const look = plan.failure !== '' ? failed : { icon: now.length > 0 ? 'sync' : 'rocket' };
    const context = `k3s.plan.${plan.failure === '' ? (now.length > 0 ? 'working' : 'waiting') : 'failed'}`;
    return objectLine(place, named(plan), context, look, words, [say('Wants'), plan.wanted]);
  });
}
