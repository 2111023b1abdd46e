/** A join from the look at a fresh machine to a Node that is ready, through every shell, against the demo server. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import { systemClock } from '../../client/cluster/clock.ts';
import { joinKind, undoJoinKind } from '../../client/machines/join/kind.ts';
import { lookAtMachine, type Wish } from '../../client/machines/join/look.ts';
import type { JoinOrder } from '../../client/machines/join/order.ts';
import { NEW_PLAN } from '../../client/machines/join/plan.ts';
import { joinPlanText, ready } from '../../client/machines/join/planText.ts';
import { beginSteps, type StepsDetail, stepsKind } from '../../client/operations/steps.ts';
import { NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import { type Shell, shells } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { type JoinCluster, joinCluster, VERSION } from './joining.ts';
import { BOOT_ID, CERTIFICATE, INSTALL, MACHINE_ID, OPENRC, type Sandbox, sandbox } from './sandbox.ts';

const CANARY = 'canary-5ef1a2b3c4d5';
const PLAN = { ...NEW_PLAN, server: 'https://k3s.example.com:6443', version: VERSION };

const wishOf = ({ root }: Sandbox, some: Partial<Wish> = {}): Wish => ({
  target: { kind: 'here' },
  plan: PLAN,
  source: { kind: 'online', script: 'https://mirror.example.com/install.sh' },
  cluster: { nodes: new Map(), serverVersion: VERSION },
  hash: () => undefined,
  root,
  ...some,
});

async function look(box: Sandbox, some: Partial<Wish> = {}) {
  const found = await lookAtMachine(box.machine, wishOf(box, some), { now: () => Date.now() });
  assert.ok(found.ok, JSON.stringify(found));
  return found;
}

/** Runs it, from the beginning or from where it was. */
async function run(
  box: Sandbox,
  { api }: Pick<JoinCluster, 'api'>,
  order: JoinOrder,
  {
    from = beginSteps(joinKind, order),
    token,
    onDetail = () => undefined,
    clock = systemClock,
    own = joinKind,
  }: {
    from?: StepsDetail<JoinOrder>;
    token?: string;
    onDetail?: (detail: StepsDetail<JoinOrder>) => void;
    clock?: typeof systemClock;
    own?: typeof joinKind;
  } = {},
) {
  const kept = new Map<string, Promise<string | undefined>>();
  if (token !== undefined) kept.set('token', Promise.resolve(token));
  const needs = {
    api,
    access: new Access(api, systemClock),
    redact: (text: string) => text,
    clock,
    signal: new AbortController().signal,
    machine: () => box.machine,
    secret: async (name: string, make?: () => Promise<string | undefined>) => {
      const known = kept.get(name) ?? make?.();
      if (known) kept.set(name, known);
      return known;
    },
  };
  const kind = stepsKind(own);
  const end = await kind.run(from, { ...needs, onDetail });
  await kind.finish?.([end.detail], { ...needs, onDetail: () => undefined });
  return { ...end, states: end.detail.rows.map(({ id, state }) => `${id} ${state}`) };
}

const each = (name: string, body: (t: TestContext, shell: Shell) => Promise<void>): void => {
  for (const shell of shells) test(`${name} (${shell.name})`, { skip: shell.skip }, (t) => body(t, shell));
};

