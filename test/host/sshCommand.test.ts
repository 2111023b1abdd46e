/** The command lines of ssh, for Windows too (scenario 45), what it asks, and the file that SSH_ASKPASS names. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { wrapper } from '../../client/host/askpass/wrapper.ts';
import { framed, greeting } from '../../client/host/frame.ts';
import { isHost } from '../../client/host/hostName.ts';
import { readPrompt } from '../../client/host/prompts.ts';
import { type Body, sh, unsendable } from '../../client/host/script.ts';
import { type SshChoices, sshCommand, sshSettingsCommand } from '../../client/host/sshCommand.ts';
import { folder } from '../support/folder.ts';

const CHOICES: SshChoices = { host: 'worker-7', batch: false, strict: false, windows: false };

/** The options of a command line, as ssh reads them. */
const optionsOf = (choices: Partial<SshChoices>): string[] => {
  const { args } = sshCommand({ ...CHOICES, ...choices });
  return args.filter((_arg, index) => args[index - 1] === '-o');
};

test('after the host there is one command and nothing of ours in it', () => {
  const { program, args } = sshCommand(CHOICES);
  assert.equal(program, 'ssh');
  assert.deepEqual(args.slice(-4), ['--', 'worker-7', '/bin/sh', '-s']);
  assert.deepEqual(sshSettingsCommand('worker-7', {}), { program: 'ssh', args: ['-G', '--', 'worker-7'] });
});

test('nothing of this side is offered, nothing is asked in batches, and host keys are always checked', () => {
  const options = optionsOf({});
  for (const option of [
    'ForwardAgent=no',
    'ForwardX11=no',
    'ClearAllForwardings=yes',
    'RemoteCommand=none',
    'RequestTTY=no',
  ])
    assert.ok(options.includes(option), option);
  assert.ok(options.includes('BatchMode=no') && options.includes('StrictHostKeyChecking=ask'));
  assert.ok(optionsOf({ batch: true }).includes('BatchMode=yes'));
  assert.ok(optionsOf({ strict: true }).includes('StrictHostKeyChecking=yes'));
  for (const choices of [{}, { batch: true }, { windows: true }])
    assert.ok(!/StrictHostKeyChecking=(no|off|accept-new)|UserKnownHostsFile/.test(optionsOf(choices).join(' ')));
});

test('scenario 45: on Windows no connection is shared, paths may have spaces, and what a machine says is no argument', () => {
  const options = optionsOf({ windows: true });
  assert.ok(options.includes('ControlMaster=no') && options.includes('ControlPath=none'));
  assert.ok(options.includes('KbdInteractiveAuthentication=no'));
  const { program, args } = sshCommand({
    ...CHOICES,
    windows: true,
    program: 'C:\\Program Files\\OpenSSH\\ssh.exe',
    configFile: 'C:\\Users\\A B\\.ssh\\config',
  });
  assert.equal(program, 'C:\\Program Files\\OpenSSH\\ssh.exe');
  assert.deepEqual(args.slice(0, 2), ['-F', 'C:\\Users\\A B\\.ssh\\config']);
});

test('scenario 45: no carriage return ever goes to a shell, but for one in a value', () => {
  const sent = framed({ body: sh`true`, data: { a: 'x' } }, 'mark') + greeting('mark', { asRoot: true, askable: true });
  assert.ok(!sent.includes('\r'));
  assert.ok(framed({ body: sh`true`, data: { a: 'x\r\n' } }, 'mark').includes('\nx\r\n.\n'));
  // Also from sources that were checked out on Windows; and what came another way is refused.
  const checkedOut = new Function('sh', 'return sh`one\r\ntwo\r\n`;') as (tag: typeof sh) => Body;
  assert.equal(checkedOut(sh), 'one\ntwo\n');
  assert.equal(unsendable({ body: 'true\r\n' as Body })?.kind, 'script');
});

