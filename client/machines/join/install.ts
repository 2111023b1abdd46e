/** Puts K3s onto a machine: by its install script from an address, or with files of this computer. */

import type { HostTrouble } from '../../host/trouble.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { JoinOrder, LocalFile, Source } from './order.ts';
import { folderScript, installedScript, offlineScript, onlineScript } from './scripts.ts';

type Context = StepContext<JoinOrder>;

/** What the install script may take, with its download; and how long it may say nothing. */
const INSTALL_MS = 15 * 60_000;
const SILENCE_MS = 3 * 60_000;

export interface Installed {
  readonly ok: true;
  readonly version: string | undefined;
  /** The path of the service's file, or ''. */
  readonly unit: string;
}

export async function installedVersion({ plan, machine, signal }: Context): Promise<Installed | HostTrouble> {
  const answer = await machine(plan.target).run(installedScript(plan), { asRoot: true, signal });
  if (!answer.ok) return answer;
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(answer.sections.get('version') ?? '')?.[0];
  return { ok: true, version, unit: answer.sections.get('unit')?.trim() ?? '' };
}

export function install(context: Context): Promise<StepEnd> {
  const { source } = context.plan;
  return source.kind === 'online' ? online(context, source.script) : offline(context, source);
}

async function online(context: Context, address: string): Promise<StepEnd> {
  return watch(context, onlineScript(context.plan, address));
}

/** Runs the install script; what it says is told, and of what it complains about the last counts. */
async function watch(
  { plan, machine, signal, tell }: Context,
  script: ReturnType<typeof onlineScript>,
): Promise<StepEnd> {
  let error = '';
  const end = await machine(plan.target).stream(script, {
    asRoot: true,
    signal,
    timeoutMs: INSTALL_MS,
    silenceMs: SILENCE_MS,
    onLine: (line) => {
      const said = /^\[(INFO|WARN|ERROR)\]\s+(.*)/.exec(line);
      if (said?.[1] === 'ERROR') error = said[2] ?? '';
      if (said) tell(said[2] ?? '');
    },
  });
  if (!end.ok) return { ok: false, words: end.message, next: end.next };
  if (end.code === 0) return { ok: true, words: '' };
  return {
    ok: false,
    words: error === '' ? say('The install script ended with the exit code {0}.', end.code) : error,
    next: nextAfter(error),
  };
}

/** The install script has one exit code only; what it says tells the cause (node-operations 2.1). */
function nextAfter(error: string): string {
  if (/sha256|SHA-256/i.test(error))
    return say('What arrived is damaged or not what was agreed to. Try another source.');
  if (/download|fetched|empty/i.test(error))
    return say('Check that the machine can reach the address, or choose files of yours instead.');
  if (/systemd|openrc/i.test(error)) return say('K3s needs systemd or OpenRC on the machine.');
  if (/selinux/i.test(error)) return say('Install the package k3s-selinux of your distribution first.');
  return say('Look at the log of this operation, then resume.');
}

async function offline(
  context: Context,
  { binary, script, images }: Extract<Source, { kind: 'offline' }>,
): Promise<StepEnd> {
  const { plan, machine, signal, tell } = context;
  const at = machine(plan.target);
  const made = await at.run(folderScript(plan), { asRoot: true, signal });
  if (!made.ok) return { ok: false, words: made.message, next: made.next };
  const folder = made.sections.get('folder')?.trim() ?? '';
  if (made.code !== 0 || folder === '')
    return {
      ok: false,
      words: say('No folder could be made on the machine.'),
      next: say('Check that its disk has room.'),
    };
  const files: readonly (readonly [string, LocalFile])[] = [
    ['k3s', binary],
    ['install.sh', script],
    ...(images ? [['images', images] as const] : []),
  ];
  for (const [name, { path }] of files) {
    // By tens: every word that is told is kept, and a line of the log.
    let tens = -1;
    const sent = await at.put(path, `${folder}/${name}`, {
      asRoot: true,
      signal,
      onProgress(share) {
        if (Math.floor(share * 10) === tens) return;
        tens = Math.floor(share * 10);
        tell(say('{0}: {1} % copied', name, tens * 10));
      },
    });
    if (!sent.ok) return { ok: false, words: sent.message, next: sent.next };
  }
  return watch(
    context,
    offlineScript(plan, {
      folder,
      binary: binary.sha256,
      script: script.sha256,
      images: images?.sha256 ?? '',
      ending: /\.tar(\.\w+)?$/.exec(images?.path ?? '')?.[0] ?? '.tar',
    }),
  );
}
