/** The real K3s: built from its Go module once, and kept beside the editors in the cache of this project. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Failure, lastLines, run } from '../../scripts/setup/child.mjs';
import { installMissing, isDebian } from '../../scripts/setup/system.mjs';
import { cached, type Say } from './cached.ts';
import { copyModule, goCommand, goEnvironment, goModDownload } from './golang.ts';
import { Unavailable } from './unavailable.ts';

/** The newest release whose module the Go proxy gives. */
export const VERSION = 'v1.32.0+k3s1';
/** Where in the cache all of it is. */
export const K3S_CACHE = `k3s-${VERSION}`;

const TAGS = 'ctrd netcgo osusergo providerless urfave_cli_no_docs libsqlite3';
/** A C compiler and SQLite, in which a single server keeps its objects. */
const PACKAGES = ['gcc', 'libc6-dev', 'libsqlite3-dev'];
const MODULE = 'github.com/k3s-io/k3s';

/** The source of K3s in a folder that may be written to, and what builds it. */
export interface K3sSource {
  readonly folder: string;
  /** Builds one of its commands; throws a `Failure` with what Go said. */
  build(command: string, output: string): Promise<void>;
}

/** The path of the binary; builds it where it is not there. Throws `Unavailable` where it cannot be had. */
export function k3sBinary(say: Say): Promise<string> {
  return cached(K3S_CACHE, 'k3s', say, async (work) => {
    const source = await k3sSource(work, say);
    const from = performance.now();
    const clock = setInterval(() => {
      say(`K3s ${VERSION}: building for ${((performance.now() - from) / 60_000).toFixed(1)} minutes`);
    }, 30_000);
    say(`K3s ${VERSION}: building, once, 10 to 20 minutes on two cores and 8 GB of the disk for Go's caches`);
    try {
      await source.build('./cmd/server', join(work, 'k3s'));
    } finally {
      clearInterval(clock);
    }
  });
}

/** Gets the module and all it needs, and what else a build needs; `work` is an empty folder. */
export async function k3sSource(work: string, say: Say): Promise<K3sSource> {
  const go = goCommand(`K3s ${VERSION}`);
  if (isDebian()) {
    await installMissing(say, PACKAGES).catch((error: Error) => {
      throw new Unavailable(error.message.replace(/\s+/g, ' ').trim());
    });
  }
  const commit = await copyModule(go, `${MODULE}@${VERSION}`, work);
  const folder = join(work, 'src');
  await goModDownload(go, [], folder, {}, `K3s ${VERSION}`);
  const env = goEnvironment({ CGO_ENABLED: '1' });
  return {
    folder,
    async build(command, output) {
      const args = ['-n', '10', go, ...buildArguments(go, folder, commit), '-o', output, command];
      const built = await run('nice', args, { cwd: folder, env, minutes: 90 });
      if (built.code === 0) return;
      const next = 'Run the command again to go on where it stopped.';
      throw new Failure(`${lastLines(built.output, 30)}\n\nK3s ${VERSION} could not be built. ${next}`);
    },
  };
}

/** All but what, and where to put it. K3s does not start unless it is told by which Go it was meant to be built. */
function buildArguments(go: string, source: string, commit: string): string[] {
  const version = execFileSync(go, ['env', 'GOVERSION'], { cwd: source, env: goEnvironment(), encoding: 'utf8' });
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
