/** Moves an item of `kubelet-arg` into a file of the kubelet, where maps add up to what K3s writes. */

import type { CodeAction, CreateFile, TextDocumentEdit } from 'vscode-languageserver-types';
import { rangeOf } from '../features/feature.ts';
import { fieldOfFlag } from '../knowledge/kubelet.ts';
import { filesSince } from '../knowledge/kubeletK3s.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { type ConfigDocument, readText } from '../yaml/document.ts';
import {
  applyEdits,
  type Edit,
  lineBreak,
  lineEnd,
  lineStart,
  removeEntry,
  replace,
  linesOf as wholeLines,
} from '../yaml/edits.ts';
import { removePiece } from '../yaml/places.ts';
import type { Mapping } from '../yaml/tree.ts';
import { linesOf } from './conversion.ts';
import { textOf } from './effective.ts';
import { type KubeletFile, readFile } from './file.ts';
import { folderUri } from './folder.ts';
import { kubeletFor } from './ofNode.ts';
import { readKubelet } from './read.ts';
import type { Typed } from './settings.ts';
import { nameOfKey } from './where.ts';

/** Behind the copies K3s makes itself; the second where a file of the machine would win over the first. */
const NAMES = ['50-kubelet-arg.conf', '99-kubelet-arg.conf'];

/** The action for an item, by its position; undefined where the kubelet would not run with the same value afterwards. */
export function toDropIn(node: NodeConfig, index: number): CodeAction | undefined {
  const known = kubeletFor(node);
  const { minor, configuration } = known.kubelet;
  const part = known.parts[index];
  const folder = folderUri(node);
  const word = known.input.words?.[index];
  if (!part?.text.includes('=') || folder === undefined || minor < filesSince || word === undefined) return undefined;
  const path = fieldOfFlag(/^--([^=]+)/.exec(word)?.[1] ?? '');
  const lines = linesOf(part.text, minor);
  const removed = withoutItem(node, part);
  const setting = path === undefined ? undefined : configuration.settings.get(path);
  if (
    path === undefined ||
    !lines ||
    !removed ||
    setting?.from.kind !== 'flag' ||
    !isOnly(known.input.words ?? [], index) ||
    breaks(part.document, removed, part.entry.name)
  )
    return undefined;
  for (const name of NAMES) {
    const old = node.sources.kubelet?.files.find((file) => file.name === name)?.document;
    const uri = old?.uri ?? `${folder}/${name}`;
    const document = old ?? readText(uri, '');
    const edit: Edit | undefined = old
      ? mergedInto(old, path.split('.'), lines)
      : replace(document, { start: 0, end: 0 }, newFile(lines));
    if (!edit) continue;
    const file: KubeletFile = { name, document: readText(uri, applyEdits(document.text, [edit])) };
    const words = (known.input.words ?? []).map((other, at) => (at === index ? undefined : other));
    const files: KubeletFile[] = [...known.input.files.filter((other) => other.name !== name), file];
    const after = readKubelet({ ...known.input, files, words }).configuration.settings.get(path);
    if (!after || !says(after.value, setting.value)) continue;
    return {
      title: say('Move into {0}, a file of the kubelet', name),
      kind: 'refactor.rewrite',
      edit: {
        documentChanges: [
          ...(old ? [] : [{ kind: 'create', uri, options: { ignoreIfExists: true } } satisfies CreateFile]),
          changeOf(document, edit),
          changeOf(part.document, removed),
        ],
      },
    };
  }
  return undefined;
}

/** One edit as the protocol writes it. */
export function changeOf(document: ConfigDocument, { uri, at, text }: Edit): TextDocumentEdit {
  return { textDocument: { uri, version: null }, edits: [{ range: rangeOf(document, at), newText: text }] };
}

/** Whether an edit makes a file unreadable or changes more of it than one key, such as an alias of what it takes out. */
export function breaks(document: ConfigDocument, edit: Edit, key?: string): boolean {
  const after = readText(document.uri, applyEdits(document.text, [edit]));
  if (after.problem && !document.problem) return true;
  if (key === undefined) return false;
  const others = ({ entries }: ConfigDocument): string =>
    JSON.stringify(
      entries.flatMap(({ name, texts }) => (name === key ? [] : [name, ...texts.map(({ text }) => text)])),
    );
  return others(after) !== others(document);
}

/** Whether no other item names the same flag, which would add to it or win. */
function isOnly(words: readonly (string | undefined)[], index: number): boolean {
  const name = (word: string | undefined): string | undefined => word && fieldOfFlag(word.slice(2).split('=')[0] ?? '');
  return words.filter((word) => name(word) === name(words[index])).length === 1;
}

/** Whether a value is another one; a map may have more keys, because those of K3s stay. */
function says(value: Typed, wanted: Typed): boolean {
  if (!(value instanceof Map && wanted instanceof Map)) return textOf(value) === textOf(wanted);
  return [...wanted].every(([key, one]) => value.has(key) && textOf(value.get(key) as Typed) === textOf(one));
}

const newFile = (lines: readonly string[]): string =>
  `${[`apiVersion: ${kubeletApiVersion}`, `kind: ${kubeletKind}`, ...lines].join('\n')}\n`;

/** Takes the item out; the whole list where nothing else is in it and nothing earlier would come back. */
function withoutItem(node: NodeConfig, part: Part): Edit | undefined {
  const { document, entry } = part;
  if (entry.texts.length > 1) return removePiece(part, 0, part.text.length);
  const { overridden = [] } = node.setting('kubelet-arg') ?? {};
  return overridden.length > 0 ? replace(document, entry.valueNode, '[]') : removeEntry(document, entry);
}

/** Writes lines into a file that may have some of the objects around them, or the field itself. */
function mergedInto(document: ConfigDocument, path: readonly string[], lines: readonly string[]): Edit | undefined {
  const { root } = document;
  const { problems } = readFile({ name: NAMES[0] as string, document });
  if (root?.kind !== 'mapping' || problems.some(({ severity }) => severity === 'error')) return undefined;
  let around: Mapping = root;
  for (const [depth, name] of path.entries()) {
    const last = around.pairs.at(-1);
    if (around.flow || !last) return undefined;
    const column = last.key.start - lineStart(document.text, last.key.start);
    const newline = lineBreak(document.text);
    const text = lines.slice(depth).map((line) => ' '.repeat(column) + line.slice(depth * 2) + newline);
    const pair = around.pairs.find(({ key }) => nameOfKey(key) === name);
    if (!pair) {
      const end = lineEnd(document.text, Math.max(last.key.end, last.value.end));
      const isOpen = end === document.text.length && !/[\r\n]$/.test(document.text);
      return replace(document, { start: end, end }, (isOpen ? newline : '') + text.join(''));
    }
    if (depth === path.length - 1) {
      const span = { start: pair.key.start, end: Math.max(pair.key.end, pair.value.end) };
      return replace(document, wholeLines(document, span), text.join(''));
    }
    if (pair.value.kind !== 'mapping') return undefined;
    around = pair.value;
  }
  return undefined;
}
