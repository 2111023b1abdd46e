/** Looking at files as root, in every shell: what is there, what it says, and why it cannot be told. */

import assert from 'node:assert/strict';
import { chmodSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Machine } from '../../client/host/machine.ts';
import { type Look, look } from '../../client/machines/rootFiles/look.ts';
import { RootFiles } from '../../client/machines/rootFiles/rootFiles.ts';
import { readStat } from '../../client/machines/rootFiles/stat.ts';
import type { RootFileTrouble } from '../../client/machines/rootFiles/trouble.ts';
import { Person } from '../host/rig.ts';
import { bytes, inEachShell, inShellsWithStandIns, sandbox } from './rootRig.ts';

const FOLDER = 'etc/rancher/k3s';

const kindOf = (answer: Look | RootFileTrouble): string => (answer.ok ? answer.stat.kind : answer.kind);

inEachShell('a file is read to the last byte', async (t, shell) => {
  const content = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
  const box = sandbox(t, shell, { [`${FOLDER}/config.yaml`]: content });
  chmodSync(box.at(`${FOLDER}/config.yaml`), 0o600);
  utimesSync(box.at(`${FOLDER}/config.yaml`), 1_700_000_000, 1_700_000_000.25);
  const answer = await box.files.look('read', `/${FOLDER}/config.yaml`);
  assert.ok(answer.ok && answer.content, JSON.stringify(answer));
  assert.deepEqual([...answer.content], [...content]);
  const { kind, isLink, size, modified, mode } = answer.stat;
  assert.deepEqual({ kind, isLink, size, mode }, { kind: 'file', isLink: false, size: 1024, mode: 0o600 });
  assert.equal(modified, 1_700_000_000_250);
});

inEachShell('a folder is listed with all that is in it', async (t, shell) => {
  const box = sandbox(t, shell, {
    [`${FOLDER}/config.yaml`]: '',
    [`${FOLDER}/.hidden`]: '',
    [`${FOLDER}/..both`]: '',
    [`${FOLDER}/config.yaml.d/10-x.yaml`]: '',
    [`${FOLDER}/*`]: '',
    [`${FOLDER}/ a  b `]: '',
  });
  symlinkSync('config.yaml.d', box.at(`${FOLDER}/linked`));
  symlinkSync('nothing', box.at(`${FOLDER}/dangling`));
  writeFileSync(Buffer.concat([Buffer.from(box.at(FOLDER)), Buffer.from([0x2f, 0xff])]), 'no Unicode');
  const answer = await box.files.look('list', `/${FOLDER}`);
  assert.ok(answer.ok && answer.entries);
  assert.deepEqual(
    Object.fromEntries(answer.entries.map(({ name, kind, isLink }) => [name, isLink ? `link to ${kind}` : kind])),
    {
      ' a  b ': 'file',
      '*': 'file',
      '..both': 'file',
      '.hidden': 'file',
      'config.yaml': 'file',
      'config.yaml.d': 'folder',
      dangling: 'link to other',
      linked: 'link to folder',
    },
  );
  const root = await box.files.look('list', '/');
  assert.deepEqual(root.ok && root.entries, [{ name: 'etc', kind: 'folder', isLink: false }]);
});

inEachShell('what cannot be looked at says why', async (t, shell) => {
  const box = sandbox(t, shell, { 'etc/file': 'x', 'etc/large': new Uint8Array(700 * 1024 + 1), 'etc/folder/': '' });
  symlinkSync('a', box.at('etc/a'));
  symlinkSync('nothing', box.at('etc/dangling'));
  const asked = [
    ['stat', '/etc/file', 'file'],
    ['stat', '/etc/folder', 'folder'],
    ['stat', '/etc/nothing', 'missing'],
    ['read', '/etc/nothing/more', 'missing'],
    ['stat', '/etc/file/more', 'notFolder'],
    ['list', '/etc/file', 'notFolder'],
    ['read', '/etc/folder', 'folder'],
    ['read', '/etc/large', 'tooLarge'],
    ['read', '/etc/a', 'loop'],
    ['stat', '/etc/dangling', 'dangling'],
    ['stat', 'etc/file', 'path'],
    ['stat', '/etc/../etc/file', 'path'],
    ['stat', '/etc//file', 'path'],
    ['read', '/etc/file\nread /etc/large', 'path'],
    ['read', '/etc/\0', 'path'],
  ] as const;
  const answers = await Promise.all(asked.map(([what, path]) => box.files.look(what, path)));
  assert.deepEqual(
    answers.map((answer) => kindOf(answer)),
    asked.map(([, , kind]) => kind),
  );
});

