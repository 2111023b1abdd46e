/** Listens to a shell on its way: what it prints, what only our own text says, and how it ends. */

import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../cluster/clock.ts';
import { MarkReader } from './marks.ts';
import type { Ended } from './way.ts';

export interface Listener {
  /** A line of ours: `up`, `ready`, `section NAME`, `end CODE` and the like. */
  control(word: string, value: string): void;
  content(bytes: Buffer): void;
  error(bytes: Buffer): void;
  /** On the error output, before the script has begun: ssh, sudo, greetings. */
  chatter(bytes: Buffer): void;
  /** It has ended, or could not be started; may be told twice. */
  ended(how: Omit<Ended, 'said'>): void;
}

/** What a script says last may arrive after its end, and what it left behind may hold its output open for ever. */
export const LAST_WORDS_MS = 250;

/** `eager`: every line is wanted at once. */
export function listenTo(child: ChildProcess, mark: string, to: Listener, clock: Clock, eager: boolean): void {
  const out = new MarkReader(mark, to.content, to.control, eager);
  // So that what sudo says is not taken for what the script says, whose first word this is.
  let begun = false;
  const said = (bytes: Buffer): void => (begun ? to.error(bytes) : to.chatter(bytes));
  const errors = new MarkReader(mark, said, (word) => {
    begun ||= word === 'begin';
  });
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = (code: number | null): void => {
    out.end();
    errors.end();
    to.ended({ code });
  };
  child.on('close', ended);
  child.on('exit', (code) => clock.after(LAST_WORDS_MS, () => ended(code)));
  child.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => to.ended({ code: null, error: code }));
  // It has ended without reading everything: why, its end tells.
  child.stdin?.on('error', () => undefined);
}
