/** Changes: what is sent, and what each answer means. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Request } from '../../client/cluster/request.ts';
import { pathOf, queryOf } from '../../client/cluster/request.ts';
import { create, evict, patch, remove } from '../../client/cluster/writes.ts';
import { transportTo } from './reach.ts';
import { json, serve, status } from './server.ts';

function recorder() {
  const sent: Request[] = [];
  const api = {
    request: async (request: Request): Promise<Answer> => {
      sent.push(request);
      return { ok: true, status: 200, headers: {}, body: { metadata: {} } };
    },
  };
  return { api, sent };
}

test('each patch names its type, and a dry run changes nothing', async () => {
  const { api, sent } = recorder();
  const name = 'worker-1';
  await patch(api, { resource: 'nodes', name }, { type: 'merge', patch: { metadata: { labels: { a: null } } } });
  await patch(
    api,
    { resource: 'nodes', name },
    { type: 'strategic', patch: { spec: { unschedulable: true } } },
    { dryRun: true },
  );
  await patch(
    api,
    { resource: 'plans', group: 'upgrade.cattle.io', namespace: 'system-upgrade', name: 'x' },
    { type: 'json', patch: [{ op: 'test', path: '/metadata/resourceVersion', value: '7' }] },
  );
  assert.deepEqual(
    sent.map(({ method, path, contentType, query }) => [method, path, contentType, query?.dryRun]),
    [
      ['PATCH', '/api/v1/nodes/worker-1', 'application/merge-patch+json', undefined],
      ['PATCH', '/api/v1/nodes/worker-1', 'application/strategic-merge-patch+json', 'All'],
      [
        'PATCH',
        '/apis/upgrade.cattle.io/v1/namespaces/system-upgrade/plans/x',
        'application/json-patch+json',
        undefined,
      ],
    ],
  );
});

test('no name can be anything but a name', () => {
  assert.equal(
    pathOf('api', 'v1', 'nodes', '../secrets?x=1#y', '..', '--all', 'ä b'),
    '/api/v1/nodes/..%2Fsecrets%3Fx%3D1%23y/%2E%2E/--all/%C3%A4%20b',
  );
  assert.equal(queryOf({ fieldSelector: 'a=b&c', limit: 5, no: undefined }), '?fieldSelector=a%3Db%26c&limit=5');
});

test('creating and deleting, with preconditions; what is gone already is fine', async (t) => {
  const { api, sent } = recorder();
  await create(api, { resource: 'secrets', namespace: 'kube-system' }, { metadata: { name: 'a' } });
  await remove(api, { resource: 'nodes', name: 'a' }, { uid: 'u', gracePeriodSeconds: 0 });
  assert.deepEqual([sent[0]?.method, sent[0]?.path], ['POST', '/api/v1/namespaces/kube-system/secrets']);
  assert.deepEqual(sent[1]?.body, {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
    gracePeriodSeconds: 0,
    preconditions: { uid: 'u', resourceVersion: undefined },
  });
  const server = await serve(t, (request, response) =>
    request.at.pathname.endsWith('gone')
      ? status(response, 404, 'NotFound')
      : request.at.pathname.endsWith('other')
        ? status(response, 409, 'Conflict')
        : response.writeHead(404).end('404 page not found'),
  );
  const transport = transportTo(t, { server: server.url });
  assert.deepEqual(await remove(transport, { resource: 'nodes', name: 'gone' }), { ok: true, gone: true });
  const other = await remove(transport, { resource: 'nodes', name: 'other' }, { uid: 'u' });
  assert.ok(!other.ok && other.trouble.kind === 'conflict');
  const nowhere = await remove(transport, { resource: 'nodes', name: 'nowhere' });
  assert.ok(!nowhere.ok && nowhere.trouble.kind === 'missing');
});

test('every answer to an eviction has its meaning', async (t) => {
  const causes = (...reasons: string[]) => ({
    details: { causes: reasons.map((reason) => ({ reason, message: `${reason}: budget web needs 2 and has 2` })) },
  });
  const cases = [
    ['accepted', 201, 'Created', {}],
    ['gone', 404, 'NotFound', {}],
    ['budget', 429, 'TooManyRequests', causes('DisruptionBudget')],
    ['overloaded', 429, 'TooManyRequests', { details: { retryAfterSeconds: 7 } }],
    ['namespaceGoes', 403, 'Forbidden', causes('NamespaceTerminating')],
    ['forbidden', 403, 'Forbidden', {}],
    ['otherPod', 409, 'Conflict', {}],
    ['refused', 500, 'InternalError', {}],
    ['refused', 422, 'Invalid', {}],
    ['unclear', 504, 'Timeout', {}],
  ] as const;
  for (const [kind, code, reason, more] of cases) {
    const server = await serve(t, (request, response) => {
      assert.equal(request.at.pathname, '/api/v1/namespaces/shop/pods/web-1/eviction');
      assert.deepEqual(JSON.parse(request.body).deleteOptions, { gracePeriodSeconds: 30, preconditions: { uid: 'u' } });
      return code === 201 ? json(response, { kind: 'Status' }, 201) : status(response, code, reason, more);
    });
    const answer = await evict(transportTo(t, { server: server.url }), {
      namespace: 'shop',
      name: 'web-1',
      uid: 'u',
      gracePeriodSeconds: 30,
    });
    assert.equal(answer.kind, kind);
    if (answer.kind === 'budget') assert.match(answer.words, /web needs 2 and has 2/);
    if (answer.kind === 'overloaded') assert.equal(answer.retryAfterMs, 7000);
  }
});
