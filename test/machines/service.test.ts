/** Restart, stop, and stop with all containers on one machine, through every shell and both service managers. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { findOn } from '../../client/machines/remove/readFacts.ts';
import { serviceKind } from '../../client/machines/service/kind.ts';
import { plannedService } from '../../client/machines/service/plan.ts';
import type { Action, ServicePlan } from '../../client/machines/service/steps.ts';
import { shells } from '../host/rig.ts';
import { cut, MACHINE_ID, type Sandbox, sandbox, type Wishes } from './installed.ts';
import { operate } from './operate.ts';

const none = new AbortController().signal;

async function planFor(place: Sandbox, action: Action, more: Partial<ServicePlan> = {}): Promise<ServicePlan> {
  const answer = await findOn(place.machine, none);
  const [service] = answer.ok ? answer.found.services : [];
  assert.ok(service);
  return {
    id: 'a1',
    action,
    target: { kind: 'here' },
    pinned: { machineId: MACHINE_ID, hostname: 'worker-1' },
    service: plannedService(service),
    ...more,
  };
}

async function act(t: TestContext, action: Action, wishes: Wishes = {}) {
  const place = sandbox(t, wishes);
  const plan = await planFor(place, action);
  const run = (from?: unknown) => operate(serviceKind(action), plan, { machine: place.machine, from });
  return { ...place, place, plan, run };
}

for (const shell of shells) {
  const { skip } = shell;

  test(`scenario 47: ${shell.name}: a restart ends no container, and is over when the service has started`, {
    skip,
  }, async (t) => {
    const { run, has, place } = await act(t, 'restart', { shell });
    const { result, states, summary } = await run();
    assert.equal(result, 'done', summary);
    assert.deepEqual(states, ['machine done', 'restart done']);
    assert.ok(has('proc/4242/cmdline'), 'its containers run on');
    assert.deepEqual(
      place.calls.filter((call) => /^systemctl (re)?start|killall/.test(call)),
      ['systemctl restart --no-block k3s-agent.service'],
    );
    assert.equal(
      summary,
      'k3s-agent was restarted and has started. Whether its Node is Ready, only the cluster can tell.',
    );
  });

  test(`scenario 44: ${shell.name}: restart and stop under OpenRC`, { skip }, async (t) => {
    const { run, place } = await act(t, 'restart', { shell, init: 'openrc' });
    assert.equal((await run()).result, 'done');
    const stopped = await operate(serviceKind('stop'), await planFor(place, 'stop'), place);
    assert.equal(stopped.result, 'done', stopped.summary);
    assert.deepEqual(
      place.calls.filter((call) => !call.endsWith('status')),
      ['rc-service k3s-agent restart', 'rc-service k3s-agent stop'],
    );
  });

  test(`${shell.name}: stopped is stopped, and its containers go on`, { skip }, async (t) => {
    const { run, has, plan, place } = await act(t, 'stop', { shell });
    const { result, words } = await run();
    assert.equal(result, 'done');
    assert.ok(has('proc/4242/cmdline'));
    assert.match(words('stop'), /Its containers run on/);
    const again = await operate(serviceKind('stop'), plan, place);
    assert.deepEqual(again.states, ['machine done', 'stop skipped']);
  });

  test(`${shell.name}: killall ends the containers, and a second one has nothing to do`, { skip }, async (t) => {
    const { run, has, read, plan, place } = await act(t, 'killall', {
      shell,
      dataDir: '/srv/k3s',
      units: [{ name: 'k3s-agent', words: 'agent --data-dir /srv/k3s' }],
    });
    const { result, states, summary } = await run();
    assert.equal(result, 'done', summary);
    assert.deepEqual(states, ['machine done', 'mounts skipped', 'killall done']);
    assert.ok(!has('proc/4242/cmdline') && !read('proc/mounts').includes('/run/k3s'));
    assert.ok(place.calls.includes('killall with /srv/k3s'), 'it is told of the data folder (k3s#10708)');
    const again = await operate(serviceKind('killall'), plan, place);
    assert.deepEqual(again.states, ['machine done', 'mounts skipped', 'killall skipped']);
    assert.ok(has('srv/k3s/agent/containerd/content') && has('etc/rancher/k3s/config.yaml'), 'nothing is removed');
  });

  test(`scenario 37: ${shell.name}: a mount whose server is gone is taken away, before killall hangs on it`, {
    skip,
  }, async (t) => {
    const place = sandbox(t, { shell, files: { 'control/dead': '/var/lib/kubelet/pods/x/nfs\n' } });
    place.write(
      'proc/mounts',
      `${place.read('proc/mounts')}filer:/a /var/lib/kubelet/pods/x/nfs nfs4 rw 0 0\nfiler:/b /var/lib/kubelet/pods/y/nfs nfs rw 0 0\nfiler:/home /home nfs rw 0 0\n`,
    );
    const { result, words, summary } = await operate(serviceKind('killall'), await planFor(place, 'killall'), place);
    assert.equal(result, 'done', summary);
    assert.equal(words('mounts'), 'Taken away, because their server does not answer: /var/lib/kubelet/pods/x/nfs.');
    assert.match(place.read('proc/mounts'), / \/home nfs /, 'what is none of K3s’s stays');
  });
}

test('scenario 37: what cannot be taken away is named, and nothing hangs', async (t) => {
  const place = sandbox(t, { files: { 'control/dead': '/var/lib/kubelet/pods/x/nfs\n', 'control/stuck': '' } });
  place.write('proc/mounts', `${place.read('proc/mounts')}filer:/data /var/lib/kubelet/pods/x/nfs nfs4 rw 0 0\n`);
  const { result, states, words, summary } = await operate(
    serviceKind('killall'),
    await planFor(place, 'killall'),
    place,
  );
  assert.equal(result, 'partlyDone');
  assert.deepEqual(states, ['machine done', 'mounts failed', 'killall todo']);
  assert.equal(words('mounts'), 'These mounts do not answer, and cannot be taken away: /var/lib/kubelet/pods/x/nfs.');
  assert.match(summary, /restart the machine/);
});

test('a service that does not start is told with what it said, and the next try is a new one', async (t) => {
  const { run, write, remove, place } = await act(t, 'restart', {
    files: {
      'control/start': 'loop',
      journal:
        'time="2026-11-20T09:00:00Z" level=info msg="Starting k3s agent"\ntime="2026-11-20T09:00:01Z" level=fatal msg="flag provided but not defined: -flanel-iface"\n',
    },
  });
  const failed = await run();
  assert.equal(failed.result, 'partlyDone');
  assert.match(
    failed.words('restart'),
    /did not start: has ended, and is started again in a moment \(\d+ times so far\)\. K3s does not know the option flanel-iface\./,
  );
  remove('control/start');
  write('journal', '');
  const again = await run(failed.kept);
  assert.equal(again.result, 'done');
  assert.equal(place.calls.filter((call) => call.includes('restart --no-block')).length, 2);
});

test('one that waits for its server for ever is not waited for for ever', async (t) => {
  const { run } = await act(t, 'restart', { files: { 'control/start': 'wait' } });
  const { result, words } = await run();
  assert.equal(result, 'partlyDone');
  assert.equal(words('restart'), 'k3s-agent on this machine did not start: starting, and not there yet.');
});

test('interrupted after the restart was sent, it is followed and not sent again', async (t) => {
  const { place, plan } = await act(t, 'restart');
  let kept: unknown;
  const stop = new AbortController();
  await operate(serviceKind('restart'), plan, {
    machine: place.machine,
    signal: stop.signal,
    onDetail(detail) {
      if (detail.found.restart === undefined || kept !== undefined) return;
      kept = JSON.parse(JSON.stringify(detail));
      stop.abort();
    },
  });
  const { result } = await operate(serviceKind('restart'), plan, { machine: place.machine, from: kept });
  assert.equal(result, 'done');
  assert.equal(place.calls.filter((call) => call.includes('restart --no-block')).length, 1);
});

test('scenario 25: an address that leads to another machine by now: nothing is done there', async (t) => {
  const other = sandbox(t, { hostname: 'worker-4', machineId: 'f'.repeat(32) });
  for (const action of ['restart', 'stop', 'killall'] as const) {
    const plan = await planFor(other, action);
    const { result, summary } = await operate(serviceKind(action), plan, other);
    assert.equal(result, 'failedBeforeStart');
    assert.match(
      summary,
      /leads to another machine by now: worker-1 was meant, this is worker-4\. Nothing was done there\./,
    );
    // Also when the first look was at the right one.
    const rows = [
      { id: 'machine', state: 'done', words: '' },
      ...serviceKind(action)
        .steps(plan)
        .slice(1)
        .map(({ id }) => ({ id, state: 'todo', words: '' })),
    ];
    const later = await operate(serviceKind(action), plan, {
      machine: other.machine,
      from: { plan, rows, found: {} },
    });
    assert.match(later.summary, /another machine/);
  }
  assert.deepEqual(
    other.calls.filter((call) => !/ show /.test(call)),
    [],
  );
});

test('a machine that cannot be reached is told as such; the connection comes back while the service starts', async (t) => {
  const { place, plan } = await act(t, 'restart');
  place.way = cut;
  const away = await operate(serviceKind('restart'), plan, { machine: place.machine });
  assert.deepEqual(
    [away.result, away.summary],
    ['failedBeforeStart', 'Make sure that it is worker-1: worker-1 does not answer. Try again later.'],
  );
  let sent = 0;
  place.way = ({ body }) => (body.includes('section log') && sent++ < 3 ? cut() : undefined);
  const { result, told } = await operate(serviceKind('restart'), plan, { machine: place.machine });
  assert.equal(result, 'done');
  assert.ok(
    told.some((line) => line.includes('worker-1 does not answer. It is tried again.')),
    told.join('\n'),
  );
});

test('killall that leaves something running is not taken for done', async (t) => {
  const { run } = await act(t, 'killall', { files: { 'control/shims-stay': '' } });
  const { result, words } = await run();
  assert.equal(result, 'partlyDone');
  assert.match(
    words('killall'),
    /^Still running: 4242 \/var\/lib\/rancher\/k3s\/data\/abc\/bin\/containerd-shim-runc-v2/,
  );
});
