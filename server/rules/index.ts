/** All rules, in the order they run and are listed. Adding one means: a file, a line here, a page, fixtures. */

import type { Rule } from './rule.ts';
import { unknownKey } from './unknownKey.ts';

export const rules: readonly Rule[] = [unknownKey];
