/** Pods in rows. */

import type { KubeObject, Loose } from '../store/object.ts';
import { age } from './age.ts';
import { AGE, ageOf, column, NAME, type Printer } from './column.ts';

const WIDE = { priority: 1 };

/** The columns of `kubectl get pods -o wide`. */
export const POD: Printer = {
  columns: [
    NAME,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    AGE,
    column('IP', 'podIP address allocated to the pod.', WIDE),
    column('Node', 'NodeName indicates in which node this pod is scheduled.', WIDE),
    column('Nominated Node', 'nominatedNodeName is set only when this pod preempts other pods on the node.', WIDE),
    column('Readiness Gates', 'If specified, all readiness gates will be evaluated for pod readiness.', WIDE),
  ],
  cells(pod, now) {
    const { spec = {}, status = {}, metadata } = pod;
    const { ready, total, reason, restarts, last } = summary(pod);
    return [
      metadata.name,
      `${ready}/${total}`,
      reason,
      restarts > 0 && last !== undefined ? `${restarts} (${age(last, now)} ago)` : String(restarts),
      ageOf(pod, now),
      status.podIPs?.[0]?.ip || '<none>',
      spec.nodeName || '<none>',
      status.nominatedNodeName || '<none>',
      gates(pod),
    ];
  },
};

interface Summary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  readonly last: string | undefined;
}

function summary({ spec = {}, status = {}, metadata }: KubeObject): Summary {
  const conditions: Loose[] = status.conditions ?? [];
  const gated = conditions.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  const base = gated ? 'SchedulingGated' : status.reason || status.phase || '';
  const planned: Loose[] = spec.initContainers ?? [];
  const sidecars = new Set<string>(planned.filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  const total = (spec.containers?.length ?? 0) + sidecars.size;
  const initialised = conditions.some(({ type, status: is }) => type === 'Initialized' && is === 'True');
  const init = initReason(status.initContainerStatuses ?? [], planned.length, sidecars);
  const main: Loose[] = status.containerStatuses ?? [];
  let reason = init.reason ?? base;
  let ready = init.ready;
  let counted = init.restarts;
  if (init.reason === undefined || initialised) {
    counted = [...main, ...init.sidecars];
    let running = false;
    for (const { state = {}, ready: isReady } of [...main].reverse()) {
      if (state.waiting?.reason) reason = state.waiting.reason;
      else if (state.terminated) reason = ended(state.terminated);
      else if (isReady && state.running) {
        running = true;
        ready++;
      }
    }
    const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    if (reason === 'Completed' && running) reason = isReady ? 'Running' : 'NotReady';
  }
  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating';
  }
  return { ready, total, reason, ...restartsOf(counted) };
}

/** What keeps the pod from starting, if anything does, and which of its init containers run on. */
function initReason(statuses: readonly Loose[], planned: number, sidecarNames: ReadonlySet<string>) {
  const sidecars: Loose[] = [];
  let ready = 0;
  for (const [index, one] of statuses.entries()) {
    const { state = {} } = one;
    const sidecar = sidecarNames.has(one.name);
    if (sidecar) sidecars.push(one);
    if (state.terminated?.exitCode === 0) continue;
    if (sidecar && one.started === true) {
      if (one.ready) ready++;
      continue;
    }
    const waiting = state.waiting?.reason;
    const why = state.terminated
      ? ended(state.terminated)
      : waiting && waiting !== 'PodInitializing'
        ? waiting
        : `${index}/${planned}`;
    return { reason: `Init:${why}`, ready, sidecars, restarts: statuses.slice(0, index + 1) as Loose };
  }
  return { reason: undefined, ready, sidecars, restarts: statuses as Loose };
}

function ended({ reason, signal, exitCode }: Loose): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function restartsOf(statuses: readonly Loose[]): { restarts: number; last: string | undefined } {
  const ends: string[] = statuses.map(({ lastState }) => lastState?.terminated?.finishedAt).filter(Boolean);
  return { restarts: statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0), last: ends.sort().at(-1) };
}

function gates({ spec = {}, status = {} }: KubeObject): string {
  const asked: Loose[] = spec.readinessGates ?? [];
  if (asked.length === 0) return '<none>';
  const open = asked.filter(({ conditionType }) =>
    status.conditions?.some(({ type, status: is }: Loose) => type === conditionType && is === 'True'),
  );
  return `${open.length}/${asked.length}`;
}
