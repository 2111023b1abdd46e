/** A pod in one row: what it does, how much of it is ready, who keeps it running. */

import { at, isTrueAt, listAt, mapAt, nameOf, namespaceOf, numberAt, type Raw, textAt, timeAt } from './raw.ts';

export interface Pod {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
  /** As `kubectl get pods` says it: `Running`, `CrashLoopBackOff`, `Init:1/2`, `Terminating`. */
  readonly status: string;
  readonly verdict: 'running' | 'done' | 'waiting' | 'failed' | 'ending';
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  /** Kept by a DaemonSet, or by a file on the node: draining leaves it where it is. */
  readonly stays: 'DaemonSet' | 'static' | undefined;
  readonly created: number | undefined;
  /** Since when it is being deleted. */
  readonly deleting: number | undefined;
}

export function podOf(raw: object): Pod {
  const containers = listAt(raw, 'status', 'containerStatuses');
  const owner = listAt(raw, 'metadata', 'ownerReferences').find((one) => isTrueAt(one, 'controller'));
  const deleting = timeAt(raw, 'metadata', 'deletionTimestamp');
  const status = deleting === undefined ? statusOf(raw, containers) : 'Terminating';
  const ready = containers.filter((one) => isTrueAt(one, 'ready')).length;
  const all = listAt(raw, 'spec', 'containers').length || containers.length;
  return {
    raw,
    name: nameOf(raw),
    namespace: namespaceOf(raw),
    status,
    verdict: verdictOf(raw, status, ready === all),
    ready,
    containers: all,
    restarts: containers.reduce((sum, one) => sum + (numberAt(one, 'restartCount') ?? 0), 0),
    owner: owner && { kind: textAt(owner, 'kind') ?? '', name: textAt(owner, 'name') ?? '' },
    stays: stays(raw, owner),
    created: timeAt(raw, 'metadata', 'creationTimestamp'),
    deleting,
  };
}

/** The kubelet shows static pods to the API as mirrors. */
function stays(raw: object, owner: Raw | undefined): Pod['stays'] {
  if (mapAt(raw, 'metadata', 'annotations').has('kubernetes.io/config.mirror')) return 'static';
  const kind = textAt(owner, 'kind');
  if (kind === 'Node') return 'static';
  return kind === 'DaemonSet' ? 'DaemonSet' : undefined;
}

function statusOf(raw: object, containers: readonly Raw[]): string {
  const first = textAt(raw, 'status', 'reason') || textAt(raw, 'status', 'phase') || 'Unknown';
  const starting = initStatus(raw);
  if (starting) return starting;
  const reasons = containers.map(
    ({ state }) => textAt(state, 'waiting', 'reason') || endOf(at(state, 'terminated')) || '',
  );
  const reason = reasons.findLast((one) => one !== '');
  const runs = containers.some((one) => at(one, 'state', 'running') !== undefined && isTrueAt(one, 'ready'));
  return reason === undefined || (reason === 'Completed' && runs) ? first : reason;
}

/** The containers that prepare the others, while they are not through; those that run beside them do not count. */
function initStatus(raw: object): string | undefined {
  const specs = listAt(raw, 'spec', 'initContainers');
  const beside = new Set(specs.filter((one) => textAt(one, 'restartPolicy') === 'Always').map((one) => one.name));
  const all = listAt(raw, 'status', 'initContainerStatuses').filter(({ name }) => !beside.has(name));
  const next = all.findIndex(({ state }) => numberAt(state, 'terminated', 'exitCode') !== 0);
  if (next < 0) return undefined;
  const state = all[next]?.state;
  const reason = textAt(state, 'waiting', 'reason') || endOf(at(state, 'terminated'));
  return reason && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${next}/${all.length}`;
}

function endOf(ended: unknown): string | undefined {
  if (ended === undefined) return undefined;
  const code = numberAt(ended, 'exitCode') ?? 0;
  return textAt(ended, 'reason') || (code === 0 ? 'Completed' : `ExitCode:${code}`);
}

function verdictOf(raw: object, status: string, ready: boolean): Pod['verdict'] {
  if (status === 'Terminating') return 'ending';
  if (status === 'Completed' || status === 'Succeeded') return 'done';
  if (status === 'Running') return ready ? 'running' : 'waiting';
  const phase = textAt(raw, 'status', 'phase');
  if (phase === 'Failed' || /BackOff|Err|Evicted|OOMKilled|ExitCode|Error|Invalid/.test(status)) return 'failed';
  return 'waiting';
}
