/** Command line syntax in the file: dashes in front of a key, `key=value` as a key, `--option value` as a value. */

import { componentArgument } from '../node/componentArgument.ts';
import { dashed } from '../node/loader.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { asScalar, type Edit, renameKey, replace } from '../yaml/edits.ts';
import { type Element, elementsOf, targetOf } from '../yaml/elements.ts';
import { replaceItem, valueToList } from '../yaml/listItems.ts';
import { type OptionEntry, optionEntries } from './optionEntries.ts';
import { type Hit, type RuleContext, rule } from './rule.ts';

interface Data {
  readonly edits: readonly Edit[];
  readonly safe: boolean;
}

export const cliSyntaxInYaml = rule<Data>({
  id: 'cli-syntax-in-yaml',
  group: 'values',
  summary: 'Command line syntax in a key or a value.',
  severity: 'error',
  message: {
    dashes: 'K3s puts the dashes in front itself and does not start with "{1}". Write "{0}:".',
    dashesSkipped: 'K3s puts the dashes in front itself, so a server skips this key. Write it without.',
    equals: 'K3s splits at "{0}=", and the colon becomes one more "=" inside the value. Write "{0}: …".',
    equalsUnknown: 'K3s has no option "{0}". Write "key: value".',
    option: 'K3s takes "--{0}" as part of the value. Write only what follows it.',
    otherOption: 'K3s takes "--{0}" as part of the value of "{1}". Write "{0}" as a key of its own.',
    argOption: 'K3s hands "--{0}" to the component, which does not know it. Write only what follows it.',
    several: 'K3s hands this on as one single argument, blanks included. Write one item per argument.',
    spaced: 'K3s hands this on as one flag with a blank in its name. Write "{0}=…".',
  },
  *check(context) {
    for (const entry of context.entries) yield* inKey(entry, context);
    for (const option of optionEntries(context)) yield* inValues(option, context);
  },
  fix: ({ data }) =>
    data && data.edits.length > 0
      ? [{ title: say('Write it as K3s reads it'), edits: data.edits, ...(data.safe ? { safe: true as const } : {}) }]
      : [],
});

function* inKey(entry: Entry, { file, flags, node }: RuleContext): Generator<Hit<Data>> {
  const [name = '', ...behind] = entry.name.replace(/^-+/, '').split('=');
  const known = flags.has(name);
  const at = entry.key;
  if (entry.name.startsWith('-') && name !== '') {
    const fatal = known || !node.skipsUnknownKeys;
    const edits = behind.length === 0 ? [renameKey(file, entry, name)] : pair(file, entry, name, behind);
    const safe = known && behind.length === 0 && !node.settings.has(name);
    yield {
      at,
      say: fatal ? 'dashes' : 'dashesSkipped',
      args: [name, dashed(entry.name)],
      severity: fatal ? 'error' : 'warning',
      data: { edits, safe },
    };
  } else if (behind.length > 0 && known) {
    yield {
      at,
      say: 'equals',
      args: [name],
      severity: 'warning',
      data: { edits: pair(file, entry, name, behind), safe: false },
    };
  } else if (behind.length > 0) {
    const severity = node.skipsUnknownKeys ? 'warning' : 'error';
    yield { at, say: 'equalsUnknown', args: [name], severity, data: { edits: [], safe: false } };
  }
}

/** `token=abc: x` as `token: 'abc: x'`. */
function pair(file: ConfigDocument, entry: Entry, name: string, behind: readonly string[]): Edit[] {
  const value = file.text.slice(entry.valueNode.start, entry.valueNode.end);
  if (/[\r\n]/.test(value)) return [];
  return [replace(file, entry.span, `${name}: ${asScalar(behind.join('=') + (value === '' ? '' : `: ${value}`))}`)];
}

function* inValues(option: OptionEntry, context: RuleContext): Generator<Hit<Data>> {
  const { entry, name, flag } = option;
  if (flag.type !== 'list' && flag.type !== 'string') return;
  for (const element of elementsOf(entry)) {
    if (element.value.kind !== 'scalar') continue;
    const at = element.node;
    const [, named = '', behind = ''] = /^--([A-Za-z][\w-]*)(?:=|[ \t]+)(.*)$/s.exec(element.text) ?? [];
    const asOption = context.flags.find(named)?.name;
    const same = asOption === name;
    const data = { edits: same ? rewrite(context.file, entry, element, [behind.trim()]) : [], safe: same };
    if (flag.format === 'argList') {
      if (same || asOption?.endsWith('-arg')) yield { at, say: 'argOption', args: [named], data };
      else yield* inArgument(option, element, context);
    } else if (asOption) {
      yield { at, say: same ? 'option' : 'otherOption', args: [named, name], severity: 'warning', data };
    }
  }
}

function* inArgument({ entry }: OptionEntry, element: Element, { file }: RuleContext): Generator<Hit<Data>> {
  const { several, spaced } = componentArgument(element.text);
  const at = element.node;
  if (several.length > 0) {
    const texts = several.map((text) => text.replace(/^--/, ''));
    yield { at, say: 'several', data: { edits: rewrite(file, entry, element, texts), safe: true } };
  } else if (spaced) {
    yield {
      at,
      say: 'spaced',
      args: [spaced[0]],
      data: { edits: rewrite(file, entry, element, [spaced.join('=')]), safe: true },
    };
  }
}

/** Other texts in the place of one element. */
function rewrite(file: ConfigDocument, entry: Entry, element: Element, texts: readonly string[]): Edit[] {
  if (element.target !== element.node) return [];
  if (element.inList) return replaceItem(file, targetOf(entry.valueNode), element.node, texts);
  return texts.length > 1 ? valueToList(file, entry, texts) : [replace(file, element.node, asScalar(texts[0] ?? ''))];
}
