/** The real sudo, for a user of this machine whose password only a mount namespace of the test knows. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import { sh } from '../../client/host/script.ts';
import { until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { needs, Person, processes, programPath } from './rig.ts';

const missing = ['sudo', 'unshare', 'setpriv', 'openssl'].filter((name) => programPath(name) === undefined);
const skip =
  process.getuid?.() !== 0
    ? 'only root can give a user another password for a moment'
    : missing.length > 0 && `not here: ${missing.join(', ')}`;

const USER = 'daemon';
const script = { body: sh`tell who "$(id -u)"` };
const asRoot = { asRoot: true };

/** A machine on which that user works, and what sudo logs there. */
function machine(t: TestContext, person: Person, ...rules: readonly string[]): { machine: Machine; log(): string } {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { encoding: 'utf8', input: 'right canary' }).trim();
  const place = folder(t, {
    shadow: `root:*:19000:0:99999:7:::\n${USER}:${hash}:19000:0:99999:7:::\n`,
    sudoers: [`Defaults logfile=/run/sudo.log`, 'Defaults lecture=always', 'root ALL=(ALL) ALL', ...rules, ''].join(
      '\n',
    ),
    pam: 'auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n',
    log: '',
  });
  const set = `mount -t tmpfs tmpfs /run && touch /run/sudo.log && mount --bind '${place.at('log')}' /run/sudo.log &&
chmod 440 '${place.at('sudoers')}' && mount --bind '${place.at('sudoers')}' /etc/sudoers &&
mount --bind '${place.at('shadow')}' /etc/shadow && mount --bind '${place.at('pam')}' /etc/pam.d/sudo &&
cd / && exec setpriv --reuid=${USER} --regid=${USER} --clear-groups /bin/sh -s`;
  const shell = ['unshare', '--mount', '--', 'sh', '-c', set] as const;
  return { machine: here(needs({ ask: person }), { shell }), log: () => readFileSync(place.at('log'), 'utf8') };
}

const kind = async (running: ReturnType<Machine['run']>): Promise<string> => {
  const result = await running;
  return result.ok ? `uid ${result.sections.get('who')}` : result.kind;
};

test('scenario 17: with a password, with and without a terminal of its own, after a lecture', { skip }, async (t) => {
  for (const more of ['Defaults use_pty', 'Defaults !use_pty', 'Defaults targetpw, rootpw, !targetpw, !rootpw']) {
    const person = new Person({ secrets: ['right canary'] });
    const { machine: there, log } = machine(t, person, `${USER} ALL=(ALL) ALL`, more);
    assert.equal(await kind(there.run(script, asRoot)), 'uid 0', more);
    assert.equal(person.asked.length, 1);
    assert.ok(!log().includes('canary'));
    assert.match(log(), /COMMAND=\/bin\/sh -c/);
  }
});

test('without one, nobody is asked', { skip }, async (t) => {
  const person = new Person();
  const { machine: there } = machine(t, person, `${USER} ALL=(ALL) NOPASSWD: ALL`);
  assert.equal(await kind(there.run(script, asRoot)), 'uid 0');
  assert.equal(await kind(there.run(script)), 'uid 1');
  assert.deepEqual(person.asked, []);
});

test('scenario 17: two wrong passwords are two attempts in the log of sudo, not three', { skip }, async (t) => {
  const person = new Person({ secrets: ['wrong one', 'wrong two', 'wrong three'] });
  const { machine: there, log } = machine(t, person, `${USER} ALL=(ALL) ALL`);
  assert.equal(await kind(there.run(script, asRoot)), 'sudoRefused');
  assert.equal(person.asked.length, 2);
  await until(() => /2 incorrect password attempts/.test(log()), 'the log of sudo');
});

test('scenario 17: not in sudoers, some commands only, a terminal wanted, one try only', { skip }, async (t) => {
  const right = (): Person => new Person({ secrets: ['right canary', 'right canary'] });
  const first = async (...rules: string[]): Promise<string> =>
    kind(machine(t, right(), ...rules).machine.run(script, asRoot));
  assert.equal(await first(), 'sudoNotAllowed');
  assert.equal(await first(`${USER} ALL=(ALL) /usr/bin/true`), 'sudoLimited');
  assert.equal(await first(`${USER} ALL=(ALL) ALL`, 'Defaults requiretty'), 'sudoTerminal');
  const careless = new Person({ secrets: ['wrong one', 'right canary'] });
  const { machine: there } = machine(t, careless, `${USER} ALL=(ALL) ALL`, 'Defaults passwd_tries=1');
  assert.equal(await kind(there.run(script, asRoot)), 'sudoRefused');
});

test('where nobody is there to be asked, sudo is not kept waiting', { skip }, async (t) => {
  const { machine: there } = machine(t, new Person(), `${USER} ALL=(ALL) ALL`);
  assert.equal(await kind(there.run(script, asRoot)), 'cancelled');
});

test('what root runs for a user who is not, ends when the user wants', { skip }, async (t) => {
  for (const pty of ['Defaults use_pty', 'Defaults !use_pty']) {
    const { machine: there } = machine(t, new Person(), `${USER} ALL=(ALL) NOPASSWD: ALL`, pty);
    const place = folder(t, {});
    const stop = new AbortController();
    const body = sh`touch "$file"; sleep 4741 & sleep 4742`;
    const running = there.run({ body, data: { file: place.at('started') } }, { ...asRoot, signal: stop.signal });
    await until(() => existsSync(place.at('started')), 'the start');
    stop.abort();
    assert.equal(await kind(running), 'cancelled');
    await until(() => !/sleep 474\d/.test(processes()), 'the end of what root runs');
  }
});
