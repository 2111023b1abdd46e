/** The real K3s: built from its Go module once, and kept beside the editors in the cache of this project. */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, lastLines, run } from '../../scripts/setup/child.mjs';
import { cacheFolder } from '../../scripts/setup/editions.mjs';
import { installMissing, isDebian } from '../../scripts/setup/system.mjs';
import { locked } from './lock.ts';

/** The newest release whose module the Go proxy gives. */
export const VERSION = 'v1.32.0+k3s1';

const TAGS = 'ctrd netcgo osusergo providerless urfave_cli_no_docs libsqlite3';
/** A C compiler and SQLite, in which a single server keeps its objects. */
const PACKAGES = ['gcc', 'libc6-dev', 'libsqlite3-dev'];
const MODULE = 'github.com/k3s-io/k3s';

/** Something this machine lacks, as one sentence: no failure of what is tested. */
export class Unavailable extends Error {}

type Say = (text: string) => void;

/** The path of the binary; builds it where it is not there. Throws `Unavailable` where it cannot be had. */
export async function k3sBinary(say: Say): Promise<string> {
  const folder = join(cacheFolder, `k3s-${VERSION}`);
  const binary = join(folder, 'k3s');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  await locked(join(folder, 'building'), say, async () => {
    if (existsSync(binary)) return;
    removeLeftovers(folder);
    const go = await tools(say);
    const work = mkdtempSync(join(folder, LEFTOVER));
    try {
      await build(go, work, say);
      // Renamed at the end: an interrupted build is never taken for a whole one.
      renameSync(join(work, 'k3s'), binary);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return binary;
}

/** What has to be said to Go: these modules are not in the public checksum database, K3s's own go.sum has them. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '1', GONOSUMDB: 'github.com/k3s-io,github.com/rancher' };
}

async function build(go: string, work: string, say: Say): Promise<void> {
  const from = performance.now();
  const clock = setInterval(() => {
    say(`K3s ${VERSION}: building for ${((performance.now() - from) / 60_000).toFixed(1)} minutes`);
  }, 30_000);
  say(`K3s ${VERSION}: building, once, 10 to 20 minutes on two cores and 8 GB of the disk for Go's caches`);
  try {
    const { source, commit } = await fetchSource(go, work);
    const args = ['-n', '10', go, ...buildArguments(go, source, commit), '-o', join(work, 'k3s'), './cmd/server'];
    const built = await run('nice', args, { cwd: source, env: environment(), minutes: 90 });
    if (built.code !== 0)
      throw new Failure(
        `${lastLines(built.output, 30)}\n\nK3s ${VERSION} could not be built. Run the command again to go on where it stopped.`,
      );
  } finally {
    clearInterval(clock);
  }
}

/** Gets the module and what it needs; gives a copy of it that Go may write into. */
async function fetchSource(go: string, work: string): Promise<{ readonly source: string; readonly commit: string }> {
  const module = await download(go, ['-json', `${MODULE}@${VERSION}`], work, { GOFLAGS: '-mod=mod' });
  const { Dir, Origin } = JSON.parse(module.slice(module.indexOf('{'), module.lastIndexOf('}') + 1)) as {
    Dir: string;
    Origin?: { Hash?: string };
  };
  const source = join(work, 'src');
  cpSync(Dir, source, { recursive: true });
  for (const entry of ['', ...readdirSync(source, { recursive: true, encoding: 'utf8' })]) {
    const path = join(source, entry);
    chmodSync(path, 0o755);
  }
  await download(go, [], source);
  return { source, commit: Origin?.Hash ?? 'HEAD' };
}

async function download(go: string, args: readonly string[], cwd: string, more: object = {}): Promise<string> {
  const options = { cwd, env: { ...environment(), ...more }, minutes: 30 };
  const { code, output } = await run(go, ['mod', 'download', ...args], options);
  if (code === 0) return output;
  throw new Unavailable(`The Go modules of K3s ${VERSION} cannot be had here (${lastLines(output, 1).slice(0, 200)}).`);
}

/** All but where to put it. K3s does not start unless it is told by which Go it was meant to be built. */
function buildArguments(go: string, source: string, commit: string): string[] {
  const version = execFileSync(go, ['env', 'GOVERSION'], { cwd: source, env: environment(), encoding: 'utf8' });
  const variables = {
    [`${MODULE}/pkg/version.Version`]: VERSION,
    [`${MODULE}/pkg/version.GitCommit`]: commit.slice(0, 8),
    [`${MODULE}/pkg/version.UpstreamGolang`]: version.trim().split(' ')[0],
    'k8s.io/client-go/pkg/version.gitVersion': VERSION,
    'k8s.io/component-base/version.gitVersion': VERSION,
  };
  const flags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  return ['build', '-buildvcs=false', '-tags', TAGS, '-ldflags', ['-s -w', ...flags].join(' ')];
}

/** The Go command; sees to it that what else the build needs is there. */
async function tools(say: Say): Promise<string> {
  if (process.platform !== 'linux') throw new Unavailable(`K3s runs on Linux only; this is ${process.platform}.`);
  const go = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((name) => versionOf(name) !== undefined);
  if (go === undefined)
    throw new Unavailable(`Go is missing, and K3s ${VERSION} is built with it: see https://go.dev/dl.`);
  const [, minor = '0'] = /^go1\.(\d+)/.exec(versionOf(go) ?? '') ?? [];
  if (Number(minor) < 21)
    throw new Unavailable(
      `This is ${versionOf(go)}; Go 1.21 is the first that gets a newer one by itself where K3s asks for it.`,
    );
  if (isDebian()) {
    await installMissing(say, PACKAGES).catch((error: Error) => {
      throw new Unavailable(error.message.replace(/\s+/g, ' ').trim());
    });
  }
  return go;
}

function versionOf(go: string): string | undefined {
  try {
    const env = { ...process.env, GOTOOLCHAIN: 'local' };
    return execFileSync(go, ['env', 'GOVERSION'], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

const LEFTOVER = '.building-';

/** Of builds that were cut off; nobody else builds while we hold the lock. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(LEFTOVER)) rmSync(join(folder, name), { recursive: true, force: true });
}
