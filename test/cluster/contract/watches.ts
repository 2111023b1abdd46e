/** Watches: order, resuming, selections, bookmarks, and versions that are too old. */

import assert from 'node:assert/strict';
import type { Json, Watching } from '../client.ts';
import type { Expectation } from '../contract.ts';
import { ok, type Scratch } from '../scratch.ts';

const told = ({ type, object }: Json) => `${type} ${object.metadata.name}`;

async function take(watching: Watching, count: number): Promise<Json[]> {
  const events: Json[] = [];
  while (events.length < count) events.push(await watching.next());
  return events;
}

async function from(t: Scratch, query: string, resource = 'configmaps'): Promise<Watching> {
  const { metadata } = ok(await t.api.get(t.at(resource)));
  const watching = await t.api.watch(`${t.at(resource)}?resourceVersion=${metadata.resourceVersion}${query}`);
  t.later(async () => watching.close());
  return watching;
}

export const watches: readonly Expectation[] = [
  {
    name: 'a watch tells what happens after the list, in order, with whole objects',
    async run(t) {
      const watching = await from(t, '&fieldSelector=metadata.name%3Done');
      const made = await t.configMap('one');
      await t.api.patch(`${t.at('configmaps')}/one`, 'application/merge-patch+json', { data: { a: 'b' } });
      await t.api.delete(`${t.at('configmaps')}/one`);
      const events = await take(watching, 3);
      assert.deepEqual(events.map(told), ['ADDED one', 'MODIFIED one', 'DELETED one']);
      assert.equal(events[0].object.kind, 'ConfigMap');
      assert.equal(events[0].object.metadata.uid, made.metadata.uid);
      assert.deepEqual(events[1].object.data, { a: 'b' });
      const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
      assert.deepEqual(
        versions,
        [...versions].sort((a, b) => a - b),
      );
      assert.equal(new Set(versions).size, 3);
    },
  },
  {
    name: 'a watch goes on from the version of any event, without repeating it',
    async run(t) {
      const watching = await from(t, '&labelSelector=mine');
      for (const name of ['a', 'b', 'c']) await t.configMap(name, { labels: { mine: 'yes' } });
      const [first] = await take(watching, 1);
      watching.close();
      const again = await t.api.watch(
        `${t.at('configmaps')}?labelSelector=mine&resourceVersion=${first.object.metadata.resourceVersion}`,
      );
      t.later(async () => again.close());
      assert.deepEqual((await take(again, 2)).map(told), ['ADDED b', 'ADDED c']);
    },
  },
  {
    name: 'what leaves the selection is deleted for this watch, what enters it is added',
    async run(t) {
      await t.configMap('one', { labels: { shown: 'no' } });
      const watching = await from(t, '&labelSelector=shown%3Dyes');
      const label = (shown: string) =>
        t.api.patch(`${t.at('configmaps')}/one`, 'application/merge-patch+json', { metadata: { labels: { shown } } });
      const shown = ok(await label('yes'));
      const hidden = ok(await label('no'));
      const events = await take(watching, 2);
      assert.deepEqual(events.map(told), ['ADDED one', 'DELETED one']);
      assert.equal(events[0].object.metadata.resourceVersion, shown.metadata.resourceVersion);
      assert.equal(events[1].object.metadata.resourceVersion, hidden.metadata.resourceVersion);
      assert.equal(events[1].object.metadata.labels.shown, 'yes', 'as it was seen last');
    },
  },
  {
    name: 'without a version a watch begins with everything there is',
    async run(t) {
      await t.configMap('a', { labels: { mine: 'yes' } });
      const watching = await t.api.watch(`${t.at('configmaps')}?labelSelector=mine`);
      t.later(async () => watching.close());
      assert.deepEqual((await take(watching, 1)).map(told), ['ADDED a']);
    },
  },
  {
    name: 'timeoutSeconds ends a watch, and a bookmark comes before the end',
    async run(t) {
      const watching = await from(t, '&timeoutSeconds=4&allowWatchBookmarks=true&labelSelector=nobody');
      // Nothing of the selection changes, but the version goes on.
      const other = await t.configMap('other');
      await t.target.pass(4_100);
      const events = await watching.rest();
      assert.ok(events.length >= 1);
      assert.deepEqual([...new Set(events.map(({ type }) => type))], ['BOOKMARK']);
      const { object } = events.at(-1);
      assert.equal(object.kind, 'ConfigMap');
      assert.ok(Number(object.metadata.resourceVersion) >= Number(other.metadata.resourceVersion));
    },
  },
  {
    name: 'nobody gets bookmarks without asking for them',
    async run(t) {
      const watching = await from(t, '&timeoutSeconds=4&labelSelector=nobody');
      await t.target.pass(4_100);
      assert.deepEqual(await watching.rest(), []);
    },
  },
  {
    name: 'a version that is too old gets an ERROR event with a Status 410',
    async run(t) {
      const watching = await t.api.watch(`${t.at('configmaps')}?resourceVersion=1`);
      const [event] = await take(watching, 1);
      assert.equal(event.type, 'ERROR');
      assert.equal(event.object.kind, 'Status');
      assert.equal(event.object.code, 410);
      assert.equal(event.object.reason, 'Expired');
      assert.match(event.object.message, /too old/);
      assert.equal(await watching.next(), undefined, 'and then it is over');
    },
  },
  {
    name: 'sendInitialEvents ends the beginning with a marked bookmark',
    async run(t) {
      await t.configMap('a', { labels: { mine: 'yes' } });
      const query =
        '?labelSelector=mine&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const watching = await t.api.watch(t.at('configmaps') + query);
      t.later(async () => watching.close());
      const [added, mark] = await take(watching, 2);
      assert.equal(told(added), 'ADDED a');
      assert.equal(mark.type, 'BOOKMARK');
      assert.equal(mark.object.metadata.annotations['k8s.io/initial-events-end'], 'true');
    },
  },
  {
    name: 'sendInitialEvents without its version match is invalid',
    async run(t) {
      const answer = await t.api.get(`${t.at('configmaps')}?watch=true&sendInitialEvents=true`);
      assert.equal(answer.code, 422);
      assert.match(answer.json.message, /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan/);
    },
  },
];
