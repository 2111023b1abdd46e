/** What the CIS hardening guide of K3s asks for and the configuration does not have; for those who want to hear it. */

import type { Release } from '../knowledge/flag.ts';
import { type Expectation, expectations, type Weakness, weaknesses } from '../knowledge/hardening.ts';
import { compareReleases } from '../knowledge/versions.ts';
import { componentArgument } from '../node/componentArgument.ts';
import type { NodeConfig } from '../node/config.ts';
import { areFilesKnown, commandLine, counted, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { appendItems, insertList } from '../yaml/appendItems.ts';
import { contentStart, type Edit, insertAfter, replace } from '../yaml/edits.ts';
import { inBrackets } from '../yaml/listItems.ts';
import { placeOf, removePiece, replacePiece } from '../yaml/places.ts';
import { type Fix, type Hit, rule } from './rule.ts';

type Data =
  | { readonly expected: Expectation; readonly items: readonly string[]; readonly part?: Part }
  | { readonly weakness: Weakness; readonly part: Part };

export const hardening = rule<Data>({
  id: 'hardening',
  group: 'security',
  scope: 'machine',
  summary: 'Something the CIS hardening guide of K3s asks for.',
  severity: 'warning',
  optional: true,
  hardened: 'warning',
  message: {
    ...Object.fromEntries(Object.entries(expectations).map(([id, { tell }]) => [id, tell])),
    weak: 'The CIS guide does not allow "{0}". Write {1}.',
    weakOut: 'The CIS guide does not allow "{0}". Take it out.',
  },
  *check({ node }) {
    for (const [id, expected] of Object.entries(expectations)) {
      if (areFilesKnown(node) && isAsked(expected, node)) yield* missing(id, expected, node);
    }
    for (const weakness of weaknesses) if (isAsked(weakness, node)) yield* weak(weakness, node);
  },
  fix({ data }, { node }) {
    if (!data) return [];
    return 'weakness' in data ? strengthen(data.weakness, data.part) : add(data, node);
  },
});

function isAsked({ roles, since, until, option }: Expectation | Weakness, node: NodeConfig): boolean {
  const { role, release } = node.flags;
  if (!roles.includes(role) || !isBetween(release, since, until)) return false;
  const ofKubelet = option === 'kubelet-arg' || option === 'protect-kernel-defaults';
  return !(ofKubelet && isOn(node, 'disable-agent'));
}

const isBetween = (release: Release, since: Release | undefined, until: Release | undefined): boolean =>
  !(since && compareReleases(release, since) < 0) && !(until && compareReleases(release, until) >= 0);

function* missing(id: string, expected: Expectation, node: NodeConfig): Iterable<Hit<Data>> {
  const { option, write, items, word } = expected;
  if (write !== undefined) {
    if (!isOn(node, option)) {
      yield { ...placeFor(option, node), say: id, args: [`${option}: ${write}`], data: { expected, items: [] } };
    }
    return;
  }
  const parts = partsOf(option, node);
  const typed = commandLine(node).get(option);
  const given = [...parts.map(({ text }) => text), ...(typed?.type === 'list' ? typed.value : [])].map(
    componentArgument,
  );
  // Whatever the kubelet reads from a file of its own nobody knows here.
  if (option === 'kubelet-arg' && given.some(({ name }) => name === 'config' || name === 'config-dir')) return;
  const lacking = (items ?? []).filter((item) => {
    const { name } = componentArgument(item);
    return !given.some((one) => one.name === name && (word === undefined || words(one.value).includes(word)));
  });
  if (lacking.length === 0) return;
  const names = lacking.map((item) => componentArgument(item).name);
  const part = word === undefined ? undefined : parts.find(({ text }) => componentArgument(text).name === names[0]);
  const place = part ? { at: placeOf(part, 0, part.text.length), in: part.document.uri } : placeFor(option, node);
  yield { ...place, say: id, args: [names.join(', ')], data: { expected, items: lacking, ...(part ? { part } : {}) } };
}

function* weak(weakness: Weakness, node: NodeConfig): Iterable<Hit<Data>> {
  const { argument, write } = weakness;
  for (const part of partsOf(weakness.option, node)) {
    const { name, value = 'true' } = componentArgument(part.text);
    if (name !== argument || !isWeak(weakness, value)) continue;
    yield {
      at: placeOf(part, 0, part.text.length),
      in: part.document.uri,
      say: write === undefined ? 'weakOut' : 'weak',
      args: [`${argument}=${value}`, `${argument}=${write ?? ''}`],
      data: { weakness, part },
    };
  }
}

function isWeak({ weak: bad = [], only, atLeast }: Weakness, value: string): boolean {
  if (only) return !only.includes(value);
  if (atLeast !== undefined) return /^\d+$/.test(value) && Number(value) < atLeast;
  return words(value).some((word) => bad.includes(word));
}

const words = (value: string | undefined): readonly string[] => (value ?? '').split(',').map((word) => word.trim());

function partsOf(option: string, node: NodeConfig): readonly Part[] {
  for (const { name, parts } of counted(node)) if (name === option) return parts;
  return [];
}

/** Where the option stands, or else the beginning. */
function placeFor(option: string, node: NodeConfig): Pick<Hit, 'at' | 'in'> {
  const source = node.setting(option)?.entries.at(-1);
  if (source) return { at: source.entry.key, in: source.document.uri };
  const first = node.documents[0];
  return { at: first?.entries[0]?.key ?? { start: 0, end: 0 }, in: first?.uri ?? node.sources.main };
}

function strengthen({ argument, write }: Weakness, part: Part): readonly Fix[] {
  if (write === undefined) {
    const edit = removePiece(part, 0, part.text.length);
    return edit ? [{ title: say('Remove "{0}"', part.text), edits: [edit] }] : [];
  }
  const text = `${argument}=${write}`;
  return [{ title: say('Change to "{0}"', text), edits: [replacePiece(part, 0, part.text.length, text)] }];
}

function add({ expected, items, part }: Extract<Data, { expected: Expectation }>, node: NodeConfig): readonly Fix[] {
  const { option, write, word } = expected;
  if (part && word !== undefined) {
    const text = `${part.text},${word}`;
    return [{ title: say('Change to "{0}"', text), edits: [replaceItemText(part, text)] }];
  }
  const edits = write === undefined ? addItems(option, items, node) : setOption(option, write, node);
  const title = write === undefined ? say('Add {0}', items.join(', ')) : say('Write "{0}"', `${option}: ${write}`);
  return edits.length > 0 ? [{ title: title.length > 100 ? `${title.slice(0, 99)}…` : title, edits }] : [];
}

/** A comma between brackets would end the item. */
function replaceItemText(part: Part, text: string): Edit {
  const { document, node, entry } = part;
  const list = entry.valueNode;
  if (list.kind !== 'sequence' || !list.flow || node.kind !== 'scalar' || node.style !== 'plain')
    return replacePiece(part, 0, part.text.length, text);
  return replace(document, { start: contentStart(document, node), end: node.end }, inBrackets(text));
}

function addItems(option: string, items: readonly string[], node: NodeConfig): readonly Edit[] {
  const source = node.setting(option)?.entries.at(-1);
  if (source) return appendItems(source.document, source.entry, items);
  const last = lastEntry(node);
  return last ? [insertList(last.document, last.entry, option, items)] : [];
}

function setOption(option: string, write: string, node: NodeConfig): readonly Edit[] {
  const part = node.setting(option)?.parts.at(-1);
  if (part) {
    const { document, node: written } = part;
    return [replace(document, { start: contentStart(document, written), end: written.end }, write)];
  }
  const last = lastEntry(node);
  return last ? [insertAfter(last.document, last.entry, `${option}: ${write}`)] : [];
}

/** A new option goes to the end of the main file. */
function lastEntry({ documents: [document] }: NodeConfig): Pick<Part, 'document' | 'entry'> | undefined {
  const entry = document?.entries.at(-1);
  return document && entry ? { document, entry } : undefined;
}
