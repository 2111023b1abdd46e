/** Scripts over a real OpenSSH: to a real sshd on loopback, and into every wall on the way. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Machine, ScriptOptions, ScriptResult } from '../../client/host/machine.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { type Body, sh } from '../../client/host/script.ts';
import type { HostTrouble } from '../../client/host/trouble.ts';
import { MASK } from '../../client/redact.ts';
import { FakeClock, until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { between } from './between.ts';
import { Person, processes, sshNeeds } from './rig.ts';
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

test('scenario 16: an unknown host key is shown with its fingerprint, and remembered once accepted', {
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

test('scenario 16: a changed host key is a hard stop, with both fingerprints and what to do', {
  skip: noSshd,
}, async (t) => {
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

test('scenario 16: where nobody is asked, an unknown host fails, whatever the configuration allows', {
  skip: noSshd,
}, async (t) => {
  const { host, configWith } = await startSshd(t, { known: false });
  for (const lines of [[], ['StrictHostKeyChecking no'], ['StrictHostKeyChecking accept-new']]) {
    const result = await run(overSsh(host, sshNeeds(configWith(...lines))), sh`true`);
    assert.equal(kindOf(result), 'hostKeyUnknown', lines.join());
  }
});

test('scenario 16: a person who does not accept a key is asked once, and nothing is remembered', {
  skip: noSshd,
}, async (t) => {
  const { host, configFile, knownHosts } = await startSshd(t, { known: false });
  const person = new Person({ accepts: false });
  const result = await run(overSsh(host, sshNeeds(configFile, { ask: person })), sh`true`);
  assert.equal(kindOf(result), 'hostKeyUnknown');
  assert.equal(person.asked.length, 1);
  assert.equal(existsSync(knownHosts), false);
});

test('who wants hosts to be known beforehand is not asked to accept one', { skip: noSshd }, async (t) => {
  const { host, configWith } = await startSshd(t, { known: false });
  const person = new Person({ accepts: true });
  const strict = sshNeeds(configWith('StrictHostKeyChecking yes'), { ask: person });
  assert.equal(kindOf(await run(overSsh(host, strict), sh`true`)), 'hostKeyUnknown');
  assert.deepEqual(person.asked, []);
});

test('a passphrase is asked for, may be corrected once, and is remembered when it was right', {
  skip: noSshd,
}, async (t) => {
  const { host, configFile } = await startSshd(t, { passphrase: 'canary 7f3a' });
  const person = new Person({ secrets: ['wrong', 'canary 7f3a'] });
  const wishes = sshNeeds(configFile, { ask: person, keepMs: 60_000 });
  t.after(() => wishes.secrets.forgetAll());
  const machine = overSsh(host, wishes);
  const result = await run(machine, sh`echo canary 7f3a`);
  assert.ok(result.ok);
  assert.equal(result.output, `${MASK}\n`);
  assert.deepEqual(
    person.asked.map((question) => 'kind' in question && [question.kind, question.again]),
    [
      ['passphrase', false],
      ['passphrase', true],
    ],
  );
  assert.equal(kindOf(await run(machine, sh`true`)), 'ok 0');
  assert.equal(person.asked.length, 2);
});

test('two wrong passphrases are enough, and whoever leaves has cancelled', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t, { passphrase: 'right one' });
  const stranger = new Person({ secrets: ['wrong', 'worse', 'worst'] });
  assert.equal(kindOf(await run(overSsh(host, sshNeeds(configFile, { ask: stranger })), sh`true`)), 'denied');
  assert.equal(stranger.asked.length, 2);
  const leaving = new Person();
  assert.equal(kindOf(await run(overSsh(host, sshNeeds(configFile, { ask: leaving })), sh`true`)), 'cancelled');
});

test('the configuration cannot turn the pipe into something else', { skip: noSshd }, async (t) => {
  const { host, configWith } = await startSshd(t);
  const lines = [
    'RequestTTY force',
    'RemoteCommand rm -rf /',
    'LogLevel QUIET',
    'BatchMode yes',
    'EscapeChar ~',
    'VisualHostKey yes',
  ];
  const machine = overSsh(host, sshNeeds(configWith(...lines)));
  const result = await machine.run({
    body: sh`tell tty "$(tty)"; tell said "$text"`,
    data: { text: '\n~.\n~?\n\u0003\u0004' },
    reveals: ['said'],
  });
  assert.ok(result.ok);
  assert.equal(result.sections.get('tty'), 'not a tty');
  assert.equal(Buffer.from(result.revealed.get('said') ?? []).toString(), '\n~.\n~?\n\u0003\u0004');
});

test('a shared connection is used where there is one, and never made, since it would end with us', {
  skip: noSshd,
}, async (t) => {
  const { host, configWith, configFile } = await startSshd(t);
  const place = folder(t, {});
  const socket = place.at('shared');
  const sharing = configWith('ControlMaster auto', `ControlPath ${socket}`, 'ControlPersist 60');
  assert.equal(kindOf(await run(overSsh(host, sshNeeds(sharing)), sh`true`)), 'ok 0');
  assert.equal(existsSync(socket), false);
  const args = ['-F', configFile, '-o', 'ControlMaster=yes', '-o', `ControlPath=${socket}`, '-N', host];
  const theirs = spawn('ssh', args, { stdio: 'ignore' });
  t.after(() => theirs.kill());
  await until(() => existsSync(socket), 'the connection of somebody else');
  const stop = new AbortController();
  const running = run(overSsh(host, sshNeeds(sharing)), sh`echo "$SSH_CLIENT"; sleep 4751`, { signal: stop.signal });
  await until(() => /sleep 4751/.test(processes()), 'the script');
  stop.abort();
  assert.equal(kindOf(await running), 'cancelled');
  await until(() => !/sleep 4751/.test(processes()), 'the end of the script');
  assert.equal(theirs.exitCode, null);
  assert.equal(kindOf(await run(overSsh(host, sshNeeds(sharing)), sh`true`)), 'ok 0');
});

test('through a jump host, whose key is asked for too', { skip: noSshd }, async (t) => {
  const jump = await startSshd(t, { known: false });
  const far = [
    'Host far',
    'HostName 127.0.0.1',
    `Port ${jump.port}`,
    'ProxyJump rig',
    'HostKeyAlias far',
    ...readFileSync(jump.configFile, 'utf8').split('\n').slice(3),
  ];
  const person = new Person({ accepts: true });
  const machine = overSsh('far', sshNeeds(jump.configWith(...far), { ask: person }));
  assert.equal(kindOf(await run(machine, sh`true`)), 'ok 0');
  assert.deepEqual(
    person.asked.map((question) => 'fingerprint' in question && question.fingerprint),
    [jump.fingerprint, jump.fingerprint],
  );
});

test('each wall on the way has its own name', { skip: noSshd }, async (t) => {
  const { host, configWith, stop } = await startSshd(t);
  const to = async (...lines: string[]): Promise<HostTrouble> => {
    const result = await run(overSsh(host, sshNeeds(configWith(...lines))), sh`true`);
    assert.ok(!result.ok);
    return result;
  };
  assert.equal((await to('HostName no-such-host.invalid')).kind, 'dns');
  assert.equal((await to('IdentityFile /dev/null', 'PreferredAuthentications none')).kind, 'denied');
  assert.equal((await to('NoSuchOption yes')).kind, 'configuration');
  assert.equal((await to('HostKeyAlgorithms ssh-rsa-cert-v01@openssh.com')).kind, 'incompatible');
  await stop();
  const refused = await to();
  assert.equal(refused.kind, 'refused');
  assert.match(refused.evidence, /Connection refused/);
});

test('a server that says nothing is given up in time', { skip: noSshd }, async (t) => {
  const { host, configWith } = await startSshd(t);
  const { port, sent } = await between(t, undefined);
  const clock = new FakeClock();
  const running = run(overSsh(host, sshNeeds(configWith(`Port ${port}`), { clock })), sh`true`);
  await until(() => sent() > 0, 'the greeting of ssh');
  await clock.advance(45_000);
  assert.equal(kindOf(await running), 'timeout');
});

test('the time a person needs counts for nothing', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t, { known: false });
  const clock = new FakeClock();
  let asked = 0;
  const slow = {
    secret: async () => undefined,
    touch: () => undefined,
    hostKey: async () => {
      asked++;
      await clock.advance(3_600_000);
      return true;
    },
  };
  const result = await run(overSsh(host, sshNeeds(configFile, { ask: slow, clock })), sh`true`);
  assert.deepEqual([kindOf(result), asked], ['ok 0', 1]);
});

test('a connection that is cut while a script arrives: none of it runs', { skip: noSshd }, async (t) => {
  const { host, configWith, port } = await startSshd(t);
  const place = folder(t, {});
  const way = await between(t, port, { cutAfter: 200_000 });
  const machine = overSsh(host, sshNeeds(configWith(`Port ${way.port}`, `HostKeyAlias [127.0.0.1]:${port}`)));
  const data = { file: place.at('done'), big: `touch '${place.at('done')}'\n`.repeat(10_000) };
  const result = await machine.run({ body: sh`touch "$file"`, data });
  assert.equal(kindOf(result), 'lost');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(existsSync(place.at('done')), false);
});

test('a connection that is cut while a script runs: it ends, and all it started', { skip: noSshd }, async (t) => {
  const { host, configWith, port } = await startSshd(t);
  const place = folder(t, {});
  const way = await between(t, port);
  const machine = overSsh(host, sshNeeds(configWith(`Port ${way.port}`, `HostKeyAlias [127.0.0.1]:${port}`)));
  const running = machine.run({
    body: sh`touch "$started"; sleep 4721 & sleep 4722; touch "$ended"`,
    data: { started: place.at('started'), ended: place.at('ended') },
  });
  await until(() => existsSync(place.at('started')));
  way.cut();
  assert.equal(kindOf(await running), 'lost');
  await until(() => !/sleep 472\d/.test(processes()), 'the end of what it started');
  assert.equal(existsSync(place.at('ended')), false);
});

test('what is cancelled ends there too', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t);
  const place = folder(t, {});
  const stop = new AbortController();
  const data = { started: place.at('started') };
  const running = overSsh(host, sshNeeds(configFile)).run(
    { body: sh`touch "$started"; sleep 4731`, data },
    { signal: stop.signal },
  );
  await until(() => existsSync(place.at('started')));
  stop.abort();
  assert.equal(kindOf(await running), 'cancelled');
  await until(() => !/sleep 4731/.test(processes()), 'the end of what it started');
});

test('a hundred megabytes are cut off, and a stream of them is not kept', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t);
  const machine = overSsh(host, sshNeeds(configFile));
  const flood = sh`dd if=/dev/zero bs=1048576 count=100 2>/dev/null | tr '\0' x | fold -w 100000`;
  assert.equal(kindOf(await run(machine, flood)), 'tooMuchOutput');
  let most = 0;
  const end = await machine.stream(
    { body: sh`dd if=/dev/zero bs=1048576 count=10 2>/dev/null | tr '\0' x | fold -w 100000` },
    {
      onLine: (line) => {
        most = Math.max(most, line.length);
      },
    },
  );
  assert.ok(end.ok);
  assert.equal(most, 16 * 1024 + 1);
});

test('a user without a shell, and one who gets another command, are told', { skip: noSshd }, async (t) => {
  const { host, configFile } = await startSshd(t, {
    server: ['ForceCommand echo "Please login as the user admin"; exit 142'],
  });
  const result = await run(overSsh(host, sshNeeds(configFile)), sh`true`);
  assert.ok(!result.ok);
  assert.equal(result.kind, 'noShell');
  assert.equal(result.evidence, 'Please login as the user admin');
});

test('a greeting in front of everything does no harm', { skip: noSshd }, async (t) => {
  const place = folder(t, { banner: 'Authorized use only! K3S_TOKEN=x password:\n' });
  const { host, configFile } = await startSshd(t, {
    server: [
      `Banner ${place.at('banner')}`,
      'ForceCommand echo "Welcome"; echo "careful" >&2; exec $SSH_ORIGINAL_COMMAND',
    ],
  });
  const result = await run(overSsh(host, sshNeeds(configFile)), sh`echo out; echo err >&2`);
  assert.ok(result.ok);
  assert.deepEqual([result.output, result.stderr], ['out\n', 'err\n']);
});

test('a host that is none is refused before anything is started', async () => {
  for (const host of ['-oProxyCommand=touch x', 'a b', '', 'x;y', '$(id)']) {
    const result = await run(overSsh(host, { ...sshNeeds('/dev/null'), ssh: { program: '/no/such' } }), sh`true`);
    assert.equal(kindOf(result), 'configuration', host);
  }
});

test('without ssh, that is what is told', async () => {
  const result = await run(
    overSsh('worker-1', { ...sshNeeds('/dev/null'), ssh: { program: '/no/such/ssh' } }),
    sh`true`,
  );
  assert.equal(kindOf(result), 'noSsh');
});
