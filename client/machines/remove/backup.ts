/** Saves a copy of the configuration of K3s with the editor before it is taken away: one archive that only its owner may read. */

import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bodies, type Script, sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { type Pinned, pins } from '../pinned.ts';
import type { MachinePlan, PlannedService } from '../service/plan.ts';
import { PINNED } from '../shell.ts';

/** Configuration is a few kilobytes; somebody may keep certificates beside it. */
const LIMIT = 16 * 1024 * 1024;

const archiveScript = ({ name, dataDir }: PlannedService, pinned: Pinned): Script => ({
  body: bodies(PINNED, ARCHIVE),
  data: { root: '', service: name, data_dir: dataDir, ...pins(pinned) },
  reveals: ['archive'],
});

const ARCHIVE = sh`
set --
for _path in /etc/rancher/k3s "$data_dir/agent/etc/kubelet.conf.d" "/etc/systemd/system/$service.service" \
  "/etc/systemd/system/$service.service.d" "/etc/systemd/system/$service.service.env" "/etc/default/$service" \
  "/etc/sysconfig/$service" "/etc/init.d/$service"; do
  if test -e "$root$_path"; then set -- "$@" ".$_path"; fi
done
test $# -gt 0 || exit 0
_file=$(mktemp) || exit 1
trap 'rm -f "$_file"' EXIT
tar -C "$root/" -cf "$_file" "$@" || exit 1
tell sum "$(sha256sum "$_file" | cut -d ' ' -f 1)"
section archive; cat "$_file"; section`;

/** A step: `found.backup` is the file it wrote. */
export async function saveConfiguration(
  context: StepContext<MachinePlan & { readonly backups: string; readonly name: string }>,
): Promise<StepEnd> {
  const { plan, found, keep, clock } = context;
  if (typeof found.backup === 'string' && (await isThere(found.backup)))
    return { ok: true, skipped: true, words: say('Saved before in {0}.', found.backup) };
  const right = await rightMachine(context);
  if (!right.ok) return right;
  const { machine, pinned, options } = onMachine(context);
  const result = await machine.run(archiveScript(plan.service, pinned), {
    asRoot: true,
    ...options,
    outputLimit: LIMIT,
  });
  if (!result.ok) return failedBy(result);
  const bytes = result.revealed.get('archive');
  if (result.code !== 0)
    return unsaved(say('The configuration on {0} could not be packed: {1}', machine.name, result.stderr));
  if (!bytes) return { ok: true, skipped: true, words: say('There is no configuration to save.') };
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== result.sections.get('sum')?.trim())
    return unsaved(say('The configuration arrived in another form than it was sent.'));
  const stamp = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
  const file = join(plan.backups, `${plan.name.replace(/[^\w.-]+/g, '_').slice(0, 80)}-${stamp}.tar`);
  const failure = await write(plan.backups, file, bytes);
  if (failure !== undefined) return unsaved(failure);
  keep({ backup: file });
  return {
    ok: true,
    words: say('The configuration is saved in {0}, readable by you only: it may hold secrets.', file),
  };
}

const unsaved = (words: string): StepEnd => ({
  ok: false,
  words,
  next: say('Nothing was removed. Remove the cause, then resume.'),
});

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

/** As a whole or not at all; why not, in the words of the system. */
async function write(folder: string, file: string, bytes: Uint8Array): Promise<string | undefined> {
  const draft = `${file}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, bytes, { mode: 0o600, flush: true });
    await rename(draft, file);
    return undefined;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    return say('The configuration could not be saved in {0}: {1}', folder, (error as Error).message);
  }
}
