/** File systems over the network that do not answer any more: whoever touches one hangs, K3s's own scripts among them. */

import { bodies, type Script, sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine } from '../onMachine.ts';
import { elsewhere, pins } from '../pinned.ts';
import { PINNED, TOOLS } from '../shell.ts';
import type { MachinePlan } from './plan.ts';

/**
 * `probe PREFIX …` prints `alive PATH` or `dead PATH` for what is mounted over the network below these. Nobody is waited
 * for that hangs in the kernel and cannot be ended.
 */
export const PROBE = sh`
probe() {
  _marks=$(mktemp -d) || return 1
  _count=0
  while read -r _ _path _type _; do
    case $_type in nfs* | cifs | smb* | ceph | 9p | fuse.* | glusterfs | lustre) ;; *) continue ;; esac
    for _prefix; do case $_path in "$_prefix" | "$_prefix"/*)
      _count=$((_count + 1))
      printf '%s\n' "$_path" >"$_marks/$_count"
      _real=$(printf '%b' "$_path")
      ( stat -f "$root$_real" && : >"$_marks/$_count.alive" ) </dev/null >/dev/null 2>&1 &
      break ;;
    esac; done
  done <"$root/proc/mounts"
  _waited=0
  while test "$_waited" -lt "$((seconds * 5))"; do
    _open=0 _at=0
    while test "$_at" -lt "$_count"; do _at=$((_at + 1)); test -e "$_marks/$_at.alive" || _open=1; done
    test "$_open" = 1 || break
    _waited=$((_waited + 1))
    sleep 0.2 2>/dev/null || sleep 1
  done
  _at=0
  while test "$_at" -lt "$_count"; do
    _at=$((_at + 1))
    if test -e "$_marks/$_at.alive"; then printf 'alive '; else printf 'dead '; fi
    cat "$_marks/$_at"
  done
  rm -rf "$_marks"
}`;

/** Takes dead ones away, each bounded; the section `left` has those that are still there. */
const unmountScript = (dataDir: string, pinned: { machine_id: string; machine_name: string }): Script => ({
  body: bodies(TOOLS, PINNED, PROBE, UNMOUNT),
  data: { root: '', seconds: '3', data_dir: dataDir, ...pinned },
});

const UNMOUNT = sh`
_dead=$(probe /run/k3s /var/lib/kubelet /run/netns "$data_dir" | sed -n 's/^dead //p')
section found; printf '%s\n' "$_dead"
printf '%s\n' "$_dead" | sort -r | while IFS= read -r _path; do
  test -n "$_path" || continue
  _real=$root$(printf '%b' "$_path")
  ( umount -f "$_real" || umount -l "$_real" ) </dev/null >/dev/null 2>&1 &
  _waited=0
  while grep -qF " $_path " "$root/proc/mounts" && test "$_waited" -lt 15; do
    _waited=$((_waited + 1))
    test "$_waited" != 10 || ( umount -l "$_real" </dev/null >/dev/null 2>&1 & )
    sleep 0.2 2>/dev/null || sleep 1
  done
done
section left
printf '%s\n' "$_dead" | while IFS= read -r _path; do
  if test -n "$_path" && grep -qF " $_path " "$root/proc/mounts"; then printf '%s\n' "$_path"; fi
done
section; exit 0`;

/** A step: whatever of it answers stays as it is. */
export async function unmountDead(context: StepContext<MachinePlan>): Promise<StepEnd> {
  const { machine, pinned, options } = onMachine(context);
  const script = unmountScript(context.plan.service.dataDir, pins(pinned));
  const result = await machine.run(script, { asRoot: true, ...options });
  if (!result.ok) return failedBy(result);
  const other = elsewhere(result, machine.name, pinned);
  if (other) return failedBy(other);
  const lines = (name: string): string[] => (result.sections.get(name) ?? '').split('\n').filter(Boolean);
  const [found, left] = [lines('found'), lines('left')];
  if (left.length > 0)
    return {
      ok: false,
      words: say('These mounts do not answer, and cannot be taken away: {0}.', left.join(', ')),
      next: say('Bring their server back or restart the machine, then resume. K3s’s scripts would hang on them.'),
    };
  return found.length === 0
    ? { ok: true, skipped: true, words: say('All mounts answer.') }
    : { ok: true, words: say('Taken away, because their server does not answer: {0}.', found.join(', ')) };
}
