/** Runs a program of this machine, without a shell: bounded in time and output, to be cancelled at any moment. */

import type { ChildProcess } from 'node:child_process';
import { end, type StartOptions, start } from './child.ts';

export interface RunOptions extends StartOptions {
  readonly input?: string;
  /** How long it may take. */
  readonly timeoutMs: number;
  /** How much it may print, on each of its two outputs; 1 MiB if not said. */
  readonly outputLimit?: number;
  readonly signal?: AbortSignal;
}

export type RunResult =
  | { readonly kind: 'ended'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  /** The program is not there, or may not be run. */
  | { readonly kind: 'notStarted'; readonly reason: 'missing' | 'forbidden' | 'other'; readonly code: string }
  | { readonly kind: 'timeout' | 'cancelled' | 'tooMuchOutput'; readonly stderr: string };

/** Runs it to its end. A program that is cut off is ended with everything it started. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  if (options.signal?.aborted) return Promise.resolve({ kind: 'cancelled', stderr: '' });
  return new Promise((resolve) => {
    const child = start(program, args, options);
    if (!child) return resolve({ kind: 'notStarted', reason: 'other', code: 'EINVAL' });
    const stdout = collect(child.stdout, options.outputLimit, () => cutOff('tooMuchOutput'));
    const stderr = collect(child.stderr, options.outputLimit, () => cutOff('tooMuchOutput'));
    const timer = setTimeout(() => cutOff('timeout'), options.timeoutMs);
    const cancel = (): void => cutOff('cancelled');
    options.signal?.addEventListener('abort', cancel, { once: true });

    function finish(result: RunResult): void {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      resolve(result);
      // What it left behind may still hold the other ends.
      child?.stdout?.destroy();
      child?.stderr?.destroy();
    }
    /** Answers at once: what hangs may take its time to die. */
    function cutOff(kind: 'timeout' | 'cancelled' | 'tooMuchOutput'): void {
      end(child as ChildProcess);
      finish({ kind, stderr: stderr() });
    }
    child.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => {
      const reason = code === 'ENOENT' ? 'missing' : code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'other';
      finish({ kind: 'notStarted', reason, code });
    });
    const ended = (code: number | null): void => finish({ kind: 'ended', code, stdout: stdout(), stderr: stderr() });
    child.on('close', ended);
    // Something it left behind may hold its output open for ever.
    child.on('exit', (code) => setTimeout(ended, 250, code).unref());
    // A program that does not read its input is no failure.
    child.stdin?.on('error', () => child.stdin?.destroy());
    child.stdin?.end(options.input ?? '');
  });
}

function collect(stream: ChildProcess['stdout'], limit = 1024 * 1024, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size > limit) return;
    size += chunk.length;
    if (size > limit) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
