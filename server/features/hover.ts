/** Hover: what an option does, its facts here, and what is in force on this machine. */

import type { Hover } from 'vscode-languageserver-types';
import { loadedEngine } from '../engines.ts';
import type { Release } from '../knowledge/flag.ts';
import type { Found } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Source } from '../node/loader.ts';
import { describe } from '../words/describe.ts';
import { footer } from '../words/inEffect.ts';
import { code, link } from '../words/markdown.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { placeOf } from '../yaml/places.ts';
import type { Span } from '../yaml/tree.ts';
import { type Feature, rangeOf } from './feature.ts';
import { entryAt } from './locate.ts';
import { originOf, textsOf, typedFor } from './origin.ts';

export const hover: Feature<Hover | null> = ({ node, document, offset }) => {
  const entry = entryAt(document, offset);
  const found = entry && node.flags.find(entry.name);
  if (!entry || !found) return null;
  const { name, flag } = found;
  const onKey = offset <= entry.key.end;
  const item = entry.texts.find(({ node: at }) => at.start <= offset && offset <= at.end);
  if (!onKey && !item) return null;
  const inItem = item && !onKey && flag.format === 'argList' ? inArgument(name, item, document, offset, node) : null;
  if (inItem) return inItem;
  const doc = onKey ? undefined : flag.values?.[item?.text ?? '']?.doc;
  const told = { name, flag, role: node.flags.role, release: node.flags.release };
  const whole = describe(told, inForce(node, entry, found));
  const head = doc ? `\`${item?.text}\`: ${doc}\n\n---\n\n${whole}` : whole;
  const at: Span = onKey ? entry.key : (item?.node ?? entry.key);
  const text = [head, footer(node)].join('\n\n');
  return { contents: { kind: 'markdown', value: text }, range: rangeOf(document, at) };
};

/** What stands inside an item of a `*-arg` list; null where nothing is known of it. */
function inArgument(
  name: string,
  { text, node: at }: Entry['texts'][number],
  document: ConfigDocument,
  offset: number,
  node: NodeConfig,
): Hover | null {
  const written = { text, node: at, document };
  const { start, end } = placeOf(written, 0, text.length);
  // Where escapes or folding stand between the file and the text, nobody knows what is under the mouse.
  const isPlain = end - start === text.length && start <= offset && offset <= end;
  const told = isPlain ? describedArgument(name, text, offset - start, node.flags.release) : undefined;
  if (!told) return null;
  return {
    contents: { kind: 'markdown', value: [told.markdown, footer(node)].join('\n\n') },
    range: rangeOf(document, placeOf(written, told.from, told.to)),
  };
}

/** What the engine for component arguments says about a place in an item, once it is loaded. */
export function describedArgument(
  list: string,
  text: string,
  offset: number,
  release: Release,
): { readonly from: number; readonly to: number; readonly markdown: string } | undefined {
  const engine = loadedEngine('arguments');
  const component = engine?.componentLists[list];
  return engine && component && engine.describeArgument(component, text, offset, release);
}

function inForce(node: NodeConfig, entry: Entry, { name, flag, available }: Found): string {
  // K3s skips it or does not start with it, so nothing of it is in force.
  if (available !== 'yes') return '';
  const setting = node.settings.get(entry.name);
  if (!setting) return '';
  const typed = typedFor(node, name);
  const replaces = typed !== undefined && flag.type !== 'list';
  const written = replaces ? [] : setting.parts.map(({ text }) => text);
  const texts = [...written, ...(typed ? textsOf(typed.value) : [])];
  const linked = (sources: readonly Source[]): string[] => sources.map((source) => link(originOf(node, source)));
  const origins = [...(replaces ? [] : linked(setting.entries)), ...(typed ? [link(typed.origin)] : [])];
  const replaced = linked(replaces ? [...setting.overridden, ...setting.entries] : setting.overridden);
  const value = flag.secret ? MASK : code(texts.map(withoutPassword).join(', '));
  const lines = [say('In force: {0}, from {1}', value, origins.join(', '))];
  if (replaced.length > 0) lines.push(say('It replaces {0}', replaced.join(', ')));
  if (replaces) lines.unshift(say('**This line has no effect**, the words of the service win.'));
  else if (node.isReplaced(entry)) lines.unshift(say('**This line has no effect**, a later one replaces it.'));
  return lines.join('  \n');
}
