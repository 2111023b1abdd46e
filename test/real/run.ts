/**
 * The tests against a real K3s: a server without nodes, in a network of its own.
 *
 *   npm run test:real                    about half a minute; the first run builds K3s, 10 to 20 minutes
 *   npm run test:real -- restart kubectl only those files
 *   npm run test:real -- --required      what cannot be tested here is a failure
 *
 * Where K3s cannot be had or run, the last line begins with "SKIPPED: " and says why, and the exit code is 0.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../../scripts/setup/child.mjs';
import { k3sBinary, Unavailable, VERSION } from './k3s.ts';
import { inNamespace } from './namespace.ts';

const { values, positionals } = parseArgs({ options: { required: { type: 'boolean' } }, allowPositionals: true });
const say = (text: string): void => console.log(text);

await main(async () => {
  const from = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'k3s-real-'));
  const logs = join(folder, 'logs');
  const inside = join(folder, 'inside');
  for (const one of [logs, inside]) mkdirSync(one);
  let keep = false;
  // Also when a signal ends us. What is in memory goes with the last process anyway.
  process.on('exit', () => keep || rmSync(folder, { recursive: true, force: true }));
  try {
    const tests = ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files(positionals)];
    const [program, args] = inNamespace(inside, [process.execPath, ...tests]);
    const binary = await k3sBinary(say);
    const code = await finished(program, args, { K3S_REAL: JSON.stringify({ binary, logs, folder: inside }) });
    const seconds = ((performance.now() - from) / 1000).toFixed(0);
    keep = code !== 0;
    if (keep) say(`What K3s said is kept in ${logs}.`);
    say(`${code === 0 ? 'passed' : 'FAILED'} against K3s ${VERSION} in ${seconds} s`);
    return code;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`SKIPPED: ${error.message}`);
    return values.required ? 1 : 0;
  }
});

/** All test files of this folder, or those that were named without their ending. */
function files(names: readonly string[]): string[] {
  const all = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const wanted = names.length === 0 ? all : names.map((name) => `${name}.test.ts`);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')} among ${all.join(', ')}.`);
  return wanted.sort().map((name) => join(import.meta.dirname, name));
}

/** Runs it with our terminal; a signal to us is one to it. */
function finished(program: string, args: readonly string[], more: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...more }, stdio: 'inherit' });
    const end = (): void => void child.kill('SIGTERM');
    process.on('exit', end);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('exit', end);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}
