/** A canary among the secrets: no program that is started on either end has it on its command line or around it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../client/host/run.ts';
import { folder } from '../support/folder.ts';
import { programPath } from './rig.ts';
import { noSshd, startSshd } from './sshd.ts';
import { sudo } from './sudo.ts';

const noStrace = programPath('strace') ? false : 'strace is not here; on Debian the package strace brings it';

/** Every process that is started while the script runs, here and behind sshd, with all its arguments and environment. */
test('scenario 13: the passphrase, the password of sudo and the token of a script are in no process and no file', {
  skip: noSshd || noStrace,
}, async (t) => {
  const passphrase = 'canary-passphrase';
  const password = 'canary-password';
  const token = 'canary-token';
  const stand = sudo(t, { password });
  const trace = folder(t, {});
  const traceOf = (name: string): string[] => [
    'strace',
    '-f',
    '-v',
    '-s',
    '100000',
    '-e',
    'trace=execve',
    '-o',
    trace.at(name),
  ];
  const { host, configFile, log } = await startSshd(t, {
    passphrase,
    under: traceOf('there'),
    server: [`SetEnv PATH=${stand.env.PATH}`],
  });
  const main = fileURLToPath(new URL('./traced.ts', import.meta.url));
  const [program = '', ...args] = [...traceOf('here'), process.execPath, main, host, configFile];
  const input = JSON.stringify({ passphrase, password, token });
  const result = await run(program, args, { timeoutMs: 60_000, input });
  assert.equal(result.kind === 'ended' ? result.stdout + result.stderr : result.kind, 'the token has 12 characters\n');
  const started = {
    here: /execve\("[^"]*\/ssh", .*"SSH_ASKPASS=/,
    there: /execve\("\/bin\/sh", \["\/bin\/sh", "-s"\], .*"SSH_CLIENT=/,
  };
  for (const [name, sign] of Object.entries(started)) {
    const seen = readFileSync(trace.at(name), 'utf8');
    assert.match(seen, sign);
    assert.ok(
      !seen.includes('canary'),
      seen.split('\n').find((line) => line.includes('canary')),
    );
  }
  assert.match(stand.log().join('\n'), /-S -p/);
  assert.ok(!stand.log().join('\n').includes('canary'));
  assert.ok(!log().includes('canary'));
});
