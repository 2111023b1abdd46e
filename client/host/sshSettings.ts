/** What the user's configuration says about a host: `ssh -G`, which connects to nothing. */

import { run } from './run.ts';
import { type SshProgram, sshSettingsCommand } from './sshCommand.ts';

export interface SshSettings {
  /** The name or address that the alias stands for. */
  readonly hostname: string;
  readonly port: string;
  readonly user: string;
  /** Hosts have to be known beforehand. */
  readonly strict: boolean;
}

/** What it printed on its error output when it does not like its configuration; a `Match exec` may also hang. */
export type NoSettings = { readonly missing: boolean; readonly said: string };

const LIMIT_MS = 10_000;

export async function sshSettings(
  host: string,
  ssh: SshProgram,
  signal: AbortSignal,
): Promise<SshSettings | NoSettings> {
  const { program, args } = sshSettingsCommand(host, ssh);
  const result = await run(program, args, { timeoutMs: LIMIT_MS, signal });
  if (result.kind === 'notStarted') return { missing: true, said: result.code };
  if (result.kind !== 'ended' || result.code !== 0) return { missing: false, said: result.stderr };
  const found = new Map(
    result.stdout.split(/\r?\n/).map((line) => {
      const gap = line.indexOf(' ');
      return [line.slice(0, gap), line.slice(gap + 1)] as const;
    }),
  );
  return {
    hostname: found.get('hostname') ?? host,
    port: found.get('port') ?? '22',
    user: found.get('user') ?? '',
    strict: found.get('stricthostkeychecking') === 'true' || found.get('stricthostkeychecking') === 'yes',
  };
}
