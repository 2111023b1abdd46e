/** Fields of a component's configuration file used as its arguments: `maxPods=200` instead of `max-pods=200`. */

import { kubeletFieldFlags } from '../knowledge/kubeletFieldFlags.ts';
import { componentArgument, componentOf } from '../node/componentArgument.ts';
import { say } from '../words/say.ts';
import { replace } from '../yaml/edits.ts';
import { elementsOf } from '../yaml/elements.ts';
import type { Span } from '../yaml/tree.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

export const argCamelcase = rule<{ at: Span; flag: string; certain: boolean } | undefined>({
  id: 'arg-camelcase',
  group: 'values',
  summary: 'A field of a configuration file used as a component argument.',
  severity: 'error',
  message: {
    flag: 'The {0} has no argument "{1}"; that is a field of its configuration file. Write "{2}".',
    fileOnly:
      'The {0} has no argument for "{1}"; that is a field of its configuration file. Write it into a file in kubelet.conf.d.',
  },
  *check({ file, ...context }) {
    for (const { entry, name, flag } of optionEntries({ file, ...context })) {
      if (flag.format !== 'argList') continue;
      for (const { text, value, node, target } of elementsOf(entry)) {
        const written = componentArgument(text);
        if (value.kind !== 'scalar' || !written.isField || written.several.length > 0) continue;
        const argument = argumentFor(name, written.name);
        const offset = file.text.slice(target.start, target.end).indexOf(written.name);
        const at = { start: target.start + offset, end: target.start + offset + written.name.length };
        yield {
          at: node === target && offset >= 0 ? at : node,
          say: argument ? 'flag' : 'fileOnly',
          args: [componentOf(name), written.name, argument ?? ''],
          data: argument && offset >= 0 ? { at, flag: argument, certain: name === 'kubelet-arg' } : undefined,
        };
      }
    }
  },
  fix: ({ data }, { file }) =>
    data
      ? [
          {
            title: say('Change to "{0}"', data.flag),
            edits: [replace(file, data.at, data.flag)],
            ...(data.certain ? { safe: true as const } : {}),
          },
        ]
      : [],
});

function argumentFor(option: string, field: string): string | undefined {
  const own = option === 'kubelet-arg' ? kubeletFieldFlags[field] : undefined;
  if (own !== undefined) return own ?? undefined;
  return field
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
