/** Credential plugins as real programs: good, slow, talkative, broken, missing, and such that may not run. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Plugins } from '../../client/cluster/plugins.ts';
import { run } from '../../client/host/run.ts';
import { FakeClock, settle, until } from './clocks.ts';
import { transportTo } from './reach.ts';
import { json, serve, status } from './server.ts';

const VERSION = 'client.authentication.k8s.io/v1';
const credential = (token: string, more: object = {}): string =>
  JSON.stringify({ apiVersion: VERSION, kind: 'ExecCredential', status: { token, ...more } });

interface Given {
  readonly script: string;
  readonly exec?: object;
  readonly mayRun?: boolean;
  readonly limitMs?: number;
}

/** A cluster whose user is known by a shell script, which writes down each of its runs. */
async function withPlugin(
  t: Parameters<typeof serve>[0],
  { script, exec = {}, mayRun = true, limitMs = 15_000 }: Given,
) {
  const server = await serve(t, (request, response) =>
    request.headers.authorization?.startsWith('Bearer good')
      ? json(response, { who: request.headers.authorization })
      : status(response, 401, 'Unauthorized'),
  );
  const clock = new FakeClock();
  const config = {
    server: server.url,
    user: { exec: { apiVersion: VERSION, command: './login', interactiveMode: 'Never', ...exec } },
  };
  const transport = transportTo(t, config, { clock, plugins: new Plugins(clock, limitMs), mayRun: () => mayRun });
  const { folder } = transport.reached;
  folder.write('login', `#!/bin/sh\necho run >> ${folder.at('runs')}\n${script}\n`);
  chmodSync(folder.at('login'), 0o755);
  const runs = (): number =>
    existsSync(folder.at('runs')) ? readFileSync(folder.at('runs'), 'utf8').split('\n').length - 1 : 0;
  const trouble = async () => {
    const answer = await transport.request({ path: '/' });
    assert.ok(!answer.ok, 'an answer');
    return answer.trouble;
  };
  return { transport, server, clock, runs, trouble, folder };
}

test('one run serves many requests, until the credential expires', async (t) => {
  const expirationTimestamp = '2026-01-01T01:00:00Z';
  const { transport, clock, runs } = await withPlugin(t, {
    script: `echo '${credential('good-1', { expirationTimestamp })}'`,
  });
  const answers = await Promise.all(Array.from({ length: 5 }, () => transport.request({ path: '/' })));
  assert.ok(answers.every(({ ok }) => ok));
  assert.equal(runs(), 1);
  await clock.advance(3_600_000);
  assert.ok((await transport.request({ path: '/' })).ok);
  assert.equal(runs(), 2);
});

test('a credential that the server refuses is renewed once', async (t) => {
  const { transport, runs } = await withPlugin(t, {
    script: `if [ -e "$0.second" ]; then echo '${credential('good-2')}'; else touch "$0.second"; echo '${credential('bad-1')}'; fi`,
  });
  assert.ok((await transport.request({ path: '/' })).ok);
  assert.equal(runs(), 2);
});

test('a plugin whose credentials are never accepted is not run again and again', async (t) => {
  const { trouble, runs } = await withPlugin(t, { script: `echo '${credential('bad')}'` });
  const { kind, message } = await trouble();
  assert.deepEqual([kind, runs()], ['plugin', 2]);
  assert.match(message, /401/);
});

test('the plugin is told about the cluster only when it asks for that', async (t) => {
  const script = `printf '%s' "$KUBERNETES_EXEC_INFO" > "$0.info"; echo "$1 $EXTRA" > "$0.args"; echo '${credential('good')}'`;
  const { transport, folder, server } = await withPlugin(t, {
    script,
    exec: { provideClusterInfo: true, args: ['--region=x'], env: [{ name: 'EXTRA', value: 'y' }] },
  });
  assert.ok((await transport.request({ path: '/' })).ok);
  assert.deepEqual(JSON.parse(readFileSync(folder.at('login.info'), 'utf8')), {
    apiVersion: VERSION,
    kind: 'ExecCredential',
    spec: { cluster: { server: server.url }, interactive: false },
  });
  assert.equal(readFileSync(folder.at('login.args'), 'utf8'), '--region=x y\n');
});

