/** A canary in a whole join: through sudo with a password, with every process that is started on the way in view. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import { systemClock } from '../../client/cluster/clock.ts';
import { joinKind } from '../../client/machines/join/kind.ts';
import { lookAtMachine } from '../../client/machines/join/look.ts';
import { NEW_PLAN } from '../../client/machines/join/plan.ts';
import type { Operations } from '../../client/operations/operations.ts';
import { operationReport } from '../../client/operations/report.ts';
import { beginSteps, type StepsDetail } from '../../client/operations/steps.ts';
import { Redactor } from '../../client/redact.ts';
import { Person, programPath } from '../host/rig.ts';
import { sudo } from '../host/sudo.ts';
import { office } from '../operations/windows.ts';
import { folder } from '../support/folder.ts';
import { joinCluster, VERSION } from './joining.ts';
import { sandbox } from './sandbox.ts';

const skip = programPath('strace') ? false : 'strace is not here; on Debian the package strace brings it';
const PASSWORD = 'canary-password-7f3a';

/** The path of every file below a folder that holds a text. */
const holding = (root: string, text: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'latin1').includes(text))
    .map((path) => path.slice(root.length + 1));

test('scenario 13: of the token and of the password for sudo nothing is found but the file for root', {
  skip,
}, async (t) => {
  const { demo, api, tokens, register } = await joinCluster(t);
  const trace = folder(t, {});
  const stand = sudo(t, { password: PASSWORD, lecture: 'Wir gehen davon aus, dass Sie …\n' });
  const strace = [
    'strace',
    '-f',
    '-qq',
    '-v',
    '-s',
    '100000',
    '-e',
    'trace=execve',
    '-A',
    '-o',
    trace.at('started'),
  ] as const;
  const person = new Person({ secrets: [PASSWORD] });
  const box = sandbox(
    t,
    { command: [...strace, 'dash', '-s'] },
    { 'root/.bash_history': '', 'var/log/auth.log': '' },
    { ask: person, keepMs: 60_000, programs: stand.env.PATH?.split(':')[0] ?? '' },
  );
  const redactor = new Redactor();
  const { open, disk } = office(t);
  let operations: Operations | undefined;
  const window = await open('mine', {
    clock: systemClock,
    reach: async () => ({ api, access: new Access(api, systemClock), redact: (text) => text }),
    machines: {
      at: () => box.machine,
      learn: (secret) => redactor.learn(secret),
      redact: (text) => redactor.redact(text),
    },
  });
  operations = window.operations;
  const look = await lookAtMachine(
    box.machine,
    {
      target: { kind: 'here' },
      plan: { ...NEW_PLAN, server: 'https://k3s.example.com:6443', version: VERSION },
      source: { kind: 'online', script: 'https://mirror.example.com/install.sh' },
      cluster: { nodes: new Map(), serverVersion: VERSION },
      hash: () => undefined,
      root: box.root,
    },
    { now: () => Date.now() },
  );
  assert.ok(look.ok, JSON.stringify(look));
  const seen: string[] = [];
  operations.onChange(() => {
    seen.push(JSON.stringify(operations?.all));
    const detail = operations?.all[0]?.operation.participants[0]?.detail as StepsDetail<unknown>;
    if (detail?.rows.find(({ id }) => id === 'start')?.state === 'done') register();
  });
  const id = await window.begin({
    kind: 'join',
    cluster: { id: 'file#context', name: 'home' },
    goOn: false,
    participants: [{ name: 'worker-7', key: 'one', detail: beginSteps(joinKind, look.order) }],
  });
  await operations.over(id);
  const known = operations.get(id);
  assert.equal(known?.status, 'done', JSON.stringify(known));
  assert.deepEqual(
    person.asked.map((question) => 'kind' in question && question.kind),
    ['sudo'],
    'one dialog for all of it',
  );
  assert.deepEqual(tokens(), []);
  assert.equal(demo.log.find('POST', /kube-system\/secrets/).length, 1);

  const token = box.read('etc/rancher/k3s/token');
  assert.equal(box.mode('etc/rancher/k3s/token'), '600');
  const secret = token.slice(token.lastIndexOf('.') + 1);
  assert.match(secret, /^[a-z0-9]{16}$/);
  const started = readFileSync(trace.at('started'), 'utf8');
  for (const program of ['sudo", ["sudo", "-S", "-p"', 'systemctl", ["systemctl", "--no-block", "restart"'])
    assert.ok(started.includes(`/${program}`), program);
  for (const text of [secret, PASSWORD, Buffer.from(token).toString('base64').slice(0, 40)]) {
    const where = started.split('\n').find((line) => line.includes(text));
    assert.equal(where?.slice(0, 300), undefined, 'in a command line or an environment');
    assert.ok(!stand.log().join('\n').includes(text), 'the log of sudo');
    assert.deepEqual(holding(disk.path, text), [], 'what operations keep, and their log');
    assert.ok(!seen.some((one) => one.includes(text)), 'the tree');
    assert.ok(!operationReport(known, await operations.readLog(id), Date.now()).includes(text), 'the report');
  }
  assert.deepEqual(holding(box.root, secret), ['etc/rancher/k3s/token']);
  assert.deepEqual(holding(box.root, PASSWORD), []);
});
