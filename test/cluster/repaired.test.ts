/** Kubeconfigs, and the files they name, that are wrong for a while: told as that, and used again when they are well. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { addons, nodes } from '../../client/cluster/resources.ts';
import { FakeClock, until } from './clocks.ts';
import { connectionTo } from './reach.ts';
import { json, list, node, serve } from './server.ts';

test('a token file that is gone for a moment is a trouble of the cluster, not a resource that is not served', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.at.pathname === '/version') return json(response, { gitVersion: 'v1.34.1+k3s1' });
    if (request.at.searchParams.has('watch')) return response.writeHead(200).write('\n');
    return json(response, list([node('a')], '5'));
  });
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url, user: { tokenFile: 'token' } }, { clock });
  const { folder } = connection.reached;
  folder.write('token', 'first-token\n');
  const [before, after] = [connection.follow(nodes), connection.follow(addons)];
  before.resume();
  await until(() => before.state.kind === 'live');
  rmSync(folder.at('token'));
  await clock.advance(2000);
  after.resume();
  await until(() => after.state.kind === 'stale', 'stale');
  assert.ok(after.state.kind === 'stale' && after.state.trouble.kind === 'noFile');
  assert.match(after.state.trouble.message, /There is no file .*token/);
  await until(() => connection.state.kind === 'stale' && connection.state.retryAt !== undefined);
  folder.write('token', 'second-token\n');
  await clock.advance(2000);
  await until(() => after.state.kind === 'live' && connection.state.kind === 'connected', 'well again');
});
