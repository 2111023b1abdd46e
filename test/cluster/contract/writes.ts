/** Creates, updates, patches, deletes: what they leave behind, and what they refuse. */

import assert from 'node:assert/strict';
import { JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from '../client.ts';
import type { Expectation } from '../contract.ts';
import { ok } from '../scratch.ts';

export const writes: readonly Expectation[] = [
  {
    name: 'a new object gets an identity, a version, and a record of who wrote it',
    async run(t) {
      const made = await t.api.post(`${t.at('configmaps')}?fieldManager=tester`, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { x: '1' },
      });
      assert.equal(made.code, 201);
      const { metadata } = made.json;
      assert.match(metadata.uid, /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
      assert.match(metadata.resourceVersion, /^\d+$/);
      assert.match(metadata.creationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const [entry] = metadata.managedFields;
      assert.equal(entry.manager, 'tester');
      assert.equal(entry.operation, 'Update');
      assert.deepEqual(entry.fieldsV1['f:data'], { '.': {}, 'f:x': {} });
      assert.deepEqual(ok(await t.api.get(`${t.at('configmaps')}/a`)), made.json);
    },
  },
  {
    name: 'a name is taken only once',
    async run(t) {
      await t.configMap('a');
      const again = await t.api.post(t.at('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
      });
      assert.equal(again.code, 409);
      assert.equal(again.json.reason, 'AlreadyExists');
      assert.equal(again.json.message, 'configmaps "a" already exists');
      assert.deepEqual(again.json.details, { name: 'a', kind: 'configmaps' });
    },
  },
  {
    name: 'generateName makes names',
    async run(t) {
      const made = ok(
        await t.api.post(t.at('configmaps'), {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { generateName: 'some-' },
        }),
      );
      assert.match(made.metadata.name, /^some-[a-z0-9]{5}$/);
    },
  },
  {
    name: 'what is wrong with an object is told field by field',
    async run(t) {
      const nameless = await t.api.post(t.at('configmaps'), { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
      assert.equal(nameless.code, 422);
      assert.equal(nameless.json.reason, 'Invalid');
      assert.deepEqual(nameless.json.details.causes, [
        {
          reason: 'FieldValueRequired',
          message: 'Required value: name or generateName is required',
          field: 'metadata.name',
        },
      ]);
      const label = await t.api.post(t.at('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', labels: { x: 'not ok' } },
      });
      assert.equal(label.code, 422);
      assert.equal(label.json.details.causes[0].field, 'metadata.labels');
      assert.match(
        label.json.message,
        /^ConfigMap "a" is invalid: metadata.labels: Invalid value: "not ok": a valid label must be an empty string or consist of/,
      );
    },
  },
  {
    name: 'another kind, broken JSON and an unknown content type are refused',
    async run(t) {
      assert.equal(
        (await t.api.post(t.at('configmaps'), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })).code,
        400,
      );
      assert.equal((await t.api.post(t.at('configmaps'), '{"apiVersion":')).code, 400);
      const odd = await t.api.post(t.at('configmaps'), 'x', { contentType: 'text/plain' });
      assert.equal(odd.code, 415);
      assert.equal(odd.json.reason, 'UnsupportedMediaType');
      assert.equal(
        odd.json.message,
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      );
    },
  },
  {
    name: 'nothing is created in a namespace that is not there',
    async run(t) {
      const answer = await t.api.post('/api/v1/namespaces/no-such-namespace/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
      });
      assert.equal(answer.code, 404);
      assert.equal(answer.json.message, 'namespaces "no-such-namespace" not found');
    },
  },
  {
    name: 'an update of an older version is a conflict',
    async run(t) {
      const made = await t.configMap('a');
      ok(await t.api.put(`${t.at('configmaps')}/a`, { ...made, data: { x: '1' } }));
      const late = await t.api.put(`${t.at('configmaps')}/a`, { ...made, data: { x: '2' } });
      assert.equal(late.code, 409);
      assert.equal(late.json.reason, 'Conflict');
      assert.equal(
        late.json.message,
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      );
    },
  },
  {
    name: 'an update that changes nothing keeps the version',
    async run(t) {
      const made = await t.configMap('a', { data: { x: '1' } });
      const same = ok(await t.api.put(`${t.at('configmaps')}/a`, made));
      assert.equal(same.metadata.resourceVersion, made.metadata.resourceVersion);
    },
  },
  {
    name: 'JSON patch: all operations, or none when a test fails',
    async run(t) {
      await t.configMap('a', { data: { x: '1' } });
      const path = `${t.at('configmaps')}/a`;
      const patched = ok(
        await t.api.patch(path, JSON_PATCH, [
          { op: 'test', path: '/data/x', value: '1' },
          { op: 'replace', path: '/data/x', value: '2' },
          { op: 'add', path: '/metadata/annotations', value: {} },
          { op: 'add', path: '/metadata/annotations/y~1z', value: '3' },
        ]),
      );
      assert.deepEqual([patched.data, patched.metadata.annotations], [{ x: '2' }, { 'y/z': '3' }]);
      const failed = await t.api.patch(path, JSON_PATCH, [
        { op: 'add', path: '/data/w', value: '4' },
        { op: 'test', path: '/data/x', value: '1' },
      ]);
      assert.equal(failed.code, 422);
      assert.equal(failed.json.reason, 'Invalid');
      assert.equal(failed.json.message, 'the server rejected our request due to an error in our request');
      assert.deepEqual(ok(await t.api.get(path)).data, { x: '2' });
      assert.equal((await t.api.patch(path, JSON_PATCH, [{ op: 'remove', path: '/data/none' }])).code, 422);
      assert.equal((await t.api.patch(path, JSON_PATCH, { op: 'remove' })).code, 400);
    },
  },
  {
    name: 'JSON patch: a test for null holds where nothing is, in a place that is there',
    async run(t) {
      await t.configMap('a', { data: { x: '1' } });
      const path = `${t.at('configmaps')}/a`;
      const none = (key: string) => ({ op: 'test', path: `/data/${key}`, value: null });
      const add = { op: 'add', path: '/data/y', value: '2' };
      assert.deepEqual(ok(await t.api.patch(path, JSON_PATCH, [none('y'), add])).data, { x: '1', y: '2' });
      assert.equal((await t.api.patch(path, JSON_PATCH, [none('y'), add])).code, 422);
      const nowhere = { op: 'test', path: '/binaryData/z', value: null };
      assert.equal((await t.api.patch(path, JSON_PATCH, [nowhere])).code, 422);
      const whole = { op: 'test', path: '/binaryData', value: null };
      assert.equal((await t.api.patch(path, JSON_PATCH, [whole])).code, 200);
      const uid = { op: 'test', path: '/metadata/uid', value: 'another' };
      assert.equal((await t.api.patch(path, JSON_PATCH, [uid, add])).code, 422);
    },
  },
  {
    name: 'JSON patch: a list is tested as a whole, with all that its items hold',
    async run(t) {
      const path = `${t.at('serviceaccounts')}/a`;
      const list = [{ name: 'a' }, { name: 'b' }];
      const metadata = { name: 'a' };
      ok(await t.api.post(t.at('serviceaccounts'), { apiVersion: 'v1', kind: 'ServiceAccount', metadata }));
      const test = (value: unknown) => ({ op: 'test', path: '/imagePullSecrets', value });
      const set = (op: string, value: unknown) => ({ op, path: '/imagePullSecrets', value });
      ok(await t.api.patch(path, JSON_PATCH, [test(null), set('add', list)]));
      assert.equal((await t.api.patch(path, JSON_PATCH, [test([{ name: 'a' }])])).code, 422);
      assert.equal((await t.api.patch(path, JSON_PATCH, [test([{ name: 'b' }, { name: 'a' }])])).code, 422);
      const less = ok(await t.api.patch(path, JSON_PATCH, [test(list), set('replace', [{ name: 'b' }])]));
      assert.deepEqual(less.imagePullSecrets, [{ name: 'b' }]);
    },
  },
  {
    name: 'JSON patch: a node has a taint only once for each key and effect',
    async run(t) {
      const name = t.namespace;
      ok(await t.api.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name } }));
      t.later(() => t.api.delete(`/api/v1/nodes/${name}`));
      const taint = (value: string) => ({ key: 'example.org/a', value, effect: 'NoSchedule' });
      const twice = [{ op: 'add', path: '/spec/taints', value: [taint('x'), taint('y')] }];
      const refused = await t.api.patch(`/api/v1/nodes/${name}`, JSON_PATCH, twice);
      assert.deepEqual([refused.code, refused.json.reason], [422, 'Invalid']);
      assert.match(refused.json.message, /taints must be unique by key and effect pair/);
    },
  },
  {
    name: 'merge patch: null removes, a list is replaced, an old version is a conflict',
    async run(t) {
      const made = await t.configMap('a', { data: { x: '1', y: '2' }, finalizers: ['example.org/one'] });
      const path = `${t.at('configmaps')}/a`;
      const patched = ok(
        await t.api.patch(path, MERGE_PATCH, {
          metadata: { finalizers: ['example.org/two'] },
          data: { x: null, z: '3' },
        }),
      );
      assert.deepEqual(patched.data, { y: '2', z: '3' });
      assert.deepEqual(patched.metadata.finalizers, ['example.org/two']);
      const late = await t.api.patch(path, MERGE_PATCH, {
        metadata: { resourceVersion: made.metadata.resourceVersion },
        data: { x: '9' },
      });
      assert.equal(late.code, 409);
      ok(await t.api.patch(path, MERGE_PATCH, { metadata: { finalizers: null } }));
    },
  },
  {
    name: 'strategic merge patch: conditions of a pod are merged by type',
    async run(t) {
      await t.readyPod('a', {});
      const path = `${t.at('pods')}/a/status`;
      const patched = ok(
        await t.api.patch(path, STRATEGIC_PATCH, { status: { conditions: [{ type: 'Custom', status: 'True' }] } }),
      );
      assert.deepEqual(patched.status.conditions.map(({ type }: { type: string }) => type).sort(), ['Custom', 'Ready']);
      const removed = ok(
        await t.api.patch(path, STRATEGIC_PATCH, { status: { conditions: [{ $patch: 'delete', type: 'Custom' }] } }),
      );
      assert.deepEqual(
        removed.status.conditions.map(({ type }: { type: string }) => type),
        ['Ready'],
      );
    },
  },
  {
    name: 'strategic merge patch: finalizers are a set, with a list of those to remove',
    async run(t) {
      await t.configMap('a', { finalizers: ['example.org/one'] });
      const path = `${t.at('configmaps')}/a`;
      const added = ok(await t.api.patch(path, STRATEGIC_PATCH, { metadata: { finalizers: ['example.org/two'] } }));
      assert.deepEqual([...added.metadata.finalizers].sort(), ['example.org/one', 'example.org/two']);
      const removed = ok(
        await t.api.patch(path, STRATEGIC_PATCH, {
          metadata: { '$deleteFromPrimitiveList/finalizers': ['example.org/one', 'example.org/two'] },
        }),
      );
      assert.equal(removed.metadata.finalizers, undefined);
    },
  },
  {
    name: 'the taints of a node are one value: a patch replaces them all',
    async run(t) {
      const name = t.namespace;
      const taint = (key: string) => ({ key, effect: 'NoSchedule' });
      const made = ok(
        await t.api.post('/api/v1/nodes', {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name },
          spec: { unschedulable: true, taints: [taint('example.org/a')] },
        }),
      );
      t.later(() => t.api.delete(`/api/v1/nodes/${name}`));
      assert.ok(
        made.spec.taints.some(({ key }: { key: string }) => key === 'node.kubernetes.io/not-ready'),
        'a new node waits until it is ready',
      );
      const patched = ok(
        await t.api.patch(`/api/v1/nodes/${name}`, STRATEGIC_PATCH, { spec: { taints: [taint('example.org/b')] } }),
      );
      assert.deepEqual(
        patched.spec.taints.map(({ key }: { key: string }) => key),
        ['example.org/b'],
      );
      const wrong = await t.api.patch(`/api/v1/nodes/${name}`, MERGE_PATCH, {
        spec: { taints: [{ key: 'a', effect: 'Never' }] },
      });
      assert.equal(wrong.code, 422);
      assert.match(
        wrong.json.message,
        /Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"|effect/,
      );
      const free = ok(await t.api.patch(`/api/v1/nodes/${name}`, STRATEGIC_PATCH, { spec: { unschedulable: null } }));
      assert.equal(free.spec.unschedulable, undefined);
    },
  },
  {
    name: 'a patch of unknown kind is an unsupported media type',
    async run(t) {
      await t.configMap('a');
      const answer = await t.api.patch(`${t.at('configmaps')}/a`, 'application/json', {});
      assert.equal(answer.code, 415);
      assert.equal(answer.json.reason, 'UnsupportedMediaType');
      assert.equal(answer.json.message, '415: Unsupported Media Type');
    },
  },
  {
    name: 'what a definition adds knows no strategic merge patch',
    async run(t) {
      const addon = `${t.at('addons', 'apis/k3s.cattle.io/v1')}/none`;
      const answer = await t.api.patch(addon, STRATEGIC_PATCH, {});
      assert.equal(answer.code, 415);
      assert.equal(
        answer.json.message,
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      );
    },
  },
  {
    name: 'the keys of a ConfigMap are names of files',
    async run(t) {
      await t.configMap('a');
      const answer = await t.api.patch(`${t.at('configmaps')}/a`, MERGE_PATCH, { data: { 'x/y': '1' } });
      assert.equal(answer.code, 422);
      assert.equal(answer.json.details.causes[0].field, 'data[x/y]');
      assert.match(
        answer.json.message,
        /^ConfigMap "a" is invalid: data\[x\/y\]: Invalid value: "x\/y": a valid config key must consist of/,
      );
    },
  },
  {
    name: 'the status has its own address, and nobody writes it by another one',
    async run(t) {
      await t.pod('a');
      const patched = ok(
        await t.api.patch(`${t.at('pods')}/a`, MERGE_PATCH, {
          metadata: { labels: { x: 'y' } },
          status: { phase: 'Failed' },
        }),
      );
      assert.equal(patched.status.phase, 'Pending');
      assert.deepEqual(patched.metadata.labels, { x: 'y' });
    },
  },
  {
    name: 'a dry run changes nothing',
    async run(t) {
      const made = ok(
        await t.api.post(`${t.at('configmaps')}?dryRun=All`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a' },
        }),
      );
      assert.notEqual(made.metadata.uid, undefined);
      assert.equal((await t.api.get(`${t.at('configmaps')}/a`)).code, 404);
      const real = await t.configMap('b', { data: { x: '1' } });
      const patched = ok(await t.api.patch(`${t.at('configmaps')}/b?dryRun=All`, MERGE_PATCH, { data: { x: '2' } }));
      assert.equal(patched.data.x, '2');
      ok(await t.api.delete(`${t.at('configmaps')}/b?dryRun=All`));
      assert.deepEqual(ok(await t.api.get(`${t.at('configmaps')}/b`)), real);
      assert.ok(
        (
          await t.api.post(`${t.at('configmaps')}?dryRun=Some`, {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'c' },
          })
        ).code >= 400,
      );
    },
  },
  {
    name: 'a deletion can insist on an identity and a version',
    async run(t) {
      const made = await t.configMap('a');
      const path = `${t.at('configmaps')}/a`;
      const options = (preconditions: object) => ({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions });
      const other = await t.api.delete(path, options({ uid: '00000000-0000-0000-0000-000000000000' }));
      assert.equal(other.code, 409);
      assert.equal(other.json.reason, 'Conflict');
      assert.match(
        other.json.message,
        /the UID in the precondition \(00000000-0000-0000-0000-000000000000\) does not match the UID in record/,
      );
      assert.equal((await t.api.delete(path, options({ resourceVersion: '1' }))).code, 409);
      const gone = ok(await t.api.delete(path, options({ uid: made.metadata.uid })));
      assert.equal(gone.kind, 'Status');
      assert.equal(gone.status, 'Success');
      assert.deepEqual(gone.details, { name: 'a', kind: 'configmaps', uid: made.metadata.uid });
      assert.equal((await t.api.delete(path)).code, 404);
    },
  },
  {
    name: 'finalizers keep an object until the last of them is gone',
    async run(t) {
      await t.configMap('a', { finalizers: ['example.org/wait'] });
      const path = `${t.at('configmaps')}/a`;
      const marked = ok(await t.api.delete(path));
      assert.notEqual(marked.metadata.deletionTimestamp, undefined);
      assert.equal((await t.api.get(path)).code, 200);
      ok(await t.api.patch(path, MERGE_PATCH, { metadata: { finalizers: null } }));
      assert.equal((await t.api.get(path)).code, 404);
    },
  },
  {
    name: 'nothing new in a namespace that is being deleted',
    async run(t) {
      await t.configMap('keeper', { finalizers: ['example.org/wait'] });
      t.later(() => t.api.patch(`${t.at('configmaps')}/keeper`, MERGE_PATCH, { metadata: { finalizers: null } }));
      ok(await t.api.delete(`/api/v1/namespaces/${t.namespace}`));
      const late = await t.api.post(t.at('configmaps'), {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'late' },
      });
      assert.equal(late.code, 403);
      assert.equal(late.json.details.causes[0].reason, 'NamespaceTerminating');
    },
  },
  {
    name: 'old names of labels are warned about',
    async run(t) {
      const spec = {
        schedulerName: 'nobody',
        nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
        containers: [{ name: 'main', image: 'example.invalid/none:1' }],
      };
      const made = await t.api.post(t.at('pods'), { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
      assert.equal(made.code, 201);
      assert.match(
        String(made.headers.warning),
        /^299 - "spec\.nodeSelector\[beta\.kubernetes\.io\/os\]: deprecated since v1\.14; use \\"kubernetes\.io\/os\\" instead"$/,
      );
    },
  },
  {
    name: 'what is not there is not found, and what makes no sense is not allowed',
    async run(t) {
      const missing = await t.api.get(`${t.at('configmaps')}/none`);
      assert.equal(missing.code, 404);
      assert.equal(missing.json.message, 'configmaps "none" not found');
      assert.deepEqual(missing.json.details, { name: 'none', kind: 'configmaps' });
      assert.equal((await t.api.get(t.at('unknowns'))).code, 404);
      const odd = await t.api.post(`${t.at('configmaps')}/a`, {});
      assert.equal(odd.code, 405);
      assert.equal(odd.json.reason, 'MethodNotAllowed');
    },
  },
];
