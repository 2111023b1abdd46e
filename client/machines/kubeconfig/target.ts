/** The kubeconfig that gets a new entry: read so that each thing's place in the text is known, or refused as it is. */

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { say } from '../../say.ts';

export const LISTS = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;
export type List = keyof typeof LISTS;

export interface Target {
  readonly text: string;
  /** Undefined for a file with nothing in it but comments. */
  readonly root: YAMLMap | undefined;
  /** What it means. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Why a file is left alone, in a sentence that tells nothing of its content. */
export interface Untouched {
  readonly ok: false;
  readonly message: string;
}

export type Reading = { readonly ok: true; readonly target: Target } | Untouched;

/** Never throws. */
export function readTarget(text: string): Reading {
  const document = parsed(text);
  const [error] = document?.errors ?? [];
  if (!document || error) {
    const line = error?.linePos?.[0].line;
    return no(
      line === undefined
        ? say('The kubeconfig is no YAML that can be read; it was not touched.')
        : say('The kubeconfig is no YAML that can be read: see line {0}. It was not touched.', line),
    );
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null && root.source === ''))
    return { ok: true, target: { text, root: undefined, value: {} } };
  const value = isMap(root) ? meaningOf(document) : undefined;
  if (!isMap(root) || value === undefined) return no(say('The file is no kubeconfig; it was not touched.'));
  const kind = value.kind;
  if (kind !== undefined && kind !== 'Config') return no(say('The file is no kubeconfig; it was not touched.'));
  for (const list of Object.keys(LISTS)) {
    const node = root.get(list, true);
    if (node !== undefined && !isSeq(node) && !(isScalar(node) && node.value === null))
      return no(say('`{0}` in the kubeconfig is no list; it was not touched.', list));
  }
  return { ok: true, target: { text, root, value } };
}

function parsed(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, { version: '1.1', keepSourceTokens: true, logLevel: 'error' });
  } catch {
    // Text that the library does not even get through.
    return undefined;
  }
}

/** Undefined for what has no end, such as an alias to what it stands in. */
function meaningOf(document: Document.Parsed): Record<string, unknown> | undefined {
  try {
    return document.toJS();
  } catch {
    // Aliases that lead nowhere, or to too much.
    return undefined;
  }
}

/** The nodes of one list. */
export function listOf({ root }: Target, list: List): YAMLSeq | undefined {
  const node = root?.get(list, true);
  return isSeq(node) ? node : undefined;
}

/** The map of a name in a list: `cluster: …` of the entry with that name. Undefined where there is none. */
export function mapOf(target: Target, list: List, name: string): YAMLMap | undefined {
  const entry = listOf(target, list)?.items.find((item) => isMap(item) && item.get('name') === name);
  const node = isMap(entry) ? entry.get(LISTS[list], true) : undefined;
  return isMap(node) ? node : undefined;
}

/** Whether a part of the file stands by itself: nothing in it is shared with another part, or means more than it says. */
export function isSimple(map: YAMLMap): boolean {
  let simple = true;
  const unless = (fine: boolean): symbol | undefined => {
    if (fine) return undefined;
    simple = false;
    return visit.BREAK;
  };
  visit(map, {
    Alias: () => unless(false),
    Value: (_, { anchor, tag }) => unless(!anchor && !tag),
    Pair: (_, pair) => unless(isScalar(pair.key) && keyOf(pair) !== '<<'),
  });
  return simple;
}

/** As it is written: `<<` is more than a text. */
export const keyOf = ({ key }: Pair): string => (isScalar(key) ? (key.source ?? String(key.value)) : '');

const no = (message: string): Untouched => ({ ok: false, message });
