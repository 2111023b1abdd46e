/** Go on this machine: the command, and modules from its proxy. */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../../scripts/setup/child.mjs';
import { Unavailable } from './unavailable.ts';

/** Modules of K3s are not in the public checksum database; its own go.sum has them. */
export const goEnvironment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  GONOSUMDB: 'github.com/k3s-io,github.com/rancher',
  ...more,
});

/** The Go command; throws `Unavailable` where there is none that can build `what`. */
export function goCommand(what: string): string {
  if (process.platform !== 'linux') throw new Unavailable(`${what} runs on Linux only; this is ${process.platform}.`);
  const go = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((name) => versionOf(name) !== undefined);
  if (go === undefined) throw new Unavailable(`Go is missing, and ${what} is built with it: see https://go.dev/dl.`);
  const [, minor = '0'] = /^go1\.(\d+)/.exec(versionOf(go) ?? '') ?? [];
  if (Number(minor) < 21)
    throw new Unavailable(
      `This is ${versionOf(go)}; Go 1.21 is the first that gets a newer one by itself where a module asks for it.`,
    );
  return go;
}

/** A copy of a module's source into `folder`, writable; gives the commit it was made of. */
export async function copyModule(go: string, module: string, folder: string): Promise<string> {
  const told = await goModDownload(go, ['-json', module], folder, { GOFLAGS: '-mod=mod' }, module);
  const { Dir, Origin } = JSON.parse(told.slice(told.indexOf('{'), told.lastIndexOf('}') + 1)) as {
    Dir: string;
    Origin?: { Hash?: string };
  };
  const source = join(folder, 'src');
  cpSync(Dir, source, { recursive: true });
  for (const entry of ['', ...readdirSync(source, { recursive: true, encoding: 'utf8' })])
    chmodSync(join(source, entry), 0o755);
  return Origin?.Hash ?? 'HEAD';
}

/** Runs `go mod download`; throws `Unavailable` where the proxy does not give what is asked for. */
export async function goModDownload(
  go: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv,
  what: string,
): Promise<string> {
  const { code, output } = await run(go, ['mod', 'download', ...args], { cwd, env: goEnvironment(more), minutes: 30 });
  if (code === 0) return output;
  throw new Unavailable(`The Go modules of ${what} cannot be had here (${lastLines(output, 1).slice(0, 200)}).`);
}

function versionOf(go: string): string | undefined {
  try {
    const env = { ...process.env, GOTOOLCHAIN: 'local' };
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync(go, ['env', 'GOVERSION'], { env, encoding: 'utf8', stdio }).trim();
  } catch {
    return undefined;
  }
}
