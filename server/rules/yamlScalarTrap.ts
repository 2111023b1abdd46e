/** Values that YAML changes on the way: numbers, words for true and false, comments, tags, lines that run together. */

import type { Flag } from '../knowledge/flag.ts';
import { say } from '../words/say.ts';
import { type ConfigDocument, type Entry, positionAt } from '../yaml/document.ts';
import { type Edit, quoted, quoteNode, replace, staysReadable } from '../yaml/edits.ts';
import { type Element, elementsOf, isPlain, targetOf } from '../yaml/elements.ts';
import { gluedComment, quoteTo } from '../yaml/gluedComment.ts';
import { replaceItem, valueToList } from '../yaml/listItems.ts';
import type { Scalar } from '../yaml/tree.ts';
import { parseInteger, trim } from '../yaml/value.ts';
import { type OptionEntry, optionEntries } from './optionEntries.ts';
import { type Hit, type RuleContext, rule } from './rule.ts';

interface Data {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly safe: boolean;
  /** The edits touch several lines, so that the file has to be read again to know they are right. */
  readonly severalLines?: true;
}

export const yamlScalarTrap = rule<Data>({
  id: 'yaml-scalar-trap',
  group: 'values',
  summary: 'A value that YAML changes before K3s sees it.',
  severity: 'warning',
  message: {
    number: 'Without quotes YAML takes "{0}" for a number, and K3s gets "{1}". Write it in quotes.',
    word: 'Without quotes "{0}" means true or false to YAML, and K3s gets "{1}". Write it in quotes.',
    secret:
      'Without quotes YAML changes the value of "{0}", and K3s gets another one. Write it in quotes, on all nodes alike.',
    octal: 'A number that starts with 0 is octal to K3s: this is {0}. Write {1} if you mean that.',
    cut: 'YAML takes the "#" for a comment, so K3s does not get this part. If it belongs to the value, write all of it in quotes.',
    tag: 'YAML takes the word with "{0}" in front for a {1} and K3s does not get it. Write the whole value in quotes.',
    lines: 'K3s reads these {0} lines as one single text. Write each of them as an item "- …", at the same column.',
    swallowed:
      'This quote closes only on line {0}, and the keys in between are part of the value. Close it on this line.',
  },
  *check(context) {
    for (const option of optionEntries(context)) {
      for (const element of elementsOf(option.entry)) {
        const hit = trap(option, element, context);
        if (hit) yield hit;
      }
    }
  },
  fix({ data }, { file }) {
    if (!data || data.edits.length === 0 || (data.severalLines && !staysReadable(file, data.edits))) return [];
    return [{ title: data.title, edits: data.edits, ...(data.safe ? { safe: true as const } : {}) }];
  },
});

function trap(option: OptionEntry, element: Element, { file, flags }: RuleContext): Hit<Data> | undefined {
  const { flag } = option;
  const { target } = element;
  if (target.kind !== 'scalar') return undefined;
  if (flag.type === 'int') return octal(file, element, target);
  if (flag.type !== 'string' && flag.type !== 'list') return undefined;
  return (
    runTogether(file, option, element, target, (name) => flags.has(name)) ??
    tagged(file, option, element, target) ??
    (flag.format === 'octalMode' ? undefined : retyped(file, option, element, target)) ??
    cut(file, option, element, target)
  );
}

/** A number or a word whose text is not the one that is written. */
function retyped(
  file: ConfigDocument,
  { name, flag }: OptionEntry,
  { value, text, node }: Element,
  target: Scalar,
): Hit<Data> | undefined {
  if (flag.values || !isPlain(target) || value.kind !== 'scalar' || value.type === 'null' || value.type === 'string')
    return undefined;
  if (text === target.text) return undefined;
  const kind = flag.secret ? 'secret' : value.type === 'bool' ? 'word' : 'number';
  const args = flag.secret ? [name] : [target.text, text];
  return {
    at: node,
    say: kind,
    args,
    data: { title: say('Put the value in quotes'), edits: [quoteNode(file, target)], safe: !flag.secret },
  };
}

/** `06443`: for an option that is a number, quotes change nothing. */
function octal(file: ConfigDocument, { node, text }: Element, target: Scalar): Hit<Data> | undefined {
  const written = target.text.replaceAll('_', '');
  if (!isPlain(target) || !/^[-+]?0[0-7]+$/.test(written)) return undefined;
  const read = parseInteger(text);
  const decimal = String(Number(written));
  if (read === undefined || String(read) === decimal) return undefined;
  const title = say('Change to {0}', decimal);
  return {
    at: node,
    say: 'octal',
    args: [String(read), decimal],
    data: { title, edits: [replace(file, target, decimal)], safe: false },
  };
}

