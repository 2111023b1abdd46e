/** Secrets that stand in the configuration itself, where whoever reads the file or its repository finds them. */

import { loadedEngine } from '../engines.ts';
import { envAt } from '../knowledge/lookup.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { replace } from '../yaml/edits.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

export const secretInFile = rule<{ entry: Entry; line: string | undefined }>({
  id: 'secret-in-file',
  group: 'security',
  summary: 'A token, password or key that stands in the file itself.',
  languages: ['config', 'registries'],
  severity: 'hint',
  hardened: 'warning',
  message: {
    file: 'Whoever can read this file has the secret of "{0}". Put it into a file for root alone and name that with "{1}".',
    variable:
      'Whoever can read this file has the password in "{0}". {1} in the environment of the service can take its place.',
    secret:
      'Whoever can read this file has the secret of "{0}". ' +
      'A Secret in the cluster can hold all the S3 settings; name it with "{1}".',
    registry:
      'Whoever can read this file has the credentials in it. Let root alone read it, ' +
      'or let a credential provider bring them: "image-credential-provider-config" in config.yaml.',
  },
  *check(context) {
    const { flags, node } = context;
    if (context.language === 'registries') {
      // One file, one reader: it is said once, however many credentials there are.
      const [first] = (loadedEngine('registries')?.secretsOf(node) ?? []).filter(({ text }) => isWritten(text));
      if (first) yield { at: first.at, say: 'registry' };
      return;
    }
    for (const { entry, name, flag } of optionEntries(context)) {
      if (!flag.keptOutBy || entry.value.kind === 'map' || !node.isInForce(entry)) continue;
      if (!entry.texts.some(({ text }) => isSecret(name, text))) continue;
      const usable = flag.keptOutBy.filter((by) => flags.all.has(by) || envAt(flag, flags.release).includes(by));
      const [by = ''] = usable;
      const overridden = usable.some((other) => flags.all.get(other)?.overrides === name && node.setting(other));
      // Then the secret is unused, and option-without-effect says so.
      if (overridden) continue;
      const kind = by.endsWith('-file') ? 'file' : flags.all.has(by) ? 'secret' : 'variable';
      yield {
        at: entry.key,
        say: kind,
        args: [name, by],
        data: { entry, line: kind === 'file' ? `${by}: /etc/rancher/k3s/${name}` : undefined },
      };
    }
  },
  fix: ({ data }, { file }) =>
    data?.line === undefined
      ? []
      : [
          {
            title: say('Write "{0}", once the secret is in there', data.line),
            edits: [replace(file, data.entry.span, data.line)],
          },
        ],
});

/** Templates and encrypted values hold no secret yet. */
const isWritten = (text: string): boolean => text !== '' && !/\{\{|\$\{|\{%|^<.*>$|^ENC\[/.test(text);

/** Not every address of a datastore has a password in it. */
function isSecret(name: string, text: string): boolean {
  if (!isWritten(text)) return false;
  if (name !== 'datastore-endpoint') return true;
  return /:\/\/[^:@/]*:[^@]+@/.test(text) || /[?&]password=[^&]/.test(text);
}
