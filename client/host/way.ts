/** What leads to a shell on a machine, and what it means when it ends before the shell has answered. */

import type { ChildProcess } from 'node:child_process';
import type { Asker } from './ask.ts';
import type { Deadline } from './deadline.ts';
import type { HostTrouble } from './trouble.ts';

export interface Way {
  /** The machine, as a person calls it. */
  readonly name: string;
  /** How long it may take until the shell answers, without the time a person needs. */
  readonly arriveMs: number;
  /** Starts what reads a script from its standard input. */
  start(asker: Asker, limit: Deadline, signal: AbortSignal): Promise<Started | HostTrouble>;
}

export interface Started {
  readonly ok: true;
  readonly child: ChildProcess;
  /** Why the shell did not answer. */
  explain(end: Ended): Promise<HostTrouble> | HostTrouble;
  /** Whatever becomes of it: nobody is asked any more. */
  close(): void;
}

export interface Ended {
  /** Its exit code; null after a signal, undefined when it has not ended but time is up. */
  readonly code: number | null | undefined;
  /** The error of the system when it could not even be started, such as `ENOENT`. */
  readonly error?: string;
  /** The last of what it said, without secrets. */
  readonly said: string;
}
