/** `k3s-config schema`: JSON Schemas of the files, for editors that only know schemas. */

import { loadEngine } from '../engines.ts';
import type { Release } from '../knowledge/flag.ts';
import type { Language } from '../node/language.ts';
import { versionInEffect } from '../node/version.ts';
import { schemaFor } from '../words/schema.ts';
import type { CommandInput, Outcome } from './command.ts';

export async function schemaCommand(input: CommandInput): Promise<Outcome> {
  const { release, note } = versionInEffect(undefined, input.choices.version);
  if (note?.kind === 'unreadable')
    return { code: 2, out: '', err: `"${note.text}" is no K3s version. Write it like v1.33.\n` };
  const schema = await schemas[input.language ?? 'config'](input, release);
  return { code: 0, out: `${JSON.stringify(schema, null, 2)}\n`, err: '' };
}

const schemas: Readonly<Record<Language, (input: CommandInput, release: Release) => unknown>> = {
  config: ({ choices }, release) => schemaFor(choices.role ?? 'server', release),
  registries: async () => (await loadEngine('registries')).registriesSchema(),
  kubelet: async (_input, release) => (await loadEngine('kubelet')).kubeletSchema(release),
};
