/** Applies every safe fix of a file again and again until none is left. */

import { NodeConfig, withDocument } from '../node/config.ts';
import { readText } from '../yaml/document.ts';
import { applyEdits, type Edit } from '../yaml/edits.ts';
import type { Lint } from './lint.ts';
import type { Finding } from './rule.ts';
import { findings } from './run.ts';

/** A safe fix may uncover the next one; this many rounds are more than any file needs. */
const ROUNDS = 20;

/** The text of one file after all its safe fixes. */
export function fixAll(node: NodeConfig, uri: string, lint: Lint = {}): string {
  let current = node;
  let text = node.document(uri)?.text ?? '';
  for (let round = 0; round < ROUNDS; round++) {
    const edits = compatible(findings(current, lint), uri);
    if (edits.length === 0) return text;
    const next = applyEdits(text, edits);
    if (next === text) return text;
    text = next;
    current = withText(current, uri, text);
  }
  return text;
}

/** The same machine with other text in one file. */
export function withText(node: NodeConfig, uri: string, text: string): NodeConfig {
  return new NodeConfig(withDocument(node.sources, readText(uri, text)), node.choices);
}

/** The first safe fix of each finding, as long as it does not touch what an earlier one changed. */
function compatible(found: readonly Finding[], uri: string): Edit[] {
  const chosen: Edit[] = [];
  // Findings come in the order of the text, so nearly all of their edits lie behind all that were chosen before.
  let end = -1;
  for (const { fixes } of found) {
    const fix = fixes.find(({ safe }) => safe);
    if (!fix || fix.rename || fix.edits.some((edit) => edit.uri !== uri)) continue;
    const clashes = fix.edits.some(
      (edit) => edit.at.start <= end && chosen.some(({ at }) => edit.at.start <= at.end && at.start <= edit.at.end),
    );
    if (clashes) continue;
    chosen.push(...fix.edits);
    end = Math.max(end, ...fix.edits.map(({ at }) => at.end));
  }
  return chosen;
}
