/** Keys and items without a value: set, but empty. */

import type { Flag, Format } from '../knowledge/flag.ts';
import { envAt, valueState } from '../knowledge/lookup.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { removeEntry, replace } from '../yaml/edits.ts';
import { elementsOf } from '../yaml/elements.ts';
import type { Span } from '../yaml/tree.ts';
import { type OptionEntry, optionEntries } from './optionEntries.ts';
import { type Fix, type Hit, type RuleContext, rule } from './rule.ts';

interface Data {
  readonly entry: Entry;
  readonly type: Flag['type'];
  readonly item?: Span;
}

/** Lists in which an empty item ends K3s or the component that gets it. */
const REFUSED: ReadonlySet<Format> = new Set(['argList', 'ipList', 'cidrList']);

export const nullValue = rule<Data>({
  id: 'null-value',
  group: 'values',
  summary: 'A key or list item without a value.',
  severity: 'error',
  message: {
    bool: '"{0}" has no value, and K3s does not start with it. Write true or false, or remove the line.',
    int: '"{0}" has no value, and K3s does not start with it. Write a number, or remove the line.',
    duration: '"{0}" has no value, and K3s does not start with it. Write a duration such as 5m, or remove the line.',
    refused: '"{0}" has no value, and K3s does not start with an empty one. Write a value, or remove the line.',
    string: '"{0}" has no value, and K3s takes it as set to nothing. Write a value, or remove the line.',
    hides:
      '"{0}" has no value, and K3s takes it as set to nothing, even when {1} is in the environment. Write a value, or remove the line.',
    list: '"{0}" has no value, and K3s takes it as a list with one empty item. Write items, "[]" for none, or remove the line.',
    item: 'The item is empty, and K3s takes it as an item all the same. Remove it.',
    nothing: '"{0}+" has no value and adds nothing. Write a value, or remove the line.',
  },
  *check(context) {
    for (const option of optionEntries(context)) {
      const { entry } = option;
      const { value, valueNode } = entry;
      if (value.kind === 'scalar' && value.type === 'null' && valueNode.anchor === '') yield whole(option, context);
      else if (value.kind === 'list' && option.flag.type === 'list') yield* items(option);
    }
  },
  fix: ({ data }, { file }) => (data ? fixes(file, data) : []),
});

function whole({ entry, name, flag }: OptionEntry, { flags, node }: RuleContext): Hit<Data> {
  const at = entry.key;
  const data = { entry, type: flag.type };
  if (entry.append && node.settings.get(entry.name)?.entries[0]?.entry !== entry) {
    return { at, say: 'nothing', args: [name], severity: 'warning', data };
  }
  if (flag.type === 'list') {
    return {
      at,
      say: 'list',
      args: [name],
      severity: flag.format && REFUSED.has(flag.format) ? 'error' : 'warning',
      data,
    };
  }
  if (flag.type !== 'string') return { at, say: flag.type, args: [name], data };
  const refused = flag.otherValues === 'fatal' && valueState(flag, '', flags.release) === 'unknown';
  if (refused) return { at, say: 'refused', args: [name], data };
  const variable = envAt(flag, flags.release)[0];
  return {
    at,
    say: variable ? 'hides' : 'string',
    args: variable ? [name, variable] : [name],
    severity: 'warning',
    data,
  };
}

function* items({ entry, flag }: OptionEntry): Generator<Hit<Data>> {
  for (const { value, node } of elementsOf(entry)) {
    if (value.kind !== 'scalar' || value.type !== 'null' || node.kind !== 'scalar') continue;
    // An item that is not there has no width; its dash stands right before it.
    const at = { start: node.end > node.start ? node.start : node.start - 1, end: node.end };
    yield {
      at,
      say: 'item',
      severity: flag.format && REFUSED.has(flag.format) ? 'error' : 'warning',
      data: { entry, type: flag.type, item: at },
    };
  }
}

function fixes(file: ConfigDocument, { entry, type, item }: Data): Fix[] {
  if (item) return removal(file, item);
  const remove: Fix = { title: say('Remove the line'), edits: [removeEntry(file, entry)] };
  const { valueNode } = entry;
  if (type !== 'bool' || valueNode.kind !== 'scalar') return [remove];
  const colon = /^\s*:/.exec(file.text.slice(entry.key.end))?.[0].length;
  if (colon === undefined) return [remove];
  const after = entry.key.end + colon;
  const at = valueNode.end > valueNode.start ? { start: after, end: valueNode.end } : { start: after, end: after };
  return [
    ...['true', 'false'].map((word) => ({ title: say('Set to {0}', word), edits: [replace(file, at, ` ${word}`)] })),
    remove,
  ];
}

/** Takes an item away that stands alone on its line. */
function removal(file: ConfigDocument, item: Span): Fix[] {
  const line = /[^\r\n]*(?:\r\n|\r|\n|$)/y;
  let start = item.start;
  while (start > 0 && !/[\r\n]/.test(file.text[start - 1] as string)) start--;
  line.lastIndex = start;
  const text = line.exec(file.text)?.[0] ?? '';
  if (!/^[ \t]*-[ \t]*(~|null|Null|NULL)?[ \t]*$/.test(text.trimEnd())) return [];
  return [{ title: say('Remove the item'), edits: [replace(file, { start, end: start + text.length }, '')] }];
}