each('scenario 13: a fresh machine becomes a node, and the token that was made is gone', async (t, shell) => {
  const [box, live] = [sandbox(t, shell), await joinCluster(t)];
  const found = await look(box, { plan: { ...PLAN, labels: ['tier=front', 'node-role.kubernetes.io/worker=true'] } });
  assert.deepEqual(
    found.findings.map(({ severity, id }) => `${severity} ${id}`),
    ['note reserved-label'],
  );
  assert.equal(found.order.nodeName, 'worker-7');
  let minted: string[] = [];
  let expires = 0;
  const began = Date.now();
  const { result, detail } = await run(box, live, found.order, {
    onDetail: ({ rows }) => {
      if (rows.find(({ id }) => id === 'start')?.state !== 'done' || minted.length > 0) return;
      minted = live.tokens();
      const data: Readonly<Record<string, string>> =
        live.demo.store.get(SECRETS, minted[0] ?? '', 'kube-system')?.data ?? {};
      expires = Date.parse(Buffer.from(data.expiration ?? '', 'base64').toString());
      live.register();
    },
  });
  assert.equal(result, 'done', JSON.stringify(detail.rows));
  assert.equal(minted.length, 1);
  const life = (expires - began) / 1000;
  assert.ok(life > 3590 && life < 3700, `it lives for an hour: ${life}`);
  assert.deepEqual(live.tokens(), [], 'the token is taken back');
  assert.match(box.read('etc/rancher/k3s/token'), /^K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}$/);
  assert.equal(box.mode('etc/rancher/k3s/token'), '600');
  assert.equal(box.mode('etc/rancher/k3s/config.yaml'), '600');
  assert.match(box.read('etc/rancher/k3s/config.yaml'), /^token-file: \/etc\/rancher\/k3s\/token$/m);
  assert.doesNotMatch(box.read('etc/rancher/k3s/config.yaml'), /node-role/);
  assert.equal(live.demo.store.get(NODES, 'worker-7')?.metadata.labels?.['node-role.kubernetes.io/worker'], 'true');
  assert.ok(!existsSync(join(box.root, 'state/started-by-installer')), 'the install script starts nothing');
  assert.match(box.read('state/done'), /systemctl --no-block restart k3s-agent/);
});

each('scenario 13: a token that was given is nowhere but in its file', async (t, shell) => {
  const [box, live] = [sandbox(t, shell), await joinCluster(t)];
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  const told: string[] = [];
  const { result } = await run(box, live, order, {
    token: CANARY,
    onDetail: (detail) => {
      told.push(JSON.stringify(detail));
      if (detail.rows.find(({ id }) => id === 'start')?.state === 'done') live.register();
    },
  });
  assert.equal(result, 'done');
  assert.equal(box.read('etc/rancher/k3s/token'), CANARY);
  for (const path of [
    'etc/rancher/k3s/config.yaml',
    'state/done',
    'state/network',
    'etc/systemd/system/k3s-agent.service.env',
  ])
    assert.ok(!box.read(path).includes(CANARY), path);
  assert.ok(
    told.every((detail) => !detail.includes(CANARY)),
    'what is kept has no secret',
  );
});

each('a second time nothing is written, installed or lost', async (t, shell) => {
  const box = sandbox(t, shell, {
    'usr/local/bin/k3s': `#!/bin/sh\necho "k3s version ${VERSION} (abc)"\n`,
    'etc/systemd/system/k3s-agent.service': '[Service]\n',
  });
  const live = await joinCluster(t);
  live.register();
  const { order, member } = await look(box, {
    plan: { ...PLAN, token: { kind: 'paste' } },
    cluster: { nodes: new Map([['worker-7', { ready: true, machineId: MACHINE_ID, bootId: BOOT_ID, uid: '1' }]]) },
  });
  assert.ok(member);
  box.write('etc/rancher-before', '');
  await run(box, live, order, { token: CANARY });
  const again = await run(box, live, order, { token: CANARY });
  assert.deepEqual(again.states, [
    'machine done',
    'token done',
    'files skipped',
    'install skipped',
    'start done',
    'follow done',
  ]);
});

each('another config.yaml is kept beside the new one', async (t, shell) => {
  const box = sandbox(t, shell, { 'etc/rancher/k3s/config.yaml': 'server: https://old:6443\n' });
  const live = await joinCluster(t);
  live.register();
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  const { detail } = await run(box, live, order, { token: CANARY });
  const kept = String(detail.found.kept);
  assert.match(kept, /^\/etc\/rancher\/k3s\/config\.yaml\.before-\d{8}T\d{6}Z$/);
  assert.equal(box.read(kept.slice(1)), 'server: https://old:6443\n');
});

