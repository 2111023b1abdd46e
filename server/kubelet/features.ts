/** What an editor is answered about files of the kubelet. */

import type { LanguageFeatures } from '../features/feature.ts';
import { completion, resolve } from './complete.ts';
import { definition } from './definition.ts';
import { hover } from './hover.ts';
import { lenses } from './lenses.ts';
import { links } from './links.ts';
import { symbols } from './outline.ts';
import { refactorings } from './toArgument.ts';
import { viewText } from './view.ts';

export const features: LanguageFeatures = {
  hover,
  completion,
  resolve,
  symbols,
  definition,
  links,
  lenses,
  refactorings,
  view: (node) => viewText(node),
};
