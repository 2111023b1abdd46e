/** A variable of the service that says something else than the file, which beats it. */

import type { Flag } from '../knowledge/flag.ts';
import { envAt } from '../knowledge/lookup.ts';
import { readValue } from '../node/commandLine.ts';
import { commandLine } from '../node/given.ts';
import { say } from '../words/say.ts';
import { variableInService } from './inService.ts';
import { rule } from './rule.ts';

export const envShadowed = rule({
  id: 'env-shadowed',
  group: 'files',
  scope: 'machine',
  summary: 'A variable of the service that a file beats.',
  severity: 'information',
  message:
    '{1} of the service says something else, but a file beats the environment, so this counts. Take the wrong one out.',
  *check({ node }) {
    const { service, flags } = node;
    if (!service) return;
    for (const [name, flag] of flags.all) {
      const part = node.setting(name)?.parts.at(-1);
      const variable = envAt(flag, flags.release).find((known) => service.env[known] !== undefined);
      const value = service.env[variable ?? ''];
      // On the command line it would beat both; and `config` means nothing in a file.
      if (!part || !variable || !value || name === 'config' || commandLine(node).has(name)) continue;
      if (isSame(flag, value, part.text) || !isReadable(flag, value)) continue;
      const uri = service.envFrom[variable] ?? service.uri;
      const at = variableInService(service, uri, variable);
      yield {
        at: part.entry.key,
        in: part.document.uri,
        args: [name, variable],
        related: [{ uri, at, message: say('{0} is set here.', variable) }],
      };
    }
  },
});

/** K3s ends with another one, which is told there. */
const isReadable = ({ type }: Flag, text: string): boolean => typeof readValue(type, text) !== 'string';

function isSame({ type }: Flag, a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [readValue(type, a), readValue(type, b)];
  return typeof one !== 'string' && typeof other !== 'string' && String(one.value) === String(other.value);
}
