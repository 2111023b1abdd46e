/**
 * Compares our language server with the newest yaml-language-server that is given our schema: same files, same Node,
 * same machine, one run.
 *
 *   npm run bench                       about four minutes
 *   npm run bench -- --quick            about one minute, with fewer repetitions
 *   npm run bench -- --json FILE        the raw numbers too
 *   npm run bench -- --dist FOLDER      a build that is already there, instead of a fresh one
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Contender } from './client.ts';
import { writeCorpus } from './corpus.ts';
import { Samples } from './figures.ts';
import { machine, table } from './report.ts';
import {
  asking,
  editing,
  efforts,
  others,
  reopening,
  type Scene,
  spawnLarge,
  spawnSmall,
  typing,
  type Work,
  workOn,
} from './sessions.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const peerFolder = join(project, 'node_modules', 'yaml-language-server');

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'string' }, dist: { type: 'string' } },
});

/** The build that is measured, copied, so that another build beside us changes nothing. */
function freeze(folder: string): string {
  if (!values.dist)
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
  const frozen = join(folder, 'dist');
  cpSync(values.dist ?? join(project, 'dist'), frozen, { recursive: true });
  return frozen;
}

/** The peer in one file, as the YAML extension of VS Code ships it. */
async function bundlePeer(folder: string): Promise<string> {
  const outfile = join(folder, 'peer.cjs');
  await build({
    entryPoints: [join(peerFolder, 'out', 'src', 'server.js')],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}

const PEER_DEBOUNCE_MS = 200;

async function contenders(folder: string): Promise<Contender[]> {
  const dist = freeze(folder);
  const schema = (language: string): string => {
    const file = join(folder, `${language}.json`);
    writeFileSync(
      file,
      execFileSync(process.execPath, [join(dist, 'cli.js'), 'schema', '--role', 'server', '--for', language]),
    );
    return pathToFileURL(file).href;
  };
  const off = { enable: false };
  const yaml = {
    validate: true,
    hover: true,
    completion: true,
    schemas: {
      [schema('config')]: 'config.yaml',
      [schema('registries')]: 'registries.yaml',
      [schema('kubelet')]: '*.conf',
    },
    schemaStore: off,
    kubernetesCRDStore: off,
    format: off,
  };
  const peer = {
    languageId: 'yaml',
    settings: { yaml, http: {}, '[yaml]': {}, editor: {} },
    debounce: PEER_DEBOUNCE_MS,
  };
  // As the extension starts it (client/editor/clientOptions.ts).
  const server = {
    args: ['--max-semi-space-size=1', '--optimize-for-size', join(dist, 'server.js'), '--stdio'],
    env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' },
    settings: {},
    debounce: 0,
  };
  return [
    { ...server, name: 'ours' },
    { ...peer, name: 'peer', args: [join(peerFolder, 'bin', 'yaml-language-server'), '--stdio'] },
    { ...server, name: 'ours, pull', pulls: true },
    {
      ...peer,
      name: 'peer, bundled',
      args: [await bundlePeer(folder), '--stdio'],
      options: { l10nPath: join(peerFolder, 'l10n') },
    },
  ];
}

function compareWork(ours: Work, peer: Work, size: string): string {
  const only = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((label) => !b.has(label));
  const differences = [
    ours.lines.join() === peer.lines.join() ? '' : `lines reported: ours ${ours.lines}, peer ${peer.lines}`,
    ours.hovers === peer.hovers ? '' : `keys explained: ours ${ours.hovers}, peer ${peer.hovers}`,
    ...[
      ['only ours', only(ours.labels, peer.labels)] as const,
      ['only the peer', only(peer.labels, ours.labels)] as const,
    ].map(([who, labels]) =>
      labels.length === 0
        ? ''
        : `keys offered by ${who}: ${labels.length} (${labels.slice(0, 4).join(', ')}${labels.length > 4 ? ', …' : ''})`,
    ),
  ].filter((text) => text !== '');
  const same = `the same line ${ours.lines}, ${ours.hovers} keys explained and ${ours.labels.size} keys offered by both`;
  return `${size}: ${differences.length === 0 ? same : `not quite the same: ${differences.join('; ')}`}`;
}

async function bench(folder: string): Promise<void> {
  const samples = new Samples();
  const effort = values.quick ? efforts.quick : efforts.full;
  const texts = writeCorpus(folder);
  const scene = (contender: Contender): Scene => ({
    contender,
    root: pathToFileURL(folder).href,
    texts,
    effort,
    samples,
  });
  const { version } = JSON.parse(readFileSync(join(peerFolder, 'package.json'), 'utf8')) as { version: string };

  console.log(`Machine: ${machine()}`);
  if ((loadavg()[0] ?? 0) > cpus().length)
    console.log('This machine is busy with other work: trust the ratios less, and the far ends not at all.');
  console.log('Building ours, exporting its schema, bundling the peer.');
  const all = await contenders(folder);
  const [ours, peer] = all.map(scene) as [Scene, Scene];
  console.log(
    `Peer: yaml-language-server ${version} with our schema, waiting ${PEER_DEBOUNCE_MS} ms after each change.`,
  );
  for (const text of Object.values(texts))
    console.log(`Work, ${compareWork(await workOn(ours, text), await workOn(peer, text), text.size)}`);

  const pushing = all.filter(({ pulls }) => !pulls);
  for (const [what, session, times, who] of [
    ['fresh processes, 20 lines', spawnSmall, effort.spawns, all],
    ['fresh processes, 2,000 lines', spawnLarge, effort.spawns, all],
    ['typing', typing, effort.warmProcesses, all],
    ['typing in the other files', others, effort.warmProcesses, pushing],
    ['hover and completion', asking, effort.warmProcesses, pushing],
    [`${effort.edits} edits`, editing, effort.memoryProcesses, pushing],
    [`${effort.reopened} files opened and closed`, reopening, effort.memoryProcesses, pushing],
  ] as const) {
    console.log(`Measuring ${what}, ${times} × ${who.length} processes.`);
    for (let round = 0; round < times; round++) {
      // Each round begins with another one, so that nobody always follows the same neighbour.
      const order = who.map((_, index) => who[(index + round) % who.length] as Contender);
      for (const contender of order) await session(scene(contender));
    }
  }

  console.log(`\n${table(samples, { ours: 'ours', peer: 'peer', others: ['ours, pull', 'peer, bundled'] })}\n`);
  console.log('Median (p95); ratio = ours / peer. Ratios are the result; no run fails because of milliseconds.');
  console.log(`Machine at the end: ${machine()}`);
  if (process.platform !== 'linux') console.log('Memory and processor time are only measured on Linux.');
  if (values.json)
    writeFileSync(values.json, JSON.stringify({ machine: machine(), peer: version, samples: samples.raw }));
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'k3s-bench-')));
try {
  await bench(folder);
} catch (error) {
  console.error(`\nThe comparison ended early: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