each('scenario 14: the server refuses the token, and nobody waits for ever', async (t, shell) => {
  const box = sandbox(t, shell, {
    'state/will-be': 'activating\n',
    'state/journal':
      'time="2026-11-21T12:00:05Z" level=error msg="Waiting to retrieve agent configuration; server is not ready: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"\n',
  });
  const live = await joinCluster(t);
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  // The clock of the test runs a thousand times as fast, so that nobody waits for the cause to last.
  const begin = Date.now();
  const clock = { ...systemClock, now: () => begin + (Date.now() - begin) * 200 };
  let started = 0;
  const { result, detail, states } = await run(box, live, order, {
    token: CANARY,
    clock,
    onDetail: ({ rows }) => {
      if (started === 0 && rows.some(({ id, state }) => id === 'follow' && state === 'doing')) started = clock.now();
    },
  });
  assert.ok(clock.now() - started >= 20_000, 'a line may be an old one, so it has to last');
  assert.equal(result, 'partlyDone');
  assert.ok(states.includes('follow failed'), states.join());
  const row = detail.rows.find(({ id }) => id === 'follow');
  assert.match(row?.words ?? '', /^The server rejects the token\. .*401 Unauthorized/);
  assert.match(detail.next ?? '', /^It is wrong, or its time is over: .* Begin the join anew with a new token, /);
});

each(
  'scenario 15: a token of another cluster is found before anything is installed, and both hashes are shown',
  async (t, shell) => {
    const box = sandbox(t, shell, {});
    const theirs = 'a'.repeat(64);
    const ours = createHash('sha256').update(CERTIFICATE).digest('hex');
    const found = await look(box, {
      plan: { ...PLAN, token: { kind: 'paste' } },
      caHash: theirs,
      hash: (pem) => createHash('sha256').update(pem).digest('hex'),
    });
    assert.deepEqual(
      found.findings.map(({ severity, text }) => `${severity}: ${text}`),
      [
        `stop: The token is for another cluster: its CA hash is ${theirs}, that of the server at k3s.example.com:6443 is ${ours}.`,
      ],
    );
    assert.deepEqual(ready([{ name: 'worker-7', look: found }]), [], 'so it is not begun');
    assert.match(box.read('state/network'), /^curl https:\/\/k3s\.example\.com:6443\/cacerts$/m);
    assert.ok(!existsSync(join(box.root, 'usr/local/bin/k3s')) && !existsSync(join(box.root, 'etc/rancher')));
  },
);

for (const [what, machineId] of [
  ['another machine', 'fedcba9876543210fedcba9876543210'],
  ['a clone with the same machine-id', MACHINE_ID],
] as const)
  each(`scenario 18: ${what} has the name and is ready: neither it nor its password is touched`, async (t, shell) => {
    const [box, live] = [sandbox(t, shell), await joinCluster(t)];
    live.register('worker-7', machineId, 'another-boot');
    live.demo.store.create(SECRETS, {
      metadata: { name: 'worker-7.node-password.k3s', namespace: 'kube-system' },
      data: { hash: 'eA==' },
    } as never);
    const before = live.demo.store.get(NODES, 'worker-7');
    const uid = before?.metadata.uid ?? '';
    const nodes = new Map([['worker-7', { ready: true, machineId, bootId: 'another-boot', uid }]]);
    // Also when nodes that are not ready may go: this one is.
    const found = await look(box, { cluster: { nodes, serverVersion: VERSION }, replace: true });
    const [stop] = found.findings;
    assert.equal(stop?.id, 'duplicate-name');
    assert.match(stop?.text ?? '', /[Ss]et node-name or with-node-id/);
    assert.deepEqual(ready([{ name: 'worker-7', look: found }]), []);
    assert.equal(found.order.replaces, undefined);
    assert.deepEqual(live.demo.store.get(NODES, 'worker-7'), before);
    assert.ok(live.demo.store.get(SECRETS, 'worker-7.node-password.k3s', 'kube-system'));
    const other = await look(box, { cluster: { nodes }, plan: { ...PLAN, nodeName: 'worker-7b' } });
    assert.deepEqual(other.findings, [], 'another name is all it takes');
    assert.equal(other.order.nodeName, 'worker-7b');
  });

/** What a person has of a release, with the hashes that were agreed to. */
function release(t: TestContext) {
  const place = folder(t, {
    k3s: `#!/bin/sh\necho "k3s version ${VERSION} (abc)"\n`,
    'install.sh': INSTALL,
    'k3s-airgap-images-amd64.tar.zst': 'images',
  });
  const file = (name: string) => ({
    path: place.at(name),
    sha256: createHash('sha256')
      .update(readFileSync(place.at(name)))
      .digest('hex'),
  });
  const [binary, script, images] = [file('k3s'), file('install.sh'), file('k3s-airgap-images-amd64.tar.zst')];
  return { place, source: { kind: 'offline', binary, script, images } as const };
}

