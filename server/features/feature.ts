/** What every editor feature gets: a machine, the file in question, and where in it the person is. */

import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  Hover,
  Location,
} from 'vscode-languageserver-types';
import type { NodeConfig } from '../node/config.ts';
import type { Language } from '../node/language.ts';
import type { Lint } from '../rules/lint.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { positionAt } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';

export interface Asked {
  readonly node: NodeConfig;
  readonly document: ConfigDocument;
  readonly language: Language;
  /** Offset of the cursor; 0 for features about the whole file. */
  readonly offset: number;
  /** How strict to be. */
  readonly lint: Lint;
  /** True when the person has moved on and the answer is no longer wanted. */
  readonly cancelled: () => boolean;
}

/** A text made from what is read, for a person to look at, and where its parts come from. */
export interface TextView {
  readonly text: string;
  readonly links: readonly TextLink[];
}

/** A link in such a text, by 0-based line and columns. */
export interface TextLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly uri: string;
  /** 1-based; 0 for the file as a whole. */
  readonly targetLine: number;
}

/** What a view is asked with. */
export interface ViewParams {
  /** Only what counts for this container image. */
  readonly image?: string;
}

/** What one of our languages answers to the requests about its files. */
export interface LanguageFeatures {
  readonly hover: Feature<Hover | null>;
  readonly completion: Feature<CompletionItem[]>;
  /** Adds the documentation of one item, when the editor shows it. */
  readonly resolve: (item: CompletionItem) => CompletionItem;
  readonly symbols: Feature<DocumentSymbol[]>;
  readonly definition: Feature<Location[]>;
  readonly links: Feature<DocumentLink[]>;
  readonly lenses: Feature<CodeLens[]>;
  /** Actions beyond the fixes of findings. */
  readonly refactorings: Feature<CodeAction[], { readonly start: number; readonly end: number }>;
  /** What the machine makes of all files of the language together. */
  readonly view: (node: NodeConfig, params: ViewParams) => TextView;
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
