/** Work that goes on without a connection: started once, looked at from outside, told as it ended. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { systemClock as clock } from '../../client/cluster/clock.ts';
import {
  type Detached,
  forgetDetached,
  lookAtDetached,
  startDetached,
  waitForDetached,
} from '../../client/host/detached.ts';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import { sh } from '../../client/host/script.ts';
import { cancelled, lost } from '../../client/host/trouble.ts';
import { MASK } from '../../client/redact.ts';
import { folder } from '../support/folder.ts';
import { needs, shells, standIns } from './rig.ts';

const options = { asRoot: false };
const quickly = { clock, limitMs: 20_000, everyMs: 20 };
const COUNT = { body: sh`echo "it runs"; echo once >>"$file"; sleep 0.3; exit 5` };

for (const { name, command, skip } of shells)
  test(`${name}: it runs once however often it is started, and its end is told`, { skip }, async (t) => {
    const { at } = folder(t, {});
    const root = folder(t, {}).path;
    const work: Detached = { machine: here(needs(), { shell: command }), id: 'uninstall-worker-1', root, options };
    const nothing = await lookAtDetached(work);
    assert.deepEqual(nothing, { ok: true, state: 'none', log: '' });
    const script = { ...COUNT, data: { file: at('count') } };
    const states = await Promise.all([startDetached(work, script), startDetached(work, script)]);
    assert.deepEqual(
      states.map((state) => state.ok && state.state),
      ['running', 'running'],
    );
    assert.deepEqual(await waitForDetached(work, quickly), { ok: true, state: 'done', code: 5, log: 'it runs\n' });
    const again = await startDetached(work, script);
    assert.deepEqual(again, { ok: true, state: 'done', code: 5, log: 'it runs\n' });
    assert.equal(readFileSync(at('count'), 'utf8'), 'once\n');
    assert.equal(statSync(`${root}/run/k3s-editor`).mode & 0o777, 0o700);
    assert.equal(statSync(`${root}/run/k3s-editor/uninstall-worker-1/log`).mode & 0o777, 0o600);
    assert.equal(existsSync(`${root}/run/k3s-editor/uninstall-worker-1/script`), false);
    assert.deepEqual(await forgetDetached(work), { ok: true, state: 'none', log: '' });
  });

test('its secrets show neither in the log that is told nor in what is left on the disk', async (t) => {
  const root = folder(t, {}).path;
  const work: Detached = { machine: here(needs()), id: 'join', root, options };
  await startDetached(work, { body: sh`echo "<$token>"`, data: { token: 'canary-7f3a' }, secrets: ['canary-7f3a'] });
  const end = await waitForDetached(work, quickly);
  assert.equal(end.ok && end.log, `<${MASK}>\n`);
});

test('what was killed is told as interrupted, and can be started anew once it is forgotten', async (t) => {
  const root = folder(t, {}).path;
  const work: Detached = { machine: here(needs()), id: 'kill', root, options };
  await startDetached(work, { body: sh`echo begins; sleep 0.2; kill -9 0` });
  const end = await waitForDetached(work, quickly);
  assert.deepEqual(end, { ok: true, state: 'interrupted', log: 'begins\n' });
  await forgetDetached(work);
  await startDetached(work, { body: sh`exit 0` });
  assert.deepEqual(await waitForDetached(work, quickly), { ok: true, state: 'done', code: 0, log: '' });
});

test('while it runs it is not forgotten', async (t) => {
  const root = folder(t, {}).path;
  const work: Detached = { machine: here(needs()), id: 'busy', root, options };
  await startDetached(work, { body: sh`sleep 0.5` });
  const seen = await forgetDetached(work);
  assert.equal(seen.ok && seen.state, 'running');
  assert.equal((await waitForDetached(work, quickly)).ok, true);
});

test('with systemd it becomes a unit of its own', async (t) => {
  const { path: root, at } = folder(t, { 'run/systemd/system/': '' });
  const env = standIns(t, { 'systemd-run': `#!/bin/sh\necho "$*" >'${at('units')}'\n` });
  const work: Detached = { machine: here(needs(), { env }), id: 'restart', root, options };
  assert.equal((await startDetached(work, { body: sh`true` })).ok, true);
  const place = `${root}/run/k3s-editor/restart`;
  assert.equal(
    readFileSync(at('units'), 'utf8'),
    `--quiet --no-block --collect --unit=k3s-editor-restart -- /bin/sh ${place}/script ${place}\n`,
  );
});

test('a machine that is out of reach for a while is asked again; a person who leaves is not kept', async () => {
  const machine: Pick<Machine, 'run'> = here(needs());
  let looks = 0;
  const flaky: Pick<Machine, 'run'> = {
    run: (...how) => (++looks < 3 ? Promise.resolve(lost('w')) : machine.run(...how)),
  };
  const seen = await waitForDetached({ machine: flaky, id: 'none', root: '/nowhere', options }, quickly);
  assert.deepEqual([looks, seen], [3, { ok: true, state: 'none', log: '' }]);
  const left: Pick<Machine, 'run'> = { run: () => Promise.resolve(cancelled()) };
  const end = await waitForDetached({ machine: left, id: 'none', options }, quickly);
  assert.equal(end.ok ? 'ok' : end.kind, 'cancelled');
});

test('a place that cannot be written to is told', async (t) => {
  const place = folder(t, {});
  writeFileSync(place.at('run'), 'not a folder');
  const work: Detached = { machine: here(needs()), id: 'full', root: place.path, options };
  const state = await startDetached(work, { body: sh`true` });
  assert.equal(state.ok ? 'ok' : state.kind, 'script');
});
