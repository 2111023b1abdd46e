/** Rows: what a person sees of nodes, pods and the rest. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADDONS,
  BUDGETS,
  DEPLOYMENTS,
  EVENTS,
  HELM_CONFIGS,
  JOBS,
  NODES,
  PLANS,
  PODS,
  type ResourceType,
  SNAPSHOTS,
  VOLUMES,
} from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { age, duration } from '../../demo/cluster/tables/age.ts';
import { printerOf } from '../../demo/cluster/tables/table.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z');

/** The row of an object as `column: cell`. */
function row(type: ResourceType, fields: object, metadata: object = {}): Record<string, unknown> {
  const object = {
    apiVersion: 'v1',
    kind: type.kind,
    metadata: { name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-20T08:00:00Z', ...metadata },
    ...fields,
  } as KubeObject;
  const { columns, cells } = printerOf(type);
  const all = cells(object, NOW);
  assert.equal(all.length, columns.length);
  return Object.fromEntries(columns.map(({ name }, index) => [name, all[index]]));
}

test('ages get coarser the longer they are', () => {
  const cases: [seconds: number, text: string][] = [
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [200, '3m20s'],
    [600, '10m'],
    [10_799, '179m'],
    [10_800, '3h'],
    [11_100, '3h5m'],
    [28_800, '8h'],
    [172_799, '47h'],
    [172_800, '2d'],
    [180_000, '2d2h'],
    [691_200, '8d'],
    [63_072_000, '2y'],
    [66_000_000, '2y33d'],
    [-5, '<invalid>'],
  ];
  for (const [seconds, text] of cases) assert.equal(duration(seconds * 1000), text);
  assert.equal(age(undefined, NOW), '<unknown>');
});

test('nodes: status, roles, addresses', () => {
  const ready = { type: 'Ready', status: 'True' };
  const info = {
    kubeletVersion: 'v1.34.1+k3s1',
    osImage: 'Debian',
    kernelVersion: '6.1',
    containerRuntimeVersion: 'containerd://2',
  };
  const addresses = [
    { type: 'InternalIP', address: '10.0.0.1' },
    { type: 'ExternalIP', address: '192.0.2.1' },
  ];
  const labels = { 'node-role.kubernetes.io/etcd': 'true', 'node-role.kubernetes.io/control-plane': 'true' };
  assert.deepEqual(
    row(
      NODES,
      { spec: { unschedulable: true }, status: { conditions: [ready], nodeInfo: info, addresses } },
      { labels },
    ),
    {
      Name: 'n',
      Status: 'Ready,SchedulingDisabled',
      Roles: 'control-plane,etcd',
      Age: '60m',
      Version: 'v1.34.1+k3s1',
      'Internal-IP': '10.0.0.1',
      'External-IP': '192.0.2.1',
      'OS-Image': 'Debian',
      'Kernel-Version': '6.1',
      'Container-Runtime': 'containerd://2',
    },
  );
  assert.equal(row(NODES, { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }).Status, 'NotReady');
  assert.equal(row(NODES, {}).Status, 'Unknown');
  assert.equal(row(NODES, {}).Roles, '<none>');
});

test('pods: the reason that matters, restarts with their time, terminating', () => {
  const one = (container: object, more: object = {}) =>
    row(PODS, {
      spec: { containers: [{ name: 'c' }], nodeName: 'node-1' },
      status: {
        phase: 'Running',
        podIPs: [{ ip: '10.42.0.2' }],
        containerStatuses: [{ name: 'c', restartCount: 0, ...container }],
        ...more,
      },
    });
  const running = one({ ready: true, state: { running: {} } });
  assert.deepEqual(
    [running.Ready, running.Status, running.Restarts, running.IP, running.Node],
    ['1/1', 'Running', '0', '10.42.0.2', 'node-1'],
  );
  const crashing = one({
    ready: false,
    restartCount: 4,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { finishedAt: '2026-11-20T08:55:00Z' } },
  });
  assert.deepEqual([crashing.Ready, crashing.Status, crashing.Restarts], ['0/1', 'CrashLoopBackOff', '4 (5m ago)']);
  assert.equal(one({ state: { terminated: { exitCode: 3 } } }).Status, 'ExitCode:3');
  assert.equal(
    one({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }, { phase: 'Succeeded' }).Status,
    'Completed',
  );
  assert.equal(row(PODS, { spec: {}, status: { phase: 'Failed', reason: 'Evicted' } }).Status, 'Evicted');
  assert.equal(
    row(PODS, { spec: {}, status: { phase: 'Running' } }, { deletionTimestamp: '2026-11-20T09:00:00Z' }).Status,
    'Terminating',
  );
  assert.equal(
    row(PODS, { spec: {}, status: { phase: 'Succeeded' } }, { deletionTimestamp: '2026-11-20T09:00:00Z' }).Status,
    'Succeeded',
  );
});

