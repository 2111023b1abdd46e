/** What has to go on when the connection does not: runs apart on the machine, and is looked at until it has ended. */

import type { Clock } from '../cluster/clock.ts';
import { Pause } from '../cluster/pause.ts';
import { say } from '../say.ts';
import { FORGET, LOOK, RUN_APART, START } from './detachedScripts.ts';
import { framedFile, randomMark } from './frame.ts';
import type { Machine, ScriptOptions } from './machine.ts';
import { type Body, type Script, unsendable } from './script.ts';
import { cancelled, evidenceOf, type HostTrouble, hostTrouble } from './trouble.ts';

export interface DetachedState {
  readonly ok: true;
  /**
   * `none`: nobody started it there, or the machine has been restarted since. `interrupted`: it began, has no end, and
   * does not run any more.
   */
  readonly state: 'none' | 'running' | 'done' | 'interrupted';
  /** When it is done: its exit code. */
  readonly code?: number;
  /** The last 64 KB of what it printed, without secrets. */
  readonly log: string;
}

/** Which work on which machine. */
export interface Detached {
  readonly machine: Pick<Machine, 'run'>;
  /** Its name, the same whenever it is asked for: small letters, digits and dashes. */
  readonly id: string;
  /** Where the machine's files are, for one that is not the running one. */
  readonly root?: string;
  /** For every connection; as root if not said. */
  readonly options?: ScriptOptions;
}

/**
 * Starts a script that goes on by itself, unless it was started before: then it tells what became of that. What the
 * script prints goes to a log that only root can read; sections have no meaning there.
 */
export async function startDetached(work: Detached, script: Script): Promise<DetachedState | HostTrouble> {
  const wrong = unsendable(script);
  if (wrong) return wrong;
  const text = framedFile(script, randomMark(), RUN_APART);
  return ask(work, START, { text }, script.secrets);
}

/** What has become of it. */
export function lookAtDetached(work: Detached): Promise<DetachedState | HostTrouble> {
  return ask(work, LOOK);
}

/** Takes its traces away, unless it is running; then it can be started again. */
export function forgetDetached(work: Detached): Promise<DetachedState | HostTrouble> {
  return ask(work, FORGET);
}

export interface Waiting {
  readonly clock: Clock;
  /** How long at most, from now. */
  readonly limitMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  /** Told at every look, also when the machine is out of reach for a while. */
  readonly onLook?: (seen: DetachedState | HostTrouble) => void;
}

/** Looks until it does not run any more; gives what was seen last when time is up. */
export async function waitForDetached(
  work: Detached,
  { clock, limitMs, everyMs = 2000, signal = new AbortController().signal, onLook }: Waiting,
): Promise<DetachedState | HostTrouble> {
  const end = clock.now() + limitMs;
  const pause = new Pause(clock);
  for (;;) {
    const seen = await lookAtDetached(work);
    onLook?.(seen);
    if (seen.ok ? seen.state !== 'running' : seen.kind === 'cancelled') return seen;
    if (clock.now() + everyMs > end) return seen;
    await pause.wait(everyMs, signal);
    if (signal.aborted) return cancelled();
  }
}

async function ask(
  { machine, id, root = '', options }: Detached,
  body: Body,
  data: Readonly<Record<string, string>> = {},
  secrets: readonly string[] = [],
): Promise<DetachedState | HostTrouble> {
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(id)) throw new Error(`not an ID: ${id}`);
  const result = await machine.run({ body, data: { id, root, ...data }, secrets }, { asRoot: true, ...options });
  if (!result.ok) return result;
  const state = STATES.find((known) => known === result.sections.get('state'));
  if (result.code !== 0 || !state) return failed(evidenceOf(result.stderr));
  const log = result.sections.get('log') ?? '';
  return state === 'done'
    ? { ok: true, state, code: Number(result.sections.get('code')), log }
    : { ok: true, state, log };
}

const STATES = ['none', 'running', 'done', 'interrupted'] as const;

const failed = (evidence: string): HostTrouble =>
  hostTrouble(
    'script',
    say('Work that goes on by itself could not be started or looked at.'),
    say('Check that /run on that machine can be written to and is not full.'),
    evidence,
  );
