/** A kubelet argument without `=`: K3s takes the item below it for its value, and drops that. */

import { hasKubeletDropIns } from '../knowledge/versions.ts';
import { componentArgument } from '../node/componentArgument.ts';
import type { Part } from '../node/loader.ts';
import { shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { asScalar, replace } from '../yaml/edits.ts';
import { removePiece } from '../yaml/places.ts';
import { type Fix, rule } from './rule.ts';

/** The only list that K3s searches for `config` and `config-dir`, and loses an item of. (pkg/daemons/agent) */
const SEARCHED = 'kubelet-arg';

export const argMissingEquals = rule<{ part: Part; name: string; next: Part }>({
  id: 'arg-missing-equals',
  group: 'values',
  summary: 'An item of `kubelet-arg` without `=`, which makes K3s drop the next one.',
  severity: 'warning',
  message: {
    switch: 'Without "=" K3s passes "{0}=true" and drops the next item, "{1}", without a word. Write "{0}=true".',
    value:
      'Without "=" K3s passes "{0}=true" and drops the next item, "{1}", without a word. Write "{0}={1}" as one item.',
  },
  *check({ node, flags, file }) {
    if (!hasKubeletDropIns(flags.release)) return;
    const parts = node.settings.get(SEARCHED)?.parts ?? [];
    for (let i = 0; i + 1 < parts.length; i++) {
      const part = parts[i] as Part;
      const next = parts[i + 1] as Part;
      if (part.text.includes('=')) continue;
      i++;
      const { name, isField, spaced } = componentArgument(part.text);
      const isMap = /^\[/.test(part.text);
      if (part.document !== file || isField || spaced || isMap || name === '') continue;
      yield {
        at: part.node,
        say: isValue(next) ? 'value' : 'switch',
        args: [name, shown(next.text)],
        related: [{ uri: next.document.uri, at: next.node, message: say('K3s drops this item.') }],
        data: { part, name, next },
      };
    }
  },
  fix({ data }, { file }) {
    if (data?.part.node.kind !== 'scalar') return [];
    const { part, name, next } = data;
    const write = (text: string): Fix['edits'] => [replace(file, part.node, asScalar(text))];
    const asSwitch = { title: say('Change to "{0}"', `${name}=true`), edits: write(`${name}=true`) };
    if (!isValue(next)) return [{ ...asSwitch, safe: true }];
    const joined = `${name}=${next.text}`;
    const without = next.document === file ? removePiece(next, 0, next.text.length) : undefined;
    if (!without) return [asSwitch];
    return [{ title: say('Change to "{0}"', joined), edits: [...write(joined), without], safe: true }, asSwitch];
  },
});

/** Name and value as two items, as on a command line. */
const isValue = ({ text }: Part): boolean => !text.includes('=') && /^[^-\s]\S*$/.test(text);
