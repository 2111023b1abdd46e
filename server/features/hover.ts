/** Hover: what an option does, its facts here, and what is in force on this machine. */

import type { Hover } from 'vscode-languageserver-types';
import type { NodeConfig } from '../node/config.ts';
import { relativeTo } from '../uri.ts';
import { describe, MASK } from '../words/describe.ts';
import { say } from '../words/say.ts';
import { type ConfigDocument, type Entry, positionAt } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';
import { type Feature, rangeOf } from './feature.ts';
import { entryAt } from './locate.ts';

export const hover: Feature<Hover | null> = ({ node, document, offset }) => {
  const entry = entryAt(document, offset);
  const found = entry && node.flags.find(entry.name);
  if (!entry || !found) return null;
  const { name, flag } = found;
  const onKey = offset <= entry.key.end;
  const item = entry.texts.find(({ node: at }) => at.start <= offset && offset <= at.end);
  if (!onKey && !item) return null;
  const doc = onKey ? undefined : flag.values?.[item?.text ?? '']?.doc;
  const told = { name, flag, role: node.flags.role, release: node.flags.release };
  const head = doc ? `\`${item?.text}\`: ${doc}\n\n---\n\n${describe(told)}` : describe(told);
  const at: Span = onKey ? entry.key : (item?.node ?? entry.key);
  const text = [head, inForce(node, document, entry, flag.secret === true), footer(node)].filter(Boolean).join('\n\n');
  return { contents: { kind: 'markdown', value: text }, range: rangeOf(document, at) };
};

function inForce(node: NodeConfig, document: ConfigDocument, entry: Entry, secret: boolean): string {
  const setting = node.settings.get(entry.name);
  if (!setting) return '';
  const value = secret ? MASK : code(setting.parts.map(({ text }) => text).join(', '));
  const places = setting.entries.map((source) => link(node, source.document, source.entry)).join(', ');
  const lines = [say('In force: {0}, from {1}', value, places)];
  if (setting.overridden.length > 0) {
    lines.push(
      say('It replaces {0}', setting.overridden.map((source) => link(node, source.document, source.entry)).join(', ')),
    );
  }
  const replaced = setting.overridden.some((source) => source.entry === entry && source.document.uri === document.uri);
  if (replaced) lines.unshift(say('**This line has no effect**, a later one replaces it.'));
  return lines.join('  \n');
}

/** Backticks that survive backticks in the text. */
function code(text: string): string {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  if (shown === '') return say('(empty)');
  const fence = shown.includes('`') ? '``' : '`';
  return `${fence}${shown.replace(/[\r\n]+/g, '⏎')}${fence}`;
}

function link(node: NodeConfig, document: ConfigDocument, entry: Entry): string {
  const line = positionAt(document, entry.key.start).line + 1;
  return `[${relativeTo(node.sources.main, document.uri)}:${line}](${document.uri}#L${line})`;
}

function footer(node: NodeConfig): string {
  const role = node.role.role ?? say('role unknown, shown as server');
  return `*${say('K3s {0}, {1}', node.flags.release, role)}*`;
}