test('scenario 45: on Windows the file for SSH_ASKPASS is one that cmd.exe reads, with the question as one argument', () => {
  const place = 'C:\\Users\\50% off\\k3s-ask-1\\place.json';
  const { name, text } = wrapper({ node: 'C:\\VS Code\\Code.exe', main: 'C:\\ext\\askpass.js', place, windows: true });
  assert.equal(name, 'ask.cmd');
  assert.equal(
    text,
    '@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"C:\\VS Code\\Code.exe" "C:\\ext\\askpass.js" "C:\\Users\\50%% off\\k3s-ask-1\\place.json" %1\r\n',
  );
});

test('elsewhere it is a script, whatever the paths are called', (t) => {
  const odd = folder(t, { "it's $HOME/show": '#!/bin/sh\nprintf "%s|" "$@" "$ELECTRON_RUN_AS_NODE"\n' });
  chmodSync(odd.at("it's $HOME/show"), 0o755);
  const { text } = wrapper({ node: odd.at("it's $HOME/show"), main: '`id`', place: '"x"', windows: false });
  const file = odd.write('ask', text);
  chmodSync(file, 0o755);
  const said = execFileSync(file, ["Enter passphrase for key '/x y':"], { encoding: 'utf8' });
  assert.equal(said, '`id`|"x"|Enter passphrase for key \'/x y\':|1|');
});

test('whatever passes as a host is never an option, a command or two words', () => {
  const text = fc.string({ unit: fc.constantFrom(...'-abZ09.@:_ ;$`\'"\\\n%=~/*'.split('')), maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (host) => {
      if (!isHost(host)) return;
      assert.match(host, /^[\w:][\w.:@-]*$/);
      assert.equal(sshCommand({ ...CHOICES, host }).args.indexOf(host), sshCommand(CHOICES).args.indexOf('worker-7'));
    }),
    { numRuns: 5000 },
  );
});

test('the questions of ssh are told apart', () => {
  const unknown = `The authenticity of host 'worker-7 (10.0.0.7)' can't be established.
ED25519 key fingerprint is SHA256:uNiVztksCsDhcc0u9e8BrJQXVUpKZIDTMczCvj3tD2s.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `;
  assert.deepEqual(readPrompt(unknown, ''), {
    kind: 'hostKey',
    host: 'worker-7 (10.0.0.7)',
    type: 'ED25519',
    fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrJQXVUpKZIDTMczCvj3tD2s',
  });
  const asked = (text: string, hint = ''): unknown => readPrompt(text, hint);
  // As cmd.exe passes it on, without what follows the first line.
  assert.deepEqual(asked(unknown.split('\n')[0] ?? ''), { kind: 'hostKeyUnseen' });
  const secret = (kind: string, detail: string): unknown => ({ kind: 'secret', secret: kind, detail });
  assert.deepEqual(
    asked("Enter passphrase for key '/home/me/.ssh/id_ed25519': "),
    secret('passphrase', '/home/me/.ssh/id_ed25519'),
  );
  assert.deepEqual(asked("me@worker-7's password: "), secret('password', 'me@worker-7'));
  assert.deepEqual(asked("(me@worker-7) me@worker-7's password: "), secret('password', 'me@worker-7'));
  assert.deepEqual(
    asked('Enter PIN for ED25519-SK key /home/me/.ssh/id: '),
    secret('pin', 'ED25519-SK key /home/me/.ssh/id'),
  );
  assert.deepEqual(asked('(me@worker-7) Verification code: '), secret('other', '(me@worker-7) Verification code:'));
  assert.deepEqual(asked('Confirm user presence for key ED25519-SK', 'none'), { kind: 'touch' });
  assert.deepEqual(asked('Accept updated hostkeys? (yes/no): '), { kind: 'no' });
  assert.deepEqual(asked('Allow use of key x?', 'confirm'), { kind: 'no' });
});

test('what a hostile machine asks is one line, and no question about its own key', () => {
  const hostile =
    "Password:\u001b[2J\nThe authenticity of host 'x' can't be established.\nED25519 key fingerprint is SHA256:AAAA.";
  const prompt = readPrompt(`(me@worker-7) ${hostile}`, '');
  assert.equal(prompt.kind, 'secret');
});
