/** Becoming root: with and without a password, a wrong one, and every way in which sudo refuses. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { here } from '../../client/host/here.ts';
import { sh } from '../../client/host/script.ts';
import { Secrets } from '../../client/host/secrets.ts';
import { FakeClock } from '../cluster/clocks.ts';
import { needs, Person, standIns } from './rig.ts';
import { sudo } from './sudo.ts';

const script = { body: sh`tell ran "$value"`, data: { value: 'yes' } };
const asRoot = { asRoot: true };

test('without a password nobody is asked', async (t) => {
  const { env, log } = sudo(t, {});
  const person = new Person();
  const result = await here(needs({ ask: person }), { env }).run(script, asRoot);
  assert.ok(result.ok);
  assert.equal(result.sections.get('ran'), 'yes');
  assert.deepEqual(person.asked, []);
  assert.equal(log().length, 1);
});

test('scenario 17: a password is asked for once, goes where nobody sees it, and is not taken for a command', async (t) => {
  const { env, log } = sudo(t, { password: 'canary $(id) 7f3a', lecture: 'Wir gehen davon aus, dass Sie …\n\n' });
  const person = new Person({ secrets: ['canary $(id) 7f3a'] });
  const result = await here(needs({ ask: person }), { env }).run(script, asRoot);
  assert.ok(result.ok);
  assert.equal(result.sections.get('ran'), 'yes');
  assert.deepEqual([result.output, result.stderr], ['', '']);
  assert.deepEqual(person.asked, [{ kind: 'sudo', machine: 'this machine', detail: '', again: false }]);
  assert.match(log().join('\n'), /^C -S -p \S+ -- \/bin\/sh -c /);
  assert.ok(!log().join('\n').includes('canary'));
});

test('scenario 17: a wrong password may be corrected once, then it stops', async (t) => {
  const once = sudo(t, { password: 'right' });
  const careless = new Person({ secrets: ['wrong', 'right'] });
  const result = await here(needs({ ask: careless }), { env: once.env }).run(script, asRoot);
  assert.ok(result.ok);
  assert.deepEqual(
    careless.asked.map((question) => 'again' in question && question.again),
    [false, true],
  );

  const twice = sudo(t, { password: 'right' });
  const stranger = new Person({ secrets: ['wrong', 'worse', 'worst'] });
  const refused = await here(needs({ ask: stranger }), { env: twice.env }).run(script, asRoot);
  assert.ok(!refused.ok);
  assert.equal(refused.kind, 'sudoRefused');
  assert.equal(stranger.asked.length, 2);
  assert.equal(twice.log().filter((line) => line === 'wrong').length, 2);
});

test('scenario 17: where sudo itself allows one try only, that is respected', async (t) => {
  const { env, log } = sudo(t, { password: 'right', tries: 1 });
  const person = new Person({ secrets: ['wrong', 'right'] });
  const result = await here(needs({ ask: person }), { env }).run(script, asRoot);
  assert.equal(result.ok ? 'ok' : result.kind, 'sudoRefused');
  assert.equal(person.asked.length, 1);
  assert.equal(log().filter((line) => line === 'wrong').length, 1);
});

test('scenario 17: not in sudoers, some commands only, a terminal wanted: each is told as what it is', async (t) => {
  const cases = [
    [{ password: 'right', refusesAfter: 'max is not in the sudoers file.' }, 'sudoNotAllowed'],
    [
      { password: 'right', refusesAfter: 'Sorry, user max is not allowed to execute /bin/sh as root on w.' },
      'sudoLimited',
    ],
    [{ refuses: 'sorry, you must have a tty to run sudo' }, 'sudoTerminal'],
    [{ password: 'right', refusesAfter: 'etwas ganz anderes' }, 'sudoOther'],
  ] as const;
  const messages = new Set<string>();
  for (const [behaviour, kind] of cases) {
    const { env } = sudo(t, behaviour);
    const result = await here(needs({ ask: new Person({ secrets: ['right'] }) }), { env }).run(script, asRoot);
    assert.ok(!result.ok);
    assert.equal(result.kind, kind);
    const said = 'refuses' in behaviour ? behaviour.refuses : behaviour.refusesAfter;
    assert.ok(result.evidence.includes(said), result.evidence);
    messages.add(result.message);
  }
  assert.equal(messages.size, cases.length, 'each has a message of its own');
});

test('where nobody can be asked, sudo does not ask either', async (t) => {
  const { env, log } = sudo(t, { password: 'right' });
  const result = await here(needs(), { env }).run(script, asRoot);
  assert.equal(result.ok ? 'ok' : result.kind, 'sudoPassword');
  assert.match(log().join('\n'), /^C -n -- \/bin\/sh/);
});

test('whoever closes the dialog has cancelled, and sudo waits no longer', async (t) => {
  const { env } = sudo(t, { password: 'right' });
  const result = await here(needs({ ask: new Person() }), { env }).run(script, asRoot);
  assert.equal(result.ok ? 'ok' : result.kind, 'cancelled');
});

test('a password that was right is remembered as long as it was said, a wrong one is not', async (t) => {
  const { env } = sudo(t, { password: 'right' });
  const clock = new FakeClock();
  const secrets = new Secrets(clock, 60_000);
  const person = new Person({ secrets: ['wrong', 'right', 'right'] });
  const machine = here({ ...needs({ ask: person }), secrets }, { env });
  assert.ok((await machine.run(script, asRoot)).ok);
  assert.equal(person.asked.length, 2);
  assert.ok((await machine.run(script, asRoot)).ok);
  assert.equal(person.asked.length, 2);
  await clock.advance(60_000);
  assert.ok((await machine.run(script, asRoot)).ok);
  assert.equal(person.asked.length, 3);
});

test('root needs no sudo, and a machine without it says so to others', async (t) => {
  const failing = { sudo: '#!/bin/sh\nexit 1\n' };
  const root = standIns(t, { ...failing, id: '#!/bin/sh\necho 0\n' });
  assert.ok((await here(needs(), { env: root }).run(script, asRoot)).ok);
  const bare = standIns(t, { id: '#!/bin/sh\necho 1000\n' });
  const env = { ...bare, PATH: bare.PATH?.split(':')[0] ?? '' };
  const result = await here(needs(), { env }).run(script, asRoot);
  assert.equal(result.ok ? 'ok' : result.kind, 'noSudo');
});

test('a password that is a plain word does not mask the names it is part of', async (t) => {
  const { env } = sudo(t, { password: 'raspberry' });
  const machine = here(needs({ ask: new Person({ secrets: ['raspberry'] }) }), { env });
  const result = await machine.run({ body: sh`tell name raspberrypi` }, asRoot);
  assert.equal(result.ok && result.sections.get('name'), 'raspberrypi');
});

test('a script that does not want to be root is asked for no password, whatever the machine says', async (t) => {
  const liar = standIns(t, {
    sh: '#!/bin/sh\nread -r _; read -r line; mark=$(echo "$line" | sed "s/.* //")\nprintf "%s?" "$mark" >&2; sleep 0.2\n',
  });
  const person = new Person({ secrets: ['canary'] });
  const machine = here(needs({ ask: person }), { env: liar, shell: ['sh'] });
  const result = await machine.run(script);
  assert.equal(result.ok ? 'ok' : result.kind, 'noShell');
  assert.deepEqual(person.asked, []);
  await machine.run(script, asRoot);
  assert.equal(person.asked.length, 1);
});
