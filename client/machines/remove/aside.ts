/** Moves data of volumes out of the way of the uninstall, on the machine itself: renamed, not copied. */

import { bodies, type Script, sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine } from '../onMachine.ts';
import { elsewhere, type Pinned, pins } from '../pinned.ts';
import type { MachinePlan } from '../service/plan.ts';
import { PINNED } from '../shell.ts';

/** Beside the data folder, which goes as a whole. */
export const asidePath = (dataDir: string, id: string): string => `${dataDir}-kept-${id}`;

const asideScript = (dataDir: string, to: string, paths: readonly string[] | 'all', pinned: Pinned): Script => ({
  body: bodies(PINNED, ASIDE),
  data: { root: '', data_dir: dataDir, to, paths: paths === 'all' ? '' : paths.join('\n'), ...pins(pinned) },
});

const ASIDE = sh`
_parent=\${to%/*}
if test "$(stat -c %d "$root$data_dir" 2>/dev/null)" != "$(stat -c %d "$root\${_parent:-/}" 2>/dev/null)"; then
  if test -d "$root$data_dir/storage"; then tell device other; exit 0; fi
fi
move() {
  test -d "$1" || return 0
  mkdir -p "$root$to" || exit 1
  test ! -e "$root$to/\${1##*/}" || { echo "$to/\${1##*/} is there already" >&2; exit 1; }
  mv "$1" "$root$to/" || exit 1
}
if test -n "$paths"; then
  printf '%s\n' "$paths" >"\${_list:=$(mktemp)}"
  while IFS= read -r _path; do
    case $_path in "$data_dir"/storage/*) move "$root$_path" ;; esac
  done <"$_list"
  rm -f "$_list"
else
  for _entry in "$root$data_dir"/storage/*; do move "$_entry"; done
fi
section kept; if test -d "$root$to"; then ls "$root$to"; fi; section`;

/** A step: what is kept lies in a folder that the uninstall does not touch. */
export async function moveAside(
  context: StepContext<MachinePlan & { readonly keep: readonly string[] | 'all' }>,
): Promise<StepEnd> {
  const { plan } = context;
  const { machine, pinned, options } = onMachine(context);
  const to = asidePath(plan.service.dataDir, plan.id);
  const result = await machine.run(asideScript(plan.service.dataDir, to, plan.keep, pinned), {
    asRoot: true,
    ...options,
  });
  if (!result.ok) return failedBy(result);
  const other = elsewhere(result, machine.name, pinned);
  if (other) return failedBy(other);
  if (result.sections.get('device') === 'other')
    return {
      ok: false,
      words: say('The data folder is on a disk of its own, and its volumes cannot be moved beside it.'),
      next: say(
        'Copy what is to be kept from {0}/storage by hand and remove it there, then resume.',
        plan.service.dataDir,
      ),
    };
  if (result.code !== 0)
    return {
      ok: false,
      words: say('The data of volumes could not be moved to {0}: {1}', to, result.stderr.trim()),
      next: say('Nothing of it was removed. Look at the machine, then resume.'),
    };
  const kept = (result.sections.get('kept') ?? '').split('\n').filter(Boolean);
  return kept.length === 0
    ? { ok: true, skipped: true, words: say('There is no data of volumes on the machine.') }
    : { ok: true, words: say('Volumes whose data is kept on the machine in {0}: {1}.', to, kept.length) };
}
