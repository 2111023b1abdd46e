/** A node on its way out of the cluster, and K3s off its machine: scenarios 23 to 26 and 37 of the node operations. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { removalText } from '../../client/machines/remove/planText.ts';
import { NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { barePod, daemonSet, deployment } from '../operations/rig.ts';
import { cut, sandbox } from './installed.ts';
import { CANARY } from './k3sFiles.ts';
import { addPassword, addVolume, isGone, leftOf, removing } from './removing.ts';

const STORAGE = '/var/lib/rancher/k3s/storage';
const VOLUME = `${STORAGE}/pvc-1_data_db`;

test('scenario 23: drained, saved, uninstalled, deleted, and gone a minute later', async (t) => {
  const all = await removing(t, {
    fill(store) {
      deployment(store, 'web', 2);
      daemonSet(store, 'log');
      addPassword(store);
      addVolume(store, 'pvc-1', 'data/db', VOLUME);
    },
    files: { [`${VOLUME.slice(1)}/table`]: 'rows' },
  });
  const { plan, orderFrom, run, place, backups, store, clock, writes } = all;

  const asked = await plan();
  assert.deepEqual(
    asked.blocks.map(({ class: what }) => what),
    ['volumes'],
  );
  const text = removalText('test', [asked]);
  assert.match(
    text,
    /data\/db \(pvc-1, 10Gi\): \d+ KiB in \/var\/lib\/rancher\/k3s\/storage\/pvc-1_data_db\. \*\*Choose\.\*\*\n\n### What happens\n/,
  );
  assert.match(text, /- Drain one\n- Save a copy of its configuration\n/);
  assert.deepEqual(writes(), [], 'a plan changes nothing');
  assert.deepEqual(
    place.calls.filter((call) => /stop|restart|killall|uninstall/.test(call)),
    [],
  );

  const agreed = await plan({ lose: [VOLUME] });
  assert.deepEqual(agreed.blocks, []);
  const before = clock.now();
  const { result, states, summary, words, detail, told } = await run(orderFrom(agreed));
  assert.equal(result, 'done', `${summary}\n${told.join('\n')}`);
  assert.deepEqual(states, [
    'machine done',
    'guard done',
    'drain done',
    'backup done',
    'mounts skipped',
    'killall done',
    'uninstall done',
    'node done',
    'password done',
    'stays done',
    'clean done',
  ]);
  assert.ok(isGone(all));
  assert.equal(store.get(SECRETS, 'one.node-password.k3s', 'kube-system'), undefined);
  assert.deepEqual(leftOf(place), []);
  assert.ok(place.has('etc/rancher/node/password'), 'the machine may join again under its name (2.2)');
  assert.ok(clock.now() - before > 60_000);
  assert.equal(words('stays'), 'one has not come back.');

  const [file = ''] = readdirSync(backups);
  assert.match(file, /^one-2026-11-.*\.tar$/);
  assert.equal(statSync(join(backups, file)).mode & 0o777, 0o600);
  assert.equal(statSync(backups).mode & 0o777, 0o700);
  const saved = readFileSync(join(backups, file), 'latin1');
  assert.ok(saved.includes('max-pods=50') && saved.includes(CANARY), 'configuration and environment of the service');
  assert.ok(!JSON.stringify([detail, told, place.calls]).includes('canary5b1f0e77'));
});

test('scenario 23: what is kept is moved aside on the machine, also where no claim is known of it', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t, {
    fill: (store) => addVolume(store, 'pvc-1', 'data/db', VOLUME),
    files: { [`${VOLUME.slice(1)}/table`]: 'rows', [`${STORAGE.slice(1)}/an old one/x`]: 'y' },
  });
  const { volumes } = await plan();
  assert.deepEqual(
    volumes.map(({ path, claim }) => [path, claim]),
    [
      [VOLUME, 'data/db'],
      [`${STORAGE}/an old one`, ''],
    ],
  );
  const agreed = await plan({ keep: [VOLUME, `${STORAGE}/an old one`] });
  const { result, summary } = await run(orderFrom(agreed));
  assert.equal(result, 'done', summary);
  assert.equal(place.read('var/lib/rancher/k3s-kept-r1/pvc-1_data_db/table'), 'rows');
  assert.equal(place.read('var/lib/rancher/k3s-kept-r1/an old one/x'), 'y');
  assert.match(summary, /Volumes whose data is kept on the machine in \/var\/lib\/rancher\/k3s-kept-r1: 2\./);
});

test('volumes on a disk of its own are not moved, and nothing of them is lost', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t, {
    files: { [`${VOLUME.slice(1)}/table`]: 'rows', 'control/disk': '/var/lib/rancher/k3s\n' },
  });
  const { result, words } = await run(orderFrom(await plan({ keep: [VOLUME] })));
  assert.equal(result, 'partlyDone');
  assert.equal(words('keep'), 'The data folder is on a disk of its own, and its volumes cannot be moved beside it.');
  assert.equal(place.read(`${VOLUME.slice(1)}/table`), 'rows');
});

test('scenario 23: the connection drops while the script runs; afterwards it is found to have ended', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t, { files: { 'control/uninstall-sleeps': '0.3' } });
  const agreed = await plan();
  let looks = 0;
  place.way = ({ data, body }) =>
    data?.id === 'r1-uninstall' && !body.includes('systemd-run') && looks++ < 5 ? cut() : undefined;
  const { result, told, summary } = await run(orderFrom(agreed));
  assert.equal(result, 'done', summary);
  assert.ok(told.some((line) => line.includes('It goes on by itself there.')));
  assert.equal(place.calls.filter((call) => call.startsWith('uninstall k3s-agent')).length, 1);
});

test('scenario 24: out of reach, nothing is deleted until a person says so; then the machine stays on the list until it is clean', async (t) => {
  const all = await removing(t, {
    fill: (store) => addPassword(store),
    files: { [`${VOLUME.slice(1)}/table`]: 'rows' },
  });
  const { plan, orderFrom, run, place, store } = all;
  place.way = cut;
  const asked = await plan();
  assert.deepEqual(
    asked.blocks.map(({ class: what, message }) => [what, message]),
    [['unreachable', 'worker-1 does not answer. Try again later.']],
  );
  const agreed = await plan({ nodeFirst: true, drain: false });
  assert.deepEqual(agreed.blocks, []);
  assert.ok(agreed.typed);
  assert.match(
    agreed.notes.join(' '),
    /It comes back if it boots with a valid token: switch it off, or rotate or delete the token\./,
  );
  place.remove('proc/4243');
  const away = await run(orderFrom(agreed));
  assert.equal(away.result, 'partlyDone');
  assert.deepEqual(away.states.slice(0, 6), [
    'guard done',
    'node done',
    'password done',
    'stays done',
    'reach failed',
    'backup todo',
  ]);
  assert.ok(isGone(all));
  assert.equal(store.get(SECRETS, 'one.node-password.k3s', 'kube-system'), undefined);
  assert.ok(place.has('usr/local/bin/k3s'));
  assert.match(away.summary, /Resume when it can be reached, and K3s is uninstalled there\./);

  // It is back, and has registered again.
  place.way = () => undefined;
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'one' },
    status: { nodeInfo: { machineID: '4c4c4544004d3510805ab4c04f4b4d32' } },
  };
  store.create(NODES, node);
  const back = await run(orderFrom(agreed), { from: away.kept });
  assert.equal(back.result, 'done', back.summary);
  assert.ok(isGone(all), 'it registered again, and is gone again');
  assert.deepEqual(leftOf(place), []);
  assert.equal(place.read('var/lib/rancher/k3s-kept-r1/pvc-1_data_db/table'), 'rows', 'nobody agreed to lose data');
});

test('scenario 25: the machine of another node is refused in the plan, and when the way changes later', async (t) => {
  const { plan, orderFrom, run, place, writes } = await removing(t);
  const other = sandbox(t, {
    hostname: 'worker-4',
    machineId: 'f'.repeat(32),
    bootId: '00000000-0000-4000-8000-00000000000b',
  });
  const refused = await plan({}, other.machine);
  assert.deepEqual(
    refused.blocks.map(({ class: what }) => what),
    ['other-machine'],
  );
  assert.match(refused.blocks[0]?.message ?? '', /This is not the machine of one\. one has the machine ID 4c4c/);
  const agreed = orderFrom(await plan());
  const { result, summary } = await run(agreed, { machine: other.machine });
  assert.equal(result, 'failedBeforeStart');
  assert.match(summary, /leads to another machine by now: one was meant, this is worker-4/);
  assert.deepEqual(writes(), []);

  // Whichever step is next when the way changes.
  const rows = (await run(agreed, { machine: other.machine })).detail.rows;
  for (const at of ['backup', 'mounts', 'killall', 'uninstall', 'clean']) {
    const index = rows.findIndex(({ id }) => id === at);
    const from = {
      plan: agreed,
      found: {},
      rows: rows.map((row, each) => ({ ...row, state: each < index ? 'done' : 'todo' })),
    };
    const later = await run(agreed, { machine: other.machine, from });
    assert.match(later.summary, /another machine/, at);
  }
  assert.deepEqual(
    other.calls.filter((call) => !/ show /.test(call)),
    [],
  );
  assert.ok(place.has('usr/local/bin/k3s'));
});

test('scenario 26: a removal that takes the quorum of etcd is refused, in the plan and again when it runs', async (t) => {
  const etcd = (store: Parameters<typeof addPassword>[0], name: string, ready: boolean): void => {
    const labels = { 'node-role.kubernetes.io/control-plane': 'true', 'node-role.kubernetes.io/etcd': 'true' };
    const known = store.get(NODES, name);
    const status = {
      conditions: [
        { type: 'EtcdIsVoter', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False' },
      ],
    };
    if (known)
      store.update(NODES, {
        ...known,
        metadata: { ...known.metadata, labels: { ...known.metadata.labels, ...labels } },
        status: { ...known.status, ...status },
      });
    else store.create(NODES, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status });
  };
  const all = await removing(t, { units: [{ name: 'k3s', words: 'server' }] });
  const { store, plan, orderFrom, run, place } = all;
  etcd(store, 'one', true);
  etcd(store, 'two', true);
  etcd(store, 'three', false);
  const refused = await plan();
  assert.deepEqual(
    refused.blocks.map(({ class: what }) => what),
    ['quorum'],
  );
  const despite = await plan({ despiteQuorum: true });
  assert.deepEqual(despite.blocks, []);
  assert.ok(despite.typed, 'the override needs the typed name');
  // Agreed to while all was well, and run when it is not.
  const order = { ...orderFrom(despite), despiteQuorum: false };
  const { result, states, words } = await run(order);
  assert.deepEqual([result, states[1]], ['failedBeforeStart', 'guard failed']);
  assert.match(words('guard'), /quorum/);
  assert.ok(place.has('usr/local/bin/k3s'));
});

test('the last server is refused', async (t) => {
  const { store, plan } = await removing(t, { units: [{ name: 'k3s', words: 'server' }] });
  const node = store.get(NODES, 'one') as KubeObject;
  store.update(NODES, {
    ...node,
    metadata: {
      ...node.metadata,
      labels: { ...node.metadata.labels, 'node-role.kubernetes.io/control-plane': 'true' },
    },
  });
  assert.deepEqual(
    (await plan()).blocks.map(({ class: what }) => what),
    ['last-server'],
  );
});

test('scenario 37: another K3s on the machine, Cilium and a dead mount are found, explained, and put in order', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t, {
    units: [
      { name: 'k3s-agent', words: 'agent --node-name one' },
      { name: 'k3s-edge', words: 'agent --node-name two --data-dir /srv/edge' },
      { name: 'k3s-off', words: 'server --data-dir /srv/off', active: false },
    ],
    files: {
      'etc/systemd/system/k3s-backup.service': '[Service]\nExecStart=/usr/bin/true\n',
      'control/dead': '/var/lib/kubelet/pods/x/nfs\n',
      'sys/class/net/cilium_host/x': '',
      'sys/class/net/cilium_vxlan/x': '',
    },
  });
  place.write('proc/mounts', `${place.read('proc/mounts')}filer:/a /var/lib/kubelet/pods/x/nfs nfs4 rw 0 0\n`);
  const agreed = await plan();
  assert.deepEqual(agreed.blocks, []);
  const notes = agreed.notes.join('\n');
  assert.match(notes, /its scripts stop all of them: k3s-edge, k3s-off, k3s-backup\./);
  assert.match(notes, /do not answer, .*: \/var\/lib\/kubelet\/pods\/x\/nfs\./);
  assert.match(notes, /Cilium .*: cilium_host, cilium_vxlan\./);
  const { result, states, summary, words } = await run(orderFrom(agreed));
  assert.equal(result, 'done', summary);
  assert.deepEqual(states.slice(4, 8), ['mounts done', 'killall done', 'uninstall done', 'others done']);
  assert.equal(words('others'), 'Started again: k3s-edge.');
  assert.match(place.read('state/k3s-edge'), /ActiveState=active/);
  assert.ok(place.has('usr/local/bin/k3s'), 'the program is shared');
  assert.ok(!place.has('sys/class/net/cilium_host'));
  const order = ['ip link delete cilium_host', 'uninstall k3s-agent of /var/lib/rancher/k3s'].map((call) =>
    place.calls.indexOf(call),
  );
  assert.ok((order[0] ?? -1) >= 0 && (order[0] ?? 0) < (order[1] ?? 0), 'Cilium’s interfaces go first (k3s#8347)');
});

test('a drain that does not get to its end leaves the machine alone, and is gone on with', async (t) => {
  const { plan, orderFrom, run, place, store } = await removing(t, {
    fill(store) {
      deployment(store, 'web', 1);
      barePod(store, 'alone');
    },
  });
  const refused = await plan();
  assert.deepEqual(
    refused.blocks.map(({ class: what }) => what),
    ['drain'],
    'a pod that nobody makes anew needs a yes',
  );
  const [alone] = store.list({ ...NODES, resource: 'pods' } as typeof NODES);
  t.diagnostic(String(alone?.metadata.name));
  const first = await plan({
    drainOptions: {
      ...refused.choices.drainOptions,
      timeLimitSeconds: 1,
      consent: { emptyDir: [], unmanaged: 'all', orphan: [] },
    },
  });
  const late = await run(orderFrom(first));
  assert.equal(late.result, 'timedOut', late.summary);
  assert.deepEqual(
    place.calls.filter((call) => /stop|killall|uninstall/.test(call)),
    [],
  );
  assert.deepEqual(late.states.slice(2, 4), ['drain failed', 'backup todo']);
  assert.match(late.words('drain'), /that are still there: \d+\. .* a\/alone: [A-Z]/, 'which, and why');
});

test('interrupted at every step, and resumed: the end is the same, and nothing is done twice', async (t) => {
  const all = await removing(t, {
    fill(store) {
      deployment(store, 'web', 1);
      addPassword(store);
    },
    files: { [`${VOLUME.slice(1)}/table`]: 'rows' },
  });
  const { plan, orderFrom, run, place, backups } = all;
  const order = orderFrom(await plan({ keep: [VOLUME] }));
  const at: string[] = [];
  let kept: unknown;
  let end = '';
  while (end !== 'done') {
    assert.ok(at.length < 20, end);
    const stop = new AbortController();
    const { result, summary } = await run(order, {
      from: kept,
      signal: stop.signal,
      onDetail(detail) {
        const now = detail.rows.find(({ state }) => state === 'doing')?.id;
        if (now === undefined || at.includes(now) || stop.signal.aborted) return;
        at.push(now);
        kept = JSON.parse(JSON.stringify(detail));
        // The first wait of a step is where it is cut off.
        setTimeout(() => stop.abort(), 60);
      },
    });
    end = result;
    assert.ok(result === 'cancelled' || result === 'done', `${at}: ${summary}`);
  }
  t.diagnostic(at.join(' '));
  assert.deepEqual(at.slice(0, 4), ['machine', 'guard', 'drain', 'backup']);
  assert.ok(isGone(all));
  assert.deepEqual(leftOf(place), []);
  assert.equal(place.calls.filter((call) => call.startsWith('uninstall k3s-agent')).length, 1);
  assert.equal(readdirSync(backups).filter((name) => name.endsWith('.tar')).length, 1);
  assert.equal(place.read('var/lib/rancher/k3s-kept-r1/pvc-1_data_db/table'), 'rows');
});

test('the same removal again changes nothing', async (t) => {
  const all = await removing(t, { fill: (store) => addPassword(store) });
  const { plan, orderFrom, run, place, cluster, writes } = all;
  const order = orderFrom(await plan());
  assert.equal((await run(order)).result, 'done');
  cluster.log.clear();
  const before = [
    place.all('.').filter((path) => path !== 'calls'),
    place.calls.filter((call) => !/ show /.test(call)),
  ];
  const { result, states, summary } = await run(order);
  assert.equal(result, 'done', summary);
  assert.deepEqual(
    states.filter((state) => / done$/.test(state)),
    ['machine done', 'password done', 'stays done', 'clean done'],
  );
  assert.deepEqual(writes(), []);
  assert.deepEqual(
    [place.all('.').filter((path) => path !== 'calls'), place.calls.filter((call) => !/ show /.test(call))],
    before,
  );
});

test('the machine restarts in the middle of the uninstall: it is begun anew', async (t) => {
  const all = await removing(t, { files: { 'control/uninstall-sleeps': '30' } });
  const { plan, orderFrom, run, place } = all;
  const order = orderFrom(await plan());
  let booted = false;
  place.way = ({ data }) => {
    if (booted || data?.id !== 'r1-uninstall' || !place.calls.some((call) => call.startsWith('uninstall k3s-agent')))
      return undefined;
    booted = true;
    place.remove('control/uninstall-sleeps');
    place.reboot();
    return cut();
  };
  const first = await run(order);
  const again = first.result === 'done' ? first : await run(order, { from: first.kept });
  assert.equal(again.result, 'done', again.summary);
  assert.deepEqual(leftOf(place), []);
  assert.ok(isGone(all));
});

test('a script that gives up half way has removed itself; a copy of it ends the work (k3s#2347)', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t, { files: { 'control/uninstall-dies': '' } });
  const { result, summary } = await run(orderFrom(await plan()));
  assert.equal(result, 'done', summary);
  assert.deepEqual(leftOf(place), []);
  assert.equal(place.calls.filter((call) => call.startsWith('uninstall k3s-agent')).length, 2);
});

test('what the script cannot remove is named, and the node is out of the cluster all the same', async (t) => {
  const all = await removing(t, {
    dataDir: '/srv/k3s',
    units: [{ name: 'k3s-agent', words: 'agent --data-dir /srv/k3s' }],
  });
  const { plan, orderFrom, run, place } = all;
  // As older releases: of other data folders they know nothing (k3s#8740).
  const script = place.read('usr/local/bin/k3s-agent-uninstall.sh').replaceAll('K3S_DATA_DIR', 'OLD');
  place.write('usr/local/bin/k3s-agent-uninstall.sh', script);
  const agreed = await plan();
  assert.match(agreed.notes.join(' '), /leaves other data folders alone: \/srv\/k3s stays\./);
  const first = await run(orderFrom(agreed));
  assert.equal(first.result, 'partlyDone');
  assert.equal(first.words('clean'), 'K3s is uninstalled, and this is left. Folders: /srv/k3s.');
  assert.ok(isGone(all));
  place.remove('srv/k3s');
  assert.equal((await run(orderFrom(agreed), { from: first.kept })).result, 'done');
});

test('something that starts K3s again is noticed a minute later', async (t) => {
  const { plan, orderFrom, run, place } = await removing(t);
  const { words, states, result } = await run(orderFrom(await plan()), {
    onDetail({ rows }) {
      // A tool that sets up machines has found this one without K3s.
      if (rows.find(({ id }) => id === 'uninstall')?.state === 'done')
        place.write('proc/4243/cmdline', '/usr/local/bin/k3s\0agent\0');
    },
  });
  assert.equal(result, 'partlyDone');
  assert.ok(states.includes('stays failed'), states.join());
  assert.equal(words('stays'), 'one is back: K3s runs on its machine again, with a token that is still valid.');
});

test('scenario 23: a node password that nobody may read is told, and not taken for gone', async (t) => {
  const rules = [
    {
      user: 'half',
      verbs: ['*'],
      groups: ['*'],
      resources: [
        'nodes',
        'pods',
        'pods/eviction',
        'daemonsets',
        'persistentvolumes',
        'persistentvolumeclaims',
        'poddisruptionbudgets',
        'leases',
      ],
    },
  ];
  const { plan, orderFrom, run } = await removing(t, { user: { name: 'half', groups: [] }, rules });
  const { result, words, states, summary } = await run(orderFrom(await plan()));
  assert.equal(result, 'done', summary);
  assert.ok(states.includes('password skipped'));
  assert.match(words('password'), /You may not read Secrets in kube-system/);
});
