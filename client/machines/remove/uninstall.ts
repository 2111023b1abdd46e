/** K3s's own uninstall script, from a copy of it, apart from the connection; what it says of itself is not believed. */

import { forgetDetached, lookAtDetached, startDetached } from '../../host/detached.ts';
import { bodies, type Script, sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { type Pinned, pins } from '../pinned.ts';
import { lastLine, waitUntilOver } from '../service/apart.ts';
import { type Left, leftScript, leftWords, readLeft } from '../service/leftovers.ts';
import type { MachinePlan, PlannedService } from '../service/plan.ts';
import { PINNED } from '../shell.ts';

const LIMIT_MS = 900_000;

const COPY = sh`_own=$root/var/lib/k3s-editor/$service`;

/** The script removes itself even when it fails half way, and what it calls with it: copies outlive that, and a restart. */
const copyScript = ({ name, uninstall, killall }: PlannedService, pinned: Pinned): Script => ({
  body: bodies(
    PINNED,
    COPY,
    sh`
mkdir -p "$_own" && chmod 700 "$root/var/lib/k3s-editor" || exit 1
if test -f "$root$uninstall"; then cp "$root$uninstall" "$_own/uninstall" || exit 1; fi
if test -n "$killall" && test -f "$root$killall"; then cp "$root$killall" "$_own/killall" || exit 1; fi
if test -f "$_own/uninstall"; then tell copy yes; fi`,
  ),
  data: { root: '', service: name, uninstall, killall, ...pins(pinned) },
});

/** What is mounted where the script removes folders would lose its content with them. */
const UNINSTALL = sh`
K3S_DATA_DIR=$data_dir; export K3S_DATA_DIR
_mounted=
while read -r _ _path _; do
  case $_path in /var/lib/kubelet/* | "$data_dir"/*) _mounted="$_mounted $_path" ;; esac
done <"$root/proc/mounts"
if test -n "$_mounted"; then echo "still mounted:$_mounted"; exit 78; fi
for _name in cilium_host cilium_net cilium_vxlan; do
  if test -e "$root/sys/class/net/$_name"; then ip link delete "$_name"; _cilium=yes; fi
done
if test "\${_cilium:-}" = yes; then
  if command -v iptables-save >/dev/null 2>&1; then iptables-save | grep -iv cilium | iptables-restore; fi
  if command -v ip6tables-save >/dev/null 2>&1; then ip6tables-save | grep -iv cilium | ip6tables-restore; fi
fi
if test -n "$killall" && ! test -f "$root$killall" && test -f "$_own/killall"; then
  cp "$_own/killall" "$root$killall" && chmod 755 "$root$killall"
fi
/bin/sh "$_own/uninstall"`;

type Context = StepContext<MachinePlan & { readonly shared: boolean }>;

/** What would bring K3s back, and what the script removes last. */
interface Stays {
  readonly left: readonly Left[];
  readonly program: boolean;
}

/** It removes its program near its end: a second time, from a copy, does what the first has left. */
const TRIES = 2;

/** A step: no service, no process, no start with the machine any more. */
export async function uninstall(context: Context): Promise<StepEnd> {
  const { service, id } = context.plan;
  const right = await rightMachine(context);
  if (!right.ok) return right;
  const { machine, pinned, options } = onMachine(context);
  // What was begun before an interruption may still run; only then it is known what is left to do.
  const busy = await waitForIt(context);
  if (busy) return busy;
  const before = await staysOf(context);
  if ('ok' in before) return before;
  if (before.left.length === 0 && !before.program)
    return { ok: true, skipped: true, words: say('{0} is not installed there any more.', service.name) };
  const copied = await machine.run(copyScript(service, pinned), { asRoot: true, ...options });
  if (!copied.ok) return failedBy(copied);
  if (copied.sections.get('copy')?.trim() !== 'yes')
    return {
      ok: false,
      words: say(
        'K3s’s uninstall script is gone, and {0} is still installed. {1}',
        service.name,
        leftWords(before.left),
      ),
      next: say('Run K3s’s install script again with INSTALL_K3S_SKIP_START=true, which writes it, then resume.'),
    };
  for (let tries = 1; ; tries++) {
    const end = await runScript(context);
    if (!end.ok) return end;
    const after = await staysOf(context);
    if ('ok' in after) return after;
    if (after.left.length === 0 && (!after.program || tries === TRIES)) {
      await forgetDetached({ machine, id: `${id}-uninstall`, options });
      return { ok: true, words: say('{0} is uninstalled.', service.name) };
    }
    if (tries === TRIES)
      return {
        ok: false,
        words: say('The uninstall script has ended, and K3s is still there. {0}', leftWords(after.left)),
        next: say('It is run again from a copy when you resume. The last it said: {0}', end.words),
      };
  }
}

/** From its beginning to its end; its last words are those of the script. */
async function runScript(context: Context): Promise<StepEnd> {
  const { plan, signal } = context;
  const { service, id } = plan;
  const { machine, options } = onMachine(context);
  const work = { machine, id: `${id}-uninstall`, options };
  await forgetDetached(work);
  const data = { root: '', service: service.name, data_dir: service.dataDir, killall: service.killall };
  const started = await startDetached(work, { body: bodies(COPY, UNINSTALL), data });
  // Cut off, it may have begun all the same.
  if (!started.ok && started.kind !== 'lost') return failedBy(started);
  const busy = await waitForIt(context);
  if (busy) return busy;
  const seen = await lookAtDetached({ ...work, options: { signal } });
  if (!seen.ok) return failedBy(seen);
  if (seen.state === 'none' && !started.ok) return failedBy(started);
  const mounted = /^still mounted:(.*)$/m.exec(seen.log)?.[1];
  if (mounted === undefined) return { ok: true, words: lastLine(seen.log) };
  return {
    ok: false,
    words: say('Nothing was removed, because the script would remove what is mounted there:{0}.', mounted),
    next: say('Unmount it, then resume.'),
  };
}

/** Until it does not run any more; otherwise how the step ends. */
const waitForIt = (context: Context): Promise<Extract<StepEnd, { ok: false }> | undefined> =>
  waitUntilOver(context, `${context.plan.id}-uninstall`, LIMIT_MS);

/** Or why nobody knows. With other services there, the program is theirs too. */
async function staysOf(context: Context): Promise<Stays | Extract<StepEnd, { ok: false }>> {
  const { machine, options } = onMachine(context);
  const { service, shared } = context.plan;
  const result = await machine.run(leftScript(service), { asRoot: true, ...options });
  if (!result.ok) return failedBy(result);
  const all = readLeft(result);
  return {
    left: all.filter(({ kind }) => kind === 'running' || kind === 'comesBack'),
    program: !shared && all.some(({ kind, what }) => kind === 'file' && what === service.program),
  };
}
