/** A list inside a list: K3s takes only its first element. */

import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import type { Edit } from '../yaml/edits.ts';
import { type Element, elementsOf, targetOf } from '../yaml/elements.ts';
import { replaceItem } from '../yaml/listItems.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

export const nestedListLoss = rule<{ entry: Entry; element: Element }>({
  id: 'nested-list-loss',
  group: 'values',
  summary: 'A list inside a list, of which K3s takes only the first element.',
  severity: 'warning',
  message: {
    list: 'K3s takes only the first of these {0} elements and drops the others without a word. Write them as items of the outer list.',
    alias: '"*{1}" is a list inside this list, and K3s takes only the first of its {0} elements. Write them out.',
  },
  *check(context) {
    for (const { entry } of optionEntries(context)) {
      for (const element of elementsOf(entry)) {
        const { value, node } = element;
        if (value.kind !== 'list' || value.items.length < 2) continue;
        const isAlias = node.kind === 'alias' && node !== entry.valueNode;
        yield {
          at: node,
          say: isAlias ? 'alias' : 'list',
          args: [value.items.length, node.kind === 'alias' ? node.name : ''],
          data: { entry, element },
        };
      }
    }
  },
  fix({ data }, { file }) {
    const edits = data ? flatten(file, data.entry, data.element) : [];
    return edits.length > 0 ? [{ title: say('Write the elements as items of the outer list'), edits, safe: true }] : [];
  },
});

function flatten(file: ConfigDocument, { valueNode }: Entry, { node, target }: Element): Edit[] {
  const list = targetOf(valueNode);
  if (list !== valueNode || list.kind !== 'sequence') return [];
  const sources = scalarsOf(target);
  if (!sources) return [];
  const texts = sources.map((item) => file.text.slice(item.start, item.end));
  const asWritten = (text: string): string => text;
  // Between brackets a plain text ends at a comma, in a block it does not: what is safe there is safe here.
  if (list.flow && target.kind === 'sequence' && !target.flow && texts.some((text) => /[,[\]{}]/.test(text))) return [];
  if (texts.some((text) => /[\r\n]/.test(text))) return [];
  return replaceItem(file, list, node, texts, { block: asWritten, flow: asWritten });
}

/** The scalars of a list and of the lists in it, on one line each; undefined when there is something else. */
function scalarsOf(node: YamlNode): YamlNode[] | undefined {
  if (node.kind !== 'sequence') return undefined;
  const found: YamlNode[] = [];
  for (const item of node.items) {
    const inner =
      item.kind === 'sequence'
        ? scalarsOf(item)
        : item.kind === 'scalar' && !item.text.includes('\n') && item.anchor === ''
          ? [item]
          : undefined;
    if (!inner) return undefined;
    found.push(...inner);
  }
  return found;
}
