/** What was asked once is asked again: by a person, when the server is back, and every few minutes while somebody looks. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { LiveSource } from '../../client/cluster/source.ts';
import { FakeClock, settle, until } from './clocks.ts';
import { connectionTo } from './reach.ts';
import { type Handler, json, list, node, serve, status } from './server.ts';

/** A server whose rights and resources a test may change, and a cluster as the explorer asks for it. */
async function cluster(t: TestContext) {
  const is = { allowed: false, plans: false, reviews: true };
  const handler: Handler = (request, response) => {
    const { pathname, searchParams } = request.at;
    if (pathname === '/version') return json(response, { gitVersion: 'v1.34.1+k3s1' });
    if (pathname === '/api') return json(response, discovery('', 'nodes'));
    if (pathname === '/apis')
      return json(response, is.plans ? discovery('upgrade.cattle.io', 'plans') : discovery('apps', 'deployments'));
    if (pathname.endsWith('selfsubjectaccessreviews')) {
      if (!is.reviews) return status(response, 500, 'InternalError');
      return json(response, { status: { allowed: is.allowed } }, 201);
    }
    if (pathname.endsWith('/plans') && !is.plans) return status(response, 404, 'NotFound');
    if (!is.allowed) return status(response, 403, 'Forbidden');
    if (searchParams.has('watch')) return response.writeHead(200).write('\n');
    return json(response, list([node('a')], '5'));
  };
  const server = await serve(t, handler);
  const clock = new FakeClock();
  const source = new LiveSource(connectionTo(t, { server: server.url }, { clock }));
  const state = (name: 'nodes' | 'plans'): string => source.collection(name).state.kind;
  const count = (what: RegExp): number => server.requests.filter((one) => what.test(one)).length;
  return { is, server, handler, clock, source, state, count };
}

const discovery = (group: string, resource: string): object => ({
  kind: 'APIGroupDiscoveryList',
  items: [{ metadata: { name: group }, versions: [{ version: 'v1', resources: [{ resource }] }] }],
});

const DISCOVERY = /^GET \/apis?$/;

test('refresh: a right that was granted and a definition that was installed count at once', async (t) => {
  const { is, source, state } = await cluster(t);
  source.want('nodes');
  source.want('plans');
  await until(() => state('nodes') === 'denied' && state('plans') === 'missing');
  source.can('patch', '', 'nodes');
  await until(() => source.can('patch', '', 'nodes') === false, 'the answer');
  Object.assign(is, { allowed: true, plans: true });
  source.refresh();
  assert.equal(source.can('patch', '', 'nodes'), false, 'the old answer counts until the new one is there');
  await until(() => state('nodes') === 'live' && state('plans') === 'live', 'both live');
  await until(() => source.can('patch', '', 'nodes') === true, 'the new answer');
});

test('every five minutes what is served and what we may is asked again, but only while somebody looks', async (t) => {
  const { is, source, state, clock, count } = await cluster(t);
  is.allowed = true;
  source.want('nodes');
  source.want('plans');
  await until(() => state('nodes') === 'live' && state('plans') === 'missing' && count(DISCOVERY) === 2);
  source.can('patch', '', 'nodes');
  await until(() => source.can('patch', '', 'nodes') === true);
  await settle(10);
  await clock.advance(200_000);
  Object.assign(is, { allowed: false, plans: true });
  await clock.advance(99_000);
  assert.equal(count(DISCOVERY), 2);
  await clock.advance(1000);
  await until(() => count(DISCOVERY) === 4, 'asked again');
  await until(() => source.can('patch', '', 'nodes') === false, 'the right that is gone');
  source.release('nodes');
  source.release('plans');
  await settle(10);
  await clock.advance(3_600_000);
  assert.deepEqual([count(DISCOVERY), clock.waiting], [4, 0]);
  source.want('plans');
  await until(() => count(DISCOVERY) === 6, 'whoever looks again sees what is there now');
});

test('what nobody could tell while the server was in trouble is asked again when it is back', async (t) => {
  const { is, server, handler, source, state, clock } = await cluster(t);
  is.allowed = true;
  source.want('nodes');
  await until(() => state('nodes') === 'live');
  await server.stop();
  await until(() => source.state.kind === 'stale', 'stale');
  assert.equal(source.can('patch', '', 'nodes'), undefined);
  await settle(10);
  await serve(t, handler, { port: server.port });
  assert.ok(source.state.kind === 'stale' && source.state.nextRetry !== undefined);
  await clock.advance(source.state.nextRetry - clock.now());
  await until(() => source.state.kind === 'connected', 'connected');
  await until(() => source.can('patch', '', 'nodes') === true, 'the answer');
});