test('a plugin that never answers is ended, with all it started, and named', async (t) => {
  const { trouble } = await withPlugin(t, { script: 'sleep 100 & sleep 100', limitMs: 150 });
  const from = performance.now();
  const { kind, message } = await trouble();
  assert.equal(kind, 'plugin');
  assert.match(message, /login` did not answer within/);
  assert.ok(performance.now() - from < 5000);
});

test('a plugin for which nobody waits any more is ended; the next one to ask begins anew', async (t) => {
  const script = `echo $$ > "$0.pid"; [ -e "$0.ready" ] || sleep 100; echo '${credential('good')}'`;
  const { transport, folder, runs } = await withPlugin(t, { script });
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [one, two].map(({ signal }) => transport.request({ path: '/', signal }));
  await until(() => existsSync(folder.at('login.pid')) && readFileSync(folder.at('login.pid'), 'utf8') !== '');
  const pid = Number(readFileSync(folder.at('login.pid'), 'utf8'));
  // Both read the kubeconfig first; whoever was quicker has begun the plugin.
  await new Promise((resolve) => setTimeout(resolve, 300));
  one.abort();
  await settle(10);
  assert.ok(isThere(pid), 'somebody still waits');
  two.abort();
  for (const answer of await Promise.all(asked)) assert.ok(!answer.ok && answer.trouble.kind === 'cancelled');
  await until(() => !isThere(pid), 'the end of the plugin');
  folder.write('login.ready', '');
  assert.ok((await transport.request({ path: '/' })).ok);
  assert.equal(runs(), 2);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // Gone.
    return false;
  }
}

for (const [what, script, words] of [
  [
    'says what is wrong, and a secret',
    'echo "no session, token=canary-secret eyJhbGciOi.eyJzdWIi.c2ln" >&2; exit 3',
    /failed: no session, token=••••••••/,
  ],
  ['prints garbage', 'echo "Welcome!"', /is no credential/],
  ['prints nothing', '', /is no credential/],
  ['prints a credential without content', `echo '${credential('')}'`, /is no credential/],
  ['prints another version', `echo '${credential('good').replace('/v1"', '/v1beta1"')}'`, /another version/],
  ['prints without end', 'yes', /prints without end/],
] as const) {
  test(`a plugin that ${what}`, async (t) => {
    const { trouble, server } = await withPlugin(t, { script });
    const { kind, message, next } = await trouble();
    assert.equal(kind, 'plugin');
    assert.match(message, words);
    assert.ok(!`${message}${next}`.includes('canary') && !message.includes('eyJ'));
    assert.equal(server.requests.length, 0);
  });
}

test('a plugin that is not there is told with its installation hint', async (t) => {
  const { trouble } = await withPlugin(t, {
    script: '',
    exec: { command: 'no-such-plugin-here', installHint: 'Get it\nfrom example.com' },
  });
  const { message, next } = await trouble();
  assert.match(message, /`no-such-plugin-here` is not there/);
  assert.equal(next, 'Get it from example.com');
});

test('plugins that would ask, that are too old, or that nobody trusts do not run at all', async (t) => {
  for (const [given, kind] of [
    [{ exec: { interactiveMode: 'Always' } }, 'unsupported'],
    [{ exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1' } }, 'unsupported'],
    [{ mayRun: false }, 'untrusted'],
    [{ exec: { command: '' } }, 'plugin'],
    [{ exec: { command: '--version' } }, 'plugin'],
    [{ exec: { command: 'a\0b' } }, 'plugin'],
  ] as const) {
    const { trouble, runs } = await withPlugin(t, { script: `echo '${credential('good')}'`, ...given });
    assert.equal((await trouble()).kind, kind, JSON.stringify(given));
    assert.equal(runs(), 0);
  }
});

test('one user has one plugin run at a time, for several clusters', async (t) => {
  const { folder, clock } = await withPlugin(t, {
    script: `[ -e "$0.busy" ] && exit 9; touch "$0.busy"; sleep 0.05; rm "$0.busy"; echo '${credential('good')}'`,
  });
  const plugins = new Plugins(clock);
  const plugin = {
    command: folder.at('login'),
    args: [],
    env: [],
    apiVersion: VERSION,
    clusterInfo: false,
    interactive: 'Never' as const,
  };
  const cluster = (server: string) => ({ server, skipVerify: false, noCompression: false });
  const results = await Promise.all(
    ['https://a', 'https://b', 'https://c'].map((server) => plugins.credentials(plugin, cluster(server))),
  );
  assert.ok(results.every(({ ok }) => ok));
});

test('a program gets its input, is cancelled at once, and needs not read', async () => {
  const echoed = await run('cat', [], { input: 'hello', timeoutMs: 5000 });
  assert.ok(echoed.kind === 'ended' && echoed.stdout === 'hello');
  const stop = new AbortController();
  const cancelled = run('sleep', ['100'], { timeoutMs: 5000, signal: stop.signal });
  stop.abort();
  assert.equal((await cancelled).kind, 'cancelled');
  const deaf = await run('true', [], { input: 'x'.repeat(1_000_000), timeoutMs: 5000 });
  assert.ok(deaf.kind === 'ended' && deaf.code === 0);
  const left = await run('sh', ['-c', 'sleep 3 & echo done'], { timeoutMs: 2500 });
  assert.ok(left.kind === 'ended' && left.stdout === 'done\n');
});
