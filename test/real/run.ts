/**
 * The tests against a real K3s: a server without nodes, or one with agents on machines, in a network of its own.
 *
 *   npm run test:real                    a few minutes; the first run builds K3s, 10 to 20 minutes
 *   npm run test:real -- restart rights  only those files
 *   npm run test:real -- --required      what cannot be tested here is a failure
 *
 * Where K3s cannot be had or run, or machines cannot, the last line begins with "SKIPPED: " and says what was not tested
 * and why; the exit code is that of the tests that ran.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../../scripts/setup/child.mjs';
import { prepareEditor } from './editor.ts';
import { VERSION } from './k3s.ts';
import { type Prepared, prepareK3s, prepareKwok, prepareMachines, runInPlace } from './runner.ts';
import { Unavailable } from './unavailable.ts';

const { values, positionals } = parseArgs({ options: { required: { type: 'boolean' } }, allowPositionals: true });
const say = (text: string): void => console.log(text);

/** What a test needs besides K3s is told by what it imports. */
const NEEDS = [
  { from: './machines/', prepare: prepareMachines },
  { from: './kwok/', prepare: prepareKwok },
  { from: '../extension/host/', prepare: prepareEditor },
];
const ENDING = '.test.ts';
const nameOf = (file: string): string => file.slice(0, -ENDING.length);
const pathOf = (file: string): string => join(import.meta.dirname, file);
const imports = (file: string, what: string): boolean => readFileSync(pathOf(file), 'utf8').includes(`from '${what}`);

await main(async () => {
  const from = performance.now();
  const wanted = files(positionals);
  const skipped: string[] = [];
  const code = await test(wanted, skipped, from).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    skipped.splice(0, Number.POSITIVE_INFINITY, error.message);
    return 0;
  });
  if (skipped.length > 0) say(`SKIPPED: ${skipped.join(' ')}`);
  return skipped.length > 0 && values.required ? 1 : code;
});

/** Runs the tests that can be run here, and adds a sentence about the others. */
async function test(wanted: readonly string[], skipped: string[], from: number): Promise<number> {
  let prepared: Prepared = await prepareK3s(say);
  let able = wanted;
  for (const { from: folder, prepare } of NEEDS) {
    const files = able.filter((file) => imports(file, folder));
    if (files.length === 0) continue;
    try {
      prepared = { ...prepared, ...(await prepare(say)) };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      able = able.filter((file) => !files.includes(file));
      skipped.push(`${files.map(nameOf).join(', ')}: ${error.message}`);
    }
  }
  if (able.length === 0) return 0;
  const { machines: _, ...alone } = prepared;
  const onMachines = able.filter((file) => imports(file, './machines/'));
  const others = able.filter((file) => !onMachines.includes(file));
  // Two at a time: most of it is waiting, and the ones know nothing of the others.
  const ends = await Promise.all([
    onMachines.length === 0 ? [] : runFiles(prepared, onMachines),
    others.length === 0 ? [] : runFiles(alone, others, onMachines.length === 0 ? undefined : say),
  ]);
  const code = Math.max(0, ...ends.flat());
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  say(`${code === 0 ? 'passed' : 'FAILED'} against K3s ${VERSION} in ${seconds} s`);
  return code;
}

/** Runs files one after the other in a place of their own; gives the exit code. */
async function runFiles(prepared: Prepared, files: readonly string[], told?: typeof say): Promise<number[]> {
  const options = ['--test', '--test-reporter=spec', '--test-concurrency=1'];
  const { code, logs } = await runInPlace(prepared, [process.execPath, ...options, ...files.map(pathOf)], told);
  if (logs !== undefined) say(`What K3s said is kept in ${logs}.`);
  return [code];
}

/** All test files of this folder, or those that were named without their ending. */
function files(names: readonly string[]): string[] {
  const all = readdirSync(import.meta.dirname).filter((name) => name.endsWith(ENDING));
  const wanted = names.length === 0 ? all : names.map((name) => `${name}${ENDING}`);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')} among ${all.join(', ')}.`);
  return wanted.sort();
}
