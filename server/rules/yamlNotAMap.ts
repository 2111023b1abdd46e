/** A file that is no map of options: text, words of a command line, or one big list. */

import { flags as allFlags } from '../knowledge/flags.ts';
import { longName } from '../knowledge/lookup.ts';
import { say } from '../words/say.ts';
import { meantPair } from '../yaml/diagnosis/pair.ts';
import { type ConfigDocument, readText } from '../yaml/document.ts';
import { applyEdits, type Edit, lineBreak, lineStart, replace } from '../yaml/edits.ts';
import { targetOf } from '../yaml/elements.ts';
import type { Span, YamlNode } from '../yaml/tree.ts';
import { rule } from './rule.ts';

export const yamlNotAMap = rule({
  id: 'yaml-not-a-map',
  group: 'yaml',
  summary: 'The file holds text or a list instead of `key: value` lines.',
  severity: 'error',
  message: {
    text: 'This is text without "key: value". K3s does not start, and its log names no file.',
    'command-line': 'This is command line syntax, and K3s does not start with it. Write one "key: value" per line.',
    equals: 'Write a colon and a blank instead of "=": "{0}: …". K3s does not start, and its log names no file.',
    'glued-colon': 'The blank behind "{0}:" is missing. K3s does not start, and its log names no file.',
    'missing-colon': 'The colon behind "{0}" is missing. K3s does not start, and its log names no file.',
    listOfTexts: 'The file is a list of words, and K3s does not start with it. Write one "key: value" per line.',
    server: 'The file is one big list, so a server ignores all of it. Remove the dashes in front of the keys.',
    agent: 'The file is one big list, and an agent does not start with it. Remove the dashes in front of the keys.',
  },
  *check({ file, flags, entries }) {
    const { problem, root } = file;
    if (problem?.kind === 'yaml-structure') {
      const words = wordsOf(file, root);
      const first = words[0] && meant(words[0].text);
      const how = root?.kind === 'sequence' ? 'listOfTexts' : (first?.how ?? 'text');
      yield { at: problem.span, say: how, args: first ? [first.name] : [] };
    } else if (root && targetOf(root).kind === 'sequence' && entries.some(({ name }) => name === '')) {
      const at = { start: root.start, end: Math.min(root.end, root.start + 1) };
      yield { at, say: flags.role, severity: flags.role === 'agent' ? 'error' : 'warning' };
    }
  },
  fix(_hit, { file }) {
    const edits = file.problem ? asPairs(file) : withoutDashes(file);
    const after = readText(file.uri, applyEdits(file.text, edits));
    if (edits.length === 0 || after.problem || after.root?.kind !== 'mapping') return [];
    return [{ title: say('Write it as "key: value"'), edits, safe: true }];
  },
});

const meant = (text: string): ReturnType<typeof meantPair> =>
  meantPair(text, (name) => allFlags[longName(name) ?? '']?.type);

/** The lines of a text, or the items of a list, with their places. */
function wordsOf(file: ConfigDocument, root: YamlNode | null): (Span & { text: string })[] {
  if (root?.kind === 'sequence') {
    return root.items.map((item) => ({
      start: item.start,
      end: item.end,
      text: item.kind === 'scalar' ? item.text : '',
    }));
  }
  if (root?.kind !== 'scalar' || root.style !== 'plain') return [];
  const words: (Span & { text: string })[] = [];
  for (const match of file.text.slice(root.start, root.end).matchAll(/[^\r\n]+/g)) {
    const start = root.start + match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    words.push({ start, end: root.start + match.index + match[0].trimEnd().length, text: match[0].trim() });
  }
  return words.filter(({ text }) => text !== '');
}

function asPairs(file: ConfigDocument): Edit[] {
  const words = wordsOf(file, file.root);
  const pairs = words.map(({ text }) => meant(text));
  const names = pairs.map((pair) => pair?.name);
  if (names.includes(undefined) || new Set(names).size < names.length || !file.root) return [];
  const indent = ' '.repeat(file.root.start - lineStart(file.text, file.root.start));
  return [replace(file, file.root, pairs.map((pair) => pair?.text).join(lineBreak(file.text) + indent))];
}

/** Takes the dashes of a list of maps away, and moves the other keys of each map to the column of the dash. */
function withoutDashes(file: ConfigDocument): Edit[] {
  const { root, text } = file;
  if (root?.kind !== 'sequence' || root.flow) return [];
  return root.items.flatMap((item, index) => {
    if (item.kind !== 'mapping' || item.flow) return [];
    const start = lineStart(text, item.start);
    const dash = start + text.slice(start, item.start).lastIndexOf('-');
    const by = item.start - dash;
    const end = root.items[index + 1]?.start ?? item.end;
    const edits = [replace(file, { start: dash, end: item.start }, '')];
    for (const line of text.slice(item.start, end).matchAll(/(?<=\n) +(?=[^ \r\n-])/g)) {
      const at = item.start + line.index;
      edits.push(replace(file, { start: at, end: at + Math.min(by, line[0].length) }, ''));
    }
    return edits;
  });
}
