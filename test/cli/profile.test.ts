/** Profiles and `.k3slint.yaml` on the command line. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { CONFIG, folder } from '../support/folder.ts';

const CLI = join(import.meta.dirname, '../../server/cli.ts');

function lint(cwd: string, ...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'lint', ...words], { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const server = '# k3s: role=server version=v1.33\ndebug: true\n';

it('--profile hardened asks for what the guide asks for', (test) => {
  const { path } = folder(test, { [`a/${CONFIG}`]: server });
  assert.equal(lint(path, 'a').code, 0);
  const { code, out } = lint(path, 'a', '--profile', 'hardened');
  assert.equal(code, 1);
  assert.match(out, /warning: .*secrets-encryption.*\[hardening\]\n +Write "secrets-encryption: true"/);
});

it('--profile off is silent', (test) => {
  const { path } = folder(test, { [`a/${CONFIG}`]: `${server}kublet-arg: [x]\n` });
  assert.equal(lint(path, 'a').code, 1);
  assert.deepEqual(lint(path, 'a', '--profile', 'off'), { code: 0, out: '1 file read, nothing found\n', err: '' });
});

it('a profile there is not ends with 2', (test) => {
  const { path } = folder(test, { [`a/${CONFIG}`]: server });
  const { code, err } = lint(path, 'a', '--profile', 'strict');
  assert.equal(code, 2);
  assert.match(err, /default, hardened or off, not "strict"/);
});

it('.k3slint.yaml counts for all machines below it, and the command line beats it', (test) => {
  const { path } = folder(test, {
    '.k3slint.yaml': 'profile: hardened\nrole: agent\n',
    [`fleet/a/${CONFIG}`]: 'debug: true\n',
    [`fleet/b/${CONFIG}`]: 'debug: true\n',
    'fleet/b/.k3slint.yaml': 'role: server\n',
  });
  const { out } = lint(path, 'fleet');
  assert.match(out, /fleet\/a\/.*\[hardening\]/);
  assert.doesNotMatch(out, /fleet\/b\/.*\[hardening\]/);
  assert.doesNotMatch(lint(path, 'fleet', '--profile', 'default').out, /hardening/);
  assert.match(lint(path, 'fleet/a', '--role', 'server').out, /secrets-encryption/);
});

it('what nobody understands in it is told once, at its place', (test) => {
  const { path } = folder(test, {
    '.k3slint.yaml': 'role: server\nseverity:\n  unknow-key: off\n',
    [`a/${CONFIG}`]: 'debug: true\n',
    [`b/${CONFIG}`]: 'debug: true\n',
  });
  const { code, out } = lint(path);
  assert.equal(code, 1);
  const lines = out.split('\n').filter((line) => line.includes('[lint-file]'));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^\.k3slint\.yaml:3:3: warning: There is no rule "unknow-key".*"unknown-key"\?/);
});
