/** What people run on the cluster: workloads that make draining interesting. */

import { BUDGETS, CLAIMS, PODS, VOLUMES } from '../api/resources.ts';
import { STOP_SECONDS } from '../controllers/kubelet.ts';
import { withCondition } from '../controllers/pods.ts';
import type { KubeObject, Loose } from '../store/object.ts';
import { type Builder, DAY, HOUR, MINUTE } from './build.ts';

/** Adds the namespaces `shop`, `data` and `tools`. */
export function addApps(build: Builder): void {
  addShop(build);
  addData(build);
  addTools(build);
}

function budget(build: Builder, name: string, namespace: string, app: string, spec: Loose): void {
  const status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  build.add(BUDGETS, { name, namespace }, { spec: { selector: { matchLabels: { app } }, ...spec }, status });
}

/** A budget without slack, one with, and two on the same pods. */
function addShop(build: Builder): void {
  const namespace = 'shop';
  const image = 'example.org/shop';
  build.deployment({ name: 'web', namespace, image: `${image}/web:4.2.0`, nodes: ['agent-1', 'agent-5'] });
  budget(build, 'web', namespace, 'web', { minAvailable: 2 });
  build.deployment({
    name: 'api',
    namespace,
    image: `${image}/api:4.2.0`,
    nodes: ['agent-1', 'agent-1', 'agent-2', 'agent-5'],
  });
  budget(build, 'api', namespace, 'api', { maxUnavailable: 1 });
  build.deployment({ name: 'cart', namespace, image: `${image}/cart:1.9.3`, nodes: ['agent-1', 'agent-2'] });
  budget(build, 'cart', namespace, 'cart', { minAvailable: 1 });
  budget(build, 'cart-old', namespace, 'cart', { maxUnavailable: '50%' });
  const [crashing] = build.deployment({
    name: 'search',
    namespace,
    image: `${image}/search:0.3.0`,
    nodes: ['agent-1', 'agent-4'],
  });
  budget(build, 'search', namespace, 'search', { minAvailable: 2 });
  if (crashing !== undefined) crash(build, crashing);
}

function crash(build: Builder, pod: KubeObject): void {
  const { status } = pod;
  const waiting = {
    waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container=search' },
  };
  const lastState = {
    terminated: {
      exitCode: 137,
      reason: 'OOMKilled',
      startedAt: build.ago(9 * MINUTE),
      finishedAt: build.ago(8 * MINUTE),
    },
  };
  const containerStatuses = status.containerStatuses.map((one: Loose) => ({
    ...one,
    ready: false,
    started: false,
    restartCount: 41,
    state: waiting,
    lastState,
  }));
  const unready = ['Ready', 'ContainersReady'].reduce<Loose[]>(
    (all, type) =>
      withCondition(
        all,
        { type, status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [search]' },
        build.store.clock.now(),
      ),
    status.conditions,
  );
  build.change(PODS, pod, { status: { ...status, containerStatuses, conditions: unready } });
}

/** Data that lies on one machine. */
function addData(build: Builder): void {
  const namespace = 'data';
  const template = {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local-path',
      resources: { requests: { storage: '5Gi' } },
    },
  };
  build.statefulSet(
    { name: 'db', namespace, image: 'postgres:18', nodes: ['agent-1'] },
    { volumeClaimTemplates: [template] },
  );
  volume(build, 'data-db-0', namespace, 'agent-1');
  build.statefulSet({ name: 'cache', namespace, image: 'valkey/valkey:9', nodes: ['agent-1', 'agent-4', 'agent-5'] });
  budget(build, 'cache', namespace, 'cache', { maxUnavailable: 1 });
  const [reports] = build.statefulSet(
    { name: 'reports', namespace, image: 'example.org/reports:2', nodes: ['agent-2'] },
    { volumeClaimTemplates: [template] },
  );
  volume(build, 'data-reports-0', namespace, 'agent-2');
  if (reports === undefined) return;
  // Its machine was cordoned while it was restarted, and its data cannot move.
  const { nodeName: _, ...spec } = reports.spec;
  build.change(PODS, reports, { spec, status: { phase: 'Pending', qosClass: 'BestEffort' } });
}

function volume(build: Builder, claim: string, namespace: string, node: string): void {
  const name = `pvc-${node}-${claim}`;
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }];
  const common = { accessModes: ['ReadWriteOnce'], storageClassName: 'local-path', volumeMode: 'Filesystem' };
  build.add(
    CLAIMS,
    { name: claim, namespace, annotations: { 'volume.kubernetes.io/selected-node': node } },
    {
      spec: { ...common, resources: { requests: { storage: '5Gi' } }, volumeName: name },
      status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '5Gi' } },
    },
  );
  build.add(
    VOLUMES,
    {
      name,
      annotations: {
        'local.path.provisioner/selected-node': node,
        'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path',
      },
    },
    {
      spec: {
        ...common,
        capacity: { storage: '5Gi' },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claim, namespace },
        hostPath: { path: `/var/lib/rancher/k3s/storage/${name}`, type: 'DirectoryOrCreate' },
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
        persistentVolumeReclaimPolicy: 'Delete',
      },
      status: { phase: 'Bound' },
    },
  );
}

/** A pod nobody owns, one that takes its time, one that nobody hears from. */
function addTools(build: Builder): void {
  const namespace = 'tools';
  build.running(
    { name: 'debug', namespace, labels: { run: 'debug' } },
    { containers: [{ name: 'debug', image: 'busybox:1.37', command: ['sleep', 'infinity'] }] },
    'agent-1',
    2 * HOUR,
  );
  build.deployment({
    name: 'slow',
    namespace,
    image: 'example.org/slow:1',
    nodes: ['agent-1'],
    annotations: { [STOP_SECONDS]: 'forever' },
    spec: { terminationGracePeriodSeconds: 600 },
  });
  const [lost] = build.deployment({
    name: 'worker',
    namespace,
    image: 'example.org/worker:7',
    nodes: ['agent-3', 'agent-5'],
  });
  if (lost === undefined) return;
  const replaced = withCondition(
    lost.status.conditions,
    { type: 'Ready', status: 'False', reason: 'NodeNotReady' },
    build.store.clock.now(),
  );
  build.change(PODS, lost, {
    metadata: { deletionTimestamp: build.ago(13 * MINUTE), deletionGracePeriodSeconds: 30 },
    status: { ...lost.status, conditions: replaced },
  });
  build.running(
    { name: 'nightly-copy', namespace },
    { containers: [{ name: 'copy', image: 'rclone/rclone:1.71' }] },
    'agent-3',
    DAY,
  );
}