/** `abc #def`, where a password or URL goes on behind the blank. */
function cut(file: ConfigDocument, { flag }: OptionEntry, { node }: Element, target: Scalar): Hit<Data> | undefined {
  const holdsSigns = flag.secret || flag.format === 'dsn' || flag.format === 'url';
  const at = holdsSigns && node === target ? gluedComment(file, target) : undefined;
  if (!at) return undefined;
  const edits = [quoteTo(file, target, at.end)];
  return { at, say: 'cut', data: { title: say('Put all of it in quotes'), edits, safe: false } };
}

/** `!word` and `&word` in front of a value, or alone. */
function tagged(file: ConfigDocument, { flag }: OptionEntry, { node }: Element, target: Scalar): Hit<Data> | undefined {
  if (target.style !== 'plain' || node !== target) return undefined;
  const ownTag = target.tag !== '' && target.tag.startsWith('!');
  const looseAnchor =
    target.anchor !== '' && !file.text.includes(`*${target.anchor}`) && (isSensitive(flag) || target.text === '');
  if (!ownTag && !looseAnchor) return undefined;
  const sign = ownTag ? '!' : '&';
  const edits = [replace(file, target, quoted(file.text.slice(target.start, target.end)))];
  return {
    at: target,
    say: 'tag',
    args: [sign, ownTag ? 'tag' : 'name'],
    data: { title: say('Put the value in quotes'), edits, safe: false },
  };
}

const isSensitive = ({ secret, format }: Flag): boolean => secret === true || format === 'dsn' || format === 'token';

/** Several lines that are one text: list items without their own column, or keys inside quotes. */
function runTogether(
  file: ConfigDocument,
  { entry, flag }: OptionEntry,
  element: Element,
  target: Scalar,
  isOption: (name: string) => boolean,
): Hit<Data> | undefined {
  const { node } = element;
  const source = file.text.slice(node.start, node.end);
  if (node !== target || !/[\r\n]/.test(source)) return undefined;
  if (target.style === 'single' || target.style === 'double') return swallowed(file, target, source, isOption);
  const lines = (target.style === 'plain' ? source : target.text)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (flag.type !== 'list' || (flag.format === 'argList' && !lines.some(isDashed)) || lines.length < 2)
    return undefined;
  const texts = lines.map((line) => line.replace(/^-\s*/, '').replace(/^(['"])([^'"\\]*)\1$/, '$2'));
  return {
    at: node,
    say: 'lines',
    args: [lines.length],
    data: {
      title: say('Write each line as an item'),
      edits: asItems(file, entry, element, texts),
      safe: true,
      severalLines: true,
    },
  };
}

const isDashed = (line: string): boolean => /^-(?!-)/.test(line);

function asItems(file: ConfigDocument, entry: Entry, element: Element, texts: readonly string[]): Edit[] {
  if (!element.inList) return valueToList(file, entry, texts.map(trim));
  return replaceItem(file, targetOf(entry.valueNode), element.node, texts.map(trim));
}

function swallowed(
  file: ConfigDocument,
  target: Scalar,
  source: string,
  isOption: (name: string) => boolean,
): Hit<Data> | undefined {
  const inside = [...source.matchAll(/\n[ \t]*([A-Za-z][\w-]*)\+?:[ \t]/g)].some((match) => isOption(match[1] ?? ''));
  if (!inside) return undefined;
  const quote = source[0] ?? '"';
  const end = target.start + (source.split(/\r?\n/)[0] ?? '').trimEnd().length;
  const edits = [replace(file, { start: end, end }, quote)];
  // The quote that closes it now is left over then, unless the text in front of it opens one.
  const last = source.split(/[\r\n]/).at(-1) ?? '';
  const isLeftOver = last.indexOf(quote) === last.length - 1;
  if (isLeftOver) edits.push(replace(file, { start: target.end - 1, end: target.end }, ''));
  const line = positionAt(file, target.end).line + 1;
  return {
    at: { start: target.start, end },
    say: 'swallowed',
    args: [line],
    data: { title: say('Close the quote at the end of the line'), edits, safe: false, severalLines: true },
  };
}
