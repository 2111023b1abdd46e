/** Links from the paths of certificates and keys to the files on the machine. */

import type { DocumentLink } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import { below } from '../node/machineFiles.ts';
import { contentStart } from '../yaml/edits.ts';
import { seenOf } from './seen.ts';

export const links: Feature<DocumentLink[]> = ({ node, document }) => {
  const { root } = node.sources;
  if (root === undefined) return [];
  const files = [...(seenOf(node)?.registries.configs.values() ?? [])].flatMap(({ tls }) =>
    tls ? [tls.caFile, tls.certFile, tls.keyFile] : [],
  );
  const seen = new Set<unknown>();
  return files.flatMap((file): DocumentLink[] => {
    const target = file && below(root, file.text);
    // What an anchor gives to several hosts is one link.
    if (!target || seen.has(file.node)) return [];
    seen.add(file.node);
    const { start, end } = inQuotes(document.text, { start: contentStart(document, file.node), end: file.node.end });
    return [{ range: rangeOf(document, { start, end }), target }];
  });
};

function inQuotes(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const isQuoted = /^["']/.test(text.slice(start, start + 1)) && text[start] === text[end - 1] && end - start > 1;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
