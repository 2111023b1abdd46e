/** Completion of keys and values: what K3s of this role and version would take here, and is not there yet. */

import type { CompletionItem } from 'vscode-languageserver-types';
import { loadedEngine } from '../engines.ts';
import type { Flag } from '../knowledge/flag.ts';
import { groupOrder } from '../knowledge/flags.ts';
import { defaultAt, deprecation, find, valuesAt } from '../knowledge/lookup.ts';
import type { FlagsInForce } from '../node/config.ts';
import { describe, groupTitle } from '../words/describe.ts';
import { say } from '../words/say.ts';
import { asScalar } from '../yaml/edits.ts';
import type { Asked, Feature } from './feature.ts';
import { rangeOf } from './feature.ts';
import { describedArgument } from './hover.ts';
import { type Cursor, locate, type ValueCursor } from './locate.ts';

/** Numbers of the protocol. */
const KIND = { value: 12, enumMember: 20, property: 10 } as const;
const DEPRECATED = 1;

/** What `resolve` needs to write the documentation of one item. */
export interface ItemData {
  readonly role: FlagsInForce['role'];
  readonly release: FlagsInForce['release'];
  readonly name: string;
  readonly value?: string;
  /** An item of a `*-arg` list as it would be, and where in it the new words start. */
  readonly argument?: { readonly text: string; readonly offset: number };
}

export const completion: Feature<CompletionItem[]> = (asked) => {
  const cursor = locate(asked.document, asked.offset);
  if (cursor.kind === 'key') return keys(asked, cursor);
  return cursor.kind === 'value' ? values(asked, cursor) : [];
};

function keys({ node, document, offset }: Asked, cursor: Extract<Cursor, { kind: 'key' }>): CompletionItem[] {
  const { flags } = node;
  const taken = new Set(
    document.entries
      .filter(({ key }) => !(key.start <= offset && offset <= key.end))
      .map(({ name }) => flags.find(name)?.name ?? name),
  );
  const range = rangeOf(document, cursor.word);
  const typed = document.text.slice(cursor.word.start, offset);
  const plusStands = document.text[cursor.word.end] === '+';
  // What is set before can be added to: `key+` is the one way in which a key repeats.
  const elsewhere = new Set(
    node.documents
      .filter(({ uri }) => uri !== document.uri)
      .flatMap(({ entries }) => entries.map((entry) => flags.find(entry.name)?.name ?? entry.name)),
  );
  const offered = [...flags.all]
    .filter(([name, flag]) => isOffered(name, flag, typed))
    .flatMap(([name, flag]) => [
      ...(taken.has(name) ? [] : [{ key: name, name, flag }]),
      ...(flag.type === 'list' && (taken.has(name) || elsewhere.has(name)) && !plusStands
        ? [{ key: `${name}+`, name, flag }]
        : []),
    ]);
  return offered.map(({ key, name, flag }) => {
    const old = deprecation(flag, flags.release) !== 'none';
    return {
      label: key,
      kind: KIND.property,
      labelDetails: { description: say(groupTitle(flag)) },
      sortText: `${old ? 'z' : ''}${String(groupOrder.indexOf(flag.group)).padStart(2, '0')} ${key}`,
      filterText: key,
      textEdit: { range, newText: cursor.hasColon ? key : key + separator(flag, document.text) },
      ...(old ? { tags: [DEPRECATED] } : {}),
      data: dataOf(flags, name),
    } satisfies CompletionItem;
  });
}

/** Hidden options show once three letters of them are typed. */
function isOffered(name: string, flag: Flag, typed: string): boolean {
  // What names the file itself does nothing inside it.
  if (flag.group === 'config') return false;
  return !flag.hidden || (typed.length >= 3 && name.startsWith(typed));
}

function separator(flag: Flag, text: string): string {
  if (flag.type !== 'list') return ': ';
  return text.includes('\r\n') ? ':\r\n  - ' : ':\n  - ';
}

const dataOf = ({ role, release }: FlagsInForce, name: string, value?: string): ItemData => ({
  role,
  release,
  name,
  ...(value === undefined ? {} : { value }),
});

