/** Scripts over a real OpenSSH: to a real sshd on loopback, and into every wall on the way. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Machine, ScriptOptions, ScriptResult } from '../../client/host/machine.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { type Body, sh } from '../../client/host/script.ts';
import type { HostTrouble } from '../../client/host/trouble.ts';
import { Person, sshNeeds } from './rig.ts';
import { noSshd, startSshd } from './sshd.ts';

const run = (machine: Machine, body: Body, options: ScriptOptions = {}): Promise<ScriptResult | HostTrouble> =>
  machine.run({ body }, options);

const kindOf = (result: ScriptResult | HostTrouble): string => (result.ok ? `ok ${result.code}` : result.kind);

test('a script runs there, and answers in sections', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t);
  const machine = overSsh(host, sshNeeds(configFile));
  const result = await machine.run({
    body: sh`tell who "$(id -un)"; tell said "$text"; exit 4`,
    data: { text: 'a\n' },
  });
  assert.ok(result.ok);
  assert.equal(result.code, 4);
  assert.equal(result.sections.get('said'), 'a\n');
});

test('16: an unknown host key is shown with its fingerprint, and remembered once accepted', {
  skip: noSshd,
}, async (t) => {
  const { host, configFile, fingerprint, knownHosts, port } = await startSshd(t, { known: false });
  const person = new Person({ accepts: true });
  const machine = overSsh(host, sshNeeds(configFile, { ask: person }));
  assert.equal(kindOf(await run(machine, sh`true`)), 'ok 0');
  assert.deepEqual(person.asked, [
    { machine: 'rig', host: `[127.0.0.1]:${port} ([127.0.0.1]:${port})`, type: 'ED25519', fingerprint },
  ]);
  assert.match(readFileSync(knownHosts, 'utf8'), /ssh-ed25519/);
  assert.equal(kindOf(await run(machine, sh`true`)), 'ok 0');
  assert.equal(person.asked.length, 1);
});

test('16: a changed host key is a hard stop, with both fingerprints and what to do', { skip: noSshd }, async (t) => {
  const sshd = await startSshd(t);
  const before = sshd.fingerprint;
  await sshd.newKey();
  const person = new Person({ accepts: true });
  const result = await run(overSsh(sshd.host, sshNeeds(sshd.configFile, { ask: person })), sh`true`);
  assert.ok(!result.ok);
  assert.equal(result.kind, 'hostKeyChanged');
  assert.ok(result.message.includes(sshd.fingerprint), result.message);
  assert.ok(result.message.includes(before), result.message);
  assert.ok(result.message.includes(`${sshd.knownHosts}, line 1`), result.message);
  assert.ok(result.next.includes(`ssh-keygen -f '${sshd.knownHosts}' -R '[127.0.0.1]:${sshd.port}'`), result.next);
  assert.deepEqual(person.asked, []);
});
