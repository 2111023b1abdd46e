/** What every editor feature gets: a machine, the file in question, and where in it the person is. */

import type { NodeConfig } from '../node/config.ts';
import type { Lint } from '../rules/lint.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { positionAt } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';

export interface Asked {
  readonly node: NodeConfig;
  readonly document: ConfigDocument;
  /** Offset of the cursor; 0 for features about the whole file. */
  readonly offset: number;
  /** How strict to be. */
  readonly lint: Lint;
  /** True when the person has moved on and the answer is no longer wanted. */
  readonly cancelled: () => boolean;
}

/** A feature: pure, from what was asked to what the protocol answers. */
export type Feature<Answer, Params = undefined> = (asked: Asked, params: Params) => Answer;

/** A span of a file as the protocol writes it. */
export function rangeOf(
  document: ConfigDocument,
  span: Span,
): { start: { line: number; character: number }; end: { line: number; character: number } } {
  return { start: positionAt(document, span.start), end: positionAt(document, span.end) };
}
