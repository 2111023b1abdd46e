/** What the explorer reads from pods, events, tokens, AddOns, charts, snapshots and plans. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { addonsOf } from '../../client/explorer/model/addons.ts';
import { chartsOf } from '../../client/explorer/model/charts.ts';
import { certificateWarnings, eventsOf } from '../../client/explorer/model/events.ts';
import { doneBy, planOf } from '../../client/explorer/model/plans.ts';
import { podOf } from '../../client/explorer/model/pods.ts';
import { snapshotsOf } from '../../client/explorer/model/snapshots.ts';
import { takenNames, tokenOf } from '../../client/explorer/model/tokens.ts';
import { ago, event, facts, NOW, pod } from './objects.ts';

describe('pods', () => {
  const status = (shape: Parameters<typeof pod>[0]) => {
    const { status, verdict, ready, containers } = podOf(pod(shape));
    return `${status} ${verdict} ${ready}/${containers}`;
  };
  const waiting = (reason: string, restartCount = 0) => ({
    ready: false,
    restartCount,
    state: { waiting: { reason } },
  });
  const ended = (exitCode: number, reason?: string) => ({
    ready: false,
    restartCount: 0,
    state: { terminated: { exitCode, ...(reason ? { reason } : {}) } },
  });
  const running = { ready: true, restartCount: 1, state: { running: {} } };

  it('running', () => assert.equal(status({}), 'Running running 1/1'));
  it('running and not ready', () => {
    assert.equal(status({ containers: [{ ...running, ready: false }] }), 'Running waiting 0/1');
  });
  it('starting', () => {
    assert.equal(
      status({ phase: 'Pending', containers: [waiting('ContainerCreating')] }),
      'ContainerCreating waiting 0/1',
    );
  });
  it('starting with init containers', () => {
    const init = [ended(0, 'Completed'), waiting('PodInitializing')];
    assert.equal(status({ phase: 'Pending', init, containers: [waiting('PodInitializing')] }), 'Init:1/2 waiting 0/1');
    assert.equal(status({ phase: 'Pending', init: [ended(1, 'Error')] }), 'Init:Error failed 1/1');
  });
  it('crashing', () => {
    assert.equal(status({ containers: [running, waiting('CrashLoopBackOff', 7)] }), 'CrashLoopBackOff failed 1/2');
    assert.equal(podOf(pod({ containers: [running, waiting('CrashLoopBackOff', 7)] })).restarts, 8);
  });
  it('done', () =>
    assert.equal(status({ phase: 'Succeeded', containers: [ended(0, 'Completed')] }), 'Completed done 0/1'));
  it('evicted', () =>
    assert.equal(status({ phase: 'Failed', reason: 'Evicted', containers: [] }), 'Evicted failed 0/0'));
  it('failed without a word', () => {
    assert.equal(status({ phase: 'Failed', containers: [ended(137)] }), 'ExitCode:137 failed 0/1');
  });
  it('being deleted', () => assert.equal(status({ deleting: ago(1) }), 'Terminating ending 1/1'));
  it('those a drain leaves are marked', () => {
    assert.equal(podOf(pod({ owner: ['DaemonSet', 'svclb'] })).stays, 'DaemonSet');
    assert.equal(podOf(pod({ owner: ['Node', 'worker-7'] })).stays, 'static');
    assert.equal(podOf(pod({ annotations: { 'kubernetes.io/config.mirror': 'x' } })).stays, 'static');
    assert.equal(podOf(pod({ owner: ['ReplicaSet', 'web-5d8f'] })).stays, undefined);
  });
});

test('events of both forms, newest first', () => {
  const newer = {
    metadata: { name: 'x' },
    type: 'Warning',
    reason: 'EvictionThresholdMet',
    note: 'Attempting to reclaim memory',
    regarding: { kind: 'Node', name: 'worker-7' },
    series: { lastObservedTime: ago(1), count: 4 },
  };
  assert.deepEqual(
    eventsOf([event({ reason: 'Rebooted', last: ago(30) }), newer]).map(({ reason, count, kind, name }) => [
      reason,
      count,
      kind,
      name,
    ]),
    [
      ['EvictionThresholdMet', 4, 'Node', 'worker-7'],
      ['Rebooted', 1, 'Node', 'worker-7'],
    ],
  );
});

test('certificates that end soon, the newest word of each node', () => {
  const reason = 'CertificateExpirationWarning';
  const events = eventsOf([
    event({ reason, message: 'old', last: ago(3, 'd') }),
    event({ reason, message: 'Node certificates require attention', last: ago(1, 'h') }),
    event({ reason: 'Rebooted' }),
    event({ reason: 'CACertificateExpirationWarning', message: 'begin planning rotation', last: ago(2, 'd') }),
  ]);
  assert.deepEqual(
    certificateWarnings(events).map(({ node, message }) => `${node}: ${message}`),
    ['worker-7: Node certificates require attention', 'worker-7: begin planning rotation'],
  );
});

test('scenario 48: a token is told by its id, life and usages, and never its secret', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const secret = {
    metadata: { name: 'bootstrap-token-kdpe3c' },
    type: 'bootstrap.kubernetes.io/token',
    data: {
      'token-id': base64('kdpe3c'),
      'token-secret': base64('hunter2hunter2'),
      description: base64('join of worker-8'),
      expiration: base64('2026-10-02T11:42:00Z'),
      'usage-bootstrap-authentication': base64('true'),
      'usage-bootstrap-signing': base64('true'),
    },
  };
  assert.deepEqual(tokenOf(secret, NOW), {
    id: 'kdpe3c',
    description: 'join of worker-8',
    usages: ['authentication', 'signing'],
    expires: NOW + 3_600_000,
    expired: false,
  });
  assert.equal(tokenOf(secret, NOW + 3_600_000).expired, true);
  assert.deepEqual(tokenOf({ metadata: { name: 'bootstrap-token-abcdef' } }, NOW), {
    id: 'abcdef',
    description: '',
    usages: [],
    expires: undefined,
    expired: false,
  });
});

test('node passwords without a node', () => {
  const secrets = ['worker-7.node-password.k3s', 'worker-9.node-password.k3s', 'other'].map((name) => ({
    metadata: { name },
  }));
  assert.deepEqual(takenNames(secrets, [facts({ name: 'Worker-7' })]), ['worker-9']);
});

test('an AddOn failed when its last event says so', () => {
  const addon = (name: string) => ({
    metadata: { name, namespace: 'kube-system' },
    spec: { source: `/var/lib/rancher/k3s/server/manifests/${name}.yaml`, checksum: 'c0ffee' },
  });
  const about = { kind: 'Addon' };
  const failed = event({
    ...about,
    name: 'web',
    reason: 'ApplyManifestFailed',
    message: 'no match for kind',
    last: ago(1),
  });
  const before = event({ ...about, name: 'web', type: 'Normal', reason: 'AppliedManifest', last: ago(9) });
  const healed = event({ ...about, name: 'coredns', reason: 'ApplyManifestFailed', last: ago(9) });
  const since = event({ ...about, name: 'coredns', type: 'Normal', reason: 'AppliedManifest', last: ago(1) });
  // K3s tries every 15 seconds; both events are of the same second.
  const begun = event({ ...about, name: 'web', type: 'Normal', reason: 'ApplyingManifest', last: ago(1) });
  const [coredns, web] = addonsOf([addon('coredns'), addon('web')], [begun, before, healed, failed, since]);
  assert.equal(coredns?.error, undefined);
  assert.equal(web?.error?.message, 'no match for kind');
});

test('which kinds an AddOn owns, and how its objects are listed: by the hash that K3s marks them with', () => {
  const written = '/v1, Kind=ConfigMap;apps/v1, Kind=Deployment;apps/v1beta1, Kind=Deployment;x, Kind=$(reboot)';
  const addon = (name: string, annotations: object = { 'addon.k3s.cattle.io/gvks': written }) =>
    addonsOf([{ metadata: { name, namespace: 'kube-system', annotations } }], [])[0];
  assert.deepEqual(addon('coredns')?.kinds, [
    { kind: 'ConfigMap', group: '' },
    { kind: 'Deployment', group: 'apps' },
  ]);
  // The hashes are those that every cluster of K3s shows on the objects of these two.
  assert.equal(
    addon('coredns')?.listing,
    'kubectl get ConfigMap,Deployment.apps -A -l objectset.rio.cattle.io/hash=bce283298811743a0386ab510f2f67ef74240c57',
  );
  assert.match(addon('local-storage')?.listing ?? '', /hash=183f35c65ffbc3064603f43f1580d8c68a2dabd4$/);
  assert.equal(addon('coredns', {})?.listing, '');
});

test('a chart is as far as its job', () => {
  const chart = (name: string, extra: object = {}) => ({
    metadata: { name, namespace: 'kube-system' },
    spec: { chart: `https://charts.example/${name}.tgz`, targetNamespace: 'web' },
    status: { jobName: `helm-install-${name}`, ...extra },
  });
  const job = (name: string, status: object) => ({
    metadata: { name: `helm-install-${name}`, namespace: 'kube-system' },
    status,
  });
  const attempts = (name: string, restartCount: number, state: object) => ({
    metadata: {
      name: `helm-install-${name}-x7k2p`,
      namespace: 'kube-system',
      ownerReferences: [{ kind: 'Job', name: `helm-install-${name}`, controller: true }],
    },
    status: { phase: 'Running', containerStatuses: [{ name: 'helm', ready: false, restartCount, state }] },
  });
  const failure = { type: 'Failed', status: 'True', message: 'Job has reached the specified backoff limit' };
  const charts = chartsOf(
    [
      chart('traefik'),
      chart('busy'),
      chart('broken'),
      chart('gone'),
      chart('again'),
      chart('imageless'),
      chart('late'),
      chart('said', { conditions: [{ ...failure, message: 'INSTALLATION FAILED' }] }),
    ],
    [{ metadata: { name: 'traefik', namespace: 'kube-system' } }],
    [
      job('traefik', { succeeded: 1 }),
      job('busy', { active: 1 }),
      job('broken', { failed: 6, conditions: [failure] }),
      // K3s lets a pod start its container anew, up to a thousand times: the job itself only says that it is active.
      job('again', { active: 1, ready: 0 }),
      job('imageless', { active: 1 }),
      job('late', { succeeded: 1 }),
    ],
    [
      attempts('again', 4, { waiting: { reason: 'CrashLoopBackOff' } }),
      attempts('imageless', 0, { waiting: { reason: 'ImagePullBackOff' } }),
      attempts('late', 2, { terminated: { exitCode: 0, reason: 'Completed' } }),
      attempts('busy', 0, { running: {} }),
    ],
  );
  assert.deepEqual(
    charts.map(({ name, state, failures, failure, overridden }) => [name, state, failures, failure, overridden]),
    [
      ['traefik', 'installed', 0, '', true],
      ['busy', 'running', 0, '', false],
      ['broken', 'failed', 6, 'Job has reached the specified backoff limit', false],
      ['gone', 'unknown', 0, '', false],
      ['again', 'retrying', 4, 'CrashLoopBackOff', false],
      ['imageless', 'retrying', 0, 'ImagePullBackOff', false],
      ['late', 'installed', 0, '', false],
      ['said', 'failed', 0, 'INSTALLATION FAILED', false],
    ],
  );
});

test('snapshots tell size, time and error from their status, newest first', () => {
  const snapshot = (snapshotName: string, status: object, s3?: object) => ({
    metadata: { name: `local-${snapshotName}` },
    spec: {
      snapshotName,
      nodeName: 'server-1',
      location: `file:///var/lib/rancher/k3s/server/db/snapshots/${snapshotName}`,
      ...(s3 ? { s3 } : {}),
    },
    status,
  });
  const found = snapshotsOf([
    snapshot('old', { size: '5242912', creationTime: ago(2, 'd'), readyToUse: true }),
    snapshot('new', { size: '6Mi', creationTime: ago(2, 'h'), readyToUse: true }, { bucket: 'backups' }),
    snapshot('bad', { creationTime: ago(1, 'd'), readyToUse: false, error: { message: 'no space left on device' } }),
  ]);
  assert.deepEqual(
    found.map(({ name, size, bucket, ready, error }) => [name, size, bucket, ready, error]),
    [
      ['new', 6 * 2 ** 20, 'backups', true, ''],
      ['bad', undefined, '', false, 'no space left on device'],
      ['old', 5242912, '', true, ''],
    ],
  );
});

test('a plan tells what it brings and where it works', () => {
  const plan = planOf({
    metadata: { name: 'agent-plan', namespace: 'system-upgrade' },
    spec: { concurrency: 2, channel: 'https://update.k3s.io/v1-release/channels/stable', drain: { force: true } },
    status: {
      latestVersion: 'v1.34.2-k3s1',
      latestHash: 'b2',
      applying: ['worker-1'],
      conditions: [{ type: 'Complete', status: 'False' }],
    },
  });
  assert.deepEqual(
    [plan.wanted, plan.latest, plan.applying, plan.cordons, plan.complete, plan.failure],
    ['https://update.k3s.io/v1-release/channels/stable', 'v1.34.2-k3s1', ['worker-1'], true, false, ''],
  );
  const done = facts({ labels: { 'plan.upgrade.cattle.io/agent-plan': 'b2' } });
  const before = facts({ labels: { 'plan.upgrade.cattle.io/agent-plan': 'a1' } });
  assert.deepEqual(doneBy(plan, [done, before, facts()]), [done]);
});

test('a plan that cannot go on says why', () => {
  const conditions = [
    { type: 'LatestResolved', status: 'False', reason: 'Error', message: 'Get "https://update.k3s.io": timeout' },
  ];
  assert.equal(
    planOf({ metadata: { name: 'p' }, status: { conditions } }).failure,
    'Get "https://update.k3s.io": timeout',
  );
});