each(
  'scenario 22: without internet, from files of this side that are checked there, and nothing is downloaded',
  async (t, shell) => {
    const [box, live] = [sandbox(t, shell), await joinCluster(t)];
    const { source } = release(t);
    const { order, findings } = await look(box, { source });
    assert.deepEqual(findings, []);
    const { result, detail } = await run(box, live, order, {
      onDetail: ({ rows }) => {
        if (rows.find(({ id }) => id === 'start')?.state === 'done') live.register();
      },
    });
    assert.equal(result, 'done', JSON.stringify(detail.rows));
    assert.equal(box.mode('usr/local/bin/k3s'), '755');
    assert.equal(box.read('var/lib/rancher/k3s/agent/images/k3s-airgap-images.tar.zst'), 'images');
    assert.ok(!existsSync(join(box.root, 'state/downloaded')), 'the install script was told not to download');
    assert.doesNotMatch(box.read('state/network'), /install/);
    assert.match(box.read('state/network'), /^(curl https:\/\/k3s\.example\.com:6443\/\w+\n)+$/);
    assert.deepEqual(
      readdirSync(join(box.root, 'var/lib/rancher')),
      ['k3s'],
      'the folder they were copied into is gone',
    );
  },
);

each('scenario 22: a file that is another one than was agreed to is not used', async (t, shell) => {
  for (const name of ['k3s', 'install.sh', 'k3s-airgap-images-amd64.tar.zst']) {
    const [box, live] = [sandbox(t, shell), await joinCluster(t)];
    const { place, source } = release(t);
    const { order } = await look(box, { source });
    place.write(name, 'damaged');
    const { result, detail, states } = await run(box, live, order);
    assert.equal(result, 'partlyDone');
    assert.ok(states.includes('install failed'), states.join());
    assert.match(detail.rows.find(({ id }) => id === 'install')?.words ?? '', /SHA-256/);
    assert.ok(!existsSync(join(box.root, 'usr/local/bin/k3s')) && !existsSync(join(box.root, 'state/is')));
    assert.deepEqual(readdirSync(join(box.root, 'var/lib/rancher')), []);
  }
});

each(
  'scenario 44: under OpenRC it is enabled and started by its own programs, and its log is followed',
  async (t, shell) => {
    const [box, live] = [sandbox(t, shell, OPENRC), await joinCluster(t)];
    const { order, findings } = await look(box);
    assert.deepEqual(findings, []);
    assert.equal(order.init, 'openrc');
    const { result, detail } = await run(box, live, order, {
      onDetail: ({ rows }) => {
        if (rows.find(({ id }) => id === 'start')?.state === 'done') live.register();
      },
    });
    assert.equal(result, 'done', JSON.stringify(detail.rows));
    const changes = box.read('state/done').replace(/^systemctl is-active .*\n/gm, '');
    assert.equal(changes, 'rc-update add k3s-agent default\nrc-service k3s-agent restart\n');
    assert.ok(!existsSync(join(box.root, 'etc/systemd/system/k3s-agent.service')));
  },
);

each('scenario 44: what the log of an OpenRC machine says ends the wait', async (t, shell) => {
  const log = 'msg="server is not ready: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"\n';
  const [box, live] = [sandbox(t, shell, { ...OPENRC, 'var/log/k3s-agent.log': log }), await joinCluster(t)];
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  const begin = Date.now();
  const clock = { ...systemClock, now: () => begin + (Date.now() - begin) * 200 };
  const { detail } = await run(box, live, order, { token: CANARY, clock });
  assert.match(detail.rows.find(({ id }) => id === 'follow')?.words ?? '', /^The server rejects the token\. /);
});

each('the install script fails: nothing is started, and its words are told', async (t, shell) => {
  const box = sandbox(t, shell, { 'state/install-fails': '' });
  const live = await joinCluster(t);
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  const { result, detail, states } = await run(box, live, order, { token: CANARY });
  assert.equal(result, 'partlyDone');
  assert.ok(states.includes('install failed') && states.includes('start todo'), states.join());
  assert.equal(detail.rows.find(({ id }) => id === 'install')?.words, 'Download failed');
  assert.doesNotMatch(box.read('state/done'), /restart/);
});