test('pods: init containers and sidecars', () => {
  const spec = { initContainers: [{ name: 'a' }, { name: 's', restartPolicy: 'Always' }], containers: [{ name: 'c' }] };
  const done = { name: 'a', state: { terminated: { exitCode: 0 } } };
  const waiting = { name: 's', state: { waiting: { reason: 'PodInitializing' } } };
  assert.equal(
    row(PODS, { spec, status: { phase: 'Pending', initContainerStatuses: [done, waiting] } }).Status,
    'Init:1/2',
  );
  const failing = { name: 'a', state: { waiting: { reason: 'ErrImagePull' } } };
  assert.equal(
    row(PODS, { spec, status: { phase: 'Pending', initContainerStatuses: [failing] } }).Status,
    'Init:ErrImagePull',
  );
  const sidecar = { name: 's', started: true, ready: true, restartCount: 2, state: { running: {} } };
  const full = row(PODS, {
    spec,
    status: {
      phase: 'Running',
      initContainerStatuses: [done, sidecar],
      containerStatuses: [{ name: 'c', ready: true, restartCount: 1, state: { running: {} } }],
    },
  });
  assert.deepEqual([full.Ready, full.Status, full.Restarts], ['2/2', 'Running', '3']);
});

test('workloads, budgets, volumes and events', () => {
  const template = {
    spec: {
      containers: [
        { name: 'a', image: 'x:1' },
        { name: 'b', image: 'y:2' },
      ],
    },
  };
  const deployment = row(DEPLOYMENTS, {
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
    status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
  });
  assert.deepEqual(
    [
      deployment.Ready,
      deployment['Up-to-date'],
      deployment.Available,
      deployment.Containers,
      deployment.Images,
      deployment.Selector,
    ],
    ['2/3', 3, 2, 'a,b', 'x:1,y:2', 'app=web'],
  );
  const budget = row(BUDGETS, { spec: { maxUnavailable: '25%' }, status: { disruptionsAllowed: 1 } });
  assert.deepEqual(
    [budget['Min Available'], budget['Max Unavailable'], budget['Allowed Disruptions']],
    ['N/A', '25%', 1],
  );
  const volume = row(VOLUMES, {
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { namespace: 'a', name: 'b' },
      storageClassName: 'local-path',
    },
    status: { phase: 'Bound' },
  });
  assert.deepEqual(
    [volume.Capacity, volume['Access Modes'], volume.Claim, volume.Status],
    ['5Gi', 'RWO', 'a/b', 'Bound'],
  );
  const job = row(JOBS, {
    spec: { completions: 1 },
    status: {
      startTime: '2026-11-20T08:59:00Z',
      completionTime: '2026-11-20T08:59:30Z',
      succeeded: 1,
      conditions: [{ type: 'Complete', status: 'True' }],
    },
  });
  assert.deepEqual([job.Status, job.Completions, job.Duration], ['Complete', '1/1', '30s']);
  const event = row(EVENTS, {
    involvedObject: { kind: 'Node', name: 'a' },
    reason: 'R',
    type: 'Warning',
    message: ' m\n',
    source: { component: 'kubelet', host: 'a' },
    firstTimestamp: '2026-11-20T08:00:00Z',
    lastTimestamp: '2026-11-20T08:59:00Z',
    count: 7,
  });
  assert.deepEqual(
    [event['Last Seen'], event.Object, event.Source, event.Message, event['First Seen'], event.Count],
    ['60s', 'node/a', 'kubelet, a', 'm', '60m', 7],
  );
});

test('custom kinds show the columns of their definition', () => {
  assert.deepEqual(row(ADDONS, { spec: { source: '/x.yaml', checksum: 'abc' } }), {
    Name: 'n',
    Source: '/x.yaml',
    Checksum: 'abc',
  });
  assert.equal(row(SNAPSHOTS, { spec: {}, status: {} }).Size, null);
  const conditions = [
    { type: 'Validated', status: 'True', message: '' },
    { type: 'Complete', status: 'False', message: 'still working' },
  ];
  const plan = row(PLANS, {
    spec: { upgrade: { image: 'rancher/k3s-upgrade' } },
    status: { conditions, applying: ['a', 'b'] },
  });
  assert.deepEqual(
    [plan.Image, plan.Complete, plan.Message, plan.Applying],
    ['rancher/k3s-upgrade', 'False', 'still working', '["a","b"]'],
  );
  assert.deepEqual(row(HELM_CONFIGS, {}), { Name: 'n', Age: '60m' });
});
