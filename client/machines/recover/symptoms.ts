/** Why an agent cannot join, as far as it decides what a recovery has to do; from the words of its log (2.6). */

import { LogCauses } from '../causes/inLog.ts';

export interface Symptoms {
  /** The server has another password for the name. */
  readonly password: boolean;
  /** The agent's data is of another cluster. */
  readonly otherCluster: boolean;
  /** Its token is refused, or of another cluster. */
  readonly token: boolean;
  readonly expired: boolean;
  /** containerd does not run with what it has. */
  readonly corrupt: boolean;
}

/** What the log says and has not taken back since. */
export function symptomsIn(log: string): Symptoms {
  const causes = new LogCauses();
  for (const line of log.split('\n')) causes.read(line);
  const ids = new Set(causes.sighted.map(({ cause }) => cause.id));
  return {
    password: ids.has('nodePassword'),
    otherCluster: ids.has('otherCluster'),
    token: ids.has('token') || ids.has('otherAuthority'),
    expired: ids.has('certificateExpired'),
    corrupt: ids.has('containerd'),
  };
}