each('scenario 25: another machine than the one that was looked at is left alone', async (t, shell) => {
  const box = sandbox(t, shell);
  const live = await joinCluster(t);
  const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
  box.write('etc/machine-id', 'ffffffffffffffffffffffffffffffff\n');
  const { result, states } = await run(box, live, order, { token: CANARY });
  assert.equal(result, 'failedBeforeStart');
  assert.equal(states[0], 'machine failed');
  assert.ok(!existsSync(join(box.root, 'etc/rancher')));
});

each('scenario 19: a machine that was installed anew takes the place of its old Node', async (t, shell) => {
  const box = sandbox(t, shell);
  const live = await joinCluster(t);
  live.demo.store.create(NODES, { metadata: { name: 'worker-7' }, spec: {}, status: {} } as never);
  live.demo.store.create(SECRETS, {
    metadata: { name: 'worker-7.node-password.k3s', namespace: 'kube-system' },
    data: { hash: 'eA==' },
  } as never);
  const uid = live.demo.store.get(NODES, 'worker-7')?.metadata.uid ?? '';
  const nodes = new Map([['worker-7', { ready: false, machineId: 'old', bootId: 'old', uid }]]);
  const wish = { plan: { ...PLAN, token: { kind: 'paste' as const } }, cluster: { nodes } };
  const refused = await look(box, wish);
  assert.deepEqual(
    refused.findings.map(({ id, severity }) => `${severity} ${id}`),
    ['stop reinstalled'],
  );
  const { order } = await look(box, { ...wish, replace: true });
  const { result } = await run(box, live, order, {
    token: CANARY,
    onDetail: ({ rows }) => {
      if (rows.find(({ id }) => id === 'start')?.state === 'done') live.register();
    },
  });
  assert.equal(result, 'done');
  assert.notEqual(live.demo.store.get(NODES, 'worker-7')?.metadata.uid, uid);
  assert.equal(live.demo.store.get(SECRETS, 'worker-7.node-password.k3s', 'kube-system'), undefined);
});

each(
  'scenario 14: a join that failed is taken back: the earlier configuration is there again, K3s is not',
  async (t, shell) => {
    const box = sandbox(t, shell, {
      'etc/rancher/k3s/config.yaml': 'server: https://old:6443\n',
      'usr/local/bin/k3s-agent-uninstall.sh':
        '#!/bin/sh\nrm -rf "$ROOT/etc/rancher/k3s" "$ROOT/usr/local/bin/k3s" "$ROOT/etc/systemd/system/k3s-agent.service"\n',
      'state/will-be': 'activating\n',
      'state/journal': 'msg="server is not ready: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"\n',
    });
    const live = await joinCluster(t);
    const { order } = await look(box, { plan: { ...PLAN, token: { kind: 'paste' } } });
    const begin = Date.now();
    const clock = { ...systemClock, now: () => begin + (Date.now() - begin) * 200 };
    const { detail } = await run(box, live, order, { token: CANARY, clock });
    const undo = stepsKind(joinKind).undo?.begin(detail) as StepsDetail<JoinOrder>;
    const end = await run(box, live, order, { from: undo, own: undoJoinKind });
    assert.equal(end.result, 'done', JSON.stringify(end.detail.rows));
    assert.equal(box.read('etc/rancher/k3s/config.yaml'), 'server: https://old:6443\n');
    assert.deepEqual(readdirSync(join(box.root, 'etc/rancher/k3s')), ['config.yaml']);
    assert.ok(!existsSync(join(box.root, 'usr/local/bin/k3s')));
    assert.match(box.read('state/done'), /systemctl disable --now k3s-agent/);
  },
);

test('the plan says what is written, and holds no token', async (t) => {
  const [shell] = shells;
  assert.ok(shell);
  const box = sandbox(t, shell);
  const text = joinPlanText('prod', [{ name: 'worker-7', look: await look(box) }]);
  assert.match(text, /^# Join worker-7$/m);
  assert.match(text, /^## worker-7 becomes the node worker-7$/m);
  assert.match(text, /Install K3s v1\.34\.2\\?\+k3s1, without starting it/);
  assert.match(text, /^server: https:\/\/k3s\.example\.com:6443$/m);
});
