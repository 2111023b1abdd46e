/** What a folder that nobody trusts cannot make the editor do, and what many machines at once cannot make a person do. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { sh } from '../../client/host/script.ts';
import { until } from '../cluster/clocks.ts';
import { json, serve } from '../cluster/server.ts';
import { askpassMain } from '../host/rig.ts';
import { noSshd, startSshd } from '../host/sshd.ts';
import { sitDown } from '../operations/editor.ts';
import { folder } from '../support/folder.ts';

const { WindowClusters } = await import('../../client/explorer/live.ts');
const { machines } = await import('../../client/actions/machines.ts');

const VERSION = 'client.authentication.k8s.io/v1';

/** A folder with a kubeconfig whose user is known by a program beside it, and somebody who has opened it. */
async function opened(t: TestContext) {
  const server = await serve(t, (_request, response) => json(response, { major: '1', minor: '34' }));
  const place = folder(t, {});
  place.write(
    'kubeconfig',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'a', cluster: { server: server.url } }],
      users: [{ name: 'a', user: { exec: { apiVersion: VERSION, command: './login', interactiveMode: 'Never' } } }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      'current-context': 'a',
    }),
  );
  const credential = JSON.stringify({ apiVersion: VERSION, kind: 'ExecCredential', status: { token: 'good' } });
  place.write('login', `#!/bin/sh\ntouch '${place.at('ran')}'\necho '${credential}'\n`);
  chmodSync(place.at('login'), 0o755);
  const person = sitDown();
  person.folderSettings.set('k3s.kubeconfig', [place.at('kubeconfig')]);
  const clusters = new WindowClusters(() => undefined);
  t.after(() => clusters.dispose());
  return {
    person,
    server,
    /** Somebody expands the cluster; the answer is its source. */
    async expand() {
      const source = (await clusters.sources()).find(({ entry }) => entry.file === place.at('kubeconfig'));
      assert.ok(source);
      source.want('nodes');
      t.after(() => source.release('nodes'));
      return source;
    },
    ran: () => existsSync(place.at('ran')),
  };
}

test('scenario 46: a folder that is not trusted names a kubeconfig with an exec plugin: it is not run', async (t) => {
  const { person, server, expand, ran } = await opened(t);
  person.trusts = false;
  const source = await expand();
  await until(() => source.state.kind === 'failed', 'the end of the attempt');
  assert.match(
    source.state.kind === 'failed' ? source.state.trouble.message : '',
    /^This kubeconfig runs a program or sends a file, and it belongs to a folder that is not trusted\.$/,
  );
  assert.equal(ran(), false);
  assert.equal(server.requests.length, 0, 'and nobody is asked without a credential');
  assert.deepEqual(person.heard(), [], 'no message that nobody asked for');
});

test('scenario 46: once the folder is trusted, it is', async (t) => {
  const { expand, ran } = await opened(t);
  await expand();
  await until(ran, 'the run of the plugin');
});

test('scenario 16: of several machines at once nobody is asked about keys, and one that is not known fails', {
  skip: noSshd,
}, async (t) => {
  const { host, configFile, fingerprint, knownHosts } = await startSshd(t, { known: false });
  const dist = folder(t, { 'askpass.js': `import(${JSON.stringify(askpassMain)});\n` });
  const person = sitDown();
  person.settings.set('remote.SSH.configFile', configFile);
  const ways = machines(dist.path, dist.at('storage'));
  const target = { kind: 'ssh', host } as const;
  const mark = dist.at('was-here');
  const script = { body: sh`touch "$mark"`, data: { mark } };

  const refused = await ways.at(target, true).run(script);
  assert.equal(refused.ok ? 'ok' : refused.kind, 'hostKeyUnknown');
  assert.ok(!refused.ok && refused.next.includes(`ssh ${host}`), 'it says how to get to know it');
  assert.deepEqual(person.heard(), []);
  assert.equal(existsSync(knownHosts), false);

  assert.equal((await ways.at(target).run(script)).ok, false);
  const [asked = ''] = person.heard();
  assert.match(asked, /is .* the machine you mean\?/i);
  assert.equal(existsSync(mark), false, 'nothing was sent before somebody said yes');

  person.will(/the machine you mean/, 'Connect and Remember');
  assert.equal((await ways.at(target).run(script)).ok, true);
  assert.ok(existsSync(mark) && existsSync(knownHosts));
  assert.match(fingerprint, /^SHA256:/);
  assert.equal((await ways.at(target, true).run(script)).ok, true, 'known now, it is one of the others');
});
