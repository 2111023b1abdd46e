/** Formatting that keeps comments, order and every value: two blanks of indentation, one space after colons. */

import type { TextEdit } from 'vscode-languageserver-types';
import { layOut } from '../yaml/layout.ts';
import { type Feature, rangeOf } from './feature.ts';

export const format: Feature<TextEdit[]> = ({ document }) => {
  const text = layOut(document);
  if (text === undefined || text === document.text) return [];
  return [{ range: rangeOf(document, { start: 0, end: document.text.length }), newText: text }];
};