function values({ node, document, offset }: Asked, cursor: ValueCursor): CompletionItem[] {
  const { flags } = node;
  const found = flags.find(cursor.key);
  if (!found) return [];
  const { flag, name } = found;
  const inItem = flag.format === 'argList' ? inArgument(name, node.flags, document, offset, cursor) : undefined;
  if (inItem) return inItem;
  const range = rangeOf(document, cursor.word);
  const line = document.entries.find((entry) => flags.find(entry.name)?.name === name);
  const present = new Set(
    flag.type === 'list'
      ? line?.texts.filter(({ node: at }) => !(at.start <= offset && offset <= at.end)).map(({ text }) => text)
      : [],
  );
  const needsList = flag.type === 'list' && !cursor.item && !cursor.quoted && cursor.word.start === cursor.word.end;
  const lead = cursor.glued ? ' ' : '';
  return [...live(node, name, [...present]), ...candidates(flag, flags)]
    .filter(({ value }) => !present.has(value))
    .map(({ value, kind, note }, index) => ({
      label: value,
      kind,
      ...(note ? { labelDetails: { description: note } } : {}),
      sortText: String(index).padStart(3, '0'),
      filterText: value,
      textEdit: { range, newText: lead + (needsList ? `[${written(value, flag)}]` : textOf(value, flag, cursor)) },
      data: dataOf(flags, name, value),
    }));
}

/** What the engine for component arguments offers inside an item; undefined where it knows nothing of the list. */
function inArgument(
  name: string,
  flags: FlagsInForce,
  document: Asked['document'],
  offset: number,
  { key, word, item, quoted, glued }: ValueCursor,
): CompletionItem[] | undefined {
  const engine = loadedEngine('arguments');
  const component = engine?.componentLists[name];
  if (!engine || !component) return undefined;
  const text = document.text.slice(word.start, word.end);
  const others = document.entries
    .filter((entry) => entry.name === key)
    .flatMap(({ texts }) => texts)
    .filter(({ node: at }) => !(at.start <= offset && offset <= at.end))
    .map((other) => other.text);
  const { release } = flags;
  const { from, to, offers } = engine.completeArgument(component, text, offset - word.start, { release, others });
  const range = rangeOf(document, { start: word.start + from, end: word.start + to });
  const isBare = !item && !quoted && text === '';
  const lead = glued ? ' ' : '';
  return offers.map(({ label, insert, kind, detail, deprecated }, index) => ({
    label,
    kind: kind === 'name' ? KIND.property : KIND.value,
    ...(detail ? { labelDetails: { description: detail } } : {}),
    sortText: `${deprecated ? 'z' : ''}${String(index).padStart(4, '0')}`,
    filterText: insert,
    textEdit: { range, newText: lead + (isBare ? `[${insert}]` : insert) },
    ...(deprecated ? { tags: [DEPRECATED] } : {}),
    data: {
      ...dataOf(flags, name),
      argument: { text: text.slice(0, from) + insert + text.slice(to), offset: from },
    } satisfies ItemData,
  }));
}

const textOf = (value: string, flag: Flag, { quoted }: ValueCursor): string => (quoted ? value : written(value, flag));

const written = (value: string, flag: Flag): string =>
  flag.type === 'bool' || flag.type === 'int' ? value : asScalar(value);

/** What is in use in the cluster of the machine. */
function live({ cluster }: Asked['node'], name: string, others: readonly string[]): Candidate[] {
  const found = cluster ? loadedEngine('live')?.liveValues(cluster, name, others) : undefined;
  return (found ?? []).map(({ value, isKey, note }) => ({ value, kind: isKey ? KIND.property : KIND.value, note }));
}

interface Candidate {
  readonly value: string;
  readonly kind: CompletionItem['kind'] & number;
  readonly note?: string;
}

function candidates(flag: Flag, flags: FlagsInForce): Candidate[] {
  const preset = defaultAt(flag, flags);
  const isDefault = (value: string): boolean => String(preset) === value;
  if (flag.type === 'bool') {
    return ['true', 'false'].map((value) => ({
      value,
      kind: KIND.value,
      ...(isDefault(value) || (preset === undefined && value === 'false') ? { note: say('default') } : {}),
    }));
  }
  const listed = valuesAt(flag, flags.release).map((value) => ({
    value,
    kind: KIND.enumMember,
    ...(isDefault(value) ? { note: say('default') } : {}),
  }));
  if (listed.length > 0) return listed;
  return preset === undefined || preset === ''
    ? []
    : [{ value: String(preset), kind: KIND.value, note: say('default') }];
}

/** Adds the documentation of one item, when the editor shows it. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const data = item.data as ItemData | undefined;
  const found = data && find(data.name, data);
  if (!data || !found) return item;
  if (data.argument) {
    const markdown = describedArgument(found.name, data.argument.text, data.argument.offset, data.release)?.markdown;
    return markdown === undefined ? item : { ...item, documentation: { kind: 'markdown', value: markdown } };
  }
  const told = { name: found.name, flag: found.flag, role: data.role, release: data.release };
  const doc = data.value === undefined ? undefined : found.flag.values?.[data.value]?.doc;
  return { ...item, documentation: { kind: 'markdown', value: doc ?? describe(told) } };
}
