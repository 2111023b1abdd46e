/** Follows the log of a service, until somebody no longer wants to see it. */

import type { Machine, ScriptEnd } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { isUnit, type Unit } from '../unit.ts';
import { withoutRoot } from '../withoutRoot.ts';
import { type LogTarget, logScript } from './script.ts';

export interface FollowOptions extends Partial<Omit<LogTarget, 'lines'>> {
  readonly onLine: (line: string) => void;
  /** Services that are followed; none when there is no K3s. */
  readonly onUnits: (units: readonly Unit[]) => void;
  readonly signal: AbortSignal;
}

/** Lines of the past to begin with. */
const PAST = 500;
/** Nobody looks at a log for longer; who does follows it again. */
const LONGEST_MS = 12 * 3_600_000;

/** As root where that is allowed, else as whoever may log in. Ends with the signal, or when the connection does. */
export async function followLog(
  machine: Pick<Machine, 'stream'>,
  { onLine, onUnits, signal, unit, root }: FollowOptions,
): Promise<ScriptEnd | HostTrouble> {
  const target = { lines: PAST, ...(unit && isUnit(unit) ? { unit } : {}), ...(root ? { root } : {}) };
  const script = logScript(target);
  const options = {
    signal,
    timeoutMs: LONGEST_MS,
    onLine: (line: string, section: string) => (section === 'service' ? onUnits(unitsOf(line)) : onLine(line)),
  };
  return withoutRoot((asRoot) => machine.stream(script, { ...options, asRoot }));
}

function unitsOf(line: string): Unit[] {
  const [init, ...names] = line.split(' ');
  const known = (['systemd', 'openrc'] as const).find((one) => one === init) ?? 'none';
  return names.filter(isUnit).map((name) => ({ name, init: known }));
}
