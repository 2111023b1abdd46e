/** Lists: versions, pages, selectors, and what is refused. */

import assert from 'node:assert/strict';
import type { Expectation } from '../contract.ts';
import { ok, Skip } from '../scratch.ts';

const names = (list: { items: { metadata: { name: string } }[] }) => list.items.map(({ metadata }) => metadata.name);

export const lists: readonly Expectation[] = [
  {
    name: 'a list names its kind and version, its items do not',
    async run(t) {
      const { metadata } = await t.configMap('one');
      // A server that has just started may answer from a memory that is a moment behind SQLite.
      const fresh = `resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`;
      const list = ok(await t.api.get(`${t.at('configmaps')}?${fresh}`));
      assert.equal(list.kind, 'ConfigMapList');
      assert.equal(list.apiVersion, 'v1');
      assert.match(list.metadata.resourceVersion, /^\d+$/);
      const item = list.items.find(({ metadata }: { metadata: { name: string } }) => metadata.name === 'one');
      assert.equal(item.kind, undefined);
      assert.equal(item.metadata.namespace, t.namespace);
    },
  },
  {
    name: 'pages show one version: what is created in between does not appear',
    async run(t) {
      for (const name of ['a', 'c', 'e', 'g']) await t.configMap(name, { labels: { page: 'yes' } });
      const first = ok(await t.api.get(`${t.at('configmaps')}?limit=2&labelSelector=page`));
      assert.deepEqual(names(first), ['a', 'c']);
      assert.notEqual(first.metadata.continue, undefined);
      assert.equal(first.metadata.remainingItemCount, undefined, 'nobody counts behind a selector');
      await t.configMap('d', { labels: { page: 'yes' } });
      await t.api.delete(`${t.at('configmaps')}/g`);
      const second = ok(
        await t.api.get(
          `${t.at('configmaps')}?limit=2&labelSelector=page&continue=${encodeURIComponent(first.metadata.continue)}`,
        ),
      );
      assert.deepEqual(names(second), ['e', 'g']);
      assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
      // Where something else comes behind what was selected, there is another page with nothing on it.
      const { continue: token } = second.metadata;
      if (token !== undefined) {
        const query = `limit=2&labelSelector=page&continue=${encodeURIComponent(token)}`;
        const third = ok(await t.api.get(`${t.at('configmaps')}?${query}`));
        assert.deepEqual([names(third), third.metadata.continue], [[], undefined]);
      }
    },
  },
  {
    name: 'without selectors a page says how many remain',
    async run(t) {
      for (const name of ['a', 'b', 'c']) await t.pod(name);
      const page = ok(await t.api.get(`${t.at('pods')}?limit=1`));
      assert.equal(page.metadata.remainingItemCount, 2);
    },
  },
  {
    name: 'a page that is too old to go on gets 410 and a token to go on with anyway',
    async run(t) {
      const { forget } = t.target;
      if (forget === undefined) throw new Skip('this server cannot be made to forget');
      for (const name of ['a', 'b', 'c']) await t.pod(name);
      const page = ok(await t.api.get(`${t.at('pods')}?limit=1`));
      await t.pod('bb');
      await forget();
      const expired = await t.api.get(`${t.at('pods')}?limit=1&continue=${encodeURIComponent(page.metadata.continue)}`);
      assert.equal(expired.code, 410);
      assert.equal(expired.json.reason, 'Expired');
      assert.match(
        expired.json.message,
        /^The provided continue parameter is too old to display a consistent list result/,
      );
      const onward = ok(
        await t.api.get(`${t.at('pods')}?continue=${encodeURIComponent(expired.json.metadata.continue)}`),
      );
      assert.deepEqual(names(onward), ['b', 'bb', 'c']);
    },
  },
  {
    name: 'a token that is none is refused with 400, and so is a version beside a token',
    async run(t) {
      const wrong = await t.api.get(`${t.at('pods')}?limit=1&continue=nonsense`);
      assert.equal(wrong.code, 400);
      assert.equal(wrong.json.reason, 'BadRequest');
      for (const name of ['a', 'b']) await t.pod(name);
      const page = ok(await t.api.get(`${t.at('pods')}?limit=1`));
      const both = await t.api.get(
        `${t.at('pods')}?limit=1&resourceVersion=${page.metadata.resourceVersion}&continue=${encodeURIComponent(page.metadata.continue)}`,
      );
      assert.equal(both.code, 400);
    },
  },
  {
    name: 'resourceVersion=0 answers from memory and knows no pages',
    async run(t) {
      for (const name of ['a', 'b', 'c']) await t.pod(name);
      // The memory of a real server may be a moment behind.
      for (let tries = 0; ; tries++) {
        const list = ok(await t.api.get(`${t.at('pods')}?limit=1&resourceVersion=0`));
        if (names(list).length === 3) {
          assert.equal(list.metadata.continue, undefined);
          return;
        }
        assert.ok(tries < 20, names(list).join());
        await t.target.pass(100);
      }
    },
  },
  {
    name: 'resourceVersionMatch=Exact shows the past',
    async run(t) {
      await t.pod('a');
      const before = ok(await t.api.get(t.at('pods')));
      await t.pod('b');
      const past = ok(
        await t.api.get(
          `${t.at('pods')}?resourceVersion=${before.metadata.resourceVersion}&resourceVersionMatch=Exact`,
        ),
      );
      assert.deepEqual(names(past), ['a']);
      const newer = ok(
        await t.api.get(
          `${t.at('pods')}?resourceVersion=${before.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`,
        ),
      );
      assert.deepEqual(names(newer), ['a', 'b']);
    },
  },
  {
    name: 'resourceVersionMatch without a version is invalid',
    async run(t) {
      const answer = await t.api.get(`${t.at('pods')}?resourceVersionMatch=Exact`);
      assert.equal(answer.code, 422);
      assert.equal(answer.json.reason, 'Invalid');
      assert.match(answer.json.message, /resourceVersionMatch is forbidden unless resourceVersion is provided/);
    },
  },
  {
    name: 'a version from the future times out',
    async run(t) {
      const { metadata } = ok(await t.api.get(t.at('pods')));
      const answer = await t.api.get(`${t.at('pods')}?resourceVersion=${Number(metadata.resourceVersion) + 1_000_000}`);
      assert.equal(answer.code, 504);
      assert.equal(answer.json.reason, 'Timeout');
      assert.equal(answer.json.details.causes[0].reason, 'ResourceVersionTooLarge');
      assert.equal(answer.headers['retry-after'], String(answer.json.details.retryAfterSeconds));
    },
  },
  {
    name: 'label selectors: equality, sets, presence and absence',
    async run(t) {
      await t.pod('a', { tier: 'front', app: 'x' });
      await t.pod('b', { tier: 'back' });
      await t.pod('c');
      const cases: [selector: string, expected: string[]][] = [
        ['tier=front', ['a']],
        ['tier==front', ['a']],
        ['tier!=front', ['b', 'c']],
        ['tier in (front,back)', ['a', 'b']],
        ['tier notin (front)', ['b', 'c']],
        ['tier', ['a', 'b']],
        ['!tier', ['c']],
        ['tier,!app', ['b']],
        ['tier in (front, back),app=x', ['a']],
      ];
      for (const [selector, expected] of cases)
        assert.deepEqual(
          names(ok(await t.api.get(`${t.at('pods')}?labelSelector=${encodeURIComponent(selector)}`))),
          expected,
          selector,
        );
      assert.equal((await t.api.get(`${t.at('pods')}?labelSelector=${encodeURIComponent('tier in front')}`)).code, 400);
    },
  },
  {
    name: 'field selectors: name, phase, node; others are refused',
    async run(t) {
      await t.pod('a');
      await t.readyPod('b', {});
      const cases: [selector: string, expected: string[]][] = [
        ['metadata.name=a', ['a']],
        ['metadata.name!=a', ['b']],
        ['status.phase=Running', ['b']],
        ['status.phase!=Running,spec.nodeName=', ['a']],
      ];
      for (const [selector, expected] of cases)
        assert.deepEqual(
          names(ok(await t.api.get(`${t.at('pods')}?fieldSelector=${encodeURIComponent(selector)}`))),
          expected,
          selector,
        );
      const unknown = await t.api.get(`${t.at('pods')}?fieldSelector=spec.hostname%3Da`);
      assert.equal(unknown.code, 400);
      assert.match(unknown.json.message, /field label not supported: spec.hostname/);
    },
  },
  {
    name: 'events are found by what they are about',
    async run(t) {
      const event = (name: string, about: string, type: string) =>
        t.api.post(t.at('events'), {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name },
          involvedObject: { kind: 'Pod', namespace: t.namespace, name: about },
          type,
          reason: 'Tested',
          message: 'm',
        });
      ok(await event('one', 'a', 'Warning'));
      ok(await event('two', 'b', 'Normal'));
      const about = ok(
        await t.api.get(`${t.at('events')}?fieldSelector=involvedObject.name%3Da,involvedObject.kind%3DPod`),
      );
      assert.deepEqual(names(about), ['one']);
      assert.deepEqual(names(ok(await t.api.get(`${t.at('events')}?fieldSelector=type%3DNormal,reason%3DTested`))), [
        'two',
      ]);
    },
  },
  {
    name: 'a large list is compressed for those who ask',
    async run(t) {
      const data = { text: 'all work and no play '.repeat(10_000) };
      await t.configMap('large', { data });
      const plain = await t.api.get(t.at('configmaps'));
      assert.equal(plain.headers['content-encoding'], undefined);
      const packed = await t.api.get(t.at('configmaps'), { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(packed.headers['content-encoding'], 'gzip');
    },
  },
];
