/** `k3s-config schema`: the JSON Schema of config.yaml, for editors that only know schemas. */

import { versionInEffect } from '../node/version.ts';
import { schemaFor } from '../words/schema.ts';
import type { CommandInput, Outcome } from './command.ts';

export async function schemaCommand({ choices }: CommandInput): Promise<Outcome> {
  const { release, note } = versionInEffect(undefined, choices.version);
  if (note?.kind === 'unreadable')
    return { code: 2, out: '', err: `"${note.text}" is no K3s version. Write it like v1.33.\n` };
  return { code: 0, out: `${JSON.stringify(schemaFor(choices.role ?? 'server', release), null, 2)}\n`, err: '' };
}