inEachShell('no more is read at once than a way can carry; the rest comes with the next', async (t, shell) => {
  const names = Array.from({ length: 12 }, (_, index) => `etc/${index}`);
  const content = 'x'.repeat(600 * 1024);
  const box = sandbox(t, shell, Object.fromEntries(names.map((name) => [name, content])));
  const answers = await Promise.all(names.map((name) => box.files.look('read', `/${name}`)));
  assert.deepEqual(
    answers.map((answer) => answer.ok && answer.content?.length),
    names.map(() => content.length),
  );
});

test('whoever looks while the machine is being asked goes along with the next script', async () => {
  const asked: string[] = [];
  const machine: Pick<Machine, 'name' | 'run'> = {
    name: 'm',
    run: async ({ data }) => {
      asked.push(data?.asked ?? '');
      await new Promise((resolve) => setImmediate(resolve));
      return { ok: true, code: 0, stderr: '', output: '', sections: new Map(), revealed: new Map() };
    },
  };
  const files = new RootFiles(machine as Machine);
  const first = ['/a', '/b'].map((path) => files.look('stat', path));
  await new Promise((resolve) => setImmediate(resolve));
  const second = ['/c', '/d'].map((path) => files.look('list', path));
  await Promise.all([...first, ...second]);
  assert.deepEqual(asked, ['stat /a\nstat /b', 'list /c\nlist /d']);
});

inShellsWithStandIns('sudo lets in whom it knows, and everybody else hears why not', async (t, shell) => {
  const id = '#!/bin/sh\necho 1000\n';
  const refuses = (words: string) => ({ id, sudo: `#!/bin/sh\necho '${words}' >&2\nexit 1\n` });
  const kind = async (programs: Readonly<Record<string, string>>, person?: Person): Promise<string> => {
    const box = sandbox(t, shell, { 'etc/file': 'x' }, programs, person ? { ask: person } : {});
    return kindOf(await box.files.look('read', '/etc/file'));
  };
  assert.equal(await kind({ id }), 'file');
  assert.equal(await kind(refuses('sudo: a password is required')), 'sudoPassword');
  assert.equal(await kind(refuses('me is not in the sudoers file.')), 'sudoNotAllowed');
  const asks = `#!/bin/sh
test "$1" = -S && test "$2" = -p || exit 1
printf 'Passwort bitte\\n%s' "$3" >&2
read -r given
test "$given" = canary || { printf '\\nSorry\\n%s' "$3" >&2; read -r given; }
test "$given" = canary || { echo 'sudo: 2 incorrect password attempts' >&2; exit 1; }
shift 4
exec "$@"
`;
  const right = new Person({ secrets: ['wrong', 'canary'] });
  assert.equal(await kind({ id, sudo: asks }, right), 'file');
  assert.deepEqual(
    right.asked.map((question) => 'again' in question && question.again),
    [false, true],
  );
  assert.equal(await kind({ id, sudo: asks }, new Person({ secrets: ['wrong', 'worse'] })), 'sudoRefused');
  assert.equal(await kind({ id, sudo: asks }, new Person()), 'cancelled');
});

test('a machine that answers nonsense is believed nothing', async () => {
  const machine = {
    name: 'm',
    run: async () => ({
      ok: true as const,
      code: 0,
      stderr: '',
      output: '',
      sections: new Map(),
      revealed: new Map([
        ['s1', bytes('0 nonsense')],
        ['s2', bytes('0 81a4 5 1 0 0 1 1970-01-01 00:00:01.000000000 +0000')],
      ]),
    }),
  };
  const questions = ['/a', '/b'].map((path) => ({ what: 'read' as const, path }));
  const answers = await look(machine as unknown as Machine, questions);
  assert.deepEqual(
    answers.map((answer) => answer !== 'later' && kindOf(answer)),
    ['other', 'tooLarge'],
  );
});

test('a line of stat', () => {
  assert.deepEqual(readStat('0 81a4 2 1784801700 0 12 1 2026-07-23 10:15:00.123456789 +0000'), {
    kind: 'file',
    isLink: false,
    size: 2,
    modified: 1784801700123,
    mode: 0o644,
    user: 0,
    group: 12,
    names: 1,
  });
  assert.equal(readStat('1 41ed 2 -1 0 12 1 1969-12-31 23:59:59 +0000')?.kind, 'folder');
  assert.equal(readStat('0 20b6 0 1 0 0 1 x')?.kind, 'other');
  assert.equal(readStat(''), undefined);
});
