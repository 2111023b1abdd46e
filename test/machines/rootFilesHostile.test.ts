/** Whatever a file is called and whatever it says: it goes in and comes out as it is, and never becomes a command. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isPath } from '../../client/machines/rootFiles/path.ts';
import { programPath } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { inEachShell, NOW, sandbox } from './rootRig.ts';

/** What shells, programs and here-documents make something of. */
const pieces = fc.constantFrom(
  ...['$(touch "$TRAP")', '`touch "$TRAP"`', ';touch "$TRAP";', '|touch "$TRAP"', '\n', '\r\n', "'", '"', '\\', '\\n'],
  ...[
    '%s',
    '%n',
    '$IFS',
    '$\x7bHOME}',
    '*',
    '?',
    '[a-z]',
    '~',
    '#',
    '&',
    '<<EOF',
    'EOF',
    '.',
    ' ',
    '\t',
    '\0',
    '\x1b[31m',
  ],
  ...[
    '--help',
    '-rf',
    '-',
    '..',
    '/',
    'of=/etc/passwd',
    'ü',
    '字',
    '🐄',
    '\u200b',
    '\u2028',
    'config.yaml',
    'k',
    'k3s',
    'x',
  ],
);
const text = fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join(''));
const name = text
  .map((one) => one.replace(/[/\p{Cc}\p{Surrogate}]/gu, ''))
  .filter((one) => one !== '' && isPath(`/${one}`) && Buffer.byteLength(one) < 200);
const content = fc.oneof(
  text.map((one) => new TextEncoder().encode(one)),
  fc.uint8Array({ maxLength: 400 }),
);

inEachShell('names and contents are data', async (t, shell) => {
  const trap = folder(t, {});
  const box = sandbox(t, shell, { 'etc/rancher/k3s/': '' }, {}, { env: { TRAP: trap.at('sprung') } });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(name, content, content, async (called, first, second) => {
      runs += 1;
      const home = `/etc/rancher/k3s/${runs}`;
      const path = `${home}/${called}`;
      mkdirSync(box.at(home));
      const saved = await box.files.save(path, first, { now: NOW });
      assert.ok(saved.ok, JSON.stringify(saved));
      assert.deepEqual(new Uint8Array(readFileSync(box.at(path))), new Uint8Array(first));
      const read = await box.files.look('read', path);
      assert.ok(read.ok && read.content, JSON.stringify(read));
      assert.deepEqual(new Uint8Array(read.content), new Uint8Array(first));
      const listed = await box.files.look('list', home);
      assert.deepEqual(listed.ok && listed.entries?.map((entry) => entry.name), [called]);
      const again = await box.files.save(path, second, { now: NOW });
      assert.ok(again.ok, JSON.stringify(again));
      assert.deepEqual(new Uint8Array(readFileSync(box.at(path))), new Uint8Array(second));
      for (const left of readdirSync(box.at(home))) {
        const removed = await box.files.remove(`${home}/${left}`, { now: new Date(NOW.getTime() + 1) });
        assert.ok(removed.ok, JSON.stringify(removed));
        if (removed.backup !== '') assert.ok((await box.files.remove(`${home}/${removed.backup}`, { now: NOW })).ok);
      }
      assert.deepEqual(readdirSync(trap.path), []);
    }),
    { numRuns: 12 },
  );
});

inEachShell('secret canary: what a file says is in no argument and no environment', async (t, shell) => {
  if (!programPath('strace')) return t.skip('strace is not here; on Debian the package strace brings it');
  const trace = folder(t, {});
  const box = sandbox(
    t,
    {
      ...shell,
      command: ['strace', '-f', '-v', '-s', '4096', '-e', 'trace=execve', '-o', trace.at('log'), ...shell.command],
    },
    {
      'etc/rancher/k3s/config.yaml': 'token: K10canarybefore\n',
    },
  );
  const saved = await box.files.save(
    '/etc/rancher/k3s/config.yaml',
    new TextEncoder().encode('token: K10canaryafter\n'),
    {
      now: NOW,
    },
  );
  assert.ok(saved.ok, JSON.stringify(saved));
  const log = readFileSync(trace.at('log'), 'utf8');
  assert.ok(log.includes('execve('));
  assert.ok(!log.includes('canary'));
});
