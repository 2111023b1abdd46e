/** Component arguments written as `name: value`: the component gets `[{name value}]` and does not start. */

import { componentOf } from '../node/componentArgument.ts';
import { shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { type Element, elementsOf } from '../yaml/elements.ts';
import { pairsToItems } from '../yaml/listItems.ts';
import type { Pair, YamlNode } from '../yaml/tree.ts';
import { isMerge, textOf, valueOfNode } from '../yaml/value.ts';
import { type OptionEntry, optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

export const argMapEntry = rule<{ option: OptionEntry; element: Element }>({
  id: 'arg-map-entry',
  group: 'values',
  summary: 'An item of a `*-arg` list written as `name: value`.',
  severity: 'error',
  message: 'K3s hands "--{0}=true" to {1}, which does not start with it. Write "- {2}=…" instead of "{2}: …".',
  *check(context) {
    for (const option of optionEntries(context)) {
      if (option.flag.format !== 'argList') continue;
      for (const element of elementsOf(option.entry)) {
        const { value, node, text } = element;
        const first = value.kind === 'map' ? value.pairs[0] : undefined;
        if (!first) continue;
        yield {
          at: place(element, option),
          args: [shown(text), componentOf(option.name), textOf(first.key)],
          data: { option, element },
        };
        if (node === option.entry.valueNode && node.kind === 'alias') break;
      }
    }
  },
  fix({ data }, { file }) {
    const node = data?.element.node;
    if (!data || node?.kind !== 'mapping') return [];
    const texts = node.pairs.map(argumentOf);
    const edits = texts.includes(undefined) ? [] : pairsToItems(file, data.option.entry, node, texts.map(String));
    return edits.length > 0 ? [{ title: say('Write it as "name=value"'), edits, safe: true }] : [];
  },
});

/** The first pair of the map; a map in the place of the whole list is blamed at its first key too. */
function place({ node }: Element, { entry }: OptionEntry): { start: number; end: number } {
  const first = node.kind === 'mapping' ? node.pairs.find(({ key }) => !isMerge(key)) : undefined;
  if (!first || node.kind !== 'mapping' || node.flow) return node.kind === 'alias' ? entry.valueNode : node;
  return {
    start: first.key.start,
    end: first.value.kind === 'scalar' ? Math.max(first.key.end, first.value.end) : first.key.end,
  };
}

/** A pair as the component wants it; undefined when nobody can know what was meant. */
function argumentOf({ key, value }: Pair): string | undefined {
  if (isMerge(key) || key.kind !== 'scalar') return undefined;
  const name = key.text.replace(/^--/, '');
  const text = valueText(value, /^eviction-(hard|soft)$/.test(name) ? '<' : '=');
  return text === undefined ? undefined : `${name}=${text}`;
}

function valueText(node: YamlNode, sign: string): string | undefined {
  if (node.kind === 'scalar') {
    const value = valueOfNode(node);
    if (value.kind !== 'scalar' || value.type === 'null' || /[\r\n]/.test(node.text)) return undefined;
    return value.type === 'bool' ? value.text : node.text;
  }
  const parts =
    node.kind === 'sequence'
      ? node.items.map((item) => (item.kind === 'scalar' ? valueText(item, sign) : undefined))
      : node.kind === 'mapping'
        ? node.pairs.map((pair) => pairText(pair, sign))
        : [undefined];
  return parts.includes(undefined) ? undefined : parts.join(',');
}

function pairText({ key, value }: Pair, sign: string): string | undefined {
  const text = value.kind === 'scalar' ? valueText(value, sign) : undefined;
  return key.kind === 'scalar' && text !== undefined ? `${key.text}${sign}${text}` : undefined;
}
