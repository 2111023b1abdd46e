/** Runs other programs quietly: what they print is kept, and shown only when they fail. */
import { spawn } from 'node:child_process';

/** A failure that is told to the person as it is: one sentence and a next step, no stack. */
export class Failure extends Error {}

/** The process groups running now; they end with us, however we end. */
const groups = new Set();

function endAll() {
  for (const pid of groups) endGroup(pid);
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone, which is what was wanted.
  }
}

process.on('exit', endAll);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  // Who sets an exit code before waiting means a signal to be a normal end.
  process.on(signal, () => process.exit(process.exitCode ?? code));
}

/**
 * Runs a program to its end in a process group of its own and gives `{ code, output, seconds }`.
 * `code` is null when the time (`minutes`) was up.
 */
export function run(command, args, { cwd, env, minutes = 10 } = {}) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    let output = '';
    let late = false;
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) groups.add(child.pid);
    const clock = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, minutes * 60_000);
    const keep = (text) => {
      output = (output + text).slice(-1_000_000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const end = () => {
      clearTimeout(clock);
      if (child.pid !== undefined) {
        endGroup(child.pid);
        groups.delete(child.pid);
      }
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    // 'exit' and not 'close': something left behind that holds the pipe must not hold us.
    child.on('exit', (code) => {
      end();
      setTimeout(
        () => resolve({ code: late ? null : (code ?? 1), output, seconds: (performance.now() - from) / 1000 }),
        20,
      );
    });
  });
}

/** Like `run`, but anything but success is a Failure that shows the last lines and says `next`. */
export async function mustRun(command, args, options) {
  let result;
  try {
    result = await run(command, args, options);
  } catch (error) {
    throw new Failure(`${command} could not be started (${error.code ?? error.message}). ${options.next}`);
  }
  if (result.code === 0) return result;
  const why =
    result.code === null ? `did not end within ${options.minutes ?? 10} minutes` : `ended with code ${result.code}`;
  console.error(ends(result.output));
  throw new Failure(`${[command, ...args.slice(0, 2)].join(' ')} ${why}. ${options.next}`);
}

/** The beginning and the end of a long output: some programs name the cause first, others last. */
function ends(text) {
  const lines = text.trimEnd().split('\n');
  return lines.length <= 40
    ? lines.join('\n')
    : [...lines.slice(0, 12), `… ${lines.length - 32} lines …`, ...lines.slice(-20)].join('\n');
}

export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** Runs a script's main function; a Failure becomes its sentence on stderr and exit code 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
