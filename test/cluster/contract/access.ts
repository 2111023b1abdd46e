/** Who is let in, what one may ask about oneself, and what is served. */

import assert from 'node:assert/strict';
import { Client } from '../client.ts';
import type { Expectation } from '../contract.ts';
import { ok } from '../scratch.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

export const access: readonly Expectation[] = [
  {
    name: 'nobody gets in with a token that nobody gave',
    async run(t) {
      const { url, ca } = t.target.server;
      const stranger = new Client({ url, ca, auth: { token: 'not-a-token' } });
      try {
        const answer = await stranger.get('/api/v1/nodes');
        assert.equal(answer.code, 401);
        assert.deepEqual(answer.json, {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: 'Unauthorized',
          reason: 'Unauthorized',
          code: 401,
        });
      } finally {
        stranger.end();
      }
    },
  },
  {
    name: 'one may ask who one is',
    async run(t) {
      const answer = await t.api.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
      assert.equal(answer.code, 201);
      assert.equal(typeof answer.json.status.userInfo.username, 'string');
      assert.ok(answer.json.status.userInfo.groups.includes('system:authenticated'));
    },
  },
  {
    name: 'one may ask what one may do',
    async run(t) {
      const review = (resourceAttributes: object) =>
        t.api.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        });
      const answer = await review({
        verb: 'create',
        resource: 'pods',
        subresource: 'eviction',
        namespace: t.namespace,
      });
      assert.equal(answer.code, 201);
      assert.equal(answer.json.status.allowed, true);
      assert.deepEqual(answer.json.spec.resourceAttributes, {
        verb: 'create',
        resource: 'pods',
        subresource: 'eviction',
        namespace: t.namespace,
      });
      const rules = ok(
        await t.api.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectRulesReview',
          spec: { namespace: t.namespace },
        }),
      );
      assert.ok(rules.status.resourceRules.length > 0);
      assert.equal(typeof rules.status.incomplete, 'boolean');
    },
  },
  {
    name: 'an access review needs exactly one question',
    async run(t) {
      const answer = await t.api.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {},
      });
      assert.equal(answer.code, 422);
      assert.match(answer.json.message, /exactly one of nonResourceAttributes or resourceAttributes must be specified/);
    },
  },
  {
    name: 'discovery, document by document and all at once',
    async run(t) {
      const groups = ok(await t.api.get('/apis'));
      assert.equal(groups.kind, 'APIGroupList');
      assert.ok(groups.groups.some(({ name }: { name: string }) => name === 'policy'));
      const core = ok(await t.api.get('/api/v1'));
      assert.equal(core.kind, 'APIResourceList');
      const pods = core.resources.find(({ name }: { name: string }) => name === 'pods');
      assert.deepEqual([pods.kind, pods.namespaced, pods.singularName, pods.shortNames], ['Pod', true, 'pod', ['po']]);
      const all = await t.api.get('/apis', { accept: AGGREGATED });
      assert.equal(all.json.kind, 'APIGroupDiscoveryList');
      assert.match(String(all.headers['content-type']), /as=APIGroupDiscoveryList/);
      const policy = all.json.items.find(({ metadata }: { metadata: { name: string } }) => metadata.name === 'policy');
      const budgets = policy.versions[0].resources.find(
        ({ resource }: { resource: string }) => resource === 'poddisruptionbudgets',
      );
      assert.equal(budgets.scope, 'Namespaced');
      assert.deepEqual(budgets.responseKind, { group: '', version: '', kind: 'PodDisruptionBudget' });
      const k3s = all.json.items.find(
        ({ metadata }: { metadata: { name: string } }) => metadata.name === 'k3s.cattle.io',
      );
      const addons = k3s.versions[0].resources.find(({ resource }: { resource: string }) => resource === 'addons');
      assert.deepEqual(addons.responseKind, { group: 'k3s.cattle.io', version: 'v1', kind: 'Addon' });
    },
  },
  {
    name: 'the server tells its version and its health',
    async run(t) {
      const version = ok(await t.api.get('/version'));
      assert.match(version.gitVersion, /^v\d+\.\d+\.\d+/);
      assert.equal(version.major, '1');
      for (const path of ['/livez', '/readyz', '/healthz']) {
        const answer = await t.api.get(path);
        assert.deepEqual([answer.code, answer.text], [200, 'ok']);
      }
    },
  },
];
