/** Copies a file onto a machine, over the same connection that scripts go: no other program, no other rights. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { say } from '../say.ts';
import { Answer } from './answer.ts';
import type { HostNeeds } from './ask.ts';
import type { PutOptions } from './machine.ts';
import { sh } from './script.ts';
import { Talk } from './talk.ts';
import { evidenceOf, type HostTrouble, hostTrouble } from './trouble.ts';
import type { Way } from './way.ts';

/** For all of it; a slow line takes a while for a few hundred megabytes. */
const TIMEOUT_MS = 60 * 60_000;
/** Nothing at all goes out. */
const SILENCE_MS = 60_000;

/** What arrived short, or not at all, is taken away again. */
const RECEIVE = sh`_part=$to.part
head -c "$size" > "$_part" && [ "$(wc -c < "$_part")" -eq "$size" ] && chmod 600 "$_part" && mv -f "$_part" "$to" && exit 0
rm -f "$_part"
exit 1`;

export async function putFile(
  way: Way,
  needs: HostNeeds,
  from: string,
  to: string,
  { onProgress, asRoot = false, timeoutMs = TIMEOUT_MS, signal }: PutOptions,
): Promise<{ readonly ok: true } | HostTrouble> {
  const size = await stat(from).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined)
    return hostTrouble('script', say('{0} cannot be read.', from), say('Choose a file that is there.'));
  const script = { body: RECEIVE, data: { to, size: String(size) } };
  const answer = new Answer(64 * 1024);
  const input = () => {
    let sent = 0;
    const file = createReadStream(from, { end: Math.max(0, size - 1), highWaterMark: 256 * 1024 });
    return file.on('data', (chunk) => {
      sent += chunk.length;
      onProgress?.(size === 0 ? 1 : sent / size);
    });
  };
  const options = { asRoot, timeoutMs, silenceMs: SILENCE_MS, input, ...(signal ? { signal } : undefined) };
  const end = await new Talk(way, script, answer, options, needs).run();
  if (typeof end !== 'number') return end;
  if (end === 0) return { ok: true };
  const { stderr } = answer.result(end, script, needs.redactor);
  return hostTrouble(
    'script',
    say('{0} did not arrive on {1}.', from, way.name),
    say('Check that there is room for it on the disk of that machine.'),
    evidenceOf(stderr),
  );
}
