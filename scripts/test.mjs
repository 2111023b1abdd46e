/**
 * Sets up, builds, and runs every check that needs no other machine.
 *
 *   npm test                    all of them
 *   npm test -- NAME...         only those
 *
 * To add a check, add a row to the table.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { Failure, lastLines, main, run } from './setup/child.mjs';
import { testHost } from './setup/desktop.mjs';
import { setUpMachines } from './setup/machines.mjs';
import { newerEnvironment } from './setup/node.mjs';
import { project } from './setup/project.mjs';
import { setUp } from './setup.mjs';

/**
 * In the order in which they start, two at a time. `alone`: nothing beside it, because it measures time or waits for
 * a window. `tally`: finds in the output what to say about a success. `minutes`: the most it may take, 5 if not said.
 */
const checks = [
  {
    name: 'lock',
    command: ['npm', 'ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  },
  { name: 'lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'knip', command: ['knip'] },
  { name: 'generated', command: ['node', 'scripts/generate.ts', '--check'] },
  {
    name: 'unit',
    command: ['node', '--test', '--test-concurrency=2', '--test-reporter=spec', ...unitTests()],
    // Four minutes where nothing else runs; many of them wait for processes, so two at a time even on two cores.
    minutes: 9,
    tally: unitTally,
    explain: failingTests,
  },
  {
    name: 'grammar',
    command: ['vscode-tmgrammar-test', '-g', 'test/grammar/yaml.tmLanguage.json', 'test/grammar/**/*.yaml'],
    tally: lastLine,
  },
  { name: 'conformance', command: ['node', 'test/conformance/run.ts'], tally: lastLine },
  { name: 'size', command: ['node', 'scripts/bundle-size.mjs'], tally: lastLine },
  { name: 'contents', command: ['node', 'scripts/package-contents.mjs'], tally: lastLine },
  { name: 'start', command: ['node', 'scripts/open.ts', '--check'], alone: true, minutes: 2 },
  {
    name: 'extension',
    command: ['node', 'test/extension/run.ts'],
    alone: true,
    tally: lastLine,
    explain: failingSteps,
  },
  {
    name: 'as-user',
    command: ['node', 'test/extension/asUser.ts'],
    alone: true,
    minutes: 3,
    tally: lastLine,
    explain: failingSteps,
  },
  {
    name: 'person',
    command: ['node', 'test/extension/person.ts'],
    alone: true,
    minutes: 5,
    tally: lastLine,
    explain: failingSteps,
  },
];

await main(async () => {
  const wanted = choose(process.argv.slice(2));
  const from = performance.now();
  const editor =
    wanted.some(({ name }) => name === 'start') ||
    (wanted.some(({ name }) => ['extension', 'as-user', 'person'].includes(name)) &&
      (await testHost()).host === 'browser');
  // Where VS Code comes to the desktop itself, the page that `npm start` serves elsewhere is not checked.
  await setUp({ editor: editor && process.platform === 'linux' });
  if (wanted.some(({ name }) => name === 'unit')) await setUpMachines((step) => console.log(`Set-up: ${step}`));
  await build();
  const failed = await runAll(wanted);
  console.log(`\nTook ${seconds((performance.now() - from) / 1000)}, set-up and build included.`);
  if (failed.length > 0) console.log(`To run only what failed: npm test -- ${failed.join(' ')}`);
  console.log(`${wanted.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
});

function choose(names) {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0)
    throw new Failure(
      `There is no check ${unknown.join(', ')}. Choose from: ${checks.map(({ name }) => name).join(' ')}`,
    );
  return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
}

/** Gives the names of those that failed. */
async function runAll(wanted) {
  const env = { ...newerEnvironment(), NO_COLOR: '1' };
  const running = new Set();
  const failed = [];
  for (const check of wanted) {
    while (running.size >= (check.alone ? 1 : 2) || [...running].some((other) => other.alone))
      await Promise.race([...running].map(({ end }) => end));
    const entry = { alone: check.alone, end: undefined };
    entry.end = runOne(check, env).then((passed) => {
      running.delete(entry);
      if (!passed) failed.push(check.name);
    });
    running.add(entry);
  }
  await Promise.all([...running].map(({ end }) => end));
  return failed;
}

async function runOne(
  { name, command: [program, ...args], minutes = 5, tally = () => '', explain = (output) => lastLines(output, 100) },
  env,
) {
  const result = await run(program, args, { cwd: project, env, minutes }).catch((error) => ({
    code: 1,
    output: error.message,
    seconds: 0,
  }));
  const passed = result.code === 0;
  console.log(
    `${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(12)} ${seconds(result.seconds).padStart(7)}  ${passed ? tally(result.output) : ''}`.trimEnd(),
  );
  if (!passed) {
    console.log(indent(explain(result.output)));
    console.log(
      indent(
        `${result.code === null ? `${name} did not end within ${minutes} minutes` : `${name} ended with code ${result.code}`}; run it alone: npm test -- ${name}`,
      ),
    );
  }
  return passed;
}

function seconds(value) {
  return `${value.toFixed(1)} s`;
}

function indent(text) {
  return text.replace(/^(?=.)/gm, '     ');
}

function lastLine(output) {
  return lastLines(output, 1).slice(0, 100);
}

/** All test files but those that run inside VS Code or need a real K3s. */
function unitTests() {
  const root = join(project, 'test');
  const elsewhere = ['extension', 'real'];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => relative(project, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => file.endsWith('.test.ts') && !elsewhere.some((folder) => file.startsWith(join('test', folder))))
    .sort();
}

function unitTally(output) {
  const number = (what) => Number(new RegExp(`^ℹ ${what} (\\d+)`, 'm').exec(output)?.[1] ?? 0);
  const skipped = number('skipped') + number('todo');
  return `${number('pass')} tests${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The part of the runner's output that tells about failures only. */
function failingTests(output) {
  const at = output.indexOf('✖ failing tests:');
  return lastLines(at < 0 ? output : output.slice(at), 200);
}

/** What VS Code's tests say below each `FAIL`, up to the next one; all that is last where none failed by itself. */
function failingSteps(output) {
  const parts = output.split(/^(?=ok {3}|FAIL )/m).filter((part) => part.startsWith('FAIL '));
  if (parts.length === 0) return lastLines(output, 100);
  return [...parts.map((part) => part.split('\n').slice(0, 30).join('\n').trimEnd()), lastLine(output)].join('\n');
}
