/** A map where K3s wants text: it becomes the text `[{key value}]`. */

import type { Flag, Format } from '../knowledge/flag.ts';
import { shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { dedent } from '../yaml/diagnosis/indentation.ts';
import { lineAt } from '../yaml/diagnosis/lines.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { type Edit, lineEnd, quoted, replace } from '../yaml/edits.ts';
import { type Element, elementsOf } from '../yaml/elements.ts';
import { pairsToItems } from '../yaml/listItems.ts';
import type { MapValue } from '../yaml/value.ts';
import { textOf } from '../yaml/value.ts';
import { type OptionEntry, optionEntries } from './optionEntries.ts';
import { type Fix, type RuleContext, rule } from './rule.ts';

/** Formats whose reader ends K3s, or keeps the node from starting, when it meets such a text. */
const REFUSED: ReadonlySet<Format> = new Set([
  'keyValue',
  'taint',
  'ipList',
  'ip',
  'cidrList',
  'url',
  'portRange',
  'vpnAuth',
]);
const EFFECT = /^(NoSchedule|PreferNoSchedule|NoExecute)$/;

export const mapValue = rule<{ option: OptionEntry; element: Element; section: boolean }>({
  id: 'map-value',
  group: 'values',
  summary: 'A map where text is expected.',
  severity: 'error',
  message: {
    section:
      'K3s knows no sections: it takes all of this as the text of "{0}". Move the keys to the left, and remove the line "{0}:".',
    template: 'Without quotes YAML takes "{{" for a map. If a template fills this in, put it in quotes.',
    taint:
      'The blank behind the colon makes this a map, and K3s does not start with the text "{1}". Write it without the blank.',
    pairs: 'K3s makes the text "{1}" of this map. Write each as an item "- key=value".',
    braces: 'Braces make this a map, and K3s gets it as the text "[{…}]". Put the value in quotes.',
    other: 'K3s makes the text "{1}" of this map; "{0}" has no keys of its own. Write plain values.',
    secret: 'K3s makes a text like "[{key value}]" of this map; "{0}" has no keys of its own. Write a plain value.',
  },
  *check(context) {
    for (const option of optionEntries(context)) {
      const { entry, name, flag } = option;
      if (flag.format === 'argList') continue;
      for (const element of elementsOf(entry)) {
        const { value, node } = element;
        if (value.kind !== 'map' || value.pairs.length === 0) continue;
        const section = !element.inList && value.pairs.every(({ key }) => context.flags.has(textOf(key)));
        yield {
          at: section || (node.kind === 'mapping' && !node.flow && !element.inList) ? entry.key : node,
          say: kindOf(context.file, flag, element, value, section),
          args: [name, flag.secret ? '' : shown(element.text)],
          severity: refuses(flag) || section ? 'error' : 'warning',
          data: { option, element, section },
        };
      }
    }
  },
  fix: ({ data }, context) => (data ? fixes(data.option, data.element, data.section, context) : []),
});

const refuses = ({ type, format }: Flag): boolean =>
  (type !== 'list' && type !== 'string') || (format !== undefined && REFUSED.has(format));

function kindOf(file: ConfigDocument, flag: Flag, { node }: Element, value: MapValue, section: boolean): string {
  if (section) return 'section';
  if (file.text.startsWith('{{', node.start)) return 'template';
  if (flag.secret) return node.kind === 'mapping' && node.flow ? 'braces' : 'secret';
  if (
    flag.format === 'taint' &&
    value.pairs.length === 1 &&
    EFFECT.test(textOf((value.pairs[0] as MapValue['pairs'][0]).value))
  )
    return 'taint';
  return flag.format === 'keyValue' || flag.format === 'taint' ? 'pairs' : 'other';
}

function fixes(
  { entry, flag }: OptionEntry,
  { node, value, inList }: Element,
  section: boolean,
  { file }: RuleContext,
): Fix[] {
  if (value.kind !== 'map' || node.kind !== 'mapping') return [];
  if (section) {
    if (node.flow) return [];
    const first = lineAt(file.text, node.start);
    const edits = [
      replace(file, { start: entry.key.start, end: lineEnd(file.text, entry.key.start) }, ''),
      ...dedent(file, first, columnOf(file, entry.key.start), node.end),
    ];
    return first.start > entry.key.start ? [{ title: say('Move the keys to the left'), edits }] : [];
  }
  const fixes: Fix[] = [];
  const texts = value.pairs.map((pair) =>
    itemOf(flag, textOf(pair.key), pair.value.kind === 'scalar' ? pair.value : undefined),
  );
  if (flag.type === 'list' && !texts.includes(undefined)) {
    const edits = pairsToItems(file, entry, node, texts.map(String));
    if (edits.length > 0)
      fixes.push({ title: say('Write it as list items'), edits, ...(refuses(flag) ? { safe: true as const } : {}) });
  }
  if (flag.type === 'string' && node.flow && !inList && !/[\r\n]/.test(file.text.slice(node.start, node.end))) {
    fixes.push({ title: say('Put the value in quotes'), edits: [quote(file, node)] });
  }
  return fixes;
}

const quote = (file: ConfigDocument, node: { start: number; end: number }): Edit =>
  replace(file, node, quoted(file.text.slice(node.start, node.end)));

const columnOf = (file: ConfigDocument, offset: number): number => offset - lineAt(file.text, offset).start;

/** A pair as the text the list wants; undefined when nobody can know what was meant. */
function itemOf(flag: Flag, key: string, value: { type: string; text: string } | undefined): string | undefined {
  if (!value) return undefined;
  if (value.type === 'null') return key;
  if (flag.format === 'keyValue') return `${key}=${value.text}`;
  if (flag.format === 'taint') return `${key}${EFFECT.test(value.text) ? ':' : '='}${value.text}`;
  return value.type === 'bool' && value.text === 'true' ? key : undefined;
}
