/** The conditions of a node: which of them are as they should be, and which are problems. */

import { listAt, type Raw, textAt, timeAt } from './raw.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** `good`: as it should be. `neutral`: nobody knows what it should be. */
  readonly verdict: 'good' | 'bad' | 'unknown' | 'neutral';
  readonly reason: string;
  readonly message: string;
  /** Since when it has this status. */
  readonly since: number | undefined;
  /** When the node last said so; up to five minutes old while nothing changes. */
  readonly heartbeat: number | undefined;
}

/** What a healthy node says. Others, of controllers nobody knows here, are told and not judged. */
const HEALTHY: Readonly<Record<string, 'True' | 'False'>> = {
  Ready: 'True',
  EtcdIsVoter: 'True',
  MemoryPressure: 'False',
  DiskPressure: 'False',
  PIDPressure: 'False',
  NetworkUnavailable: 'False',
};

/** All conditions of a node, `Ready` first. */
export function conditionsOf(node: unknown): readonly Condition[] {
  const all = listAt(node, 'status', 'conditions').map((raw): Condition => {
    const type = textAt(raw, 'type') ?? '';
    const text = textAt(raw, 'status');
    const status = text === 'True' || text === 'False' ? text : 'Unknown';
    return {
      type,
      status,
      verdict: verdict(type, status),
      reason: textAt(raw, 'reason') ?? '',
      message: textAt(raw, 'message') ?? '',
      since: timeAt(raw, 'lastTransitionTime'),
      heartbeat: timeAt(raw, 'lastHeartbeatTime'),
    };
  });
  return all.sort((a, b) => Number(b.type === 'Ready') - Number(a.type === 'Ready'));
}

function verdict(type: string, status: Condition['status']): Condition['verdict'] {
  const healthy = Object.hasOwn(HEALTHY, type) ? HEALTHY[type] : undefined;
  if (!healthy) return 'neutral';
  if (status === 'Unknown') return 'unknown';
  return status === healthy ? 'good' : 'bad';
}

/** What a node is short of. */
export type Pressure = 'memory' | 'disk' | 'pid' | 'network';

const PRESSURES: Readonly<Record<string, Pressure>> = {
  MemoryPressure: 'memory',
  DiskPressure: 'disk',
  PIDPressure: 'pid',
  NetworkUnavailable: 'network',
};

/** @param conditions as they stand in the node */
export function pressuresOf(conditions: readonly Raw[]): readonly Pressure[] {
  return conditions.flatMap((raw) => {
    const type = textAt(raw, 'type') ?? '';
    const pressure = Object.hasOwn(PRESSURES, type) && textAt(raw, 'status') === 'True' ? PRESSURES[type] : undefined;
    return pressure ? [pressure] : [];
  });
}
