/** Other forms of an answer: tables, metadata only, and what to do when none fits. */

import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import type { Expectation } from '../contract.ts';
import { ok } from '../scratch.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const ONE = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

const columns = (table: Json) => table.columnDefinitions.map(({ name }: { name: string }) => name);

export const tables: readonly Expectation[] = [
  {
    name: 'a list of pods as rows: the columns of a person, the wide ones marked',
    async run(t) {
      await t.pod('a');
      const table = ok(await t.api.get(t.at('pods'), { accept: TABLE }));
      assert.equal(table.kind, 'Table');
      assert.equal(table.apiVersion, 'meta.k8s.io/v1');
      assert.match(table.metadata.resourceVersion, /^\d+$/);
      assert.deepEqual(columns(table), [
        'Name',
        'Ready',
        'Status',
        'Restarts',
        'Age',
        'IP',
        'Node',
        'Nominated Node',
        'Readiness Gates',
      ]);
      assert.deepEqual(
        table.columnDefinitions.map(({ priority }: Json) => priority),
        [0, 0, 0, 0, 0, 1, 1, 1, 1],
      );
      assert.equal(table.columnDefinitions[0].format, 'name');
      const [row] = table.rows;
      assert.deepEqual(
        row.cells.filter((_: unknown, index: number) => index !== 4),
        ['a', '0/1', 'Pending', '0', '<none>', '<none>', '<none>', '<none>'],
      );
      assert.match(row.cells[4], /^\d+s$/);
      assert.equal(row.object.kind, 'PartialObjectMetadata');
      assert.equal(row.object.metadata.name, 'a');
    },
  },
  {
    name: 'includeObject decides how much comes with a row',
    async run(t) {
      await t.pod('a');
      const [none, object] = [
        ok(await t.api.get(`${t.at('pods')}?includeObject=None`, { accept: TABLE })),
        ok(await t.api.get(`${t.at('pods')}?includeObject=Object`, { accept: TABLE })),
      ];
      assert.equal(none.rows[0].object, null);
      assert.equal(object.rows[0].object.kind, 'Pod');
      assert.equal(object.rows[0].object.spec.containers[0].name, 'main');
    },
  },
  {
    name: 'tables come in pages, too',
    async run(t) {
      for (const name of ['a', 'b', 'c']) await t.pod(name);
      const page = ok(await t.api.get(`${t.at('pods')}?limit=2&includeObject=None`, { accept: TABLE }));
      assert.deepEqual(
        page.rows.map(({ cells }: Json) => cells[0]),
        ['a', 'b'],
      );
      assert.equal(page.metadata.remainingItemCount, 1);
      const rest = ok(
        await t.api.get(`${t.at('pods')}?includeObject=None&continue=${encodeURIComponent(page.metadata.continue)}`, {
          accept: TABLE,
        }),
      );
      assert.deepEqual(
        rest.rows.map(({ cells }: Json) => cells[0]),
        ['c'],
      );
    },
  },
  {
    name: 'nodes have their own columns',
    async run(t) {
      const table = ok(await t.api.get('/api/v1/nodes?limit=1', { accept: TABLE }));
      assert.deepEqual(columns(table), [
        'Name',
        'Status',
        'Roles',
        'Age',
        'Version',
        'Internal-IP',
        'External-IP',
        'OS-Image',
        'Kernel-Version',
        'Container-Runtime',
      ]);
    },
  },
  {
    name: 'a watch in rows names the columns once',
    async run(t) {
      const { metadata } = ok(await t.api.get(t.at('configmaps')));
      const watching = await t.api.watch(
        `${t.at('configmaps')}?resourceVersion=${metadata.resourceVersion}&includeObject=None&labelSelector=mine`,
        { accept: TABLE },
      );
      t.later(async () => watching.close());
      await t.configMap('a', { labels: { mine: 'yes' }, data: { x: '1', y: '2' } });
      await t.api.delete(`${t.at('configmaps')}/a`);
      const [first, second] = [await watching.next(), await watching.next()];
      assert.equal(first.type, 'ADDED');
      assert.deepEqual(columns(first.object), ['Name', 'Data', 'Age']);
      assert.deepEqual(first.object.rows[0].cells.slice(0, 2), ['a', 2]);
      assert.equal(first.object.rows[0].object, null);
      assert.equal(second.type, 'DELETED');
      assert.equal(second.object.columnDefinitions, null);
      assert.ok(Number(second.object.metadata.resourceVersion) > Number(first.object.metadata.resourceVersion));
    },
  },
  {
    name: 'metadata only, of many and of one',
    async run(t) {
      await t.configMap('a', { data: { secret: 'x' }, labels: { mine: 'yes' } });
      const list = ok(await t.api.get(`${t.at('configmaps')}?labelSelector=mine`, { accept: LIST }));
      assert.equal(list.kind, 'PartialObjectMetadataList');
      assert.equal(list.apiVersion, 'meta.k8s.io/v1');
      assert.deepEqual(list.items[0].metadata.labels, { mine: 'yes' });
      assert.equal(list.items[0].data, undefined);
      const one = ok(await t.api.get(`${t.at('configmaps')}/a`, { accept: ONE }));
      assert.equal(one.kind, 'PartialObjectMetadata');
      assert.equal(one.data, undefined);
    },
  },
  {
    name: 'a watch gives metadata only, too; its form is that of one object',
    async run(t) {
      const { metadata } = ok(await t.api.get(t.at('configmaps'), { accept: LIST }));
      const watching = await t.api.watch(
        `${t.at('configmaps')}?resourceVersion=${metadata.resourceVersion}&labelSelector=mine`,
        { accept: ONE },
      );
      t.later(async () => watching.close());
      await t.configMap('a', { data: { secret: 'x' }, labels: { mine: 'yes' } });
      const { type, object } = await watching.next();
      assert.deepEqual([type, object.kind, object.metadata.name], ['ADDED', 'PartialObjectMetadata', 'a']);
      assert.equal(object.data, undefined);
    },
  },
  {
    name: 'the first form that the server can give wins',
    async run(t) {
      const answer = ok(
        await t.api.get(t.at('configmaps'), {
          accept: 'application/json;as=Table;v=v9;g=meta.k8s.io,application/json',
        }),
      );
      assert.equal(answer.kind, 'ConfigMapList');
    },
  },
  {
    name: 'a form that nobody can give is not acceptable',
    async run(t) {
      const answer = await t.api.get(t.at('configmaps'), { accept: 'text/csv' });
      assert.equal(answer.code, 406);
      assert.equal(answer.json.reason, 'NotAcceptable');
    },
  },
];
